"""Search, facts, distances, zones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tandem.apps.territory import selectors
from tandem.apps.territory.models import Commune, Dataset, LegalEntity, Structure, Zone
from tandem.domain.eligibility.facts import StructureFacts
from tandem.domain.schemes.vocabulary import StructureKind

pytestmark = pytest.mark.usefixtures("small_reference")


@pytest.fixture
def entity() -> LegalEntity:
    return LegalEntity.objects.create(finess="990009003", name="CH de Trévoux", group_code="84103")


@pytest.fixture
def make(entity: LegalEntity):
    def made(name: str, finess: str | None = None, **values) -> Structure:
        values = {
            "commune_id": "01427",
            "postal_code": "01600",
            "kind": StructureKind.PUBLIC_HOSPITAL,
            "category_code": "355",
            "legal_entity": entity,
        } | values
        return Structure.objects.create(name=name, official_name=name, finess=finess, **values)

    return made


def names(query: str, **options) -> list[str]:
    return [found.name for found in selectors.search_structures(query, **options)]


@pytest.mark.parametrize(
    "query",
    ["hopital", "HÔPITAL élodie", "sainte-elodie", "trevoux", "01", "01600", "990 000 010", "9900"],
)
def test_search_finds_by_name_town_department_and_number(make, query: str):
    make("Hôpital Sainte-Élodie", "990000010")
    make("Clinique", "980000012", commune_id="75113", postal_code="75013")
    assert names(query) == ["Hôpital Sainte-Élodie"]


@pytest.mark.parametrize("query", ["hopital paris", "0", "00001", "75", "zz", "", "  ", "'"])
def test_search_needs_every_word(make, query: str):
    make("Hôpital Sainte-Élodie", "990000010")
    assert names(query) == []


def test_search_knows_the_short_form_of_hospitals(make):
    make("Centre hospitalier de Trévoux")
    assert names("ch trevoux") == ["Centre hospitalier de Trévoux"]


def test_search_gives_the_best_first(make):
    make("Accueil de la Valmorine")
    make("CMP Valmorin", category_code="156")
    make("Hôpital Valmorin")
    make("Entrevalmorin")
    make("Valmorin-Centre")
    assert names("valmorin") == [
        "Valmorin-Centre",
        "Accueil de la Valmorine",
        "Hôpital Valmorin",
        "CMP Valmorin",
        "Entrevalmorin",
    ]


def test_search_puts_the_exact_number_before_the_sites_of_the_entity(make):
    make("Annexe", "990000028")
    make("Siège", "990009003")
    assert names("990009003") == ["Siège", "Annexe"]
    assert names("99000") == ["Annexe", "Siège"]


def test_search_leaves_out_what_is_closed_and_other_kinds(make):
    make("Hôpital fermé", is_active=False)
    make("Hôpital privé", kind=StructureKind.PRIVATE_HOSPITAL)
    make("Hôpital public")
    assert names("hopital") == ["Hôpital privé", "Hôpital public"]
    assert names("hopital", kinds={StructureKind.PUBLIC_HOSPITAL}) == ["Hôpital public"]


def test_search_stops_at_its_limit(make):
    for place in range(4):
        make(f"Hôpital {place}")
    assert names("hopital", limit=3) == ["Hôpital 0", "Hôpital 1", "Hôpital 2"]


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_once_whatever_it_finds(make, django_assert_num_queries, count: int):
    for place in range(count):
        make(f"Hôpital {place}")
    with django_assert_num_queries(1):
        found = selectors.search_structures("hopital")
        assert [(s.department.name, s.legal_entity.name) for s in found] == [
            ("Ain", "CH de Trévoux")
        ] * count


def test_distance_between_known_points(make):
    near = make("A", latitude=46.22229, longitude=5.20918)
    far = make("B", latitude=46.22229, longitude=5.21918)
    assert selectors.distance_km(near, far) == Decimal("0.8")


def test_distance_to_an_unknown_point(make):
    assert selectors.distance_km(make("A", latitude=46.0, longitude=5.0), make("B")) is None


def test_structure_facts_give_what_the_register_knows(make):
    assert selectors.structure_facts(make("Hôpital", "990000010")) == StructureFacts(
        name="Hôpital",
        kind=StructureKind.PUBLIC_HOSPITAL,
        finess="990000010",
        legal_entity="990009003",
        siren=None,
        group="84103",
        municipality="Trévoux",
        department="01",
    )


def test_structure_facts_do_not_know_an_entity_that_the_register_leaves_out(make):
    unknown = LegalEntity.objects.create(finess=LegalEntity.UNKNOWN, name="Inconnue")
    facts = selectors.structure_facts(make("Hôpital", legal_entity=unknown, commune_id=None))
    assert facts == StructureFacts(name="Hôpital", kind=StructureKind.PUBLIC_HOSPITAL)


def test_zone_of_a_day_is_the_last_one_in_force():
    dataset = Dataset.objects.get()
    for day, category in ((date(2022, 3, 30), "ZIP"), (date(2025, 5, 1), "ZAC")):
        Zone.objects.create(
            commune_id="01427", effective_on=day, category=category, dataset=dataset
        )
    commune = Commune.objects.get(code="01427")
    found = {day: selectors.zone_of(commune, day) for day in (
        date(2022, 3, 29), date(2022, 3, 30), date(2025, 4, 30), date(2025, 5, 1),
    )}  # fmt: skip
    assert [zone and zone.category for zone in found.values()] == [None, "ZIP", "ZIP", "ZAC"]


def test_zone_of_an_arrondissement_is_its_own_or_that_of_the_commune():
    dataset, day = Dataset.objects.get(), date(2025, 5, 1)
    place = Commune.objects.get(code="75113")
    Zone.objects.create(commune_id="75056", effective_on=day, category="HZ", dataset=dataset)
    assert selectors.zone_of(place, day).category == "HZ"
    Zone.objects.create(
        commune_id="75113", effective_on=date(2022, 3, 30), category="ZIP", dataset=dataset
    )
    assert selectors.zone_of(place, day).category == "ZIP"
