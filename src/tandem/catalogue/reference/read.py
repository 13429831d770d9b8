"""Reading the reference data shipped beside this module."""

from __future__ import annotations

import csv
import io
import lzma
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from tandem.domain.schemes.vocabulary import Profession

SEPARATOR = "|"


class Region(NamedTuple):
    """A region or an overseas collectivity that counts as one."""

    code: str
    name: str


class Department(NamedTuple):
    """A department and the code of its region."""

    code: str
    name: str
    region: str


class Commune(NamedTuple):
    """A commune (INSEE code). `parent`: the commune of an arrondissement, or of an old code."""

    code: str
    name: str
    department: str
    parent: str | None
    postal_codes: str = ""
    population: int | None = None
    latitude: float | None = None
    longitude: float | None = None


class Specialty(NamedTuple):
    """A specialty of the third cycle."""

    code: str
    name: str
    profession: Profession
    discipline: str


class Subdivision(NamedTuple):
    """A subdivision of the third cycle and the regions that it spans."""

    code: str
    name: str
    regions: tuple[str, ...]


class Category(NamedTuple):
    """A FINESS category that a shared post can meet; `role` is explained in docs/registers.md."""

    code: str
    label: str
    role: str


def raw(name: str) -> bytes:
    """The bytes of a file of this folder, as shipped."""
    return resources.files(__package__).joinpath(name).read_bytes()


def content(name: str) -> bytes:
    """The bytes of a file of this folder, decompressed if its name ends in .xz."""
    return lzma.decompress(raw(name)) if name.endswith(".xz") else raw(name)


def _rows(name: str) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(content(name).decode()))
    next(lines)
    return lines


def regions() -> Iterator[Region]:
    """The 26 regions and collectivities."""
    return (Region(*row) for row in _rows("regions.csv"))


def departments() -> Iterator[Department]:
    """The 109 departments and collectivities."""
    return (Department(*row) for row in _rows("departments.csv"))


def communes() -> Iterator[Commune]:
    """The communes and arrondissements in force, arrondissements with their commune as parent."""
    for code, name, department, parent, postal, population, latitude, longitude in _rows(
        "communes.csv.xz"
    ):
        yield Commune(
            code,
            name,
            department,
            parent or None,
            postal,
            int(population) if population else None,
            float(latitude) if latitude else None,
            float(longitude) if longitude else None,
        )


def old_communes() -> Iterator[Commune]:
    """The codes that older files still use; `parent` is the commune that holds the place now."""
    for code, name, department, parent in _rows("old_communes.csv.xz"):
        yield Commune(code, name, department, parent)


def specialties() -> Iterator[Specialty]:
    """The 50 specialties of medicine, odontology and pharmacy."""
    for code, name, profession, discipline in _rows("specialties.csv"):
        yield Specialty(code, name, Profession(profession), discipline)


def subdivisions() -> Iterator[Subdivision]:
    """The 28 subdivisions."""
    for code, name, _, codes in _rows("subdivisions.csv"):
        yield Subdivision(code, name, tuple(codes.split(SEPARATOR)))


@cache
def categories() -> dict[str, Category]:
    """The FINESS categories in scope, by code."""
    return {row[0]: Category(*row) for row in _rows("structure_categories.csv")}


@cache
def legal_families() -> dict[str, str]:
    """The family of each legal status (R72): "public_hospital", "public" or "private"."""
    return {code: family for code, _, family in _rows("legal_statuses.csv")}


def department_outlines() -> bytes:
    """GeoJSON (WGS 84) of the 101 departments; each feature has `code`, `nom`, `region`."""
    return content("departments.geojson.xz")
