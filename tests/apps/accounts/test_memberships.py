"""Rights come from dated memberships: they begin, they end, and a person chooses among them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.accounts import selectors
from tandem.apps.accounts.actor import LABEL, VISITOR, Actor
from tandem.apps.accounts.models import Membership, Role, User
from tandem.apps.accounts.permissions import has_role, is_of_agency
from tests.apps.refusals import rules
from tests.people import SINCE, TODAY
from tests.world import World

ONE_DAY = timedelta(days=1)


def join(user: User, role: Role, place: object, starts_on: date, ends_on: date | None = None):
    name = "agency" if role in (Role.JUROR, Role.AGENCY_OFFICER) else "structure"
    return Membership.objects.create(
        user=user, role=role, starts_on=starts_on, ends_on=ends_on, **{name: place}
    )


@pytest.mark.parametrize(
    ("on", "role"),
    [
        (SINCE - ONE_DAY, None),
        (SINCE, Role.BAM),
        (TODAY, Role.BAM),
        (TODAY + ONE_DAY, None),
    ],
)
def test_role_is_held_from_the_first_to_the_last_day(world: World, on, role):
    Membership.objects.filter(user=world.people.alice).update(ends_on=TODAY)
    actor = world.people.actor("alice", on)
    assert actor.role == role
    assert actor.structure == (world.recruiter if role else None)
    assert actor.user == world.people.alice


def test_role_chosen_is_the_one_asked_for(world: World):
    second = join(world.people.alice, Role.DIRECTION, world.other, SINCE + ONE_DAY)
    held = list(selectors.memberships_in_force(world.people.alice, TODAY))
    assert [m.role for m in held] == [Role.BAM, Role.DIRECTION]
    first = selectors.actor_for(world.people.alice, TODAY)
    assert (first.role, first.structure) == (Role.BAM, world.recruiter)
    chosen = selectors.actor_for(world.people.alice, TODAY, str(second.pk))
    assert (chosen.role, chosen.structure) == (Role.DIRECTION, world.other)


def test_role_chosen_but_ended_falls_back_on_the_first(world: World):
    ended = join(world.people.alice, Role.DIRECTION, world.other, SINCE, TODAY - ONE_DAY)
    actor = selectors.actor_for(world.people.alice, TODAY, str(ended.pk))
    assert (actor.role, actor.structure) == (Role.BAM, world.recruiter)


def test_role_of_someone_else_cannot_be_chosen(world: World):
    of_chloe = Membership.objects.get(user=world.people.chloe)
    actor = selectors.actor_for(world.people.alice, TODAY, str(of_chloe.pk))
    assert (actor.role, actor.agency) == (Role.BAM, None)


def test_inactive_person_is_a_visitor(world: World):
    world.people.alice.is_active = False
    assert selectors.actor_for(world.people.alice, TODAY) == VISITOR


def test_person_without_role_has_no_place(world: World):
    stranger = User.objects.create_user("Farid@Example.org", first_name="Farid", last_name="Feu")
    actor = selectors.actor_for(stranger, TODAY)
    assert actor == Actor(user=stranger)
    assert (actor.label, VISITOR.label) == ("Farid Feu", "Visiteur")


def test_actor_says_what_it_is(world: World):
    kinds = {
        name: (actor.is_bam, actor.is_agency, actor.is_juror)
        for name in ("alice", "bob", "chloe", "diane", "david")
        for actor in [world.people.actor(name)]
    }
    assert kinds == {
        "alice": (True, False, False),
        "bob": (False, False, False),
        "chloe": (False, True, False),
        "diane": (False, True, False),
        "david": (False, False, True),
    }
    assert world.people.actor("alice").label == "Alice Azur, CH de Valmorin (fictif)"
    assert world.people.actor("chloe").label == (
        "Chloé Cyan, Agence régionale de santé Île-de-France"
    )


def test_label_fits_the_columns_that_keep_it(world: World):
    world.recruiter.name = "Hôpital " * 20
    long = User(first_name="Marie-" * 13, last_name="Dupont-" * 11)
    label = Actor(user=long, role=Role.BAM, structure=world.recruiter).label
    assert len(label) == LABEL == 200
    assert label.startswith("Marie-Marie-")


def test_people_of_a_structure_are_those_of_the_role_and_day(world: World):
    find = selectors.people_of
    people = world.people
    assert set(find(world.recruiter.pk, Role.BAM, TODAY)) == {people.alice, people.anne}
    assert set(find(world.recruiter.pk, Role.DIRECTION, TODAY)) == set()
    assert set(find(world.recruiter.pk, Role.BAM, SINCE - ONE_DAY)) == set()
    Membership.objects.filter(user=people.anne).update(ends_on=TODAY - ONE_DAY)
    User.objects.filter(pk=people.gael.pk).update(is_active=False)
    assert set(find(world.recruiter.pk, Role.BAM, TODAY)) == {people.alice}
    assert set(find(world.other.pk, Role.BAM, TODAY)) == set()


def test_people_of_an_agency_are_those_of_the_roles_and_day(world: World):
    find = selectors.people_of_agency
    people, here = world.people, world.agency.pk
    assert set(find(here, (Role.JUROR,), TODAY)) == {people.david, people.erik, people.emma}
    both = (Role.AGENCY_OFFICER, Role.AGENCY_SIGNATORY)
    assert set(find(here, both, TODAY)) == {people.chloe, people.diane}
    assert set(find(here, both, SINCE - ONE_DAY)) == set()
    assert set(find(world.other_agency.pk, both, TODAY)) == {people.hana}


def test_agencies_are_listed_by_name(world: World):
    assert list(selectors.agencies()) == [world.other_agency, world.agency]


def test_people_of_the_demonstration_come_in_their_first_role_and_its_order(world: World):
    people = world.people
    names = ("alice", "anne", "bob", "chloe", "diane", "emma")
    users = User.objects.filter(pk__in=[getattr(people, name).pk for name in names])
    users.update(is_demonstration=True)
    join(people.alice, Role.DIRECTION, world.other, SINCE + ONE_DAY)
    Membership.objects.filter(user=people.anne).update(ends_on=TODAY - ONE_DAY)
    User.objects.filter(pk=people.emma.pk).update(is_active=False)
    shown = selectors.demonstration_people(TODAY)
    assert [(m.user, m.role) for m in shown] == [
        (people.alice, Role.BAM), (people.bob, Role.DIRECTION),
        (people.chloe, Role.AGENCY_OFFICER), (people.diane, Role.AGENCY_SIGNATORY),
    ]  # fmt: skip
    assert selectors.demonstration_people(SINCE - ONE_DAY) == []


def test_permission_has_role_names_its_refusal(world: World):
    alice = world.people.actor("alice")
    assert has_role(alice, Role.BAM, Role.DIRECTION).allowed
    assert rules(has_role(alice, Role.JUROR)) == ("role",)
    assert rules(has_role(VISITOR, Role.BAM)) == ("role",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("chloe", ()), ("diane", ()), ("hana", ("agency",)), ("david", ("agency",)),
     ("alice", ("agency",))],
)  # fmt: skip
def test_permission_is_of_agency(world: World, name, expected):
    assert rules(is_of_agency(world.people.actor(name), world.agency.pk)) == expected


def test_email_is_folded_to_lower_case(world: World):
    user = User.objects.create_user("Paul.MARTIN@Example.ORG", first_name="Paul", last_name="M")
    assert user.email == "paul.martin@example.org"
    assert not user.has_usable_password()
    assert User.objects.get_by_natural_key("PAUL.martin@example.org") == user
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)


def test_full_name_leaves_out_what_is_unknown():
    assert User(first_name="Anaïs", last_name="Delorme").full_name == "Anaïs Delorme"
    named = User(civility="Mme", first_name="Anaïs", last_name="Delorme")
    assert str(named) == "Mme Anaïs Delorme"


@pytest.mark.parametrize("role", Role)
def test_place_of_a_membership_follows_its_role(world: World, role):
    """A structure for its people, an agency for its own and for jurors: never both, never none."""
    of_structure = role in (Role.BAM, Role.DIRECTION)
    for structure, agency in ((None, None), (world.other, world.agency),
                              (world.other, None), (None, world.agency)):  # fmt: skip
        wanted = (structure is not None) is of_structure and (agency is None) is of_structure
        membership = Membership(
            user=world.people.gael, role=role, structure=structure, agency=agency, starts_on=TODAY
        )
        if wanted:
            membership.save()
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            membership.save()


def test_membership_cannot_end_before_it_starts(world: World):
    with pytest.raises(IntegrityError), transaction.atomic():
        join(world.people.gael, Role.BAM, world.recruiter, TODAY, TODAY - ONE_DAY)
    one_day = join(world.people.gael, Role.BAM, world.recruiter, TODAY, TODAY)
    assert str(one_day) == "Gaël Gris bam"


def test_access_to_the_dossiers_ends_the_day_after(world: World):
    """The day after the end, the person acts as nobody: the next request already refuses."""
    Membership.objects.filter(user=world.people.bob).update(ends_on=TODAY)
    assert world.people.actor("bob", TODAY).structure == world.partner
    assert world.people.actor("bob", TODAY + ONE_DAY) == Actor(user=world.people.bob)
