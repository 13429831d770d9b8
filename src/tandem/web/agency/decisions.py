"""The letters of decision of a call: the list, each letter, its PDF."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.posts import selectors
from tandem.apps.posts.models import DecisionLetter
from tandem.domain.kernel import digest
from tandem.domain.workflow.dossier import LABELS, DossierState
from tandem.outputs.pdf import letter_pdf
from tandem.web.agency.chosen import chosen, no_call
from tandem.web.shared import gate

A_PAGE = 50
KINDS = (
    DossierState.SELECTED,
    DossierState.RESERVE,
    DossierState.NOT_SELECTED,
    DossierState.INADMISSIBLE,
)


@gate.reads(*AGENCY_ROLES)
def decisions(request: HttpRequest) -> HttpResponse:
    """The letters, by number, all or of one kind."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Décisions")
    letters = selectors.letters_visible_to(request.actor).filter(dossier__call=choice.call)
    counts = Counter(letters.values_list("kind", flat=True))
    kind = request.GET.get("nature", "")
    shown = letters.filter(kind=kind) if kind in KINDS else letters
    shown = shown.select_related("dossier__recruiter").order_by("number")
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "choice": choice,
        "call": choice.call,
        "page": page,
        "rows": [(letter, LABELS[DossierState(letter.kind)]) for letter in page],
        "kind": kind if kind in KINDS else "",
        "kinds": [(key.value, LABELS[key], counts[key]) for key in KINDS if counts[key]],
        "total": counts.total(),
    }
    return render(request, "agency/decisions.html", context)


def letter_or_404(request: HttpRequest, letter: UUID) -> DecisionLetter:
    """A letter that this person may read."""
    seen = selectors.letters_visible_to(request.actor).select_related("dossier__deposit")
    found: DecisionLetter = get_object_or_404(seen, pk=letter)
    return found


@gate.reads(*AGENCY_ROLES)
def decision(request: HttpRequest, letter: UUID) -> HttpResponse:
    """A letter as it is written."""
    found = letter_or_404(request, letter)
    context = {
        "letter": found,
        "call": found.dossier.call,
        "content": found.content,
        "fingerprint": digest.grouped(found.content_sha256),
    }
    return render(request, "agency/decision.html", context)


@gate.reads(*AGENCY_ROLES)
def decision_pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The same letter as a PDF."""
    found = letter_or_404(request, letter)
    response = HttpResponse(letter_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response
