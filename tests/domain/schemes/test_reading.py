"""Strict reading: the form of each value, and the place of each fault."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tandem.domain.kernel.errors import CatalogueError
from tandem.domain.schemes.reading import (
    AMOUNT,
    DAY,
    EUROS,
    FLAG,
    RATE,
    RATES,
    TEXT,
    TEXTS,
    Table,
    member,
    members,
    nearest,
    whole,
    wholes,
)
from tandem.domain.schemes.vocabulary import Mission


@pytest.mark.parametrize(
    ("form", "written", "read"),
    [
        (TEXT, " ligne 9 ", "ligne 9"),
        (TEXTS, ["AS_1_2"], ("AS_1_2",)),
        (FLAG, False, False),
        (DAY, date(2025, 4, 30), date(2025, 4, 30)),
        (DAY, "2025-04-30", date(2025, 4, 30)),
        (RATE, Decimal("0.60"), Fraction(3, 5)),
        (RATE, "3/5", Fraction(3, 5)),
        (RATE, 1, Fraction(1)),
        (RATES, ["1/2", Decimal("0.5")], (Fraction(1, 2), Fraction(1, 2))),
        (EUROS, Decimal("33643.13"), 3364313),
        (EUROS, "1010", 101000),
        (AMOUNT, Decimal("0.5"), Fraction(1, 2)),
        (whole(), 0, 0),
        (wholes(), [5, 6], (5, 6)),
        (member(Mission), "recherche", Mission.RESEARCH),
        (members(Mission), ["recherche"], frozenset({Mission.RESEARCH})),
    ],
)
def test_value_is_read(form, written, read):
    assert form.read(written) == read


@pytest.mark.parametrize(
    ("form", "written"),
    [
        (TEXT, "  "),
        (TEXT, 12),
        (TEXTS, []),
        (FLAG, 1),
        (DAY, datetime(2025, 4, 30)),
        (DAY, "30/04/2025"),
        (DAY, 20250430),
        (RATE, Decimal("1.01")),
        (RATE, -1),
        (RATE, 0.6),
        (RATE, True),
        (RATE, "1/0"),
        (RATES, []),
        (RATES, "1/2"),
        (EUROS, Decimal("0.001")),
        (EUROS, -1),
        (AMOUNT, -1),
        (whole(1), 0),
        (whole(), True),
        (wholes(), [0]),
        (wholes(), 5),
        (member(Mission), "garde"),
        (members(Mission), []),
        (members(Mission), ["recherche", "recherche"]),
    ],
)
def test_value_of_another_form_is_refused(form, written):
    with pytest.raises(ValueError):  # noqa: PT011 - the place is said by Table
        form.read(written)


def test_place_of_a_fault_names_the_item_of_a_list():
    table = Table({"rules": [{"name": "first", "rank": "x"}, 3]}, "essai.toml")
    with pytest.raises(CatalogueError, match=r"« rules\[2\] » : ce n’est pas une table"):
        table.tables("rules")


def test_list_that_is_empty_or_missing_is_refused():
    for raw in ({}, {"rules": []}, {"rules": "a"}):
        with pytest.raises(CatalogueError, match=r"une table \[\[rules\]\]"):
            Table(raw, "essai.toml").tables("rules")


def test_closing_names_the_keys_that_exist():
    table = Table({"name": "a", "tilte": "b"}, "essai.toml")
    table.required("name", TEXT)
    table.optional("title", TEXT, "")
    with pytest.raises(CatalogueError, match=r"« title » \?. Attendu : name, title"):
        table.close()


def test_nearest_word_is_a_question_or_nothing():
    assert nearest("recruter", ["recruteur"]) == " Vouliez-vous dire « recruteur » ?"
    assert nearest("zzz", ["recruteur"]) == ""
