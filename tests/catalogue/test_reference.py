"""What is shipped: complete, small, consistent, and made from the open files."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tandem.catalogue.reference import pack, read
from tandem.domain.schemes.vocabulary import Profession

FOLDER = Path(read.__file__).parent
SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data"
MOST_BYTES = 1_500_000


def test_shipped_files_are_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) <= MOST_BYTES


def test_every_place_hangs_together():
    regions = {row.code for row in read.regions()}
    departments = {row.code: row.region for row in read.departments()}
    communes = {row.code: row for row in read.communes()}
    old = list(read.old_communes())
    assert (len(regions), len(departments), len(communes), len(old)) == (26, 109, 35_014, 1_994)
    assert set(departments.values()) <= regions
    assert {row.department for row in (*communes.values(), *old)} <= set(departments)
    assert all(row.parent in communes and row.code not in communes for row in old)
    parts = [row for row in communes.values() if row.parent]
    assert Counter(row.parent for row in parts) == {"75056": 20, "69123": 9, "13055": 16}
    assert sum(row.latitude is None for row in communes.values()) == 99


def test_specialties_are_fifty():
    rows = list(read.specialties())
    assert Counter(row.profession for row in rows) == {
        Profession.DOCTOR: 44,
        Profession.DENTIST: 3,
        Profession.PHARMACIST: 3,
    }
    assert len({row.code for row in rows}) == len({row.name for row in rows}) == 50


def test_subdivisions_lie_in_known_regions():
    regions = {row.code for row in read.regions()}
    rows = list(read.subdivisions())
    assert len(rows) == 28
    assert all(code in regions for row in rows for code in row.regions)
    assert [row.code for row in rows if len(row.regions) > 1] == ["antilles-guyane"]


def test_categories_and_statuses_have_known_roles():
    assert Counter(row.role for row in read.categories().values()) == {
        "hospital": 21,
        "annex": 10,
        "health_centre": 4,
        "group_practice_house": 1,
        "nursing_home": 1,
        "prevention": 7,
        "other": 36,
    }
    assert Counter(read.legal_families().values()) == {
        "public_hospital": 7,
        "public": 22,
        "private": 40,
    }


def test_outlines_cover_the_departments():
    features = json.loads(read.department_outlines())["features"]
    codes = {feature["properties"]["code"] for feature in features}
    assert len(features) == 101
    assert codes <= {row.code for row in read.departments()}


@pytest.mark.skipif(not SOURCE.is_dir(), reason="the open files are not on this machine")
def test_packed_files_are_those_of_their_source():
    made = pack.contents(SOURCE)
    assert {name: read.content(name) for name in made} == made
