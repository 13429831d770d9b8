"""Fields read what a French person types, and write it back the same way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tandem.web.theme.fields import (
    DayField,
    EurosField,
    NumberField,
    PercentField,
    WeekField,
    WholeNumberField,
)
from tandem.web.theme.forms import TandemForm


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (DayField(), "26/05/2025", date(2025, 5, 26)),
        (DayField(), "2025-05-26", date(2025, 5, 26)),
        (NumberField(), "41,5", Decimal("41.5")),
        (NumberField(), "1\u202f041.5", Decimal("1041.5")),
        (WholeNumberField(), "2 150", 2150),
        (EurosField(), "12\u202f818,60\u00a0€", 1281860),
        (EurosField(required=False), "", None),
        (PercentField(), "12,5 %", Fraction(1, 8)),
        (PercentField(), "60", Fraction(3, 5)),
        (PercentField(), "0", Fraction(0)),
        (PercentField(required=False), "", None),
        (WeekField(), "RRRR1111RR", "RRRR1111RR"),
        (WeekField(required=False), "----------", "----------"),
    ],
)
def test_field_reads(field, typed: str, value: object):
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (
            EurosField(),
            "beaucoup",
            "« beaucoup » n’est pas un montant : écrivez par exemple 12 818,60.",
        ),
        (EurosField(), "-5", "Écrivez un montant positif, par exemple\u00a012\u202f818,60."),
        (EurosField(), "", "Écrivez un montant, par exemple\u00a012\u202f818,60."),
        (PercentField(), "120", "Écrivez un pourcentage de 0 à 100, par exemple\u00a060."),
        (PercentField(), "NaN", "Écrivez un pourcentage de 0 à 100, par exemple\u00a060."),
        (PercentField(), "Infinity", "Écrivez un pourcentage de 0 à 100, par exemple\u00a060."),
        (PercentField(), "moitié", "Écrivez un pourcentage de 0 à 100, par exemple\u00a060."),
        (WeekField(), "RRRR", "Choisissez, pour chaque demi-journée, une réponse de la liste."),
        (WeekField(), "-" * 10, "Choisissez une structure pour chaque demi-journée travaillée."),
    ],
)
def test_field_refuses(field, typed: str, message: str):
    with pytest.raises(ValidationError) as refusal:
        field.clean(typed)
    assert refusal.value.messages == [message]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (NumberField(), Decimal("41.5"), "41,5"),
        (EurosField(), 1281860, "12\u202f818,60"),
        (PercentField(), Fraction(1, 8), "12,5"),
        (PercentField(), "12,5", "12,5"),
    ],
)
def test_field_shows(field, value: object, shown: str):
    assert field.prepare_value(value) == shown


@given(st.integers(0, 10**13))
def test_euros_shown_are_read_back(cents: int):
    assert EurosField().clean(EurosField().prepare_value(cents)) == cents


class WeekForm(TandemForm):
    """A form with a planner."""

    week = WeekField()


def test_week_is_gathered_from_ten_inputs():
    form = WeekForm({"d1-am": "R", "d1-pm": "1", "d5-pm": "2"})
    assert form.is_valid()
    assert form.cleaned_data["week"] == "R1-------2"


def test_week_with_a_foreign_value_is_refused():
    form = WeekForm({"d1-am": "RR"})
    assert form.errors["week"] == ["Choisissez, pour chaque demi-journée, une réponse de la liste."]


def test_week_that_was_not_sent_is_missing():
    form = WeekForm({})
    assert form.errors["week"] == ["Choisissez une structure pour chaque demi-journée travaillée."]


def test_day_is_shown_as_it_is_typed():
    class DayForm(TandemForm):
        day = DayField()

    assert 'value="26/05/2025"' in str(DayForm(initial={"day": date(2025, 5, 26)})["day"])
