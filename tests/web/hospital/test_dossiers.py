"""« Mes dossiers », the page of one, withdrawing it, answering the agency."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.dossiers.models import Dossier, FindingReview
from tandem.apps.dossiers.services import drafts, screening
from tandem.apps.foundation import clock
from tandem.domain.schemes.vocabulary import Section
from tests.web.hospital.reader import at_section, form_of, page, send, words_of
from tests.world import AFTER_DEADLINE, NOW

DUE_ON = date(2025, 5, 20)


def empty(world) -> Dossier:
    return drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW)


def asked(world, *sections: Section) -> Dossier:
    """A filed dossier for which the agency asks something."""
    dossier = world.filed()
    request = screening.Request(
        reason="L’avis de la CME manque.", sections=tuple(sections), due_on=DUE_ON
    )
    screening.ask_complement(
        dossier=dossier, request=request, actor=world.people.actor("chloe"), at=NOW
    )
    return Dossier.objects.get(pk=dossier.pk)


def test_list_shows_state_deadline_what_is_missing_and_the_agency_share(world, signed_in):
    empty(world)
    world.draft("Sans accord")
    world.ready("Prêt")
    world.filed("Déposé hier")
    said = words_of(signed_in(world.people.anne).get(page("dossiers")))
    assert "4 dossiers , le plus récent d’abord." in said
    assert "Clôture le 30 avril 2025 à 23 h 59, dans 20 jours" in said
    assert "Dossier sans titre IDF12-001" in said
    assert "15 réponses à donner" in said
    assert "Accord attendu : Institut Sainte-Aurore (fictif)" in said
    assert "Prêt à déposer" in said
    assert (
        "Déposé hier IDF12-004 · avec Institut Sainte-Aurore (fictif) Déposé Rien à faire" in said
    )
    assert "92 294 €" in said


def test_partner_sees_the_dossiers_where_it_is_chosen(world, signed_in):
    world.draft("Sans accord")
    world.ready("Avec accord")
    said = words_of(signed_in(world.people.bob).get(page("dossiers")))
    assert "déposé par CH de Valmorin (fictif), vous êtes partenaire" in said
    assert "Donner votre accord" in said
    assert "Votre accord est donné" in said
    assert "Préparer un dossier" not in said


def test_another_hospital_sees_nothing_and_is_told_why(world, signed_in):
    world.ready("Projet secret")
    said = words_of(signed_in(world.people.gael).get(page("dossiers")))
    assert "Projet secret" not in said
    assert "Vous n’avez encore aucun dossier." in said
    assert "Préparer un dossier" in said


@pytest.mark.parametrize("name", ["chloe", "diane", "hana", "david"])
def test_the_room_is_closed_to_other_roles(world, signed_in, name):
    client = signed_in(getattr(world.people, name))
    for address in ("dossiers", "agreements", "posts", "structures"):
        assert client.get(page(address)).status_code == 404


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_list_asks_as_many_queries_for_three_dossiers_as_for_one(world, signed_in):
    client = signed_in(world.people.alice)
    world.draft("Un")
    client.get(page("dossiers"))
    one = queries_of(client, page("dossiers"))
    world.draft("Deux")
    world.draft("Trois")
    assert queries_of(client, page("dossiers")) == one


def test_list_is_cut_into_pages(world, signed_in):
    for _ in range(21):
        empty(world)
    client = signed_in(world.people.alice)
    assert "Page 1 sur 2" in words_of(client.get(page("dossiers")))
    last = words_of(client.get(page("dossiers"), {"page": "2"}))
    assert "IDF12-001" in last
    assert "IDF12-002" not in last
    assert client.get(page("dossiers"), {"page": "x"}).status_code == 200


def test_create_opens_a_draft_of_my_structure(world, signed_in):
    answer = signed_in(world.people.gael).post(page("create", world.call.slug))
    dossier = Dossier.objects.get()
    assert answer["Location"] == at_section(dossier, Section.RECRUITER)
    assert (dossier.owner, dossier.created_by) == (world.other, world.people.gael)


def test_reading_the_address_of_creation_creates_nothing(world, signed_in):
    answer = signed_in(world.people.alice).get(page("create", world.call.slug))
    assert (answer.status_code, answer["Location"]) == (302, page("dossiers"))
    assert not Dossier.objects.exists()


def test_create_is_for_medical_affairs_offices_and_open_calls(world, signed_in):
    address = page("create", world.call.slug)
    for name in ("bob", "chloe", "david"):
        assert signed_in(getattr(world.people, name)).post(address).status_code == 404
    assert signed_in(world.people.alice).post(page("create", "inconnu")).status_code == 404
    with clock.fixed(AFTER_DEADLINE):
        answer = signed_in(world.people.alice).post(address)
        listed = signed_in(world.people.alice).get(page("dossiers"))
    assert answer.status_code == 422
    assert "Cet appel n’est pas ouvert au dépôt." in words_of(answer)
    assert "Appels ouverts" not in words_of(listed)
    assert not Dossier.objects.exists()


def test_overview_of_a_draft_leads_to_what_is_missing(world, signed_in):
    dossier = empty(world)
    answer = signed_in(world.people.alice).get(page("dossier", dossier.pk))
    said = words_of(answer)
    assert "15 réponses manquent pour pouvoir déposer" in said
    assert "Continuer : Recruteur" in said
    assert "Brouillon créé jeudi 10 avril 2025 à 10 h 00" in said
    assert "Aucune structure partenaire n’est choisie." in said


def test_overview_of_a_complete_draft_leads_to_filing(world, signed_in):
    said = words_of(signed_in(world.people.alice).get(page("dossier", world.ready().pk)))
    assert "Relire et déposer" in said
    assert "Accord donné Bob Brun, Institut Sainte-Aurore (fictif)" in said
    assert "ARS Île-de-France, 60 % 7 691,16 € 46 146,99 € 38 455,82 € 92 293,97 €" in said


def test_overview_shows_what_blocks(world, signed_in):
    dossier = world.draft()
    send(signed_in(world.people.alice), dossier, Section.PARTNER, structure=str(world.private.pk))
    said = words_of(signed_in(world.people.alice).get(page("dossier", dossier.pk)))
    assert "Non satisfaite, bloque le dépôt R-IDF12-02 Partenaire éligible" in said


def test_overview_says_that_an_agreement_is_outdated(world, signed_in):
    dossier, client = world.ready(), signed_in(world.people.alice)
    send(client, dossier, Section.PROJECT, title="Autre titre")
    said = words_of(client.get(page("dossier", dossier.pk)))
    assert "À redonner Le dossier a changé depuis l’accord" in said


def test_overview_of_a_partner_has_no_button_of_the_owner(world, signed_in):
    dossier = world.draft()
    said = words_of(signed_in(world.people.bob).get(page("dossier", dossier.pk)))
    assert "Lire et donner votre accord" in said
    for word in ("Modifier", "Retirer le dossier", "Relire et déposer", "Certification"):
        assert word not in said


def test_history_keeps_the_agency_s_own_notes_to_the_agency(world, signed_in):
    dossier, chloe = world.filed(), world.people.actor("chloe")
    screening.assign(dossier=dossier, screener=world.people.chloe, actor=chloe, at=NOW)
    review = screening.Review(
        rule="structures_have_no_tie",
        verdict=FindingReview.Verdict.SET_ASIDE,
        motive="Note interne de l’agence.",
    )
    screening.review_finding(dossier=dossier, review=review, actor=chloe, at=NOW)
    Dossier.objects.filter(pk=dossier.pk).update(pending_decision="selected", rank=1)
    for name in ("alice", "bob"):
        said = words_of(signed_in(getattr(world.people, name)).get(page("dossier", dossier.pk)))
        assert "Dossier déposé" in said
        assert "Note interne" not in said
        assert "Retenu" not in said


def test_withdraw_asks_for_a_reason_then_withdraws(world, signed_in):
    dossier, client = world.filed(), signed_in(world.people.anne)
    address = page("withdraw", dossier.pk)
    assert "Le retrait ne s’annule pas." in words_of(client.get(address))
    empty_reason = client.post(address, {"reason": " "})
    assert empty_reason.status_code == 422
    assert "Motif du retrait : remplissez ce champ" in words_of(empty_reason)
    assert client.post(address, {"reason": "Le candidat a renoncé."})["Location"] == page(
        "dossier", dossier.pk
    )
    assert Dossier.objects.get().state == "withdrawn"
    said = words_of(client.get(page("dossier", dossier.pk)))
    assert "Dossier retiré" in said
    assert "Le candidat a renoncé." in said


def test_withdraw_a_draft_is_refused_and_the_reason_is_kept(world, signed_in):
    dossier = world.draft()
    answer = signed_in(world.people.alice).post(
        page("withdraw", dossier.pk), {"reason": "Motif tapé"}
    )
    assert answer.status_code == 422
    assert "« Retirer le dossier » n’est pas possible : le dossier est « brouillon »." in words_of(
        answer
    )
    assert "Motif tapé" in answer.content.decode()


@pytest.mark.parametrize("name", ["bob", "gael", "chloe", "hana", "david"])
def test_withdraw_and_answer_are_the_owner_s(world, signed_in, name):
    dossier, client = asked(world), signed_in(getattr(world.people, name))
    for address in ("withdraw", "complement"):
        assert client.get(page(address, dossier.pk)).status_code == 404
        assert client.post(page(address, dossier.pk), {"reason": "x"}).status_code == 404
    assert Dossier.objects.get().state == "to_complete"


def test_complement_is_read_its_sections_reopened_and_answered(world, signed_in):
    dossier, client = asked(world, Section.TIME, Section.DOCUMENTS), signed_in(world.people.alice)
    listed = words_of(client.get(page("dossiers")))
    assert "Réponse attendue le 20 mai 2025 au plus tard, dans 40 jours" in listed
    assert "Répondre à l’agence" in listed
    said = words_of(client.get(page("complement", dossier.pk)))
    assert "L’avis de la CME manque." in said
    assert "Temps partagé Avis et pièces" in said
    answer = send(client, dossier, Section.TIME, stay=False, distance_km="45")
    assert answer["Location"] == page("complement", dossier.pk)
    closed = client.get(at_section(dossier, Section.PROJECT))
    assert b'id="saisie"' not in closed.content
    empty_answer = client.post(page("complement", dossier.pk), {"answer": ""})
    assert (empty_answer.status_code, Dossier.objects.get().state) == (422, "to_complete")
    sent = client.post(page("complement", dossier.pk), {"answer": "L’avis est joint."})
    assert sent["Location"] == page("dossier", dossier.pk)
    saved = Dossier.objects.get()
    assert (saved.state, saved.distance_km) == ("filed", 45)
    assert saved.complements.get().answer == "L’avis est joint."
    assert client.get(page("complement", dossier.pk))["Location"] == page("dossier", dossier.pk)


def test_complement_answered_by_a_direction_is_refused_and_kept(world, signed_in):
    dossier = asked(world)
    world.people.anne.memberships.update(role="direction")
    answer = signed_in(world.people.anne).post(
        page("complement", dossier.pk), {"answer": "Réponse tapée"}
    )
    assert answer.status_code == 422
    assert "Seul le bureau des affaires médicales" in words_of(answer)
    assert form_of(answer, "reponse")["answer"].strip() == "Réponse tapée"
