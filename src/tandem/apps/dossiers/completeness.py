"""What each section of the form still asks for, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tandem.apps.dossiers.models import Dossier
from tandem.domain.kernel import french
from tandem.domain.schemes.vocabulary import SECTION_LABELS, Section


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a section asks for; `ask` says what to do, with an example."""

    is_done: bool
    ask: str


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """How far a section is. `is_optional` sections never prevent filing."""

    section: Section
    items: tuple[Item, ...]
    is_optional: bool = False

    @property
    def label(self) -> str:
        """Its title in the form."""
        return SECTION_LABELS[self.section]

    @property
    def done(self) -> int:
        """Number of things done."""
        return sum(item.is_done for item in self.items)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still asked for, as sentences; nothing for an optional section."""
        if self.is_optional:
            return ()
        return tuple(
            f"Section « {self.label} » : {item.ask}" for item in self.items if not item.is_done
        )


def _recruiter(d: Dossier) -> tuple[Item, ...]:
    return (
        Item(d.recruiter_id is not None, "choisissez l’établissement recruteur dans le registre."),
        Item(bool(d.service), "nommez le service d’affectation, par exemple « Gériatrie »."),
        Item(bool(d.contact_name), "nommez un contact, par exemple « Mme Anaïs Delorme »."),
        Item(bool(d.contact_email), "donnez le courriel du contact, par exemple bam@hopital.fr."),
    )


def _partner(d: Dossier) -> tuple[Item, ...]:
    partner = next(iter(d.partners.all()), None)
    return (
        Item(partner is not None, "choisissez la structure partenaire dans le registre."),
        Item(
            bool(partner and partner.referent_name),
            "nommez le référent du partenaire, par exemple « Dr Paul Martin ».",
        ),
        Item(
            bool(partner and partner.common_direction is not None),
            "dites si les deux structures ont une direction commune, par exemple « Non ».",
        ),
    )


def _project(d: Dossier) -> tuple[Item, ...]:
    return (
        Item(bool(d.title), "donnez un titre, par exemple « Onco-gériatrie partagée »."),
        Item(bool(d.profession), "choisissez la profession, par exemple « médecin »."),
        Item(d.specialty_id is not None, "choisissez la spécialité, par exemple « Gériatrie »."),
        Item(bool(d.description), "décrivez le projet médical en quelques phrases."),
        Item(bool(d.clinical), "décrivez l’activité clinique, par exemple deux consultations."),
        Item(
            d.is_renewal is not None, "dites s’il s’agit d’un renouvellement, par exemple « Non »."
        ),
    )


def _time(d: Dossier) -> tuple[Item, ...]:
    return (
        Item(bool(d.weeks.all()), "répartissez les dix demi-journées de la semaine."),
        Item(d.main_place is not None, "choisissez le site principal, par exemple le recruteur."),
        Item(bool(d.on_call), "dites si l’assistant fait des gardes, par exemple « Non »."),
    )


def _candidate(d: Dossier) -> tuple[Item, ...]:
    return (Item(d.candidate_id is not None, "nommez le candidat s’il est connu."),)


def _funding(d: Dossier) -> tuple[Item, ...]:
    partner = next(iter(d.partners.all()), None)
    return (
        Item(d.recruiter_share is not None, "donnez la part du recruteur, par exemple 20 %."),
        Item(
            bool(partner and partner.share is not None),
            "donnez la part du partenaire, par exemple 20 %.",
        ),
    )


def _documents(d: Dossier) -> tuple[Item, ...]:
    kinds = {a.kind for a in d.attachments.all() if a.removed_at is None}
    return (Item(bool(kinds), "joignez les avis et les pièces que vous avez."),)


def _certification(d: Dossier) -> tuple[Item, ...]:
    return (Item(d.is_certified, "certifiez l’exactitude au moment du dépôt."),)


BUILDERS: dict[Section, Callable[[Dossier], tuple[Item, ...]]] = {
    Section.RECRUITER: _recruiter,
    Section.PARTNER: _partner,
    Section.PROJECT: _project,
    Section.TIME: _time,
    Section.CANDIDATE: _candidate,
    Section.FUNDING: _funding,
    Section.DOCUMENTS: _documents,
    Section.CERTIFICATION: _certification,
}
# The call is silent on documents and on a named candidate: neither prevents filing.
OPTIONAL = (Section.CANDIDATE, Section.DOCUMENTS)


def statuses(dossier: Dossier) -> tuple[SectionStatus, ...]:
    """How far each section is, in the order of the form."""
    return tuple(
        SectionStatus(section, build(dossier), section in OPTIONAL)
        for section, build in BUILDERS.items()
    )


def missing(dossier: Dossier) -> tuple[str, ...]:
    """Everything that still prevents filing, as French sentences."""
    return tuple(
        french.typography(sentence) for status in statuses(dossier) for sentence in status.missing
    )
