"""From a mapping to dated pay scales: every figure with its dates, its text and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeVar

from tandem.domain.kernel.citation import Citation, Source
from tandem.domain.schemes.dated import Dated, History
from tandem.domain.schemes.parse_sources import read_citation, read_sources
from tandem.domain.schemes.pay import PayScales, PetBand, PetScale
from tandem.domain.schemes.reading import AMOUNT, DAY, EUROS, TEXT, Form, Table, whole

T = TypeVar("T")


def parse_pay(raw: Mapping[str, Any], origin: str) -> PayScales:
    """Read the pay scales; `raw["sources"]` holds the texts. Raises CatalogueError."""
    table = Table(raw, origin)
    sources = read_sources(table.table("sources"))
    lines_table = table.table("lines")
    lines = {key: _line(lines_table.table(key), sources) for key in lines_table.keys()}  # noqa: SIM118
    lines_table.close()
    scales = PayScales(
        lines=lines,
        iespe=_figures(table.table("iespe"), sources, EUROS),
        pet=_pet(table.table("pet"), sources),
        pet_distance_km=_figures(table.table("pet_distance_km"), sources, AMOUNT),
    )
    table.close()
    return scales


def _line(table: Table, sources: Mapping[str, Source]) -> History[int]:
    return _figures(table, sources, EUROS)


def _figures(table: Table, sources: Mapping[str, Source], form: Form[T]) -> History[T]:
    label = table.required("label", TEXT)
    entries = []
    for entry in table.tables("values"):
        value = entry.required("value", form)
        entries.append(_dated(entry, value, read_citation(entry.table("citation"), sources)))
    return _history(table, label, entries)


def _pet(table: Table, sources: Mapping[str, Source]) -> History[PetScale]:
    label = table.required("label", TEXT)
    entries = []
    for entry in table.tables("values"):
        scale = PetScale(
            bands=tuple(_band(band) for band in entry.tables("bands")),
            several_half_days=entry.required("several_half_days", AMOUNT),
            several_sites=entry.required("several_sites", whole(2)),
            several_monthly_cents=entry.required("several_monthly", EUROS),
        )
        _check_bands(entry, scale)
        entries.append(_dated(entry, scale, read_citation(entry.table("citation"), sources)))
    return _history(table, label, entries)


def _band(table: Table) -> PetBand:
    band = PetBand(
        above=table.required("above", AMOUNT),
        up_to=table.required("up_to", AMOUNT),
        monthly_cents=table.required("monthly", EUROS),
    )
    table.close()
    return band


def _check_bands(entry: Table, scale: PetScale) -> None:
    for low, high in pairwise(scale.bands):
        if low.up_to != high.above:
            entry.fail(
                "bands", "les tranches se suivent mal", "chaque tranche commence où l’autre finit"
            )
    if any(band.above >= band.up_to for band in scale.bands):
        entry.fail("bands", "une tranche est vide", "above plus petit que up_to")


def _dated(entry: Table, value: T, citation: Citation) -> Dated[T]:
    since = entry.required("from", DAY)
    until = entry.required("until", DAY) if entry.has("until") else None
    note = entry.optional("note", TEXT, "")
    entry.close()
    if until is not None and until < since:
        entry.fail("until", "la fin précède le début", f"un jour à partir du {since.isoformat()}")
    return Dated(since=since, until=until, value=value, citation=citation, note=note)


def _history(table: Table, label: str, entries: list[Dated[T]]) -> History[T]:
    table.close()
    ordered = tuple(sorted(entries, key=lambda dated: dated.since))
    try:
        return History(label=label, values=ordered)
    except ValueError as error:
        table.fail(
            "values", str(error), "des périodes qui ne se chevauchent pas, chacune avec until"
        )
