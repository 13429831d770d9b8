"""A small reference: four communes, one old code, one arrondissement."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.apps.territory.imports import reference
from tandem.apps.territory.models import Commune, Dataset, Department, Region

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def small_reference(db: None) -> None:
    """Stands for the shipped reference, which the services then leave alone."""
    dataset = Dataset.objects.create(
        kind=reference.KIND, source="essai", imported_at=AT, sha256=reference.fingerprint()
    )
    rows = (("84", "Auvergne-Rhône-Alpes", "01", "Ain"), ("11", "Île-de-France", "75", "Paris"))
    for region, name, department, department_name in rows:
        Region.objects.create(code=region, name=name)
        Department.objects.create(code=department, name=department_name, region_id=region)
    place = {"dataset": dataset, "latitude": 45.9, "longitude": 4.8}
    paris = {"dataset": dataset, "department_id": "75", "latitude": 48.86, "longitude": 2.35}
    Commune.objects.create(code="01427", name="Trévoux", department_id="01", **place)
    Commune.objects.create(code="01053", name="Bourg-en-Bresse", department_id="01", **place)
    Commune.objects.create(
        code="01999", name="Ancienne", department_id="01", parent_id="01427", is_active=False
    )
    Commune.objects.create(code="75056", name="Paris", **paris)
    Commune.objects.create(code="75113", name="Paris 13e", parent_id="75056", **paris)
