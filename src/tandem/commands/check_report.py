"""How a decision is told: in French for a medical affairs office, in plain data for a machine."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from tandem.domain.kernel.citation import Citation
from tandem.domain.kernel.finding import Decision, Finding, Outcome, Severity
from tandem.domain.kernel.french import plural, typography

WIDTH = 92
GROUPS = (
    ("blocks", "Ce qui bloque le dépôt"),
    ("missing", "À compléter avant le dépôt"),
    ("see", "À voir, sans bloquer le dépôt"),
    ("weigh", "À apprécier par l’agence"),
    ("computed", "Calculé"),
    ("met", "Satisfait"),
)
MARKS = {"blocks": "✕", "see": "!", "weigh": "◇", "computed": "=", "met": "✓"}
WORDS = {
    "blocks": "Non satisfaite, bloque le dépôt : ",
    "see": "Non satisfaite, sans bloquer le dépôt : ",
    "weigh": "À apprécier : ",
}


def verdict_of(decision: Decision) -> Outcome:
    """The whole decision in one word: unmet wins, then undetermined (blocking rules only)."""
    if decision.refusals:
        return Outcome.UNMET
    return Outcome.UNDETERMINED if decision.undetermined else Outcome.MET


def group_of(finding: Finding) -> str:
    """Where a reader looks for this finding: by what there is to do."""
    if finding.blocks:
        return "blocks"
    if finding.severity is Severity.TO_APPRECIATE and finding.outcome is Outcome.UNMET:
        return "weigh"
    if finding.outcome is Outcome.MET:
        tells = finding.severity in {Severity.COMPUTES, Severity.INFORMS}
        return "computed" if tells else "met"
    return "missing" if finding.severity is Severity.BLOCKING else "see"


def as_text(file: str, name: str, decision: Decision) -> str:
    """The report of one dossier, for a person."""
    groups: dict[str, list[Finding]] = {key: [] for key, _ in GROUPS}
    for finding in decision:
        groups[group_of(finding)].append(finding)
    lines = [typography(f"{file} : dossier {name}"), f"  {_summary(decision, groups)}", ""]
    for key, title in GROUPS:
        if groups[key]:
            lines += [f"{title} ({len(groups[key])})", *_group(key, groups[key]), ""]
    return "\n".join(lines)


def _summary(decision: Decision, groups: dict[str, list[Finding]]) -> str:
    said = {
        Outcome.MET: "Les règles qui bloquent sont toutes satisfaites.",
        Outcome.UNMET: f"Ce dossier ne peut pas être déposé ainsi : {_rules(groups['blocks'])}.",
        Outcome.UNDETERMINED: f"Ce dossier ne peut pas encore être jugé : {_data(groups['missing'])}.",
    }
    return typography(said[verdict_of(decision)])


def _rules(found: list[Finding]) -> str:
    return f"{plural(len(found), 'règle')} {'bloquent' if len(found) > 1 else 'bloque'}"


def _data(found: list[Finding]) -> str:
    return f"{plural(len(found), 'règle indéterminée', 'règles indéterminées')}"


def _group(key: str, findings: list[Finding]) -> Iterator[str]:
    for finding in findings:
        named = f"{finding.title} ({finding.reference})"
        if key in {"met", "computed"}:
            yield from _item(MARKS[key], f"{named} : {finding.reason}")
        else:
            is_open = finding.outcome is Outcome.UNDETERMINED
            word = "Indéterminée : " if is_open else WORDS[key]
            yield from _item("?" if is_open else MARKS[key], word + named)
            yield from _details(finding)


def _item(mark: str, text: str) -> list[str]:
    first, *others = _wrapped(typography(text))
    return [f"  {mark} {first.strip()}", *others]


def _details(finding: Finding) -> Iterator[str]:
    yield from _wrapped(finding.reason)
    for fact in finding.facts:
        yield from _wrapped(typography(f"Donnée lue, « {fact.label} » : {fact.value}"))
    if finding.expected:
        yield from _wrapped(typography(f"Attendu : {finding.expected}"))
    for citation in finding.citations:
        yield from _wrapped(typography(_source(citation)))


def _source(citation: Citation) -> str:
    if citation.is_assumption:
        return f"Réglage de l’agence : {citation.locator}."
    said = f"Source : {citation.source.title}, {citation.locator}"
    return f"{said} : « {citation.fragment} »" if citation.fragment else said


def _wrapped(text: str) -> list[str]:
    """Lines of a paragraph; only plain spaces may break, so figures keep their units."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and len(longer) > WIDTH:
            lines.append(line)
            longer = word
        line = longer
    return [textwrap.indent(part, "    ") for part in (*lines, line)]


def as_data(name: str, decision: Decision) -> dict[str, Any]:
    """The report of one dossier, for a machine."""
    return {
        "dossier": name,
        "verdict": verdict_of(decision).value,
        "findings": [_finding(finding) for finding in decision],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "reference": finding.reference,
        "title": finding.title,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "section": finding.section,
        "reason": finding.reason,
        "expected": finding.expected,
        "facts": [{"label": fact.label, "value": fact.value} for fact in finding.facts],
        "citations": [_citation(citation) for citation in finding.citations],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "source": citation.source.key,
        "title": citation.source.title,
        "locator": citation.locator,
        "evidence": citation.evidence.value,
        "fragment": citation.fragment,
        "url": citation.source.url,
    }
