"""Reading calls and their frozen rules."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from django.db.models import QuerySet

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.catalogue import load
from tandem.domain.schemes.scheme import Edition
from tandem.domain.workflow.call import CallPhase, CallState


def visible_to(actor: Actor) -> QuerySet[Call]:
    """Opened calls to all; those in preparation to their own agency."""
    opened = Call.objects.exclude(state=CallState.PREPARED)
    if actor.is_agency and actor.agency is not None:
        opened = opened | Call.objects.filter(agency=actor.agency)
    return opened.select_related("agency__region")


def managed_by(actor: Actor) -> QuerySet[Call]:
    """The calls of the actor's agency."""
    if not actor.is_agency or actor.agency is None:
        return Call.objects.none()
    return Call.objects.filter(agency=actor.agency).select_related("agency__region")


def open_at(at: datetime) -> QuerySet[Call]:
    """The calls in which one may file at this instant."""
    return visible_to(Actor()).filter(state=CallState.OPENED, opens_at__lte=at, closes_at__gt=at)


def is_open(call: Call, at: datetime) -> bool:
    """Whether one may file at this instant."""
    return call.phase_at(at) is CallPhase.OPEN


_frozen: dict[str, Edition] = {}


def edition(call: Call) -> Edition:
    """The rules of the call: frozen once opened, else as its settings would freeze them."""
    if not call.rules_sha256:
        return proposed_edition(call)
    if call.rules_sha256 not in _frozen:
        _frozen[call.rules_sha256] = load.edition_from_mapping(call.rules)
    return _frozen[call.rules_sha256]


def proposed_edition(call: Call) -> Edition:
    """The edition of the catalogue under the dates and settings of this call."""
    base = load.load_edition(call.edition_key)
    dated = load.with_calendar(
        base,
        opens_on=call.opens_at.astimezone(clock.PARIS).date(),
        closes_on=call.closes_on,
        jury_from=call.jury_from,
        jury_to=call.jury_to,
        starts_on=call.starts_on,
        ends_on=call.ends_on,
    )
    return load.with_settings(
        dated, charges_rate=Fraction(call.charges_rate), includes_iespe=call.includes_iespe
    )
