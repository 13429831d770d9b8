"""Communes: our own CSV (`code,nom,departement…`), its delegated communes, or INSEE's `v_commune`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tandem.apps.territory.points import Point
from tandem.apps.territory.registers.rows import CommuneRow, Reading, Remark, Row, quoted
from tandem.apps.territory.registers.tables import Table, decoded, header_of, table

CODE = re.compile(r"(?:\d\d|2[AB])\d{3}")
ALIASES = {
    "com": "code",
    "libelle": "nom",
    "dep": "departement",
    "typecom": "type",
    "comparent": "parent",
    "commune_parent": "parent",
    "chef_lieu": "parent",
}
REQUIRED = ("code", "nom", "departement", "type", "parent")
IN_FORCE = frozenset({"COM", "ARM"})


def read(data: bytes) -> Reading:
    """Communes in force and the old codes that lead to them. Raises RegisterError."""
    source = table(data, REQUIRED, ALIASES)
    official = "com" in header_of(decoded(data))[1]
    label = "Communes, fichier de l’INSEE" if official else "Communes, CSV simple"
    return Reading(label, _rows(source))


def _rows(source: Table) -> Iterator[Row]:
    for line, fields in source.lines:
        row = {name: fields[place].strip() for name, place in source.columns.items()}
        if not CODE.fullmatch(row["code"]):
            reason = (
                f"{quoted(row['code'])} n’est pas un code de commune, par exemple 77284 ou 2A004."
            )
            yield Remark(line, reason, "code", is_rejection=True)
        # A delegated commune may bear the code of the commune that it belongs to.
        elif row["type"] in IN_FORCE or row["code"] != row["parent"]:
            yield from _commune(line, row)


def _commune(line: int, row: Mapping[str, str]) -> Iterator[Row]:
    try:
        population = int(row["population"]) if row.get("population") else None
        has_point = row.get("lat") and row.get("lon")
        point = Point(float(row["lat"]), float(row["lon"])) if has_point else None
    except ValueError:
        reason = "la population ou le point n’est pas un nombre."
        yield Remark(line, reason, "population", is_rejection=True)
        return
    yield CommuneRow(
        line=line,
        code=row["code"],
        name=row["nom"].replace("'", "’"),
        department=row["departement"],
        parent=row["parent"] or None,
        is_active=row["type"] in IN_FORCE,
        postal_codes=row.get("codes_postaux"),
        population=population,
        point=point,
    )
