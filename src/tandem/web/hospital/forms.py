"""The forms of the sections. They check the shape of what is typed; the rules speak beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers.models import Dossier, OnCall, Partner
from tandem.apps.territory import selectors as territory
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import french
from tandem.domain.schemes.vocabulary import PROFESSION_LABELS, Section
from tandem.web.hospital.fields import (
    LineField,
    MonthsField,
    NumberedField,
    ParagraphField,
    ShareField,
    StructureField,
    YesNoField,
)
from tandem.web.hospital.names import short_names
from tandem.web.theme.fields import DayField, NumberField, WeekField
from tandem.web.theme.forms import DraftForm

FARTHEST_KM = 9999
LONGEST_EMAIL = 254
SAINT = re.compile(r"\bSain(te?)-")


def partner_of(dossier: Dossier) -> Partner | None:
    """The partner of a dossier, if one is chosen."""
    return next(iter(dossier.partners.all()), None)


class SectionForm(DraftForm):
    """The form of one section. `initial_of` reads what is stored, `values` what is typed.

    Without a right `pivot`, nothing else of the section can be kept.
    """

    section: ClassVar[Section]
    template: ClassVar[str]
    pivot: ClassVar[str] = ""

    def __init__(self, dossier: Dossier, actor: Actor, data: Any = None, **kwargs: Any) -> None:
        self.dossier, self.actor = dossier, actor
        kwargs.setdefault("initial", self.initial_of(dossier))
        super().__init__(data, **kwargs)
        self.prepare()

    @classmethod
    def initial_of(cls, dossier: Dossier) -> dict[str, Any]:
        """What is stored, field by field."""
        return {name: getattr(dossier, name) for name in cls.base_fields}

    def prepare(self) -> None:
        """What depends on the dossier: choices, hints."""

    def values(self) -> dict[str, Any]:
        """What is typed, once valid; for a field that is wrong, what is stored."""
        return {**self.initial_of(self.dossier), **self.cleaned_data}


class RecruiterForm(SectionForm):
    """Which structure recruits, in which department, and whom to call."""

    section = Section.RECRUITER
    template = "hospital/sections/recruteur.html"
    optional = frozenset({"head_of_department", "contact_position", "contact_phone"})
    examples: ClassVar[Mapping[str, str]] = {"contact_email": "bam@hopital.fr"}
    recruiter = StructureField("Établissement recruteur")
    service = LineField(
        "Service ou pôle d’affectation",
        160,
        "Là où l’assistant est rattaché, par exemple « Gériatrie ».",
    )
    head_of_department = LineField("Chef de pôle", 120)
    contact_name = LineField("Nom du contact", 120, autocomplete="name")
    contact_position = LineField("Fonction du contact", 120, autocomplete="organization-title")
    contact_email = forms.EmailField(
        label="Courriel du contact",
        max_length=LONGEST_EMAIL,
        help_text="L’accusé de dépôt et les réponses de l’agence y arrivent.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    contact_phone = LineField("Téléphone du contact", 20, autocomplete="tel")

    def prepare(self) -> None:
        self.fields["recruiter"].queryset = own_structures(self.actor)


def own_structures(actor: Actor) -> Any:
    """The structures among which a medical affairs office recruits: those of its legal entity."""
    return territory.choosable(of=actor.structure)


class PartnerForm(SectionForm):
    """Which structure shares the post, who receives the assistant there."""

    section, pivot = Section.PARTNER, "structure"
    template = "hospital/sections/partenaire.html"
    examples: ClassVar[Mapping[str, str]] = {"referent_email": "prenom.nom@partenaire.fr"}
    structure = StructureField("Structure partenaire")
    service = LineField("Service d’accueil", 160, "Par exemple « Oncologie médicale ».")
    referent_name = LineField("Référent chez le partenaire", 120, "Le praticien qui accueille.")
    referent_email = forms.EmailField(label="Courriel du référent", max_length=LONGEST_EMAIL)
    common_direction = YesNoField(
        "Les deux structures ont-elles une direction commune ?",
        "Une même personne dirige les deux, ou une convention de direction commune les lie.",
    )

    @classmethod
    def initial_of(cls, dossier: Dossier) -> dict[str, Any]:
        partner = partner_of(dossier) or Partner()
        plain = {n: getattr(partner, n) for n in cls.base_fields if n != "structure"}
        return {"structure": partner.structure if partner.structure_id else None, **plain}

    def clean(self) -> None:
        typed = [name for name in self.fields if self.cleaned_data.get(name) not in ("", None)]
        if typed and "structure" not in typed and "structure" not in self.errors:
            message = (
                "Choisissez d’abord la structure : cherchez-la par son nom, par exemple "
                "« Sainte-Aurore »."
            )
            self.add_error("structure", french.typography(message))


class ProjectForm(SectionForm):
    """The medical project, its missions, its objectives and what comes after."""

    section = Section.PROJECT
    template = "hospital/sections/projet.html"
    optional = frozenset({"need"})
    title = LineField("Titre du projet", 160, "Court et parlant : « Onco-gériatrie partagée ».")
    profession = forms.ChoiceField(
        label="Profession",
        choices=[(each.value, label.capitalize()) for each, label in PROFESSION_LABELS.items()],
        widget=forms.RadioSelect,
    )
    specialty = forms.ModelChoiceField(
        territory.specialties(), label="Spécialité", empty_label="Choisissez une spécialité"
    )
    description = ParagraphField(
        "Projet médical", 8, "Ce que les deux équipes feront ensemble, et pour quels patients."
    )
    need = ParagraphField(
        "Besoin du territoire", 4, "Difficulté de recrutement, délais, offre qui manque."
    )
    clinical = ParagraphField("Activité clinique", 4, "Consultations, hospitalisation, avis.")
    teaching = ParagraphField(
        "Pédagogie et enseignement", 4, "Encadrement d’internes, cours, formation des équipes."
    )
    research = ParagraphField("Recherche", 4, "Protocole commun, registre, publications.")
    objectives = forms.MultipleChoiceField(
        label="Objectifs de l’appel que le projet vise", widget=forms.CheckboxSelectMultiple
    )
    objectives_argument = ParagraphField(
        "Comment le projet sert ces objectifs", 4, "Une ou deux phrases par objectif coché."
    )
    permanence = ParagraphField(
        "Pérennisation envisagée",
        5,
        "Le poste visé, vacant ou à créer, et son échéance : 200 signes au moins.",
    )
    is_renewal = YesNoField("Ce dossier demande-t-il un renouvellement ?")
    renewal_months = MonthsField("Mois demandés", "Par exemple 12.")
    renewal_same_candidate = YesNoField("Avec le même candidat ?")
    renewal_same_partners = YesNoField("Avec les mêmes partenaires ?")

    def prepare(self) -> None:
        edition = calls.edition(self.dossier.call)
        self.fields["objectives"].choices = [
            (each.key, f"{each.key[1:]}. {each.label}") for each in edition.objectives
        ]


class TimeForm(SectionForm):
    """The typical week, the main site and the distance between the two."""

    section = Section.TIME
    template = "hospital/sections/temps.html"
    examples: ClassVar[Mapping[str, str]] = {"distance_km": "41"}
    main_place = forms.TypedChoiceField(
        label="Site principal de l’assistant",
        help_text="La prime d’exercice territorial compte les demi-journées hors de ce site.",
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    distance_km = NumberField(
        label="Distance entre les sites, en km",
        min_value=0,
        max_value=FARTHEST_KM,
        max_digits=5,
        decimal_places=1,
    )
    half_days = WeekField(label="Semaine type")
    on_call = forms.ChoiceField(
        label="L’assistant fait-il des gardes\u202f?",
        choices=OnCall.choices,
        widget=forms.RadioSelect,
    )

    @classmethod
    def initial_of(cls, dossier: Dossier) -> dict[str, Any]:
        week = next(iter(dossier.weeks.all()), None)
        plain = {n: getattr(dossier, n) for n in cls.base_fields if n != "half_days"}
        if dossier.distance_km is not None:
            plain["distance_km"] = Decimal(f"{dossier.distance_km.normalize():f}")
        return {"half_days": week.half_days if week else "", **plain}

    def prepare(self) -> None:
        recruiter, partner = self.places()
        self.fields["main_place"].choices = [(0, recruiter), (1, partner)]
        self.fields["distance_km"].help_text = self.distance_hint()

    def places(self) -> tuple[str, str]:
        """The short names of the two structures."""
        partner = partner_of(self.dossier)
        return short_names(self.dossier.recruiter, partner.structure if partner else None)

    def planner_names(self) -> tuple[str, ...]:
        """The same, shorter still: « Ste-Aurore »."""
        return tuple(SAINT.sub(r"S\1-", name) for name in self.places())

    def distance_hint(self) -> str:
        """Door to door by road; the crow's distance of the register as a landmark."""
        partner = partner_of(self.dossier)
        crow = None
        if partner and self.dossier.recruiter:
            crow = territory.distance_km(self.dossier.recruiter, partner.structure)
        said = (
            ""
            if crow is None
            else f" À vol d’oiseau, le registre donne {french.number(crow, 1)} km."
        )
        return french.typography(f"Par la route, de porte à porte.{said}")


class CandidateForm(SectionForm):
    """The candidate, when there is one: the call does not ask for a name at filing."""

    section, pivot = Section.CANDIDATE, "last_name"
    template = "hospital/sections/candidat.html"
    examples: ClassVar[Mapping[str, str]] = {
        "diploma_on": "31/10/2025",
        "thesis_on": "12/05/2025",
        "registered_on": "03/06/2025",
    }
    civility = forms.ChoiceField(
        label="Civilité", choices=[("Mme", "Mme"), ("M.", "M.")], widget=forms.RadioSelect
    )
    first_name = LineField("Prénom", 80, autocomplete="off")
    last_name = LineField("Nom", 80, autocomplete="off")
    email = forms.EmailField(label="Courriel", max_length=LONGEST_EMAIL)
    rpps = NumberedField("Numéro RPPS", "RPPS", "Onze chiffres, par exemple 10000000017.")
    diploma = LineField("Diplôme de spécialité", 160, "Par exemple « DES de gériatrie ».")
    diploma_on = DayField(label="Date du diplôme", help_text="Obtenu ou prévu, JJ/MM/AAAA.")
    thesis_on = DayField(label="Date de thèse", help_text="Soutenue ou prévue, JJ/MM/AAAA.")
    registered_on = DayField(
        label="Inscription à l’Ordre", help_text="Faite ou prévue, JJ/MM/AAAA."
    )
    has_consolidation_phase = YesNoField("A-t-il validé une phase 3 de consolidation ?")
    months_as_assistant = MonthsField("Mois déjà faits comme assistant des hôpitaux", "0 si aucun.")
    months_as_clinic_head = MonthsField("Mois faits comme chef de clinique", "0 si aucun.")

    @classmethod
    def initial_of(cls, dossier: Dossier) -> dict[str, Any]:
        candidate = dossier.candidate
        return {name: getattr(candidate, name, None) for name in cls.base_fields}

    def values(self) -> dict[str, Any]:
        texts = ("civility", "first_name", "last_name", "email", "rpps", "diploma")
        typed = super().values()
        return typed | {name: typed[name] or "" for name in texts}

    def clean(self) -> None:
        typed = [value for value in self.cleaned_data.values() if value not in ("", None)]
        if typed and not self.cleaned_data.get("last_name") and "last_name" not in self.errors:
            raise ValidationError({"last_name": "Écrivez le nom du candidat, par exemple Tréguer."})


class FundingForm(SectionForm):
    """The part of each structure, in percent of the whole cost."""

    section = Section.FUNDING
    template = "hospital/sections/financement.html"
    recruiter_share = ShareField("Part du recruteur, en %")
    partner_share = ShareField("Part du partenaire, en %")
    examples: ClassVar[Mapping[str, str]] = {"recruiter_share": "20", "partner_share": "20"}

    @classmethod
    def initial_of(cls, dossier: Dossier) -> dict[str, Any]:
        partner = partner_of(dossier)
        return {
            "recruiter_share": dossier.recruiter_share,
            "partner_share": partner.share if partner else None,
        }

    def prepare(self) -> None:
        if partner_of(self.dossier) is None:
            del self.fields["partner_share"]


FORMS: Mapping[Section, type[SectionForm]] = {
    form.section: form
    for form in (RecruiterForm, PartnerForm, ProjectForm, TimeForm, CandidateForm, FundingForm)
}


def shown_structure(form: SectionForm, name: str) -> Structure | None:
    """The structure that a form holds: the one just chosen, else the one that is stored."""
    if form.is_bound and form.is_valid():
        return form.cleaned_data.get(name)
    return form.initial.get(name)
