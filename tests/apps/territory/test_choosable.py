"""Which structures may be chosen, and among which a medical affairs office recruits."""

from __future__ import annotations

from tandem.apps.territory.models import LegalEntity, Structure
from tandem.apps.territory.selectors import choosable, search_structures, specialties
from tandem.domain.schemes.vocabulary import StructureKind
from tests.world import World, structure


def sister(world: World) -> Structure:
    site = structure(60, "Site de Nemours", StructureKind.PUBLIC_HOSPITAL, "77288")
    site.legal_entity = world.recruiter.legal_entity
    site.save()
    return site


def test_choosable_is_every_active_structure(world: World):
    world.private.is_active = False
    world.private.save()
    assert set(choosable()) == set(Structure.objects.all()) - {world.private}


def test_choosable_of_a_structure_is_its_legal_entity(world: World):
    site = sister(world)
    assert set(choosable(of=world.recruiter)) == {world.recruiter, site}
    assert list(choosable(of=world.other)) == [world.other]


def test_choosable_of_an_unknown_entity_is_the_structure_alone(world: World):
    unknown = LegalEntity.objects.create(finess=LegalEntity.UNKNOWN, name="Inconnue")
    Structure.objects.update(legal_entity=unknown)
    world.recruiter.refresh_from_db()
    assert list(choosable(of=world.recruiter)) == [world.recruiter]


def test_search_within_a_legal_entity_finds_nothing_else(world: World):
    site = sister(world)
    assert search_structures("melun", of=world.recruiter) == [world.recruiter, site]
    assert search_structures("creteil", of=world.recruiter) == []


def test_specialties_are_by_name(world: World):
    assert [each.name for each in specialties()] == ["Gériatrie"]
