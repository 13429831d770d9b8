"""What every page of a dossier shows around its content: where one is, how far, until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from tandem.apps.accounts.models import Role
from tandem.apps.dossiers import completeness, selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.permissions import is_of_owner
from tandem.apps.foundation import clock
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.schemes.vocabulary import SECTION_LABELS, Section
from tandem.domain.workflow.dossier import DossierState
from tandem.web.theme.navigation import Section as NavItem

SEEN_BY = (Role.BAM, Role.DIRECTION)
ONE_MINUTE = timedelta(minutes=1)
UNPROCESSABLE, CONFLICT = 422, 409


def visible(request: HttpRequest, dossier: UUID) -> Dossier:
    """The dossier with all its parts, or a 404 for whoever must not know that it exists."""
    seen = selectors.with_parts(selectors.visible_to(request.actor))
    return get_object_or_404(seen, pk=dossier)


def owned(request: HttpRequest, dossier: UUID) -> Dossier:
    """The same, for the structure that holds it; its partners get a 404."""
    held = selectors.visible_to(request.actor).filter(owner=request.actor.structure)
    return get_object_or_404(selectors.with_parts(held), pk=dossier)


def address(dossier: Dossier, section: Section) -> str:
    """The page of a section; certifying is done on the page that files."""
    if section is Section.CERTIFICATION:
        return reverse("hospital:review", args=[dossier.pk])
    return reverse("hospital:section", args=[dossier.pk, section.value])


def countdown(day: date, on: date) -> str:
    """« aujourd’hui », « demain », « dans 6 jours », or nothing once it is past."""
    days = (day - on).days
    if days < 0:
        return ""
    near = {0: "aujourd’hui", 1: "demain"}
    return near.get(days, f"dans {french.plural(days, 'jour')}")


def deadline(dossier: Dossier, on: date) -> str:
    """What must be done by when, in one line; nothing when nothing is awaited of the hospital."""
    complement = dossier.waiting_complement
    if complement is not None:
        left = countdown(complement.due_on, on) or "date dépassée"
        return f"Réponse attendue le {french.day(complement.due_on)} au plus tard, {left}"
    if dossier.state != DossierState.DRAFT:
        return ""
    last = (dossier.call.closes_at - ONE_MINUTE).astimezone(clock.PARIS)
    left = countdown(dossier.call.closes_on, on)
    if not left:
        return f"Dépôt clos depuis le {french.day(dossier.call.closes_on)}"
    return f"Clôture le {french.day(last.date())} à {french.clock(last)}, {left}"


def navigation(dossier: Dossier, *, is_owner: bool, current: Section | None) -> list[NavItem]:
    """The sections with how far each is. Certifying belongs to the owner, and to a draft."""
    may_certify = is_owner and dossier.state == DossierState.DRAFT
    return [
        NavItem(
            label=status.label,
            url=address(dossier, status.section),
            done=status.done,
            total=len(status.items),
            is_current=status.section is current,
            is_optional=status.is_optional,
        )
        for status in completeness.statuses(dossier)
        if may_certify or status.section is not Section.CERTIFICATION
    ]


def editable(dossier: Dossier) -> tuple[str, ...]:
    """The sections that its owner may change now: all of a draft, else those reopened."""
    if dossier.state == DossierState.DRAFT:
        return tuple(Section)
    complement = dossier.waiting_complement
    return tuple(complement.sections) if complement else ()


def frame(request: HttpRequest, dossier: Dossier, current: Section | None = None) -> dict[str, Any]:
    """The context that every page of a dossier shares."""
    is_owner = is_of_owner(request.actor, dossier).allowed
    is_held = dossier.owner_id == request.actor.structure.pk
    return {
        "dossier": dossier,
        "title": dossier.title or "Dossier sans titre",
        "is_owner": is_owner,
        "is_held": is_held,
        "is_draft": dossier.state == DossierState.DRAFT,
        "editable": editable(dossier) if is_owner else (),
        "nav": navigation(dossier, is_owner=is_owner, current=current),
        "deadline": deadline(dossier, clock.today()),
        "complement": dossier.waiting_complement,
        "section": current,
        "section_label": SECTION_LABELS[current] if current else "",
    }


def refused(request: HttpRequest, error: RefusedError, back: str) -> HttpResponse:
    """The page of an act that cannot be done: every reason at once, and the way back."""
    context = {"refusals": error.decision.refusals, "back": back, "has_error": True}
    return render(request, "hospital/refused.html", context, status=UNPROCESSABLE)
