from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.money import parse_euros, rounded, split


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("1/2", 1), ("-1/2", -1), ("49/100", 0), ("5/2", 3), ("-5/2", -3), ("7", 7)],
)
def test_half_is_rounded_away_from_zero(amount, cents):
    assert rounded(Fraction(amount)) == cents


def test_split_gives_the_missing_cent_to_the_largest_remainder():
    assert split(7691164, [Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)]) == [
        4614698,
        1538233,
        1538233,
    ]
    assert split(1, [1, 1]) == [1, 0]
    assert split(0, [1]) == [0]


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_split_without_a_key_is_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_split_always_sums_and_stays_within_a_cent(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, whole)) < 1


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12 818,60 €", 1281860), ("12\u202f818,6", 1281860), ("12818.60", 1281860), ("0", 0)],
)
def test_euros_are_read_as_people_write_them(text, cents):
    assert parse_euros(text) == cents


@pytest.mark.parametrize("text", ["", "douze", "1,001", "1,2,3", "NaN", "Infinity"])
def test_what_is_not_an_amount_is_refused_with_an_example(text):
    with pytest.raises(InvalidInputError, match="par exemple 12 818,60"):
        parse_euros(text)
