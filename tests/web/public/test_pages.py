"""The pages about the platform: linked from everywhere, honest, quiet about documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

import tandem
from tandem.apps.accounts.models import User
from tandem.apps.dossiers.models import Deposit
from tandem.apps.foundation import clock
from tandem.apps.messaging.models import Message
from tandem.apps.posts.models import DecisionLetter
from tandem.domain.kernel import digest, french
from tandem.web.public import urls
from tests.world import NOW, World

NOT_OURS = "Aucun document ne porte à la fois ce numéro et cette empreinte."
OURS = "Ce document est authentique."
PAGES = {
    "accessibility": ("Accessibilité : non conforme", "Défenseur des droits", "aucun audit"),
    "legal": ("Éditeur", "Hébergeur", "EUPL 1.2"),
    "privacy": ("Cookies", "sessionid", "csrftoken", "CNIL"),
    "algorithms": ("L. 311-3-1", "CADA", "graine", "s’arrête au premier dossier"),
    "site_map": ("Plan du site", "Vérifier un document"),
    "help": ("Qui dépose", "Second facteur"),
    "verify": ("Numéro du document", "Empreinte SHA-256"),
    "status": ("Le service répond.", f"Tandem {tandem.__version__}"),
}


def plain(text: str) -> str:
    """With ordinary spaces, to be compared."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def get(client: Client, name: str, **query: str) -> tuple[int, str]:
    response = client.get(reverse(f"public:{name}"), query)
    return response.status_code, plain(response.content.decode())


@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_to_all_and_says_its_part(world: World, visitor: Client, name: str):
    status, page = get(visitor, name)
    assert status == 200
    assert [words for words in PAGES[name] if words not in page] == []
    assert page.count("<h1") == 1


def test_every_page_is_linked_from_the_footer(world: World, visitor: Client):
    _, page = get(visitor, "help")
    footer = page[page.index("<footer") :]
    linked = {name for name in PAGES if f'href="{reverse(f"public:{name}")}"' in footer}
    assert linked == set(PAGES)
    assert "Accessibilité : non conforme" in footer


def test_every_public_address_is_read_only(world: World, visitor: Client):
    names = {each.name for each in urls.urlpatterns}
    with_slug = {"call", "call_rules", "results"}
    for name in names:
        args = [world.call.slug] if name in with_slug else []
        url = reverse(f"public:{name}", args=args)
        assert visitor.post(url).status_code == 405, name
        assert visitor.get(url).status_code == (404 if name == "results" else 200), name


def test_pages_name_the_agencies_to_write_to(world: World, visitor: Client):
    for name in ("accessibility", "legal", "privacy", "algorithms", "help"):
        _, page = get(visitor, name)
        assert world.agency.email in page, name
        assert world.other_agency.name in page, name


def test_legal_without_publisher_says_it_is_not_official(db: None, visitor: Client, settings):
    assert "Ce n’est donc pas un service officiel." in get(visitor, "legal")[1]
    settings.PUBLISHER, settings.HOSTING = "Agence fictive, 1 rue de l’Exemple", "Hébergeur fictif"
    _, page = get(visitor, "legal")
    assert "Agence fictive, 1 rue de l’Exemple" in page
    assert "Hébergeur fictif" in page
    assert "pas un service officiel" not in page


@pytest.fixture
def deposit(world: World) -> Deposit:
    return Deposit.objects.get(dossier=world.filed())


def test_verify_recognises_a_deposit_as_it_is_printed(deposit: Deposit, visitor: Client):
    for number, fingerprint in (
        (deposit.number, deposit.content_sha256),
        (f" {deposit.number.lower()} ", digest.grouped(deposit.content_sha256).upper()),
    ):
        status, page = get(visitor, "verify", number=number, fingerprint=fingerprint)
        assert status == 200
        assert OURS in page
        assert NOT_OURS not in page


def test_verify_recognises_a_letter(announced: World, visitor: Client):
    letter = DecisionLetter.objects.first()
    _, page = get(visitor, "verify", number=letter.number, fingerprint=letter.content_sha256)
    assert OURS in page


def test_verify_answers_alike_to_an_unknown_number_and_a_wrong_fingerprint(
    deposit: Deposit, visitor: Client
):
    """Nobody can learn here which dossiers exist."""
    said = set()
    for number, fingerprint in (
        (deposit.number, "0" * 64),
        ("IDF12-999-D1", "0" * 64),
        ("IDF12-999-D1", deposit.content_sha256),
    ):
        status, page = get(visitor, "verify", number=number, fingerprint=fingerprint)
        notice = re.search(r'<div class="notice".*?<form', page, re.DOTALL)
        said.add((status, notice[0]))
    ((status, notice),) = said
    assert status == 200
    assert NOT_OURS in notice


@pytest.mark.parametrize(
    ("number", "fingerprint", "message"),
    [
        ("", "0" * 64, "Remplissez ce champ, par exemple IDF12-047-D1."),
        ("IDF12-047-D1", "ab", "il y en a 2"),
        ("IDF12-047-D1", "g" * 64, "Écrivez les 64 caractères de l’empreinte"),
        ("IDF12-047-D1", "0" * 400, "Écrivez 120 signes au plus"),
        ("X" * 400, "0" * 64, "Écrivez 30 signes au plus"),
    ],
)
def test_verify_says_what_to_write(
    db: None, visitor: Client, number: str, fingerprint: str, message: str
):
    status, page = get(visitor, "verify", number=number, fingerprint=fingerprint)
    assert status == 422
    assert message in page
    assert "<title>Erreur : Vérifier un document | Tandem</title>" in page
    assert OURS not in page
    assert NOT_OURS not in page


def test_verify_shows_hostile_words_as_text(db: None, visitor: Client):
    _, page = get(visitor, "verify", number='"><script>alert(1)</script>', fingerprint="ab")
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_status_counts_the_mails_that_wait(world: World, visitor: Client):
    assert "<dt>Courriels en attente</dt><dd>0</dd>" in get(visitor, "status")[1]
    for index in range(2):
        Message.objects.create(
            key=str(index),
            to="a@example.org",
            created_at=NOW - timedelta(hours=index),
            next_attempt_at=NOW,
        )
    Message.objects.create(
        key="sent", to="a@example.org", created_at=NOW - timedelta(days=9), next_attempt_at=NOW,
        sent_at=NOW,
    )  # fmt: skip
    expected = f"<dd>2, le plus ancien depuis {french.instant(NOW - timedelta(hours=1))}</dd>"
    assert plain(expected) in get(visitor, "status")[1]


def test_status_names_no_version_of_the_machine_outside_demonstration(
    world: World, visitor: Client, settings
):
    assert "<dt>Python</dt>" not in get(visitor, "status")[1]
    settings.DEMONSTRATION = True
    page = get(visitor, "status")[1]
    assert "<dt>Python</dt><dd>3." in page
    assert f"<dt>Moteur</dt><dd>{connection.display_name} " in page


def test_status_without_database_says_so(visitor: Client, monkeypatch: pytest.MonkeyPatch):
    def broken() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "ensure_connection", broken)
    status, page = get(visitor, "status")
    assert status == 503
    assert "La base de données ne répond pas." in page


def test_security_txt_says_whom_to_tell_and_expires_within_a_year(visitor: Client, settings):
    settings.SECURITY_CONTACT = "mailto:securite@exemple.example"
    with clock.fixed(NOW):
        lines = visitor.get("/.well-known/security.txt").content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines)
    assert fields["Contact"] == "mailto:securite@exemple.example"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert NOW < datetime.fromisoformat(fields["Expires"]) < NOW + timedelta(days=365)


def test_robots_close_the_rooms_and_the_whole_demonstration(visitor: Client, settings):
    closed = visitor.get("/robots.txt").content.decode()
    assert "Disallow: /agence/\n" in closed
    assert "Disallow: /\n" not in closed
    settings.DEMONSTRATION = True
    assert visitor.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_menu_leads_a_visitor_to_sign_in_and_a_person_to_their_room(
    world: World, visitor: Client, signed_in: Callable[[User], Client]
):
    assert f'href="{reverse("account_login")}">Se connecter' in get(visitor, "help")[1]
    page = get(signed_in(world.people.alice), "help")[1]
    assert "Se connecter" not in page[: page.index("<main")]
    assert f'href="{reverse("my_room")}">Mon espace' in page
