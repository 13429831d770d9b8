from __future__ import annotations

import pytest

from tandem.apps.jury.models import Conflict, Reading
from tests.web.jury_room.acts import address, distribute, own_reading

REASON = "J’ai encadré la candidate jusqu’en 2024."


@pytest.fixture
def reading(world):
    return own_reading(distribute(world, "Onco-gériatrie", "Urgences", "Psychiatrie"))


def test_conflict_closes_the_dossier_everywhere(world, reading, signed_in):
    client = signed_in(reading.juror.user)
    answer = client.post(address(reading, "conflict"), {"reason": REASON}, follow=True)
    assert answer.redirect_chain == [(f"/jury/lectures/?appel={world.call.slug}", 302)]
    assert f"Le dossier {reading.dossier.number} ne vous est plus ouvert." in answer.text
    assert reading.pk not in {entry.reading.pk for entry in answer.context["entries"]}
    assert [tie.dossier_id for tie in answer.context["ties"]] == [reading.dossier_id]
    assert Conflict.objects.get().reason == REASON
    assert Reading.objects.get(pk=reading.pk).is_recused
    for page in ("marking", "conflict"):
        assert client.get(address(reading, page)).status_code == 404
    title = reading.dossier.title
    assert title not in client.get("/jury/lectures/").text


def test_conflict_without_its_nature_is_asked_again(reading, signed_in):
    client = signed_in(reading.juror.user)
    page = client.post(address(reading, "conflict"), {"reason": "  "})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["reason"]
    assert not Conflict.objects.exists()
    assert client.get(address(reading)).status_code == 200


def test_conflict_page_says_what_it_does(reading, signed_in):
    page = signed_in(reading.juror.user).get(address(reading, "conflict"))
    assert page.status_code == 200
    assert "Le dossier se ferme aussitôt pour vous" in page.text
    assert not Conflict.objects.exists()
