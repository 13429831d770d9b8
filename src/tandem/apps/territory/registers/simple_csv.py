"""The simple CSV of health establishments and of their legal entities (one header, UTF-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tandem.apps.territory.points import Point
from tandem.apps.territory.registers.rows import (
    EntityRow,
    Reading,
    Remark,
    Row,
    SiteRow,
    checked_number,
)
from tandem.apps.territory.registers.tables import Table, table

SITE_COLUMNS = (
    "finess_et", "finess_ej", "nom", "categorie", "statut_juridique", "espic", "siret",
    "code_commune", "adresse", "code_postal", "lon", "lat", "geo",
)  # fmt: skip
ENTITY_COLUMNS = ("finess_ej", "nom", "statut_juridique")
EXACT = "finess"  # `geo` is finess_2020 for a point of the site, commune for the town hall


def read_sites(data: bytes) -> Reading:
    """Sites. Raises RegisterError, also while iterating."""
    return Reading("CSV simple, sites", _sites(table(data, SITE_COLUMNS)))


def read_entities(data: bytes) -> Reading:
    """Legal entities. Raises RegisterError, also while iterating."""
    return Reading("CSV simple, entités juridiques", _entities(table(data, ENTITY_COLUMNS)))


def _point(latitude: str, longitude: str) -> Point | None:
    return Point(float(latitude), float(longitude)) if latitude and longitude else None


def _sites(source: Table) -> Iterator[Row]:
    at = source.columns
    places = [at[name] for name in SITE_COLUMNS]
    label = at.get("categorie_libelle")
    for line, fields in source.lines:
        number, entity, name, category, status, espic, siret, *rest = (fields[i] for i in places)
        commune, address, postal, longitude, latitude, geo = rest
        if not checked_number(number, line, "finess_et"):
            yield Remark(line, "le numéro du site est absent.", "finess_et", is_rejection=True)
            continue
        try:
            point = _point(latitude, longitude)
        except ValueError:
            yield Remark(line, "les coordonnées ne sont pas des nombres.", "lon")
            point = None
        yield SiteRow(
            line=line,
            number=number,
            entity=checked_number(entity, line, "finess_ej"),
            name=name,
            category_code=category,
            category_label=fields[label] if label is not None else "",
            espic=espic,
            siret=siret,
            address=address,
            postal_code=postal,
            commune_code=commune,
            raw={column: fields[i] for column, i in at.items() if fields[i]},
            legal_status=status,
            point=point,
            point_is_exact=point is not None and geo.startswith(EXACT),
        )


def _entities(source: Table) -> Iterator[Row]:
    at: Callable[[str], int] = source.columns.__getitem__
    number, name, status = at("finess_ej"), at("nom"), at("statut_juridique")
    for line, fields in source.lines:
        yield EntityRow(
            line=line,
            number=checked_number(fields[number], line, "finess_ej"),
            name=fields[name],
            legal_status=fields[status],
        )
