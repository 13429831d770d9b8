"""The zoning of communes for general medicine: a CSV with `code_commune` and `zonage` or `zone`."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.apps.territory.registers.rows import Reading, Remark, Row, ZoneRow, quoted
from tandem.apps.territory.registers.tables import Table, table

REQUIRED = ("code_commune", "zonage")
CATEGORIES = ("ZIP", "ZAC", "ZAR", "HZ")


def read(data: bytes) -> Reading:
    """The category of each commune. Raises RegisterError, also while iterating."""
    return Reading("Zonage des communes", _rows(table(data, REQUIRED, {"zone": "zonage"})))


def _rows(source: Table) -> Iterator[Row]:
    commune, zone = source.columns["code_commune"], source.columns["zonage"]
    for line, fields in source.lines:
        category = fields[zone].strip().upper()
        if category in CATEGORIES:
            yield ZoneRow(line, fields[commune].strip(), category)
        else:
            reason = f"{quoted(fields[zone])} n’est pas une zone connue ({', '.join(CATEGORIES)})."
            yield Remark(line, reason, "zonage", is_rejection=True)
