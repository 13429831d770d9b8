from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Juror, Reading
from tests.web.agency_sitting.acts import each_colleague, is_closed_to_others, url
from tests.world import AFTER_DEADLINE

PAGE, DISTRIBUTE = url("jury"), url("jury_distribute")


def member(person, **values):
    return {"user": person.pk, "quality": "Praticien hospitalier", "establishment": "", **values}


@each_colleague
def test_jury_lists_members_with_load_and_ties(world, signed_in, name):
    world.marked(5, 4, 3)
    tied = Reading.objects.select_related("juror", "dossier").first()
    jury.declare_conflict(
        juror=tied.juror,
        dossier=tied.dossier,
        reason="Ancien chef de service.",
        actor=world.people.actor(tied.juror.user.first_name.lower()),
        at=AFTER_DEADLINE,
    )
    page = signed_in(getattr(world.people, name)).get(PAGE)
    assert page.status_code == 200
    members = page.context["members"]
    assert len(members) == 3
    assert sum(each["given"] for each in members) == 5
    assert [each["ties"] for each in members if each["juror"].pk == tied.juror_id] == [
        [tied.dossier.number]
    ]
    assert "Ancien chef de service." in page.text
    progress = page.context["progress"]
    assert (progress.dossiers, progress.given, progress.handed_in) == (3, 5, 5)
    assert (progress.short, progress.unmarked) == (1, 0)


def test_jury_without_members_says_what_to_do(world, signed_in):
    page = signed_in(world.people.chloe).get(PAGE)
    assert "Le jury n’a encore aucun membre." in page.text


def test_jury_without_a_call_leads_to_the_calls(world, signed_in):
    page = signed_in(world.people.hana).get(PAGE)
    assert page.status_code == 200
    assert "Aucun appel n’est ouvert." in page.text


def test_jury_of_the_call_of_another_agency_is_not_found(world, signed_in):
    address = f"{PAGE}?appel={world.call.slug}"
    assert signed_in(world.people.hana).get(address).status_code == 404
    answer = signed_in(world.people.hana).post(address, member(world.people.david))
    assert answer.status_code == 404
    assert not Juror.objects.exists()


def test_jury_is_closed_to_the_others(world, signed_in):
    is_closed_to_others(world, signed_in, PAGE, DISTRIBUTE)


def test_jury_appoints_a_member_with_their_establishment(world, signed_in):
    data = member(world.people.david, establishment=" fict 000001 ", is_chair="on")
    answer = signed_in(world.people.chloe).post(PAGE, data)
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?appel={world.call.slug}")
    juror = Juror.objects.get()
    assert (juror.user, juror.is_chair) == (world.people.david, True)
    assert juror.legal_entity == world.recruiter.legal_entity


def test_jury_has_one_chair(world, signed_in):
    client = signed_in(world.people.chloe)
    for who in (world.people.david, world.people.erik):
        client.post(PAGE, member(who, is_chair="on"))
    chairs = Juror.objects.filter(is_chair=True)
    assert [juror.user for juror in chairs] == [world.people.erik]


def test_jury_changes_a_seat_from_its_own_values(world, signed_in):
    world.seat_jury()
    juror = Juror.objects.get(user=world.people.emma)
    client = signed_in(world.people.chloe)
    page = client.get(f"{PAGE}?membre={juror.pk}")
    assert page.context["form"]["user"].value() == world.people.emma.pk
    client.post(PAGE, member(world.people.emma, quality="Directrice"))
    assert Juror.objects.get(pk=juror.pk).quality == "Directrice"
    assert client.get(f"{PAGE}?membre=personne").status_code == 404


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"quality": ""}, "quality"),
        ({"user": ""}, "user"),
        ({"user": "0"}, "user"),
        ({"establishment": "999999999"}, "establishment"),
    ],
)
def test_jury_says_what_is_wrong_and_keeps_the_rest(world, signed_in, data, field):
    page = signed_in(world.people.chloe).post(PAGE, member(world.people.david, **data))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not Juror.objects.exists()


def test_jury_seats_only_people_with_the_role(world, signed_in):
    page = signed_in(world.people.chloe).post(PAGE, member(world.people.alice))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["user"]
    assert not Juror.objects.exists()


def test_distribute_gives_what_is_missing_once(world, signed_in):
    world.admissible()
    world.seat_jury()
    client = signed_in(world.people.chloe)
    page = client.get(DISTRIBUTE)
    assert (page.context["jurors"], page.context["progress"].short) == (3, 1)
    assert not Reading.objects.exists()
    answer = client.post(DISTRIBUTE, follow=True)
    assert "2\xa0lectures confiées" in answer.text
    client.post(DISTRIBUTE)
    assert Reading.objects.count() == 2


def test_distribute_with_too_few_jurors_names_the_dossiers(world, signed_in):
    dossier = world.admissible()
    page = signed_in(world.people.chloe).post(DISTRIBUTE)
    assert page.status_code == 422
    assert len(page.context["refusals"]) == 1
    assert dossier.number in page.context["refusals"][0]
    assert "La répartition n’est pas faite" in page.text
    assert not Reading.objects.exists()


def test_distribute_refuses_the_call_of_another_agency(world, signed_in):
    world.admissible()
    world.seat_jury()
    address = f"{DISTRIBUTE}?appel={world.call.slug}"
    assert signed_in(world.people.hana).post(address).status_code == 404
    assert not Reading.objects.exists()


def test_jury_costs_the_same_whatever_the_number_of_readings(world, signed_in):
    client = signed_in(world.people.chloe)
    world.marked(4)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    world.marked(3, 2)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)
