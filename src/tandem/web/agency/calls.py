"""The calls of the agency: the list, preparing one, its page, opening it, its envelope."""

from __future__ import annotations

from typing import Any

from django.conf import settings as platform
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.calls import selectors, services
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import listing
from tandem.apps.foundation import clock
from tandem.catalogue import load
from tandem.domain.kernel import digest
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.schemes.scheme import Edition
from tandem.domain.workflow.call import CallState
from tandem.web.agency import call_page, forms_calls
from tandem.web.agency.refusals import add_refusals
from tandem.web.shared import gate

REFUSED = 422


def call_of(request: HttpRequest, slug: str) -> Call:
    """A call of the actor's own agency, or 404."""
    call: Call = get_object_or_404(selectors.managed_by(request.actor), slug=slug)
    return call


@gate.reads(*AGENCY_ROLES)
def calls(request: HttpRequest) -> HttpResponse:
    """Every call of the agency, with its phase and its figures."""
    at = clock.now()
    found = list(selectors.managed_by(request.actor))
    figures = listing.figures_by_call([call.pk for call in found])
    rows = [
        {
            "call": call,
            "phase": call.phase_at(at).value,
            "phase_state": call_page.phase_state(call, at),
            "closing_hour": call_page.closing_hour(call),
            "jury": call_page.span(call.jury_from, call.jury_to),
            "figures": figures[call.pk],
        }
        for call in found
    ]
    return render(request, "agency/calls.html", {"rows": rows})


def editions_for(actor: Actor) -> list[Edition]:
    """The editions of the catalogue that are written for the region of the actor."""
    editions = (load.load_edition(key) for key in load.edition_keys())
    return [e for e in editions if e.region_code == actor.agency.region_id]


@gate.writes(*AGENCY_ROLES)
def new_call(request: HttpRequest) -> HttpResponse:
    """Choose an edition of the catalogue, then set a call from it."""
    editions = {edition.key: edition for edition in editions_for(request.actor)}
    key = request.GET.get("edition")
    if key is None:
        return render(request, "agency/editions.html", {"editions": list(editions.values())})
    if key not in editions:
        raise Http404
    edition = editions[key]
    form = _form(request, edition, forms_calls.proposed(edition))
    if request.method == "POST" and form.is_valid():
        call = _saved(request, form)
        if call is not None:
            messages.success(request, "L’appel est préparé. Personne d’autre ne le voit.")
            return redirect("agency:call", call.slug)
    return _form_page(request, form, {"edition": edition})


@gate.writes(*AGENCY_ROLES)
def edit_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a call while it is in preparation."""
    call = call_of(request, slug)
    if call.state != CallState.PREPARED:
        messages.warning(request, "L’appel est ouvert\u00a0: ses règles et ses dates sont figées.")
        return redirect("agency:call", call.slug)
    edition = load.load_edition(call.edition_key)
    form = _form(request, edition, forms_calls.stored(call))
    if request.method == "POST" and form.is_valid():
        revised = _saved(request, form, call)
        if revised is not None:
            messages.success(request, "Les réglages de l’appel sont enregistrés.")
            return redirect("agency:call", revised.slug)
    return _form_page(request, form, {"edition": edition, "call": call})


def _form(request: HttpRequest, edition: Edition, initial: dict[str, Any]) -> forms_calls.CallForm:
    return forms_calls.CallForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        edition=edition,
        departments=request.actor.agency.region.departments.all(),
    )


def _saved(
    request: HttpRequest, form: forms_calls.CallForm, call: Call | None = None
) -> Call | None:
    """The call as saved, or None: the form then holds every reason."""
    fictitious = call.is_fictitious if call else platform.DEMONSTRATION
    wanted = form.settings(is_fictitious=fictitious)
    who: dict[str, Any] = {"actor": request.actor, "at": clock.now()}
    try:
        if call is None:
            return services.prepare(settings=wanted, **who)
        return services.revise(call=call, settings=wanted, **who)
    except RefusedError as refused:
        add_refusals(form, refused.decision)
    except InvalidInputError as error:
        form.add_error(None, str(error))
    return None


def _form_page(
    request: HttpRequest, form: forms_calls.CallForm, context: dict[str, Any]
) -> HttpResponse:
    calendar = form.edition.calendar
    words = {
        "closing_words": forms_calls.closing_words(calendar),
        "jury_words": call_page.span(calendar.jury_from, calendar.jury_to),
        "post_words": call_page.span(calendar.starts_on, calendar.ends_on),
    }
    status = REFUSED if form.errors else 200
    return render(
        request, "agency/call_form.html", {"form": form, **words, **context}, status=status
    )


@gate.reads(*AGENCY_ROLES)
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: calendar, means, settings shown as assumptions, rules with their sources."""
    return render(request, "agency/call.html", _call_context(call_of(request, slug)))


def _call_context(one: Call) -> dict[str, Any]:
    at = clock.now()
    edition = selectors.edition(one)
    names = {d.code: d.name for d in one.agency.region.departments.all()}
    return {
        "call": one,
        "edition": edition,
        "is_prepared": one.state == CallState.PREPARED,
        "is_announced": one.state == CallState.ANNOUNCED,
        "phase": one.phase_at(at).value,
        "phase_state": call_page.phase_state(one, at),
        "timeline": call_page.timeline(one, at),
        "closing": call_page.closing(one),
        "envelope": call_page.envelope(one),
        "settings": call_page.settings(one, edition, names),
        "rules": call_page.rules(edition),
        "figures": listing.figures_by_call([one.pk])[one.pk],
        "sha256": one.rules_sha256 or digest.sha256(load.freeze(edition)),
        "may_close_now": _may_close_now(one),
    }


def _may_close_now(one: Call) -> bool:
    is_open = one.opened_at is not None and one.opens_at < clock.now() < one.closes_at
    return bool(platform.DEMONSTRATION and one.is_fictitious and is_open)


@gate.writes(*AGENCY_ROLES)
def open_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what opening freezes, then open."""
    one = call_of(request, slug)
    if one.state != CallState.PREPARED:
        return redirect("agency:call", one.slug)
    if request.method != "POST":
        return render(request, "agency/call_open.html", _call_context(one))
    try:
        services.open_call(call=one, actor=request.actor, at=clock.now())
        messages.success(request, "L’appel est ouvert. Ses règles sont figées.")
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect("agency:call", one.slug)


@gate.writes(*AGENCY_ROLES)
def envelope(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what an open call may spend, with a motive: the national share comes late."""
    one = call_of(request, slug)
    data = request.POST if request.method == "POST" else None
    form = forms_calls.EnvelopeForm(data, initial=forms_calls.means(one))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_envelope(
                call=one, envelope=form.envelope, actor=request.actor, at=clock.now()
            )
        except RefusedError as refused:
            add_refusals(form, refused.decision)
        else:
            messages.success(request, "L’enveloppe est changée. Relancez la sélection si besoin.")
            return redirect("agency:call", one.slug)
    status = REFUSED if form.errors else 200
    context = {"form": form, "call": one, "envelope": call_page.envelope(one)}
    return render(request, "agency/envelope.html", context, status=status)
