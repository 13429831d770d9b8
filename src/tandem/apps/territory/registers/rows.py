"""What every reader gives: normalised rows, remarks on rows, and errors that refuse a file.

In a row, None means that this format does not say; "" means that it says nothing of this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tandem.apps.territory.points import Point
from tandem.domain.kernel import identifiers
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import NARROW, SPACE


def quoted(text: str) -> str:
    """Words of a file, as French quotes them."""
    return f"«{NARROW}{text}{NARROW}»"


class RegisterError(InvalidInputError):
    """A file that is not what it should be: nothing of it is imported."""

    def __init__(
        self,
        problem: str,
        *,
        line: int | None = None,
        column: str | int | None = None,
        expected: str = "",
        found: str = "",
        unit: str = "ligne",
    ) -> None:
        super().__init__(problem)
        self.problem, self.expected, self.found = problem, expected, found
        self.file, self.line, self.column, self.unit = "", line, column, unit

    def __str__(self) -> str:
        places = [
            f"fichier {self.file}" if self.file else "",
            f"{self.unit} {self.line}" if self.line else "",
            f"colonne {self.column}" if self.column else "",
        ]
        place = ", ".join(filter(None, places))
        start = f"{place}{SPACE}: {self.problem}" if place else self.problem
        sentences = [start[:1].upper() + start[1:]]
        if self.expected:
            sentences.append(f"Attendu{SPACE}: {self.expected}.")
        if self.found:
            sentences.append(f"Lu{SPACE}: {quoted(self.found[:120])}.")
        return " ".join(sentences)


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Add the name of the file to the errors that it raises."""
    try:
        yield
    except RegisterError as error:
        error.file = file
        raise


class Remark(NamedTuple):
    """Something to tell about one row. A rejected row is not imported; the others are."""

    line: int
    reason: str
    column: str = ""
    is_rejection: bool = False
    file: str = ""


class EntityRow(NamedTuple):
    """A legal entity. `number` may be "": the register does not name it."""

    line: int
    number: str
    name: str
    legal_status: str
    siren: str | None = None
    group_code: str | None = None
    group_name: str | None = None
    is_closed: bool = False


class SiteRow(NamedTuple):
    """A site. `entity` may be "": the register does not say who answers for it."""

    line: int
    number: str
    entity: str
    name: str
    category_code: str
    category_label: str
    espic: str
    siret: str
    address: str
    postal_code: str
    commune_code: str
    raw: dict[str, str]
    legal_status: str | None = None
    point: Point | None = None
    point_is_exact: bool = False
    closed_on: date | None = None
    is_closed: bool = False


class PointRow(NamedTuple):
    """Where a site of the same file is."""

    line: int
    number: str
    point: Point


class CommuneRow(NamedTuple):
    """A commune; `department` may be "" for a part of another one."""

    line: int
    code: str
    name: str
    department: str
    parent: str | None
    is_active: bool
    postal_codes: str | None = None
    population: int | None = None
    point: Point | None = None


class ZoneRow(NamedTuple):
    """The zoning category of a commune."""

    line: int
    commune_code: str
    category: str


Row = EntityRow | SiteRow | PointRow | CommuneRow | ZoneRow | Remark


@dataclass(frozen=True, slots=True)
class Reading:
    """A file being read. `is_general` says that it holds every kind of site, pharmacies included."""

    label: str
    rows: Iterator[Row]
    dated_on: date | None = None
    is_general: bool = False


@lru_cache(maxsize=8192)
def _has_key(number: str) -> bool:
    return identifiers.is_valid("FINESS", number)


def checked_number(number: str, line: int, column: str, unit: str = "ligne") -> str:
    """A FINESS number or "". Raises RegisterError when its key or its length is false."""
    if number and not _has_key(number):
        raise RegisterError(
            "la clé ou la longueur du numéro FINESS est fausse.",
            line=line,
            column=column,
            expected=f"neuf caractères et une clé juste, par exemple {identifiers.EXAMPLES['FINESS']}",
            found=number,
            unit=unit,
        )
    return number


def joined(*parts: str) -> str:
    """An address from its parts, those that are there."""
    return " ".join(filter(None, (part.strip() for part in parts)))
