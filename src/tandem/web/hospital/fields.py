"""The fields that only the form of a dossier needs: a paragraph, yes or no, a share, a structure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tandem.apps.territory import selectors as territory
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import french, identifiers
from tandem.domain.kernel.errors import InvalidInputError
from tandem.web.theme.fields import NumberField, WholeNumberField

YES_NO = (("oui", "Oui"), ("non", "Non"))
LONGEST_TEXT = 8000
PERCENT = 100
MONTHS = 120


class LineField(forms.CharField):
    """One line of text, no longer than its column."""

    def __init__(self, label: str, max_length: int, help_text: str = "", **attrs: str) -> None:
        super().__init__(
            label=french.typography(label),
            max_length=max_length,
            help_text=french.typography(help_text),
            widget=forms.TextInput(attrs={**attrs}),
        )


class ParagraphField(forms.CharField):
    """Some sentences. Line ends are kept as the database has them, so that nothing seems changed."""

    def __init__(self, label: str, rows: int = 4, help_text: str = "") -> None:
        super().__init__(
            label=french.typography(label),
            max_length=LONGEST_TEXT,
            help_text=french.typography(help_text),
            widget=forms.Textarea(attrs={"rows": rows}),
        )

    def to_python(self, value: object) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said yet (None)."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=french.typography(label),
            help_text=french.typography(help_text),
            choices=YES_NO,
            coerce=lambda value: value == "oui",
            empty_value=None,
            widget=forms.RadioSelect,
        )

    def prepare_value(self, value: object) -> object:
        return {True: "oui", False: "non"}.get(value, value) if value != "" else value


class ShareField(NumberField):
    """A share of the whole cost in percent, « 20 » or « 20 % ». Value: Decimal."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=french.typography(label),
            help_text=french.typography(help_text),
            min_value=0,
            max_value=PERCENT,
            max_digits=5,
            decimal_places=2,
        )

    def to_python(self, value: object) -> Decimal | None:
        return super().to_python(value.replace("%", "") if isinstance(value, str) else value)

    def prepare_value(self, value: object) -> object:
        if not isinstance(value, Decimal):
            return super().prepare_value(value)
        return super().prepare_value(Decimal(f"{value.normalize():f}"))


class MonthsField(WholeNumberField):
    """A number of whole months."""

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            label=french.typography(label),
            help_text=french.typography(help_text),
            min_value=0,
            max_value=MONTHS,
        )


class NumberedField(forms.CharField):
    """A number whose key is checked, such as an RPPS; kept without its spaces."""

    def __init__(self, label: str, kind: str, help_text: str = "") -> None:
        self.kind = kind
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
        super().__init__(
            label=french.typography(label), help_text=french.typography(help_text), widget=widget
        )

    def clean(self, value: object) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return identifiers.checked(self.kind, typed)
        except InvalidInputError as error:
            raise ValidationError(french.typography(str(error)), code="invalid") from error


class StructureField(forms.ModelChoiceField):
    """A structure of the register, one radio each. `shown` are those that the page offers now.

    Whatever is offered, the choice is checked against `queryset`.
    """

    def __init__(self, label: str) -> None:
        super().__init__(
            territory.choosable(), label=label, widget=forms.RadioSelect, empty_label=None
        )
        self.shown: Sequence[Structure] = ()

    def offer(self, chosen: Structure | None, found: Sequence[Structure]) -> None:
        """Offer the structure that stands, then what a search found."""
        others = [structure for structure in found if structure != chosen]
        self.shown = [*([chosen] if chosen else []), *others]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Structure) else str(value or "")
