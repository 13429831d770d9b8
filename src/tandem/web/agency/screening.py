"""One dossier under screening: its findings judged, its admissibility decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.dossiers import selectors
from tandem.apps.dossiers.funding import plan_of
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import screening as services
from tandem.apps.foundation import clock
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Decision, Finding, RefusedError
from tandem.domain.workflow.dossier import MACHINE, SCREENED
from tandem.web.agency import dossier_page
from tandem.web.agency.dossiers import queue_of
from tandem.web.agency.forms_screening import (
    ADMISSIBLE,
    COMPLEMENT,
    DECISION_LABELS,
    DECISION_MOVES,
    INADMISSIBLE,
    AppraisalForm,
    DecisionForm,
    ReopenForm,
    RestoreForm,
    SetAsideForm,
)
from tandem.web.agency.refusals import add_refusals
from tandem.web.shared import gate
from tandem.web.shared.downloads import download

REFUSED = 422
DECISION_FIELDS = {"comment": "reason", "due_day_is_reachable": "due_on"}
REVIEW_FORMS = {"ecarter": SetAsideForm, "retablir": RestoreForm, "apprecier": AppraisalForm}
ASK_AGAIN = ("regle", "decision")


@dataclass(slots=True)
class Page:
    """The dossier on the page, and the form that was refused, if one was."""

    dossier: Dossier
    decision: Decision
    decision_form: DecisionForm | None = None
    reopen_form: ReopenForm = field(default_factory=ReopenForm)
    reviewed: str = ""
    review_form: forms.Form | None = None

    @property
    def refused_form(self) -> forms.Form | None:
        """The form that came back with errors, if one did."""
        sent = (self.decision_form, self.reopen_form, self.review_form)
        return next((form for form in sent if form is not None and form.errors), None)


def page_of(request: HttpRequest, pk: UUID) -> Page:
    """A dossier that this person may see, with what the rules say of it; 404 otherwise."""
    seen = selectors.with_parts(selectors.visible_to(request.actor))
    found = seen.select_related("deposit").prefetch_related("transitions")
    dossier = get_object_or_404(found, pk=pk)
    return Page(dossier=dossier, decision=selectors.assessment(dossier))


@gate.writes(*AGENCY_ROLES)
def dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of a dossier; posting to it decides its admissibility."""
    page = page_of(request, pk)
    if request.method != "POST":
        return _shown(request, page)
    form = page.decision_form = _decision_form(request, page)
    if form.is_valid():
        try:
            _decide(request, page.dossier, form)
        except RefusedError as refused:
            add_refusals(form, refused.decision, _places(form))
        else:
            return _back(request, pk)
    return _shown(request, page)


def _places(form: DecisionForm) -> dict[str, str]:
    return {rule: name for rule, name in DECISION_FIELDS.items() if name in form.fields}


def _decide(request: HttpRequest, dossier: Dossier, form: DecisionForm) -> None:
    who: dict[str, Any] = {"dossier": dossier, "actor": request.actor, "at": clock.now()}
    decision = form.cleaned_data["decision"]
    if decision == COMPLEMENT:
        complement = services.ask_complement(request=form.request, **who)
        words = f"Demande envoyée au BAM, réponse attendue le {french.day(complement.due_on)}."
    else:
        reason = form.cleaned_data["reason"]
        services.declare(admissible=decision == ADMISSIBLE, reason=reason, **who)
        words = f"Dossier déclaré {DECISION_LABELS[decision].lower()}. Le BAM est prévenu."
    messages.success(request, words)


def _decision_form(request: HttpRequest, page: Page) -> DecisionForm | None:
    """The form of what may be decided now; None when nothing may."""
    earliest = services.earliest_due_on(clock.now())
    if request.method == "POST" and request.resolver_match.url_name == "dossier":
        # A form left open in another tab may ask what is no longer possible: the service says why.
        return DecisionForm(request.POST, decisions=tuple(DECISION_MOVES), earliest=earliest)
    role = request.actor.role or ""
    moves = [m.name for m in MACHINE.open_to(state=page.dossier.state, actor=role)]
    if not set(moves) & set(DECISION_MOVES):
        return None
    initial = _proposed(request, page)
    return DecisionForm(initial=initial, decisions=moves, earliest=earliest)


def _proposed(request: HttpRequest, page: Page) -> dict[str, Any]:
    """What a link of the page asks to prepare: a complement on a rule, or a refusal."""
    asked = request.GET.get("regle")
    finding = next((f for f in page.decision if f.rule == asked), None)
    if finding is not None:
        sections = [finding.section] if finding.section else []
        return {"decision": COMPLEMENT, "reason": _request(finding), "sections": sections}
    if request.GET.get("decision") == INADMISSIBLE:
        blocking = selectors.still_blocking(page.dossier, page.decision)
        reason = "\n".join(_ground(finding) for finding in blocking)
        return {"decision": INADMISSIBLE, "reason": reason}
    return {}


def _request(finding: Finding) -> str:
    return french.typography(f"{finding.title}\u00a0: {finding.reason}\n{finding.expected}".strip())


def _ground(finding: Finding) -> str:
    """A blocking rule with its texts, for a refusal that must give its reasons."""
    places = [f"{c.source.title}, {c.locator}" for c in finding.citations if not c.is_assumption]
    source = f" ({' ; '.join(places)})" if places else ""
    return french.typography(f"{finding.title}\u00a0: {finding.reason}{source}")


def _shown(request: HttpRequest, page: Page) -> HttpResponse:
    one = page.dossier
    if page.decision_form is None:
        page.decision_form = _decision_form(request, page)
    plan = plan_of(one)
    groups = dossier_page.groups(one, page.decision)
    complement = one.waiting_complement
    context = {
        "page": page,
        "dossier": one,
        "groups": groups,
        "blocking": [_with_form(judged, page, SetAsideForm) for judged in groups.blocking],
        "to_see": [
            _with_form(judged, page, AppraisalForm) for judged in (*groups.to_see, *groups.judged)
        ],
        "in_screening": page.decision_form is not None,
        "is_screened": one.state in SCREENED,
        "declared": dossier_page.last_declaration(one),
        "complement": complement,
        "complement_sections": dossier_page.section_labels(complement),
        "today": clock.today(),
        "structures": dossier_page.structures(one),
        "parts": dossier_page.parts(one),
        "documents": dossier_page.documents(one),
        "absent_documents": dossier_page.absent_documents(one),
        "names": dossier_page.structure_names(one),
        "plan": plan,
        "plan_months": sum(plan.plan.months) if plan else 0,
        "money": dossier_page.money_table(one, plan) if plan else None,
        "shares": dossier_page.shares(plan) if plan else (),
        "silence_on": dossier_page.silence_on(one),
        "history": dossier_page.history(one, page.decision),
        "queue": queue_of(request, one),
        "has_error": page.refused_form is not None,
    }
    status = REFUSED if page.refused_form else 200
    return render(request, "agency/dossier.html", context, status=status)


def _with_form(
    judged: dossier_page.Judged, page: Page, kind: type[forms.Form]
) -> dict[str, object]:
    """A finding with the form that judges it: the one that was refused, or a fresh one."""
    rule, review = judged.finding.rule, judged.review
    is_this_one = page.reviewed == rule and isinstance(page.review_form, kind)
    form = page.review_form if is_this_one else None
    said = {"verdict": review.verdict, "motive": review.motive} if review else {}
    return {
        "finding": judged.finding,
        "review": review,
        "form": form or kind(prefix=rule, initial=said),
        "is_open": form is not None,
    }


def _back(request: HttpRequest, pk: UUID, anchor: str = "") -> HttpResponse:
    """The page again, in the same list."""
    query = request.GET.copy()
    for name in ASK_AGAIN:
        query.pop(name, None)
    asked = f"?{query.urlencode()}" if query else ""
    return redirect(f"{reverse('agency:dossier', args=[pk])}{asked}{anchor}")


@gate.writes(*AGENCY_ROLES)
def review_finding(request: HttpRequest, pk: UUID, rule: str) -> HttpResponse:
    """Judge a finding, set it aside with a motive, or take it back."""
    if request.method != "POST":
        return _back(request, pk)
    page = page_of(request, pk)
    kind = REVIEW_FORMS.get(request.POST.get("act", ""))
    if kind is None or rule not in {finding.rule for finding in page.decision}:
        raise Http404
    form = kind(request.POST, prefix=rule)
    page.reviewed, page.review_form = rule, form
    if form.is_valid():
        try:
            services.review_finding(
                dossier=page.dossier,
                review=form.review(rule),
                actor=request.actor,
                at=clock.now(),
            )
        except RefusedError as refused:
            add_refusals(form, refused.decision)
        else:
            messages.success(request, "Votre avis est écrit à côté du constat.")
            return _back(request, pk, "#regles")
    return _shown(request, page)


@gate.writes(*AGENCY_ROLES)
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a dossier to screen it."""
    if request.method == "POST":
        one = get_object_or_404(selectors.visible_to(request.actor), pk=pk)
        services.assign(dossier=one, screener=request.user, actor=request.actor, at=clock.now())
        messages.success(request, f"Le dossier {one.number} est dans votre file.")
    return _back(request, pk)


@gate.writes(*AGENCY_ROLES)
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was declared, with a motive."""
    if request.method != "POST":
        return _back(request, pk)
    page = page_of(request, pk)
    form = page.reopen_form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            services.reopen(
                dossier=page.dossier,
                reason=form.cleaned_data["reopen_reason"],
                actor=request.actor,
                at=clock.now(),
            )
        except RefusedError as refused:
            add_refusals(form, refused.decision)
        else:
            messages.success(request, "L’instruction est rouverte.")
            return _back(request, pk)
    return _shown(request, page)


@gate.reads(*AGENCY_ROLES)
def document(request: HttpRequest, pk: UUID, piece: UUID) -> FileResponse:
    """A document of a dossier, to be saved by the browser."""
    joined = selectors.attachments_visible_to(request.actor)
    return download(get_object_or_404(joined, pk=piece, dossier=pk).file)
