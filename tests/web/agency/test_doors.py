"""Who may open each page of the agency's daily work, and who gets nothing, not even a no."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.web.agency.reading import text_of

READ = ("calls", "new_call", "call", "envelope", "dossiers", "review", "dossier")
POST_ONLY = ("batch", "finding", "assign", "reopen")
WITH_CALL = ("call", "edit_call", "open_call", "envelope")
WITH_DOSSIER = ("dossier", "finding", "assign", "reopen", "document")


@pytest.fixture
def address(world):
    dossier = world.filed()

    def of(name: str) -> str:
        if name in WITH_CALL:
            return reverse(f"agency:{name}", args=[world.call.slug])
        if name == "finding":
            return reverse("agency:finding", args=[dossier.pk, "missions_are_complete"])
        if name == "document":
            return reverse("agency:document", args=[dossier.pk, dossier.pk])
        if name in WITH_DOSSIER:
            return reverse(f"agency:{name}", args=[dossier.pk])
        return reverse(f"agency:{name}")

    return of


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("who", ["chloe", "diane"])
def test_agency_reads(world, signed_in, address, name, who):
    answer = signed_in(getattr(world.people, who)).get(address(name))
    assert answer.status_code == 200
    assert text_of(answer).count("UNDEFINED") == 0


@pytest.mark.parametrize("name", [*READ, *POST_ONLY, "edit_call", "open_call", "document"])
@pytest.mark.parametrize("who", ["alice", "anne", "bob", "gael", "david"])
def test_others_find_nothing(world, signed_in, address, name, who):
    client = signed_in(getattr(world.people, who))
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*WITH_CALL, "dossier", "document"])
def test_another_agency_finds_nothing(world, signed_in, address, name):
    client = signed_in(world.people.hana)
    assert client.get(address(name)).status_code == 404
    assert client.post(address(name)).status_code in (404, 405)


@pytest.mark.parametrize("name", ["finding", "assign", "reopen"])
def test_another_agency_writes_nothing(world, signed_in, address, name):
    data = {"act": "apprecier"}
    assert signed_in(world.people.hana).post(address(name), data).status_code == 404


@pytest.mark.parametrize("name", ["calls", "dossiers", "review"])
def test_another_agency_has_its_own_lists(world, signed_in, address, name):
    answer = signed_in(world.people.hana).get(address(name))
    assert answer.status_code == 200
    assert "IDF12" not in text_of(answer)


@pytest.mark.parametrize("name", [*READ, *POST_ONLY])
def test_visitor_is_asked_to_sign_in(client, address, name):
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/compte/connexion/")


@pytest.mark.parametrize("name", [*POST_ONLY, "edit_call", "open_call"])
def test_reading_never_writes(world, signed_in, address, name):
    answer = signed_in(world.people.chloe).get(address(name))
    assert answer.status_code == 302
    world.call.refresh_from_db()
    assert world.call.closes_on.isoformat() == "2025-04-30"
