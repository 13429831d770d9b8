"""The candidate of a dossier: typed in its section, erased when the draft no longer names one."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.apps.candidates.models import Candidate
from tandem.apps.dossiers.facts import facts_of
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts
from tandem.domain.schemes.vocabulary import Section
from tests.world import NOW, World, section

FARID = {
    "civility": "M.",
    "first_name": "Farid",
    "last_name": "Feu",
    "email": "farid.feu@example.org",
    "rpps": "10000000001",
    "diploma": "DES de gériatrie",
    "diploma_on": date(2025, 10, 31),
    "thesis_on": date(2025, 9, 15),
    "registered_on": None,
    "has_consolidation_phase": True,
    "months_as_assistant": 0,
    "months_as_clinic_head": 12,
}


def name(world: World, dossier: Dossier, **values: object) -> Dossier:
    return drafts.save_section(
        dossier=dossier,
        entry=section(Section.CANDIDATE, dossier.version, **{**FARID, **values}),
        actor=world.people.actor("alice"),
        at=NOW,
    )


@pytest.mark.parametrize(("civility", "expected"), [("M.", "M. Farid Feu"), ("", "Farid Feu")])
def test_candidate_is_called_by_name(civility, expected):
    assert str(Candidate(civility=civility, first_name="Farid", last_name="Feu")) == expected


def test_candidate_is_kept_and_read_by_the_rules(world: World):
    dossier = name(world, world.draft())
    kept = Candidate.objects.get()
    assert {key: getattr(kept, key) for key in FARID} == FARID
    assert Dossier.objects.get(pk=dossier.pk).candidate == kept
    told = facts_of(dossier).candidate
    assert (told.name, told.rpps, told.registered_on) == ("M. Farid Feu", "10000000001", None)
    assert (told.months_as_assistant, told.months_as_clinic_head) == (0, 12)


def test_candidate_corrected_is_the_same_person(world: World):
    dossier = name(world, world.draft())
    before = Candidate.objects.get().pk
    name(world, dossier, first_name="Faridah")
    assert (Candidate.objects.get().pk, Candidate.objects.get().first_name) == (before, "Faridah")


def test_candidate_no_longer_named_is_erased(world: World):
    dossier = name(world, world.draft())
    dossier = name(world, dossier, last_name="")
    assert not Candidate.objects.exists()
    assert Dossier.objects.get(pk=dossier.pk).candidate is None
    assert name(world, dossier, last_name="").candidate is None


def test_candidate_of_a_fictitious_dossier_is_fictitious(world: World):
    dossier = world.draft()
    Dossier.objects.filter(pk=dossier.pk).update(is_fictitious=True)
    name(world, Dossier.objects.get(pk=dossier.pk))
    assert Candidate.objects.get().is_fictitious
