"""Who pays what in which budget year. Every line, every column and the whole add up to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tandem.domain.funding.cost import Cost
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.money import rounded, split
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.scheme import FundingRules

AGENCY = "agency"
RECRUITER = "recruiter"
PARTNER = "partner"
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one payer owes, in cents, in each year of the plan."""

    payer: str
    share: Fraction
    by_year: tuple[int, ...]

    @property
    def total_cents(self) -> int:
        """Over the whole contract."""
        return sum(self.by_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Payers down, calendar years across. `months` are those of each year: (2, 12, 10)."""

    period: Period
    years: tuple[int, ...]
    months: tuple[int, ...]
    lines: tuple[Line, ...]

    @property
    def by_year(self) -> tuple[int, ...]:
        """Cents of each year, all payers together."""
        return tuple(
            sum(column) for column in zip(*(line.by_year for line in self.lines), strict=True)
        )

    @property
    def total_cents(self) -> int:
        """Cents of the whole contract."""
        return sum(line.total_cents for line in self.lines)

    def line(self, payer: str) -> Line:
        """The line of a payer. Raises KeyError."""
        for line in self.lines:
            if line.payer == payer:
                return line
        raise KeyError(payer)


def payer_shares(
    rules: FundingRules, structures: Sequence[Fraction] | None = None
) -> dict[str, Fraction]:
    """Shares of the whole cost by payer: agency, recruiter, then partners ("partner", "partner_2").

    `structures` are the shares typed, recruiter first; by default those of the edition.
    """
    shares = {AGENCY: rules.agency_rate}
    for place, share in enumerate(rules.structure_shares if structures is None else structures):
        shares[payer_name(place)] = Fraction(share)
    return shares


def payer_name(place: int) -> str:
    """The payer at a place of the project: recruiter, then partners (partner, partner_2)."""
    if place == 0:
        return RECRUITER
    return PARTNER if place == 1 else f"{PARTNER}_{place}"


def post_plan(cost: Cost, period: Period, shares: Mapping[str, Fraction]) -> Plan:
    """Spread the cost of a post over payers and calendar years.

    The whole is rounded once, the first payer's total to the nearest cent, and the rest divided
    between the others; in a line each year is rounded and the last one takes what is left.
    Raises InvalidInputError when the shares do not sum to 1 or the months are not whole.
    """
    _check(period, shares)
    months = period.months_by_year()
    whole = cost.exact * period.months / MONTHS_A_YEAR
    totals = _totals(rounded(whole), shares)
    lines = tuple(
        Line(payer=payer, share=share, by_year=_years(whole * share, total, tuple(months.values())))
        for (payer, share), total in zip(shares.items(), totals, strict=True)
    )
    return Plan(period=period, years=tuple(months), months=tuple(months.values()), lines=lines)


def _check(period: Period, shares: Mapping[str, Fraction]) -> None:
    total = sum(shares.values(), Fraction(0))
    if total != 1 or any(share < 0 for share in shares.values()):
        msg = f"Les parts totalisent {french.percent(total)} : écrivez par exemple 60 %, 20 % et 20 %."
        raise InvalidInputError(french.typography(msg))
    if not period.is_whole_months:
        msg = "La période n’est pas en mois entiers : écrivez par exemple du 1er novembre 2025 au 31 octobre 2027."
        raise InvalidInputError(french.typography(msg))


def _totals(whole_cents: int, shares: Mapping[str, Fraction]) -> list[int]:
    first, *others = shares.values()
    if not any(others):
        return [whole_cents, *(0 for _ in others)]
    first_cents = rounded(whole_cents * first)
    return [first_cents, *split(whole_cents - first_cents, others)]


def _years(exact: Fraction, total: int, months: Sequence[int]) -> tuple[int, ...]:
    """`total` cents over years of `months`; what rounding leaves goes to the last year."""
    every = sum(months)
    left, years = total, []
    for count in months[:-1]:
        year = min(rounded(exact * count / every), left)
        years.append(year)
        left -= year
    return (*years, left)
