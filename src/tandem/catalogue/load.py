"""Read the catalogue: texts, pay scales and editions, each file once, strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from tandem.domain.eligibility.criteria import SHAPES
from tandem.domain.kernel.citation import Source
from tandem.domain.kernel.errors import CatalogueError
from tandem.domain.schemes.parse import check_rules, parse_edition
from tandem.domain.schemes.parse_pay import parse_pay
from tandem.domain.schemes.parse_sources import read_sources
from tandem.domain.schemes.pay import PayScales
from tandem.domain.schemes.reading import Table, nearest
from tandem.domain.schemes.scheme import Edition

Raw = dict[str, Any]
SETTINGS = "agency_settings"
OWN_DAYS = {
    "source": SETTINGS,
    "locator": "dates fixées par l’agence pour cet appel",
    "evidence": "INF",
}
MAIN_DAYS = frozenset({"closes_on", "jury_from", "jury_to", "starts_on", "ends_on"})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files under `root`. Every method raises CatalogueError, with the file and the key."""

    root: Traversable

    def edition_keys(self) -> tuple[str, ...]:
        """The editions, like "ile-de-france/asp/2025", in alphabetical order."""
        schemes = self.root / "schemes"
        return tuple(sorted(_toml_keys(schemes, "")))

    def sources(self) -> dict[str, Source]:
        """Every text by its key."""
        return read_sources(Table(self._read("sources.toml"), "sources.toml"))

    def pay(self) -> PayScales:
        """The dated pay scales."""
        raw = {**self._read("pay.toml"), "sources": self._read("sources.toml")}
        return parse_pay(raw, "pay.toml")

    def edition(self, key: str) -> Edition:
        """An edition with everything it rests on: statute rules, texts, pay scales."""
        known = self.edition_keys()
        if key not in known:
            msg = f"L’édition « {key} » n’existe pas.{nearest(key, known)} Connues : {', '.join(known)}."
            raise CatalogueError(msg)
        # Each shared file is read alone first, so that a fault bears its own name.
        self.sources()
        self.pay()
        origin = f"schemes/{key}.toml"
        return parse_edition(self._compose(key, self._read(origin)), SHAPES, origin)

    def _compose(self, key: str, written: Raw) -> Raw:
        sources, statute = self._read("sources.toml"), self._statute()
        body = {name: value for name, value in written.items() if name != "includes"}
        included = [self._included(key, statute, name) for name in written.get("includes", ())]
        body["rules"] = [*body.get("rules", ()), *included]
        body["pay"] = self._read("pay.toml")
        cited = set(_cited(body)) | {SETTINGS}
        kept = {name: text for name, text in sources.items() if name in cited}
        return {"key": key, **body, "sources": kept}

    def _statute(self) -> dict[str, Raw]:
        raw = {**self._read("statute.toml"), "sources": self._read("sources.toml")}
        check_rules(raw, SHAPES, "statute.toml")
        return {rule["name"]: rule for rule in raw["rules"]}

    def _included(self, key: str, statute: Mapping[str, Raw], name: str) -> Raw:
        if name not in statute:
            msg = (
                f"schemes/{key}.toml, clé « includes » : la règle « {name} » n’est pas dans "
                f"statute.toml.{nearest(name, statute)} Attendu : {', '.join(statute)}."
            )
            raise CatalogueError(msg)
        return statute[name]

    def _read(self, name: str) -> Raw:
        try:
            text = self.root.joinpath(name).read_text(encoding="utf-8")
            return tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            msg = f"{name} : ce TOML n’est pas lisible ({error})."
            raise CatalogueError(msg) from error


def _toml_keys(folder: Traversable, prefix: str) -> Iterator[str]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _toml_keys(item, f"{prefix}{item.name}/")
        elif item.name.endswith(".toml"):
            yield prefix + item.name.removesuffix(".toml")


def _cited(value: Any) -> Iterator[str]:
    """The keys of every text cited anywhere in a mapping."""
    if isinstance(value, Mapping):
        if isinstance(value.get("source"), str):
            yield value["source"]
        yield from _each(value.values())
    elif isinstance(value, list):
        yield from _each(value)


def _each(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _cited(value)


PACKAGED = Catalogue(files("tandem.catalogue"))


@cache
def edition_keys() -> tuple[str, ...]:
    """The editions shipped, like "ile-de-france/asp/2025"."""
    return PACKAGED.edition_keys()


@cache
def load_edition(key: str) -> Edition:
    """A shipped edition. Raises CatalogueError (French) on an unknown key or a bad file."""
    return PACKAGED.edition(key)


@cache
def load_pay() -> PayScales:
    """The shipped pay scales, as of today's catalogue; a frozen edition carries its own."""
    return PACKAGED.pay()


@cache
def sources() -> Mapping[str, Source]:
    """Every text of the shipped catalogue by its key."""
    return PACKAGED.sources()


def edition_from_mapping(raw: Mapping[str, Any], origin: str = "appel figé") -> Edition:
    """Rebuild the edition that a call froze (see `freeze`). Raises CatalogueError."""
    return parse_edition(raw, SHAPES, origin)


def freeze(edition: Edition) -> Raw:
    """All that an edition says, ready for JSON: `digest.sha256` of it is its fingerprint."""
    frozen: Raw = _json(edition.raw)
    return frozen


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Fraction) else value


def with_calendar(edition: Edition, **days: date) -> Edition:
    """The same rules with the days of another call: `closes_on`, `starts_on`, `opens_on`, etc.

    The rules that read the days then say that the agency set them. Raises CatalogueError when
    a step would come before the one it follows, or on an unknown day.
    """
    raw = freeze(edition)
    wanted = {key: day.isoformat() for key, day in days.items()}
    changed = {key for key, day in wanted.items() if raw["calendar"].get(key) != day}
    if not changed:
        return edition
    moved = bool(changed & MAIN_DAYS)
    kept = [] if moved else [c for c in raw["calendar"]["citations"] if c != OWN_DAYS]
    calendar = {**raw["calendar"], **wanted, "citations": [*kept, OWN_DAYS]}
    rules = [_own_days(rule) for rule in raw["rules"]] if moved else raw["rules"]
    return edition_from_mapping({**raw, "calendar": calendar, "rules": rules}, edition.key)


def _own_days(rule: Raw) -> Raw:
    """A rule that reads the days of the call cites the agency for them, once."""
    if not SHAPES[rule["criterion"]].reads_calendar or OWN_DAYS in rule["citations"]:
        return rule
    return {**rule, "citations": [*rule["citations"], OWN_DAYS]}


def with_settings(
    edition: Edition,
    *,
    charges_rate: Fraction | None = None,
    includes_iespe: bool | None = None,
    remainder: tuple[Fraction, ...] | None = None,
    weights: Mapping[str, int] | None = None,
) -> Edition:
    """The same edition with the settings of one call.

    `remainder` divides the rest between the structures and sums to 1; `weights` are points of
    the grid by criterion and sum to 100. Raises CatalogueError otherwise.
    """
    raw = freeze(edition)
    settings = {
        "charges_rate": charges_rate,
        "includes_iespe": includes_iespe,
        "remainder": remainder,
    }
    given = {key: _json(value) for key, value in settings.items() if value is not None}
    return edition_from_mapping(
        {**raw, "funding": {**raw["funding"], **given}, "grid": _weighed(raw["grid"], weights)},
        edition.key,
    )


def _weighed(grid: Raw, weights: Mapping[str, int] | None) -> Raw:
    given = weights or {}
    criteria = [{**c, "weight": given.get(c["key"], c["weight"])} for c in grid["criteria"]]
    return {**grid, "criteria": criteria}


def with_labels(edition: Edition, **labels: str | int) -> Edition:
    """The same rules under another name: title, short_title, number, period_label, summary."""
    return edition_from_mapping({**freeze(edition), **labels}, edition.key)
