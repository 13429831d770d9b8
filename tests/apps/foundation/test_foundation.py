"""The clock, the comparison of words and the identifiers on which everything rests."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.apps.foundation import clock, ids
from tandem.apps.foundation.text import folded


def test_clock_when_fixed_gives_that_instant_in_paris():
    with clock.fixed(datetime(2025, 4, 30, 22, 30, tzinfo=UTC)):
        assert clock.now() == datetime(2025, 5, 1, 0, 30, tzinfo=clock.PARIS)
        assert clock.now().tzinfo is clock.PARIS
        assert clock.today() == date(2025, 5, 1)


def test_clock_day_is_that_of_paris_not_of_reunion():
    reunion = datetime(2025, 5, 1, 1, 59, tzinfo=ZoneInfo("Indian/Reunion"))
    with clock.fixed(reunion):
        assert clock.today() == date(2025, 4, 30)


def test_clock_nested_comes_back_to_the_outer_instant():
    outer, inner = datetime(2025, 4, 10, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    with clock.fixed(outer):
        with clock.fixed(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_clock_is_released_when_the_block_fails():
    past = datetime(2001, 1, 1, tzinfo=UTC)
    with pytest.raises(ZeroDivisionError), clock.fixed(past):
        assert 1 / 0
    assert clock.now().year > 2001


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Évry-Courcouronnes", "evry courcouronnes"),
        ("Sacré-Cœur", "sacre coeur"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("  L'HAŸ   les roses ", "l hay les roses"),
        ("ex æquo", "ex aequo"),
        ("", ""),
    ],
)
def test_folded(typed, expected):
    assert folded(typed) == expected


@given(st.text())
def test_folded_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


def test_uuid7_has_its_version_and_variant():
    value = ids.uuid7()
    assert (value.version, value.variant) == (7, uuid.RFC_4122)


def test_uuid7_holds_the_millisecond():
    before = time.time_ns() // 1_000_000
    milliseconds = ids.uuid7().int >> 80
    assert before <= milliseconds <= time.time_ns() // 1_000_000


def test_uuid7_sorts_by_time():
    values = []
    for _ in range(5):
        values.append(ids.uuid7())
        time.sleep(0.002)
    assert values == sorted(values)


def test_uuid7_of_one_instant_differ():
    assert len({ids.uuid7() for _ in range(2000)}) == 2000
