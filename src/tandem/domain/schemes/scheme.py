"""An edition of a scheme, as the catalogue writes it and as a call freezes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tandem.domain.kernel.citation import Citation
from tandem.domain.kernel.finding import Severity
from tandem.domain.kernel.money import rounded, split
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.pay import PayScales
from tandem.domain.schemes.vocabulary import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: a criterion (function name) with its parameters and where they come from.

    `plain` is our own paraphrase in French for the public page, `message` the sentence of a
    refusal with {placeholders} filled by the criterion, `section` where the data are typed,
    `due` the moment from which an unmet blocking rule blocks.
    """

    name: str
    criterion: str
    title: str
    severity: Severity
    plain: str
    message: str
    citations: tuple[Citation, ...]
    reference: str = ""
    section: str = ""
    is_public: bool = True
    due: Due = Due.FILING
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days that the text gives. `closes_on` is the last day of filing, whole, in `timezone`.

    `opens_on` and `announced_on` are None when the text does not give them.
    """

    closes_on: date
    timezone: str
    jury_from: date
    jury_to: date
    starts_on: date
    ends_on: date
    citations: tuple[Citation, ...]
    opens_on: date | None = None
    announced_on: date | None = None

    @property
    def closes_at(self) -> datetime:
        """The instant from which it is too late: midnight after the last day, in `timezone`."""
        after = self.closes_on + timedelta(days=1)
        return datetime.combine(after, time.min, ZoneInfo(self.timezone))

    @property
    def period(self) -> Period:
        """The two years of the posts. Raises ValueError when they end before they start."""
        return Period(self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingRules:
    """Who pays. `agency_rate` of the cost of line `pay_line`; the rest by `remainder` (sums to 1).

    `charges_rate` and `includes_iespe` are settings of the call (assumptions), with a default.
    """

    agency_rate: Fraction
    pay_line: str
    includes_pet: bool
    includes_iespe: bool
    charges_rate: Fraction
    remainder: tuple[Fraction, ...]
    months: int
    citations: Mapping[str, tuple[Citation, ...]]

    @property
    def structure_shares(self) -> tuple[Fraction, ...]:
        """The default shares of the structures in the whole cost, recruiter first."""
        return tuple((1 - self.agency_rate) * part for part in self.remainder)

    def charged(self, gross_cents: int) -> Fraction:
        """Gross pay with the employer's charges, exact, in cents."""
        return gross_cents * (1 + self.charges_rate)

    def agency_cents(self, total_cents: int) -> int:
        """What the agency pays of a cost, to the nearest cent."""
        return rounded(total_cents * self.agency_rate)

    def parts(self, total_cents: int, remainder: Sequence[Fraction] | None = None) -> list[int]:
        """A cost in cents divided between the agency, then the structures; the parts add up.

        `remainder` is the structures' shares as typed, in place of the default of the edition.
        Raises ValueError when they are negative or all null.
        """
        agency = self.agency_cents(total_cents)
        return [agency, *split(total_cents - agency, remainder or self.remainder)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """An objective of the call that a project may aim at."""

    key: str
    label: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCriterion:
    """A criterion of the jury. `weight` is in points; all the weights of a grid sum to 100."""

    key: str
    label: str
    hint: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that one call of one year says. `raw` is the mapping it was parsed from.

    `key` is like "ile-de-france/asp/2025"; `pay` holds the dated pay scales it was read with.
    """

    key: str
    scheme: str
    title: str
    short_title: str
    number: int
    period_label: str
    region_code: str
    issuer: str
    summary: str
    calendar: Calendar
    funding: FundingRules
    objectives: tuple[Objective, ...]
    grid: tuple[GridCriterion, ...]
    grid_citation: Citation
    rules: tuple[Rule, ...]
    pay: PayScales
    raw: Mapping[str, Any]

    def rule(self, name: str) -> Rule:
        """The rule of that name. Raises KeyError."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise KeyError(name)

    @property
    def assumptions(self) -> tuple[Citation, ...]:
        """The settings that no text gives, each once, to be shown as such."""
        groups = [
            self.calendar.citations,
            *self.funding.citations.values(),
            (self.grid_citation,),
            *(rule.citations for rule in self.rules),
        ]
        found = dict.fromkeys(c for group in groups for c in group if c.is_assumption)
        return tuple(found)
