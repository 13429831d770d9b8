from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.posts.models import DecisionLetter
from tests.web.agency_sitting.acts import each_colleague, is_closed_to_others, published, url

PAGE = url("decisions")


def numbers(page):
    return [letter.number for letter, _ in page.context["rows"]]


@each_colleague
def test_decisions_lists_every_letter(world, signed_in, name):
    published(world, 5, 4, 3, 2)
    page = signed_in(getattr(world.people, name)).get(PAGE)
    assert page.status_code == 200
    assert numbers(page) == [f"DEC-IDF12-00{n}" for n in (1, 2, 3, 4)]
    assert [kind[2] for kind in page.context["kinds"]] == [2, 1, 1]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("reserve", ["DEC-IDF12-003"]),
        ("not_selected", ["DEC-IDF12-004"]),
        ("inadmissible", []),
        ("autre", [f"DEC-IDF12-00{n}" for n in (1, 2, 3, 4)]),
    ],
)
def test_decisions_of_one_kind(world, signed_in, kind, expected):
    published(world, 5, 4, 3, 2)
    page = signed_in(world.people.chloe).get(f"{PAGE}?nature={kind}")
    assert numbers(page) == expected


def test_decisions_before_publication_says_when(world, signed_in):
    page = signed_in(world.people.chloe).get(PAGE)
    assert "Aucune lettre n’est écrite pour cet appel." in page.text


def test_decision_shows_the_words_of_the_letter(world, signed_in):
    dossiers = published(world, 5, 4, 3)
    letter = DecisionLetter.objects.get(dossier=dossiers[2])
    page = signed_in(world.people.chloe).get(url("decision", letter.pk))
    content = letter.content
    said = [content["object"], content["opening"], *content["reasons"], *content["remedies"]]
    assert [words for words in said if words not in page.text] == []
    assert "Contester cette décision" in page.text


def test_decision_of_a_selected_dossier_shows_its_plan(world, signed_in):
    dossiers = published(world, 5)
    letter = DecisionLetter.objects.get(dossier=dossiers[0])
    page = signed_in(world.people.chloe).get(url("decision", letter.pk))
    assert [
        cell for row in letter.content["funding"]["rows"] for cell in row if cell not in page.text
    ] == []
    assert "Contester cette décision" not in page.text


def test_decision_pdf_is_a_pdf_named_after_the_decision(world, signed_in):
    published(world, 5)
    letter = DecisionLetter.objects.get()
    answer = signed_in(world.people.chloe).get(url("decision_pdf", letter.pk))
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="DEC-IDF12-001.pdf"'


def test_decisions_are_closed_to_the_others(world, signed_in):
    published(world, 5)
    letter = DecisionLetter.objects.get()
    pages = [url("decision", letter.pk), url("decision_pdf", letter.pk)]
    is_closed_to_others(world, signed_in, PAGE, *pages)
    client = signed_in(world.people.hana)
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_decisions_costs_the_same_whatever_their_number(world, signed_in):
    published(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    with CaptureQueriesContext(connection) as few:
        page = client.get(f"{PAGE}?nature=reserve")
    assert len(numbers(page)) == 1
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few)
