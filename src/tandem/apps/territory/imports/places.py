"""Communes and zones: the reference that is shipped, and the files that refresh it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from django.db import transaction

from tandem.apps.territory.imports.reference import load_reference
from tandem.apps.territory.imports.report import ImportOptions, ImportReport, Tally
from tandem.apps.territory.imports.writing import Writer, chunks, closed, opened
from tandem.apps.territory.models import Commune, Department, Zone
from tandem.apps.territory.registers import communes as commune_reader
from tandem.apps.territory.registers import zones as zone_reader
from tandem.apps.territory.registers.detect import RegisterFile
from tandem.apps.territory.registers.rows import (
    CommuneRow,
    Reading,
    RegisterError,
    Remark,
    ZoneRow,
    naming,
    quoted,
)
from tandem.domain.kernel.errors import InvalidInputError

MOST_MERGERS = 5  # one commune absorbed by another, which was absorbed in turn…


class Place(NamedTuple):
    """What an import needs to know of a commune in force."""

    code: str
    name: str
    department: str
    region: str
    latitude: float | None
    longitude: float | None


class Gazetteer:
    """The communes that a file names, old codes included."""

    FIELDS = (
        "code", "name", "department_id", "department__region_id", "latitude", "longitude",
    )  # fmt: skip

    def __init__(self, codes: AbstractSet[str]) -> None:
        self.heirs: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        asked: set[str] = set()
        while wanted := (codes | set(self.heirs.values())) - asked:
            asked |= wanted
            for some in chunks(sorted(wanted)):
                self._load(some)

    def _load(self, codes: Sequence[str]) -> None:
        found = Commune.objects.filter(code__in=codes).values_list(
            *self.FIELDS, "is_active", "parent_id"
        )
        for *place, is_active, parent in found:
            if is_active:
                self.places[place[0]] = Place(*place)
            elif parent:
                self.heirs[place[0]] = parent

    def get(self, code: str) -> Place | None:
        """The commune in force that holds the place of this code."""
        for _ in range(MOST_MERGERS):
            code = self.heirs.get(code, code)
        return self.places.get(code)


def _collected(
    reader: Callable[[bytes], Reading], file: RegisterFile, report: ImportReport
) -> list[Any]:
    """The rows of a file that can be read; its remarks go to the report."""
    rows: list[Any] = []
    with naming(file.name):
        for row in reader(file.content()).rows:
            report.read += 1
            if isinstance(row, Remark):
                report.note(row._replace(file=file.name))
            else:
                rows.append(row)
        if not report.read:
            raise RegisterError("le fichier ne contient aucune ligne après l’en-tête.")
    return rows


@transaction.atomic
def import_communes(files: Sequence[RegisterFile], options: ImportOptions) -> ImportReport:
    """Refresh the communes. `options.full`: communes that no file names are no longer in force.

    Raises RegisterError, and then nothing is written.
    """
    load_reference(options.at)
    tally = Tally("commune", "communes", is_feminine=True)
    report = ImportReport({"communes": tally})
    writer = Writer(Commune, Commune.objects.in_bulk(), tally)
    departments = set(Department.objects.values_list("code", flat=True))
    datasets, seen = [], set()
    for file in files:
        rows = _collected(commune_reader.read, file, report)
        dataset = opened("communes", file, options)
        datasets.append(dataset)
        for values in _commune_values(rows, departments, writer, report):
            seen.add(values["code"])
            writer.put(values["code"], values, dataset)
    if options.full:
        for code in [code for code, row in writer.known.items() if row.is_active]:
            if code not in seen:
                writer.put(code, {"is_active": False}, datasets[-1])
    writer.save()
    closed(datasets, report, options)
    if options.dry_run:
        transaction.set_rollback(True)
    return report


def _commune_values(
    rows: list[CommuneRow], departments: set[str], writer: Writer[Commune], report: ImportReport
) -> Iterable[dict[str, Any]]:
    """What each row says, its department found through its parent where the file leaves it out."""
    known = {code: row.department_id for code, row in writer.known.items()}
    known |= {row.code: row.department for row in rows if row.department}
    codes = known.keys() | {row.code for row in rows}
    for row in rows:
        department = row.department or known.get(row.parent or "", "")
        if department not in departments:
            reason = f"le département {quoted(department)} n’est pas connu."
            report.note(Remark(row.line, reason, "departement", is_rejection=True))
        elif row.parent and row.parent not in codes:
            reason = f"la commune {quoted(row.parent)} n’est ni dans le fichier ni dans la base."
            report.note(Remark(row.line, reason, "commune_parent", is_rejection=True))
        else:
            yield _told(row, department)


def _told(row: CommuneRow, department: str) -> dict[str, Any]:
    values = {
        "code": row.code,
        "name": row.name,
        "department_id": department,
        "parent_id": row.parent,
        "is_active": row.is_active,
        "postal_codes": row.postal_codes,
        "population": row.population,
        "latitude": row.point.latitude if row.point else None,
        "longitude": row.point.longitude if row.point else None,
    }
    return {
        name: value for name, value in values.items() if value is not None or name == "parent_id"
    }


@transaction.atomic
def import_zones(file: RegisterFile, options: ImportOptions) -> ImportReport:
    """Import a zoning in force from `options.dated_on`, which it needs.

    Raises RegisterError or InvalidInputError, and then nothing is written.
    """
    if options.dated_on is None:
        raise InvalidInputError(
            "Un zonage a une date d’effet. Ajoutez-la, par exemple «\u202f--dated 2022-03-30\u202f»."
        )
    load_reference(options.at)
    tally = Tally("zone", "zones", is_feminine=True)
    report = ImportReport({"zones": tally})
    rows = _collected(zone_reader.read, file, report)
    dataset = opened("zones", file, options)
    known = {zone.commune_id: zone for zone in Zone.objects.filter(effective_on=options.dated_on)}
    writer = Writer(Zone, known, tally)
    gazetteer = Gazetteer({row.commune_code for row in rows})
    for commune, row in _zoned(rows, gazetteer, report):
        values = {
            "commune_id": commune,
            "effective_on": options.dated_on,
            "category": row.category,
        }
        writer.put(commune, values, dataset)
    writer.save()
    closed([dataset], report, options)
    if options.dry_run:
        transaction.set_rollback(True)
    return report


def _zoned(
    rows: list[ZoneRow], gazetteer: Gazetteer, report: ImportReport
) -> Iterable[tuple[str, ZoneRow]]:
    """One row a commune in force: the first one, when old communes make one commune now."""
    first: dict[str, ZoneRow] = {}
    for row in rows:
        place = gazetteer.get(row.commune_code)
        if place is None:
            reason = f"la commune {quoted(row.commune_code)} n’est pas connue."
            report.note(Remark(row.line, reason, "code_commune", is_rejection=True))
        elif place.code not in first:
            first[place.code] = row
            yield place.code, row
        elif first[place.code].category != row.category:
            reason = f"{place.name} a déjà la zone {first[place.code].category}, lue avant."
            report.note(Remark(row.line, reason, "zonage", is_rejection=True))
