"""The calendar of half-days: who has the assistant, how many half-days a week, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from tandem.domain.eligibility.facts import Facts, Segment
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.pay import PetSituation
from tandem.domain.schemes.vocabulary import StructureKind

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time during which no share changes; `half_days` a week by place."""

    period: Period
    half_days: dict[int, Decimal]

    @property
    def total(self) -> Decimal:
        """Half-days a week, all structures together."""
        return sum(self.half_days.values(), Decimal(0))


def present(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """The segments during which the assistant works somewhere."""
    return tuple(segment for segment in segments if segment.half_days > 0)


def span(segments: Iterable[Segment]) -> Period | None:
    """From the first to the last day worked, or None without any."""
    worked = present(segments)
    if not worked:
        return None
    first = min(segment.period.start for segment in worked)
    return Period(first, max(segment.period.end for segment in worked))


def stretches(segments: Iterable[Segment]) -> tuple[Stretch, ...]:
    """Cut the contract wherever a share changes; a stretch without work is a gap (total 0)."""
    worked = present(segments)
    edges = sorted({edge for s in worked for edge in (s.period.start, s.period.end + ONE_DAY)})
    return tuple(
        Stretch(Period(start, after - ONE_DAY), _shares(worked, start))
        for start, after in pairwise(edges)
    )


def _shares(worked: Sequence[Segment], on: date) -> dict[int, Decimal]:
    shares: dict[int, Decimal] = {}
    for segment in worked:
        if segment.period.start <= on <= segment.period.end:
            shares[segment.place] = shares.get(segment.place, Decimal(0)) + segment.half_days
    return shares


def gap_days(segments: Iterable[Segment]) -> int:
    """Days between the first and the last one during which nobody has the assistant."""
    return sum(s.period.days for s in stretches(segments) if s.total == 0)


def outside_main(segments: Iterable[Segment], main_place: int) -> Fraction:
    """Average half-days a week outside the main site, weighted by days, over the contract."""
    parts = stretches(segments)
    days = sum(part.period.days for part in parts)
    weighed = sum(
        Fraction(half_days) * part.period.days
        for part in parts
        for place, half_days in part.half_days.items()
        if place != main_place
    )
    return Fraction(weighed, days) if days else Fraction(0)


def pet_situation(facts: Facts) -> PetSituation | None:
    """What the PET depends on, or None while the week or the main site is not known."""
    worked = present(facts.segments)
    if not worked or facts.main_place is None:
        return None
    kinds = {structure.kind for structure in (facts.recruiter, *facts.partners) if structure}
    return PetSituation(
        half_days_outside=outside_main(worked, facts.main_place),
        other_sites=len({segment.place for segment in worked} - {facts.main_place}),
        distance_km=None if facts.distance_km is None else Fraction(facts.distance_km),
        has_prison_unit=StructureKind.PRISON_UNIT in kinds,
        is_authorised=facts.pet_authorised,
    )
