"""From a file (TOML, JSON, CSV) to facts: every fault is told with its place and a valid form."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tandem.commands.dossier_form import (
    DOSSIER,
    PLACES,
    SEPARATOR,
    Place,
    Record,
    Records,
    Scalar,
    Spec,
)
from tandem.domain.eligibility.facts import (
    CandidateFacts,
    Facts,
    Filing,
    Renewal,
    Segment,
    StructureFacts,
)
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import typography
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.reading import nearest

Data = dict[str, Any]
PARTNER_PREFIXES = {Place.PARTNER.value: 0, Place.SECOND_PARTNER.value: 1}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (French, with the valid form) and where: a key, or a line."""

    where: str
    what: str


class UnreadableFileError(InvalidInputError):
    """A file that cannot be judged; `faults` says everything that is wrong in it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(f"{fault.where} : {fault.what}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier read from a file: its name there, and its facts."""

    name: str
    facts: Facts


def read_dossiers(path: Path) -> list[Dossier]:
    """Every dossier of a file, after its suffix. Raises UnreadableFileError."""
    readers = {".toml": _toml, ".json": _json, ".csv": _csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = "un fichier .toml, .json ou .csv, par exemple dossier.toml"
        raise UnreadableFileError([Fault("nom", f"Format inconnu. Attendu : {known}.")])
    faults: list[Fault] = []
    dossiers: list[Dossier] = []
    for name, raw, line in reader(_text_of(path), path.stem):
        try:
            dossiers.append(Dossier(str(raw.get("dossier") or name), facts_from(raw, line)))
        except UnreadableFileError as error:
            faults.extend(error.faults)
    if not dossiers and not faults:
        what = "Aucun dossier dans ce fichier : écrivez une ligne par dossier sous l’en-tête."
        faults.append(Fault("ligne 2", typography(what)))
    if faults:
        raise UnreadableFileError(faults)
    return dossiers


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        example = "examples/dossier-complet.toml"
        what = f"Ce fichier ne peut pas être ouvert. Vérifiez son nom, par exemple {example}."
        raise UnreadableFileError([Fault("ouverture", typography(what))]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = "Ce fichier n’est pas en UTF-8. Enregistrez-le en UTF-8, par exemple « CSV UTF-8 »."
        raise UnreadableFileError([Fault(f"ligne {line}", typography(what))]) from error


Rows = Iterator[tuple[str, Data, str]]


def _toml(text: str, name: str) -> Rows:
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"ligne {line[1]}" if line else "fin du fichier"
        what = 'Ce TOML n’est pas lisible. Écrivez par exemple nom = "CH de Valmorin".'
        raise UnreadableFileError([Fault(where, typography(what))]) from error
    yield name, raw, ""


def _json(text: str, name: str) -> Rows:
    try:
        raw = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        what = 'Ce JSON n’est pas lisible. Écrivez par exemple "nom": "CH de Valmorin".'
        raise UnreadableFileError([Fault(f"ligne {error.lineno}", typography(what))]) from error
    if not isinstance(raw, dict):
        what = 'Ce JSON n’est pas un dossier. Écrivez un objet, par exemple {"dossier": "A-01"}.'
        raise UnreadableFileError([Fault("ligne 1", typography(what))])
    yield name, raw, ""


def _once(pairs: list[tuple[str, Any]]) -> Data:
    """A JSON object whose keys are written once."""
    data = dict(pairs)
    for key in data:
        if sum(key == other for other, _ in pairs) > 1:
            raise UnreadableFileError([Fault(f"clé « {key} »", "Cette clé est écrite deux fois.")])
    return data


def _csv(text: str, name: str) -> Rows:
    lines = text.splitlines(keepends=True)
    header = lines[0] if lines else ""
    delimiter = ";" if header.count(";") >= header.count(",") else ","
    rows = csv.DictReader(lines, delimiter=delimiter, strict=True)
    faults = [
        Fault("ligne 1", f"La colonne « {column} » n’existe pas.{nearest(column, COLUMNS)}")
        for column in rows.fieldnames or ()
        if column not in COLUMNS
    ]
    if faults or not rows.fieldnames:
        empty = Fault(
            "ligne 1",
            "Le fichier est vide. Écrivez un en-tête, par exemple dossier;recruteur.type.",
        )
        raise UnreadableFileError(faults or [empty])
    yield from _csv_rows(rows, name)


def _csv_rows(rows: csv.DictReader[str], name: str) -> Rows:
    faults: list[Fault] = []
    try:
        for row in rows:
            line = f"ligne {rows.line_num}"
            if None in row or None in row.values():
                what = "Le nombre de cellules n’est pas celui de l’en-tête."
                faults.append(Fault(line, what))
                continue
            yield f"{name}, {line}", _nested(row, line, faults), line
    except csv.Error:
        what = 'Cette ligne n’est pas lisible : fermez les guillemets, par exemple "texte".'
        faults.append(Fault(f"ligne {rows.line_num}", typography(what)))
    if faults:
        raise UnreadableFileError(faults)


def _columns(spec: Record, prefix: str) -> Iterator[tuple[str, Spec]]:
    for key, inner in spec.fields.items():
        if isinstance(inner, Record):
            yield from _columns(inner, f"{prefix}{key}.")
        elif key == "partenaires" and isinstance(inner, Records):
            for partner in PARTNER_PREFIXES:
                yield from _columns(inner.item, f"{partner}.")
        else:
            yield prefix + key, inner


COLUMNS: Mapping[str, Spec] = dict(_columns(DOSSIER, ""))


def _nested(row: Mapping[str, str], line: str, faults: list[Fault]) -> Data:
    """The same tables as a TOML file; an empty cell says nothing, a bad one adds a fault."""
    data: Data = {}
    for column, cell in row.items():
        if not cell.strip():
            continue
        try:
            _put(data, column.split("."), _cell(COLUMNS[column], cell.strip()))
        except ValueError:
            faults.append(Fault(f"{line}, colonne « {column} »", _refused(COLUMNS[column], cell)))
    return data


def _put(data: Data, path: list[str], value: Any) -> None:
    if path[0] in PARTNER_PREFIXES:
        partners = data.setdefault("partenaires", [])
        rank = PARTNER_PREFIXES[path[0]]
        partners.extend({} for _ in range(rank + 1 - len(partners)))
        partners[rank][path[1]] = value
        return
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value


def _cell(spec: Spec, text: str) -> Any:
    if isinstance(spec, Scalar):
        return spec.from_text(text)
    if not isinstance(spec, Records):
        raise TypeError(spec)
    items = [part.split() for part in text.split(SEPARATOR)]
    fields = spec.item.fields
    return [
        {key: _cell(fields[key], word) for key, word in zip(fields, words, strict=True)}
        for words in items
    ]


def _refused(spec: Spec, value: Any) -> str:
    expected = (
        spec.expected
        if isinstance(spec, Scalar)
        else "recruteur 2025-11-01 2027-10-31 6 | partenaire 2025-11-01 2027-10-31 4"
    )
    return typography(f"« {value} » n’a pas la forme voulue. Attendu : {expected}.")


@dataclass(slots=True)
class _Reading:
    """Reads a mapping after its form and keeps every fault."""

    line: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, path: str, what: str) -> None:
        where = f"clé « {path} »" if not self.line else f"{self.line}, « {path} »"
        self.faults.append(Fault(where, typography(what)))

    def read(self, spec: Spec, value: Any, path: str) -> Any:
        if isinstance(spec, Record):
            return self._record(spec, value, path)
        if isinstance(spec, Records):
            return self._records(spec, value, path)
        try:
            return spec.read(value)
        except ValueError:
            self.add(path, _refused(spec, value))
            return None

    def _records(self, spec: Records, value: Any, path: str) -> list[Any]:
        if not isinstance(value, list):
            self.add(path, f"Attendu : une liste de tables, par exemple [[{path}]].")
            return []
        return [self._record(spec.item, v, f"{path}[{n}]") for n, v in enumerate(value, 1)]

    def _record(self, spec: Record, value: Any, path: str) -> Data:
        if not isinstance(value, dict):
            self.add(path, f"Attendu : une table, par exemple [{path}].")
            return {}
        prefix = f"{path}." if path else ""
        for key in (key for key in value if key not in spec.fields):
            known = ", ".join(spec.fields)
            near = nearest(key, spec.fields)
            self.add(f"{prefix}{key}", f"Cette clé n’existe pas.{near} Attendu : {known}.")
        for key in (key for key in spec.required if key not in value):
            self.add(f"{prefix}{key}", "Cette clé manque.")
        return {
            key: self.read(spec.fields[key], inner, prefix + key)
            for key, inner in value.items()
            if key in spec.fields
        }


def facts_from(raw: Mapping[str, Any], line: str = "") -> Facts:
    """The facts of a dossier written after DOSSIER. Raises UnreadableFileError with every fault."""
    reading = _Reading(line)
    data = reading.read(DOSSIER, dict(raw), "")
    _check_periods(reading, data)
    if reading.faults:
        raise UnreadableFileError(reading.faults)
    return _facts(data)


def _check_periods(reading: _Reading, data: Data) -> None:
    for rank, item in enumerate((data.get("temps") or {}).get("segments", ()), 1):
        start, end = item.get("du"), item.get("au")
        if start and end and end < start:
            what = "La fin précède le début. Écrivez par exemple du 2025-11-01 au 2027-10-31."
            reading.add(f"temps.segments[{rank}].au", what)


def _facts(data: Data) -> Facts:
    project, week = data.get("projet", {}), data.get("temps", {})
    recruiter = data.get("recruteur")
    return Facts(
        recruiter=None if recruiter is None else _structure(recruiter),
        partners=tuple(_structure(partner) for partner in data.get("partenaires", ())),
        common_direction=project.get("direction_commune"),
        profession=project.get("profession"),
        specialty=project.get("specialite"),
        missions=_set(project.get("missions")),
        objectives=_set(project.get("objectifs")),
        objectives_argument=project.get("argumentaire"),
        permanence=project.get("perennisation"),
        segments=tuple(_segment(item) for item in week.get("segments", ())),
        main_place=PLACES[week["site_principal"]] if "site_principal" in week else None,
        distance_km=week.get("distance_km"),
        pet_authorised=week.get("pet_autorisee"),
        candidate=_candidate(data["candidat"]) if "candidat" in data else None,
        shares=data.get("financement", {}).get("parts"),
        documents=_set(data.get("pieces", {}).get("jointes")),
        agreement_signed_on=data.get("pieces", {}).get("convention_signee_le"),
        filing=_filing(data["depot"]) if "depot" in data else None,
        renewal=_renewal(data["renouvellement"]) if "renouvellement" in data else None,
    )


def _set(values: tuple[Any, ...] | None) -> frozenset[Any] | None:
    return None if values is None else frozenset(values)


def _structure(data: Data) -> StructureFacts:
    return StructureFacts(
        name=data.get("nom", ""),
        kind=data.get("type"),
        finess=data.get("finess"),
        legal_entity=data.get("entite_juridique"),
        siren=data.get("siren"),
        group=data.get("ght"),
        municipality=data.get("commune"),
        department=data.get("departement"),
    )


def _segment(data: Data) -> Segment:
    return Segment(
        place=PLACES[data["structure"]],
        period=Period(data["du"], data["au"]),
        half_days=data["demi_journees"],
    )


def _candidate(data: Data) -> CandidateFacts:
    return CandidateFacts(
        name=data.get("nom", ""),
        rpps=data.get("rpps"),
        specialty_diploma=data.get("diplome"),
        diploma_on=data.get("diplome_le"),
        thesis_on=data.get("these_le"),
        registered_on=data.get("ordre_le"),
        has_consolidation_phase=data.get("phase_3"),
        months_as_assistant=data.get("mois_assistant"),
        months_as_clinic_head=data.get("mois_clinicat"),
        earlier_support=data.get("aide_anterieure"),
        agreed_on=data.get("accord_le"),
    )


def _filing(data: Data) -> Filing:
    return Filing(at=data["le"], role=data["qualite"], structure=data.get("structure"))


def _renewal(data: Data) -> Renewal:
    return Renewal(
        same_project=data.get("meme_projet"),
        same_partners=data.get("memes_partenaires"),
        same_candidate=data.get("meme_candidat"),
        months=data.get("mois"),
        earlier_renewals=data.get("deja_obtenus"),
    )
