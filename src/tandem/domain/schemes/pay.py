"""What an assistant earns: dated pay lines, IESPE and PET, looked up by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tandem.domain.kernel import french
from tandem.domain.schemes.dated import Dated, History


@dataclass(frozen=True, slots=True, kw_only=True)
class PetBand:
    """More than `above` and up to `up_to` half-days a week outside the main site."""

    above: Fraction
    up_to: Fraction
    monthly_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PetScale:
    """The bands, and the amount due when `several_half_days` are spread over `several_sites`."""

    bands: tuple[PetBand, ...]
    several_half_days: Fraction
    several_sites: int
    several_monthly_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PetSituation:
    """What the PET depends on. None means not known.

    `half_days_outside` is the weekly average outside the main site, `other_sites` their number.
    """

    half_days_outside: Fraction
    other_sites: int = 1
    distance_km: Fraction | None = None
    has_prison_unit: bool = False
    is_authorised: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pet:
    """The premium of a month, the band in words, and what had to be assumed (French) or ""."""

    monthly_cents: int
    band: str
    assumption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyPay:
    """A year of gross full-time pay, in cents; `grid` is the dated pay line that was read."""

    base_cents: int
    iespe_cents: int
    pet_cents: int
    grid: Dated[int]
    pet: Pet

    @property
    def gross_cents(self) -> int:
        """Everything, before the employer's charges."""
        return self.base_cents + self.iespe_cents + self.pet_cents


NO_PET = Pet(monthly_cents=0, band="prime d’exercice territorial hors du coût")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayScales:
    """Every dated figure of pay. `lines` are yearly gross cents by pay line ("AS_1_2"…)."""

    lines: Mapping[str, History[int]]
    iespe: History[int]
    pet: History[PetScale]
    pet_distance_km: History[Fraction]

    def line(self, line: str, on: date) -> Dated[int]:
        """Yearly gross pay of a line. Raises NoFigureError; KeyError on an unknown line."""
        return self.lines[line].on(on)

    def needs_authorisation(self, situation: PetSituation, on: date) -> bool:
        """Whether the agency must allow the PET: a prison unit, or sites that are too close."""
        if situation.has_prison_unit:
            return True
        least = self.pet_distance_km.on(on).value
        return situation.distance_km is not None and situation.distance_km < least

    def pet_for(self, situation: PetSituation, on: date) -> Pet:
        """The monthly PET (arrêté du 29 juin 2023, annexe V). Raises NoFigureError."""
        if self.needs_authorisation(situation, on) and not situation.is_authorised:
            least = french.number(self.pet_distance_km.on(on).value, 0)
            reason = (
                "pour une unité pénitentiaire"
                if situation.has_prison_unit
                else f"à moins de {least} km"
            )
            return Pet(
                monthly_cents=0,
                band=f"aucune prime sans autorisation, {reason}",
                assumption="Sans autorisation connue de l’agence, la PET n’est pas comptée.",
            )
        unknown = situation.distance_km is None and not situation.has_prison_unit
        assumption = "Distance inconnue : la PET est comptée, à confirmer." if unknown else ""
        cents, band = _band(self.pet.on(on).value, situation)
        return Pet(monthly_cents=cents, band=band, assumption=assumption if cents else "")

    def yearly(
        self, line: str, on: date, *, with_iespe: bool, situation: PetSituation | None
    ) -> YearlyPay:
        """A year of gross pay at the figures in force on a day; no PET without a situation.

        Raises NoFigureError when a figure of that day is not known.
        """
        grid = self.line(line, on)
        pet = self.pet_for(situation, on) if situation else NO_PET
        return YearlyPay(
            base_cents=grid.value,
            iespe_cents=12 * self.iespe.on(on).value if with_iespe else 0,
            pet_cents=12 * pet.monthly_cents,
            grid=grid,
            pet=pet,
        )


def _band(scale: PetScale, situation: PetSituation) -> tuple[int, str]:
    """Cents a month and the band in words. Bands exclude their lower bound."""
    days = situation.half_days_outside
    if days >= scale.several_half_days and situation.other_sites >= scale.several_sites:
        sites = french.plural(situation.other_sites, "autre site", "autres sites")
        return scale.several_monthly_cents, f"{half_days(days)} sur {sites}"
    for band in scale.bands:
        if band.above < days <= band.up_to:
            return band.monthly_cents, band_words(band)
    return 0, "aucune prime"


def band_words(band: PetBand) -> str:
    """The band as a reader says it: "plus de 3 et jusqu’à 4 demi-journées"."""
    if band.above < 1:
        return f"jusqu’à {half_days(band.up_to)}"
    above = french.number(band.above, 0)
    return f"plus de {above} et jusqu’à {half_days(band.up_to)}"


def half_days(days: Fraction | Decimal) -> str:
    """2 → "2 demi-journées", 5/2 → "2,5 demi-journées"; below two the singular."""
    exact = Fraction(days)
    figure = french.number(exact, 0 if exact.denominator == 1 else 1)
    return f"{figure}{french.SPACE}demi-journée{'s' if exact >= 2 else ''}"  # noqa: PLR2004
