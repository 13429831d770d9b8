"""The list of filed dossiers, and what is done to several at once."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import screening
from tandem.apps.foundation import clock
from tandem.apps.foundation.clock import PARIS
from tandem.apps.journal.models import Event
from tandem.apps.messaging.models import Message
from tandem.domain.workflow.dossier import DossierState
from tests.web.agency.reading import figures_of, row_titles, text_of
from tests.world import AFTER_DEADLINE

LIST = "/agence/dossiers/"


@pytest.fixture
def chloe(world, signed_in):
    return signed_in(world.people.chloe)


@pytest.fixture
def three(world):
    """Filed, in this order: Onco-gériatrie, Réanimation, Addictologie (which nobody may admit)."""
    found = [world.filed(title) for title in ("Onco-gériatrie", "Réanimation", "Addictologie")]
    found[2].partners.update(structure=world.private)
    found[2].blocking_count = 1
    found[2].save()
    return found


def test_list_shows_what_was_filed_and_no_draft(world, chloe, three):
    world.draft("Brouillon secret")
    answer = chloe.get(LIST)
    assert row_titles(answer) == ["Onco-gériatrie", "Réanimation", "Addictologie"]
    text = text_of(answer)
    assert "Brouillon secret" not in text
    assert "3 dossiers dans cette vue, lignes 1 à 3." in text
    assert "IDF12-001 · Gériatrie CH de Valmorin (fictif) (77)" in text
    assert "avec Institut Sainte-Aurore (fictif)" in text
    assert "92 294 € Non attribué" in text
    assert figures_of(answer) == {
        "Déposés": "3",
        "À instruire": "3",
        "À compléter": "0",
        "Recevables": "0",
        "Irrecevables": "0",
    }


def test_list_costs_the_same_whatever_its_length(world, chloe):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            chloe.get(LIST)
        return len(caught)

    world.filed("Un")
    one = queries()
    world.filed("Deux")
    world.filed("Trois")
    assert queries() == one


def test_list_is_narrowed_by_its_address(world, chloe, three):
    def titles(query: str) -> list[str]:
        return row_titles(chloe.get(f"{LIST}?{query}"))

    assert titles("q=rea+valmorin") == ["Réanimation"]
    assert titles("vue=bloquants") == ["Addictologie"]
    assert titles("vue=ma-file") == []
    assert titles("constats=bloquent&departement=77") == ["Addictologie"]
    assert titles("etat=recevable") == []
    assert titles("tri=-numero") == ["Addictologie", "Réanimation", "Onco-gériatrie"]
    everything = ["Onco-gériatrie", "Réanimation", "Addictologie"]
    assert titles("tri=inconnu&etat=inconnu&vue=inconnue&departement=99&page=zut") == everything


def test_list_keeps_what_was_asked_beside_it(chloe, three):
    answer = chloe.get(f"{LIST}?q=rea&etat=en-cours&vue=a-instruire&tri=-projet")
    html = answer.content.decode()
    assert 'value="rea"' in html
    assert '<option value="en-cours" selected>' in html
    assert '<input type="hidden" name="vue" value="a-instruire"' in html
    assert '<input type="hidden" name="tri" value="-projet"' in html
    assert 'aria-sort="descending"' in html
    assert "Seine-et-Marne (3)" in text_of(answer)
    assert f"/agence/dossiers/{three[1].pk}/?q=rea&amp;etat=en-cours" in html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?q=introuvable", "Aucun dossier ne répond à ces filtres."),
        ("?vue=a-completer", "Aucun dossier dans cette vue."),
    ],
)
def test_empty_list_says_why(chloe, three, query, words):
    assert words in text_of(chloe.get(LIST + query))


def test_list_of_a_call_without_dossier(world, chloe):
    assert "Aucun dossier n’est déposé." in text_of(chloe.get(LIST))


def test_list_without_any_open_call(world, signed_in):
    text = text_of(signed_in(world.people.hana).get(LIST))
    assert "Aucun appel n’est ouvert." in text


def test_list_of_an_unknown_call_or_of_another_agency(world, chloe, signed_in):
    assert chloe.get(f"{LIST}?appel=inconnu").status_code == 404
    query = f"{LIST}?appel={world.call.slug}"
    assert chloe.get(query).status_code == 200
    assert signed_in(world.people.hana).get(query).status_code == 404


def test_list_by_pages_of_25(world, chloe, monkeypatch, three):
    monkeypatch.setattr("tandem.web.agency.dossiers.PAGE_SIZE", 2)
    answer = chloe.get(f"{LIST}?page=2&tri=numero")
    assert row_titles(answer) == ["Addictologie"]
    assert "Page 2 sur 2" in text_of(answer)


def test_late_complement_has_its_view(world, chloe, three):
    request = screening.Request(reason="L’avis", sections=(), due_on=date(2025, 5, 20))
    actor = world.people.actor("chloe")
    screening.ask_complement(dossier=three[0], request=request, actor=actor, at=AFTER_DEADLINE)
    with clock.fixed(datetime(2025, 5, 21, 9, tzinfo=PARIS)):
        assert row_titles(chloe.get(f"{LIST}?vue=en-retard")) == ["Onco-gériatrie"]
    with clock.fixed(datetime(2025, 5, 20, 23, 59, tzinfo=PARIS)):
        assert row_titles(chloe.get(f"{LIST}?vue=en-retard")) == []


def test_chosen_dossiers_are_taken(world, chloe, three):
    back = f"{LIST}?vue=a-instruire"
    data = {"d": [three[0].pk, three[2].pk, "pas-une-clé"], "action": "prendre", "next": back}
    answer = chloe.post("/agence/dossiers/lot/", data, follow=True)
    assert answer.redirect_chain == [(back, 302)]
    assert "2 dossiers dans votre file." in text_of(answer)
    taken = Dossier.objects.filter(screener=world.people.chloe).values_list("number", flat=True)
    assert list(taken) == ["IDF12-001", "IDF12-003"]
    assert Event.objects.filter(verb="dossier.assigned").count() == 2


def test_nothing_chosen_says_so(chloe, three):
    answer = chloe.post("/agence/dossiers/lot/", {"action": "revoir", "next": LIST}, follow=True)
    assert "Cochez au moins un dossier, dans la première colonne." in text_of(answer)


def test_another_agency_takes_nothing(world, signed_in, three):
    client = signed_in(world.people.hana)
    client.post("/agence/dossiers/lot/", {"d": [three[0].pk], "action": "prendre", "next": LIST})
    assert not Dossier.objects.exclude(screener=None).exists()


def test_review_lists_what_changes_and_what_cannot(world, chloe, three):
    data = {"d": [d.pk for d in three], "action": "revoir", "next": f"{LIST}?tri=projet"}
    answer = chloe.post("/agence/dossiers/lot/", data)
    address = urlsplit(answer.url)
    assert address.path == "/agence/dossiers/revoir/"
    assert len(parse_qs(address.query)["d"]) == 3
    page = chloe.get(answer.url)
    text = text_of(page)
    assert "Ce qui va changer (2)" in text
    assert "Ce qui ne changera pas (1)" in text
    assert "Une règle bloque encore : Partenaire éligible. Écartez le constat avec un motif" in text
    assert "Déclarer recevables 2 dossiers" in text
    assert page.context["back_url"] == f"{LIST}?tri=projet"
    assert set(Dossier.objects.values_list("state", flat=True)) == {DossierState.FILED}


def test_review_costs_the_same_whatever_its_length(world, chloe):
    def queries(dossiers) -> int:
        query = "&".join(f"d={dossier.pk}" for dossier in dossiers)
        with CaptureQueriesContext(connection) as caught:
            chloe.get(f"/agence/dossiers/revoir/?{query}")
        return len(caught)

    found = [world.filed(title) for title in ("Un", "Deux", "Trois")]
    assert queries(found) == queries(found[:1])


def test_review_declares_all_that_may_be(world, chloe, three):
    before = Message.objects.count()
    data = {"d": [d.pk for d in three], "next": LIST}
    answer = chloe.post("/agence/dossiers/revoir/", data, follow=True)
    text = text_of(answer)
    assert "2 dossiers déclarés recevables. Chaque BAM est prévenu par courriel." in text
    assert "IDF12-003 : Une règle bloque encore : Partenaire éligible." in text
    states = dict(Dossier.objects.values_list("number", "state"))
    assert states == {
        "IDF12-001": DossierState.ADMISSIBLE,
        "IDF12-002": DossierState.ADMISSIBLE,
        "IDF12-003": DossierState.FILED,
    }
    assert Message.objects.count() == before + 2


def test_review_of_nothing_says_so(chloe, three):
    text = text_of(chloe.get("/agence/dossiers/revoir/?d=zut&suite=https://ailleurs.example/"))
    assert "Aucun dossier n’est choisi." in text
    assert "ailleurs.example" not in text


def test_review_by_another_agency_changes_nothing(world, signed_in, three):
    client = signed_in(world.people.hana)
    client.post("/agence/dossiers/revoir/", {"d": [three[0].pk], "next": LIST})
    assert set(Dossier.objects.values_list("state", flat=True)) == {DossierState.FILED}


def test_calls_are_offered_when_there_are_several(world, chloe):
    assert "Changer d’appel" not in text_of(chloe.get(LIST))
    Call.objects.create(**_another(world.call))
    answer = chloe.get(LIST)
    assert "Changer d’appel" in text_of(answer)
    assert answer.context["call"].code == "IDF13"


def _another(call: Call) -> dict[str, object]:
    names = [field.name for field in Call._meta.concrete_fields if field.name != "id"]
    later = call.closes_at.replace(year=2026)
    return {name: getattr(call, name) for name in names} | {
        "code": "IDF13",
        "slug": "treize",
        "closes_at": later,
    }
