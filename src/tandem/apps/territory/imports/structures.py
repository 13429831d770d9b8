"""Bringing legal entities and sites to what a register says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tandem.apps.territory.imports.places import Gazetteer, Place
from tandem.apps.territory.imports.reference import load_reference
from tandem.apps.territory.imports.report import ImportOptions, ImportReport, Tally
from tandem.apps.territory.imports.writing import Writer, closed, opened
from tandem.apps.territory.kinds import PUBLIC_ESTABLISHMENT, is_public, structure_kind
from tandem.apps.territory.models import Dataset, LegalEntity, Structure
from tandem.apps.territory.names import MAX_NAME, display_name, search_text
from tandem.apps.territory.points import Point
from tandem.apps.territory.registers.detect import RegisterFile, read_structures
from tandem.apps.territory.registers.rows import (
    EntityRow,
    PointRow,
    RegisterError,
    Remark,
    Row,
    SiteRow,
    naming,
    quoted,
)
from tandem.catalogue.reference import read
from tandem.domain.kernel import identifiers

UNKNOWN_NAME = "Entité juridique inconnue du registre"


@dataclass(slots=True)
class Content:
    """What the files say together, by number; of a number said twice by two files, the last.

    `general` are the datasets whose categories out of scope are left out; `seen` every number.
    """

    entities: dict[str, tuple[EntityRow, Dataset]] = field(default_factory=dict)
    sites: dict[str, tuple[SiteRow, Dataset]] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)
    datasets: list[Dataset] = field(default_factory=list)
    files: dict[int, str] = field(default_factory=dict)
    general: set[int] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def take(self, row: Row, dataset: Dataset, report: ImportReport) -> None:
        """File one row."""
        if isinstance(row, SiteRow):
            self.seen.add(row.number)
            self._keep(self.sites, row, dataset, report)
        elif isinstance(row, EntityRow):
            self._keep(self.entities, row, dataset, report)
        elif isinstance(row, PointRow):
            self.points[row.number] = row.point
        elif isinstance(row, Remark):
            report.note(row._replace(file=self.files[dataset.pk]))

    def _keep(self, rows: dict[str, Any], row: Any, dataset: Dataset, report: ImportReport) -> None:
        """File a row under its number, unless its own file has said that number already."""
        file = self.files[dataset.pk]
        earlier = rows.get(row.number)
        if not row.number:
            reason = "l’entité juridique n’a pas de numéro, elle n’est pas reprise."
            report.note(Remark(row.line, reason, file=file))
        elif earlier and earlier[1] is dataset:
            reason = f"le numéro {row.number} est déjà écrit ligne {earlier[0].line}."
            report.note(Remark(row.line, reason, is_rejection=True, file=file))
        elif not row.name:
            reason = f"le nom de {row.number} est absent."
            report.note(Remark(row.line, reason, is_rejection=True, file=file))
        else:
            rows[row.number] = row, dataset


@transaction.atomic
def import_structures(files: Sequence[RegisterFile], options: ImportOptions) -> ImportReport:
    """Import registers of structures; the files of one call are read as one register.

    Raises RegisterError (French: line, column, expected, found), and then nothing is written.
    """
    load_reference(options.at)
    report = ImportReport(
        {
            "entities": Tally("entité juridique", "entités juridiques", is_feminine=True),
            "sites": Tally("site", "sites"),
        }
    )
    content = Content()
    for file in files:
        with naming(file.name):
            _collect(file, options, content, report)
    _Import(content, options, report).run()
    closed(content.datasets, report, options)
    if options.dry_run:
        transaction.set_rollback(True)
    return report


def _collect(
    file: RegisterFile, options: ImportOptions, content: Content, report: ImportReport
) -> None:
    """Read one file into the common content."""
    reading = read_structures(file)
    dataset = opened("structures", file, options)
    dataset.dated_on = options.dated_on or reading.dated_on
    content.datasets.append(dataset)
    content.files[dataset.pk] = file.name
    if reading.is_general:
        content.general.add(dataset.pk)
    before = report.read
    for row in reading.rows:
        report.read += 1
        content.take(row, dataset, report)
    if report.read == before:
        raise RegisterError("le fichier ne contient aucune structure.", found=reading.label)


class _Import:
    """One import under way: scope first, then the entities, the sites, and what is gone."""

    def __init__(self, content: Content, options: ImportOptions, report: ImportReport) -> None:
        self.content, self.options, self.report = content, options, report
        self.entities = Writer(
            LegalEntity, LegalEntity.objects.in_bulk(), report.tallies["entities"]
        )
        known = Structure.objects.exclude(finess=None)
        if options.full:
            known = known.select_related("commune__department")
        self.sites = Writer(
            Structure, {str(site.finess): site for site in known}, report.tallies["sites"]
        )
        self.places = Gazetteer({row.commune_code for row, _ in content.sites.values()})

    def run(self) -> None:
        """Do it."""
        kept = [number for number in self.content.sites if self._is_in_scope(number)]
        owners = {number: self._owner(number) for number in kept}
        self._put_entities(owners)
        for number in kept:
            self._put_site(number, owners[number])
        if self.options.full:
            self._close_absent()
        self.entities.save()
        self.sites.save()

    def _is_in_scope(self, number: str) -> bool:
        row, dataset = self.content.sites[number]
        place = self.places.get(row.commune_code)
        if row.is_closed and number not in self.sites.known:
            self.report.skipped["déjà fermé"] += 1
        elif dataset.pk in self.content.general and row.category_code not in read.categories():
            self.report.skipped["catégorie hors du champ"] += 1
        elif self.options.regions and (place is None or place.region not in self.options.regions):
            self.report.skipped["autre région"] += 1
        else:
            return True
        return False

    def _owner(self, number: str) -> str:
        """The number of the entity that answers for a site.

        The register of the SAE lists legal entities among the sites, under their own number and
        without naming an owner: they are their own.
        """
        row, dataset = self.content.sites[number]
        if row.entity:
            return row.entity
        if number in self.content.entities or number in self.entities.known:
            return number
        reason = f"le registre ne dit pas de quelle entité {number} relève."
        self._warn(row, dataset, reason, "entité")
        return LegalEntity.UNKNOWN

    def _put_entities(self, owners: Mapping[str, str]) -> None:
        """The entities that answer for a site in scope; all of them if the files hold no site."""
        wanted = set(owners.values()) | self.entities.known.keys()
        for number, (row, dataset) in self.content.entities.items():
            if number in wanted or not self.content.sites:
                self._put_entity(row, dataset)
        told = self.content.entities.keys() | self.entities.known.keys()
        for site, number in owners.items():
            if number not in told and number not in self.entities.new:
                self._put_unnamed(number, *self.content.sites[site])

    def _put_entity(self, row: EntityRow, dataset: Dataset) -> None:
        if row.is_closed and row.number not in self.entities.known:
            self.report.skipped["déjà fermé"] += 1
            return
        values = {
            "finess": row.number,
            "name": display_name(row.name),
            "legal_status": row.legal_status,
            "is_public": is_public(row.legal_status),
            "siren": row.siren,
            "group_code": row.group_code,
            "group_name": row.group_name,
            "is_active": not row.is_closed,
        }
        told = {name: value for name, value in values.items() if value is not None}
        self.entities.put(row.number, told, dataset)

    def _put_unnamed(self, number: str, site: SiteRow, dataset: Dataset) -> None:
        """An entity known only through its sites."""
        values: dict[str, Any] = {"finess": number, "name": UNKNOWN_NAME}
        if number != LegalEntity.UNKNOWN:
            values["name"] = f"Entité juridique {number}"
            values["is_public"] = True if site.espic == PUBLIC_ESTABLISHMENT else None
            reason = f"l’entité juridique {number} n’est ni dans les fichiers ni dans la base."
            self._warn(site, dataset, reason, "entité")
        self.entities.put(number, values, dataset)

    def _status(self, row: SiteRow, owner: str) -> str:
        if row.legal_status:
            return row.legal_status
        if owner in self.content.entities:
            return self.content.entities[owner][0].legal_status
        known = self.entities.known.get(owner)
        return known.legal_status if known else ""

    def _put_site(self, number: str, owner: str) -> None:
        row, dataset = self.content.sites[number]
        known = self.sites.known.get(number)
        if row.is_closed:
            values: dict[str, Any] = {"is_active": False, "closed_on": row.closed_on}
        else:
            values = self._site_values(row, owner, known)
            self._warn_of_values(row, dataset, values)
        self.sites.put(number, values, dataset)

    def _site_values(self, row: SiteRow, owner: str, known: Structure | None) -> dict[str, Any]:
        place = self.places.get(row.commune_code)
        town = place.name if place else ""
        if known and known.official_name == row.name[:MAX_NAME]:
            name = known.name  # perhaps corrected by hand
        else:
            name = display_name(row.name, town)
        department = place.department if place else ""
        return {
            "finess": row.number,
            "legal_entity_id": owner,
            "name": name,
            "official_name": row.name,
            "kind": structure_kind(row.category_code, self._status(row, owner), row.espic).value,
            "category_code": row.category_code,
            "category_label": _label(row),
            "siret": row.siret if len(row.siret) == identifiers.LENGTHS["SIRET"] else "",
            "address": row.address,
            "postal_code": row.postal_code,
            "commune_id": place.code if place else None,
            "closed_on": None,
            "is_active": True,
            "raw": row.raw,
            "search": search_text(name, row.name, town, department, row.postal_code, row.number),
            **self._where(row, place, known),
        }

    def _warn(self, row: SiteRow, dataset: Dataset, reason: str, column: str) -> None:
        file = self.content.files[dataset.pk]
        self.report.note(Remark(row.line, reason, column, file=file))

    def _warn_of_values(self, row: SiteRow, dataset: Dataset, values: dict[str, Any]) -> None:
        """Faults of a source that do not make a site unusable: it is kept, without them."""
        if values["commune_id"] is None:
            reason = f"la commune {quoted(row.commune_code)} n’est pas connue."
            self._warn(row, dataset, reason, "commune")
        if row.siret and not identifiers.is_valid("SIRET", row.siret):
            reason = f"la clé ou la longueur du SIRET {quoted(row.siret)} est fausse."
            self._warn(row, dataset, reason, "siret")

    def _where(self, row: SiteRow, place: Place | None, known: Structure | None) -> dict[str, Any]:
        """The best point: this file's, else the exact one that we had, else the town hall's."""
        exact = self.content.points.get(row.number)
        point, is_exact = (exact, True) if exact else (row.point, row.point_is_exact)
        has_moved = known is None or known.commune_id != (place.code if place else None)
        if known and known.point_is_exact and not is_exact and not has_moved:
            return {}
        if point is None and place and place.latitude is not None and place.longitude is not None:
            point = Point(place.latitude, place.longitude)
        return {
            "latitude": point.latitude if point else None,
            "longitude": point.longitude if point else None,
            "point_is_exact": is_exact,
        }

    def _close_absent(self) -> None:
        """Close what a full register no longer holds. Units without a number are not concerned."""
        dataset, regions = self.content.datasets[-1], self.options.regions
        for number, site in self.sites.known.items():
            department = site.department
            elsewhere = regions and (department is None or department.region_id not in regions)
            is_open = site.is_active and not site.is_fictitious
            if is_open and not elsewhere and number not in self.content.seen:
                self.sites.put(number, {"is_active": False}, dataset)
        if regions or not self.content.entities:
            return
        for number, entity in self.entities.known.items():
            is_ours = entity.is_fictitious or number == LegalEntity.UNKNOWN
            if entity.is_active and not is_ours and number not in self.content.entities:
                self.entities.put(number, {"is_active": False}, dataset)


def _label(row: SiteRow) -> str:
    category = read.categories().get(row.category_code)
    return (category.label if category else row.category_label)[:120]
