"""The sitting: the call list, what other rules would change, computing it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.calls import selectors as calls
from tandem.apps.calls import services as call_services
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.foundation import clock
from tandem.apps.jury import selectors as jury
from tandem.apps.selection import permissions, selectors, services
from tandem.apps.selection.models import Run
from tandem.apps.selection.selectors import ListedDossier
from tandem.domain.kernel import digest
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.kernel.period import Period
from tandem.domain.selection.problem import Problem
from tandem.domain.selection.simulate import Comparison
from tandem.domain.workflow.call import CallState
from tandem.domain.workflow.dossier import DossierState
from tandem.web.agency import sitting_list
from tandem.web.agency.chosen import Chosen, address, chosen, no_call
from tandem.web.agency.forms_sitting import TrialForm
from tandem.web.shared import gate
from tandem.web.shared.refusals import REFUSED, reasons_of

NOT_SCREENED = (DossierState.FILED, DossierState.TO_COMPLETE)


@gate.reads(*AGENCY_ROLES)
def sitting(request: HttpRequest) -> HttpResponse:
    """The call list under discussion, or what is needed before there is one."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Séance")
    return sitting_page(request, choice)


def sitting_page(
    request: HttpRequest, choice: Chosen, refusals: tuple[str, ...] = ()
) -> HttpResponse:
    """The page, with the reasons of an act that was refused."""
    call = choice.call
    run = selectors.latest(call)
    context = {
        **_before(request, call),
        "choice": choice,
        "call": call,
        "run": run,
        "refusals": refusals,
        "has_error": bool(refusals),
    }
    if run is None:
        status = REFUSED if refusals else 200
        return render(request, "agency/sitting_before.html", context, status=status)
    context |= _list_context(request, call, run)
    status = REFUSED if refusals or context["trial_form"].errors else 200
    return render(request, "agency/sitting.html", context, status=status)


def _before(request: HttpRequest, call: Call) -> dict[str, Any]:
    """Where the call is: closed or not, screened or not, marked or not."""
    at = clock.now()
    seen = dossiers.visible_to(request.actor).filter(call=call).values_list("state", "number")
    states = list(seen.order_by("number"))
    return {
        "progress": jury.progress(call),
        "not_screened": sum(state in NOT_SCREENED for state, _ in states),
        "withdrawn": [number for state, number in states if state == DossierState.WITHDRAWN],
        "may_run": permissions.may_run(request.actor, call, at),
        "may_close": settings.DEMONSTRATION and call.is_fictitious and calls.is_open(call, at),
        "is_announced": call.state == CallState.ANNOUNCED,
    }


def _list_context(request: HttpRequest, call: Call, run: Run) -> dict[str, Any]:
    final, outcome = selectors.final_list(run), selectors.outcome_of(run)
    lines, problem = selectors.listed(run), selectors.problem_of(run)
    trial_form, trial = _trial(request, run, problem)
    jurors = jury.jurors_of(call)
    return {
        "items": sitting_list.items(lines, outcome, is_whole="tout" in request.GET),
        "is_whole": "tout" in request.GET,
        "count": len(lines),
        "totals": final.totals,
        "in_reserve": sum(line.reserve_rank is not None for line in final.lines),
        "months": Period(call.starts_on, call.ends_on).months,
        "places": sitting_list.places(lines, call),
        "split_note": sitting_list.split_note(call),
        "trial_form": trial_form,
        "trial": _shown_trial(trial, lines),
        "changes": run.overrides.select_related("dossier"),
        "may_change": permissions.may_change(request.actor, run),
        "tied": [juror for juror in jurors if juror.conflicts.all()],
        "engine": outcome.engine,
        "seed": digest.grouped(run.seed),
        "problem_sha256": digest.grouped(run.problem_sha256),
        "outcome_sha256": digest.grouped(run.outcome_sha256),
        "is_stale": run.published_at is None and services.is_stale(run),
    }


def _trial(request: HttpRequest, run: Run, problem: Problem) -> tuple[TrialForm, Comparison | None]:
    """The form « Et si… ? » and, when it was sent, what it would change."""
    if "postes" not in request.GET:
        rules = problem.rules
        initial = {
            "postes": rules.posts,
            "enveloppe": rules.budget_cents,
            "cle": run.call.split,
            "seuil": None,
        }
        return TrialForm(call=run.call, initial=initial), None
    form = TrialForm(request.GET, call=run.call)
    if not form.is_valid():
        return form, None
    try:
        return form, selectors.try_rules(run, form.trial)
    except InvalidInputError as error:
        for reason in reasons_of(error):
            form.add_error(None, reason)
        return form, None


def _shown_trial(found: Comparison | None, lines: list[ListedDossier]) -> dict[str, Any] | None:
    """The answer in words: who enters with which rank, who leaves, what it costs."""
    if found is None:
        return None
    by_id = {str(each.dossier.pk): each.dossier for each in lines}
    ranks = {line.applicant: line.rank for line in found.after.lines}
    return {
        "before": found.before.totals.selected,
        "after": found.after.totals.selected,
        "entering": [(by_id[key], ranks[key]) for key in found.entering],
        "leaving": [by_id[key] for key in found.leaving],
        "more_cents": max(found.cost_difference_cents, 0),
        "less_cents": max(-found.cost_difference_cents, 0),
    }


@gate.writes(*AGENCY_ROLES)
def compute(request: HttpRequest) -> HttpResponse:
    """Compute the call list. Nothing is announced."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Séance")
    if request.method == "POST":
        try:
            services.run(call=choice.call, actor=request.actor, at=clock.now())
        except (RefusedError, InvalidInputError) as error:
            return sitting_page(request, choice, reasons_of(error))
        messages.success(request, "Le classement est calculé et vérifié. Rien n’est annoncé.")
    return redirect(address("sitting", choice.call))


@gate.writes(*AGENCY_ROLES)
def close_now(request: HttpRequest) -> HttpResponse:
    """Close the filing of a fictitious call of the demonstration, so as to go on."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Séance")
    if request.method == "POST":
        try:
            call_services.close_for_demonstration(
                call=choice.call, actor=request.actor, at=clock.now()
            )
        except RefusedError as error:
            return sitting_page(request, choice, reasons_of(error))
        messages.success(request, "Le dépôt de cet appel fictif est clos.")
    return redirect(address("sitting", choice.call))
