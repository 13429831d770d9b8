"""The life of a call. Whether it is open is read in its dates, never flipped by a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CallState(StrEnum):
    """What people did: prepared it, opened it, announced its results."""

    PREPARED = "prepared"
    OPENED = "opened"
    ANNOUNCED = "announced"


class CallPhase(StrEnum):
    """Where the call is on a given instant, for its readers."""

    PREPARED = "En préparation"
    UPCOMING = "Annoncé"
    OPEN = "Ouvert"
    SCREENING = "Instruction"
    JURY = "Jury"
    DECISION = "Décision en cours"
    ANNOUNCED = "Résultats publiés"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDates:
    """`opens_at` and `closes_at` are aware instants, closing excluded; the rest are days."""

    opens_at: datetime
    closes_at: datetime
    jury_from: date
    jury_to: date
    starts_on: date
    ends_on: date


def phase(state: CallState, dates: CallDates, at: datetime) -> CallPhase:
    """The phase at an aware instant in the zone of the call."""
    if state is CallState.PREPARED:
        return CallPhase.PREPARED
    if state is CallState.ANNOUNCED:
        return CallPhase.ANNOUNCED
    if at < dates.opens_at:
        return CallPhase.UPCOMING
    if at < dates.closes_at:
        return CallPhase.OPEN
    if at.date() < dates.jury_from:
        return CallPhase.SCREENING
    return CallPhase.JURY if at.date() <= dates.jury_to else CallPhase.DECISION
