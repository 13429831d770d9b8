"""What is typed is judged as it would be once saved, and nothing is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tandem.apps.dossiers.facts import facts_of
from tandem.apps.dossiers.funding import cost_from, plan_from, plan_of
from tandem.apps.dossiers.preview import facts_with
from tandem.apps.dossiers.selectors import about_section, assessment
from tandem.domain.schemes.vocabulary import Profession, Section
from tests.apps.dossiers.acts import save, whole
from tests.world import World

CANDIDATE = {
    "civility": "Mme",
    "first_name": "Maïwenn",
    "last_name": "Tréguer",
    "email": "",
    "rpps": "10000000017",
    "diploma": "DES de gériatrie",
    "diploma_on": date(2025, 10, 31),
    "thesis_on": None,
    "registered_on": None,
    "has_consolidation_phase": True,
    "months_as_assistant": 6,
    "months_as_clinic_head": 0,
}
SECTIONS = [s for s in Section if s not in (Section.DOCUMENTS, Section.CERTIFICATION)]


def other_values(world: World, section: Section) -> dict[str, Any]:
    """What a form may hold, different from the draft of the small world."""
    return {
        Section.RECRUITER: {"recruiter": world.other, "service": "Oncologie"},
        Section.PARTNER: {
            "structure": world.private,
            "service": "",
            "referent_name": "",
            "referent_email": "",
            "common_direction": True,
        },
        Section.PROJECT: {
            "title": "Autre",
            "profession": Profession.PHARMACIST,
            "objectives": [],
            "research": "",
            "is_renewal": True,
            "renewal_months": 18,
        },
        Section.TIME: {
            "half_days": "RRR-1111--",
            "main_place": 1,
            "distance_km": Decimal("12.5"),
            "on_call": "partner",
        },
        Section.CANDIDATE: CANDIDATE,
        Section.FUNDING: {
            "recruiter_share": Decimal(10),
            "partner_share": Decimal(30),
        },
    }[section]


@pytest.mark.parametrize("section", SECTIONS)
def test_facts_typed_are_the_facts_once_saved(world: World, section):
    dossier, values = whole(world.draft()), other_values(world, section)
    before = facts_of(dossier)
    typed = facts_with(dossier, section, values)
    assert facts_of(dossier) == facts_of(whole(dossier)) == before
    assert typed != before
    save(world, dossier, section, **values)
    saved = whole(dossier)
    assert facts_of(saved) == typed
    assert about_section(saved, section) == about_section(dossier, section, typed)
    assert plan_of(saved) == plan_from(dossier.call, typed)


@pytest.mark.parametrize(
    ("section", "values"),
    [
        (Section.PARTNER, {"structure": None, "common_direction": None}),
        (Section.TIME, {"half_days": "----------", "main_place": None, "distance_km": None, "on_call": ""}),
        (Section.CANDIDATE, {"last_name": ""}),
        (Section.FUNDING, {"recruiter_share": None, "partner_share": None}),
    ],
)  # fmt: skip
def test_facts_typed_empty_are_the_facts_once_saved(world: World, section, values):
    dossier = world.draft()
    save(world, dossier, Section.CANDIDATE, **CANDIDATE)
    dossier = whole(dossier)
    typed = facts_with(dossier, section, values)
    save(world, dossier, section, **values)
    assert facts_of(whole(dossier)) == typed != facts_of(dossier)


def test_facts_of_a_section_without_values_are_those_stored(world: World):
    dossier = whole(world.draft())
    for section in (Section.DOCUMENTS, Section.CERTIFICATION):
        assert facts_with(dossier, section, {}) == facts_of(dossier)


def test_a_section_says_what_the_whole_says_of_it(world: World):
    dossier = whole(world.draft())
    for section in Section:
        assert about_section(dossier, section) == assessment(dossier).about(section)


def test_cost_is_known_before_the_shares(world: World):
    dossier = whole(world.draft())
    values = {"recruiter_share": None, "partner_share": None}
    facts = facts_with(dossier, Section.FUNDING, values)
    assert cost_from(dossier.call, facts).total_cents == 7_691_164
    week = {"half_days": "", "main_place": None, "distance_km": None, "on_call": ""}
    unknown = facts_with(dossier, Section.TIME, week)
    assert cost_from(dossier.call, unknown) is None
    assert plan_from(dossier.call, unknown) is None
