from __future__ import annotations

from tandem.apps.territory.models import LegalEntity
from tandem.apps.territory.selectors import legal_entity_numbered


def test_legal_entity_numbered_by_its_own_number_or_by_a_site(world):
    entity = world.recruiter.legal_entity
    assert legal_entity_numbered(entity.finess) == entity
    assert legal_entity_numbered(" fict 000001 ") == entity
    assert legal_entity_numbered("770110054") is None


def test_legal_entity_numbered_never_finds_the_unknown_one(world):
    unknown = LegalEntity.objects.create(finess=LegalEntity.UNKNOWN, name="Inconnue")
    assert legal_entity_numbered(unknown.finess) is None
