"""What a criterion is: a pure function of facts, parameters and context that answers a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tandem.domain.eligibility.facts import Facts, Renewal, StructureFacts
from tandem.domain.eligibility.time_share import span
from tandem.domain.kernel.finding import FactUsed, Outcome
from tandem.domain.schemes.parse import Shape
from tandem.domain.schemes.pay import PayScales
from tandem.domain.schemes.reading import Form
from tandem.domain.schemes.scheme import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a criterion may read besides the facts: the edition and the dated pay scales."""

    edition: Edition
    pay: PayScales


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of a criterion. Without a reason, the rule's message is filled with `words`.

    `expected` says what to write instead, with a valid example; `facts` what was read.
    """

    outcome: Outcome
    reason: str = ""
    expected: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[FactUsed, ...] = ()


Judge = Callable[[Facts, Mapping[str, Any], Context], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A judge under its name, with the parameters and the message words that it knows."""

    name: str
    judge: Judge
    shape: Shape


def criterion(
    *words: str, reads_calendar: bool = False, **params: Form[Any]
) -> Callable[[Judge], Criterion]:
    """Make a criterion of a function: the words of its message, the forms of its parameters."""
    shape = Shape(params=params, words=frozenset(words), reads_calendar=reads_calendar)
    return lambda judge: Criterion(name=judge.__name__, judge=judge, shape=shape)


def used(label: str, value: str) -> FactUsed:
    """A datum read, in words."""
    return FactUsed(label=label, value=value)


def met(reason: str, *facts: FactUsed) -> Verdict:
    """The rule holds, for this reason."""
    return Verdict(outcome=Outcome.MET, reason=reason, facts=facts)


def computed(words: Mapping[str, str], *facts: FactUsed) -> Verdict:
    """A figure was computed; the rule's message says it."""
    return Verdict(outcome=Outcome.MET, words=words, facts=facts)


def unmet(expected: str, words: Mapping[str, str], *facts: FactUsed) -> Verdict:
    """The rule does not hold; its message says why, `expected` what would do."""
    return Verdict(outcome=Outcome.UNMET, expected=expected, words=words, facts=facts)


def unknown(reason: str, expected: str, *facts: FactUsed) -> Verdict:
    """A datum is missing: never a fault."""
    return Verdict(outcome=Outcome.UNDETERMINED, reason=reason, expected=expected, facts=facts)


def name_of(structure: StructureFacts | None, place: int) -> str:
    """The structure's own name, else its place in the project."""
    if structure is not None and structure.name:
        return structure.name
    return "Le recruteur" if place == 0 else "Le partenaire"


def is_same_again(renewal: Renewal | None) -> bool | None:
    """Whether this asks for the same project, partners and candidate; None when not known."""
    if renewal is None:
        return False
    answers = (renewal.same_project, renewal.same_partners, renewal.same_candidate)
    if False in answers:
        return False
    return None if None in answers else True


def start_of(facts: Facts, context: Context) -> date:
    """The first day of the contract: as typed, else as the call sets it."""
    period = span(facts.segments)
    return period.start if period else context.edition.calendar.starts_on
