"""The yearly cost of a post, exact, at the pay scales in force on a day (`domain.md` §4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tandem.domain.kernel import french
from tandem.domain.kernel.money import rounded
from tandem.domain.schemes.pay import PayScales, PetSituation
from tandem.domain.schemes.scheme import FundingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A year of a post, in cents; the components add up to `total_cents`.

    `exact` is the unrounded total (cents), `grid_on` the day the pay line came into force,
    `assumptions` what no text says and the figure takes for granted (French).
    """

    base_cents: int
    iespe_cents: int
    pet_cents: int
    charges_cents: int
    total_cents: int
    exact: Fraction
    pay_line: str
    grid_on: date
    pet_monthly_cents: int
    pet_band: str
    assumptions: tuple[str, ...]

    @property
    def gross_cents(self) -> int:
        """Gross pay before the employer's charges."""
        return self.base_cents + self.iespe_cents + self.pet_cents


def yearly_cost(
    pay: PayScales, rules: FundingRules, situation: PetSituation | None, *, on: date
) -> Cost:
    """(base + IESPE + PET) × (1 + charges) over a year, at the figures in force on `on`.

    Without a situation, or when the rules leave the PET out, no PET is counted. Raises
    NoFigureError when a figure of that day is not known.
    """
    counted = situation if rules.includes_pet else None
    year = pay.yearly(rules.pay_line, on, with_iespe=rules.includes_iespe, situation=counted)
    exact = rules.charged(year.gross_cents)
    total = rounded(exact)
    return Cost(
        base_cents=year.base_cents,
        iespe_cents=year.iespe_cents,
        pet_cents=year.pet_cents,
        charges_cents=total - year.gross_cents,
        total_cents=total,
        exact=exact,
        pay_line=rules.pay_line,
        grid_on=year.grid.since,
        pet_monthly_cents=year.pet.monthly_cents,
        pet_band=year.pet.band,
        assumptions=_assumptions(rules, counted, year.pet.assumption),
    )


def _assumptions(
    rules: FundingRules, situation: PetSituation | None, of_pet: str
) -> tuple[str, ...]:
    iespe = "comptée" if rules.includes_iespe else "non comptée"
    said = [
        f"Charges de l’employeur : {french.percent(rules.charges_rate)}.",
        f"Indemnité d’engagement de service public exclusif {iespe}.",
    ]
    if rules.includes_pet and situation is None:
        said.append("Semaine type ou site principal inconnus : aucune PET n’est comptée.")
    if of_pet:
        said.append(of_pet)
    return tuple(french.typography(sentence) for sentence in said)
