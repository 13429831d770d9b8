"""FINESS+ JSON, the register since July 2026: read as a stream, gzip or not (`data.md` §1.3).

The spelling of keys and the shape of codes changed between versions 1: keys are read whatever
their case, codes may be a text, a list of texts or `{"code": …, "libelle": …}`.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, BinaryIO

import ijson

from tandem.apps.territory.points import NORTHINGS, Point, from_lambert93
from tandem.apps.territory.registers.rows import (
    EntityRow,
    Reading,
    RegisterError,
    Remark,
    Row,
    SiteRow,
    checked_number,
    joined,
)

Opener = Callable[[], BinaryIO]
Node = dict[str, Any]
GZIP_MAGIC = b"\x1f\x8b"
SUPPORTED_MAJOR = "1"
VERSION = re.compile(r"v?(\d+)(?:\.|$)")
TERRITORIAL_GROUP = "001"  # typeGcc of a GHT
PLACE_OF_EXERCISE = "03"
ACTIVE = "A"
COMMUNE_KEY_LENGTH = 5  # a BAN key of a commune: its point is not that of the site
COMPLETE = "un fichier complet, à télécharger de nouveau"
UNIT = "élément n°"


def read(opener: Opener) -> Reading:
    """Legal entities and sites. `opener` gives the file anew at each call.

    Raises RegisterError, also while iterating: another major version, a truncated file.
    """
    version = _root(opener, "schemaVersion")
    found = VERSION.match(version)
    if not found or found[1] != SUPPORTED_MAJOR:
        raise RegisterError(
            "cette version de FINESS+ n’est pas connue.",
            column="schemaVersion",
            expected=f"v{SUPPORTED_MAJOR}.0.0 ou une autre version {SUPPORTED_MAJOR}",
            found=version or "rien",
        )
    generated = _root(opener, "generatedAt")
    return Reading("FINESS+, fichier JSON", _rows(opener), _day(generated), is_general=True)


@contextmanager
def _stream(opener: Opener) -> Iterator[BinaryIO]:
    with opener() as raw:
        magic = raw.read(len(GZIP_MAGIC))
        raw.seek(0)
        if magic == GZIP_MAGIC:
            with gzip.open(raw) as unpacked:
                yield unpacked  # type: ignore[misc] # a GzipFile reads bytes
        else:
            yield raw


def _items(opener: Opener, prefix: str) -> Iterator[tuple[int, Any]]:
    """The objects under a prefix, numbered from 1. Raises RegisterError on a broken file."""
    number = 0
    try:
        with _stream(opener) as stream:
            for number, item in enumerate(ijson.items(stream, prefix, use_float=True), start=1):
                yield number, item
    except (ijson.JSONError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise RegisterError(
            f"le fichier JSON est tronqué ou mal formé dans {prefix.removesuffix('.item')}.",
            line=number + 1,
            expected=COMPLETE,
            found=str(error).splitlines()[0],
            unit=UNIT,
        ) from error


def _root(opener: Opener, name: str) -> str:
    """A text at the root of the document, or ""."""
    return next((str(value) for _, value in _items(opener, name)), "")


def field(node: Node, name: str) -> Any:
    """A value by its key, whatever the case of the key; None if absent."""
    if name in node:
        return node[name]
    lowered = name.lower()
    return next((value for key, value in node.items() if key.lower() == lowered), None)


def text(node: Node, name: str) -> str:
    """The text or the code under a key, stripped; "" if absent."""
    value = field(node, name)
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = field(value, "code")
    return "" if value is None else str(value).replace("\x00", "").strip()


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _groups(opener: Opener) -> dict[str, tuple[str, str]]:
    """The GHT (code, name) of each legal entity, by its inner identifier."""
    groups: dict[str, tuple[str, str]] = {}
    for _, group in _items(opener, "gcc.item"):
        if text(group, "typeGcc") == TERRITORIAL_GROUP and text(group, "etatObjet") == ACTIVE:
            named = text(group, "gccIdentifiantExterne"), text(group, "nomGcc")
            for member in field(group, "pmejDuGcc") or ():
                groups[text(member, "pmSmsseId")] = named
    return groups


def _rows(opener: Opener) -> Iterator[Row]:
    groups = _groups(opener)
    for number, entity in _items(opener, "pmej.item"):
        general = field(entity, "informationsGeneralesPMEJ") or {}
        row = _entity(number, entity, general, groups)
        yield row
        for site in field(entity, "ege") or ():
            yield _site(number, site, row)


def _entity(
    number: int, entity: Node, general: Node, groups: dict[str, tuple[str, str]]
) -> EntityRow:
    code, name = groups.get(text(general, "pmSmsseId"), ("", ""))
    finess = checked_number(text(general, "numFinessPm"), number, "numFinessPm", UNIT)
    return EntityRow(
        line=number,
        number=finess,
        name=text(general, "denominationLonguePmSmsse") or text(general, "denominationPm"),
        legal_status=text(general, "statutJuridique"),
        siren=text(general, "siren"),
        group_code=code,
        group_name=name,
        is_closed=_is_closed(entity, general),
    )


def _is_closed(node: Node, general: Node) -> bool:
    return text(node, "etatObjet") != ACTIVE or bool(text(general, "dateFermeture"))


def _site(number: int, site: Node, entity: EntityRow) -> Row:
    general = field(site, "informationsGeneralesEGE") or {}
    finess = checked_number(text(general, "numFinessEge"), number, "numFinessEge", UNIT)
    if not finess:
        reason = "le numéro du site est absent."
        return Remark(number, reason, "numFinessEge", is_rejection=True)
    address = _address(site)
    point, is_exact = _point(address)
    street = (text(address, "ligneQuatre"), text(address, "lieuDit"))
    return SiteRow(
        line=number,
        number=finess,
        entity=entity.number,
        name=text(general, "nomEgeLong") or text(general, "nomEgeCourt"),
        category_code=text(site, "categorieentiteGeographiqueExercice"),
        category_label="",
        espic=text(general, "espic"),
        siret=text(general, "siret"),
        address=joined(*street),
        postal_code=text(address, "codePostal"),
        commune_code=text(address, "cogCommune"),
        raw={name: text(general, name) for name in general},
        legal_status=entity.legal_status,
        point=point,
        point_is_exact=is_exact,
        closed_on=_day(text(general, "dateFermeture")),
        is_closed=_is_closed(site, general),
    )


def _address(site: Node) -> Node:
    """The address of the place of exercise, which is not always the first."""
    addresses: list[Node] = field(site, "adresse") or []
    exercise = (node for node in addresses if text(node, "usageAdresse") == PLACE_OF_EXERCISE)
    return next(exercise, addresses[0] if addresses else {})


def _point(address: Node) -> tuple[Point | None, bool]:
    """The point of an address and whether it is that of the site itself."""
    node = field(address, "coordonneesGeographique") or {}
    if isinstance(node, list):
        node = node[0] if node else {}
    point = _degrees(node) or _projected(node)
    key = text(node, "cleInInteropBAN")
    return point, point is not None and len(key) != COMMUNE_KEY_LENGTH


def _numbers(node: Node, *names: str) -> tuple[float, ...]:
    try:
        return tuple(float(text(node, name)) for name in names)
    except ValueError:
        return ()


def _degrees(node: Node) -> Point | None:
    found = _numbers(node, "directionLatitude", "directionLongitude")
    return Point(*found) if found and abs(found[0]) <= 90 and abs(found[1]) <= 180 else None  # noqa: PLR2004


def _projected(node: Node) -> Point | None:
    """X and Y are swapped in some files: the northing is the one in its own range."""
    found = _numbers(node, "coordonneeX", "coordonneeY")
    if not found:
        return None
    x, y = found if NORTHINGS[0] <= found[1] <= NORTHINGS[1] else found[::-1]
    return from_lambert93(x, y)
