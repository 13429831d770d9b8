"""Choosing a structure in the register, with or without script."""

from __future__ import annotations

import re

import pytest

from tandem.apps.territory.models import Structure
from tandem.domain.schemes.vocabulary import Section, StructureKind
from tests.web.hospital.reader import HTMX, at_section, form_of, page, words_of
from tests.world import structure

RADIO = re.compile(r'type="radio" name="(?:structure|recruiter)" value="([^"]*)"([^>]*)>')


def search(client, query: str, **more: str):
    return client.get(page("structures"), {"champ": "structure", "q": query, **more}, **HTMX)


def offered(answer) -> list[str]:
    """The structures whose radio is shown, the checked one with a star."""
    names = {str(s.pk): s.name for s in Structure.objects.all()}
    radios = RADIO.findall(answer.content.decode())
    return [names[pk] + ("*" if " checked" in rest else "") for pk, rest in radios]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("val-doré", ["CH du Val-Doré (fictif)"]),
        ("creteil", ["Clinique du Parc (fictif)", "Institut Sainte-Aurore (fictif)"]),
        ("FICT000004", ["EHPAD Les Tilleuls (fictif)"]),
        ("", []),
    ],
)
def test_search_finds_by_name_town_or_number(world, signed_in, query, names):
    answer = search(signed_in(world.people.alice), query)
    assert (answer.status_code, offered(answer)) == (200, names)


def test_search_keeps_the_one_already_chosen_first(world, signed_in):
    answer = search(signed_in(world.people.alice), "pontoise", structure=str(world.private.pk))
    assert offered(answer) == ["Clinique du Parc (fictif)*", "CH du Val-Doré (fictif)"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("01 0000 025", "Numéro FINESS « 010000025 » : la clé ou la longueur est fausse. Écrivez 9 caractères, par exemple 010000024."),
        ("010000024", "Le numéro 010000024 n’est pas dans le registre de la plateforme. Si la structure existe, demandez son ajout à l’agence."),
        ("2A0000155", "Numéro FINESS « 2A0000155 » : la clé ou la longueur est fausse."),
        ("zzz", "Aucune structure ne répond à « zzz ». Essayez la ville ou le numéro FINESS. Si la structure existe, demandez son ajout à l’agence."),
        ("creteil", "2 structures trouvées."),
    ],
)  # fmt: skip
def test_search_says_what_it_found(world, signed_in, query, message):
    assert message in words_of(search(signed_in(world.people.alice), query))


def test_search_of_many_asks_to_be_more_precise(world, signed_in):
    for index in range(13):
        structure(100 + index, f"Centre de santé {index:02}", StructureKind.HEALTH_CENTRE, "94028")
    answer = search(signed_in(world.people.alice), "centre de santé")
    assert len(offered(answer)) == 12
    assert "12 structures trouvées ou plus : précisez avec la ville." in words_of(answer)


def test_recruiter_is_offered_among_the_structures_of_the_legal_entity(world, signed_in):
    sister = structure(50, "Site de Nemours", StructureKind.PUBLIC_HOSPITAL, "77288")
    sister.legal_entity = world.recruiter.legal_entity
    sister.save()
    client = signed_in(world.people.alice)
    shown = client.get(at_section(world.draft(), Section.RECRUITER))
    assert offered(shown) == ["CH de Valmorin (fictif)*", "Site de Nemours (fictif)"]
    assert b'name="chercher"' not in shown.content
    own = client.get(page("structures"), {"champ": "recruiter", "q": "creteil"})
    assert offered(own) == []


def test_without_script_the_form_comes_back_with_the_same_radios(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PARTNER)))
    sent |= {"q": "pontoise", "chercher": "oui", "service": "Saisie gardée"}
    answer = client.post(at_section(dossier, Section.PARTNER), sent)
    assert answer.status_code == 200
    assert offered(answer) == ["Institut Sainte-Aurore (fictif)*", "CH du Val-Doré (fictif)"]
    assert form_of(answer)["service"] == "Saisie gardée"
    assert dossier.partners.get().service == "Oncologie"


def test_searching_for_nothing_saves(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PARTNER)))
    sent |= {"q": " ", "chercher": "oui", "service": "Hématologie"}
    answer = client.post(at_section(dossier, Section.PARTNER), sent)
    assert (answer.status_code, dossier.partners.get().service) == (302, "Hématologie")


def test_a_partner_without_structure_is_refused_and_kept(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PARTNER)))
    del sent["structure"]
    answer = client.post(at_section(dossier, Section.PARTNER), sent)
    assert answer.status_code == 422
    assert "Choisissez d’abord la structure : cherchez-la par son nom" in words_of(answer)
    assert dossier.partners.get().structure == world.partner


@pytest.mark.parametrize("value", ["x", "11111111-1111-7111-8111-111111111111", ""])
def test_a_structure_that_does_not_exist_is_refused(world, signed_in, value):
    dossier, client = world.draft(), signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, Section.PARTNER))) | {"structure": value}
    assert client.post(at_section(dossier, Section.PARTNER), sent).status_code == 422


def test_search_is_for_people_of_structures(world, signed_in, client):
    assert search(signed_in(world.people.bob), "val").status_code == 200
    for name in ("chloe", "hana", "david"):
        assert search(signed_in(getattr(world.people, name)), "val").status_code == 404
    assert search(client, "val").status_code == 302
    wrong = signed_in(world.people.alice).get(page("structures"), {"champ": "owner", "q": "val"})
    assert wrong.status_code == 404
    strange = search(signed_in(world.people.alice), "val", structure="' OR 1=1")
    assert strange.status_code == 200
