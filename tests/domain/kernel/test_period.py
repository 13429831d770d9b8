from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.kernel.period import Period, add_months


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 11, 1), 24, date(2027, 11, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
    ],
)
def test_months_are_added_to_the_same_or_last_day(day, months, later):
    assert add_months(day, months) == later


def test_two_years_of_the_call():
    period = Period(date(2025, 11, 1), date(2027, 10, 31))
    assert (period.days, period.months, period.is_whole_months) == (730, 24, True)
    assert period.months_by_year() == {2025: 2, 2026: 12, 2027: 10}


@pytest.mark.parametrize(
    ("end", "months", "whole"),
    [
        (date(2027, 10, 30), 23, False),
        (date(2027, 11, 1), 24, False),
        (date(2025, 11, 1), 0, False),
        (date(2025, 11, 30), 1, True),
    ],
)
def test_months_that_fit(end, months, whole):
    period = Period(date(2025, 11, 1), end)
    assert (period.months, period.is_whole_months) == (months, whole)


def test_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2025, 11, 2), date(2025, 11, 1))


@given(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 60))
def test_whole_months_are_recognised_and_spread(day, months):
    start = day.replace(day=1)
    period = Period(start, add_months(start, months) - timedelta(days=1))
    assert period.is_whole_months
    assert period.months == months == sum(period.months_by_year().values())
