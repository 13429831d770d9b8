"""The words of a decision: who writes, why, what it brings, and how to contest it."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.posts import letters
from tandem.apps.posts.models import DecisionLetter
from tandem.apps.territory.models import Structure
from tests.apps.dossiers.acts import declare, whole
from tests.apps.posts.test_publish import REFUSAL, publish, run
from tests.world import World

COURT = "tribunal administratif de Montreuil"
REMEDIES = [
    "former un recours gracieux auprès du directeur général de l’agence\u202f;",
    "former un recours hiérarchique auprès du ministre chargé de la santé\u202f;",
    f"saisir le {COURT}, par courrier ou par Télérecours (www.telerecours.fr).",
]


@pytest.fixture
def written(world: World) -> dict[str, dict[str, Any]]:
    """The content of one letter of each kind."""
    inadmissible = world.filed("Irrecevable")
    declare(world, inadmissible, admissible=False, reason=REFUSAL)
    world.marked(5, 4, 3, 2)
    Call.objects.filter(pk=world.call.pk).update(posts=1)
    run(world)
    publish(world)
    return {letter.kind: letter.content for letter in DecisionLetter.objects.all()}


def test_every_letter_says_who_writes_to_whom_about_what(world: World, written):
    agency = world.agency
    for kind, letter in written.items():
        assert letter["kind"] == kind
        assert letter["agency"] == [
            agency.name, agency.service, agency.address, agency.phone, agency.email,
        ]  # fmt: skip
        assert letter["to"] == [
            "Madame la directrice, Monsieur le directeur", world.recruiter.name,
            "Bureau des affaires médicales", "1 rue de l’Exemple", "77000 Melun",
        ]  # fmt: skip
        assert letter["place"] == "Saint-Denis, le 20\u00a0juin 2025"
        assert letter["signature"] == [
            "Pour le directeur général et par délégation,", "Diane Doré", "Responsable",
        ]  # fmt: skip
        assert letter["greeting"] == "Madame, Monsieur,"
        number = letter["number"]
        assert letter["references"] == f"Dossier {number[4:]} · décision {number}"
        for words in ("Traitement algorithmique\u00a0:", "prise par une personne",
                      "Commission d’accès aux documents administratifs (CADA)"):  # fmt: skip
            assert words in letter["algorithm"]
    assert set(written) == {"selected", "reserve", "not_selected", "inadmissible"}


def test_object_and_opening_say_the_decision(written):
    said = {kind: letter["object"].rsplit(". ", 1)[1] for kind, letter in written.items()}
    assert said == {
        "selected": "Votre dossier est retenu.",
        "reserve": "Votre dossier est inscrit en liste complémentaire.",
        "not_selected": "Votre dossier n’est pas retenu.",
        "inadmissible": "Votre dossier n’est pas recevable.",
    }
    assert written["selected"]["opening"] == (
        "Votre dossier «\u202fProjet 0\u202f» a été noté par le jury, classé au rang 1 et retenu."
    )
    assert "au rang 1. Si un poste se libère" in written["reserve"]["opening"]
    assert "Il n’est pas retenu" in written["not_selected"]["opening"]
    assert written["inadmissible"]["opening"].endswith("Il n’est pas recevable.")


def test_every_refusal_holds_its_remedies_and_a_grant_none(written):
    assert {kind: letter["remedies"] for kind, letter in written.items()} == {
        "selected": [], "reserve": REMEDIES, "not_selected": REMEDIES, "inadmissible": REMEDIES,
    }  # fmt: skip


def test_reasons_are_those_of_the_list_and_of_the_screening(written):
    assert {
        kind: letter["reasons"] for kind, letter in written.items() if kind != "not_selected"
    } == {
        "selected": ["Rang 1, couvert par les postes et l’enveloppe."],
        "reserve": ["Il manque 1\u00a0poste. À 20,00 points du rang 1, dernier financé."],
        "inadmissible": [REFUSAL],
    }


def test_reasons_of_an_inadmissible_dossier_add_the_rules_that_block(world: World):
    inadmissible = world.filed("Irrecevable")
    Structure.objects.filter(pk=world.partner.pk).update(kind="PRIVE")
    declare(world, inadmissible, admissible=False, reason=REFUSAL)
    Structure.objects.filter(pk=world.partner.pk).update(kind="ESPIC")
    world.marked(5)
    Structure.objects.filter(pk=world.partner.pk).update(kind="PRIVE")
    run(world)
    publish(world)
    said, rule = inadmissible.letter.content["reasons"]
    assert said == REFUSAL
    assert rule.startswith("Le partenaire doit être un établissement public de santé, un ESPIC")


def test_marks_and_total_are_shown_to_those_who_were_marked(written):
    assert written["selected"]["total"] == "100,00 sur 100"
    assert written["reserve"]["total"] == "80,00 sur 100"
    assert written["reserve"]["marks"] == [
        ["Besoin du territoire", "20,00", "25"],
        ["Projet médical et parcours gradué", "16,00", "20"],
        ["Pérennisation", "16,00", "20"],
        ["Enseignement et recherche", "12,00", "15"],
        ["Personne âgée", "8,00", "10"],
        ["Spécialité en tension", "8,00", "10"],
    ]
    inadmissible = written["inadmissible"]
    assert (inadmissible["marks"], inadmissible["total"], inadmissible["method"]) == ([], "", "")
    assert written["reserve"]["method"] == (
        "La règle appliquée est celle publiée avec l’appel\u00a0: ordre des notes, puis arrêt au "
        "premier dossier que l’enveloppe ou le nombre de postes ne couvre pas."
    )


def test_funding_is_told_to_the_selected_alone_and_adds_up(world: World, written):
    assert [kind for kind, letter in written.items() if letter["funding"]] == ["selected"]
    funding = written["selected"]["funding"]
    assert funding["columns"] == [
        "2025 (2\u00a0mois)", "2026 (12\u00a0mois)", "2027 (10\u00a0mois)",
    ]  # fmt: skip
    assert funding["rows"][0] == [
        "ARS Île-de-France, 60\u00a0%", "7\u202f691,16\u00a0€", "46\u202f146,99\u00a0€",
        "38\u202f455,82\u00a0€", "92\u202f293,97\u00a0€",
    ]  # fmt: skip
    assert [row[0] for row in funding["rows"][1:]] == [
        f"{world.recruiter}, 20\u00a0%", f"{world.partner}, 20\u00a0%",
    ]  # fmt: skip

    def cents(text: str) -> int:
        return int(text.replace("\u202f", "").replace(",", "").removesuffix("\u00a0€"))

    columns = zip(*(row[1:] for row in funding["rows"]), strict=True)
    assert [sum(cents(x) for x in column) for column in columns] == [
        cents(x) for x in funding["total"][1:]
    ]
    assert funding["total"][0] == "Total"
    assert funding["note"].startswith("Plan prévisionnel. Coût annuel\u00a0: 76\u202f911,64\u00a0€")
    assert "Charges de l’employeur\u00a0: 42\u00a0%." in funding["note"]


def test_next_step_is_told_to_the_selected_alone(written):
    assert {kind for kind, letter in written.items() if letter["next"]} == {"selected"}
    assert written["selected"]["next"].startswith(
        "La prise de poste est fixée au 1er\u00a0novembre 2025, la fin du soutien au "
        "31\u00a0octobre 2027."
    )


def test_method_of_a_call_with_a_split_says_so(world: World):
    world.marked(5)
    Call.objects.filter(pk=world.call.pk).update(split="equal")
    run(world)
    publish(world)
    method = DecisionLetter.objects.get().content["method"]
    assert "ordre des notes après répartition entre départements, puis arrêt" in method


def test_payers_are_named_in_the_order_of_the_partners(world: World):
    dossier = whole(world.draft())
    assert letters.payer_labels(dossier) == {
        "agency": "ARS Île-de-France",
        "recruiter": str(world.recruiter),
        "partner": str(world.partner),
    }


def test_letter_of_a_structure_without_an_address_leaves_the_lines_out(world: World):
    Structure.objects.filter(pk=world.recruiter.pk).update(address="", postal_code="")
    (dossier,) = world.marked(5)
    run(world)
    publish(world)
    assert Dossier.objects.get(pk=dossier.pk).letter.content["to"][-1] == "Melun"
