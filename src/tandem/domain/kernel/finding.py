"""One answer object for eligibility, rights and moves: a decision made of findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from tandem.domain.kernel.citation import Citation
from tandem.domain.kernel.errors import TandemError


class Outcome(StrEnum):
    """The three answers of a rule; undetermined is a lack of data, never a fault."""

    MET = "met"
    UNMET = "unmet"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """What an unmet finding entails."""

    BLOCKING = "blocking"
    WARNING = "warning"
    TO_APPRECIATE = "to_appreciate"
    COMPUTES = "computes"
    INFORMS = "informs"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactUsed:
    """A datum that a rule read, in words for the reader."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says of one thing, why, after which text, and from which data.

    `rule` is a stable word, `reference` the number in the domain dossier, `section` the part of
    the form where the data are typed, `expected` what to write instead, with a valid example.
    """

    rule: str
    outcome: Outcome
    reason: str
    severity: Severity = Severity.BLOCKING
    title: str = ""
    reference: str = ""
    section: str = ""
    expected: str = ""
    citations: tuple[Citation, ...] = ()
    facts: tuple[FactUsed, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether this finding alone refuses: only a blocking rule that is surely unmet does."""
        return self.severity is Severity.BLOCKING and self.outcome is Outcome.UNMET


@dataclass(frozen=True, slots=True)
class Decision:
    """Findings taken together. Not a boolean: an explanation is not a flag."""

    findings: tuple[Finding, ...] = field(default=())

    def __bool__(self) -> NoReturn:
        msg = "A decision explains itself: read .allowed or .refusals."
        raise TypeError(msg)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def allowed(self) -> bool:
        """Whether nothing blocks."""
        return not any(finding.blocks for finding in self.findings)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """Every finding that blocks, in order."""
        return tuple(finding for finding in self.findings if finding.blocks)

    @property
    def undetermined(self) -> tuple[Finding, ...]:
        """Blocking rules that cannot be judged yet."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is Severity.BLOCKING and finding.outcome is Outcome.UNDETERMINED
        )

    def require(self) -> None:
        """Raise RefusedError, with every reason, unless nothing blocks."""
        if not self.allowed:
            raise RefusedError(self)

    def about(self, section: str) -> Decision:
        """The findings of one section of the form."""
        return Decision(tuple(f for f in self.findings if f.section == section))

    def __add__(self, other: Decision) -> Decision:
        return Decision(self.findings + other.findings)


class RefusedError(TandemError):
    """An act that the rules or the rights refuse; `decision` holds every reason."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(" ".join(finding.reason for finding in decision.refusals))


def allow() -> Decision:
    """The decision that says yes and has nothing to add."""
    return Decision()


def refuse(rule: str, reason: str, *, expected: str = "") -> Decision:
    """The decision that says no for one reason (French, for the reader)."""
    return Decision((Finding(rule=rule, outcome=Outcome.UNMET, reason=reason, expected=expected),))


def gather(decisions: Iterable[Decision]) -> Decision:
    """All the findings of several decisions, in order."""
    return Decision(tuple(finding for decision in decisions for finding in decision.findings))
