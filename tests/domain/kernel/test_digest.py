from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tandem.domain.kernel.digest import canonical, grouped, sha256
from tandem.domain.kernel.finding import Outcome


def test_order_of_keys_changes_nothing():
    assert sha256({"b": 1, "a": 2}) == sha256({"a": 2, "b": 1})


def test_values_have_one_written_form():
    value = {
        "day": date(2025, 4, 30),
        "at": datetime(2025, 4, 30, 12),
        "rate": Fraction(3, 5),
        "outcome": Outcome.MET,
        "set": frozenset({"b", "a"}),
        "word": "é",
    }
    written = '{"at":"2025-04-30T12:00:00","day":"2025-04-30","outcome":"met","rate":"3/5","set":["a","b"],"word":"é"}'
    assert canonical(value).decode() == written


def test_bytes_are_hashed_as_they_are():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256(b"") == empty


def test_unknown_type_is_refused():
    with pytest.raises(TypeError, match="Decimal has no canonical form"):
        canonical({"a": Decimal(1)})


def test_fingerprint_is_grouped_for_the_eye():
    assert grouped("0123456789") == "0123 4567 89"
