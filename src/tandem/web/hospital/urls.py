"""Addresses of the room; French words for people."""

from __future__ import annotations

from django.urls import path, register_converter

from tandem.domain.schemes.vocabulary import Section
from tandem.web.hospital import (
    views_agreements,
    views_documents,
    views_dossiers,
    views_filing,
    views_posts,
    views_sections,
)


class SectionConverter:
    """The word of a section of the form."""

    regex = "|".join(Section)

    def to_python(self, value: str) -> Section:
        return Section(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(SectionConverter, "section")

app_name = "hospital"
ONE = "dossiers/<uuid:dossier>/"
urlpatterns = [
    path("dossiers/", views_dossiers.dossiers, name="dossiers"),
    path("dossiers/nouveau/<slug:call>/", views_dossiers.create, name="create"),
    path(ONE, views_dossiers.dossier, name="dossier"),
    path(f"{ONE}retirer/", views_dossiers.withdraw, name="withdraw"),
    path(f"{ONE}complement/", views_dossiers.complement, name="complement"),
    path(f"{ONE}deposer/", views_filing.review, name="review"),
    path(f"{ONE}accuse/", views_filing.receipt, name="receipt"),
    path(f"{ONE}accuse.pdf", views_filing.receipt_pdf, name="receipt_pdf"),
    path(f"{ONE}accuse/courriel/", views_filing.receipt_mail, name="receipt_mail"),
    path(f"{ONE}candidat/effacer/", views_sections.clear_candidate, name="clear_candidate"),
    path(f"{ONE}<section:section>/", views_sections.section, name="section"),
    path(f"{ONE}<section:section>/apercu/", views_sections.preview, name="preview"),
    path("pieces/<uuid:attachment>/", views_documents.download, name="download"),
    path("pieces/<uuid:attachment>/retirer/", views_documents.remove, name="remove"),
    path("structures/recherche/", views_sections.structures, name="structures"),
    path("accords/", views_agreements.agreements, name="agreements"),
    path("accords/<int:partner>/", views_agreements.agreement, name="agreement"),
    path("postes/", views_posts.posts, name="posts"),
    path("lettres/<uuid:letter>/", views_posts.letter, name="letter"),
    path("lettres/<uuid:letter>.pdf", views_posts.letter_pdf, name="letter_pdf"),
]
