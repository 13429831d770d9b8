"""Signing in and out, passwords, one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tandem.apps.accounts.models import Membership, Role, User
from tandem.apps.messaging.models import Message
from tests.web.shared.conftest import PASSWORD
from tests.world import World

SignIn = Callable[..., HttpResponse]
NEW = "quatre mots sans lien"
RESET = "/compte/mot-de-passe/oublie/"
WRONG = "Le courriel ou le mot de passe n’est pas le bon."


def text(response: HttpResponse) -> str:
    return response.content.decode()


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_sign_in_page_speaks_french_and_shows_no_placeholder(db: None):
    page = text(Client().get("/compte/connexion/"))
    for words in ("Courriel professionnel", "Mot de passe", "Se connecter", "Demander un compte"):
        assert words in page
    assert "placeholder=" not in page
    assert 'autocomplete="current-password"' in page
    assert "Personnes de la démonstration" not in page


def test_sign_in_leads_to_the_room_of_the_person(world: World, sign_in: SignIn):
    client = Client()
    assert sign_in(client, world.people.alice).headers["Location"] == "/mon-espace/"
    assert is_signed_in(client)
    assert client.get("/mon-espace/").headers["Location"].startswith("/etablissement/")


def test_sign_in_ignores_the_case_of_the_address(world: World):
    client = Client()
    email = world.people.alice.email.upper()
    client.post("/compte/connexion/", {"login": email, "password": PASSWORD})
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("target", "led_to"),
    [
        ("/appels/", "/appels/"),
        ("https://ailleurs.example/", "/mon-espace/"),
        ("//ailleurs.example/", "/mon-espace/"),
        ("javascript:alert(1)", "/mon-espace/"),
    ],
)
def test_sign_in_leads_where_one_was_going_on_this_site_only(
    world: World, sign_in: SignIn, target: str, led_to: str
):
    response = sign_in(Client(), world.people.alice, next=target)
    assert response.headers["Location"] == led_to


def test_page_that_asks_for_an_account_brings_back_to_it(world: World):
    asked = Client().get("/mon-espace/").headers["Location"]
    assert asked == "/compte/connexion/?next=/mon-espace/"
    assert 'name="next" value="/mon-espace/"' in text(Client().get(asked))


@pytest.mark.parametrize(
    ("login", "password"),
    [("alice.azur@example.org", "un autre"), ("personne@example.org", PASSWORD)],
)
def test_sign_in_never_says_whether_an_account_exists(world: World, login: str, password: str):
    client = Client()
    page = client.post("/compte/connexion/", {"login": login, "password": password})
    assert WRONG in text(page)
    assert "<title>Erreur\u00a0: Se connecter | Tandem</title>" in text(page)
    assert f'value="{login}"' in text(page)
    assert password not in text(page)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("login", "message"),
    [
        ("", "Écrivez une adresse électronique, par exemple\u00a0prenom.nom@hopital.example."),
        ("alice", "Écrivez une adresse électronique complète"),
    ],
)
def test_sign_in_says_what_to_write(db: None, login: str, message: str):
    page = Client().post("/compte/connexion/", {"login": login, "password": "x"})
    assert message in text(page)


def test_closed_account_gets_an_explanation(world: World, sign_in: SignIn):
    world.people.alice.is_active = False
    world.people.alice.save()
    client = Client()
    response = sign_in(client, world.people.alice)
    assert not is_signed_in(client)
    assert WRONG in text(response) or response.headers["Location"] == "/compte/inactif/"
    assert "Ce compte est fermé" in text(Client().get("/compte/inactif/"))


def test_guessing_a_password_stops_after_five(world: World, sign_in: SignIn, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    client = Client()
    for _ in range(5):
        assert WRONG in text(sign_in(client, world.people.alice, "faux"))
    page = sign_in(client, world.people.alice)
    assert "Trop d’essais. Attendez cinq minutes, puis recommencez." in text(page)
    assert not is_signed_in(client)
    sign_in(other := Client(), world.people.bob)
    assert is_signed_in(other)


def test_hammering_the_sign_in_page_gets_a_page_that_explains(db: None, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    client = Client()
    answers = [client.post("/compte/connexion/", {"login": "a", "password": "b"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Trop de demandes en peu de temps" in text(answers[2])


def test_signing_out_asks_then_leads_home(world: World, signed_in: Callable[[User], Client]):
    client = signed_in(world.people.alice)
    assert "Se déconnecter" in text(client.get("/compte/deconnexion/"))
    assert is_signed_in(client)
    assert client.post("/compte/deconnexion/").headers["Location"] == "/"
    assert not is_signed_in(client)
    assert "Vous êtes déconnecté." in text(client.get("/"))


def test_nobody_opens_an_account_alone(db: None):
    page = Client().get("/compte/ouvrir/")
    assert "Les comptes ne s’ouvrent pas en ligne" in text(page)
    data = {"email": "nouvelle@example.org", "password1": NEW, "password2": NEW}
    Client().post("/compte/ouvrir/", data)
    assert User.objects.count() == 0


def test_forgotten_password_is_chosen_again_by_a_link(world: World, sign_in: SignIn):
    alice = world.people.alice
    response = Client().post(RESET, {"email": alice.email})
    assert response.headers["Location"] == f"{RESET}envoye/"
    mail = Message.objects.get(to=alice.email)
    assert mail.subject == "Tandem\u00a0: choisir un nouveau mot de passe"
    assert "pendant trois jours" in mail.body
    link = re.search(r"http://testserver(/\S+)", mail.body)[1]

    client = Client()
    form = client.get(client.get(link).headers["Location"])
    assert "Nouveau mot de passe" in text(form)
    url = form.request["PATH_INFO"]
    assert client.post(url, {"password1": NEW, "password2": NEW}).status_code == 302
    assert "Mot de passe enregistré" in text(client.get("/compte/mot-de-passe/nouveau/fait/"))
    assert not is_signed_in(client)
    sign_in(client, alice, NEW)
    assert is_signed_in(client)
    assert "Ce lien ne sert plus" in text(Client().get(link))


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (NEW, "autre chose ici", "le même mot de passe"),
        ("court", "court", "12 caractères"),
        ("alice.azur@example.org", "alice.azur@example.org", "trop semblable"),
        ("123456789012345", "123456789012345", "entièrement numérique"),
    ],
)
def test_new_password_must_be_good_and_typed_twice(
    world: World, signed_in: Callable[[User], Client], first: str, second: str, message: str
):
    client = signed_in(world.people.alice)
    data = {"oldpassword": PASSWORD, "password1": first, "password2": second}
    assert message in text(client.post("/compte/mot-de-passe/changer/", data))
    world.people.alice.refresh_from_db()
    assert world.people.alice.check_password(PASSWORD)


def test_reset_of_an_unknown_address_looks_the_same_and_writes_to_nobody(world: World):
    known = Client().post(RESET, {"email": world.people.alice.email})
    unknown = Client().post(RESET, {"email": "personne@example.org"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert set(Message.objects.values_list("to", flat=True)) == {world.people.alice.email}


def test_changing_the_password_is_told_by_mail(
    world: World, signed_in: Callable[[User], Client], sign_in: SignIn
):
    client = signed_in(world.people.alice)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/compte/mot-de-passe/changer/", data).status_code == 302
    assert is_signed_in(client)
    mail = Message.objects.get()
    assert mail.subject == "Tandem\u00a0: mot de passe changé"
    assert "Ce n’est pas vous\u202f?" in mail.body
    sign_in(other := Client(), world.people.alice, NEW)
    assert is_signed_in(other)


def test_changing_the_password_asks_for_the_present_one(
    world: World, signed_in: Callable[[User], Client]
):
    data = {"oldpassword": "faux", "password1": NEW, "password2": NEW}
    page = signed_in(world.people.alice).post("/compte/mot-de-passe/changer/", data)
    assert "Ce n’est pas votre mot de passe actuel." in text(page)


def test_person_without_password_chooses_one(world: World, signed_in: Callable[[User], Client]):
    alice = world.people.alice
    alice.set_unusable_password()
    alice.save()
    client = signed_in(alice)
    assert client.get("/compte/mot-de-passe/changer/").headers["Location"] == (
        "/compte/mot-de-passe/choisir/"
    )
    client.post("/compte/mot-de-passe/choisir/", {"password1": NEW, "password2": NEW})
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_account_page_says_who_one_is_and_in_what_roles(
    world: World, signed_in: Callable[[User], Client]
):
    alice = world.people.alice
    page = text(signed_in(alice).get("/compte/"))
    for words in (alice.email, alice.full_name, "Bureau des affaires médicales", "Rôle actuel"):
        assert words in page
    assert "Inactif, facultatif pour vos rôles" in page
    assert "Actif</span>" in text(signed_in(world.people.chloe).get("/compte/"))


def test_account_page_of_a_person_without_role_says_so(
    world: World, signed_in: Callable[[User], Client]
):
    Membership.objects.filter(user=world.people.alice).update(ends_on=date(2025, 4, 9))
    client = signed_in(world.people.alice)
    assert client.get("/mon-espace/").headers["Location"] == "/compte/"
    assert "Aucun rôle aujourd’hui" in text(client.get("/compte/"))


def test_person_with_two_roles_changes_from_one_to_the_other(
    world: World, signed_in: Callable[[User], Client]
):
    second = Membership.objects.create(
        user=world.people.alice,
        role=Role.DIRECTION,
        structure=world.partner,
        starts_on=date(2021, 1, 1),
    )
    client = signed_in(world.people.alice)
    page = text(client.get("/compte/"))
    assert f'value="{second.pk}"' in page
    assert client.post("/role/", {"membership": str(second.pk)}).status_code == 302
    actor = client.get("/compte/").context["actor"]
    assert (actor.role, actor.structure) == (Role.DIRECTION, world.partner)


def test_role_of_another_person_cannot_be_taken(world: World, signed_in: Callable[[User], Client]):
    theirs = Membership.objects.get(user=world.people.gael)
    client = signed_in(world.people.alice)
    client.post("/role/", {"membership": str(theirs.pk)})
    assert client.get("/compte/").context["actor"].structure == world.recruiter


@pytest.mark.parametrize(
    "name",
    [
        "account_home", "account_change_password", "account_set_password", "mfa_index",
        "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_download_recovery_codes", "mfa_generate_recovery_codes", "account_reauthenticate",
        "mfa_reauthenticate", "my_room", "role_choice",
    ],
)  # fmt: skip
def test_own_pages_ask_a_visitor_to_sign_in(db: None, name: str):
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/compte/connexion/?next=")


def test_signed_in_pages_are_never_kept_by_a_cache(
    world: World, signed_in: Callable[[User], Client]
):
    response = signed_in(world.people.alice).get("/compte/")
    assert response.headers["Cache-Control"] == "no-store"


def test_expired_form_gets_a_page_that_keeps_calm(world: World):
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        "/compte/connexion/", {"login": world.people.alice.email, "password": PASSWORD}
    )
    assert response.status_code == 403
    page = text(response)
    assert "Ce formulaire a expiré" in page
    assert "vos saisies y sont encore" in page
    assert 'href="/"' in page
    assert not is_signed_in(client)


def test_every_answer_carries_the_headers_of_the_house(db: None):
    for url in ("/", "/compte/connexion/", "/nulle-part/", "/compte/mot-de-passe/oublie/"):
        headers = Client().get(url).headers
        assert "unsafe" not in headers["Content-Security-Policy"], url
        assert headers["X-Content-Type-Options"] == "nosniff", url
        assert headers["X-Frame-Options"] == "DENY", url
        assert headers["Permissions-Policy"].startswith("camera=()"), url
        assert headers["Referrer-Policy"] == "same-origin", url
