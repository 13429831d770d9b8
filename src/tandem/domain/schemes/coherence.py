"""What the parts of an edition owe to each other. A contradiction is an error, never a choice."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from tandem.domain.kernel import french
from tandem.domain.schemes.reading import Table
from tandem.domain.schemes.scheme import Calendar, Edition

WHOLE_GRID = 100
STEPS = (
    ("opens_on", "l’ouverture"),
    ("closes_on", "la clôture du dépôt"),
    ("jury_from", "le début du jury"),
    ("jury_to", "la fin du jury"),
    ("announced_on", "l’annonce des résultats"),
    ("starts_on", "la prise de poste"),
    ("ends_on", "la fin du poste"),
)


def disorders(calendar: Calendar) -> tuple[tuple[str, str, str], ...]:
    """The steps that come too early: (key, earlier step, later step) in French."""
    known = [
        (key, label, day) for key, label in STEPS if (day := getattr(calendar, key)) is not None
    ]
    return tuple(
        (key, before, after)
        for (_, before, first), (key, after, second) in pairwise(known)
        if second < first
    )


def check_calendar(table: Table, calendar: Calendar) -> None:
    """Refuse a calendar whose steps are not in order (R-CAL-01)."""
    for key, before, after in disorders(calendar):
        table.fail(key, f"{before} doit précéder {after}", "des jours dans l’ordre de l’appel")


def check_edition(table: Table, edition: Edition) -> None:
    """Refuse what two parts of an edition say differently."""
    _check_period(table, edition)
    _check_funding(table, edition)
    _check_rules(table, edition)
    refuse_doubles(table, "objectives", (objective.key for objective in edition.objectives))
    refuse_doubles(table, "grid.criteria", (criterion.key for criterion in edition.grid))
    total = sum(criterion.weight for criterion in edition.grid)
    if total != WHOLE_GRID:
        table.fail("grid.criteria", f"les poids totalisent {total}", f"{WHOLE_GRID} points")


def _check_period(table: Table, edition: Edition) -> None:
    period = edition.calendar.period
    if not period.is_whole_months:
        table.fail(
            "calendar.ends_on", "la période n’est pas en mois entiers", "la veille d’un mois"
        )
    months = {"funding.months": edition.funding.months}
    for rule in edition.rules:
        if "months" in rule.params and rule.criterion == "contract_duration":
            months[f"rules[{rule.name}].params.months"] = rule.params["months"]
    for key, value in months.items():
        if value != period.months:
            span = f"{french.day(period.start)} au {french.day(period.end)}"
            table.fail(key, f"{value} mois, mais l’appel va du {span}", f"{period.months} mois")


def _check_funding(table: Table, edition: Edition) -> None:
    funding = edition.funding
    total = sum(funding.remainder, Fraction(0))
    if total != 1:
        problem = f"les parts totalisent {french.percent(total)}"
        table.fail("funding.remainder", problem, "des parts du reste qui totalisent 1")
    if funding.pay_line not in edition.pay.lines:
        known = ", ".join(edition.pay.lines)
        table.fail("funding.pay_line", f"la ligne « {funding.pay_line} » n’existe pas", known)


def _check_rules(table: Table, edition: Edition) -> None:
    refuse_doubles(table, "rules", (rule.name for rule in edition.rules))
    seen: dict[str, str] = {}
    for rule in edition.rules:
        other = seen.setdefault(rule.criterion, rule.name)
        if other != rule.name:
            table.fail(
                f"rules[{rule.name}].criterion",
                f"« {other} » juge déjà « {rule.criterion} » : deux règles se contrediraient",
                "une seule règle par critère",
            )
    _check_counts(table, edition)


def _check_counts(table: Table, edition: Edition) -> None:
    for rule in edition.rules:
        if rule.criterion != "structure_count":
            continue
        least, most = rule.params["least"], rule.params["most"]
        if least > most:
            table.fail(
                f"rules[{rule.name}].params.least", f"{least} dépasse {most}", "least ≤ most"
            )
        if not least <= len(edition.funding.remainder) <= most:
            parts = len(edition.funding.remainder)
            expected = f"entre {least} et {most} parts, comme le nombre de structures"
            table.fail("funding.remainder", f"{parts} parts", expected)


def refuse_doubles(table: Table, key: str, names: Iterable[str]) -> None:
    """Refuse a name written twice under `key`."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            table.fail(key, f"« {name} » est écrit deux fois", "un nom pour chaque élément")
        seen.add(name)
