"""Texts and places in texts, read strictly."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.domain.kernel.citation import Citation, Evidence, Source
from tandem.domain.schemes.reading import DAY, FLAG, TEXT, Table, member, nearest


def read_sources(table: Table) -> dict[str, Source]:
    """Every text, by key. Raises CatalogueError."""
    sources = {key: _source(key, table.table(key)) for key in table.keys()}  # noqa: SIM118
    table.close()
    return sources


def _source(key: str, table: Table) -> Source:
    title = table.required("title", TEXT)
    source = Source(
        key=key,
        title=title,
        # Editions frozen before short titles existed have none, and stay readable for ever.
        short_title=table.optional("short_title", TEXT, default=title),
        issuer=table.required("issuer", TEXT),
        dated_on=table.required("dated_on", DAY) if table.has("dated_on") else None,
        checked_on=table.required("checked_on", DAY),
        url=table.required("url", TEXT) if table.has("url") else None,
        file=table.required("file", TEXT) if table.has("file") else None,
        is_degraded=table.optional("is_degraded", FLAG, default=False),
    )
    table.close()
    return source


def read_citation(table: Table, sources: Mapping[str, Source]) -> Citation:
    """A place in a known text. A degraded copy is never quoted. Raises CatalogueError."""
    key = table.required("source", TEXT)
    if key not in sources:
        problem = f"le texte « {key} » n’est pas dans sources.toml.{nearest(key, sources)}"
        table.fail("source", problem.rstrip("."), ", ".join(sorted(sources)))
    citation = Citation(
        source=sources[key],
        locator=table.required("locator", TEXT),
        evidence=table.required("evidence", member(Evidence)),
        fragment=table.required("fragment", TEXT) if table.has("fragment") else None,
    )
    table.close()
    if citation.fragment and citation.source.is_degraded:
        table.fail("fragment", "ce texte est une copie reformulée", "aucune citation mot à mot")
    return citation


def read_citations(table: Table, key: str, sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    """At least one citation under `key`: no rule and no figure without its text."""
    if not table.has(key):
        expected = 'au moins une source, par exemple { source = "idf_asp_12", locator = "ligne 9" }'
        table.fail(key, "la source manque", expected)
    return tuple(read_citation(item, sources) for item in table.tables(key))
