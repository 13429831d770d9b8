"""The funded posts of a call: what they commit each year, one by one, and their start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.foundation import clock
from tandem.apps.posts import permissions, selectors, services
from tandem.apps.posts.models import PlanLine, Post
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.workflow.post import PostState
from tandem.web.agency.chosen import chosen, no_call
from tandem.web.agency.forms_sitting import StartForm
from tandem.web.shared import gate
from tandem.web.shared.refusals import REFUSED, reasons_of
from tandem.web.theme.tables import MoneyRow, MoneyTable

PAYERS = {"agency": "Agence", "recruiter": "Recruteurs", "partner": "Partenaires"}
COST_LINES = (
    ("base_cents", "Émoluments"),
    ("iespe_cents", "Indemnité d’engagement de service public exclusif"),
    ("pet_cents", "Prime d’exercice territorial"),
    ("charges_cents", "Charges de l’employeur"),
)


@gate.reads(*AGENCY_ROLES)
def posts(request: HttpRequest) -> HttpResponse:
    """The posts of the call, and what all of them commit in each budget year."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Postes")
    found = list(
        selectors.visible_to(request.actor).filter(call=choice.call).order_by("dossier__number")
    )
    context = {
        "choice": choice,
        "call": choice.call,
        "posts": found,
        "agency_cents": sum(post.agency_cents for post in found),
        "total_cents": sum(post.total_cents for post in found),
        "started": sum(post.state != PostState.OPEN for post in found),
        "committed": committed(found) if found else None,
    }
    return render(request, "agency/posts.html", context)


def committed(found: Sequence[Post]) -> MoneyTable:
    """What agency, recruiters and partners owe each year, all posts together, to the cent."""
    lines = [line for post in found for line in post.plan_lines.all()]
    years = sorted({line.year for line in lines})
    sums: dict[str, dict[int, int]] = {payer: defaultdict(int) for payer in PAYERS}
    for line in lines:
        payer = line.payer if line.payer in PAYERS else "partner"
        sums[payer][line.year] += line.cents
    return MoneyTable(
        caption=f"Engagé par année budgétaire, {french.plural(len(found), 'poste')}",
        columns=[str(year) for year in years],
        rows=[
            MoneyRow(label, [sums[payer][year] for year in years], payer)
            for payer, label in PAYERS.items()
        ],
        note="Plan prévisionnel : montants au centime, aux hypothèses de l’appel.",
    )


def post_or_404(request: HttpRequest, post: UUID) -> Post:
    """A post of the agency's calls."""
    found: Post = get_object_or_404(selectors.visible_to(request.actor), pk=post)
    return found


@gate.writes(*AGENCY_ROLES)
def post(request: HttpRequest, post: UUID) -> HttpResponse:
    """One post: who pays what and when, what it costs; posting notes its start."""
    found = post_or_404(request, post)
    data = request.POST if request.method == "POST" else None
    initial = {"started_on": found.starts_on}
    form = StartForm(data, starts_on=found.starts_on, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            started_on = form.cleaned_data["started_on"]
            services.start(post=found, started_on=started_on, actor=request.actor, at=clock.now())
        except (RefusedError, InvalidInputError) as error:
            for reason in reasons_of(error):
                form.add_error("started_on", reason)
        else:
            said = f"Prise de poste constatée au {french.day(started_on)}."
            messages.success(request, said)
            return redirect("agency:post", found.pk)
    status = REFUSED if form.errors else 200
    return render(request, "agency/post.html", _post_context(request, found, form), status=status)


def _post_context(request: HttpRequest, found: Post, form: StartForm) -> dict[str, Any]:
    lines = list(found.plan_lines.all())
    payers = _by_payer(lines)
    monthly = french.euros(found.cost["pet_monthly_cents"])
    notes = {"pet_cents": f"{monthly} par mois, {found.cost['pet_band']}"}
    return {
        "post": found,
        "call": found.call,
        "form": form,
        "plan": _plan(lines, payers),
        "shares": [(own[0].payer, sum(line.cents for line in own)) for own in payers],
        "payers": [
            (own[0].payer, own[0].payer_label, own[0].rate, sum(line.cents for line in own))
            for own in payers
        ],
        "cost": [(label, found.cost[key], notes.get(key, "")) for key, label in COST_LINES],
        "cost_total": found.cost["total_cents"],
        "grid_on": date.fromisoformat(found.cost["grid_on"]),
        "assumptions": found.cost["assumptions"],
        "can_start": found.state == PostState.OPEN,
        "may_follow": permissions.may_follow(request.actor, found),
        "history": found.transitions.order_by("at"),
    }


def _by_payer(lines: Iterable[PlanLine]) -> list[list[PlanLine]]:
    """The lines of each payer, in the order of the plan."""
    payers: dict[int, list[PlanLine]] = defaultdict(list)
    for line in lines:
        payers[line.position].append(line)
    return list(payers.values())


def _plan(lines: Sequence[PlanLine], payers: Sequence[Sequence[PlanLine]]) -> MoneyTable:
    months = {line.year: line.months for line in lines}
    return MoneyTable(
        caption="Qui paie quoi, par année budgétaire",
        columns=[
            f"{year} ({french.plural(count, 'mois', 'mois')})" for year, count in months.items()
        ],
        rows=[
            MoneyRow(f"{own[0].payer_label}, {own[0].rate}", [x.cents for x in own], own[0].payer)
            for own in payers
        ],
        note="Plan prévisionnel, figé à la publication. Les totaux tombent juste au centime.",
    )
