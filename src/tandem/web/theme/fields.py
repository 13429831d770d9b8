"""Form fields that read what a French person types: a day, a number, euros, a share, a week."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import NARROW, SPACE, euros, percent
from tandem.domain.kernel.money import parse_euros
from tandem.web.theme.figures import (
    DAYS,
    DEFAULT_NAMES,
    FREE,
    HALF_DAYS,
    HALVES,
    is_week,
    places,
    week_sentence,
)

DECIMAL = {"inputmode": "decimal", "class": "short"}
NUMERIC = {"inputmode": "numeric", "class": "short"}
FIRST_YEAR, LAST_YEAR = 1900, 2099
# No exponent: of « 1e999999999 » every digit would be computed.
FIGURE = re.compile(r"[-+]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)


def plain_figure(text: str) -> str:
    """Read « 1 234,5 » as 1234.5: spaces out, comma to point."""
    return "".join(text.split()).replace(NARROW, "").replace(SPACE, "").replace(",", ".")


def plausible_year(day: date) -> None:
    """Refuse a year that was surely mistyped."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        msg = f"Écrivez une date entre {FIRST_YEAR} et {LAST_YEAR}, par exemple 31/10/2025."
        raise ValidationError(msg)


class DayField(forms.DateField):
    """A day typed 26/05/2025 (the form of a native picker, 2025-05-26, is read too)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%d/%m/%Y", "%Y-%m-%d"])
        kwargs.setdefault("validators", [plausible_year])
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"class": "short"}))
        super().__init__(**kwargs)


class NumberField(forms.DecimalField):
    """A number with a comma or a point, spaces allowed. Value: Decimal."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(DECIMAL)))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Decimal | None:
        typed = plain_figure(value) if isinstance(value, str) else value
        if isinstance(typed, str) and typed and not FIGURE.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed)

    def prepare_value(self, value: object) -> object:
        return str(value).replace(".", ",") if isinstance(value, Decimal | float) else value


class WholeNumberField(forms.IntegerField):
    """A whole number typed in a text box with a numeric keypad. Value: int."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(NUMERIC)))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> int | None:
        return super().to_python(plain_figure(value) if isinstance(value, str) else value)


class EurosField(forms.Field):
    """An amount of euros, « 12 818,60 ». Value: integer cents. Negative amounts are refused."""

    default_error_messages = {
        "required": "Écrivez un montant, par exemple\u00a012\u202f818,60.",
        "min_value": "Écrivez un montant positif, par exemple\u00a012\u202f818,60.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(DECIMAL)))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values:
            return None
        try:
            cents = parse_euros(str(value))
        except InvalidInputError as error:
            raise ValidationError(str(error), code="invalid") from error
        if cents < 0:
            raise ValidationError(self.error_messages["min_value"], code="min_value")
        return cents

    def prepare_value(self, value: object) -> object:
        return euros(value).removesuffix(f"{SPACE}€") if isinstance(value, int) else value


class PercentField(forms.Field):
    """A share, « 60 » or « 12,5 % », from 0 to 100. Value: Fraction between 0 and 1."""

    default_error_messages = {
        "required": "Écrivez un pourcentage, par exemple\u00a060.",
        "invalid": "Écrivez un pourcentage de 0 à 100, par exemple\u00a060.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs=dict(DECIMAL)))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Fraction | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Fraction):
            return value
        typed = plain_figure(str(value)).removesuffix("%")
        rate = Fraction(Decimal(typed)) / 100 if FIGURE.fullmatch(typed) else None
        if rate is None or not 0 <= rate <= 1:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return rate

    def prepare_value(self, value: object) -> object:
        return percent(value).removesuffix(f"{SPACE}%") if isinstance(value, Fraction) else value


class WeekWidget(forms.Widget):
    """Ten radio groups d1-am … d5-pm (values R, 1, 2, -) gathered in one string of ten."""

    template_name = "theme/forms/week.html"
    use_fieldset = True
    names: Sequence[str] = DEFAULT_NAMES
    input_names = tuple(f"d{day + 1}-{half}" for day in range(len(DAYS)) for half, _ in HALVES)

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        week = str(value or "")
        week = week if is_week(week) else FREE * HALF_DAYS
        context["days"] = [
            {
                "name": name.capitalize(),
                "halves": [
                    {"name": half, "input": f"d{day + 1}-{key}", "slot": week[2 * day + index]}
                    for index, (key, half) in enumerate(HALVES)
                ],
            }
            for day, name in enumerate(DAYS)
        ]
        context["places"] = places(week, self.names)
        context["sentence"] = week_sentence(week, self.names)
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str | None:
        if self.value_omitted_from_data(data, files, name):
            return None
        return "".join(data.get(each) or FREE for each in self.input_names)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return not any(each in data for each in self.input_names)

    def id_for_label(self, id_: str, index: str = "0") -> str:
        return ""


class WeekField(forms.Field):
    """A typical week, see figures.py for the ten characters. All free counts as empty."""

    widget = WeekWidget
    empty_values = [None, "", FREE * HALF_DAYS]
    default_error_messages = {
        "required": "Choisissez une structure pour chaque demi-journée travaillée.",
        "invalid": "Choisissez, pour chaque demi-journée, une réponse de la liste.",
    }

    def to_python(self, value: object) -> str:
        week = str(value or "")
        if week and not is_week(week):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return week
