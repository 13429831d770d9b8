"""Small registers for the tests: valid keys on serials of a department 99 that does not exist."""

from __future__ import annotations

import gzip
import json
from typing import Any

from tandem.domain.kernel.identifiers import luhn_is_valid

SITE_HEADER = (
    "finess_et,finess_ej,nom,categorie,categorie_libelle,statut_juridique,espic,siret,"
    "code_commune,adresse,code_postal,lon,lat,geo"
)
ENTITY_HEADER = "finess_ej,nom,statut_juridique"
FINESS_HEADER = "finess;etalab;2;2026-05-04"


def keyed(serial: int) -> str:
    """A FINESS number with a true key: keyed(1) is 99000001 and its key."""
    digits = f"99{serial:06d}"
    return next(digits + str(key) for key in range(10) if luhn_is_valid(digits + str(key)))


SITE, OTHER_SITE, ENTITY, OTHER_ENTITY = (keyed(serial) for serial in (1, 2, 900, 901))
WRONG = SITE[:-1] + str((int(SITE[-1]) + 1) % 10)


def simple_sites(*rows: str) -> bytes:
    return "\n".join((SITE_HEADER, *rows, "")).encode()


def simple_site(number: str = SITE, entity: str = ENTITY, **values: str) -> str:
    told = {
        "nom": "CH DE TREVOUX", "categorie": "355", "libelle": "Centre hospitalier",
        "statut": "13", "espic": "1", "siret": "", "commune": "01427", "adresse": "14 R BASSE",
        "postal": "01600", "lon": "4.77", "lat": "45.94", "geo": "finess_2020",
    } | values  # fmt: skip
    return ",".join((number, entity, *told.values()))


def simple_entities(*rows: str) -> bytes:
    return "\n".join((ENTITY_HEADER, *rows, "")).encode()


def finess_site(number: str = SITE, entity: str = ENTITY, **values: str) -> str:
    """A line of cs1100502: 32 fields and a last separator."""
    told = {
        "rs": "CH DE TREVOUX", "rslongue": "CENTRE HOSPITALIER DE TREVOUX", "complrs": "",
        "compldistrib": "", "numvoie": "14", "typvoie": "R", "voie": "BASSE", "compvoie": "B",
        "lieuditbp": "BP 3", "commune": "427", "departement": "01", "lib": "AIN",
        "acheminement": "01606 TREVOUX CEDEX", "tel": "", "fax": "", "categetab": "355",
        "libcategetab": "Centre Hospitalier", "agr": "1102", "libagr": "CH", "siret": "",
        "ape": "8610Z", "mft": "03", "libmft": "ARS", "codesph": "1", "libsph": "EPS",
        "ouv": "1979-02-13", "autor": "1979-02-13", "maj": "2020-02-04", "uai": "",
    } | values  # fmt: skip
    return ";".join(("structureet", number, entity, *told.values(), ""))


def finess_entity(number: str = ENTITY, name: str = "CH DE TREVOUX", status: str = "13") -> str:
    """A line of cs1100501: 23 fields and a last separator."""
    fields = ("structureej", number, "", name, "", "", "", "", "", "", "", "427", "01600 TREVOUX",
              "01", "AIN", "", status, "Public", "", "", "260100078", "8610Z", "1979-02-13")  # fmt: skip
    return ";".join((*fields, ""))


def finess(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join((FINESS_HEADER, *lines, "")).encode(encoding)


def plus_site(number: str = SITE, **values: Any) -> dict[str, Any]:
    return {
        "informationsGeneralesEGE": {
            "numFinessEge": number, "nomEgeLong": "CENTRE HOSPITALIER DE TREVOUX ",
            "espic": ["1"], "siret": "",
        },
        "categorieentiteGeographiqueExercice": "355",
        "adresse": [
            {"usageAdresse": "02", "cogCommune": "01053"},
            {
                "usageAdresse": "03", "ligneQuatre": "14 RUE BASSE", "cogCommune": "01427",
                "codePostal": "01600",
                "coordonneesGeographique": {
                    "directionLatitude": "45.94", "directionLongitude": "4.77",
                    "cleInInteropBAN": "01427_0515_00014",
                },
            },
        ],
        "etatObjet": "A",
    } | values  # fmt: skip


def plus_entity(*sites: dict[str, Any], number: str = ENTITY, **values: Any) -> dict[str, Any]:
    return {
        "informationsGeneralesPMEJ": {
            "pmSmsseId": "7", "numFinessPm": number, "denominationPm": "CH DE TREVOUX",
            "siren": "260100078", "statutJuridique": "13",
        },
        "ege": list(sites),
        "etatObjet": "A",
    } | values  # fmt: skip


def plus(*entities: dict[str, Any], **roots: Any) -> bytes:
    group = {
        "typeGcc": "001", "etatObjet": "A", "nomGcc": "Bresse", "gccIdentifiantExterne": "84103",
        "pmejDuGcc": [{"pmSmsseId": "7", "typeRoleEntiteGroupe": "S"}],
    }  # fmt: skip
    document = {
        "schemaVersion": "v1.0.0", "generatedAt": "2026-09-09T15:49:37Z", "gcc": [group],
        "gco": [], "pmej": list(entities),
    } | roots  # fmt: skip
    return json.dumps(document).encode()


def packed(data: bytes) -> bytes:
    return gzip.compress(data)
