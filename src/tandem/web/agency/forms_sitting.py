"""The forms of the jury, of the sitting and of the posts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from tandem.apps.accounts.models import User
from tandem.apps.calls.models import Call, TerritorySplit
from tandem.apps.jury.services import Seat
from tandem.apps.selection.selectors import ListedDossier, Trial
from tandem.apps.territory import selectors as territory
from tandem.apps.territory.models import LegalEntity
from tandem.domain.kernel import french
from tandem.domain.selection.outcome import Status
from tandem.web.theme.fields import DayField, EurosField, NumberField, WholeNumberField
from tandem.web.theme.forms import TandemForm

BEST_SCORE = 100
MOST_POSTS = 10_000
STATUS_CHOICES = (
    (Status.SELECTED.value, "Retenu"),
    (Status.RESERVE.value, "Liste complémentaire"),
    (Status.NOT_SELECTED.value, "Non retenu"),
)
STATUS_WORDS = dict(STATUS_CHOICES) | {Status.BELOW_THRESHOLD.value: "Sous le seuil"}


class PersonChoice(forms.ModelChoiceField):
    """A person, with what they do."""

    def label_from_instance(self, person: User) -> str:
        return f"{person.full_name}, {person.position}" if person.position else person.full_name


class SeatForm(TandemForm):
    """A place in the jury."""

    user = PersonChoice(label="Personne", queryset=None, empty_label="Choisir")
    quality = forms.CharField(
        label="Qualité",
        max_length=160,
        help_text=french.typography(
            "Ce à quoi elle siège, par exemple « Praticienne hospitalière, gériatrie »."
        ),
    )
    establishment = forms.CharField(
        label="Établissement d’exercice, numéro FINESS",
        required=False,
        max_length=20,
        help_text="Les dossiers de cet établissement ne lui seront pas confiés.",
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    is_chair = forms.BooleanField(
        label="Préside le jury, à la place de la présidence actuelle s’il y en a une",
        required=False,
    )
    examples: ClassVar[Mapping[str, str]] = {
        "quality": french.typography("« Praticienne hospitalière, gériatrie »")
    }

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people.order_by("last_name", "first_name")

    def clean_establishment(self) -> LegalEntity | None:
        """The legal entity of this number, or of the site that has it."""
        number: str = self.cleaned_data["establishment"]
        if not number.strip():
            return None
        entity = territory.legal_entity_numbered(number)
        if entity is None:
            msg = (
                f"Le numéro « {number} » n’est pas au registre. Écrivez neuf caractères, "
                "par exemple 770110054, ou laissez vide."
            )
            raise forms.ValidationError(french.typography(msg))
        return entity

    @property
    def seat(self) -> Seat:
        """What the service receives."""
        given = self.cleaned_data
        return Seat(
            user=given["user"],
            quality=given["quality"],
            legal_entity=given["establishment"],
            is_chair=given["is_chair"],
        )


class TrialForm(TandemForm):
    """« Et si… ? »: other rules to try; nothing is stored."""

    postes = WholeNumberField(label="Postes", required=False, min_value=0, max_value=MOST_POSTS)
    enveloppe = EurosField(label="Enveloppe (€)", required=False)
    cle = forms.ChoiceField(label="Clé entre territoires")
    seuil = NumberField(
        label="Seuil de note, sur 100",
        required=False,
        min_value=0,
        max_value=BEST_SCORE,
        help_text=french.typography("Vide : aucun seuil."),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        manual = TerritorySplit.MANUAL
        self.fields["cle"].choices = [
            (value, f"{label} (actuelle)" if value == call.split else label)
            for value, label in TerritorySplit.choices
            if value != manual or call.weights
        ]
        for name in ("postes", "enveloppe", "seuil"):
            self.fields[name].is_optional = False

    @property
    def trial(self) -> Trial:
        """What the selection receives."""
        given = self.cleaned_data
        threshold = given["seuil"]
        return Trial(
            posts=given["postes"],
            budget_cents=given["enveloppe"],
            split=given["cle"],
            threshold=None if threshold is None else Fraction(threshold),
        )


def _motive(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=french.typography(
            "Il paraît dans la lettre : écrivez une phrase que l’établissement peut lire."
        ),
    )


class ChangeForm(TandemForm):
    """A decision changed by hand, and perhaps another one the other way, in one act."""

    to_status = forms.ChoiceField(label="Décision du comité", widget=forms.RadioSelect)
    motive = _motive("Motif")
    other = forms.ChoiceField(label="Autre dossier changé dans le même acte", required=False)
    other_status = forms.ChoiceField(
        label="Décision pour cet autre dossier",
        required=False,
        choices=STATUS_CHOICES,
        widget=forms.RadioSelect,
    )
    other_motive = _motive("Motif pour cet autre dossier")
    examples: ClassVar[Mapping[str, str]] = {
        "motive": french.typography("« Seul projet du territoire dans cette spécialité »"),
        "other_motive": french.typography("« Projet dont le recruteur a retiré le poste »"),
    }

    def __init__(
        self, *args: Any, line: ListedDossier, others: Sequence[ListedDossier], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        computed = line.line.computed.status
        self.fields["to_status"].choices = [c for c in STATUS_CHOICES if c[0] != computed.value]
        self.fields["other"].choices = [("", "Aucun"), *_grouped(others)]
        self.fields["other_motive"].required = False
        for name in ("other_status", "other_motive"):
            self.fields[name].is_optional = False

    def clean(self) -> dict[str, Any]:
        """A second dossier needs its own decision and its own motive."""
        cleaned = super().clean() or {}
        if cleaned.get("other"):
            for name in ("other_status", "other_motive"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


def _grouped(lines: Collection[ListedDossier]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The other dossiers, under the decision that each has now."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in lines:
        rank = each.line.computed.rank
        place = f"rang {rank}, " if rank else ""
        label = f"{each.dossier.number}, {place}{each.dossier.title}"
        groups.setdefault(STATUS_WORDS[each.line.status], []).append((str(each.dossier.pk), label))
    return list(groups.items())


class StartForm(TandemForm):
    """The day on which the assistant really started."""

    started_on = DayField(label="Jour de la prise de poste")

    def __init__(self, *args: Any, starts_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].help_text = f"Par exemple {starts_on:%d/%m/%Y}."
