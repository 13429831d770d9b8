"""From a finding of the domain to what a reader sees: a word, a shape, and a sentence for many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tandem.domain.kernel.citation import Citation, Evidence
from tandem.domain.kernel.finding import Finding, Outcome, Severity
from tandem.domain.kernel.french import NARROW, SPACE, enumerate_words, integer
from tandem.web.theme.glyphs import VERDICTS

AGENCY = "agency"
APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`name` is the value of data-v, `word` what stands before the title of the finding."""

    name: str
    word: str

    @property
    def shape(self) -> str:
        """The glyph that goes with it."""
        return VERDICTS[self.name]


WORDS: Mapping[str, Mapping[str, str]] = {
    AGENCY: {
        "unmet": "Non satisfaite, bloque la recevabilité",
        "warn": "Non satisfaite, sans bloquer",
        "weigh": "À apprécier par vous",
    },
    APPLICANT: {
        "unmet": "Non satisfaite, bloque le dépôt",
        "warn": "Non satisfaite, sans bloquer le dépôt",
        "weigh": "À apprécier par l’agence",
    },
}
COMMON_WORDS: Mapping[str, str] = {
    "met": "Satisfaite",
    "unknown": "Indéterminée",
    "calc": "Calculée",
    "accent": "À savoir",
}
COUNTED: Mapping[str, tuple[str, str]] = {
    "met": ("satisfaite", "satisfaites"),
    "unmet": ("qui bloque", "qui bloquent"),
    "warn": ("à compléter", "à compléter"),
    "weigh": ("à apprécier", "à apprécier"),
    "calc": ("calculée", "calculées"),
    "unknown": ("indéterminée", "indéterminées"),
    "accent": ("à savoir", "à savoir"),
}
NOT_JUDGED = {Severity.COMPUTES: "calc", Severity.INFORMS: "accent"}
NO_RULE = "Aucune règle ne s’applique ici."
EVIDENCE_NOTES: Mapping[Evidence, str] = {
    Evidence.ASSUMPTION: "Réglage de l’agence, pas une règle du texte.",
    Evidence.DERIVED: "Calculé à partir du texte.",
    Evidence.SECONDARY: "Lu dans une source secondaire.",
}
SETTING = "réglage de l’agence"
# What points into a text; the rest of a locator is a remark, left to the opened citation.
PLACE = re.compile(r"lignes \d+ (?:à|et) \d+|ligne \d+|annexe \w+|dernier alinéa|\d+°")
LINE = "ligne "
DEGRADED = "Texte lu dans une copie reformulée\u00a0: il n’est pas cité."


def name_of(finding: Finding, audience: str = APPLICANT) -> str:
    """The value of data-v: a lack of data is never a fault, and what a person decides stays so.

    The applicant may still give a datum; the agency is asked to decide without it.
    """
    is_unknown = finding.outcome is Outcome.UNDETERMINED
    if finding.severity is Severity.TO_APPRECIATE and (audience == AGENCY or not is_unknown):
        return "weigh"
    if is_unknown:
        return "unknown"
    if finding.severity in NOT_JUDGED:
        return NOT_JUDGED[finding.severity]
    if finding.outcome is Outcome.MET:
        return "met"
    return "unmet" if finding.blocks else "warn"


def verdict_of(finding: Finding, audience: str = APPLICANT) -> Verdict:
    """The verdict in the words of `audience`: AGENCY or APPLICANT. Raises KeyError otherwise."""
    words = WORDS[audience]
    name = name_of(finding, audience)
    return Verdict(name, words.get(name) or COMMON_WORDS[name])


def summary(findings: Iterable[Finding], audience: str = APPLICANT) -> str:
    """« 2 satisfaites, 1 à compléter. », in the order of COUNTED; a sentence of its own if none."""
    counts = Counter(name_of(finding, audience) for finding in findings)
    parts = [
        f"{integer(counts[name])} {one if counts[name] == 1 else many}"
        for name, (one, many) in COUNTED.items()
        if counts[name]
    ]
    return f"{', '.join(parts)}." if parts else NO_RULE


def after_colon(text: str) -> str:
    """A sentence as it goes on after a colon; an acronym keeps its capitals."""
    is_word = len(text) > 1 and not text[1].isupper() and not text[1].isdigit()
    return text[0].lower() + text[1:] if is_word else text


def brief(blocking: int, to_see: int) -> tuple[str, str]:
    """For a cell of a list: the verdict and the words « 1 bloque, 2 à voir » or « rien à voir »."""
    words = [f"{integer(blocking)} {'bloque' if blocking == 1 else 'bloquent'}"] if blocking else []
    if to_see:
        words.append(f"{integer(to_see)} à voir")
    name = "unmet" if blocking else "warn" if to_see else "met"
    return name, ", ".join(words) or "rien à voir"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """A citation as it is shown. Only notes for a setting of the agency: it is not a text."""

    notes: tuple[str, ...]
    quote: str = ""
    title: str = ""
    issuer: str = ""
    locator: str = ""
    url: str = ""
    dated_on: date | None = None
    checked_on: date | None = None


def source_entry(citation: Citation) -> SourceEntry:
    """What may be shown: never the words of a reworded copy, never a setting as a text."""
    source = citation.source
    notes = [EVIDENCE_NOTES[citation.evidence]] if citation.evidence in EVIDENCE_NOTES else []
    if citation.is_assumption:
        return SourceEntry(notes=tuple(notes))
    if source.is_degraded:
        notes.append(DEGRADED)
    return SourceEntry(
        notes=tuple(notes),
        quote="" if source.is_degraded else citation.fragment or "",
        title=source.title,
        issuer=source.issuer,
        locator=citation.locator,
        url=source.url or "",
        dated_on=source.dated_on,
        checked_on=source.checked_on,
    )


def source_names(citations: Iterable[Citation]) -> str:
    """« appel, lignes 43 et 45 ; CSP, R. 6152-504 », each text once; a setting has no place."""
    places: dict[str, list[str]] = {}
    for citation in citations:
        if not citation.is_assumption:
            found = PLACE.match(citation.locator)
            places.setdefault(citation.source.short_title, []).extend([found[0]] if found else [])
    named = (", ".join(filter(None, (name, _joined(found)))) for name, found in places.items())
    return f"{NARROW}; ".join(named) or SETTING


def _joined(places: Sequence[str]) -> str:
    """« ligne 9 », « lignes 9 et 33 » in their order, « annexe V et dernier alinéa »."""
    lines = [place.removeprefix(LINE) for place in places]
    if len(set(lines)) > 1 and all(line.isdecimal() for line in lines):
        return f"lignes {enumerate_words(sorted(set(lines), key=int))}"
    return enumerate_words(list(dict.fromkeys(places)))


def source_opening(citations: Sequence[Citation]) -> str:
    """« Source : appel, ligne 9 », « Sources : … ; … », or « Réglage de l’agence »."""
    names = source_names(citations)
    if names == SETTING:
        return SETTING.capitalize()
    word = "Sources" if f"{NARROW};" in names else "Source"
    return f"{word}{SPACE}: {names}"
