"""My dossiers: the list, a new one, the page of one, withdrawing it, answering the agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tandem.apps.accounts.models import Role
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import completeness, selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts, filing, screening
from tandem.apps.foundation import clock
from tandem.apps.foundation.ids import parsed, uuid7
from tandem.apps.posts import selectors as posts
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.schemes.vocabulary import SECTION_LABELS, Section
from tandem.domain.workflow.dossier import MACHINE, DossierState
from tandem.web.hospital import history
from tandem.web.hospital.agreements import agreements_of
from tandem.web.hospital.forms_acts import AnswerForm, WithdrawForm
from tandem.web.hospital.money import plan_view
from tandem.web.hospital.pages import (
    SEEN_BY,
    UNPROCESSABLE,
    address,
    countdown,
    deadline,
    frame,
    owned,
    refused,
    visible,
)
from tandem.web.hospital.reading import files_of, names_of, week_of
from tandem.web.hospital.recap import left_to_fill, lines_of
from tandem.web.shared import gate

ON_A_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDossier:
    """A row of « Mes dossiers »: `missing` and `pending` matter while it is a draft."""

    dossier: Dossier
    url: str
    is_held: bool
    others: str
    deadline: str
    missing: int
    pending: str
    week: str
    names: tuple[str, str]
    is_draft: bool
    is_asked: bool


def _listed(dossier: Dossier, structure_id: object, on: date) -> ListedDossier:
    is_draft = dossier.state == DossierState.DRAFT
    is_held = dossier.owner_id == structure_id
    partners = [str(partner.structure) for partner in dossier.partners.all()]
    return ListedDossier(
        dossier=dossier,
        url=reverse("hospital:dossier", args=[dossier.pk]),
        is_held=is_held,
        others=french.enumerate_words(partners) if is_held else str(dossier.owner),
        deadline=deadline(dossier, on),
        missing=left_to_fill(dossier) if is_draft else 0,
        pending=french.enumerate_words(selectors.pending_partners(dossier)) if is_draft else "",
        week=week_of(dossier),
        names=names_of(dossier),
        is_draft=is_draft,
        is_asked=dossier.state == DossierState.TO_COMPLETE,
    )


@gate.reads(*SEEN_BY)
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers of my structure, those where it is the partner, and the calls that are open."""
    seen = selectors.with_parts(selectors.visible_to(request.actor)).order_by("-created_at", "-pk")
    page = Paginator(seen, ON_A_PAGE).get_page(request.GET.get("page"))
    at, here = clock.now(), request.actor.structure.pk
    context = {
        "page": page,
        "rows": [_listed(dossier, here, at.date()) for dossier in page.object_list],
        "calls": _open_calls(at) if request.actor.is_bam else [],
        "key": uuid7(),
        "is_bam": request.actor.is_bam,
    }
    return render(request, "hospital/dossiers.html", context)


def _open_calls(at: datetime) -> list[tuple[Call, str]]:
    """The calls in which one may file now, each with how long is left."""
    today = at.date()
    return [
        (call, countdown(call.closes_on, today).removeprefix("dans ").capitalize())
        for call in calls.open_at(at)
    ]


@gate.writes(Role.BAM)
def create(request: HttpRequest, call: str) -> HttpResponse:
    """A new draft in an open call, then its first section."""
    found = get_object_or_404(calls.visible_to(request.actor), slug=call)
    if request.method != "POST":
        return redirect("hospital:dossiers")
    try:
        draft = drafts.create(
            call=found,
            actor=request.actor,
            at=clock.now(),
            key=parsed(request.POST.get("key", "")),
        )
    except RefusedError as error:
        return refused(request, error, reverse("hospital:dossiers"))
    return redirect(address(draft, Section.RECRUITER))


@gate.reads(*SEEN_BY)
def dossier(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """One dossier: how far each section is, what the rules say, agreements, history."""
    found = visible(request, dossier)
    page = frame(request, found)
    findings, agreements = selectors.assessment(found), agreements_of(found)
    moves = {move.name for move in MACHINE.open_to(state=found.state, actor=request.actor.role)}
    context = {
        **page,
        "lines": lines_of(found, _sections(page)),
        "findings": findings,
        "urgent": [f for f in findings if f.blocks],
        "agreements": agreements,
        "pending": [each.name for each in agreements if each.agreement is None],
        "documents": files_of(found, is_held=page["is_held"]),
        "plan": plan_view(found),
        **_next(request, found),
        "history": history.of(found),
        "letter": posts.letters_visible_to(request.actor).filter(dossier=found).first(),
        "deposit": getattr(found, "deposit", None) if page["is_held"] else None,
        "may_withdraw": page["is_owner"] and "withdraw" in moves,
        "missing": left_to_fill(found) if page["is_draft"] else 0,
    }
    return render(request, "hospital/dossier.html", context)


def _next(request: HttpRequest, dossier: Dossier) -> dict[str, str]:
    """Where to go on: the first section that lacks something, or my agreement as a partner."""
    unfinished = (s for s in completeness.statuses(dossier) if s.missing)
    status = next(unfinished, None)
    mine = [p for p in dossier.partners.all() if p.structure_id == request.actor.structure.pk]
    return {
        "next_section": status.label if status else "",
        "next_url": address(dossier, status.section) if status else "",
        "agreement_url": reverse("hospital:agreement", args=[mine[0].pk]) if mine else "",
    }


def _sections(page: dict[str, Any]) -> list[Section]:
    """Certifying is shown to those who do it."""
    hidden = () if page["is_owner"] and page["is_draft"] else (Section.CERTIFICATION,)
    return [section for section in Section if section not in hidden]


@gate.writes(*SEEN_BY)
def withdraw(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Withdraw a filed dossier: one page that says what it entails, with a reason."""
    found = owned(request, dossier)
    form = WithdrawForm(request.POST or None)
    reasons: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            filing.withdraw(
                dossier=found,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                at=clock.now(),
            )
        except RefusedError as error:
            reasons = error.decision.refusals
        else:
            return redirect("hospital:dossier", found.pk)
    context = {**frame(request, found), "form": form, "refusals": reasons}
    return render(request, "hospital/withdraw.html", context, status=_status(form, reasons))


def _status(form: Any, reasons: tuple[Any, ...]) -> int:
    return UNPROCESSABLE if form.errors or reasons else 200


@gate.writes(*SEEN_BY)
def complement(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """What the agency asks for, the sections that it reopened, and the answer."""
    found = owned(request, dossier)
    waiting = found.waiting_complement
    if waiting is None:
        return redirect("hospital:dossier", found.pk)
    form = AnswerForm(request.POST or None)
    reasons: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            screening.answer_complement(
                dossier=found,
                answer=form.cleaned_data["answer"],
                actor=request.actor,
                at=clock.now(),
            )
        except RefusedError as error:
            reasons = error.decision.refusals
        else:
            return redirect("hospital:dossier", found.pk)
    reopened = [Section(value) for value in waiting.sections]
    context = {
        **frame(request, found),
        "form": form,
        "refusals": reasons,
        "reopened": [(SECTION_LABELS[each], address(found, each)) for each in reopened],
    }
    return render(request, "hospital/complement.html", context, status=_status(form, reasons))
