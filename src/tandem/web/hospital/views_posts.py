"""The funded posts of my structure, and the letters of decision."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tandem.apps.posts import selectors
from tandem.apps.posts.models import DecisionLetter, Post
from tandem.domain.kernel import digest
from tandem.outputs import pdf
from tandem.web.hospital.money import PlanView, post_view
from tandem.web.hospital.pages import SEEN_BY
from tandem.web.hospital.views_filing import attached
from tandem.web.shared import gate

ON_A_PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPost:
    """A funded post with its plan, and its letter for those who received it."""

    post: Post
    plan: PlanView
    letter: DecisionLetter | None
    partners: tuple[str, ...]


@gate.reads(*SEEN_BY)
def posts(request: HttpRequest) -> HttpResponse:
    """The funded posts, newest first, each with who pays what and when."""
    seen = selectors.visible_to(request.actor).order_by("-starts_on", "dossier__number")
    page = Paginator(seen, ON_A_PAGE).get_page(request.GET.get("page"))
    letters = {
        letter.dossier_id: letter
        for letter in selectors.letters_visible_to(request.actor).filter(
            dossier__post__in=[post.pk for post in page.object_list]
        )
    }
    rows = [
        ListedPost(
            post=post,
            plan=post_view(post),
            letter=letters.get(post.dossier_id),
            partners=tuple(str(each.structure) for each in post.dossier.partners.all()),
        )
        for post in page.object_list
    ]
    return render(request, "hospital/posts.html", {"page": page, "rows": rows})


@gate.reads(*SEEN_BY)
def letter(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The letter of a decision, in the words that were sent."""
    found = get_object_or_404(selectors.letters_visible_to(request.actor), pk=letter)
    context = {
        "letter": found,
        "dossier": found.dossier,
        "content": found.content,
        "fingerprint": digest.grouped(found.content_sha256),
    }
    return render(request, "hospital/letter.html", context)


@gate.reads(*SEEN_BY)
def letter_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The same letter as a PDF."""
    found = get_object_or_404(selectors.letters_visible_to(request.actor), pk=letter)
    return attached(pdf.letter_pdf(found), f"{found.number}.pdf")
