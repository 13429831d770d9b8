"""When, and by whom, a dossier is filed; and whether the days of a call are in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tandem.domain.eligibility.criterion import (
    Context,
    Verdict,
    criterion,
    met,
    name_of,
    unknown,
    unmet,
    used,
)
from tandem.domain.eligibility.facts import Facts, StructureFacts
from tandem.domain.kernel import french
from tandem.domain.schemes.coherence import disorders
from tandem.domain.schemes.reading import member
from tandem.domain.schemes.vocabulary import FilerRole

ROLE_LABELS: dict[FilerRole, str] = {
    FilerRole.RECRUITER_BAM: "bureau des affaires médicales",
    FilerRole.PARTNER: "structure partenaire",
    FilerRole.AGENCY: "agence",
    FilerRole.CANDIDATE: "candidat",
}
ZONE_NAMES = {"Europe/Paris": "heure de Paris", "Indian/Reunion": "heure de La Réunion"}


@criterion("closes_on", "filed_at", reads_calendar=True)
def filing_deadline(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the dossier is filed before the last day is over in the call's zone (R-IDF12-07).

    Half-open: 23:59:59.999 of the last day is in time, midnight is late.
    """
    calendar = context.edition.calendar
    zone = ZONE_NAMES.get(calendar.timezone, f"fuseau {calendar.timezone}")
    last = (calendar.closes_at - timedelta(minutes=1)).replace(tzinfo=None)
    expected = f"Un dépôt avant minuit, par exemple le {french.instant(last)}, {zone}."
    if facts.filing is None:
        reason = (
            f"Le dossier n’est pas encore déposé ; dernier jour : {french.day(calendar.closes_on)}."
        )
        return unknown(reason, expected)
    local = facts.filing.at.astimezone(ZoneInfo(calendar.timezone))
    filed = f"{french.instant(local, seconds=True)}, {zone}"
    read = used("Instant du dépôt", filed)
    if facts.filing.at < calendar.closes_at:
        return met(f"Déposé le {filed}.", read)
    return unmet(expected, {"closes_on": french.day(calendar.closes_on), "filed_at": filed}, read)


def _numbers(structure: StructureFacts) -> set[str]:
    numbers = (structure.finess, structure.legal_entity, structure.siren)
    return {number for number in numbers if number}


@criterion("role", "name", role=member(FilerRole))
def filer(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the recruiter's own office files (R-IDF12-08)."""
    role = params["role"]
    expected = f"Un dépôt par le recruteur, par exemple par son {ROLE_LABELS[role]}."
    name = name_of(facts.recruiter, 0)
    if facts.filing is None:
        return unknown("Le dossier n’est pas encore déposé.", expected)
    label = ROLE_LABELS[facts.filing.role]
    read = used("Déposant", label)
    if facts.filing.role is not role:
        return unmet(expected, {"role": label, "name": name}, read)
    structure = facts.filing.structure
    if structure is None or facts.recruiter is None or not _numbers(facts.recruiter):
        return unknown("La structure du déposant n’est pas connue.", expected, read)
    if structure not in _numbers(facts.recruiter):
        words = {"role": f"{label} d’une autre structure ({structure})", "name": name}
        return unmet(expected, words, read, used("Structure du déposant", structure))
    return met(f"Déposé par le {label} du recruteur.", read)


@criterion("earlier", "later", reads_calendar=True)
def calendar_order(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the days of the call follow each other (R-CAL-01)."""
    calendar = context.edition.calendar
    read = used(
        "Clôture et prise de poste",
        f"{french.day(calendar.closes_on)}, {french.day(calendar.starts_on)}",
    )
    faults = disorders(calendar)
    if faults:
        _, earlier, later = faults[0]
        expected = (
            "Des étapes dans l’ordre, par exemple clôture le 30 avril 2025 et jury le 9 juin 2025."
        )
        return unmet(expected, {"earlier": earlier, "later": later}, read)
    return met("Les étapes de l’appel se suivent.", read)
