"""The agency's list: views, filters, orders and figures, read from stored columns alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.calls import services as calls
from tandem.apps.dossiers import listing
from tandem.apps.dossiers.listing import Filters
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts, screening
from tandem.apps.territory.models import Specialty, Structure
from tandem.domain.schemes.vocabulary import Profession, Section
from tests.apps.dossiers.acts import DUE_ON, answer, ask, declare, fresh, reopen, withdraw
from tests.world import AFTER_DEADLINE, NOW, SETTINGS, World


@pytest.fixture
def filled(world: World) -> World:
    """Seven filed dossiers in every state that screening knows, and a draft."""
    for number in range(1, 8):
        world.filed(f"Projet {number}", at=NOW + timedelta(hours=8 - number))
    every = {number: dossier(number) for number in range(1, 8)}
    chloe = world.people.actor("chloe")
    for number in (1, 2, 3):
        screening.assign(
            dossier=every[number], screener=world.people.chloe, actor=chloe, at=AFTER_DEADLINE
        )
    ask(world, every[2], Section.PROJECT)
    ask(world, every[3], Section.PROJECT, due_on=DUE_ON + timedelta(days=9))
    declare(world, every[4])
    declare(world, every[5], admissible=False, reason="Motif")
    withdraw(world, every[6])
    Dossier.objects.filter(pk=every[7].pk).update(blocking_count=2, to_see_count=0)
    Dossier.objects.exclude(pk=every[7].pk).update(blocking_count=0, to_see_count=1)
    Dossier.objects.filter(pk=every[1].pk).update(to_see_count=0)
    world.draft("Brouillon")
    return world


def dossier(number: int) -> Dossier:
    return Dossier.objects.get(number=f"IDF12-00{number}")


def reader(world: World, on: date = DUE_ON) -> listing.Reader:
    return listing.Reader(user=world.people.chloe, on=on)


def numbers(world: World, on: date = DUE_ON, **asked: str) -> list[int]:
    filed = Dossier.objects.exclude(state="draft")
    found = listing.filtered(filed, Filters(**asked), reader(world, on))
    return [int(row.number[-1]) for row in found]


def test_views(filled: World):
    assert {view: numbers(filled, view=view) for view in listing.VIEW_LABELS} == {
        listing.ALL: [1, 2, 3, 4, 5, 6, 7],
        listing.MINE: [1, 2, 3],
        listing.TO_SCREEN: [1, 7],
        listing.TO_COMPLETE: [2, 3],
        listing.LATE: [],
        listing.BLOCKED: [7],
    }


def test_every_view_has_a_label_and_a_condition(filled: World):
    assert set(listing.views(reader(filled))) == set(listing.VIEW_LABELS)


def late_after(world: World, days: int) -> list[int]:
    return numbers(world, DUE_ON + timedelta(days=days), view=listing.LATE)


def test_view_of_late_answers_is_counted_from_the_day_after_until_answered(filled: World):
    late = {days: late_after(filled, days) for days in (0, 1, 9, 10)}
    assert late == {0: [], 1: [2], 9: [2], 10: [2, 3]}
    answer(filled, dossier(2))
    assert late_after(filled, 30) == [3]


def test_view_of_late_answers_forgets_a_request_that_lapsed(filled: World):
    """Declared without an answer, reopened, asked again for a later day: nothing is late."""
    late = dossier(2)
    declare(filled, late)
    reopen(filled, late)
    screening.ask_complement(
        dossier=late,
        request=screening.Request(
            reason="Autre pièce", sections=(Section.TIME,), due_on=date(2025, 7, 1)
        ),
        actor=filled.people.actor("chloe"),
        at=AFTER_DEADLINE + timedelta(days=2),
    )
    assert late_after(filled, 5) == []


def test_figures_count_every_view_and_outcome_in_one_query(filled: World):
    filed = Dossier.objects.exclude(state="draft")
    with CaptureQueriesContext(connection) as captured:
        found = listing.figures(filed, reader(filled, DUE_ON + timedelta(days=1)))
    assert len(captured) == 1
    assert found == {
        "tous": 7, "ma-file": 3, "a-instruire": 2, "a-completer": 2, "en-retard": 1,
        "bloquants": 1, "admissible": 1, "inadmissible": 1, "withdrawn": 1,
    }  # fmt: skip


def test_filters_by_words(filled: World):
    every = [1, 2, 3, 4, 5, 6, 7]
    expected = {
        "projet 3": [3], "PROJET": every, "gériatrie": every, "GERIATRIE partagée": [],
        "idf12 004": [4], "IDF12-004": [4], "valmorin projet 5": [5], "fict000002": every,
        "introuvable": [], "%": [], "  ": every,
    }  # fmt: skip
    assert {words: numbers(filled, words=words) for words in expected} == expected


def test_filters(filled: World):
    every = [1, 2, 3, 4, 5, 6, 7]
    expected = {
        "state": {
            "en-cours": [1, 2, 3, 7], "depose": [1, 7], "a-completer": [2, 3], "recevable": [4],
            "irrecevable": [5], "retenu": [], "liste-complementaire": [], "non-retenu": [],
            "retire": [6],
        },
        "department": {"77": every, "94": []},
        "specialty": {"geriatrie": every, "cardiologie": []},
        "findings": {"bloquent": [7], "a-voir": [2, 3, 4, 5, 6], "rien": [1]},
    }  # fmt: skip
    for name, values in expected.items():
        assert {value: numbers(filled, **{name: value}) for value in values} == values


def test_filters_are_the_labels_shown():
    assert set(listing.STATES) == set(listing.STATE_LABELS)
    assert set(listing.FINDINGS) == set(listing.FINDING_LABELS)


def test_filters_together_narrow_each_other(filled: World):
    assert numbers(filled, view="ma-file", state="a-completer", words="003") == [3]
    assert numbers(filled, view="ma-file", state="recevable") == []


def test_value_outside_its_list_is_an_error(world: World):
    for asked in ({"view": "x"}, {"state": "brouillon"}, {"findings": "x"}, {"order": "x"},
                  {"order": "--"}):  # fmt: skip
        with pytest.raises(KeyError):
            numbers(world, **asked)


def test_orders_are_settled_by_the_number(filled: World):
    assert {order: numbers(filled, order=order) for order in listing.ORDER_KEYS} == {
        "numero": [1, 2, 3, 4, 5, 6, 7],
        "-numero": [7, 6, 5, 4, 3, 2, 1],
        "projet": [1, 2, 3, 4, 5, 6, 7],
        "-projet": [7, 6, 5, 4, 3, 2, 1],
        "etat": [1, 7, 2, 3, 4, 5, 6],
        "-etat": [6, 5, 4, 2, 3, 1, 7],
        "constats": [1, 2, 3, 4, 5, 6, 7],
        "-constats": [7, 2, 3, 4, 5, 6, 1],
        "agence": [1, 2, 3, 4, 5, 6, 7],
        "-agence": [1, 2, 3, 4, 5, 6, 7],
        "depot": [7, 6, 5, 4, 3, 2, 1],
        "-depot": [1, 2, 3, 4, 5, 6, 7],
        "instruit": [1, 2, 3, 4, 5, 6, 7],
        "-instruit": [1, 2, 3, 4, 5, 6, 7],
    }


def test_order_puts_an_unknown_price_last_both_ways(filled: World):
    Dossier.objects.filter(number="IDF12-001").update(agency_cents=None)
    Dossier.objects.filter(number="IDF12-002").update(agency_cents=1)
    assert numbers(filled, order="agence")[0::6] == [2, 1]
    assert numbers(filled, order="-agence")[-2:] == [2, 1]


def test_order_by_number_counts_past_999(world: World):
    created = [drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW).pk
               for _ in range(2)]  # fmt: skip
    for pk, number in zip(created, ("IDF12-1000", "IDF12-999"), strict=True):
        Dossier.objects.filter(pk=pk).update(number=number)
    ordered = listing.ordered(Dossier.objects.all(), listing.BY_NUMBER)
    assert [row.number for row in ordered] == ["IDF12-999", "IDF12-1000"]


def test_rows_take_three_queries_whatever_their_number(filled: World):
    def shown(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            for row in listing.rows(Dossier.objects.filter(number__lte=f"IDF12-00{count}")):
                town = row.recruiter.commune.department_id
                partners = [partner.structure.name for partner in row.partners.all()]
                weeks = [week.half_days for week in row.weeks.all()]
                person = row.screener.full_name if row.screener else ""
                assert (town, partners, weeks) == ("77", [filled.partner.name], ["RRRRRR1111"])
                assert person == ("Chloé Cyan" if row.screener_id else "")
                assert row.specialty.name == "Gériatrie"
                assert (row.state_label, row.agency_cents) == (fresh(row).state_label, 92_293_97)
        return len([q for q in captured if "rules" not in q["sql"]])

    assert shown(1) - 1 == shown(3) - 3 == 3


def test_choices_are_what_is_present_with_its_count(filled: World):
    cardiology = Specialty.objects.create(
        code="cardiologie", name="Cardiologie", profession=Profession.DOCTOR, discipline="médicale"
    )
    Dossier.objects.filter(number="IDF12-001").update(specialty=cardiology, recruiter=filled.other)
    Dossier.objects.filter(number="IDF12-002").update(specialty=None, recruiter=None)
    nowhere = Structure.objects.filter(pk=filled.private.pk)
    nowhere.update(commune=None)
    Dossier.objects.filter(number="IDF12-003").update(recruiter=filled.private)
    filed = Dossier.objects.exclude(state="draft")
    assert listing.specialties(filed) == [
        listing.Choice("cardiologie", "Cardiologie", 1),
        listing.Choice("geriatrie", "Gériatrie", 5),
    ]
    assert listing.departments(filed) == [
        listing.Choice("77", "Seine-et-Marne", 4),
        listing.Choice("95", "Val-d’Oise", 1),
    ]


def test_place_in_an_ordered_list(filled: World):
    shown = listing.filtered(
        Dossier.objects.all(), Filters(view=listing.MINE, order="-numero"), reader(filled)
    )
    first, second, third = dossier(3), dossier(2), dossier(1)
    assert listing.place_of(first, shown) == listing.Place(1, 3, after=second.pk)
    assert listing.place_of(second, shown) == listing.Place(2, 3, first.pk, third.pk)
    assert listing.place_of(third, shown) == listing.Place(3, 3, before=second.pk)
    assert listing.place_of(dossier(7), shown) == listing.Place(0, 3)


def test_figures_by_call_count_drafts_apart(filled: World):
    other = calls.prepare(
        settings=replace(SETTINGS, code="B", slug="b"),
        actor=filled.people.actor("chloe"),
        at=NOW,
    )
    with CaptureQueriesContext(connection) as captured:
        found = listing.figures_by_call([filled.call.pk, other.pk])
    assert len(captured) == 1
    assert found == {
        filled.call.pk: listing.CallFigures(drafts=1, filed=7),
        other.pk: listing.CallFigures(),
    }
