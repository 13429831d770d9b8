"""The shipped reference, the communes and the zones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.apps.territory.imports.places import Gazetteer
from tandem.apps.territory.models import (
    Commune,
    Dataset,
    Department,
    Region,
    Specialty,
    Subdivision,
    Zone,
)
from tandem.apps.territory.registers.detect import RegisterFile
from tandem.apps.territory.registers.rows import RegisterError
from tandem.apps.territory.services import (
    ImportOptions,
    ImportReport,
    import_communes,
    import_zones,
    load_reference,
)
from tandem.domain.kernel.errors import InvalidInputError

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = date(2022, 3, 30)
COMMUNES = "code,nom,type,parent,departement,population,codes_postaux,lat,lon\n"


def communes(*lines: str, **options) -> ImportReport:
    file = RegisterFile.of("communes.csv", (COMMUNES + "\n".join(lines)).encode())
    return import_communes([file], ImportOptions(at=AT, **options))


def zones(*lines: str, dated_on: date | None = DAY, **options) -> ImportReport:
    file = RegisterFile.of("zones.csv", "\n".join(("code_commune;zone", *lines)).encode())
    return import_zones(file, ImportOptions(at=AT, dated_on=dated_on, **options))


def test_load_reference_loads_everything_once(db):
    assert load_reference(AT) is True
    counts = [model.objects.count() for model in (Region, Department, Subdivision, Specialty)]
    assert counts == [26, 109, 28, 50]
    assert Commune.objects.filter(is_active=True).count() == 35_014
    assert Commune.objects.filter(is_active=False).count() == 1_994
    meaux = Commune.objects.select_related("department__region", "dataset").get(code="77284")
    assert (meaux.name, meaux.department.region.name) == ("Meaux", "Île-de-France")
    assert meaux.postal_codes == "77100"
    assert "Licence Ouverte 2.0" in meaux.dataset.source
    assert Commune.objects.get(code="75113").parent_id == "75056"
    assert Commune.objects.get(code="97127").parent_id == "97801"
    assert Subdivision.objects.get(code="caen").region_id == "28"
    assert Specialty.objects.get(code="geriatrie").profession == "MEDECIN"
    assert load_reference(AT) is False
    assert Dataset.objects.count() == 1


@pytest.mark.usefixtures("small_reference")
class TestCommunes:
    def test_changes_and_additions(self):
        report = communes(
            "01427,Trévoux,COM,,01,7000,01600,45.9,4.8",
            "01998,Neuve,COM,,01,12,01600,,",
        )
        tally = report.tallies["communes"]
        assert (tally.added, len(tally.changed), tally.unchanged) == (1, 1, 0)
        assert tally.changed[0].fields == {
            "population": (None, 7000),
            "postal_codes": ("", "01600"),
        }
        assert Commune.objects.get(code="01998").latitude is None

    def test_merged_commune_is_kept_and_leads_to_the_new_one(self):
        communes("01053,Bourg-en-Bresse,COM,,01,,,,", "01427,Trévoux,COMD,01053,01,,,,")
        assert Commune.objects.get(code="01427").is_active is False
        assert Gazetteer({"01999"}).get("01999").code == "01053"

    def test_department_of_a_part_is_that_of_its_commune(self):
        communes("01997,Hameau,COMA,01427,,,,,")
        assert Commune.objects.get(code="01997").department_id == "01"

    def test_full_file_ends_the_others(self):
        report = communes("01427,Trévoux,COM,,01,,,45.9,4.8", full=True)
        assert sorted(report.tallies["communes"].closed) == ["01053", "75056", "75113"]
        assert Commune.objects.count() == 5

    def test_unknown_department_or_parent_is_rejected(self):
        report = communes("98001,Ailleurs,COM,,980,,,,", "01996,Part,COMD,01000,01,,,,")
        assert [(row.line, row.column) for row in report.rejected] == [
            (2, "departement"),
            (3, "commune_parent"),
        ]
        assert Commune.objects.count() == 5

    def test_dry_run_writes_nothing(self):
        communes("01998,Neuve,COM,,01,,,,", dry_run=True)
        assert not Commune.objects.filter(code="01998").exists()
        assert Dataset.objects.count() == 1

    def test_empty_file_is_refused(self):
        with pytest.raises(RegisterError, match="aucune ligne"):
            communes(full=True)
        assert Commune.objects.filter(is_active=True).count() == 4


@pytest.mark.usefixtures("small_reference")
class TestZones:
    def test_zones_are_added_then_unchanged_then_changed(self):
        first = zones("01427;ZIP", "75113;HZ").tallies["zones"]
        again = zones("01427;ZIP", "75113;HZ").tallies["zones"]
        other = zones("01427;ZAC", "75113;HZ").tallies["zones"]
        assert (first.added, again.unchanged) == (2, 2)
        assert [change.fields for change in other.changed] == [{"category": ("ZIP", "ZAC")}]
        assert dict(Zone.objects.values_list("commune_id", "category")) == {
            "01427": "ZAC",
            "75113": "HZ",
        }

    def test_another_day_is_another_zoning(self):
        zones("01427;ZIP")
        zones("01427;ZAC", dated_on=date(2025, 5, 1))
        assert Zone.objects.count() == 2

    def test_old_commune_gives_its_zone_to_the_new_one(self):
        report = zones("01999;ZIP", "01427;ZIP")
        assert (report.rejected, Zone.objects.get().commune_id) == ([], "01427")

    def test_old_communes_that_disagree_are_told(self):
        report = zones("01427;ZIP", "01999;HZ")
        assert [(row.line, row.column) for row in report.rejected] == [(3, "zonage")]
        assert Zone.objects.get().category == "ZIP"

    def test_unknown_commune_is_rejected(self):
        report = zones("99999;ZIP", "01427;ZIP")
        assert [(row.line, row.column) for row in report.rejected] == [(2, "code_commune")]

    def test_day_is_required(self):
        with pytest.raises(InvalidInputError, match="date d’effet"):
            zones("01427;ZIP", dated_on=None)

    def test_dry_run_writes_nothing(self):
        assert zones("01427;ZIP", dry_run=True).tallies["zones"].added == 1
        assert Zone.objects.count() == 0

    def test_wrong_header_writes_nothing(self):
        file = RegisterFile.of("zones.csv", b"commune;zone\n01427;ZIP\n")
        with pytest.raises(RegisterError) as caught:
            import_zones(file, ImportOptions(at=AT, dated_on=DAY))
        assert (caught.value.file, caught.value.found) == ("zones.csv", "commune, zone")
        assert Dataset.objects.count() == 1
