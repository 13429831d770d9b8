"""FINESS as published until May 2026: `etalab-cs1100501`, `-502` and `-507` (`data.md` §1.2).

No header: a first line `finess;etalab;<n>;AAAA-MM-JJ`, then lines that begin with the name of
their section and end with a separator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tandem.apps.territory.points import from_lambert93
from tandem.apps.territory.registers.rows import (
    EntityRow,
    PointRow,
    Reading,
    RegisterError,
    Remark,
    Row,
    SiteRow,
    checked_number,
    joined,
    quoted,
)
from tandem.apps.territory.registers.tables import decoded, records, wrong_count

FIRST_LINE = re.compile(r"finess;etalab;\d+;(\d{4}-\d{2}-\d{2});?\r?$")
SITE_COLUMNS = (
    "section", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie",
    "typvoie", "voie", "compvoie", "lieuditbp", "commune", "departement", "libdepartement",
    "ligneacheminement", "telephone", "telecopie", "categetab", "libcategetab", "categagretab",
    "libcategagretab", "siret", "codeape", "codemft", "libmft", "codesph", "libsph", "dateouv",
    "dateautor", "datemaj", "numuai",
)  # fmt: skip
ENTITY_COLUMNS = (
    "section", "nofiness", "rs", "rslongue", "complrs", "numvoie", "typvoie", "voie", "compvoie",
    "compldistrib", "lieuditbp", "commune", "ligneacheminement", "departement", "libdepartement",
    "telephone", "statutjuridique", "libstatutjuridique", "categetab", "libcategetab", "siren",
    "codeape", "datecrea",
)  # fmt: skip
MIN_POINT_FIELDS = 5
METROPOLITAN = re.compile(r"LAMBERT.?93|EPSG:2154", re.IGNORECASE)
DEPARTMENT = re.compile(r"\d\d|2[AB]|9[A-Z]")
OVERSEAS_LETTER = re.compile(r"9[A-Z]")
POSTAL_CODE = re.compile(r"\d{5}")


def read(data: bytes) -> Reading:
    """Sites, legal entities and points. Raises RegisterError, also while iterating."""
    text = decoded(data)
    first = text.split("\n", 1)[0]
    found = FIRST_LINE.match(first)
    if not found:
        raise RegisterError(
            "ce n’est pas l’en-tête d’un fichier FINESS.",
            line=1,
            column=1,
            expected=quoted("finess;etalab;111;2026-05-04"),
            found=first.rstrip("\r"),
        )
    try:
        dated_on = date.fromisoformat(found[1])
    except ValueError as error:
        raise RegisterError(
            "la date de l’en-tête n’existe pas.",
            line=1,
            column=4,
            expected="AAAA-MM-JJ, par exemple 2026-05-04",
            found=found[1],
        ) from error
    return Reading("FINESS, fichier CSV", _rows(text), dated_on, is_general=True)


def _rows(text: str) -> Iterator[Row]:
    lines = records(text, ";")
    next(lines)
    for line, fields in lines:
        section = fields[0]
        if section == "structureet":
            yield from _site(line, _named(line, fields, SITE_COLUMNS))
        elif section == "structureej":
            yield from _entity(line, _named(line, fields, ENTITY_COLUMNS))
        elif section == "geolocalisation":
            yield from _point(line, fields)
        else:
            raise RegisterError(
                "le nom de la section n’est pas connu.",
                line=line,
                column=1,
                expected="structureet, structureej ou geolocalisation",
                found=section,
            )


def _checked_department(line: int, department: str) -> str:
    """The code of a department; anything else means that the fields of the line have slipped."""
    if department and not DEPARTMENT.fullmatch(department):
        raise RegisterError(
            "les champs de la ligne sont décalés.",
            line=line,
            column="departement",
            expected="deux caractères, par exemple 01, 2A ou 9D",
            found=department,
        )
    return department


def _named(line: int, fields: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    """The fields by name; the separator that ends a line makes one more, empty."""
    if len(fields) == len(columns) + 1 and not fields[-1]:
        fields.pop()
    if len(fields) != len(columns):
        raise wrong_count(line, len(columns), fields)
    return {name: value.strip() for name, value in zip(columns, fields, strict=True)}


def insee_code(department: str, commune: str) -> str:
    """The INSEE code of a commune; overseas departments are 9A, 9B… and communes keep 3 digits."""
    return ("97" if OVERSEAS_LETTER.match(department) else department) + commune


def _site(line: int, row: dict[str, str]) -> Iterator[Row]:
    number = checked_number(row["nofinesset"], line, "nofinesset")
    if not number:
        yield Remark(line, "le numéro du site est absent.", "nofinesset", is_rejection=True)
        return
    postal = POSTAL_CODE.match(row["ligneacheminement"])
    street = (row["numvoie"] + row["compvoie"], row["typvoie"], row["voie"], row["lieuditbp"])
    yield SiteRow(
        line=line,
        number=number,
        entity=checked_number(row["nofinessej"], line, "nofinessej"),
        name=row["rslongue"] or row["rs"],
        category_code=row["categetab"],
        category_label=row["libcategetab"],
        espic=row["codesph"],
        siret=row["siret"],
        address=joined(*street),
        postal_code=postal[0] if postal else "",
        commune_code=insee_code(_checked_department(line, row["departement"]), row["commune"]),
        raw={name: value for name, value in row.items() if value and name != "section"},
    )


def _entity(line: int, row: dict[str, str]) -> Iterator[Row]:
    yield EntityRow(
        line=line,
        number=checked_number(row["nofiness"], line, "nofiness"),
        name=row["rslongue"] or row["rs"],
        legal_status=row["statutjuridique"],
        siren=row["siren"],
    )


def _point(line: int, fields: list[str]) -> Iterator[Row]:
    """A metropolitan point. The source is one field or several; overseas grids are left out."""
    if len(fields) < MIN_POINT_FIELDS:
        raise wrong_count(line, MIN_POINT_FIELDS, fields)
    _, number, x, y, *source = fields
    checked_number(number, line, "nofinesset")
    if not METROPOLITAN.search(";".join(source)):
        return
    try:
        point = from_lambert93(float(x), float(y))
    except ValueError:
        point = None
    if point is None:
        reason = "les coordonnées ne sont pas en métropole."
        yield Remark(line, reason, "coordx")
    else:
        yield PointRow(line, number, point)
