"""The jury of a call: its members, how the readings are given, how far they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tandem.apps.accounts import selectors as accounts
from tandem.apps.accounts.models import AGENCY_ROLES, Role
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.apps.jury import selectors, services
from tandem.apps.jury.models import Juror
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.workflow.call import CallState
from tandem.web.agency.chosen import Chosen, address, chosen, no_call
from tandem.web.agency.forms_sitting import SeatForm
from tandem.web.shared import gate
from tandem.web.shared.refusals import REFUSED, reasons_of


@gate.writes(*AGENCY_ROLES)
def jury(request: HttpRequest) -> HttpResponse:
    """The members, their load and their ties; posting appoints one, or changes their seat."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Jury")
    form = _seat_form(request, choice.call)
    if request.method == "POST" and form.is_valid():
        try:
            juror = services.appoint(
                call=choice.call, seat=form.seat, actor=request.actor, at=clock.now()
            )
        except RefusedError as error:
            for reason in reasons_of(error):
                form.add_error(None, reason)
        else:
            messages.success(
                request, french.typography(f"{juror.user} siège au jury : {juror.quality}.")
            )
            return redirect(address("jury", choice.call))
    status = REFUSED if form.errors else 200
    return render(request, "agency/jury.html", _jury_context(choice, form), status=status)


def _seat_form(request: HttpRequest, call: Call) -> SeatForm:
    agency = request.actor.agency
    people = accounts.people_of_agency(agency.pk, (Role.JUROR,), clock.today())
    if request.method == "POST":
        return SeatForm(request.POST, people=people)
    return SeatForm(initial=_seated(request, call), people=people)


def _seated(request: HttpRequest, call: Call) -> dict[str, Any]:
    """The seat that `?membre=` asks to change."""
    if "membre" not in request.GET:
        return {}
    member = request.GET["membre"]
    found = [juror for juror in selectors.jurors_of(call) if str(juror.pk) == member]
    if not found:
        raise Http404
    juror = found[0]
    return {
        "user": juror.user_id,
        "quality": juror.quality,
        "establishment": juror.legal_entity_id,
        "is_chair": juror.is_chair,
    }


def _jury_context(choice: Chosen, form: SeatForm) -> dict[str, Any]:
    jurors = list(selectors.jurors_of(choice.call))
    ties = [(juror, conflict) for juror in jurors for conflict in juror.conflicts.all()]
    return {
        "choice": choice,
        "call": choice.call,
        "form": form,
        "members": [_member(juror) for juror in jurors],
        "ties": sorted(ties, key=lambda tie: tie[1].dossier.number),
        "progress": selectors.progress(choice.call),
        "is_announced": choice.call.state == CallState.ANNOUNCED,
    }


def _member(juror: Juror) -> dict[str, Any]:
    """A member with the readings given, those handed in, and the dossiers closed by a tie."""
    given = [reading for reading in juror.readings.all() if not reading.is_recused]
    return {
        "juror": juror,
        "given": len(given),
        "handed_in": sum(reading.submitted_at is not None for reading in given),
        "ties": [conflict.dossier.number for conflict in juror.conflicts.all()],
    }


@gate.writes(*AGENCY_ROLES)
def distribute(request: HttpRequest) -> HttpResponse:
    """Say what giving the readings does, then give them."""
    choice = chosen(request)
    if choice.call is None:
        return no_call(request, "Répartir les lectures")
    refusals: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            given = services.distribute(call=choice.call, actor=request.actor, at=clock.now())
        except (RefusedError, InvalidInputError) as error:
            refusals = reasons_of(error)
        else:
            words = french.plural(given, "lecture confiée", "lectures confiées")
            messages.success(request, f"{words}. Les jurés les voient dans leur espace.")
            return redirect(address("jury", choice.call))
    context = {
        "call": choice.call,
        "jurors": len(selectors.jurors_of(choice.call)),
        "progress": selectors.progress(choice.call),
        "refusals": refusals,
        "has_error": bool(refusals),
    }
    status = REFUSED if refusals else 200
    return render(request, "agency/jury_distribute.html", context, status=status)
