"""Funded posts with their plan, and the letters of decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from tandem.apps.foundation import clock
from tandem.apps.posts import services as posts
from tandem.apps.posts.models import DecisionLetter, Post
from tandem.apps.selection import services as selection
from tests.web.hospital.reader import page, words_of
from tests.world import AFTER_DEADLINE, World

SITTING = AFTER_DEADLINE + timedelta(days=31)


def publish(world: World) -> None:
    actor = world.people.actor
    selection.run(call=world.call, actor=actor("chloe"), at=SITTING)
    posts.publish(call=world.call, actor=actor("diane"), at=SITTING)


@pytest.fixture
def announced(world: World) -> Iterator[World]:
    """Three dossiers decided and published: two selected, one in reserve."""
    world.marked(5, 4, 3)
    with clock.fixed(SITTING):
        publish(world)
        yield world


def test_posts_show_the_plan_to_the_owner_and_to_the_partner(announced, signed_in):
    for name in ("alice", "bob"):
        said = words_of(signed_in(getattr(announced.people, name)).get(page("posts")))
        assert "Projet 0" in said
        assert "Projet 2" not in said
        assert "À pourvoir" in said
        assert "ARS Île-de-France, 60 % 7 691,16 € 46 146,99 € 38 455,82 € 92 293,97 €" in said
        assert "Total 12 818,60 € 76 911,65 € 64 093,04 € 153 823,29 €" in said


def test_the_letter_is_the_owner_s(announced, signed_in):
    owner = words_of(signed_in(announced.people.anne).get(page("posts")))
    partner = words_of(signed_in(announced.people.bob).get(page("posts")))
    assert "Lire la lettre de décision" in owner
    assert "Lire la lettre" not in partner
    letter = DecisionLetter.objects.first()
    for name in ("bob", "gael", "chloe", "hana", "david"):
        client = signed_in(getattr(announced.people, name))
        assert client.get(page("letter", letter.pk)).status_code == 404
        assert client.get(page("letter_pdf", letter.pk)).status_code == 404


def test_posts_of_another_hospital_are_none(announced, signed_in):
    said = words_of(signed_in(announced.people.gael).get(page("posts")))
    assert "Aucun poste n’est financé pour l’instant." in said
    assert "Projet 0" not in said


def test_list_asks_as_many_queries_for_two_posts_as_for_one(announced, signed_in):
    client = signed_in(announced.people.alice)
    client.get(page("posts"))
    with CaptureQueriesContext(connection) as two:
        client.get(page("posts"))
    last = Post.objects.last()
    last.plan_lines.all().delete()
    last.delete()
    with CaptureQueriesContext(connection) as one:
        client.get(page("posts"))
    assert len(one) == len(two)


@pytest.mark.parametrize("kind", ["selected", "reserve"])
def test_letter_says_on_screen_what_the_pdf_says(announced, signed_in, kind):
    client = signed_in(announced.people.alice)
    letter = DecisionLetter.objects.filter(kind=kind).first()
    screen = words_of(client.get(page("letter", letter.pk)))
    answer = client.get(page("letter_pdf", letter.pk))
    assert answer["Content-Disposition"] == f'attachment; filename="{letter.number}.pdf"'
    printed = "".join(
        "".join(each.extract_text() for each in PdfReader(BytesIO(answer.content)).pages).split()
    )
    told = letter.content
    sentences = (
        *told["agency"], *told["to"], told["place"], told["references"], told["object"],
        told["opening"], *told["reasons"], told["method"], told["next"], *told["remedies"],
        told["closing"], *told["signature"], told["algorithm"], told["total"],
    )  # fmt: skip
    for sentence in sentences:
        assert " ".join(sentence.split()) in screen
        assert "".join(sentence.split()) in printed


def test_overview_leads_to_the_letter_once_published(announced, signed_in):
    letter = DecisionLetter.objects.filter(kind="reserve").get()
    client = signed_in(announced.people.alice)
    said = words_of(client.get(page("dossier", letter.dossier_id)))
    assert f"Lettre {letter.number} du 12 juin 2025." in said
    assert "Liste complémentaire" in said
    partner = words_of(signed_in(announced.people.bob).get(page("dossier", letter.dossier_id)))
    assert letter.number not in partner


def test_before_publication_nothing_of_the_decision_is_shown(world, signed_in):
    dossiers = world.marked(5, 4, 3)
    with clock.fixed(SITTING):
        selection.run(call=world.call, actor=world.people.actor("chloe"), at=SITTING)
        for dossier in dossiers:
            said = words_of(signed_in(world.people.alice).get(page("dossier", dossier.pk)))
            assert "Recevable" in said
            for word in ("Retenu", "Liste complémentaire", "Décision de l’agence", "Lettre"):
                assert word not in said
