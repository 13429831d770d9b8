from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.jury.models import Reading
from tandem.apps.selection.models import Run
from tandem.domain.workflow.dossier import DossierState
from tests.web.agency_sitting.acts import (
    computed,
    each_colleague,
    is_closed_to_others,
    later,
    published,
    url,
)

PAGE, COMPUTE, CLOSE = url("sitting"), url("sitting_compute"), url("sitting_close")


def words(page):
    return [
        (item.listed.dossier.title, item.word) if item.kind == "row" else item.kind
        for item in page.context["items"]
    ]


@each_colleague
def test_sitting_shows_the_list_with_its_frontier(world, signed_in, name):
    computed(world, 5, 2, 4, 3)
    page = signed_in(getattr(world.people, name)).get(PAGE)
    assert page.status_code == 200
    assert words(page) == [
        ("Projet 0", "Financé"),
        ("Projet 2", "Financé"),
        "frontier",
        ("Projet 3", "Liste complémentaire, rang 1"),
        ("Projet 1", "Non retenu"),
    ]
    assert "Il manque 1\xa0poste. À 20,00 points du rang 2, dernier financé." in page.text
    assert "Proposée en séance, rien n’est annoncé" in page.text
    totals = page.context["totals"]
    assert (totals.selected, totals.committed_cents) == (2, 2 * 9_229_397)
    assert [(p.name, p.seats, p.dossiers) for p in page.context["places"]] == [
        ("Seine-et-Marne", 2, 4)
    ]


def test_sitting_before_any_list_says_what_is_left(world, signed_in):
    world.filed()
    page = signed_in(world.people.chloe).get(PAGE)
    assert page.status_code == 200
    assert "Le classement n’est pas encore calculé." in page.text
    assert "Le dépôt court jusqu’au" in page.text
    assert page.context["not_screened"] == 1
    assert "Calculer le classement" not in page.text


def test_sitting_without_a_call_leads_to_the_calls(world, signed_in):
    assert "Aucun appel n’est ouvert." in signed_in(world.people.hana).get(PAGE).text


def test_sitting_is_closed_to_the_others(world, signed_in):
    dossiers, _ = computed(world, 5)
    change, undo = url("sitting_change", dossiers[0].pk), url("sitting_undo", dossiers[0].pk)
    pages = [PAGE, COMPUTE, CLOSE, change, undo, url("sitting_undo_all"), url("sitting_publish")]
    is_closed_to_others(world, signed_in, *pages)
    address = f"{PAGE}?appel={world.call.slug}"
    assert signed_in(world.people.hana).get(address).status_code == 404


def test_compute_runs_the_selection_once_the_call_is_closed(world, signed_in):
    world.marked(5, 4, 3)
    with later():
        answer = signed_in(world.people.chloe).post(COMPUTE, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?appel={world.call.slug}", 302)]
    assert "Le classement est calculé et vérifié. Rien n’est annoncé." in answer.text
    assert Run.objects.get().created_by == world.people.chloe
    states = Dossier.objects.order_by("number").values_list("state", "pending_decision")
    assert list(states) == [
        ("admissible", "selected"),
        ("admissible", "selected"),
        ("admissible", "reserve"),
    ]


def test_compute_while_the_call_is_open_says_until_when(world, signed_in):
    world.marked(5)
    page = signed_in(world.people.chloe).post(COMPUTE)
    assert page.status_code == 422
    assert page.context["refusals"] == (
        "Le dépôt court jusqu’au 30\xa0avril 2025\xa0: attendez sa clôture.",
    )
    assert not Run.objects.exists()


def test_compute_names_the_dossiers_that_nobody_marked(world, signed_in):
    world.marked(5)
    late = world.admissible("Sans note")
    with later():
        page = signed_in(world.people.chloe).post(COMPUTE)
    assert page.status_code == 422
    assert late.number in page.context["refusals"][0]
    assert "Le classement n’est pas calculé" in page.text


def test_compute_by_get_changes_nothing(world, signed_in):
    world.marked(5)
    with later():
        answer = signed_in(world.people.chloe).get(COMPUTE)
    assert (answer.status_code, Run.objects.count()) == (302, 0)


def test_close_now_exists_for_a_fictitious_call_in_demonstration(world, signed_in, settings):
    settings.DEMONSTRATION = True
    Call.objects.update(is_fictitious=True)
    client = signed_in(world.people.chloe)
    assert "Clore le dépôt maintenant (démonstration)" in client.get(PAGE).text
    page = client.post(CLOSE, follow=True)
    assert "Le dépôt de cet appel fictif est clos." in page.text
    assert "Clore le dépôt maintenant" not in page.text
    assert page.context["may_run"].allowed


def test_close_now_refuses_a_real_call(world, signed_in, settings):
    settings.DEMONSTRATION = True
    before = Call.objects.get().closes_at
    client = signed_in(world.people.chloe)
    assert "Clore le dépôt maintenant" not in client.get(PAGE).text
    page = client.post(CLOSE)
    assert page.status_code == 422
    assert page.context["refusals"] == ("Seul un appel fictif de démonstration se clôt ainsi.",)
    assert Call.objects.get().closes_at == before


def test_sitting_of_a_changed_list_says_to_compute_again(world, signed_in):
    dossiers, _ = computed(world, 5, 4)
    client = signed_in(world.people.chloe)
    assert "Cette liste n’est plus à jour." not in client.get(PAGE).text
    Reading.objects.filter(dossier=dossiers[0]).update(submitted_at=None)
    assert "Cette liste n’est plus à jour." in client.get(PAGE).text


def test_sitting_once_published_changes_no_more(world, signed_in):
    published(world, 5, 4, 3)
    page = signed_in(world.people.diane).get(PAGE)
    assert "Publiée, elle ne change plus" in page.text
    for button in ("Changer<span", "Calculer le classement", "Revoir avant de publier"):
        assert button not in page.text


def test_trial_says_who_enters_and_stores_nothing(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    query = f"{PAGE}?postes=3&enveloppe=500000&cle=none&seuil="
    page = signed_in(world.people.chloe).get(query)
    assert page.status_code == 200
    trial = page.context["trial"]
    assert (trial["before"], trial["after"]) == (2, 3)
    assert trial["entering"] == [(dossiers[2], 3)]
    assert (trial["leaving"], trial["more_cents"]) == ([], 9_229_397)
    assert "Personne ne sort." in page.text
    assert Run.objects.count() == 1


def test_trial_with_a_threshold_says_who_leaves(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    page = signed_in(world.people.chloe).get(f"{PAGE}?postes=2&enveloppe=&cle=equal&seuil=90,5")
    trial = page.context["trial"]
    assert (trial["entering"], trial["leaving"]) == ([], [dossiers[1]])
    assert trial["less_cents"] == 9_229_397


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("postes=beaucoup&enveloppe=&cle=none&seuil=", "postes"),
        ("postes=2&enveloppe=-3&cle=none&seuil=", "enveloppe"),
        ("postes=2&enveloppe=&cle=manual&seuil=", "cle"),
        ("postes=2&enveloppe=&cle=none&seuil=101", "seuil"),
        ("postes=&enveloppe=&cle=none&seuil=", "__all__"),
    ],
)
def test_trial_that_cannot_be_run_says_why(world, signed_in, query, field):
    computed(world, 5, 4, 3)
    page = signed_in(world.people.chloe).get(f"{PAGE}?{query}")
    assert page.status_code == 422
    assert list(page.context["trial_form"].errors) == [field]
    assert page.context["trial"] is None


def test_sitting_names_ties_and_withdrawals(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    Dossier.objects.filter(pk=dossiers[2].pk).update(state=DossierState.WITHDRAWN)
    page = signed_in(world.people.chloe).get(PAGE)
    assert page.context["withdrawn"] == [dossiers[2].number]
    assert page.context["is_stale"] is True


def test_sitting_costs_the_same_whatever_the_number_of_dossiers(world, signed_in):
    client = signed_in(world.people.chloe)
    computed(world, 5)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    computed(world, 4, 3)
    with CaptureQueriesContext(connection) as many:
        page = client.get(PAGE)
    assert page.context["count"] == 3
    assert len(many) == len(few)
