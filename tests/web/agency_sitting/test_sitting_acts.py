from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.posts.models import DecisionLetter, Post
from tandem.apps.selection.models import Override
from tandem.domain.workflow.dossier import DossierState
from tests.web.agency_sitting.acts import computed, later, published, url

SITTING, PUBLISH, UNDO_ALL = url("sitting"), url("sitting_publish"), url("sitting_undo_all")
MOTIVE = "Seul projet du territoire dans cette spécialité."


def swap(first, second):
    """The reserve dossier enters, a funded one leaves."""
    return {
        "to_status": "selected",
        "motive": MOTIVE,
        "other": str(second.pk),
        "other_status": "not_selected",
        "other_motive": "Poste supprimé par le recruteur.",
    }


def pending():
    return dict(Dossier.objects.values_list("title", "pending_decision"))


def test_change_swaps_two_dossiers_in_one_act(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    address = url("sitting_change", dossiers[2].pk)
    page = client.get(address)
    assert [key for key, _ in page.context["form"].fields["to_status"].choices] == [
        "selected",
        "not_selected",
    ]
    page = client.post(address, swap(dossiers[2], dossiers[1]), follow=True)
    assert page.redirect_chain == [(f"{SITTING}?appel={world.call.slug}", 302)]
    assert pending() == {
        "Projet 0": "selected",
        "Projet 1": "not_selected",
        "Projet 2": "selected",
    }
    assert "Changé par le comité" in page.text
    assert f"Décision motivée du comité\xa0: {MOTIVE}" in page.text
    assert page.context["totals"].selected == 2


def test_change_beyond_the_posts_says_so_and_keeps_what_was_typed(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    data = {"to_status": "selected", "motive": MOTIVE, "other": ""}
    page = signed_in(world.people.chloe).post(url("sitting_change", dossiers[2].pk), data)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == [
        "3\xa0dossiers retenus pour 2\xa0postes\xa0: retirez-en 1."
    ]
    assert MOTIVE in page.text
    assert not Override.objects.exists()


def test_change_of_nothing_names_the_dossier_by_its_number(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    data = swap(dossiers[2], dossiers[1]) | {"other_status": "selected"}
    page = signed_in(world.people.chloe).post(url("sitting_change", dossiers[2].pk), data)
    assert page.status_code == 422
    said = page.context["form"].non_field_errors()[0]
    assert said.startswith(f"Dossier «\u202f{dossiers[1].number}\u202f»")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"motive": " "}, ["motive"]),
        ({"to_status": "below_threshold"}, ["to_status"]),
        ({"other_status": "", "other_motive": ""}, ["other_status", "other_motive"]),
        ({"other": "inconnu"}, ["other"]),
    ],
)
def test_change_says_what_is_missing(world, signed_in, changes, fields):
    dossiers, _ = computed(world, 5, 4, 3)
    data = swap(dossiers[2], dossiers[1]) | changes
    page = signed_in(world.people.chloe).post(url("sitting_change", dossiers[2].pk), data)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == fields
    assert not Override.objects.exists()


def test_change_of_a_dossier_off_the_list_is_not_found(world, signed_in):
    computed(world, 5)
    stranger = world.filed("Autre")
    client = signed_in(world.people.chloe)
    assert client.get(url("sitting_change", stranger.pk)).status_code == 404
    assert client.post(url("sitting_change", stranger.pk), {}).status_code == 404


def test_change_and_undo_before_any_list_are_not_found(world, signed_in):
    dossier = world.admissible()
    client = signed_in(world.people.chloe)
    for name in ("sitting_change", "sitting_undo"):
        assert client.post(url(name, dossier.pk)).status_code == 404
    assert client.post(UNDO_ALL).status_code == 404


def test_change_once_published_is_refused(world, signed_in):
    dossiers = published(world, 5, 4, 3)
    address = url("sitting_change", dossiers[2].pk)
    client = signed_in(world.people.diane)
    assert "La liste est publiée" in client.get(address).text
    page = client.post(address, swap(dossiers[2], dossiers[1]))
    assert page.status_code == 422
    assert not Override.objects.exists()


def test_undo_comes_back_to_what_was_computed(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    client.post(
        url("sitting_change", dossiers[1].pk), {"to_status": "not_selected", "motive": MOTIVE}
    )
    assert pending()["Projet 1"] == "not_selected"
    address = url("sitting_undo", dossiers[1].pk)
    client.get(address)
    assert Override.objects.count() == 1
    page = client.post(address, follow=True)
    assert "le résultat du calcul est rétabli" in page.text
    assert pending()["Projet 1"] == "selected"


def test_undo_of_half_a_swap_says_what_runs_out(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    client.post(url("sitting_change", dossiers[2].pk), swap(dossiers[2], dossiers[1]))
    page = client.post(url("sitting_undo", dossiers[1].pk))
    assert page.status_code == 422
    assert page.context["refusals"] == (
        "3\xa0dossiers retenus pour 2\xa0postes\xa0: retirez-en 1.",
    )
    assert Override.objects.count() == 2


def test_undo_all_comes_back_to_the_computed_list(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    client.post(url("sitting_change", dossiers[2].pk), swap(dossiers[2], dossiers[1]))
    client.post(UNDO_ALL)
    assert not Override.objects.exists()
    assert pending() == {"Projet 0": "selected", "Projet 1": "selected", "Projet 2": "reserve"}


def test_undo_by_another_agency_is_not_found(world, signed_in):
    dossiers, _ = computed(world, 5, 4, 3)
    client = signed_in(world.people.hana)
    for address in (url("sitting_undo", dossiers[0].pk), UNDO_ALL, PUBLISH):
        assert client.post(f"{address}?appel={world.call.slug}").status_code == 404


def test_publish_reviews_what_the_act_will_do(world, signed_in):
    computed(world, 5, 4, 3, 2)
    world.filed("Pas instruit")
    page = signed_in(world.people.diane).get(PUBLISH)
    counts = ("selected", "reserve", "not_selected", "inadmissible", "letters", "not_screened")
    assert [page.context[name] for name in counts] == [2, 1, 1, 0, 4, 1]
    assert "Publier les résultats et écrire 4\xa0lettres" in page.text
    assert "1\xa0dossier déposé attend sa recevabilité" in page.text
    assert Call.objects.get().state == "opened"


def test_publish_announces_everything_at_once(world, signed_in):
    computed(world, 5, 4, 3)
    with later():
        page = signed_in(world.people.diane).post(PUBLISH, follow=True)
    assert page.redirect_chain == [(f"{url('decisions')}?appel={world.call.slug}", 302)]
    assert "Les résultats sont publiés." in page.text
    assert Call.objects.get().state == "announced"
    states = Dossier.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == [
        DossierState.SELECTED,
        DossierState.SELECTED,
        DossierState.RESERVE,
    ]
    assert (DecisionLetter.objects.count(), Post.objects.count()) == (3, 2)


def test_publish_by_an_officer_is_refused_with_its_reason(world, signed_in):
    computed(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    page = client.get(PUBLISH)
    assert "Vous ne pouvez pas publier." in page.text
    assert "Publier les résultats et écrire" not in page.text
    page = client.post(PUBLISH)
    assert page.status_code == 422
    assert page.context["refusals"] == ("Cette action ne relève pas de votre rôle.",)
    assert not DecisionLetter.objects.exists()


def test_publish_of_a_stale_list_is_refused(world, signed_in):
    computed(world, 5, 4, 3)
    Call.objects.update(posts=1)
    client = signed_in(world.people.diane)
    assert "La liste n’est plus à jour." in client.get(PUBLISH).text
    page = client.post(PUBLISH)
    assert page.status_code == 422
    assert "relancez le classement" in page.context["refusals"][0]
    assert Call.objects.get().state == "opened"


def test_publish_twice_is_refused(world, signed_in):
    published(world, 5, 4, 3)
    client = signed_in(world.people.diane)
    page = client.post(PUBLISH)
    assert page.status_code == 422
    assert "La liste est publiée" in page.context["refusals"][0]
    assert DecisionLetter.objects.count() == 3


def test_publish_before_any_list_leads_to_the_sitting(world, signed_in):
    answer = signed_in(world.people.diane).get(PUBLISH)
    assert (answer.status_code, answer.url) == (302, f"{SITTING}?appel={world.call.slug}")


def test_publish_review_costs_the_same_whatever_the_number_of_dossiers(world, signed_in):
    client = signed_in(world.people.diane)
    computed(world, 5)
    client.get(PUBLISH)
    with CaptureQueriesContext(connection) as few:
        client.get(PUBLISH)
    computed(world, 4, 3)
    with CaptureQueriesContext(connection) as many:
        client.get(PUBLISH)
    assert len(many) == len(few)
