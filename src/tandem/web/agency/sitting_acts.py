"""What the committee does to the list: change a decision, come back on it, publish everything."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.foundation import clock
from tandem.apps.posts import services as posts
from tandem.apps.selection import permissions, selectors, services
from tandem.apps.selection.models import Run
from tandem.apps.selection.selectors import ListedDossier
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.selection.outcome import Status
from tandem.domain.workflow.dossier import DossierState
from tandem.web.agency.chosen import Chosen, address, chosen, no_call
from tandem.web.agency.forms_sitting import STATUS_WORDS, ChangeForm
from tandem.web.agency.sitting import NOT_SCREENED, sitting_page
from tandem.web.agency.sitting_list import Row
from tandem.web.shared import gate
from tandem.web.shared.refusals import REFUSED, reasons_of


def run_or_404(choice: Chosen) -> Run:
    """The run under discussion, or the published one."""
    run = selectors.latest(choice.call) if choice.call else None
    if run is None:
        raise Http404
    return run


@gate.writes(*AGENCY_ROLES)
def change(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Change the decision for a dossier, with a motive, and perhaps for another the other way."""
    choice = chosen(request)
    run = run_or_404(choice)
    lines = selectors.listed(run)
    found = [each for each in lines if each.dossier.pk == dossier]
    if not found:
        raise Http404
    others = [each for each in lines if each.dossier.pk != dossier]
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, line=found[0], others=others, initial=_said(found[0]))
    if request.method == "POST" and form.is_valid():
        try:
            changes = _changes(form, found[0], others)
            services.change(run=run, changes=changes, actor=request.actor, at=clock.now())
        except (RefusedError, InvalidInputError) as error:
            for reason in reasons_of(error):
                form.add_error(None, reason)
        else:
            numbers = french.enumerate_words([change.dossier.number for change in changes])
            messages.success(request, f"Décision du comité enregistrée pour {numbers}.")
            return redirect(address("sitting", choice.call))
    context = {
        "choice": choice,
        "call": choice.call,
        "form": form,
        "row": Row(listed=found[0], is_below=False),
        "totals": selectors.final_list(run).totals,
        "may_change": permissions.may_change(request.actor, run),
    }
    status = REFUSED if form.errors else 200
    return render(request, "agency/sitting_change.html", context, status=status)


def _said(listed: ListedDossier) -> dict[str, Any]:
    """What the committee already said of this dossier."""
    line = listed.line
    return {"to_status": line.status.value, "motive": line.motive} if line.is_changed else {}


def _changes(
    form: ChangeForm, first: ListedDossier, others: list[ListedDossier]
) -> list[services.Change]:
    given = form.cleaned_data
    changes = [
        services.Change(
            dossier=first.dossier, to_status=Status(given["to_status"]), motive=given["motive"]
        )
    ]
    for each in others:
        if str(each.dossier.pk) == given["other"]:
            status = Status(given["other_status"])
            motive = given["other_motive"]
            changes.append(services.Change(dossier=each.dossier, to_status=status, motive=motive))
    return changes


@gate.writes(*AGENCY_ROLES)
def undo(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Come back to what was computed for one dossier."""
    choice = chosen(request)
    run = run_or_404(choice)
    found = get_object_or_404(dossiers.visible_to(request.actor), pk=dossier, call=choice.call)
    if request.method == "POST":
        try:
            services.undo(run=run, dossier=found, actor=request.actor, at=clock.now())
        except (RefusedError, InvalidInputError) as error:
            return sitting_page(request, choice, reasons_of(error))
        messages.success(
            request, french.typography(f"{found.number} : le résultat du calcul est rétabli.")
        )
    return redirect(address("sitting", choice.call))


@gate.writes(*AGENCY_ROLES)
def undo_all(request: HttpRequest) -> HttpResponse:
    """Come back to the whole computed list."""
    choice = chosen(request)
    run = run_or_404(choice)
    if request.method == "POST":
        try:
            services.undo_all(run=run, actor=request.actor, at=clock.now())
        except RefusedError as error:
            return sitting_page(request, choice, reasons_of(error))
        messages.success(request, "La liste calculée est rétablie, sans changement du comité.")
    return redirect(address("sitting", choice.call))


@gate.writes(*AGENCY_ROLES)
def publish(request: HttpRequest) -> HttpResponse:
    """Review what the one act announces; a signatory then publishes everything at once."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Publier les résultats")
    run = selectors.latest(choice.call)
    if run is None:
        return redirect(address("sitting", choice.call))
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            posts.publish(call=choice.call, actor=request.actor, at=clock.now())
        except (RefusedError, InvalidInputError) as error:
            refusals = reasons_of(error)
        else:
            messages.success(request, "Les résultats sont publiés. Les lettres sont écrites.")
            return redirect(address("decisions", choice.call))
    context = _review(request, choice.call, run) | {
        "choice": choice,
        "refusals": refusals,
        "has_error": bool(refusals),
    }
    status = REFUSED if refusals else 200
    return render(request, "agency/sitting_publish.html", context, status=status)


def _review(request: HttpRequest, call: Call, run: Run) -> dict[str, Any]:
    """What will happen: decisions, letters, posts, money, and what stays undecided."""
    final = selectors.final_list(run)
    counts = Counter(services.decision_of(line.status) for line in final.lines)
    seen = dossiers.visible_to(request.actor).filter(call=call)
    states = Counter(seen.values_list("state", flat=True))
    inadmissible = states[DossierState.INADMISSIBLE]
    return {
        "call": call,
        "run": run,
        "totals": final.totals,
        "selected": counts[DossierState.SELECTED],
        "reserve": counts[DossierState.RESERVE],
        "not_selected": counts[DossierState.NOT_SELECTED],
        "inadmissible": inadmissible,
        "letters": len(final.lines) + inadmissible,
        "not_screened": sum(states[state] for state in NOT_SCREENED),
        "changes": [
            (change, STATUS_WORDS[change.to_status])
            for change in run.overrides.select_related("dossier")
        ],
        "may_publish": permissions.may_publish(request.actor, run),
        "is_stale": run.published_at is None and services.is_stale(run),
    }
