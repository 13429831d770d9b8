from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.calls.models import Call
from tandem.apps.posts.models import PlanLine, Post
from tests.web.agency_sitting.acts import each_colleague, is_closed_to_others, published, url

PAGE = url("posts")


@pytest.fixture
def post(world):
    published(world, 5)
    return Post.objects.get()


@each_colleague
def test_posts_commits_the_exact_sum_of_every_year(world, signed_in, name):
    published(world, 5, 4, 3)
    page = signed_in(getattr(world.people, name)).get(PAGE)
    assert page.status_code == 200
    table = page.context["committed"]
    assert table.columns == ["2025", "2026", "2027"]
    agency = table.rows[0]
    assert list(agency.cents) == [2 * cents for cents in (769_116, 4_614_699, 3_845_582)]
    assert agency.total == sum(post.agency_cents for post in page.context["posts"])
    assert table.total == sum(line.cents for line in PlanLine.objects.all())
    assert "À pourvoir" in page.text


def test_posts_before_publication_says_when(world, signed_in):
    page = signed_in(world.people.chloe).get(PAGE)
    assert "Aucun poste n’est encore financé pour cet appel." in page.text


def test_post_shows_who_pays_and_what_it_costs(world, post, signed_in):
    page = signed_in(world.people.chloe).get(url("post", post.pk))
    assert page.status_code == 200
    plan = page.context["plan"]
    assert plan.columns == ["2025 (2\xa0mois)", "2026 (12\xa0mois)", "2027 (10\xa0mois)"]
    assert [row.total for row in plan.rows] == [9_229_397, 3_076_466, 3_076_466]
    assert plan.total == post.total_cents
    costs = [cents for _, cents, _ in page.context["cost"]]
    assert sum(costs) == page.context["cost_total"] == 7_691_164
    for words in (
        "1er\xa0juillet 2023",
        "700,00\xa0€ par mois",
        "Charges de l’employeur",
        "42\xa0%",
    ):
        assert words in page.text


def test_post_start_is_noted_once(world, post, signed_in):
    client = signed_in(world.people.chloe)
    address = url("post", post.pk)
    page = client.post(address, {"started_on": "03/11/2025"}, follow=True)
    assert page.redirect_chain == [(address, 302)]
    assert "Prise de poste constatée au 3\xa0novembre 2025." in page.text
    started = Post.objects.get()
    assert (started.state, f"{started.started_on}") == ("running", "2025-11-03")
    assert "Constater la prise de poste" not in page.text
    again = client.post(address, {"started_on": "04/11/2025"})
    assert again.status_code == 422
    assert f"{Post.objects.get().started_on}" == "2025-11-03"


@pytest.mark.parametrize("day", ["31/10/2025", "01/11/2027", "", "31/02/2026"])
def test_post_start_on_an_impossible_day_is_refused(world, post, signed_in, day):
    page = signed_in(world.people.chloe).post(url("post", post.pk), {"started_on": day})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["started_on"]
    assert "01/11/2025" in page.text
    assert Post.objects.get().state == "open"


def test_posts_are_closed_to_the_others(world, post, signed_in):
    is_closed_to_others(world, signed_in, PAGE, url("post", post.pk))
    client = signed_in(world.people.hana)
    assert client.get(url("post", post.pk)).status_code == 404
    assert client.post(url("post", post.pk), {"started_on": "03/11/2025"}).status_code == 404
    assert Post.objects.get().state == "open"


def test_posts_costs_the_same_whatever_their_number(world, signed_in):
    Call.objects.update(posts=3)
    world.call.refresh_from_db()
    published(world, 5, 4, 3)
    client = signed_in(world.people.chloe)
    kept = Post.objects.first()
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(PAGE).context["posts"]) == 3
    for post in Post.objects.exclude(pk=kept.pk):
        post.plan_lines.all().delete()
        post.delete()
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(PAGE).context["posts"]) == 1
    assert len(many) == len(few)
