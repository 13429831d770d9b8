"""Base pages and error pages: with everything, with nothing, and never with undefined words."""

from __future__ import annotations

import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, engines
from django.template.loader import get_template
from django.test import RequestFactory

from tests.web.theme.test_forms import SiteForm

ROOM = SimpleNamespace(
    label="Espace agence",
    sublabel="ARS <fictive>",
    menu=(
        SimpleNamespace(label="Appels", url="/a", is_current=False, count=None),
        SimpleNamespace(label="Dossiers", url="/d", is_current=True, count=120),
    ),
)


@pytest.fixture(autouse=True)
def _own_addresses(settings) -> None:
    settings.ROOT_URLCONF = "tests.web.theme.urls"


def page(base: str, **context: object) -> str:
    """A page drawn with this context alone, without the processors of the rooms."""
    source = f'{{% extends "theme/{base}.html" %}}{{% block title %}}Titre{{% endblock %}}'
    return engines["django"].from_string(source).template.render(Context(context))


@pytest.mark.parametrize("base", ["base", "base_public", "base_room", "_form_page", "letter"])
def test_page_needs_no_context(base: str):
    html = page(base)
    assert "UNDEFINED" not in html
    assert "<title>Titre | Tandem</title>" in html
    assert '<html lang="fr"' in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_page_needs_no_context_and_no_database(name: str):
    html = get_template(f"{name}.html").template.render(Context())
    assert "UNDEFINED" not in html
    assert len(re.findall("<h1>", html)) == 1
    assert '<a class="btn primary" href="/">Revenir à l’accueil</a>' in html


def test_refused_page_says_why():
    html = get_template("403.html").template.render(Context({"exception": "Rôle d’agence requis."}))
    assert "<p>Rôle d’agence requis.</p>" in html


def test_room_shows_its_band_and_menu():
    html = page("base_room", room=ROOM)
    assert '<html lang="fr" data-density="work">' in html
    assert '<header class="site-header work">' in html
    assert '<p class="room">Espace agence<b>ARS &lt;fictive&gt;</b></p>' in html
    assert (
        '<li><a href="/a">Appels</a></li>'
        '<li><a href="/d" aria-current="page">Dossiers '
        '<span class="count">120<span class="sr"> en attente</span></span></a></li>'
    ) in html


def test_public_page_shows_the_public_menu_only():
    html = page("base_public", room=ROOM, public_menu=ROOM.menu[:1])
    assert '<header class="site-header">' in html
    assert '<li><a href="/a">Appels</a></li></ul>' in html
    assert "Espace agence" not in html


def test_person_may_sign_out_and_change_role():
    roles = [
        SimpleNamespace(pk=1, get_role_display="Jury", structure=None),
        SimpleNamespace(pk=2, get_role_display="Direction", structure="CH de Valmorin"),
    ]
    html = page("base_room", person_name="Mme Anaïs Delorme", memberships=roles)
    assert "<summary>Mme Anaïs Delorme</summary>" in html
    assert '<form method="post" action="/account_logout/">' in html
    assert 'name="membership" value="2">Direction, CH de Valmorin</button>' in html


def test_person_with_one_role_has_nothing_to_choose():
    roles = [SimpleNamespace(pk=1, get_role_display="Jury", structure=None)]
    assert "role_choice" not in page("base_room", person_name="Dre Y.", memberships=roles)


def test_demonstration_says_so_and_is_not_indexed():
    html = page("base_public", demonstration=True)
    assert '<aside class="demo-strip" aria-label="Démonstration">' in html
    assert '<meta name="robots" content="noindex">' in html


def test_theme_choice_is_written_by_the_server():
    request = RequestFactory().get("/appels/?page=2")
    html = page("base_public", theme_choice="dark", request=request)
    assert '<html lang="fr" data-theme="dark">' in html
    assert (
        '<form class="theme-choice" method="post" action="/theme_choice/" data-theme-choice>'
        in html
    )
    assert '<input type="hidden" name="next" value="/appels/?page=2">' in html
    assert '<input type="radio" name="theme" value="dark" checked>' in html


def test_title_says_that_a_form_failed():
    html = page("base_public", form=SiteForm({}))
    assert "<title>Erreur\u00a0: Titre | Tandem</title>" in html
    assert "<title>Erreur\u00a0: Titre | Tandem</title>" in page("base_public", has_error=True)
    assert "<title>Titre | Tandem</title>" in page("base_public", form=SiteForm())


def test_messages_are_said_in_the_page():
    html = page("base_room", messages=[Message(SUCCESS, "Dossier déposé.")])
    assert '<div class="notice" data-tone="met">' in html
    assert "<p>Dossier déposé.</p>" in html


def test_htmx_sends_the_token_of_the_request():
    request = RequestFactory().get("/")
    html = page("base_room", request=request)
    headers = json.loads(unescape(re.search('<body hx-headers="([^"]*)">', html).group(1)))
    assert headers["X-CSRFToken"] != ""
    assert list(headers) == ["X-CSRFToken"]


def test_htmx_is_kept_on_a_short_lead():
    html = page("base_room")
    settings = json.loads(re.search("name=\"htmx-config\" content='([^']*)'", html).group(1))
    assert {key: settings[key] for key in settings if key != "responseHandling"} == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "selfRequestsOnly": True,
        "allowScriptTags": False,
        "historyCacheSize": 0,
    }
    assert {"code": "422", "swap": True} in settings["responseHandling"]
    assert '<script src="/static/django_htmx/htmx.min.js" defer></script>' in html


def test_public_pages_carry_no_htmx():
    assert "htmx.min.js" not in page("base_public")


def test_hatch_patterns_stand_once():
    assert sorted(re.findall(r'<pattern id="([\w-]+)"', page("base_room"))) == [
        "hatch",
        "hatch-fine",
    ]
