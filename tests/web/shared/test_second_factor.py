"""Agency and jury enter with a second factor, and only with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tandem.apps.accounts.models import User
from tandem.apps.messaging.models import Message
from tests.web.shared.conftest import code_of, current_code, wrong_code
from tests.world import World

SignIn = Callable[..., HttpResponse]
ACTIVATE, CODES = "/compte/second-facteur/activer/", "/compte/second-facteur/secours/"
ENTER = "/compte/second-facteur/code/"
ROOM = "/mon-espace/"


def without_factor(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    return user


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["chloe", "diane", "david"])
def test_agency_and_jury_without_factor_are_led_to_its_activation(
    world: World, sign_in: SignIn, name: str
):
    client = Client()
    sign_in(client, without_factor(getattr(world.people, name)))
    assert is_signed_in(client)
    assert client.get(ROOM).headers["Location"] == ACTIVATE
    page = client.get(ACTIVATE)
    assert page.status_code == 200
    assert "Activez un second facteur pour entrer dans votre espace." in page.content.decode()


def test_person_without_factor_keeps_public_pages_and_the_account(world: World, sign_in: SignIn):
    client = Client()
    sign_in(client, without_factor(world.people.chloe))
    for url in ("/", "/appels/", "/compte/", "/compte/second-facteur/", "/aide/"):
        assert client.get(url).status_code == 200, url
    assert client.post("/affichage/", {"theme": "dark"}).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_structures_need_no_second_factor(world: World, sign_in: SignIn, name: str):
    client = Client()
    sign_in(client, getattr(world.people, name))
    assert client.get(ROOM).headers["Location"].startswith("/etablissement/")


def test_activation_shows_a_drawing_and_its_key_then_opens_the_room(world: World, sign_in: SignIn):
    client, chloe = Client(), without_factor(world.people.chloe)
    sign_in(client, chloe)
    page = client.get(ACTIVATE)
    secret = page.context["form"].secret
    html = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    assert secret in html
    assert "data:" in page.headers["Content-Security-Policy"]

    refused = client.post(ACTIVATE, {"code": code_of(secret, shift=40)})
    assert "Ce code n’est pas le bon" in refused.content.decode()
    assert not Authenticator.objects.filter(user=chloe).exists()

    done = client.post(ACTIVATE, {"code": code_of(secret)})
    assert done.headers["Location"] == CODES
    kinds = set(Authenticator.objects.filter(user=chloe).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert client.get(CODES).status_code == 200
    assert client.get(ROOM).headers["Location"].startswith("/agence/")


def test_drawing_of_the_key_has_a_ground_of_its_own(world: World, sign_in: SignIn):
    """On a dark page, black modules without a white ground cannot be read."""
    client = Client()
    sign_in(client, without_factor(world.people.chloe))
    drawn = client.get(ACTIVATE).context["totp_svg"]
    assert drawn.index('<rect width="100%" height="100%" fill="#fff"/>') < drawn.index("<path")


def test_activation_is_told_by_mail(
    world: World, sign_in: SignIn, django_capture_on_commit_callbacks
):
    client, chloe = Client(), without_factor(world.people.chloe)
    sign_in(client, chloe)
    secret = client.get(ACTIVATE).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACTIVATE, {"code": code_of(secret)})
    mail = Message.objects.get(to=chloe.email)
    assert mail.subject == "Tandem\u00a0: second facteur activé"
    assert "Le second facteur de votre compte vient d’être activé." in mail.body
    assert "depuis l’adresse 127.0.0.1." in mail.body


def test_password_alone_signs_nobody_in_who_has_a_factor(world: World, sign_in: SignIn):
    client = Client()
    assert sign_in(client, world.people.chloe).headers["Location"] == ENTER
    assert not is_signed_in(client)
    assert client.get(ROOM).headers["Location"].startswith("/compte/connexion/")


def test_right_code_opens_the_room_once(world: World, sign_in: SignIn):
    client, chloe = Client(), world.people.chloe
    sign_in(client, chloe)
    assert "Second facteur" in client.get(ENTER).content.decode()
    code = current_code(chloe)
    assert client.post(ENTER, {"code": code}).headers["Location"] == ROOM
    assert is_signed_in(client)
    assert client.get(ROOM).headers["Location"].startswith("/agence/")

    other = Client()
    sign_in(other, chloe)
    again = other.post(ENTER, {"code": code})
    assert "il a déjà servi" in again.content.decode()
    assert not is_signed_in(other)


@pytest.mark.parametrize("code", ["", "12", "abcdef", "１２３４５６", "wrong"])
def test_wrong_code_is_refused_with_an_example(world: World, sign_in: SignIn, code: str):
    client, chloe = Client(), world.people.chloe
    sign_in(client, chloe)
    page = client.post(ENTER, {"code": wrong_code(chloe) if code == "wrong" else code})
    html = page.content.decode()
    assert page.status_code == 200
    assert "<title>Erreur\u00a0: Second facteur | Tandem</title>" in html
    assert ("par exemple 123456" in html) or ("Remplissez ce champ." in html)
    assert not is_signed_in(client)


def test_code_page_without_password_leads_to_sign_in(world: World):
    assert Client().get(ENTER).headers["Location"].startswith("/compte/connexion/")


def test_code_of_another_person_is_refused(world: World, sign_in: SignIn):
    client = Client()
    sign_in(client, world.people.chloe)
    client.post(ENTER, {"code": current_code(world.people.diane)})
    assert not is_signed_in(client)


def test_guessing_codes_stops_after_five(world: World, sign_in: SignIn, settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    client, chloe = Client(), world.people.chloe
    sign_in(client, chloe)
    for _ in range(5):
        assert "Trop d’essais" not in client.post(ENTER, {"code": "12"}).content.decode()
    page = client.post(ENTER, {"code": current_code(chloe)})
    assert "Trop d’essais. Attendez cinq minutes" in page.content.decode()
    assert not is_signed_in(client)


def recovery_codes(client: Client) -> list[str]:
    return client.get(CODES).context["unused_codes"]


def activated(world: World, sign_in: SignIn) -> tuple[User, list[str]]:
    """Chloé with a factor of her own and its recovery codes."""
    client, chloe = Client(), without_factor(world.people.chloe)
    sign_in(client, chloe)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": code_of(secret)})
    return chloe, recovery_codes(client)


def test_recovery_code_opens_the_room_once(world: World, sign_in: SignIn):
    chloe, codes = activated(world, sign_in)
    assert len(set(codes)) == 10
    for expected in (True, False):
        client = Client()
        sign_in(client, chloe)
        client.post(ENTER, {"code": codes[0]})
        assert is_signed_in(client) is expected


def test_recovery_codes_alone_are_no_second_factor(world: World, sign_in: SignIn):
    chloe, _ = activated(world, sign_in)
    Authenticator.objects.filter(user=chloe, type="totp").delete()
    client = Client()
    sign_in(client, chloe)
    assert client.get(ROOM).headers["Location"] == ACTIVATE


def entered(world: World, sign_in: SignIn) -> Client:
    client = Client()
    sign_in(client, world.people.chloe)
    client.post(ENTER, {"code": current_code(world.people.chloe)})
    assert is_signed_in(client)
    return client


def test_stopping_the_factor_closes_the_room(world: World, sign_in: SignIn):
    client = entered(world, sign_in)
    stop = "/compte/second-facteur/arreter/"
    assert "Arrêter le second facteur" in client.get(stop).content.decode()
    client.post(stop)
    assert client.get(ROOM).headers["Location"] == ACTIVATE


def test_new_recovery_codes_replace_the_old_ones(world: World, sign_in: SignIn):
    client = entered(world, sign_in)
    new = "/compte/second-facteur/secours/nouveaux/"
    client.post(new)
    before = recovery_codes(client)
    assert "cesseront de servir" in client.get(new).content.decode()
    client.post(new)
    assert not set(before) & set(recovery_codes(client))
    written = client.get("/compte/second-facteur/secours/fichier/")
    assert written.content.decode().split() == recovery_codes(client)
    assert written.headers["Cache-Control"] == "no-store"


def test_sensitive_pages_ask_again_who_one_is(world: World, signed_in: Callable[[User], Client]):
    """A session left open does not give away the second factor."""
    client = signed_in(world.people.chloe)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        asked = client.get(reverse(name)).headers["Location"]
        assert asked.startswith(("/compte/confirmer/", "/compte/second-facteur/confirmer/"))
        page = client.get(asked)
        assert "Confirmer que c’est vous" in page.content.decode()
    client.post("/compte/second-facteur/confirmer/", {"code": current_code(world.people.chloe)})
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
