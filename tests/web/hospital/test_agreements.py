"""The partner reads everything, then agrees to what it read and to nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.dossiers.models import PartnerAgreement
from tandem.domain.schemes.vocabulary import Section
from tests.web.hospital.reader import form_of, page, send, words_of


def place(dossier) -> int:
    return dossier.partners.get().pk


def test_list_shows_what_waits_and_no_more_once_given(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.bob)
    said = words_of(client.get(page("agreements")))
    assert "1 dossier attend l’accord de votre structure" in said
    assert "Onco-gériatrie partagée IDF12-001 CH de Valmorin (fictif)" in said
    world.agree(dossier)
    assert "Aucun accord n’est attendu de votre structure." in words_of(
        client.get(page("agreements"))
    )


def test_menu_counts_the_agreements_to_give(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.bob)
    counts = [item.count for item in client.get(page("agreements")).context["room"].menu]
    assert counts == [0, 1, 0]
    world.agree(dossier)
    counts = [item.count for item in client.get(page("agreements")).context["room"].menu]
    assert counts == [0, 0, 0]


def test_list_of_another_structure_is_empty(world, signed_in):
    world.draft()
    for name in ("alice", "gael"):
        said = words_of(signed_in(getattr(world.people, name)).get(page("agreements")))
        assert "Aucun accord n’est attendu" in said


def test_list_asks_as_many_queries_for_three_dossiers_as_for_one(world, signed_in):
    client = signed_in(world.people.bob)
    counts = []
    for title in ("Un", "Deux", "Trois"):
        world.draft(title)
        client.get(page("agreements"))
        with CaptureQueriesContext(connection) as queries:
            client.get(page("agreements"))
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_the_page_shows_every_section_and_the_plan(world, signed_in):
    dossier = world.draft(need="Un besoin du territoire")
    said = words_of(signed_in(world.people.bob).get(page("agreement", place(dossier))))
    for words in (
        "Service ou pôle Gériatrie",
        "Référent Bob Brun",
        "Un besoin du territoire",
        "Semaine 6 demi-journées (Valmorin) et 4 demi-journées (Sainte-Aurore)",
        "Distance 41 km",
        "Aucun candidat n’est désigné",
        "Part du partenaire 20 %",
        "Institut Sainte-Aurore (fictif), 20 % 2 563,72 €",
    ):
        assert words in said


def agree(client, dossier):
    sent = form_of(client.get(page("agreement", place(dossier))), "donner")
    return client.post(page("agreement", place(dossier)), sent)


def test_agreement_is_given_to_the_content_that_was_read(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.bob)
    assert agree(client, dossier)["Location"] == page("agreement", place(dossier))
    given = PartnerAgreement.objects.get()
    assert (given.given_by, given.version) == (world.people.bob, dossier.version)
    said = words_of(client.get(page("agreement", place(dossier))))
    assert "Accord donné Bob Brun, Institut Sainte-Aurore (fictif)" in said
    assert "Donner l’accord de ma structure" not in said


def test_medical_affairs_office_of_the_partner_may_agree_too(world, signed_in):
    world.people.bob.memberships.update(role="bam")
    dossier = world.draft()
    assert agree(signed_in(world.people.bob), dossier).status_code == 302
    assert PartnerAgreement.objects.count() == 1


def test_agreement_to_what_changed_since_is_refused_and_the_new_content_shown(world, signed_in):
    dossier, bob = world.draft(), signed_in(world.people.bob)
    sent = form_of(bob.get(page("agreement", place(dossier))), "donner")
    send(signed_in(world.people.alice), dossier, Section.PROJECT, title="Un titre tout neuf")
    answer = bob.post(page("agreement", place(dossier)), sent)
    said = words_of(answer)
    assert answer.status_code == 409
    assert "Erreur : le contenu a changé depuis votre lecture" in said
    assert "Titre Un titre tout neuf" in said
    assert not PartnerAgreement.objects.exists()
    again = form_of(answer, "donner")
    assert again["sha256"] != sent["sha256"]
    assert bob.post(page("agreement", place(dossier)), again).status_code == 302


@pytest.mark.parametrize("sha256", ["", "x", "0" * 64])
def test_agreement_without_the_fingerprint_read_is_refused(world, signed_in, sha256):
    dossier = world.draft()
    answer = signed_in(world.people.bob).post(page("agreement", place(dossier)), {"sha256": sha256})
    assert answer.status_code == 409
    assert not PartnerAgreement.objects.exists()


def test_agreement_to_a_filed_dossier_is_refused_with_its_reason(world, signed_in):
    dossier, bob = world.draft(), signed_in(world.people.bob)
    sent = form_of(bob.get(page("agreement", place(dossier))), "donner")
    world.agree(dossier)
    certified = {"is_accurate": "on", "people_informed": "on"}
    signed_in(world.people.alice).post(page("review", dossier.pk), certified)
    answer = bob.post(page("agreement", place(dossier)), sent)
    assert answer.status_code == 422
    assert "Le dossier est déjà déposé : l’accord est figé." in words_of(answer)


def test_the_partner_is_warned_of_what_is_missing_or_blocks(world, signed_in):
    dossier = world.draft()
    send(signed_in(world.people.alice), dossier, Section.PROJECT, title="", profession="AUTRE")
    said = words_of(signed_in(world.people.bob).get(page("agreement", place(dossier))))
    assert "1 réponse manque encore." in said
    assert "1 règle bloque le dépôt." in said


@pytest.mark.parametrize("name", ["alice", "anne", "gael", "chloe", "hana", "david"])
def test_agreement_of_others_is_a_404(world, signed_in, name):
    dossier, client = world.draft(), signed_in(getattr(world.people, name))
    assert client.get(page("agreement", place(dossier))).status_code == 404
    assert client.post(page("agreement", place(dossier)), {"sha256": ""}).status_code == 404
    assert client.get(page("agreement", 10**30)).status_code == 404
