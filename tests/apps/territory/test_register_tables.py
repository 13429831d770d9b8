"""Encodings, headers, separators, and the readers of simple CSV, communes and zones."""

from __future__ import annotations

import pytest

from tandem.apps.territory.points import Point
from tandem.apps.territory.registers import communes, simple_csv, zones
from tandem.apps.territory.registers.detect import RegisterFile, read_structures
from tandem.apps.territory.registers.rows import (
    CommuneRow,
    EntityRow,
    RegisterError,
    Remark,
    SiteRow,
    ZoneRow,
)
from tandem.apps.territory.registers.tables import decoded
from tests.apps.territory import files


def error_of(data: bytes) -> RegisterError:
    with pytest.raises(RegisterError) as caught:
        list(read_structures(RegisterFile.of("essai", data)).rows)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_decoded_reads_both_encodings(encoding: str):
    assert decoded("Hôpital Sainte-Élodie".encode(encoding)) == "Hôpital Sainte-Élodie"


def test_decoded_refuses_a_damaged_utf8_file():
    with pytest.raises(RegisterError) as caught:
        decoded("a\nHôpital à ".encode() + b"\xc9vry")
    assert (caught.value.line, caught.value.column, caught.value.found) == (2, 13, "octet 0xc9")


def test_decoded_refuses_utf16():
    with pytest.raises(RegisterError, match="encodage"):
        decoded("finess".encode("utf-16"))


def test_decoded_refuses_a_byte_of_no_encoding():
    with pytest.raises(RegisterError, match="octet 0x81"):
        decoded(b"CH \x81")


def test_simple_sites_give_rows():
    data = files.simple_sites(files.simple_site(siret="26010004500012"))
    (row,) = simple_csv.read_sites(data).rows
    assert row == SiteRow(
        line=2,
        number=files.SITE,
        entity=files.ENTITY,
        name="CH DE TREVOUX",
        category_code="355",
        category_label="Centre hospitalier",
        espic="1",
        siret="26010004500012",
        address="14 R BASSE",
        postal_code="01600",
        commune_code="01427",
        raw=row.raw,
        legal_status="13",
        point=Point(45.94, 4.77),
        point_is_exact=True,
    )
    assert row.raw["categorie_libelle"] == "Centre hospitalier"


def test_simple_site_with_the_point_of_the_town_hall():
    (row,) = simple_csv.read_sites(files.simple_sites(files.simple_site(geo="commune"))).rows
    assert (row.point, row.point_is_exact) == (Point(45.94, 4.77), False)


def test_simple_site_with_a_point_that_is_no_number():
    remark, row = simple_csv.read_sites(files.simple_sites(files.simple_site(lat="nord"))).rows
    assert (remark.line, remark.column, remark.is_rejection) == (2, "lon", False)
    assert row.point is None


def test_simple_site_without_a_number_is_rejected():
    (row,) = simple_csv.read_sites(files.simple_sites(files.simple_site(number=""))).rows
    assert row == Remark(2, "le numéro du site est absent.", "finess_et", is_rejection=True)


def test_simple_entities_give_rows():
    data = files.simple_entities(f"{files.ENTITY},CH DE TREVOUX,13")
    assert list(simple_csv.read_entities(data).rows) == [
        EntityRow(2, files.ENTITY, "CH DE TREVOUX", "13")
    ]


def test_simple_csv_with_a_missing_column():
    error = error_of(b"finess_et,nom\n1,2\n")
    assert error.line == 1
    assert error.expected == ", ".join(simple_csv.SITE_COLUMNS)
    assert error.found == "finess_et, nom"


def test_simple_csv_with_another_separator():
    error = error_of(files.SITE_HEADER.replace(",", "\t").encode())
    assert (error.line, error.expected) == (1, "«\u202f,\u202f» ou «\u202f;\u202f»")


def test_simple_csv_with_a_wrong_key():
    lines = files.simple_site(), files.simple_site(number=files.WRONG)
    error = error_of(files.simple_sites(*lines))
    assert (error.line, error.column, error.found) == (3, "finess_et", files.WRONG)


def test_simple_csv_with_a_short_line():
    error = error_of(files.simple_sites(f"{files.SITE},{files.ENTITY}"))
    assert (error.line, error.expected, error.found) == (2, "14 colonnes", "2 colonnes")


def test_simple_csv_with_an_open_quote():
    assert error_of(files.simple_sites('"CH', files.simple_site())).line == 3


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_unknown_content_is_refused(data: bytes):
    assert "finess_et" in error_of(data).expected


def test_communes_of_our_own_csv():
    data = (
        b"code,nom,type,commune_parent,departement,population,codes_postaux,lon,lat\n"
        b"01001,L'Abergement,COM,,01,860,01400|01401,4.9,46.1\n"
        b"75113,Paris 13e,ARM,75056,75,1,75013,,\n"
    )
    reading = communes.read(data)
    assert reading.label == "Communes, CSV simple"
    assert list(reading.rows) == [
        CommuneRow(
            2, "01001", "L’Abergement", "01", None, True, "01400|01401", 860, Point(46.1, 4.9)
        ),
        CommuneRow(3, "75113", "Paris 13e", "75", "75056", True, "75013", 1, None),
    ]


def test_communes_of_the_official_file():
    data = (
        b"TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n"
        b"COM,01015,84,01,01D,012,1,X,X,Arboys en Bugey,0104,\n"
        b"COMD,01015,,,,,1,X,X,Arbignieu,,01015\n"
        b"COMD,01340,,,,,0,X,X,Saint-Bois,,01015\n"
    )
    reading = communes.read(data)
    assert reading.label == "Communes, fichier de l’INSEE"
    assert list(reading.rows) == [
        CommuneRow(2, "01015", "Arboys en Bugey", "01", None, is_active=True),
        CommuneRow(4, "01340", "Saint-Bois", "", "01015", is_active=False),
    ]


def test_communes_with_a_wrong_code_or_figure_are_rejected():
    data = (
        "code,nom,type,parent,departement,population\n"
        "1001,Ici,COM,,01,\n"
        "01002,Là,COM,,01,beaucoup\n"
    ).encode()
    rows = list(communes.read(data).rows)
    assert [(row.line, row.column, row.is_rejection) for row in rows] == [
        (2, "code", True),
        (3, "population", True),
    ]


@pytest.mark.parametrize("header", ["code_commune;zone", "code_commune,nom,zonage"])
def test_zones_are_read_under_either_name(header: str):
    separator = ";" if ";" in header else ","
    fields = {"code_commune": "01427", "nom": "Trévoux", "zone": "zip", "zonage": "ZIP"}
    line = separator.join(fields[name] for name in header.split(separator))
    assert list(zones.read(f"{header}\n{line}\n".encode()).rows) == [ZoneRow(2, "01427", "ZIP")]


def test_zone_that_is_unknown_is_rejected():
    (row,) = zones.read(b"code_commune;zone\n01427;QPV\n").rows
    assert (row.line, row.column, row.is_rejection) == (2, "zonage", True)
