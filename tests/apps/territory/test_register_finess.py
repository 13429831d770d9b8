"""The official register, in its two shapes."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.apps.territory.points import Point
from tandem.apps.territory.registers import finess_csv
from tandem.apps.territory.registers.detect import RegisterFile, read_structures
from tandem.apps.territory.registers.rows import (
    EntityRow,
    PointRow,
    Reading,
    RegisterError,
    Remark,
    SiteRow,
)
from tests.apps.territory import files

GRID = "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)"


def read(data: bytes) -> Reading:
    return read_structures(RegisterFile.of("essai", data))


def error_of(data: bytes) -> RegisterError:
    with pytest.raises(RegisterError) as caught:
        list(read(data).rows)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_site(encoding: str):
    reading = read(files.finess(files.finess_site(lib="ISÈRE"), encoding=encoding))
    (row,) = reading.rows
    assert (reading.dated_on, reading.is_general) == (date(2026, 5, 4), True)
    assert row == SiteRow(
        line=2,
        number=files.SITE,
        entity=files.ENTITY,
        name="CENTRE HOSPITALIER DE TREVOUX",
        category_code="355",
        category_label="Centre Hospitalier",
        espic="1",
        siret="",
        address="14B R BASSE BP 3",
        postal_code="01606",
        commune_code="01427",
        raw=row.raw,
    )
    assert (row.raw["libdepartement"], "section" in row.raw) == ("ISÈRE", False)


def test_csv_entity():
    (row,) = read(files.finess(files.finess_entity())).rows
    assert row == EntityRow(2, files.ENTITY, "CH DE TREVOUX", "13", "260100078")


def test_csv_quotes_hold_separators():
    data = files.finess(files.finess_site(rslongue='"LIEU ""DE"" VIE; ANNEXE"'))
    (row,) = read(data).rows
    assert row.name == 'LIEU "DE" VIE; ANNEXE'


@pytest.mark.parametrize(
    "line",
    [
        f"geolocalisation;{files.SITE};870262.2;6571540.8;{GRID};2026-05-04",
        f"geolocalisation;{files.SITE};870262.2;6571540.8;1;ATLASANTE;100;IGN;BD;V2.1;LAMBERT_93;2016-02-29",
    ],
)
def test_csv_point_in_one_source_field_or_many(line: str):
    (row,) = read(files.finess(line)).rows
    assert isinstance(row, PointRow)
    assert (round(row.point.latitude, 4), round(row.point.longitude, 4)) == (46.2223, 5.2092)


def test_csv_point_overseas_is_left_out():
    line = f"geolocalisation;{files.SITE};337000;7690000;1,ATLASANTE,96,BAN,UTM_S40;2026-05-04"
    other = files.finess_site()
    assert [row.line for row in read(files.finess(line, other)).rows] == [3]


def test_csv_point_that_is_nowhere_is_told():
    (row,) = read(files.finess(f"geolocalisation;{files.SITE};x;y;{GRID};2026-05-04")).rows
    assert row == Remark(2, "les coordonnées ne sont pas en métropole.", "coordx")


@pytest.mark.parametrize(
    ("department", "commune", "code"),
    [
        ("01", "451", "01451"), ("2A", "004", "2A004"), ("9D", "411", "97411"),
        ("9A", "123", "97123"), ("9F", "606", "97606"), ("95", "500", "95500"),
    ],
)  # fmt: skip
def test_csv_commune_code(department: str, commune: str, code: str):
    assert finess_csv.insee_code(department, commune) == code


def test_csv_with_a_wrong_header():
    error = error_of(b"finess;etalab;x\n")
    assert (error.line, error.column, error.found) == (1, 1, "finess;etalab;x")


def test_csv_with_a_day_that_does_not_exist():
    assert error_of(b"finess;etalab;2;2026-02-30\n").column == 4


def test_csv_with_an_unknown_section():
    error = error_of(files.finess("equipementsociaux;1"))
    assert (error.line, error.column, error.found) == (2, 1, "equipementsociaux")


def test_csv_with_a_missing_field():
    line = ";".join(files.finess_site().split(";")[:20])
    error = error_of(files.finess(line))
    assert (error.line, error.column, error.expected, error.found) == (
        2, 21, "32 colonnes", "20 colonnes",
    )  # fmt: skip


def test_csv_with_fields_that_slipped():
    error = error_of(files.finess(files.finess_site().replace("BP 3;", "", 1)))
    assert (error.line, error.column, error.found) == (2, "departement", "AIN")


def test_csv_with_a_wrong_key():
    error = error_of(files.finess(files.finess_site(), files.finess_site(number=files.WRONG)))
    assert (error.line, error.column, error.found) == (3, "nofinesset", files.WRONG)


def test_csv_site_without_a_number_is_rejected():
    (row,) = read(files.finess(files.finess_site(number=""))).rows
    assert row == Remark(2, "le numéro du site est absent.", "nofinesset", is_rejection=True)


@pytest.mark.parametrize("packed", [False, True])
def test_json_entity_and_site(packed: bool):
    data = files.plus(files.plus_entity(files.plus_site()))
    reading = read(files.packed(data) if packed else data)
    entity, site = reading.rows
    assert reading.dated_on == date(2026, 9, 9)
    assert entity == EntityRow(
        line=1,
        number=files.ENTITY,
        name="CH DE TREVOUX",
        legal_status="13",
        siren="260100078",
        group_code="84103",
        group_name="Bresse",
    )
    assert site == SiteRow(
        line=1,
        number=files.SITE,
        entity=files.ENTITY,
        name="CENTRE HOSPITALIER DE TREVOUX",
        category_code="355",
        category_label="",
        espic="1",
        siret="",
        address="14 RUE BASSE",
        postal_code="01600",
        commune_code="01427",
        raw=site.raw,
        legal_status="13",
        point=Point(45.94, 4.77),
        point_is_exact=True,
    )


def test_json_keys_in_another_case_and_coded_objects():
    entity = files.plus_entity(
        {
            "InformationsGeneralesEge": {"NumFinessEge": files.SITE, "nomEgeCourt": "CMP"},
            "categorieEntiteGeographiqueExercice": {"Code": "156", "libelle": "CMP"},
            "EtatObjet": {"code": "A"},
        },
    )
    _, site = read(files.plus(entity)).rows
    assert (site.number, site.name, site.category_code, site.is_closed) == (
        files.SITE,
        "CMP",
        "156",
        False,
    )


def test_json_site_that_is_closed():
    closed = files.plus_site(etatObjet="I")
    closed["informationsGeneralesEGE"]["dateFermeture"] = "2019-03-03"
    _, site = read(files.plus(files.plus_entity(closed))).rows
    assert (site.is_closed, site.closed_on) == (True, date(2019, 3, 3))


@pytest.mark.parametrize(
    ("coordinates", "point", "is_exact"),
    [
        ({}, None, False),
        ({"coordonneeX": "6571540.8", "coordonneeY": "870262.2"}, (46.2223, 5.2092), True),
        ({"coordonneeX": "870262.2", "coordonneeY": "6571540.8"}, (46.2223, 5.2092), True),
        ({"directionLatitude": "145", "directionLongitude": "5"}, None, False),
        (
            {"directionLatitude": "46", "directionLongitude": "5", "cleInInteropBAN": "01427"},
            (46.0, 5.0),
            False,
        ),
    ],
)
def test_json_coordinates(coordinates, point, is_exact):
    address = {"usageAdresse": "03", "coordonneesGeographique": coordinates}
    _, site = read(files.plus(files.plus_entity(files.plus_site(adresse=[address])))).rows
    found = site.point and (round(site.point.latitude, 4), round(site.point.longitude, 4))
    assert (found, site.point_is_exact) == (point, is_exact)


def test_json_of_another_major_version():
    error = error_of(files.plus(files.plus_entity(), schemaVersion="v2.0.0"))
    assert (error.column, error.found) == ("schemaVersion", "v2.0.0")


def test_json_without_a_version():
    assert error_of(b'{"pmej": []}').found == "rien"


@pytest.mark.parametrize("packed", [False, True])
def test_json_that_is_truncated(packed: bool):
    data = files.plus(files.plus_entity(files.plus_site()), files.plus_entity(files.plus_site()))
    cut = files.packed(data)[:-40] if packed else data[:-400]
    error = error_of(cut)
    assert "tronqué" in str(error)


def test_json_with_a_wrong_key_names_the_element():
    entities = files.plus_entity(), files.plus_entity(files.plus_site(files.WRONG))
    error = error_of(files.plus(*entities))
    assert (error.unit, error.line, error.column, error.found) == (
        "élément n°",
        2,
        "numFinessEge",
        files.WRONG,
    )


def test_json_site_without_a_number_is_rejected():
    _, row = read(files.plus(files.plus_entity(files.plus_site("")))).rows
    assert (row.line, row.column, row.is_rejection) == (1, "numFinessEge", True)
