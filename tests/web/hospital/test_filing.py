"""Reviewing, certifying, filing; the acknowledgement on screen, as PDF and by mail."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tandem.apps.dossiers.models import Deposit, Dossier
from tandem.apps.dossiers.services import drafts
from tandem.apps.foundation import clock
from tandem.apps.journal.models import Event
from tandem.apps.messaging.models import Message
from tandem.domain.schemes.vocabulary import Section
from tests.web.hospital.reader import form_of, page, send, words_of
from tests.world import AFTER_DEADLINE, NOW

TICKED = {"is_accurate": "on", "people_informed": "on"}


def file_it(client, dossier, **changes):
    sent = form_of(client.get(page("review", dossier.pk)), "certifier") | TICKED | changes
    return client.post(page("review", dossier.pk), sent)


def test_review_shows_everything_before_filing(world, signed_in):
    dossier = world.ready()
    said = words_of(signed_in(world.people.alice).get(page("review", dossier.pk)))
    assert "Le dépôt reste ouvert jusqu’au 30 avril 2025 à 23 h 59, heure de Paris." in said
    assert "Ce qui manque encore" not in said
    assert "Attention : 4 pièces attendues manquent, le dépôt reste possible." in said
    assert (
        "Temps partagé 6 demi-journées (Valmorin) et 4 demi-journées (Sainte-Aurore) Complète"
        in said
    )
    assert "Certification À cocher au moment du dépôt À faire" in said
    assert "Total 12 818,60 € 76 911,65 € 64 093,04 € 153 823,29 €" in said
    assert "Accord donné Bob Brun" in said


def test_review_of_an_empty_draft_says_all_that_is_missing_by_section(world, signed_in):
    dossier = drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW)
    answer = signed_in(world.people.alice).get(page("review", dossier.pk))
    said = words_of(answer)
    assert answer.status_code == 200
    assert (
        "Ce qui manque encore pour déposer Recruteur Nommez le service d’affectation, par exemple « Gériatrie ». Partenaire Choisissez la structure partenaire dans le registre."
        in said
    )
    assert (
        f'<a href="{page("section", dossier.pk, "temps")}">Temps partagé</a>'
        in answer.content.decode()
    )


def test_filing_leads_to_the_acknowledgement(world, signed_in):
    dossier, client = world.ready(), signed_in(world.people.alice)
    answer = file_it(client, dossier)
    assert answer["Location"] == page("receipt", dossier.pk)
    deposit = Deposit.objects.get()
    assert (deposit.filed_at, deposit.filed_by_label) == (
        NOW,
        "Alice Azur, CH de Valmorin (fictif)",
    )
    assert len(deposit.idempotency_key) == 32


def test_a_second_click_or_tab_gets_the_same_deposit(world, signed_in):
    dossier, client = world.ready(), signed_in(world.people.alice)
    other = signed_in(world.people.anne)
    second = form_of(other.get(page("review", dossier.pk)), "certifier") | TICKED
    first = form_of(client.get(page("review", dossier.pk)), "certifier") | TICKED
    for sender, sent in ((client, first), (client, first), (other, second)):
        answer = sender.post(page("review", dossier.pk), sent)
        assert answer["Location"] == page("receipt", dossier.pk)
    assert Deposit.objects.count() == 1


@pytest.mark.parametrize("unticked", ["is_accurate", "people_informed"])
def test_without_both_boxes_nothing_is_filed(world, signed_in, unticked):
    dossier, client = world.ready(), signed_in(world.people.alice)
    answer = client.post(page("review", dossier.pk), {k: "on" for k in TICKED if k != unticked})
    said = words_of(answer)
    assert answer.status_code == 422
    assert "Erreur : le dossier n’est pas déposé" in said
    assert "Certifiez l’exactitude au moment du dépôt." in said
    ticked = next(k for k in TICKED if k != unticked)
    assert form_of(answer, "certifier").keys() >= {ticked}
    assert unticked not in form_of(answer, "certifier")
    assert not Deposit.objects.exists()


def test_every_refusal_is_said_at_once_and_the_attempt_is_noted(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.alice)
    send(client, dossier, Section.PARTNER, structure=str(world.private.pk), referent_name="")
    send(client, dossier, Section.FUNDING, recruiter_share="30")
    with clock.fixed(AFTER_DEADLINE):
        answer = file_it(client, dossier)
    said = words_of(answer)
    assert answer.status_code == 422
    for reason in (
        "Le dépôt est clos depuis le 30 avril 2025 à 23 h 59, heure de Paris.",
        "Le dépôt est clos depuis la fin du 30 avril 2025, délai de rigueur",
        "Nommez le référent du partenaire",
        "L’accord du partenaire manque ou porte sur une version antérieure : Clinique du Parc (fictif).",
        "Clinique du Parc (fictif) : établissement privé",
        "50 %",
    ):
        assert reason in said
    assert Event.objects.filter(verb="dossier.filing_refused").count() == 1
    assert "Dépôt refusé" in words_of(client.get(page("dossier", dossier.pk)))
    assert Dossier.objects.get().state == "draft"


def test_the_last_instant_is_in_time_and_midnight_is_late(world, signed_in):
    dossier, client = world.ready(), signed_in(world.people.alice)
    midnight = world.call.closes_at
    with clock.fixed(midnight):
        late = file_it(client, dossier)
    assert late.status_code == 422
    with clock.fixed(midnight - timedelta(milliseconds=1)):
        assert file_it(client, dossier).status_code == 302


def test_direction_of_the_owner_reads_and_may_not_file(world, signed_in):
    dossier = world.ready()
    world.people.anne.memberships.update(role="direction")
    answer = file_it(signed_in(world.people.anne), dossier)
    assert answer.status_code == 422
    assert "Seul le bureau des affaires médicales" in words_of(answer)
    assert not Deposit.objects.exists()


@pytest.mark.parametrize("name", ["bob", "gael", "chloe", "hana", "david"])
def test_filing_pages_are_the_owner_s(world, signed_in, name):
    filed, draft = world.filed(), world.ready("Brouillon")
    client = signed_in(getattr(world.people, name))
    assert client.post(page("review", draft.pk), TICKED).status_code == 404
    assert client.get(page("review", draft.pk)).status_code == 404
    for address in ("receipt", "receipt_pdf", "receipt_mail"):
        assert client.get(page(address, filed.pk)).status_code == 404
    assert client.post(page("receipt_mail", filed.pk)).status_code == 404


def test_a_draft_has_no_acknowledgement(world, signed_in):
    dossier = world.ready()
    for address in ("receipt", "receipt_pdf", "receipt_mail"):
        answer = signed_in(world.people.alice).get(page(address, dossier.pk))
        assert answer.status_code == 404


def test_reviewing_what_is_filed_leads_to_the_acknowledgement(world, signed_in):
    dossier = world.filed()
    answer = signed_in(world.people.anne).get(page("review", dossier.pk))
    assert answer["Location"] == page("receipt", dossier.pk)


def test_acknowledgement_carries_its_twelve_fields_on_screen_and_as_pdf(world, signed_in):
    dossier, client = world.filed(), signed_in(world.people.alice)
    deposit = Deposit.objects.get()
    screen = words_of(client.get(page("receipt", dossier.pk)))
    answer = client.get(page("receipt_pdf", dossier.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="accuse-IDF12-001-D1.pdf"'
    pages = PdfReader(BytesIO(answer.content)).pages
    printed = "".join("".join(each.extract_text() for each in pages).split())
    receipt = deposit.receipt
    for words in (
        "10 h 00 min 00 s, heure de Paris",
        *receipt["service"],
        receipt["silence"],
        receipt["silence_on"],
        receipt["remedies"],
        receipt["missing"],
        receipt["identity"],
        receipt["filed_by"],
        receipt["personal_data"],
        receipt["algorithm"],
        deposit.number,
    ):
        assert " ".join(words.split()) in screen
        assert "".join(words.split()) in printed
    assert deposit.content_sha256 in screen.replace(" ", "")
    assert deposit.content_sha256 in printed
    assert f"Journal, ligne {deposit.chain_index}." in screen


def test_the_acknowledgement_may_be_sent_again_once_a_minute(world, signed_in):
    dossier, client = world.filed(), signed_in(world.people.anne)
    before = Message.objects.count()
    assert client.get(page("receipt_mail", dossier.pk)).status_code == 302
    assert Message.objects.count() == before
    for _ in range(2):
        client.post(page("receipt_mail", dossier.pk))
    answer = client.get(page("receipt", dossier.pk))
    assert "L’accusé part à l’adresse anne.ambre@example.org." in words_of(answer)
    with clock.fixed(NOW + timedelta(minutes=1)):
        client.post(page("receipt_mail", dossier.pk))
    sent = Message.objects.filter(to="anne.ambre@example.org")
    assert sent.count() == 2
    assert "IDF12-001-D1" in sent[0].body
