"""The content of a dossier to be read, section by section, for those who do not edit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from tandem.apps.calls import selectors as calls
from tandem.apps.candidates.models import Candidate
from tandem.apps.dossiers import completeness, receipt
from tandem.apps.dossiers.models import Attachment, Dossier
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import french
from tandem.domain.schemes.vocabulary import (
    DOCUMENT_LABELS,
    PROFESSION_LABELS,
    STRUCTURE_LABELS,
    DocumentKind,
    Profession,
    Section,
    StructureKind,
)
from tandem.outputs.pdf import weight
from tandem.web.hospital.forms import partner_of
from tandem.web.hospital.names import short_names

EMPTY = "Non renseigné"
RESERVED = "Réservé à l’établissement recruteur et à l’agence."


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a section says; `is_empty` when nobody has said it yet."""

    label: str
    value: str
    is_empty: bool = False


def row(label: str, value: object) -> Row:
    """A row in words: yes or no, a day in full, « Non renseigné »."""
    words = said(value)
    return Row(label, words or EMPTY, not words)


def said(value: object) -> str:
    """A value as one reads it; nothing for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return french.day(value) if isinstance(value, date) else str(value)


def place_of(structure: Structure) -> str:
    """« établissement public de santé, Melun (77) »."""
    kind = STRUCTURE_LABELS[StructureKind(structure.kind)]
    commune = structure.commune
    where = f", {commune.name} ({commune.department_id})" if commune else ""
    return f"{kind}{where}"


def described(structure: Structure | None) -> str:
    """Name, kind, town and number."""
    if structure is None:
        return ""
    number = f", FINESS {structure.finess}" if structure.finess else ""
    return f"{structure.name}, {place_of(structure)}{number}"


def figure(value: Decimal) -> str:
    """A figure without useless zeros: 41, or 41,5."""
    return f"{value.normalize():f}".replace(".", ",")


def percent(value: object) -> str:
    """A stored share, in percent."""
    return "" if value is None else french.percent(Fraction(value) / 100)


def live_documents(dossier: Dossier) -> list[Attachment]:
    """The documents that count, taken out ones apart."""
    return [each for each in dossier.attachments.all() if each.removed_at is None]


def _recruiter(d: Dossier) -> list[Row]:
    return [
        row("Établissement", described(d.recruiter)),
        row("Service ou pôle", d.service),
        row("Chef de pôle", d.head_of_department),
        row(
            "Contact",
            ", ".join(w for w in (d.contact_name, d.contact_position) if w),
        ),
        row("Courriel", d.contact_email),
        row("Téléphone", d.contact_phone),
    ]


def _partner(d: Dossier) -> list[Row]:
    partner = partner_of(d)
    if partner is None:
        return [row("Structure", None)]
    return [
        row("Structure", described(partner.structure)),
        row("Service d’accueil", partner.service),
        row("Référent", partner.referent_name),
        row("Courriel du référent", partner.referent_email),
        row("Direction commune", partner.common_direction),
    ]


def _project(d: Dossier) -> list[Row]:
    profession = PROFESSION_LABELS[Profession(d.profession)].capitalize() if d.profession else ""
    labels = {each.key: each.label for each in calls.edition(d.call).objectives}
    aims = "\n".join(f"{key[1:]}. {labels.get(key, key)}" for key in d.objectives)
    rows = [
        row("Titre", d.title),
        row("Profession", profession),
        row("Spécialité", d.specialty),
        row("Projet médical", d.description),
        row("Besoin du territoire", d.need),
        row("Activité clinique", d.clinical),
        row("Pédagogie et enseignement", d.teaching),
        row("Recherche", d.research),
        row("Objectifs", aims),
        row("Argumentation", d.objectives_argument),
        row("Pérennisation", d.permanence),
        row("Renouvellement", d.is_renewal),
    ]
    if d.is_renewal:
        rows += [
            row("Mois demandés", d.renewal_months),
            row("Même candidat", d.renewal_same_candidate),
            row("Mêmes partenaires", d.renewal_same_partners),
        ]
    return rows


def _time(d: Dossier) -> list[Row]:
    names = names_of(d)
    main = names[d.main_place] if d.main_place is not None else ""
    distance = "" if d.distance_km is None else f"{figure(d.distance_km)} km"
    period = f"Du {french.day(d.call.starts_on)} au {french.day(d.call.ends_on)}"
    return [
        row("Semaine", week_words(d)),
        row("Période", period),
        row("Site principal", main),
        row("Distance", french.typography(distance)),
        row("Gardes", d.get_on_call_display()),
    ]


def names_of(dossier: Dossier) -> tuple[str, str]:
    """The short names of the two structures."""
    partner = partner_of(dossier)
    return short_names(dossier.recruiter, partner.structure if partner else None)


def week_of(dossier: Dossier) -> str:
    """The ten half-days, or nothing."""
    week = next(iter(dossier.weeks.all()), None)
    return week.half_days if week else ""


def week_words(dossier: Dossier) -> str:
    """« 6 demi-journées (Valmorin) et 4 demi-journées (Sainte-Aurore) »."""
    week = week_of(dossier)
    counted = zip("R1", names_of(dossier), strict=True)
    parts = [
        f"{french.plural(week.count(slot), 'demi-journée')} ({name})" for slot, name in counted
    ]
    return french.enumerate_words(parts) if week else ""


def _candidate(d: Dossier) -> list[Row]:
    if d.candidate is None:
        return [Row("Candidat", "Aucun candidat n’est désigné : l’appel ne l’exige pas au dépôt.")]
    c = d.candidate
    return [
        row("Candidat", c),
        row("Courriel", c.email),
        row("Numéro RPPS", c.rpps),
        row("Diplôme", c.diploma),
        row("Date du diplôme", c.diploma_on),
        row("Thèse", c.thesis_on),
        row("Inscription à l’Ordre", c.registered_on),
        row("Phase 3 validée", c.has_consolidation_phase),
        row("Mois d’assistant", c.months_as_assistant),
        row("Mois de clinicat", c.months_as_clinic_head),
    ]


def _candidate_for_partner(candidate: Candidate | None) -> list[Row]:
    """A partner agrees to a person: the name and the diploma are enough for that."""
    if candidate is None:
        return [Row("Candidat", "Aucun candidat n’est désigné : l’appel ne l’exige pas au dépôt.")]
    return [
        row("Candidat", candidate),
        row("Diplôme", candidate.diploma),
        Row("Coordonnées et parcours", RESERVED),
    ]


def _funding(d: Dossier) -> list[Row]:
    partner = partner_of(d)
    return [
        row("Part de l’agence", french.percent(calls.edition(d.call).funding.agency_rate)),
        row("Part du recruteur", percent(d.recruiter_share)),
        row("Part du partenaire", percent(partner.share if partner else None)),
    ]


def _nothing(d: Dossier) -> list[Row]:
    return []


READERS: Mapping[Section, Callable[[Dossier], list[Row]]] = {
    Section.RECRUITER: _recruiter,
    Section.PARTNER: _partner,
    Section.PROJECT: _project,
    Section.TIME: _time,
    Section.CANDIDATE: _candidate,
    Section.FUNDING: _funding,
    Section.DOCUMENTS: _nothing,
}


def rows_of(dossier: Dossier, section: Section, *, is_held: bool) -> list[Row]:
    """What a section says. A partner (`is_held` false) reads less of the candidate."""
    if section is Section.CANDIDATE and not is_held:
        return _candidate_for_partner(dossier.candidate)
    return READERS[section](dossier)


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section as a reader sees it."""

    section: Section
    label: str
    rows: list[Row]


def whole(dossier: Dossier, *, is_held: bool) -> list[ReadSection]:
    """Every section that has words; the documents are a list of their own."""
    return [
        ReadSection(status.section, status.label, rows_of(dossier, status.section, is_held=is_held))
        for status in completeness.statuses(dossier)
        if status.section not in (Section.DOCUMENTS, Section.CERTIFICATION)
    ]


def missing_documents(dossier: Dossier) -> list[str]:
    """Labels of the expected documents that are not joined."""
    joined = {each.kind for each in live_documents(dossier)}
    return [DOCUMENT_LABELS[kind] for kind in receipt.EXPECTED if kind not in joined]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedFile:
    """A document as a list shows it."""

    pk: UUID
    kind: str
    label: str
    name: str
    weight: str


def files_of(dossier: Dossier, *, is_held: bool) -> list[JoinedFile]:
    """The documents that this reader may open: the candidate's CV does not go to a partner."""
    return [
        JoinedFile(
            pk=each.pk,
            kind=each.kind,
            label=DOCUMENT_LABELS[DocumentKind(each.kind)],
            name=each.file.name,
            weight=weight(each.file.size),
        )
        for each in live_documents(dossier)
        if is_held or each.kind != DocumentKind.CANDIDATE_CV
    ]
