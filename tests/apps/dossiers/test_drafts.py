"""Writing a draft: numbered, shared by the office, never overwritten in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tandem.apps.calls import services as calls
from tandem.apps.dossiers.models import Complement, Dossier, Partner, WeekPeriod
from tandem.apps.dossiers.services import drafts
from tandem.apps.foundation.text import folded
from tandem.apps.journal.models import Event
from tandem.domain.kernel import french
from tandem.domain.schemes.vocabulary import Section
from tests.apps.dossiers.acts import ask, declare, fresh, save, sections, withdraw
from tests.apps.race import race
from tests.apps.refusals import refused
from tests.world import AFTER_DEADLINE, NOW, SETTINGS, World, section

LATER = NOW + timedelta(hours=1)


def create(world: World, who: str = "alice", at=NOW) -> Dossier:
    return drafts.create(call=world.call, actor=world.people.actor(who), at=at)


def test_create_numbers_dossiers_in_their_call(world: World):
    assert [create(world).number for _ in range(3)] == ["IDF12-001", "IDF12-002", "IDF12-003"]
    other = calls.prepare(
        settings=replace(SETTINGS, code="IDF13", slug="b"),
        actor=world.people.actor("chloe"),
        at=NOW,
    )
    other = calls.open_call(call=other, actor=world.people.actor("chloe"), at=NOW)
    created = drafts.create(call=other, actor=world.people.actor("gael"), at=NOW)
    assert created.number == "IDF13-001"


def test_create_begins_with_what_is_known(world: World):
    dossier = fresh(create(world))
    alice = world.people.alice
    assert (dossier.state, dossier.version, dossier.filed_at) == ("draft", 1, None)
    assert (dossier.owner, dossier.recruiter) == (world.recruiter, world.recruiter)
    assert (dossier.created_by, dossier.saved_by) == (alice, alice)
    assert (dossier.created_at, dossier.saved_at) == (NOW, NOW)
    assert (dossier.contact_name, dossier.contact_position) == ("Alice Azur", "Responsable")
    assert (dossier.contact_email, dossier.contact_phone) == (alice.email, "01 99 00 00 01")
    assert (dossier.state_label, str(dossier)) == ("Brouillon", "IDF12-001")
    event = Event.objects.last()
    assert (event.verb, event.subject_id) == ("dossier.created", str(dossier.pk))


@pytest.mark.parametrize("who", ["bob", "chloe", "diane", "david"])
def test_create_by_others_than_an_office_is_refused(world: World, who):
    with refused("role"):
        create(world, who)
    assert not Dossier.objects.exists()


def test_create_outside_the_dates_of_the_call_is_refused(world: World):
    with refused("call_is_open"):
        create(world, at=SETTINGS.opens_at - timedelta(seconds=1))
    with refused("call_is_open"):
        create(world, at=AFTER_DEADLINE)
    with refused("role", "call_is_open"):
        create(world, "chloe", at=AFTER_DEADLINE)


def test_create_in_a_call_not_opened_is_refused(world: World):
    waiting = calls.prepare(
        settings=replace(SETTINGS, code="IDF13", slug="b"),
        actor=world.people.actor("chloe"),
        at=NOW,
    )
    with refused("call_is_open"):
        drafts.create(call=waiting, actor=world.people.actor("alice"), at=NOW)


@pytest.mark.parametrize("name", list(drafts.WRITERS))
def test_every_section_grows_the_version_and_says_who_saved(world: World, name):
    dossier = create(world)
    if name is Section.FUNDING:
        save(world, dossier, Section.PARTNER, **sections(world)[Section.PARTNER])
    values = {**sections(world), Section.CANDIDATE: {"last_name": "Feu", "first_name": "Farid"}}
    before = fresh(dossier).version
    saved = drafts.save_section(
        dossier=dossier,
        entry=section(name, before, **values[name]),
        actor=world.people.actor("anne"),
        at=LATER,
    )
    kept = fresh(dossier)
    assert saved.version == kept.version == before + 1
    assert (kept.saved_by, kept.saved_at) == (world.people.anne, LATER)


@pytest.mark.parametrize("name", [Section.RECRUITER, Section.PROJECT])
def test_section_of_plain_fields_is_kept_whole(world: World, name):
    values = sections(world)[name]
    dossier = fresh(save(world, create(world), name, **values))
    assert {key: getattr(dossier, key) for key in values} == values


def test_section_of_the_partner_is_kept_then_corrected_then_emptied(world: World):
    dossier, values = create(world), sections(world)[Section.PARTNER]
    save(world, dossier, Section.PARTNER, **values)
    partner = Partner.objects.get()
    assert {key: getattr(partner, key) for key in values} == values
    assert (partner.dossier_id, partner.position, str(partner)) == (
        dossier.pk, 1, str(world.partner),
    )  # fmt: skip
    save(world, dossier, Section.PARTNER, **{**values, "structure": world.other})
    assert Partner.objects.get().structure == world.other
    save(world, dossier, Section.PARTNER, **{**values, "structure": None})
    assert not Partner.objects.exists()


def test_section_of_time_keeps_one_week_over_the_whole_call(world: World):
    dossier = world.draft()
    save(world, dossier, Section.TIME, half_days="RRRRR11111", main_place=1, distance_km=None)
    week = WeekPeriod.objects.get()
    assert (week.half_days, str(week)) == ("RRRRR11111", "RRRRR11111")
    assert (week.starts_on, week.ends_on) == (SETTINGS.starts_on, SETTINGS.ends_on)
    kept = fresh(dossier)
    assert (kept.main_place, kept.distance_km) == (1, None)
    save(world, dossier, Section.TIME, half_days="-" * 10, main_place=None, distance_km=None)
    assert not WeekPeriod.objects.exists()


def test_section_of_funding_keeps_both_shares(world: World):
    dossier = world.draft()
    save(world, dossier, Section.FUNDING, recruiter_share=Decimal("12.5"),
         partner_share=Decimal("27.5"))  # fmt: skip
    assert fresh(dossier).recruiter_share == Decimal("12.5")
    assert Partner.objects.get().share == Decimal("27.5")


def test_save_refreshes_what_lists_read(world: World):
    dossier = world.draft()
    kept = fresh(dossier)
    assert (kept.blocking_count, kept.agency_cents) == (0, 92_293_97)
    save(world, dossier, Section.FUNDING, recruiter_share=Decimal(30), partner_share=Decimal(20))
    kept = fresh(dossier)
    assert (kept.blocking_count, kept.agency_cents) == (1, None)


def test_search_reads_number_title_specialty_and_structures(world: World):
    kept = fresh(world.draft())
    words = [kept.number, kept.title, "Gériatrie", str(world.recruiter.name),
             world.recruiter.finess, world.partner.name, world.partner.finess]  # fmt: skip
    assert kept.search == folded(" ".join(words))


def test_second_save_of_the_same_version_is_stale_and_loses_nothing(world: World):
    dossier = world.draft()
    read = dossier.version
    drafts.save_section(
        dossier=dossier,
        entry=section(Section.PROJECT, read, title="Titre d’Alice"),
        actor=world.people.actor("alice"),
        at=LATER,
    )
    with pytest.raises(drafts.StaleError) as caught:
        drafts.save_section(
            dossier=dossier,
            entry=section(Section.PROJECT, read, title="Titre d’Anne"),
            actor=world.people.actor("anne"),
            at=LATER + timedelta(minutes=1),
        )
    assert str(caught.value) == (
        f"Alice Azur a enregistré ce dossier {french.instant(fresh(dossier).saved_at)}. "
        "Vos saisies sont conservées ci-dessous : relisez, puis enregistrez de nouveau."
    )
    kept = fresh(dossier)
    assert caught.value.dossier == kept
    assert (kept.title, kept.version, kept.saved_by) == (
        "Titre d’Alice", read + 1, world.people.alice,
    )  # fmt: skip
    drafts.save_section(
        dossier=dossier,
        entry=section(Section.PROJECT, kept.version, title="Titre d’Anne"),
        actor=world.people.actor("anne"),
        at=LATER,
    )
    assert fresh(dossier).title == "Titre d’Anne"


def save_all(world: World, dossier: Dossier, version: int, **values: dict[str, object]) -> Dossier:
    entry = drafts.Sections(
        values={Section[name.upper()]: written for name, written in values.items()},
        version=version,
    )
    return drafts.save_sections(
        dossier=dossier, entry=entry, actor=world.people.actor("alice"), at=LATER
    )


def test_save_of_several_sections_is_one_act(world: World):
    dossier = world.draft()
    save_all(world, dossier, dossier.version, project={"title": "Un"}, recruiter={"service": "A"})
    kept = fresh(dossier)
    assert (kept.title, kept.service, kept.version) == ("Un", "A", dossier.version + 1)
    with pytest.raises(drafts.StaleError):
        save_all(world, dossier, dossier.version, project={"title": "Deux"})
    assert fresh(dossier).title == "Un"


def test_save_of_several_sections_is_refused_whole_when_one_is_closed(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    version = fresh(dossier).version
    with refused("section_is_open"):
        save_all(world, dossier, version, project={"title": "Un"}, recruiter={"service": "A"})
    assert (fresh(dossier).title, fresh(dossier).version) == (dossier.title, version)


@pytest.mark.parametrize("who", ["bob", "gael", "chloe", "diane", "david", "hana"])
def test_save_by_others_than_the_office_is_refused(world: World, who):
    dossier = world.draft()
    with refused("owner"):
        save(world, dossier, Section.PROJECT, who=who, title="Autre")
    assert fresh(dossier) == dossier
    assert fresh(dossier).version == dossier.version


@pytest.mark.parametrize("name", list(drafts.WRITERS))
def test_save_once_filed_is_refused(world: World, name):
    dossier = world.filed()
    with refused("section_is_open"):
        save(world, dossier, name)
    with refused("owner", "section_is_open"):
        save(world, dossier, name, who="gael")


def test_save_after_a_request_is_open_to_the_reopened_sections_alone(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT, Section.RECRUITER)
    save(world, dossier, Section.PROJECT, title="Titre complété")
    save(world, dossier, Section.RECRUITER, who="anne", service="Médecine")
    for name in (Section.PARTNER, Section.TIME, Section.CANDIDATE, Section.FUNDING):
        with refused("section_is_open"):
            save(world, dossier, name)
    with refused("owner"):
        save(world, dossier, Section.PROJECT, who="gael")
    assert (fresh(dossier).title, fresh(dossier).service) == ("Titre complété", "Médecine")


@pytest.mark.parametrize("act", [declare, withdraw])
def test_save_is_refused_when_the_request_lapsed(world: World, act):
    """A request without an answer reopens nothing once the dossier is decided or withdrawn."""
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    act(world, dossier)
    assert Complement.objects.get().answered_at is None
    with refused("section_is_open"):
        save(world, dossier, Section.PROJECT, title="Trop tard")


@pytest.mark.django_db(transaction=True)
def test_create_at_the_same_time_gives_different_numbers(world: World):
    created = race(8, lambda _: create(world).number)
    assert sorted(created) == [f"IDF12-{number:03d}" for number in range(1, 9)]


@pytest.mark.django_db(transaction=True)
def test_save_at_the_same_time_keeps_one_and_tells_the_others(world: World):
    dossier = create(world)

    def write(place: int) -> str:
        entry = section(Section.PROJECT, 1, title=f"Titre {place}")
        actor = world.people.actor("alice")
        return drafts.save_section(dossier=dossier, entry=entry, actor=actor, at=NOW).title

    results = race(8, write)
    (kept,) = [result for result in results if isinstance(result, str)]
    stale = [result for result in results if isinstance(result, drafts.StaleError)]
    assert (fresh(dossier).title, fresh(dossier).version, len(stale)) == (kept, 2, 7)
