"""Dated figures, and the bands of the territorial premium."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.catalogue.load import load_pay, sources
from tandem.domain.kernel.citation import Citation, Evidence
from tandem.domain.schemes.dated import Dated, History, NoFigureError
from tandem.domain.schemes.pay import PetSituation

PAY = load_pay()
START = date(2025, 11, 1)


def pet(half_days, sites=1, km: Fraction | None = Fraction(41), **more):
    where = PetSituation(
        half_days_outside=Fraction(half_days), other_sites=sites, distance_km=km, **more
    )
    return PAY.pet_for(where, START)


@pytest.mark.parametrize(
    ("half_days", "cents"),
    [
        ("0", 0),
        ("1/2", 0),
        ("0.51", 25000),
        ("1", 25000),
        ("1.01", 45000),
        ("3", 45000),
        ("3.01", 70000),
        ("4", 70000),
        ("4.01", 100000),
        ("10", 100000),
    ],
)
def test_bands_exclude_their_lower_bound(half_days, cents):
    assert pet(half_days).monthly_cents == cents


@pytest.mark.parametrize(
    ("half_days", "sites", "cents"), [("4", 2, 100000), ("3.9", 2, 70000), ("4", 1, 70000)]
)
def test_four_half_days_on_two_other_sites_earn_the_highest(half_days, sites, cents):
    assert pet(half_days, sites).monthly_cents == cents


def test_band_is_said_in_words():
    assert pet(4).band == "plus de 3 et jusqu’à 4\u00a0demi-journées"
    assert pet(1).band == "jusqu’à 1\u00a0demi-journée"
    assert pet(4, 2).band == "4\u00a0demi-journées sur 2\u00a0autres sites"
    assert pet(0).band == "aucune prime"


def test_prison_unit_and_short_distance_need_an_authorisation():
    assert pet(4, km=Fraction(199, 10)).monthly_cents == 0
    assert pet(4, km=Fraction(20)).monthly_cents == 70000
    assert pet(4, km=Fraction(60), has_prison_unit=True).monthly_cents == 0
    assert pet(4, km=Fraction(10), is_authorised=True).monthly_cents == 70000
    assert pet(4, km=Fraction(10), is_authorised=False).monthly_cents == 0


def test_unknown_distance_is_said():
    assert pet(4, km=None).assumption == "Distance inconnue : la PET est comptée, à confirmer."
    assert pet(0, km=None).assumption == ""


@pytest.mark.parametrize(
    ("on", "cents"),
    [
        (date(2017, 2, 1), 3202506),
        (date(2022, 6, 30), 3202506),
        (date(2022, 7, 1), 3314594),
        (date(2023, 6, 30), 3314594),
        (date(2023, 7, 1), 3364313),
        (date(2027, 10, 31), 3364313),
    ],
)
def test_pay_line_changes_on_its_day(on, cents):
    assert PAY.line("AS_1_2", on).value == cents


def test_day_before_every_figure_has_none():
    with pytest.raises(NoFigureError, match="aucun montant connu au 31\u00a0janvier 2017"):
        PAY.line("AS_1_2", date(2017, 1, 31))


def test_days_that_nobody_read_have_no_figure():
    with pytest.raises(NoFigureError):
        PAY.iespe.on(date(2022, 1, 1))
    assert PAY.iespe.on(date(2023, 7, 1)).value == 101000


CITATION = Citation(
    source=sources()["agency_settings"], locator="essai", evidence=Evidence.ASSUMPTION
)


def dated(since, until, value):
    return Dated(since=since, until=until, value=value, citation=CITATION)


def test_history_refuses_an_overlap():
    first = dated(date(2020, 1, 1), date(2020, 12, 31), 1)
    with pytest.raises(ValueError, match="deux valeurs valent le 31\u00a0décembre 2020"):
        History(label="essai", values=(first, dated(date(2020, 12, 31), None, 2)))
    with pytest.raises(ValueError, match="deux valeurs"):
        History(label="essai", values=(dated(date(2020, 1, 1), None, 1), first))


@given(st.dates(date(2016, 1, 1), date(2030, 1, 1)))
def test_at_most_one_figure_holds_on_any_day(day):
    for history in (*PAY.lines.values(), PAY.iespe, PAY.pet, PAY.pet_distance_km):
        assert sum(found.holds_on(day) for found in history) <= 1
