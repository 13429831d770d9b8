from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web.jury_room.acts import address, distribute, own_reading

LIST = reverse("jury_room:readings")
GRID = reverse("jury_room:grid")


def test_readings_shows_the_dossiers_of_this_juror(world, signed_in):
    readings = distribute(world, "Onco-gériatrie", "Urgences", "Psychiatrie")
    mine = own_reading(readings)
    page = signed_in(mine.juror.user).get(LIST)
    own = [each for each in readings if each.juror_id == mine.juror_id]
    others = {each.dossier.title for each in readings} - {each.dossier.title for each in own}
    assert page.status_code == 200
    assert [entry.reading.pk for entry in page.context["entries"]] == [each.pk for each in own]
    assert [entry.state for entry in page.context["entries"]] == ["À lire"] * len(own)
    assert not any(title in page.text for title in others)


def test_menu_counts_the_readings_left(world, signed_in):
    readings = distribute(world, "Onco-gériatrie", "Urgences", "Psychiatrie")
    mine = own_reading(readings)
    owed = sum(each.juror_id == mine.juror_id for each in readings)
    client = signed_in(mine.juror.user)
    assert [item.count for item in client.get(LIST).context["room"].menu] == [owed, 0]
    world.mark(mine, 3)
    assert [item.count for item in client.get(LIST).context["room"].menu] == [owed - 1, 0]


def test_readings_without_a_seat_says_so(world, signed_in):
    page = signed_in(world.people.david).get(LIST)
    assert "Vous ne siégez encore dans aucun jury." in page.text


def test_readings_with_a_seat_and_no_dossier_says_what_comes(world, signed_in):
    world.seat_jury()
    page = signed_in(world.people.david).get(LIST)
    assert "Aucun dossier ne vous est confié pour cet appel." in page.text
    assert "Aucun. Si vous avez un lien" in page.text


def test_readings_of_an_unknown_call_is_not_found(world, signed_in):
    world.seat_jury()
    assert signed_in(world.people.david).get(f"{LIST}?appel=autre").status_code == 404


def test_readings_costs_the_same_whatever_their_number(world, signed_in):
    first = distribute(world, "Onco-gériatrie")[0]
    client = signed_in(first.juror.user)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        page = client.get(LIST)
    assert len(page.context["entries"]) == 1
    distribute(world, "Urgences", "Psychiatrie", "Néphrologie")
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert len(page.context["entries"]) > 1
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["alice", "anne", "bob", "chloe", "diane", "gael", "hana"])
def test_jury_room_is_unknown_to_the_others(world, signed_in, name):
    reading = distribute(world, "Onco-gériatrie")[0]
    client = signed_in(getattr(world.people, name))
    pages = [LIST, GRID, address(reading), address(reading, "conflict")]
    assert [client.get(page).status_code for page in pages] == [404] * 4


def test_jury_room_asks_a_visitor_to_sign_in(world):
    reading = distribute(world, "Onco-gériatrie")[0]
    for page in (LIST, GRID, address(reading)):
        answer = Client().get(page)
        assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={page}")


def test_grid_shows_weights_and_that_they_are_a_setting(world, signed_in):
    world.seat_jury()
    page = signed_in(world.people.david).get(GRID)
    weights = [criterion.weight for criterion in page.context["criteria"]]
    assert sum(weights) == 100
    assert "Réglage de l’agence" in page.text
    assert all(criterion.label in page.text for criterion in page.context["criteria"])


def test_grid_without_a_seat_says_so(world, signed_in):
    assert "Vous ne siégez" in signed_in(world.people.david).get(GRID).text
