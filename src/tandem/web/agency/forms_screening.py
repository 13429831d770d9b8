"""Filtering the list, judging findings, deciding admissibility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundWidget

from tandem.apps.dossiers.listing import (
    ALL,
    BY_NUMBER,
    FINDING_LABELS,
    ORDER_KEYS,
    STATE_LABELS,
    VIEW_LABELS,
    Choice,
    Filters,
)
from tandem.apps.dossiers.models import FindingReview
from tandem.apps.dossiers.services.screening import Request, Review
from tandem.domain.schemes.vocabulary import SECTION_LABELS, Section
from tandem.web.theme.fields import DayField
from tandem.web.theme.forms import DraftForm, TandemForm

ADMISSIBLE, INADMISSIBLE, COMPLEMENT = "recevable", "irrecevable", "a-completer"
DECISION_MOVES = {
    "declare_admissible": ADMISSIBLE,
    "ask_complement": COMPLEMENT,
    "declare_inadmissible": INADMISSIBLE,
}
DECISION_LABELS = {
    ADMISSIBLE: "Recevable",
    COMPLEMENT: "À compléter",
    INADMISSIBLE: "Irrecevable",
}
DECISION_HINTS = {
    ADMISSIBLE: "Impossible tant qu’une règle bloque, sauf à l’écarter avec un motif.",
    COMPLEMENT: "Le BAM répond avant une date. Il ne change que les sections rouvertes.",
    INADMISSIBLE: "Le motif dit chaque règle en cause et sa source.",
}
LONGEST = 4000


def _counted(choices: Iterable[Choice], all_of_them: str) -> list[tuple[str, str]]:
    return [("", all_of_them), *((c.key, f"{c.label} ({c.count})") for c in choices)]


class FilterForm(DraftForm):
    """The filters of the list, read in the address. What is not in a list is ignored."""

    q = forms.CharField(
        label="Nom, numéro ou FINESS",
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *STATE_LABELS.items()])
    departement = forms.ChoiceField(label="Département")
    specialite = forms.ChoiceField(label="Spécialité")
    constats = forms.ChoiceField(label="Constats", choices=[("", "Tous"), *FINDING_LABELS.items()])
    vue = forms.ChoiceField(choices=tuple(VIEW_LABELS.items()), widget=forms.HiddenInput)
    tri = forms.ChoiceField(choices=[(k, k) for k in ORDER_KEYS], widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        departments: Iterable[Choice],
        specialties: Iterable[Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["departement"].choices = _counted(departments, "Tous")
        self.fields["specialite"].choices = _counted(specialties, "Toutes")

    @property
    def filters(self) -> Filters:
        """What is asked; a value that the closed lists refuse counts as not asked."""
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            words=asked.get("q", ""),
            view=asked.get("vue") or ALL,
            state=asked.get("etat", ""),
            department=asked.get("departement", ""),
            specialty=asked.get("specialite", ""),
            findings=asked.get("constats", ""),
            order=asked.get("tri") or BY_NUMBER,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter, the view apart, leaves something out."""
        asked = self.filters
        return any((asked.words, asked.state, asked.department, asked.specialty, asked.findings))


def _motive(label: str, hint: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AppraisalForm(TandemForm):
    """What an officer thinks of a finding that asks to be weighed."""

    verdict = forms.ChoiceField(
        label="Votre appréciation",
        choices=[(v.value, v.label) for v in list(FindingReview.Verdict)[:2]],
        widget=forms.RadioSelect,
    )
    motive = _motive("Motif", "Une phrase pour vos collègues et le jury.", required=False)

    def review(self, rule: str) -> Review:
        """What the service receives."""
        return Review(rule=rule, **self.cleaned_data)


class SetAsideForm(TandemForm):
    """Setting aside a blocking finding: only with a motive."""

    motive = _motive("Motif", "Il reste écrit à côté du constat, avec votre nom.")
    examples: ClassVar[Mapping[str, str]] = {
        "motive": "«\u202fLien juridique vérifié par la délégation\u202f»"
    }

    def review(self, rule: str) -> Review:
        """What the service receives."""
        motive = self.cleaned_data["motive"]
        return Review(rule=rule, verdict=FindingReview.Verdict.SET_ASIDE, motive=motive)


class RestoreForm(TandemForm):
    """Taking a set-aside finding back: it blocks again."""

    def review(self, rule: str) -> Review:
        """What the service receives."""
        return Review(rule=rule, verdict=FindingReview.Verdict.UNMET)


class ReopenForm(TandemForm):
    """Taking back what was declared."""

    reopen_reason = _motive("Motif de la réouverture", "Il reste à l’historique du dossier.")
    examples: ClassVar[Mapping[str, str]] = {
        "reopen_reason": "«\u202fPièce retrouvée par la délégation\u202f»"
    }


class DecisionForm(TandemForm):
    """Admissible, to complete or inadmissible; the service says what each of them asks for."""

    decision = forms.ChoiceField(label="Votre décision", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Motif, ou ce que vous demandez",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé tel quel au BAM. Facultatif si le dossier est recevable.",
    )
    sections = forms.MultipleChoiceField(
        label="Sections à rouvrir",
        required=False,
        choices=[(s.value, SECTION_LABELS[s]) for s in Section if s is not Section.CERTIFICATION],
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans section cochée, le BAM répond seulement par écrit.",
    )
    due_on = DayField(label="À répondre avant le", required=False)

    def __init__(self, *args: Any, decisions: Iterable[str], earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reason", "sections", "due_on"):
            self.fields[name].is_optional = False
        allowed = [DECISION_MOVES[move] for move in DECISION_MOVES if move in set(decisions)]
        self.fields["decision"].choices = [(key, DECISION_LABELS[key]) for key in allowed]
        if COMPLEMENT not in allowed:
            del self.fields["sections"], self.fields["due_on"]
            return
        self.fields[
            "due_on"
        ].help_text = (
            f"Au plus tôt le {earliest:%d/%m/%Y}\u00a0: cinq jours, réglage de la plateforme."
        )

    def options(self) -> list[tuple[BoundWidget, str]]:
        """The radios of the decision, each with what it entails."""
        return [(each, DECISION_HINTS[str(each.data["value"])]) for each in self["decision"]]

    @property
    def request(self) -> Request:
        """What the service receives for a complement."""
        return Request(
            reason=self.cleaned_data["reason"],
            sections=tuple(self.cleaned_data["sections"]),
            due_on=self.cleaned_data["due_on"],
        )
