"""From a mapping to an edition. Whatever cannot be trusted is refused, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tandem.domain.kernel import french
from tandem.domain.kernel.citation import Source
from tandem.domain.kernel.finding import Severity
from tandem.domain.schemes.coherence import check_calendar, check_edition, refuse_doubles
from tandem.domain.schemes.parse_pay import parse_pay
from tandem.domain.schemes.parse_sources import read_citation, read_citations, read_sources
from tandem.domain.schemes.reading import (
    DAY,
    FLAG,
    RATE,
    RATES,
    TEXT,
    Form,
    Table,
    member,
    nearest,
    whole,
)
from tandem.domain.schemes.scheme import (
    Calendar,
    Edition,
    FundingRules,
    GridCriterion,
    Objective,
    Rule,
)
from tandem.domain.schemes.vocabulary import Due, Section

T = TypeVar("T")
FUNDING_KEYS = (
    "agency_rate", "pay_line", "includes_pet", "includes_iespe", "charges_rate", "remainder",
    "months",
)  # fmt: skip
WORDS = (
    "closes_on", "jury_from", "jury_to", "starts_on", "ends_on", "agency_rate", "remainder_rate",
    "charges_rate", "months",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a criterion accepts: the form of each parameter, and the words its message may use.

    `reads_calendar` says that the rule changes when the days of the call change.
    """

    params: Mapping[str, Form[Any]]
    words: frozenset[str]
    reads_calendar: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the parts of an edition need to be read."""

    origin: str
    sources: Mapping[str, Source]
    shapes: Mapping[str, Shape]
    days: Mapping[str, str]


def parse_edition(raw: Mapping[str, Any], shapes: Mapping[str, Shape], origin: str) -> Edition:
    """Read an edition; `shapes` are the criteria known by name, `origin` the file for messages.

    Raises CatalogueError (French: file, key, valid form) on the first fault.
    """
    table = Table(raw, origin)
    sources = read_sources(table.table("sources"))
    calendar = _calendar(table.table("calendar"), sources)
    funding = _funding(table.table("funding"), sources)
    reading = _Reading(origin, sources, shapes, _words(calendar, funding))
    grid_table = table.table("grid")
    edition = Edition(
        key=table.required("key", TEXT),
        scheme=table.required("scheme", TEXT),
        title=_french(table, "title"),
        short_title=_french(table, "short_title"),
        number=table.required("number", whole(1)),
        period_label=table.required("period_label", TEXT),
        region_code=table.required("region_code", TEXT),
        issuer=_french(table, "issuer"),
        summary=_sentence(table, "summary", reading.days),
        calendar=calendar,
        funding=funding,
        objectives=tuple(_objective(item, sources) for item in table.tables("objectives")),
        grid=tuple(_grid_criterion(item) for item in grid_table.tables("criteria")),
        grid_citation=read_citation(grid_table.table("citation"), sources),
        rules=tuple(_rule(item, reading) for item in table.tables("rules")),
        pay=parse_pay({"sources": raw["sources"], **_mapping(raw, "pay")}, f"{origin}, pay"),
        raw=raw,
    )
    grid_table.close()
    table.table("pay")
    table.close()
    check_edition(table, edition)
    return edition


def check_rules(raw: Mapping[str, Any], shapes: Mapping[str, Shape], origin: str) -> None:
    """Check a file of rules alone, under its own name. Raises CatalogueError."""
    table = Table(raw, origin)
    days = {word: word for word in WORDS}
    reading = _Reading(origin, read_sources(table.table("sources")), shapes, days)
    names = [_rule(item, reading).name for item in table.tables("rules")]
    table.close()
    refuse_doubles(table, "rules", names)


def _mapping(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _french(table: Table, key: str) -> str:
    return french.typography(table.required(key, TEXT))


def _sentence(table: Table, key: str, days: Mapping[str, str]) -> str:
    """A sentence whose days are read in the calendar: {closes_on}, {starts_on}."""
    text = table.required(key, TEXT)
    _check_words(table, key, text, days)
    return french.typography(text.format(**days))


def _check_words(table: Table, key: str, text: str, known: Iterable[str]) -> None:
    for _, word, _, _ in Formatter().parse(text):
        if word is not None and word not in known:
            table.fail(key, f"le mot {{{word}}} n’existe pas ici", ", ".join(sorted(known)))


def _calendar(table: Table, sources: Mapping[str, Source]) -> Calendar:
    calendar = Calendar(
        closes_on=table.required("closes_on", DAY),
        timezone=table.required("timezone", TIMEZONE),
        jury_from=table.required("jury_from", DAY),
        jury_to=table.required("jury_to", DAY),
        starts_on=table.required("starts_on", DAY),
        ends_on=table.required("ends_on", DAY),
        citations=read_citations(table, "citations", sources),
        opens_on=table.required("opens_on", DAY) if table.has("opens_on") else None,
        announced_on=table.required("announced_on", DAY) if table.has("announced_on") else None,
    )
    table.close()
    check_calendar(table, calendar)
    return calendar


def _timezone(value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, TypeError) as error:
        raise ValueError from error


TIMEZONE = Form(_timezone, "un fuseau, par exemple Europe/Paris")


def _funding(table: Table, sources: Mapping[str, Source]) -> FundingRules:
    cited = table.table("citations")
    funding = FundingRules(
        agency_rate=table.required("agency_rate", RATE),
        pay_line=table.required("pay_line", TEXT),
        includes_pet=table.required("includes_pet", FLAG),
        includes_iespe=table.required("includes_iespe", FLAG),
        charges_rate=table.required("charges_rate", RATE),
        remainder=table.required("remainder", RATES),
        months=table.required("months", whole(1)),
        citations={key: read_citations(cited, key, sources) for key in FUNDING_KEYS},
    )
    cited.close()
    table.close()
    return funding


def _objective(table: Table, sources: Mapping[str, Source]) -> Objective:
    objective = Objective(
        key=table.required("key", TEXT),
        label=_french(table, "label"),
        citation=read_citation(table.table("citation"), sources),
    )
    table.close()
    return objective


def _grid_criterion(table: Table) -> GridCriterion:
    criterion = GridCriterion(
        key=table.required("key", TEXT),
        label=_french(table, "label"),
        hint=_french(table, "hint"),
        weight=table.required("weight", whole(1)),
    )
    table.close()
    return criterion


def _rule(table: Table, reading: _Reading) -> Rule:
    criterion = table.required("criterion", TEXT)
    shape = reading.shapes.get(criterion)
    if shape is None:
        problem = f"le critère « {criterion} » n’existe pas.{nearest(criterion, reading.shapes)}"
        table.fail("criterion", problem.rstrip("."), ", ".join(sorted(reading.shapes)))
    rule = Rule(
        name=table.required("name", TEXT),
        criterion=criterion,
        title=_french(table, "title"),
        severity=table.required("severity", member(Severity)),
        plain=_sentence(table, "plain", reading.days),
        message=_message(table, shape),
        citations=read_citations(table, "citations", reading.sources),
        reference=table.required("reference", TEXT),
        section=table.required("section", member(Section)),
        is_public=table.optional("is_public", FLAG, default=True),
        due=table.optional("due", member(Due), Due.FILING),
        params=_params(table, shape),
    )
    table.close()
    return rule


def _message(table: Table, shape: Shape) -> str:
    text = table.required("message", TEXT)
    _check_words(table, "message", text, shape.words)
    return text


def _params(table: Table, shape: Shape) -> dict[str, Any]:
    if not shape.params:
        return {}
    params = table.table("params")
    values = {key: params.required(key, form) for key, form in shape.params.items()}
    params.close()
    return values


def _words(calendar: Calendar, funding: FundingRules) -> dict[str, str]:
    """The days and rates that a sentence of the catalogue may name: see WORDS."""
    return {
        "closes_on": french.day(calendar.closes_on),
        "jury_from": french.day(calendar.jury_from),
        "jury_to": french.day(calendar.jury_to),
        "starts_on": french.day(calendar.starts_on),
        "ends_on": french.day(calendar.ends_on),
        "agency_rate": french.percent(funding.agency_rate),
        "remainder_rate": french.percent(1 - funding.agency_rate),
        "charges_rate": french.percent(funding.charges_rate),
        "months": str(funding.months),
    }
