"""Loading what the project ships: regions, departments, communes, subdivisions, specialties."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from tandem.apps.territory.imports.report import Tally
from tandem.apps.territory.imports.writing import Writer
from tandem.apps.territory.models import (
    Commune,
    Dataset,
    Department,
    Region,
    Specialty,
    Subdivision,
)
from tandem.catalogue.reference import read

KIND = "reference"
SOURCE = "INSEE, La Poste, IGN : @etalab/decoupage-administratif 6.0.0, Licence Ouverte 2.0"
EDITION = date(2026, 4, 9)
FILES = (
    "regions.csv", "departments.csv", "communes.csv.xz", "old_communes.csv.xz",
    "subdivisions.csv", "specialties.csv",
)  # fmt: skip


def fingerprint() -> str:
    """SHA-256 of the shipped files: the edition of the reference."""
    return hashlib.sha256(b"".join(read.raw(name) for name in FILES)).hexdigest()


@transaction.atomic
def load_reference(at: datetime) -> bool:
    """Load the shipped reference unless it is there already; `at` is an aware instant.

    Communes that an operator has refreshed since are left alone. Returns whether it wrote.
    """
    edition = fingerprint()
    if Dataset.objects.filter(kind=KIND, sha256=edition).exists():
        return False
    dataset = Dataset.objects.create(
        kind=KIND, source=SOURCE, dated_on=EDITION, imported_at=at, sha256=edition
    )
    _put(Region, (row._asdict() for row in read.regions()))
    _put(Department, (_department(row) for row in read.departments()))
    writer = Writer(Commune, Commune.objects.in_bulk(), Tally("commune", "communes"))
    ours = {None} | set(Dataset.objects.filter(kind=KIND).values_list("pk", flat=True))
    for row in _communes():
        known = writer.known.get(row["code"])
        if known is None or known.dataset_id in ours:
            writer.put(row["code"], row, dataset)
    writer.save()
    _put(Subdivision, (_subdivision(row) for row in read.subdivisions()))
    _put(Specialty, (row._asdict() for row in read.specialties()))
    return True


def _put(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Add or overwrite the rows of a small table by their code."""
    for row in rows:
        model._default_manager.update_or_create(code=row["code"], defaults=row)  # noqa: SLF001


def _department(row: read.Department) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "region_id": row.region}


def _subdivision(row: read.Subdivision) -> dict[str, Any]:
    return {"code": row.code, "name": row.name, "region_id": row.regions[0]}


def _communes() -> Iterable[dict[str, Any]]:
    for rows, is_active in ((read.communes(), True), (read.old_communes(), False)):
        for row in rows:
            yield {
                "code": row.code,
                "name": row.name,
                "department_id": row.department,
                "parent_id": row.parent,
                "postal_codes": row.postal_codes,
                "population": row.population,
                "latitude": row.latitude,
                "longitude": row.longitude,
                "is_active": is_active,
            }
