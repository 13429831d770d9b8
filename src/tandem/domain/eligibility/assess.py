"""Judge a dossier after the rules of an edition: every rule answers, none stops the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tandem.domain.eligibility.criteria import CRITERIA
from tandem.domain.eligibility.criterion import Context, Verdict
from tandem.domain.eligibility.facts import Facts
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Decision, FactUsed, Finding, Severity
from tandem.domain.schemes.pay import PayScales
from tandem.domain.schemes.scheme import Calendar, Edition, Rule
from tandem.domain.schemes.vocabulary import Due

NOTHING = Facts()


def assess(
    edition: Edition, facts: Facts, *, pay: PayScales | None = None, due: Due = Due.FILING
) -> Decision:
    """One finding per rule, in the edition's order; `pay` replaces the edition's own scales.

    At filing, what the statute asks only when the post starts warns and does not block.
    """
    rules = (rule for rule in edition.rules if rule.due is not Due.CALL)
    return _judge(rules, facts, Context(edition=edition, pay=pay or edition.pay), due)


def assess_section(
    edition: Edition, facts: Facts, section: str, *, pay: PayScales | None = None
) -> Decision:
    """The findings of one section of the form, while it is being filled."""
    rules = (r for r in edition.rules if r.section == section and r.due is not Due.CALL)
    return _judge(rules, facts, Context(edition=edition, pay=pay or edition.pay), Due.FILING)


def assess_calendar(edition: Edition, calendar: Calendar) -> Decision:
    """The rules of the call itself (R-CAL-01), before its days are frozen."""
    laid = replace(edition, calendar=calendar)
    rules = (rule for rule in edition.rules if rule.due is Due.CALL)
    return _judge(rules, NOTHING, Context(edition=laid, pay=edition.pay), Due.CALL)


def _judge(rules: Iterable[Rule], facts: Facts, context: Context, due: Due) -> Decision:
    return Decision(tuple(_finding(rule, facts, context, due) for rule in rules))


def _finding(rule: Rule, facts: Facts, context: Context, due: Due) -> Finding:
    verdict = CRITERIA[rule.criterion].judge(facts, rule.params, context)
    return Finding(
        rule=rule.name,
        outcome=verdict.outcome,
        reason=_reason(rule, verdict),
        severity=_severity(rule, due),
        title=rule.title,
        reference=rule.reference,
        section=rule.section,
        expected=french.typography(verdict.expected),
        citations=rule.citations,
        facts=tuple(
            FactUsed(label=french.typography(f.label), value=french.typography(f.value))
            for f in verdict.facts
        ),
    )


def _reason(rule: Rule, verdict: Verdict) -> str:
    return french.typography(verdict.reason or rule.message.format(**verdict.words))


def _severity(rule: Rule, due: Due) -> Severity:
    """What starts to bind later only warns now."""
    too_early = rule.due is Due.START and due is not Due.START
    return Severity.WARNING if too_early and rule.severity is Severity.BLOCKING else rule.severity
