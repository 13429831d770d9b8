"""Addresses of the agency's daily work: calls, dossiers, screening."""

from __future__ import annotations

from django.urls import path

from tandem.web.agency import calls, dossiers, screening

urlpatterns = [
    path("appels/", calls.calls, name="calls"),
    path("appels/nouveau/", calls.new_call, name="new_call"),
    path("appels/<slug:slug>/", calls.call, name="call"),
    path("appels/<slug:slug>/modifier/", calls.edit_call, name="edit_call"),
    path("appels/<slug:slug>/ouvrir/", calls.open_call, name="open_call"),
    path("appels/<slug:slug>/enveloppe/", calls.envelope, name="envelope"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/lot/", dossiers.batch, name="batch"),
    path("dossiers/revoir/", dossiers.review, name="review"),
    path("dossiers/<uuid:pk>/", screening.dossier, name="dossier"),
    path("dossiers/<uuid:pk>/constats/<slug:rule>/", screening.review_finding, name="finding"),
    path("dossiers/<uuid:pk>/attribuer/", screening.assign, name="assign"),
    path("dossiers/<uuid:pk>/rouvrir/", screening.reopen, name="reopen"),
    path("dossiers/<uuid:pk>/pieces/<uuid:piece>/", screening.document, name="document"),
]
