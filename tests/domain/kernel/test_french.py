from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from tandem.domain.kernel import french


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (1281860, "12\u202f818,60\u00a0€"),
        (0, "0,00\u00a0€"),
        (-5, "\u22120,05\u00a0€"),
        (100000000, "1\u202f000\u202f000,00\u00a0€"),
    ],
)
def test_euros(cents, text):
    assert french.euros(cents) == text


@pytest.mark.parametrize(
    ("cents", "text"), [(49, "0\u00a0€"), (50, "1\u00a0€"), (-50, "\u22121\u00a0€")]
)
def test_euros_rounded(cents, text):
    assert french.euros_rounded(cents) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [("3/5", "60\u00a0%"), ("1/8", "12,5\u00a0%"), ("1/3", "33,33\u00a0%"), ("0", "0\u00a0%")],
)
def test_percent(rate, text):
    assert french.percent(Fraction(rate)) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("7.014", 2, "7,01"),
        ("7.015", 2, "7,02"),
        ("-0.001", 2, "0,00"),
        ("1234.5", 0, "1\u202f235"),
    ],
)
def test_number(value, decimals, text):
    assert french.number(Fraction(value), decimals) == text


def test_days_and_instants():
    assert french.day(date(2025, 4, 30)) == "30\u00a0avril 2025"
    assert french.day(date(2025, 11, 1), weekday=True) == "samedi 1er\u00a0novembre 2025"
    at = datetime(2025, 4, 24, 14, 51, 8)
    assert french.clock(at) == "14\u00a0h\u00a051"
    said = "jeudi 24\u00a0avril 2025 à 14\u00a0h\u00a051\u00a0min\u00a008\u00a0s"
    assert french.instant(at, seconds=True) == said


def test_counts_and_lists():
    assert french.plural(1, "dossier") == "1\u00a0dossier"
    assert french.plural(2, "avis", "avis") == "2\u00a0avis"
    assert french.plural(0, "dossier") == "0\u00a0dossier"
    assert french.enumerate_words(["a", "b", "c"]) == "a, b et c"
    assert french.enumerate_words(["a", "b"], last="ou") == "a ou b"
    assert french.enumerate_words([]) == ""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'appel : « oui » ; 60 %", "l’appel\u00a0: «\u202foui\u202f»\u202f; 60\u00a0%"),
        ("12 818 €, 41 km", "12\u202f818\u00a0€, 41\u00a0km"),
        ("14:51", "14:51"),
        ("en 2025 et 2026", "en 2025 et 2026"),
        ("Pourquoi?", "Pourquoi\u202f?"),
    ],
)
def test_typography(typed, printed):
    assert french.typography(typed) == printed
    assert french.typography(printed) == printed
