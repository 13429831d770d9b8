"""The calendar of half-days, whatever the shape of its segments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.eligibility.facts import Segment
from tandem.domain.eligibility.time_share import (
    gap_days,
    outside_main,
    pet_situation,
    span,
    stretches,
)
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.pay import PetSituation
from tandem.domain.schemes.vocabulary import StructureKind
from tests.domain.eligibility.dossiers import FULL, segments, without

YEAR_ONE = Period(date(2025, 11, 1), date(2026, 10, 31))
YEAR_TWO = Period(date(2026, 11, 1), date(2027, 10, 31))


def segment(place, period, half_days):
    return Segment(place=place, period=period, half_days=Decimal(half_days))


def test_stretches_cut_where_a_share_changes():
    week = (segment(0, YEAR_ONE, 6), segment(1, YEAR_ONE, 4), segment(0, YEAR_TWO, 10))
    found = [(s.period, s.half_days) for s in stretches(week)]
    assert found == [(YEAR_ONE, {0: 6, 1: 4}), (YEAR_TWO, {0: 10})]


def test_overlapping_segments_of_a_structure_add_up():
    both = Period(YEAR_ONE.start, YEAR_TWO.end)
    week = (segment(0, both, 5), segment(0, YEAR_TWO, 5))
    assert [s.total for s in stretches(week)] == [5, 10]


def test_gap_is_counted_in_days():
    late = Period(date(2026, 11, 4), YEAR_TWO.end)
    assert gap_days((segment(0, YEAR_ONE, 10), segment(1, late, 10))) == 3
    assert gap_days((segment(0, YEAR_ONE, 10), segment(1, YEAR_TWO, 10))) == 0


def test_no_segment_has_no_span():
    assert span(()) is None
    assert span((segment(0, YEAR_ONE, 0),)) is None
    assert gap_days(()) == 0


def test_average_outside_is_weighted_by_days():
    # 365 days at 4 half-days, then 365 days at none.
    week = (segment(0, YEAR_ONE, 6), segment(1, YEAR_ONE, 4), segment(0, YEAR_TWO, 10))
    assert outside_main(week, 0) == 2
    assert outside_main(week, 1) == 8


def test_pet_situation_reads_the_whole_dossier():
    assert pet_situation(FULL) == PetSituation(
        half_days_outside=Fraction(4), other_sites=1, distance_km=Fraction(41)
    )


def test_pet_situation_sees_a_prison_unit():
    prison = replace(FULL.recruiter, kind=StructureKind.PRISON_UNIT)
    assert pet_situation(replace(FULL, recruiter=prison)).has_prison_unit


def test_pet_situation_waits_for_the_week_and_the_main_site():
    assert pet_situation(without(FULL, "segments")) is None
    assert pet_situation(without(FULL, "main_place")) is None


@given(st.lists(segments, max_size=6))
def test_stretches_cover_the_span_day_by_day(some):
    parts = stretches(some)
    whole = span(some)
    if whole is None:
        assert parts == ()
        return
    assert parts[0].period.start == whole.start
    assert parts[-1].period.end == whole.end
    for before, after in pairwise(parts):
        assert after.period.start == before.period.end + timedelta(days=1)


@given(st.lists(segments, min_size=1, max_size=6), st.integers(0, 2))
def test_inside_and_outside_add_up_to_the_average_week(some, main):
    parts = stretches(some)
    days = sum(part.period.days for part in parts)
    if not days:
        return
    total = Fraction(sum(Fraction(p.total) * p.period.days for p in parts), days)
    inside = Fraction(sum(Fraction(p.half_days.get(main, 0)) * p.period.days for p in parts), days)
    assert inside + outside_main(some, main) == total
