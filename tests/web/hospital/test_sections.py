"""Filling the sections: what is sent is what was shown, saved, refused with its reasons, kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tandem.apps.dossiers import content
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.selectors import with_parts
from tandem.apps.dossiers.services import drafts
from tandem.domain.schemes.vocabulary import Section
from tests.web.hospital.reader import HTMX, at_section, form_of, page, send, words_of
from tests.world import NOW

FORMS = [s for s in Section if s not in (Section.DOCUMENTS, Section.CERTIFICATION)]


def whole(dossier: Dossier) -> Dossier:
    return with_parts(Dossier.objects.filter(pk=dossier.pk)).get()


def tidy(world) -> Dossier:
    """A complete draft without a space too many, as the forms write it, and several lines."""
    text = "Première ligne.\nSeconde ligne, « citée » & <b>balisée</b>."
    return world.draft(description=text, permanence="Un poste est réservé.", need="Besoin.")


@pytest.mark.parametrize("section", FORMS)
def test_sending_a_section_back_as_it_is_changes_nothing_that_was_agreed(world, signed_in, section):
    dossier = tidy(world)
    world.agree(dossier)
    before = content.filed_content(whole(dossier))
    answer = send(signed_in(world.people.alice), dossier, section)
    assert (answer.status_code, answer["Location"]) == (302, at_section(dossier, section))
    assert content.filed_content(whole(dossier)) == before
    assert whole(dossier).version == dossier.version + 1


@pytest.mark.parametrize(
    ("section", "following"),
    [
        (Section.RECRUITER, "partenaire"),
        (Section.PARTNER, "projet"),
        (Section.PROJECT, "temps"),
        (Section.TIME, "candidat"),
        (Section.CANDIDATE, "financement"),
        (Section.FUNDING, "pieces"),
    ],
)
def test_save_and_next_leads_to_the_following_section(world, signed_in, section, following):
    dossier = world.draft()
    answer = send(signed_in(world.people.anne), dossier, section, stay=False)
    assert answer["Location"] == page("section", dossier.pk, following)
    assert whole(dossier).saved_by == world.people.anne


def test_certification_is_done_on_the_page_that_files(world, signed_in):
    dossier = world.draft()
    answer = signed_in(world.people.alice).get(at_section(dossier, Section.CERTIFICATION))
    assert answer["Location"] == page("review", dossier.pk)


def test_recruiter_is_saved(world, signed_in):
    dossier = world.draft()
    send(
        signed_in(world.people.alice),
        dossier,
        Section.RECRUITER,
        service="Pneumologie",
        head_of_department="Dr Ode",
        contact_phone="01 02 03 04 05",
    )
    saved = whole(dossier)
    assert (saved.service, saved.head_of_department) == ("Pneumologie", "Dr Ode")
    assert (saved.contact_phone, saved.recruiter) == ("01 02 03 04 05", world.recruiter)


def test_recruiter_of_another_legal_entity_is_refused(world, signed_in):
    dossier = world.draft()
    answer = send(
        signed_in(world.people.alice), dossier, Section.RECRUITER, recruiter=str(world.other.pk)
    )
    assert answer.status_code == 422
    assert whole(dossier).recruiter == world.recruiter


def test_project_is_saved(world, signed_in):
    dossier = world.draft()
    send(
        signed_in(world.people.alice),
        dossier,
        Section.PROJECT,
        title="Un autre titre",
        objectives=["O3", "O5"],
        is_renewal="oui",
        renewal_months="12",
        renewal_same_candidate="non",
    )
    saved = whole(dossier)
    assert (saved.title, saved.objectives, saved.is_renewal) == (
        "Un autre titre", ["O3", "O5"], True,
    )  # fmt: skip
    assert (saved.renewal_months, saved.renewal_same_candidate) == (12, False)
    assert saved.renewal_same_partners is None


def test_half_days_that_do_not_sum_to_ten_are_saved_and_the_rule_speaks(world, signed_in):
    dossier = world.draft()
    client = signed_in(world.people.alice)
    answer = send(client, dossier, Section.TIME, **{"d5-pm": "-", "distance_km": "12,5"})
    assert answer.status_code == 302
    assert whole(dossier).weeks.get().half_days == "RRRRRR111-"
    assert whole(dossier).distance_km == Decimal("12.5")
    said = words_of(client.get(at_section(dossier, Section.TIME)))
    assert "Non satisfaite, sans bloquer le dépôt R-STAT-05 Dix demi-journées par semaine" in said
    assert "À vol d’oiseau, le registre donne 31,6 km." in said


def test_a_distance_that_is_no_number_is_said_and_everything_typed_stays(world, signed_in):
    dossier = world.draft()
    client = signed_in(world.people.alice)
    answer = send(client, dossier, Section.TIME, distance_km="quarante", **{"d1-am": "1"})
    said = words_of(answer)
    assert answer.status_code == 422
    assert "<title>Erreur : Temps partagé" in answer.content.decode().replace("\u00a0", " ")
    assert "Distance entre les sites, en km : écrivez un nombre, par exemple 41." in said
    kept = form_of(answer)
    assert (kept["distance_km"], kept["d1-am"]) == ("quarante", "1")
    assert whole(dossier).version == dossier.version


def test_candidate_is_saved_then_erased(world, signed_in):
    dossier = world.draft()
    client = signed_in(world.people.alice)
    typed = {
        "civility": "Mme",
        "first_name": "Maïwenn",
        "last_name": "Tréguer",
        "rpps": "1000 000 0017",
        "diploma_on": "31/10/2025",
        "has_consolidation_phase": "non",
        "months_as_assistant": "0",
    }
    assert send(client, dossier, Section.CANDIDATE, **typed).status_code == 302
    candidate = whole(dossier).candidate
    assert (str(candidate), candidate.rpps) == ("Mme Maïwenn Tréguer", "10000000017")
    assert (candidate.diploma_on, candidate.months_as_assistant) == (date(2025, 10, 31), 0)
    confirm = client.get(page("clear_candidate", dossier.pk))
    assert "Effacer Mme Maïwenn Tréguer de ce dossier" in words_of(confirm)
    assert whole(dossier).candidate == candidate
    answer = client.post(page("clear_candidate", dossier.pk))
    assert answer["Location"] == at_section(dossier, Section.CANDIDATE)
    assert whole(dossier).candidate is None
    assert not type(candidate).objects.exists()
    assert client.post(page("clear_candidate", dossier.pk)).status_code == 302


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"last_name": "Tréguer", "rpps": "10000000018"}, "Numéro RPPS « 10000000018 » : la clé ou la longueur est fausse. Écrivez 11 caractères, par exemple 10000000017."),
        ({"first_name": "Maïwenn"}, "Nom : écrivez le nom du candidat, par exemple Tréguer."),
        ({"last_name": "Tréguer", "thesis_on": "demain"}, "Date de thèse : écrivez une date, par exemple 12/05/2025."),
        ({"last_name": "Tréguer", "months_as_assistant": "-1"}, "Mois déjà faits comme assistant des hôpitaux : écrivez un nombre au moins égal à 0."),
    ],
)  # fmt: skip
def test_a_wrong_candidate_is_refused_with_an_example(world, signed_in, typed, message):
    dossier = world.draft()
    answer = send(signed_in(world.people.alice), dossier, Section.CANDIDATE, **typed)
    assert answer.status_code == 422
    assert message in words_of(answer)
    assert whole(dossier).candidate is None


def test_funding_reads_a_percentage_and_a_comma(world, signed_in):
    dossier = world.draft()
    client = signed_in(world.people.alice)
    send(client, dossier, Section.FUNDING, recruiter_share="12,5 %", partner_share="27.5")
    saved = whole(dossier)
    assert saved.recruiter_share == Decimal("12.50")
    assert saved.partners.get().share == Decimal("27.50")
    assert form_of(client.get(at_section(dossier, Section.FUNDING)))["recruiter_share"] == "12,5"


def test_shares_that_do_not_sum_are_saved_and_the_panel_says_so(world, signed_in):
    dossier = world.draft()
    client = signed_in(world.people.alice)
    assert send(client, dossier, Section.FUNDING, recruiter_share="30").status_code == 302
    said = words_of(client.get(at_section(dossier, Section.FUNDING)))
    assert "Les parts des structures font 50 % : il faut 40 %." in said


def test_a_share_above_one_hundred_is_refused(world, signed_in):
    answer = send(
        signed_in(world.people.alice), world.draft(), Section.FUNDING, recruiter_share="120"
    )
    assert answer.status_code == 422
    assert "Part du recruteur, en % : écrivez un nombre au plus égal à 100." in words_of(answer)


def test_funding_without_a_partner_asks_for_it_and_still_saves(world, signed_in):
    dossier = drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW)
    client = signed_in(world.people.alice)
    opened = client.get(at_section(dossier, Section.FUNDING))
    assert "Choisissez d’abord la structure partenaire." in words_of(opened)
    assert send(client, dossier, Section.FUNDING, recruiter_share="20").status_code == 302
    assert whole(dossier).recruiter_share == 20


def test_partner_reads_without_a_form(world, signed_in):
    dossier = world.draft()
    for section in FORMS:
        answer = signed_in(world.people.bob).get(at_section(dossier, section))
        assert answer.status_code == 200
        assert b'id="saisie"' not in answer.content
        assert "remplit." in words_of(answer)


def test_partner_reads_less_of_the_candidate(world, signed_in):
    dossier = world.draft()
    typed = {"last_name": "Tréguer", "rpps": "10100000008", "email": "m.treguer@example.org"}
    send(signed_in(world.people.alice), dossier, Section.CANDIDATE, **typed)
    mine = words_of(signed_in(world.people.alice).get(at_section(dossier, Section.CANDIDATE)))
    theirs = words_of(signed_in(world.people.bob).get(at_section(dossier, Section.CANDIDATE)))
    assert "Tréguer" in theirs
    assert "10100000008" not in theirs
    assert "m.treguer@example.org" not in theirs
    assert "Effacer ce candidat" in mine


@pytest.mark.parametrize("section", FORMS)
def test_partner_may_not_save(world, signed_in, section):
    dossier = world.draft()
    sent = form_of(signed_in(world.people.alice).get(at_section(dossier, section)))
    answer = signed_in(world.people.bob).post(at_section(dossier, section), sent)
    assert answer.status_code == 422
    assert (
        "Seul le bureau des affaires médicales de l’établissement recruteur peut le faire."
        in words_of(answer)
    )
    assert whole(dossier).version == dossier.version


@pytest.mark.parametrize("name", ["gael", "chloe", "hana", "david"])
def test_strangers_get_a_404(world, signed_in, name):
    dossier, client = world.draft(), signed_in(getattr(world.people, name))
    for section in Section:
        assert client.get(at_section(dossier, section)).status_code == 404
        assert client.post(at_section(dossier, section), {}).status_code == 404


def test_visitors_must_sign_in(world, client):
    answer = client.get(at_section(world.draft(), Section.TIME))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/compte/connexion/")


def test_an_unknown_section_is_a_404(world, signed_in):
    address = at_section(world.draft(), Section.TIME).replace("temps", "divers")
    assert signed_in(world.people.alice).get(address).status_code == 404


def test_a_filed_dossier_is_read_and_no_longer_changed(world, signed_in):
    draft = world.ready()
    client = signed_in(world.people.alice)
    sent = form_of(client.get(at_section(draft, Section.PROJECT))) | {"title": "Trop tard"}
    world.filed("Un autre")
    certified = {"is_accurate": "on", "people_informed": "on"}
    client.post(page("review", draft.pk), certified)
    read = client.get(at_section(draft, Section.PROJECT))
    assert b'id="saisie"' not in read.content
    answer = client.post(at_section(draft, Section.PROJECT), sent)
    assert answer.status_code == 422
    assert "Le dossier est déposé : cette section ne peut plus être modifiée." in words_of(answer)
    assert form_of(answer)["title"] == "Trop tard"
    assert whole(draft).title == "Onco-gériatrie partagée"


def test_autosave_answers_with_the_new_version_and_says_when(world, signed_in):
    dossier = tidy(world)
    client = signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PROJECT))) | {"title": "Enregistré seul"}
    answer = client.post(at_section(dossier, Section.PROJECT), sent, **HTMX)
    assert answer.status_code == 200
    assert "Enregistré le 10 avril 2025 à 10 h 00" in words_of(answer)
    assert f'name="version" value="{dossier.version + 1}"' in answer.content.decode()
    assert whole(dossier).title == "Enregistré seul"


def test_autosave_of_what_is_stored_writes_nothing(world, signed_in):
    dossier = tidy(world)
    client = signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PROJECT)))
    answer = client.post(at_section(dossier, Section.PROJECT), sent, **HTMX)
    assert (answer.status_code, whole(dossier).version) == (200, dossier.version)


def test_autosave_keeps_what_is_right_beside_a_wrong_field(world, signed_in):
    dossier = world.draft()
    client = signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.TIME)))
    sent |= {"distance_km": "quarante", "d1-am": "1"}
    answer = client.post(at_section(dossier, Section.TIME), sent, **HTMX)
    assert answer.status_code == 422
    assert "Enregistré, sauf : Distance entre les sites, en km." in answer.content.decode().replace(
        "\u00a0", " "
    )
    assert whole(dossier).weeks.get().half_days == "1RRRRR1111"
    assert whole(dossier).distance_km == 41


def test_autosave_without_the_structure_saves_nothing(world, signed_in):
    dossier = drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW)
    client = signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PARTNER))) | {"service": "Oncologie"}
    answer = client.post(at_section(dossier, Section.PARTNER), sent, **HTMX)
    assert (answer.status_code, answer.content) == (422, b"")
    assert whole(dossier).version == 1
