"""Who pays how much: the agency's part, the rest, the territorial premium, the pay line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tandem.domain.eligibility.criteria_candidate import NO_CANDIDATE, months_asked
from tandem.domain.eligibility.criterion import (
    Context,
    Verdict,
    computed,
    criterion,
    met,
    start_of,
    unknown,
    unmet,
    used,
)
from tandem.domain.eligibility.facts import Facts
from tandem.domain.eligibility.time_share import pet_situation
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import FactUsed
from tandem.domain.kernel.money import rounded
from tandem.domain.schemes.dated import NoFigureError
from tandem.domain.schemes.pay import PetSituation, half_days
from tandem.domain.schemes.reading import TEXTS, whole
from tandem.domain.schemes.vocabulary import StructureKind

NO_SITUATION = "La semaine type ou le site principal n’est pas encore connu."
A_DAY = "Une prise de poste couverte par les grilles, par exemple le 1er novembre 2025."
A_WEEK = "Une semaine type et un site principal, par exemple 6 + 4 demi-journées au recruteur."


@criterion("amount", "rate", "cost", "grid_on", "pet", "charges_rate")
def agency_rate(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """What the agency pays of a year of the post (R-IDF12-11): rate × charged cost, PET in."""
    rules, on = context.edition.funding, start_of(facts, context)
    situation = pet_situation(facts) if rules.includes_pet else None
    if rules.includes_pet and situation is None:
        return unknown(NO_SITUATION, A_WEEK)
    try:
        pay = context.pay.yearly(
            rules.pay_line, on, with_iespe=rules.includes_iespe, situation=situation
        )
    except NoFigureError as error:
        return unknown(str(error), A_DAY)
    cost = rounded(rules.charged(pay.gross_cents))
    words = {
        "amount": french.euros(rules.agency_cents(cost)),
        "rate": french.percent(rules.agency_rate),
        "cost": french.euros(cost),
        "grid_on": french.day(pay.grid.since),
        "pet": french.euros(pay.pet.monthly_cents),
        "charges_rate": french.percent(rules.charges_rate),
    }
    line = context.pay.lines[rules.pay_line].label
    return computed(words, used("PET", pay.pet.band), used("Ligne de la grille", line))


@criterion("due", "fault")
def remainder(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the structures cover exactly what the agency does not pay (R-IDF12-12)."""
    rules = context.edition.funding
    due = french.percent(1 - rules.agency_rate)
    default = [french.percent(share) for share in rules.structure_shares]
    expected = f"Des parts qui totalisent {due}, par exemple {french.enumerate_words(default)}."
    if facts.shares is None:
        return unknown("Les parts des structures ne sont pas encore écrites.", expected)
    read = used("Parts écrites", french.enumerate_words([french.percent(s) for s in facts.shares]))
    fault = _share_fault(facts.shares, 1 - rules.agency_rate, len(facts.partners))
    if fault:
        return unmet(expected, {"due": due, "fault": fault}, read)
    return met(f"Les parts totalisent {due}.", read)


def _share_fault(shares: tuple[Fraction, ...], due: Fraction, partners: int) -> str:
    total = sum(shares, Fraction(0))
    if total != due:
        return f"elles totalisent {french.percent(total)}"
    if min(shares) < 0:
        return "une part est négative"
    if partners and len(shares) != partners + 1:
        return f"{french.plural(len(shares), 'part')} pour {partners + 1} structures"
    return ""


@criterion("amount", "half_days", "band")
def pet_amount(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """The monthly PET after the half-days outside the main site (R-FIN-01)."""
    situation = pet_situation(facts)
    if situation is None:
        return unknown(NO_SITUATION, A_WEEK)
    try:
        pet = context.pay.pet_for(situation, start_of(facts, context))
    except NoFigureError as error:
        return unknown(str(error), A_DAY)
    outside = half_days(situation.half_days_outside)
    words = {"amount": french.euros(pet.monthly_cents), "half_days": outside, "band": pet.band}
    read = [used("Hors du site principal", outside)]
    read += [used("Hypothèse", pet.assumption)] if pet.assumption else []
    if not pet.monthly_cents:
        return met(f"{outside} hors du site principal : {pet.band}.", *read)
    return computed(words, *read)


@criterion("reason")
def pet_distance(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the PET is due without the agency's authorisation (R-FIN-02)."""
    on = start_of(facts, context)
    try:
        least = context.pay.pet_distance_km.on(on).value
    except NoFigureError as error:
        return unknown(str(error), A_DAY)
    expected = f"Une distance en kilomètres, par exemple 41 ; sous {french.number(least, 0)} km, une autorisation de l’agence."
    situation = _distance(facts)
    read = _distance_read(facts)
    if not situation.has_prison_unit and situation.distance_km is None:
        return unknown("La distance entre les sites n’est pas connue.", expected)
    if not context.pay.needs_authorisation(situation, on):
        return met(
            f"Les sites sont à {french.number(least, 0)} km au moins l’un de l’autre.", *read
        )
    if situation.is_authorised:
        return met("L’agence a autorisé la prime.", *read)
    prison = "Une unité sanitaire en milieu pénitentiaire est partie au projet"
    close = f"Moins de {french.number(least, 0)} km séparent les sites"
    return unmet(expected, {"reason": prison if situation.has_prison_unit else close}, *read)


def _distance(facts: Facts) -> PetSituation:
    kinds = {structure.kind for structure in (facts.recruiter, *facts.partners) if structure}
    return PetSituation(
        half_days_outside=Fraction(0),
        distance_km=None if facts.distance_km is None else Fraction(facts.distance_km),
        has_prison_unit=StructureKind.PRISON_UNIT in kinds,
        is_authorised=facts.pet_authorised,
    )


def _distance_read(facts: Facts) -> tuple[FactUsed, ...]:
    if facts.distance_km is None:
        return ()
    return (used("Distance entre les sites", f"{_figure(facts.distance_km)} km"),)


def _figure(value: Decimal) -> str:
    return french.number(Fraction(value), 0 if value == value.to_integral_value() else 1)


@criterion("line", "extra", "months", lines=TEXTS, months_per_line=whole(1))
def pay_line(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """What seniority costs beyond the financed line, over the contract (R-STAT-07).

    Months as a clinic head count as seniority (CSP, R. 6152-515); the surplus stays with the
    structures. Charges included, exact, rounded once.
    """
    candidate = facts.candidate
    expected = "Les mois d’assistant et de clinicat, par exemple 0 et 24."
    if candidate is None:
        return unknown(NO_CANDIDATE, expected)
    assistant, head = candidate.months_as_assistant, candidate.months_as_clinic_head
    if assistant is None or head is None:
        return unknown("Les mois d’assistant ou de clinicat ne sont pas connus.", expected)
    seniority = Seniority(assistant + head, tuple(params["lines"]), params["months_per_line"])
    on, months = start_of(facts, context), months_asked(facts, context)
    try:
        extra = _surplus(seniority, context, on, months)
        label = context.pay.lines[seniority.line(0)].label
    except NoFigureError as error:
        return unknown(str(error), A_DAY)
    read = used("Ancienneté à la prise de poste", f"{assistant + head} mois")
    if not extra:
        return met(f"{label} : aucun surcoût sur {months} mois.", read)
    words = {"line": label, "extra": french.euros(extra), "months": str(months)}
    return computed(words, read)


@dataclass(frozen=True, slots=True)
class Seniority:
    """Months already counted on the first day, and the lines that follow each other."""

    months: int
    lines: tuple[str, ...]
    months_per_line: int

    def line(self, after: int) -> str:
        """The pay line `after` months of the contract."""
        step = (self.months + after) // self.months_per_line
        return self.lines[min(step, len(self.lines) - 1)]


def _surplus(seniority: Seniority, context: Context, on: date, months: int) -> int:
    """Cents over the contract between the lines of each month and the financed line."""
    rules = context.edition.funding
    financed = context.pay.line(rules.pay_line, on).value
    yearly = sum(
        context.pay.line(seniority.line(month), on).value - financed for month in range(months)
    )
    return rounded(rules.charged(yearly) / 12)
