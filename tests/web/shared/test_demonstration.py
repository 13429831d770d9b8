"""Entering as a fictitious person: in demonstration, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client, override_settings

from tandem.apps.accounts.models import Membership, User
from tandem.config.urls import urlpatterns as ordinary
from tandem.web.shared import demonstration
from tests.people import person
from tests.web.shared.conftest import current_code
from tests.world import World

urlpatterns = [*ordinary, *demonstration.urlpatterns]


@pytest.fixture
def fictitious(world: World) -> Iterator[World]:
    """The world as a demonstration shows it; Gaël alone is a real person."""
    User.objects.exclude(pk=world.people.gael.pk).update(is_demonstration=True)
    with override_settings(DEMONSTRATION=True, ROOT_URLCONF=__name__):
        yield world


def address(user: User) -> str:
    return f"/demonstration/entrer/{user.pk}/"


def sign_in_page() -> str:
    return Client().get("/compte/connexion/").content.decode()


def test_sign_in_page_lists_people_with_role_place_and_what_they_can_do(fictitious: World):
    page = sign_in_page()
    assert "Personnes de la démonstration" in page
    for words in (
        "Bureau des affaires médicales", "CH de Valmorin (fictif)", "Préparer et déposer un dossier",
        "Donner l’accord du partenaire", "Noter les dossiers confiés",
        "Tenir la séance, arrêter la liste, publier", "Entrer comme Alice",
    ):  # fmt: skip
        assert words in page
    assert page.count("/demonstration/entrer/") == 9
    assert "Gaël" not in page


def test_sign_in_page_shows_two_people_a_role_and_folds_the_others(fictitious: World):
    page = sign_in_page()
    cards, _, folded = page.partition("<details>")
    assert cards.count("Noter les dossiers confiés") == 2
    assert "1\u00a0autre personne" in folded


def test_list_holds_nobody_whose_role_has_ended(fictitious: World):
    Membership.objects.filter(user=fictitious.people.bob).update(ends_on=date(2025, 4, 9))
    assert "Bob" not in sign_in_page()


@pytest.mark.parametrize(
    ("name", "room"),
    [("alice", "/etablissement/"), ("chloe", "/agence/"), ("david", "/jury/")],
)
def test_one_click_enters_second_factor_taken_as_given(fictitious: World, name: str, room: str):
    client = Client()
    user = getattr(fictitious.people, name)
    assert client.post(address(user)).headers["Location"] == "/mon-espace/"
    assert client.get("/mon-espace/").headers["Location"].startswith(room)


def test_real_person_is_never_entered(fictitious: World):
    client = Client()
    assert client.post(address(fictitious.people.gael)).status_code == 404
    assert "_auth_user_id" not in client.session


def test_entering_takes_a_post(fictitious: World):
    assert Client().get(address(fictitious.people.alice)).status_code == 404


def test_entering_changes_person(fictitious: World):
    client = Client()
    client.post(address(fictitious.people.chloe))
    client.post(address(fictitious.people.alice))
    assert client.session["_auth_user_id"] == str(fictitious.people.alice.pk)


def test_factor_given_in_demonstration_is_worth_nothing_elsewhere(fictitious: World):
    """A session of the demonstration does not open a real platform on the same database."""
    newcomer = person("Noé", "Noir", "agency_officer", fictitious.agency)
    newcomer.authenticator_set.all().delete()
    User.objects.filter(pk=newcomer.pk).update(is_demonstration=True)
    client = Client()
    client.post(address(newcomer))
    assert client.get("/mon-espace/").headers["Location"].startswith("/agence/")
    with override_settings(DEMONSTRATION=False):
        location = client.get("/mon-espace/").headers["Location"]
    assert location == "/compte/second-facteur/activer/"


def test_address_does_not_exist_outside_demonstration(world: World):
    User.objects.update(is_demonstration=True)
    assert Client().post(address(world.people.alice)).status_code == 404
    with override_settings(ROOT_URLCONF=__name__):
        assert Client().post(address(world.people.alice)).status_code == 404


def test_account_of_a_fictitious_person_leaves_its_security_alone(fictitious: World):
    client = Client()
    client.post(address(fictitious.people.chloe))
    page = client.get("/compte/").content.decode()
    assert "Personne de la démonstration" in page
    assert "/compte/mot-de-passe/changer/" not in page
    assert current_code(fictitious.people.chloe) not in page
