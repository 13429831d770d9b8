"""Preparing a call, and changing its envelope: what an agency sets, and what it is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from tandem.apps.calls.models import Call, EnvelopeKind, TerritorySplit
from tandem.apps.calls.services import CallSettings, Envelope
from tandem.apps.territory.models import Department
from tandem.domain.kernel import french
from tandem.domain.schemes.scheme import Calendar, Edition
from tandem.web.theme.fields import DayField, EurosField, PercentField, WholeNumberField
from tandem.web.theme.figures import REGIONS
from tandem.web.theme.forms import BoundField, TandemForm

YES_NO = (("oui", "Oui"), ("non", "Non"))
RESERVED_SLUGS = ("nouveau",)
MOST_CENTS = 100_000_000_000
TEN_THOUSANDTHS = 10_000
FIRST_YEAR, LAST_YEAR = 2000, 2099
HOUR_FORMATS = ["%d/%m/%Y %H:%M", "%d/%m/%Y %Hh%M", "%d/%m/%Y %H h %M", "%Y-%m-%dT%H:%M"]
A_SETTING = "Réglage de l’agence\u00a0: le texte ne le donne pas."
WEIGHT = "weight_"
DEFAULTS = {each.name: each.default for each in fields(CallSettings)}
ORDER = (
    "title", "code", "slug", "opens_at", "closes_on", "jury_from", "jury_to", "starts_on",
    "ends_on", "posts", "envelope_cents", "envelope_kind", "charges_rate", "includes_iespe",
    "split", "reserve_length", "readings",
)  # fmt: skip


def closing_words(calendar: Calendar) -> str:
    """« jusqu’au 30 avril 2025 à 23 h 59, heure de Paris »."""
    return french.typography(f"jusqu’au {french.day(calendar.closes_on)} à 23 h 59, heure de Paris")


def in_our_century(value: date) -> None:
    """Refuse a year that was surely mistyped, whether of a day or of an instant."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        msg = f"Écrivez une date entre {FIRST_YEAR} et {LAST_YEAR}, par exemple 30/04/2026."
        raise forms.ValidationError(msg)


def _day(label: str, hint: str = "") -> DayField:
    return DayField(label=label, help_text=hint, validators=[in_our_century])


class MeansForm(TandemForm):
    """How many posts, how much money, and what the sum rests on."""

    posts = WholeNumberField(
        label="Nombre de postes",
        required=False,
        min_value=1,
        max_value=1000,
        help_text="Un nombre, une enveloppe, ou les deux\u00a0: la première limite atteinte arrête la liste.",
    )
    envelope_cents = EurosField(
        label="Enveloppe de l’agence, en euros",
        required=False,
        help_text="Sur toute la durée du soutien, par exemple 2\u202f150\u202f000.",
    )
    envelope_kind = forms.ChoiceField(
        label="Nature de l’enveloppe",
        choices=[(kind.value, kind.label.capitalize()) for kind in EnvelopeKind],
        widget=forms.RadioSelect,
        help_text="Prévisionnelle tant que la répartition nationale n’est pas notifiée. "
        "Pour 2025-2027, elle l’a été le 22 octobre 2025, après le jury.",
    )
    examples: Mapping[str, str] = {"posts": "24", "envelope_cents": "2\u202f150\u202f000"}

    def clean_envelope_cents(self) -> int | None:
        """An amount that a budget can hold."""
        cents: int | None = self.cleaned_data["envelope_cents"]
        if cents is not None and cents > MOST_CENTS:
            msg = (
                "Écrivez un montant d’au plus un milliard d’euros, par exemple 2\u202f150\u202f000."
            )
            raise forms.ValidationError(french.typography(msg))
        return cents

    def clean(self) -> dict[str, Any]:
        """Posts or money, at least one."""
        cleaned = super().clean() or {}
        given = [cleaned.get(name) for name in ("posts", "envelope_cents")]
        if given == [None, None] and not {"posts", "envelope_cents"} & set(self.errors):
            msg = "Donnez un nombre de postes ou une enveloppe, par exemple 24 postes."
            self.add_error("posts", msg)
        return cleaned


class EnvelopeForm(MeansForm):
    """The envelope of an open call, when the sum changes or is notified."""

    reason = forms.CharField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il entre au journal de l’appel.",
    )
    examples: Mapping[str, str] = {
        **MeansForm.examples,
        "reason": "«\u202fNotification nationale du 22 octobre 2025\u202f»",
    }

    @property
    def envelope(self) -> Envelope:
        """What the service receives."""
        return Envelope(**self.cleaned_data)


class CallForm(MeansForm):
    """Everything that an agency sets for one call of an edition."""

    title = forms.CharField(label="Titre de l’appel", max_length=200)
    code = forms.CharField(
        label="Préfixe des dossiers",
        max_length=12,
        validators=[
            RegexValidator(
                r"^[A-Z][A-Z0-9]{2,11}$",
                "Écrivez trois à douze majuscules ou chiffres, par exemple IDF13.",
            )
        ],
        help_text="Les dossiers s’appelleront par exemple IDF12-047.",
    )
    slug = forms.SlugField(
        label="Adresse de la page",
        max_length=60,
        error_messages={
            "invalid": "Écrivez des minuscules, des chiffres et des tirets, "
            "par exemple ile-de-france-asp-13."
        },
        help_text="En minuscules et tirets, par exemple ile-de-france-asp-12.",
    )
    opens_at = forms.DateTimeField(
        label="Ouverture du dépôt",
        input_formats=HOUR_FORMATS,
        widget=forms.DateTimeInput(format="%d/%m/%Y %H:%M"),
        validators=[in_our_century],
        help_text=f"{A_SETTING} Heure de Paris, par exemple 03/03/2025 09:00.",
    )
    closes_on = _day("Dernier jour de dépôt")
    jury_from = _day("Premier jour du jury", "Par exemple 09/06/2025.")
    jury_to = _day("Dernier jour du jury", "Par exemple 13/06/2025.")
    starts_on = _day("Prise de poste", "Par exemple 01/11/2025.")
    ends_on = _day("Fin du soutien", "Par exemple 31/10/2027.")
    charges_rate = PercentField(label="Taux de charges, en %")
    includes_iespe = forms.ChoiceField(
        label="Indemnité d’engagement de service public exclusif (IESPE) dans le coût",
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text="Hypothèse de calcul\u00a0: le texte n’en dit rien.",
    )
    split = forms.ChoiceField(
        label="Clé entre territoires",
        choices=TerritorySplit.choices,
        widget=forms.RadioSelect,
        help_text=A_SETTING,
    )
    reserve_length = WholeNumberField(
        label="Longueur de la liste complémentaire",
        min_value=0,
        max_value=500,
        help_text=A_SETTING,
    )
    readings = WholeNumberField(
        label="Lectures par dossier",
        min_value=1,
        max_value=20,
        help_text=f"{A_SETTING} Chaque dossier est noté par ce nombre de jurés.",
    )
    field_order = ORDER
    examples: Mapping[str, str] = {
        **MeansForm.examples,
        "title": "«\u202fAssistants spécialistes à temps partagé, 13e appel (2026-2028)\u202f»",
        "code": "IDF13",
        "slug": "ile-de-france-asp-13",
        "opens_at": "03/03/2025 09:00",
        "charges_rate": "42",
    }

    def __init__(
        self, *args: Any, edition: Edition, departments: Iterable[Department], **kwargs: Any
    ) -> None:
        self.edition = edition
        self.departments = tuple(departments)
        super().__init__(*args, **kwargs)
        self._say_what_the_edition_says()
        for department in self.departments:
            self.fields[f"{WEIGHT}{department.code}"] = WholeNumberField(
                label=f"{department.name} ({department.code})",
                required=False,
                min_value=1,
                max_value=1_000_000,
            )
            self.fields[f"{WEIGHT}{department.code}"].is_optional = False

    def _say_what_the_edition_says(self) -> None:
        rate = french.percent(self.edition.funding.charges_rate)
        hints = {
            "closes_on": "Le jour compte en entier. L’édition du catalogue dit\u00a0: "
            f"{closing_words(self.edition.calendar)}.",
            "charges_rate": "Hypothèse de calcul\u00a0: le texte n’en dit rien. "
            f"Valeur proposée\u00a0: {rate}.",
        }
        for name, hint in hints.items():
            self.fields[name].help_text = hint

    def weight_fields(self) -> Iterator[BoundField]:
        """The fields of the weights, one per department."""
        return (self[f"{WEIGHT}{department.code}"] for department in self.departments)

    def clean_slug(self) -> str:
        """An address that no page of ours already has."""
        slug: str = self.cleaned_data["slug"].lower()
        if slug in RESERVED_SLUGS:
            msg = "Cette adresse est prise, écrivez par exemple ile-de-france-asp-13."
            raise forms.ValidationError(msg)
        return slug

    def clean_charges_rate(self) -> Decimal:
        """The rate as stored: two decimals of a per cent."""
        rate: Fraction = self.cleaned_data["charges_rate"]
        if TEN_THOUSANDTHS % rate.denominator:
            msg = "Écrivez deux chiffres au plus après la virgule, par exemple 42,5."
            raise forms.ValidationError(msg)
        return Decimal(rate.numerator) / Decimal(rate.denominator)

    def clean_includes_iespe(self) -> bool:
        """Yes or no, as a truth value."""
        return bool(self.cleaned_data["includes_iespe"] == "oui")

    def clean(self) -> dict[str, Any]:
        """Weights typed by hand are needed for every department, or for none."""
        cleaned = super().clean()
        if cleaned.get("split") != TerritorySplit.MANUAL:
            return cleaned
        for bound in self.weight_fields():
            if cleaned.get(bound.name) is None and bound.name not in self.errors:
                msg = "Écrivez le poids de ce département, par exemple 126 internes."
                self.add_error(bound.name, msg)
        return cleaned

    def _weights(self) -> dict[str, int]:
        if self.cleaned_data["split"] != TerritorySplit.MANUAL:
            return {}
        return {d.code: self.cleaned_data[f"{WEIGHT}{d.code}"] for d in self.departments}

    def settings(self, *, is_fictitious: bool) -> CallSettings:
        """What the service receives."""
        plain = {n: v for n, v in self.cleaned_data.items() if not n.startswith(WEIGHT)}
        return CallSettings(
            **plain,
            edition_key=self.edition.key,
            weights=self._weights(),
            is_fictitious=is_fictitious,
        )


def proposed(edition: Edition) -> dict[str, Any]:
    """What the form shows first: the days and the assumptions of the edition."""
    letters = REGIONS[edition.region_code][0]
    calendar = edition.calendar
    days = ("closes_on", "jury_from", "jury_to", "starts_on", "ends_on")
    return {
        **{name: getattr(calendar, name) for name in days},
        "title": edition.title,
        "code": f"{letters}{edition.number}",
        "slug": edition.key.replace("/", "-"),
        "charges_rate": edition.funding.charges_rate,
        "includes_iespe": "oui" if edition.funding.includes_iespe else "non",
        "envelope_kind": EnvelopeKind.PROVISIONAL.value,
        "split": TerritorySplit.NONE.value,
        "reserve_length": DEFAULTS["reserve_length"],
        "readings": DEFAULTS["readings"],
    }


def stored(call: Call) -> dict[str, Any]:
    """What the form shows of a call that is being changed."""
    plain = [name for name in ORDER if name not in ("charges_rate", "includes_iespe")]
    weights = {f"{WEIGHT}{code}": weight for code, weight in call.weights.items()}
    return {name: getattr(call, name) for name in plain} | {
        "charges_rate": Fraction(call.charges_rate),
        "includes_iespe": "oui" if call.includes_iespe else "non",
        **weights,
    }


def means(call: Call) -> dict[str, Any]:
    """What the form of the envelope shows first."""
    names = ("posts", "envelope_cents", "envelope_kind")
    return {name: getattr(call, name) for name in names}
