"""The importers on the real files, which are never committed: skipped where they are absent."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tandem.apps.territory import selectors
from tandem.apps.territory.models import Commune, LegalEntity, Structure, Zone
from tandem.apps.territory.points import Point
from tandem.apps.territory.registers.detect import RegisterFile, read_structures
from tandem.apps.territory.registers.rows import EntityRow, PointRow, SiteRow
from tandem.apps.territory.services import (
    ImportOptions,
    import_communes,
    import_structures,
    import_zones,
    load_reference,
)

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="real registers are not on this machine")


def rows(name: str) -> list:
    return list(read_structures(RegisterFile.at(DATA / "finess-formats" / name)).rows)


def test_verbatim_lines_of_the_legacy_csv():
    sites = rows("exemple_etalab_cs1100502_20260512.csv")
    assert [(row.number, row.category_code, row.commune_code, row.espic) for row in sites] == [
        ("010000024", "355", "01451", "1"),
        ("970102018", "223", "97123", ""),
        ("970100400", "355", "97127", "1"),
        ("970300026", "355", "97302", "1"),
        ("970400024", "101", "97411", "1"),
        ("980501506", "462", "97606", ""),
        ("970302287", "500", "97302", ""),
    ]
    assert sites[0].address == "900 RTE DE PARIS"
    assert sites[5].name == 'LIEU DE VIE ET D\'ACCUEIL "MAVOUNA MEMA 1"'


def test_verbatim_points_of_the_legacy_csv():
    lines = (DATA / "finess-formats" / "exemple_etalab_cs1100507_geolocalisation.csv").read_bytes()
    data = b"finess;etalab;111;2026-05-12\n" + lines
    first, second = read_structures(RegisterFile.of("points", data)).rows
    assert isinstance(first, PointRow)
    assert [round(figure, 5) for figure in first.point] == [46.22229, 5.20918]
    assert (second.number, [round(figure, 2) for figure in second.point]) == (
        "010002301",
        [45.96, 5.36],
    )


@pytest.mark.parametrize("is_packed", [False, True])
def test_verbatim_extract_of_finess_plus(is_packed: bool):
    name = "exemple_finessplus_structures_tronque.json"
    data = (DATA / "finess-formats" / name).read_bytes()
    file = RegisterFile.of(name, gzip.compress(data) if is_packed else data)
    reading = read_structures(file)
    closed, entity, site = reading.rows
    assert reading.dated_on == date(2026, 3, 9)
    assert isinstance(closed, EntityRow)
    assert (closed.number, closed.is_closed) == ("010000016", True)
    assert (entity.number, entity.legal_status, entity.siren) == ("010000156", "73", "772201489")
    assert isinstance(site, SiteRow)
    assert (site.number, site.category_code, site.commune_code, site.espic) == (
        "010780195",
        "365",
        "01053",
        "0",
    )
    assert (site.point, site.point_is_exact) == (Point(46.211257, 5.254203), True)


@pytest.fixture
def sae(db) -> list[RegisterFile]:
    names = ("entites_juridiques_2023.csv", "etablissements_sante_2023.csv")
    return [RegisterFile.at(DATA / "sae-2023" / name) for name in names]


@pytest.mark.slow
def test_the_whole_register_of_2023(sae):
    options = ImportOptions(at=AT, source="DREES, SAE 2023", dated_on=date(2023, 12, 31))
    report = import_structures(sae, options)
    assert (Structure.objects.count(), LegalEntity.objects.count()) == (9_685, 2_177)
    assert (report.rejected, dict(report.skipped)) == ([], {})
    assert Counter(Structure.objects.values_list("kind", flat=True)) == {
        "EPS": 6_219,
        "PRIVE": 1_775,
        "ESPIC": 1_691,
    }
    by_region = Counter(Structure.objects.values_list("commune__department__region", flat=True))
    assert {code: by_region[code] for code in ("11", "28", "44")} == {
        "11": 1_325,
        "28": 695,
        "44": 746,
    }
    assert Structure.objects.filter(commune=None).count() == 0
    # Six sites are told to belong to nobody; the 983 others without an owner are entities.
    unknown = Structure.objects.filter(legal_entity=LegalEntity.UNKNOWN)
    assert unknown.count() == 6
    again = import_structures(sae, options)
    for tally in again.tallies.values():
        assert (tally.added, tally.changed, tally.closed) == (0, [], [])
    assert again.tallies["sites"].unchanged == 9_685
    (found,) = selectors.search_structures("010 000 024")
    assert (found.name, found.commune.name) == ("CH de Fleyriat", "Viriat")


@pytest.mark.slow
def test_the_zoning_and_the_communes(db):
    load_reference(AT)
    folder = DATA / "communes"
    report = import_communes(
        [
            RegisterFile.at(folder / "communes_2026.csv"),
            RegisterFile.at(folder / "communes_deleguees_associees_2026.csv"),
        ],
        ImportOptions(at=AT, source="INSEE"),
    )
    tally = report.tallies["communes"]
    assert (tally.added, tally.changed, tally.unchanged, report.rejected) == (0, [], 37_006, [])
    zoning = RegisterFile.at(DATA / "zonage-mg-2025" / "zonage_communes_2025.csv")
    report = import_zones(zoning, ImportOptions(at=AT, dated_on=date(2022, 3, 30)))
    assert (report.tallies["zones"].added, report.rejected) == (34_851, [])
    assert Counter(Zone.objects.values_list("category", flat=True)) == {
        "ZAC": 16_693,
        "ZIP": 13_606,
        "HZ": 3_050,
        "ZAR": 1_502,
    }
    assert selectors.zone_of(Commune.objects.get(code="01001"), date(2026, 1, 1)).category == "ZAC"
