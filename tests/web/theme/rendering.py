"""How the tests of the theme draw a piece of template, and the findings that they draw."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template import engines

from tandem.domain.kernel.citation import Citation, Evidence, Source
from tandem.domain.kernel.finding import FactUsed, Finding, Outcome, Severity

CALL = Source(
    key="idf12",
    title="Appel, 12e édition",
    short_title="appel",
    issuer="ARS Île-de-France",
    dated_on=None,
    checked_on=date(2026, 11, 12),
)
OLD_CALL = Source(
    key="idf11",
    title="Appel, 11e édition",
    short_title="11e appel",
    issuer="ARS Île-de-France",
    dated_on=date(2024, 3, 1),
    checked_on=date(2026, 11, 12),
    is_degraded=True,
)


def render(source: str, **context: Any) -> str:
    """The HTML of a piece of template."""
    template = engines["django"].from_string("{% load tandem %}" + source)
    return template.render(context, context.pop("request", None)).strip()


def cited(
    fragment: str | None = None,
    locator: str = "ligne 9",
    source: Source = CALL,
    evidence: Evidence = Evidence.FOUNDING_TEXT,
) -> Citation:
    """A citation of the call."""
    return Citation(source=source, locator=locator, evidence=evidence, fragment=fragment)


def found(
    outcome: Outcome = Outcome.UNMET, severity: Severity = Severity.BLOCKING, **more: Any
) -> Finding:
    """A finding that says little."""
    return Finding(
        rule="a_rule", outcome=outcome, severity=severity, **({"reason": "Motif."} | more)
    )


def detailed() -> Finding:
    """A finding that says everything."""
    return found(
        title="Partenaire indépendant du recruteur",
        reference="R-IDF12-04",
        reason="Même entité juridique.",
        expected="Choisissez un autre partenaire.",
        facts=(FactUsed(label="SIREN", value="1"), FactUsed(label="FINESS", value="<2>")),
        citations=(cited("indépendants de l’établissement recruteur"),),
    )
