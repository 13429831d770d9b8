"""Legal entities and sites: added, changed, closed, rejected; nothing deleted, nothing half done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.apps.journal.models import Event
from tandem.apps.territory.models import Dataset, LegalEntity, Structure
from tandem.apps.territory.registers.detect import RegisterFile
from tandem.apps.territory.registers.rows import RegisterError
from tandem.apps.territory.services import ImportOptions, ImportReport, import_structures
from tests.apps.territory import files
from tests.apps.territory.files import ENTITY, OTHER_ENTITY, OTHER_SITE, SITE

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("small_reference")


def imported(*contents: bytes, **options) -> ImportReport:
    named = [RegisterFile.of(f"fichier{place}.csv", data) for place, data in enumerate(contents)]
    return import_structures(named, ImportOptions(at=AT, **options))


def simple(*rows: str) -> tuple[bytes, bytes]:
    return files.simple_entities(f"{ENTITY},CH DE TREVOUX,13"), files.simple_sites(*rows)


def figures(report: ImportReport, table: str = "sites") -> tuple[int, int, int, int]:
    tally = report.tallies[table]
    return tally.added, len(tally.changed), len(tally.closed), tally.unchanged


def everything() -> list[tuple]:
    return [
        *Structure.objects.order_by("finess").values_list(),
        *LegalEntity.objects.order_by("finess").values_list(),
        *Dataset.objects.order_by("pk").values_list("pk", "sha256"),
        *Event.objects.order_by("index").values_list("digest"),
    ]


def test_import_makes_entities_and_sites():
    report = imported(*simple(files.simple_site(siret="26010004500012")), source="DREES, essai")
    site = Structure.objects.get()
    told = {name: getattr(site, name) for name in (
        "finess", "legal_entity_id", "name", "official_name", "kind", "category_code",
        "category_label", "siret", "address", "postal_code", "commune_id", "latitude", "longitude",
        "point_is_exact", "closed_on", "is_active", "is_fictitious",
    )}  # fmt: skip
    assert told == {
        "finess": SITE,
        "legal_entity_id": ENTITY,
        "name": "CH de Trévoux",
        "official_name": "CH DE TREVOUX",
        "kind": "EPS",
        "category_code": "355",
        "category_label": "Centre hospitalier (CH)",
        "siret": "26010004500012",
        "address": "14 R BASSE",
        "postal_code": "01600",
        "commune_id": "01427",
        "latitude": 45.94,
        "longitude": 4.77,
        "point_is_exact": True,
        "closed_on": None,
        "is_active": True,
        "is_fictitious": False,
    }
    assert site.search == site.search_text()
    assert site.raw["nom"] == "CH DE TREVOUX"
    assert site.dataset.source == "DREES, essai"
    entity = LegalEntity.objects.get()
    assert (entity.finess, entity.name, entity.legal_status, entity.is_public) == (
        ENTITY,
        "CH de Trevoux",
        "13",
        True,
    )
    assert (figures(report), figures(report, "entities")) == ((1, 0, 0, 0), (1, 0, 0, 0))
    assert (report.read, report.rejected, report.warnings) == (2, [], [])


def test_import_again_changes_nothing():
    data = simple(files.simple_site(), files.simple_site(OTHER_SITE, nom="CMP"))
    imported(*data)
    before = list(Structure.objects.order_by("pk").values_list("pk", "name", "raw", "search"))
    report = imported(*data)
    assert (figures(report), figures(report, "entities")) == ((0, 0, 0, 2), (0, 0, 0, 1))
    assert before == list(
        Structure.objects.order_by("pk").values_list("pk", "name", "raw", "search")
    )
    assert set(Structure.objects.values_list("dataset_id", flat=True)) == {
        Dataset.objects.latest("pk").pk
    }


def test_import_reports_what_changed():
    imported(*simple(files.simple_site()))
    report = imported(*simple(files.simple_site(adresse="2 R HAUTE")))
    (change,) = report.tallies["sites"].changed
    assert change.key == SITE
    assert change.fields["address"] == ("14 R BASSE", "2 R HAUTE")
    assert set(change.fields) == {"address", "raw"}
    assert Structure.objects.get().address == "2 R HAUTE"


def test_import_keeps_a_name_corrected_by_hand():
    imported(*simple(files.simple_site()))
    Structure.objects.update(name="Centre hospitalier de Trévoux")
    imported(*simple(files.simple_site(adresse="2 R HAUTE")))
    assert Structure.objects.get().name == "Centre hospitalier de Trévoux"
    imported(*simple(files.simple_site(nom="CH DE TREVOUX MONTPENSIER")))
    assert Structure.objects.get().name == "CH de Trévoux Montpensier"


def test_dry_run_tells_and_writes_nothing():
    imported(*simple(files.simple_site()))
    before = everything()
    changed = simple(files.simple_site(nom="CLINIQUE"), files.simple_site(OTHER_SITE))
    report = imported(*changed, dry_run=True)
    assert figures(report) == (1, 1, 0, 0)
    assert everything() == before


def test_wrong_key_leaves_everything_as_it_was():
    imported(*simple(files.simple_site()))
    before = everything()
    bad = simple(files.simple_site(nom="CLINIQUE"), files.simple_site(files.WRONG))
    with pytest.raises(RegisterError) as caught:
        imported(*bad)
    assert (caught.value.file, caught.value.line) == ("fichier1.csv", 3)
    assert str(caught.value).startswith("Fichier fichier1.csv, ligne 3, colonne finess_et\u00a0:")
    assert everything() == before


def test_truncated_json_leaves_everything_as_it_was():
    imported(*simple(files.simple_site()))
    before = everything()
    data = files.plus(files.plus_entity(files.plus_site()), files.plus_entity(files.plus_site()))
    with pytest.raises(RegisterError):
        imported(data[:-300])
    assert everything() == before


def test_file_without_structures_is_refused_even_when_full():
    imported(*simple(files.simple_site()))
    with pytest.raises(RegisterError, match="aucune structure"):
        imported(files.plus(), full=True)
    assert Structure.objects.get().is_active


def test_absent_sites_stay_unless_the_file_is_full():
    imported(*simple(files.simple_site(), files.simple_site(OTHER_SITE)))
    assert figures(imported(*simple(files.simple_site()))) == (0, 0, 0, 1)
    assert Structure.objects.filter(is_active=True).count() == 2
    report = imported(*simple(files.simple_site()), full=True)
    assert (figures(report), report.tallies["sites"].closed) == ((0, 0, 1, 1), [OTHER_SITE])
    gone = Structure.objects.get(finess=OTHER_SITE)
    assert (gone.is_active, gone.closed_on, gone.name) == (False, None, "CH de Trévoux")
    assert Structure.objects.count() == 2


def test_full_spares_fictitious_structures_units_and_other_regions():
    imported(
        files.simple_entities(f"{ENTITY},CH DE TREVOUX,13", f"{OTHER_ENTITY},CHU DE PARIS,13"),
        files.simple_sites(
            files.simple_site(),
            files.simple_site(OTHER_SITE, OTHER_ENTITY, commune="75113"),
        ),
    )
    entity = LegalEntity.objects.get(finess=ENTITY)
    Structure.objects.create(finess="FICT000001", legal_entity=entity, name="A", is_fictitious=True)
    Structure.objects.create(finess=None, legal_entity=entity, name="USMP")
    third = files.keyed(3)
    report = imported(
        files.simple_sites(files.simple_site(third)), full=True, regions=frozenset({"84"})
    )
    assert report.tallies["sites"].closed == [SITE]
    active = Structure.objects.filter(is_active=True).values_list("finess", flat=True)
    assert set(active) == {OTHER_SITE, "FICT000001", None, third}


def test_full_closes_entities_that_the_files_no_longer_hold():
    imported(
        files.simple_entities(f"{ENTITY},CH DE TREVOUX,13", f"{OTHER_ENTITY},SARL,72"),
        files.simple_sites(files.simple_site(), files.simple_site(OTHER_SITE, OTHER_ENTITY)),
    )
    report = imported(*simple(files.simple_site()), full=True)
    assert report.tallies["entities"].closed == [OTHER_ENTITY]
    assert not LegalEntity.objects.get(finess=OTHER_ENTITY).is_active


def test_closed_site_is_closed_then_opened_again():
    imported(files.plus(files.plus_entity(files.plus_site())))
    closed = files.plus_site(etatObjet="I")
    closed["informationsGeneralesEGE"]["dateFermeture"] = "2026-03-03"
    report = imported(files.plus(files.plus_entity(closed)))
    site = Structure.objects.get()
    assert figures(report) == (0, 0, 1, 0)
    assert (site.is_active, site.closed_on) == (False, date(2026, 3, 3))
    imported(files.plus(files.plus_entity(files.plus_site())))
    site.refresh_from_db()
    assert (site.is_active, site.closed_on) == (True, None)


def test_site_closed_before_we_knew_it_is_left_out():
    report = imported(files.plus(files.plus_entity(files.plus_site(etatObjet="I"))))
    assert (Structure.objects.count(), dict(report.skipped)) == (0, {"déjà fermé": 1})


def test_categories_out_of_scope_are_left_out_of_the_general_register():
    pharmacy = files.plus_site(OTHER_SITE, categorieentiteGeographiqueExercice="620")
    report = imported(files.plus(files.plus_entity(files.plus_site(), pharmacy)))
    assert figures(report) == (1, 0, 0, 0)
    assert dict(report.skipped) == {"catégorie hors du champ": 1}


def test_categories_that_the_simple_file_holds_are_all_kept():
    report = imported(*simple(files.simple_site(categorie="899", statut="95", espic="0")))
    assert (figures(report), Structure.objects.get().kind) == ((1, 0, 0, 0), "PRIVE")


def test_regions_keep_their_sites_and_the_entities_of_these():
    data = (
        files.simple_entities(f"{ENTITY},CH DE TREVOUX,13", f"{OTHER_ENTITY},CHU DE PARIS,13"),
        files.simple_sites(
            files.simple_site(),
            files.simple_site(OTHER_SITE, OTHER_ENTITY, commune="75113"),
        ),
    )
    report = imported(*data, regions=frozenset({"11"}))
    assert dict(report.skipped) == {"autre région": 1}
    assert list(Structure.objects.values_list("finess", flat=True)) == [OTHER_SITE]
    assert list(LegalEntity.objects.values_list("finess", flat=True)) == [OTHER_ENTITY]


def test_finess_csv_joins_status_and_point_of_other_files():
    grid = "1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)"
    report = imported(
        files.finess(files.finess_site(codesph="")),
        files.finess(files.finess_entity()),
        files.finess(f"geolocalisation;{SITE};870262.2;6571540.8;{grid};2026-05-04"),
    )
    site = Structure.objects.select_related("legal_entity", "dataset").get()
    assert (site.kind, site.legal_entity.siren) == ("EPS", "260100078")
    assert (round(site.latitude, 4), site.point_is_exact) == (46.2223, True)
    assert (site.dataset.dated_on, report.warnings) == (date(2026, 5, 4), [])


def test_finess_plus_gives_the_group_which_other_files_leave():
    imported(files.plus(files.plus_entity(files.plus_site())))
    imported(files.finess(files.finess_site(), files.finess_entity()))
    entity = LegalEntity.objects.get()
    assert (entity.group_code, entity.group_name) == ("84103", "Bresse")


def test_exact_point_survives_a_file_without_points():
    imported(*simple(files.simple_site()))
    imported(files.finess(files.finess_site(), files.finess_entity()))
    site = Structure.objects.get()
    assert (site.latitude, site.longitude, site.point_is_exact) == (45.94, 4.77, True)


def test_site_without_a_point_has_that_of_its_commune():
    imported(files.finess(files.finess_site(), files.finess_entity()))
    site = Structure.objects.get()
    assert (site.latitude, site.longitude, site.point_is_exact) == (45.9, 4.8, False)


def test_old_commune_code_leads_to_the_new_one():
    imported(*simple(files.simple_site(commune="01999")))
    assert Structure.objects.get().commune_id == "01427"


def test_unknown_commune_is_told_and_the_site_kept():
    report = imported(*simple(files.simple_site(commune="98611", lon="", lat="")))
    (remark,) = report.warnings
    assert (remark.file, remark.line, remark.column) == ("fichier1.csv", 2, "commune")
    site = Structure.objects.get()
    assert (site.commune_id, site.latitude) == (None, None)


def test_false_siret_is_told_and_left_out_when_it_is_too_short():
    report = imported(
        *simple(
            files.simple_site(siret="775552003"),
            files.simple_site(OTHER_SITE, siret="26010004500013"),
        )
    )
    assert [remark.column for remark in report.warnings] == ["siret", "siret"]
    assert list(Structure.objects.order_by("finess").values_list("siret", flat=True)) == [
        "",
        "26010004500013",
    ]


def test_number_written_twice_in_a_file_is_rejected_once():
    report = imported(*simple(files.simple_site(), files.simple_site(nom="AUTRE")))
    (remark,) = report.rejected
    assert (remark.line, remark.reason) == (3, f"le numéro {SITE} est déjà écrit ligne 2.")
    assert Structure.objects.get().official_name == "CH DE TREVOUX"


def test_site_without_a_name_is_rejected_and_not_closed():
    imported(*simple(files.simple_site()))
    report = imported(*simple(files.simple_site(nom="")), full=True)
    assert len(report.rejected) == 1
    assert Structure.objects.get().is_active


def test_site_that_is_its_own_legal_entity():
    imported(*simple(files.simple_site(ENTITY, entity="")))
    assert Structure.objects.get().legal_entity_id == ENTITY


def test_site_without_a_known_legal_entity_goes_to_the_unknown_one():
    report = imported(files.simple_sites(files.simple_site(entity="")))
    site = Structure.objects.select_related("legal_entity").get()
    assert (site.legal_entity_id, site.legal_entity.is_public) == (LegalEntity.UNKNOWN, None)
    assert site.legal_entity.name == "Entité juridique inconnue du registre"
    assert "ne dit pas de quelle entité" in report.warnings[0].reason


def test_legal_entity_absent_from_the_files_is_made_and_told():
    report = imported(files.finess(files.finess_site()))
    entity = LegalEntity.objects.get()
    assert (entity.finess, entity.name, entity.is_public) == (
        ENTITY,
        f"Entité juridique {ENTITY}",
        True,
    )
    assert [remark.column for remark in report.warnings] == ["entité"]


def test_entities_alone_are_imported():
    report = imported(files.finess(files.finess_entity()))
    assert (figures(report, "entities"), LegalEntity.objects.get().siren) == (
        (1, 0, 0, 0),
        "260100078",
    )


def test_words_that_are_too_long_are_cut_and_kept_whole_beside():
    imported(*simple(files.simple_site(nom="CH " + "DE TREVOUX " * 30, adresse="R " * 150)))
    site = Structure.objects.get()
    assert (len(site.name), len(site.official_name), len(site.address)) == (160, 160, 200)
    assert len(site.raw["nom"]) == 333
    assert len(site.raw["adresse"]) == 300


def test_code_that_is_too_long_is_refused():
    with pytest.raises(RegisterError) as caught:
        imported(*simple(files.simple_site(postal="01600 TREVOUX")))
    assert (caught.value.column, caught.value.found) == ("postal_code", "01600 TREVOUX")
    assert Structure.objects.count() == 0


def test_import_is_recorded_with_its_source_and_its_figures():
    imported(files.finess(files.finess_site(), files.finess_entity()))
    dataset = Dataset.objects.get(kind="structures")
    assert (dataset.source, dataset.dated_on, dataset.imported_at, len(dataset.sha256)) == (
        "fichier0.csv",
        date(2026, 5, 4),
        AT,
        64,
    )
    assert dataset.report["tables"]["sites"]["added"] == 1
    event = Event.objects.get()
    assert (event.verb, event.subject_id, event.detail["sha256"]) == (
        "register_imported",
        str(dataset.pk),
        dataset.sha256,
    )
