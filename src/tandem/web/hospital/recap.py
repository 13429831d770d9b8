"""A dossier in a few lines: what each section holds, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers import completeness
from tandem.apps.dossiers.completeness import SectionStatus
from tandem.apps.dossiers.models import Dossier
from tandem.domain.kernel import french
from tandem.domain.schemes.vocabulary import Section
from tandem.web.hospital.forms import partner_of
from tandem.web.hospital.pages import address
from tandem.web.hospital.reading import (
    EMPTY,
    live_documents,
    missing_documents,
    percent,
    said,
    week_words,
)


def digest_of(dossier: Dossier, section: Section) -> str:
    """One line that says what a section holds."""
    partner = partner_of(dossier)
    lines: Mapping[Section, Callable[[], str]] = {
        Section.RECRUITER: lambda: _joined(dossier.recruiter, dossier.service),
        Section.PARTNER: lambda: _joined(
            partner and partner.structure, partner and partner.service
        ),
        Section.PROJECT: lambda: _joined(dossier.title, dossier.specialty),
        Section.TIME: lambda: week_words(dossier),
        Section.CANDIDATE: lambda: said(dossier.candidate) or "Aucun candidat désigné",
        Section.FUNDING: lambda: _shares(dossier),
        Section.DOCUMENTS: lambda: _documents(dossier),
        Section.CERTIFICATION: lambda: "À cocher au moment du dépôt",
    }
    return lines[section]() or EMPTY


def _joined(*parts: object) -> str:
    return ", ".join(words for words in (said(part) for part in parts) if words)


def _shares(dossier: Dossier) -> str:
    partner = partner_of(dossier)
    typed = [percent(dossier.recruiter_share), percent(partner.share if partner else None)]
    if not all(typed):
        return ""
    agency = french.percent(calls.edition(dossier.call).funding.agency_rate)
    return f"{agency} agence, {typed[0]} recruteur et {typed[1]} partenaire"


def _documents(dossier: Dossier) -> str:
    joined, absent = live_documents(dossier), missing_documents(dossier)
    count = french.plural(len(joined), "pièce jointe", "pièces jointes")
    return (
        f"{count}, {french.plural(len(absent), 'attendue absente', 'attendues absentes')}"
        if absent
        else count
    )


def left_to_fill(dossier: Dossier) -> int:
    """How many answers the form still requires; certifying comes with the filing itself."""
    return sum(
        len(status.missing)
        for status in completeness.statuses(dossier)
        if status.section is not Section.CERTIFICATION
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A section in a recapitulation: its digest and how far it is."""

    status: SectionStatus
    digest: str
    verdict: str
    word: str
    shape: str
    url: str


def lines_of(dossier: Dossier, sections: Iterable[Section] = Section) -> list[Line]:
    """The sections, each in one line with its state."""
    kept = set(sections)
    return [
        _line(dossier, status)
        for status in completeness.statuses(dossier)
        if status.section in kept
    ]


def _line(dossier: Dossier, status: SectionStatus) -> Line:
    verdict, word, shape = _state(dossier, status)
    return Line(
        status=status,
        digest=digest_of(dossier, status.section),
        verdict=verdict,
        word=word,
        shape=shape,
        url=address(dossier, status.section),
    )


def _state(dossier: Dossier, status: SectionStatus) -> tuple[str, str, str]:
    if status.section is Section.DOCUMENTS:
        absent = len(missing_documents(dossier))
        word = french.plural(absent, "pièce manque", "pièces manquent")
        return ("warn", word, "warning") if absent else ("met", "Complète", "tick")
    left = len(status.items) - status.done
    if not left:
        return "met", "Complète", "tick"
    if status.is_optional:
        return "plain", "Facultative", "empty"
    if status.section is Section.CERTIFICATION:
        return "plain", "À faire", "empty"
    return "warn", f"{french.integer(left)} à remplir", "warning"
