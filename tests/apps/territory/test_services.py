"""Units entered by hand, and the register of the demonstration."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tandem.apps.journal.models import Event
from tandem.apps.territory import selectors, services
from tandem.apps.territory.models import Commune, LegalEntity, Structure
from tandem.domain.kernel import identifiers
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.schemes.vocabulary import StructureKind

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def hospital(small_reference) -> LegalEntity:
    return LegalEntity.objects.create(finess="990009003", name="CH de Trévoux", is_public=True)


def unit(entity: LegalEntity, **values) -> Structure:
    told = {"name": "USMP de Trévoux", "kind": StructureKind.PRISON_UNIT, "at": AT} | values
    return services.create_unit(legal_entity=entity, **told)


def test_unit_has_no_number_and_the_point_of_its_commune(hospital):
    made = unit(hospital, name=" USMP  de Trévoux ", commune=Commune.objects.get(code="01427"))
    made.refresh_from_db()
    assert (made.finess, made.name, made.kind, made.legal_entity_id) == (
        None,
        "USMP de Trévoux",
        "USMP",
        "990009003",
    )
    assert (made.latitude, made.longitude, made.point_is_exact) == (45.9, 4.8, False)
    assert [found.pk for found in selectors.search_structures("usmp trevoux 01")] == [made.pk]
    event = Event.objects.get()
    assert (event.verb, event.subject_id, event.at) == ("unit_created", str(made.pk), AT)


def test_units_may_be_several_without_a_number(hospital):
    unit(hospital)
    unit(hospital, name="CeGIDD de Trévoux", kind=StructureKind.PUBLIC_PREVENTION)
    assert Structure.objects.filter(finess=None).count() == 2


@pytest.mark.parametrize("name", ["", "   "])
def test_unit_without_a_name_is_refused(hospital, name: str):
    with pytest.raises(InvalidInputError, match="par exemple «\u202fUSMP de Melun\u202f»"):
        unit(hospital, name=name)


def test_unit_is_refused_twice_under_one_entity(hospital):
    unit(hospital)
    with pytest.raises(InvalidInputError, match="existe déjà pour CH de Trévoux"):
        unit(hospital)
    assert Structure.objects.count() == 1


def test_public_unit_is_refused_under_a_private_entity(hospital):
    hospital.is_public = False
    with pytest.raises(InvalidInputError, match="est privée"):
        unit(hospital)
    assert unit(hospital, kind=StructureKind.OTHER).kind == "AUTRE"


@pytest.fixture
def fictitious(db) -> list[Structure]:
    return services.create_fictitious_register(AT)


def test_fictitious_register_can_never_be_taken_for_a_real_one(fictitious):
    entities = LegalEntity.objects.all()
    assert (len(fictitious), len(entities)) == (40, 28)
    assert all(thing.is_fictitious for thing in (*fictitious, *entities))
    assert all(thing.name.endswith(" (fictif)") for thing in (*fictitious, *entities))
    numbers = [thing.finess for thing in (*fictitious, *entities) if thing.finess]
    assert len(set(numbers)) == len(numbers) == 36 + 28
    assert all(identifiers.is_fictitious(number) for number in numbers)
    assert not any(identifiers.is_valid("FINESS", number) for number in numbers)


def test_fictitious_register_covers_the_region_and_every_kind(fictitious):
    departments = Counter(structure.department.code for structure in fictitious)
    assert set(departments) == {"75", "77", "78", "91", "92", "93", "94", "95"}
    assert Counter(structure.kind for structure in fictitious) == {
        "EPS": 18,
        "ESPIC": 5,
        "EHPAD_PUBLIC": 3,
        "CENTRE_SANTE": 3,
        "PREVENTION_PUBLIQUE": 3,
        "EHPAD_AUTRE": 2,
        "PRIVE": 2,
        "MSP": 2,
        "USMP": 2,
    }


def test_fictitious_register_gives_the_pair_of_the_example(fictitious):
    valmorin, aurore = (
        selectors.search_structures(words)[0] for words in ("ch de valmorin", "sainte aurore")
    )
    assert (valmorin.finess, valmorin.department.code) == ("FICT000001", "77")
    assert (aurore.finess, aurore.kind) == ("FICT000003", "ESPIC")
    assert selectors.distance_km(valmorin, aurore) == Decimal("47.3")
    assert selectors.structure_facts(valmorin).group == "FICTGHT1"


def test_fictitious_register_is_made_once(fictitious):
    again = services.create_fictitious_register(AT)
    assert [structure.pk for structure in again] == [structure.pk for structure in fictitious]
    assert Structure.objects.count() == 40
