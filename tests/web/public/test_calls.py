"""The calls as a visitor reads them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.apps.accounts.models import User
from tandem.apps.calls.selectors import edition
from tandem.apps.dossiers import funding
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.selectors import with_parts
from tandem.apps.foundation import clock
from tandem.apps.foundation.clock import PARIS
from tandem.apps.posts.models import Post
from tandem.apps.selection.models import Run
from tandem.catalogue import load
from tandem.domain.kernel import french
from tandem.web.public import sheet
from tandem.web.public.showcase import Shown
from tests.web.public.conftest import SITTING, another_call, opened_call
from tests.world import AFTER_DEADLINE, NOW, World

CALL = "/appels/ile-de-france-asp-12/"


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_home_shows_the_open_call_and_how_long_it_stays_open(world: World, visitor: Client):
    page = read(visitor, "/")
    assert "Un appel ouvert" in page
    assert f"20{french.SPACE}jours" in page
    assert f"jusqu’au 30{french.SPACE}avril 2025, 23{french.SPACE}h{french.SPACE}59" in page
    assert f'href="{CALL}"' in page
    assert edition(world.call).summary in page


def test_home_without_call_says_so_and_leads_elsewhere(db: None, visitor: Client):
    page = read(visitor, "/")
    assert "Aucun appel ouvert aujourd’hui" in page
    assert "Aucune agence ne reçoit de dossiers aujourd’hui." in page
    assert 'href="/appels/"' in page


@pytest.mark.parametrize(
    ("at", "countdown"),
    [
        (datetime(2025, 4, 28, 8, 0, tzinfo=PARIS), f"2{french.SPACE}jours"),
        (datetime(2025, 4, 29, 23, 0, tzinfo=PARIS), f"1{french.SPACE}jour"),
        (datetime(2025, 4, 30, 0, 0, tzinfo=PARIS), "Dernier jour"),
        (datetime(2025, 4, 30, 23, 59, 59, tzinfo=PARIS), "Dernier jour"),
    ],
)
def test_countdown_ends_with_the_last_day(world: World, at: datetime, countdown: str):
    assert Shown(world.call, at).countdown == countdown


def test_showcase_puts_each_call_where_it_is(world: World, visitor: Client):
    another_call(world, "PREP")
    opened_call(world, "SOON", opens_at=NOW + timedelta(days=9))
    opened_call(world, "NEXT")
    page = visitor.get("/appels/").context["calls"]
    assert [shown.call.code for shown in page.open] == ["IDF12", "NEXT"]
    assert [shown.call.code for shown in page.upcoming] == ["SOON"]
    assert page.under_way == page.announced == ()
    assert page.open_regions == ["11", "11"]
    assert page.upcoming_regions == []


def test_showcase_keeps_a_closed_call_in_examination(world: World, visitor: Client):
    with clock.fixed(AFTER_DEADLINE):
        page = visitor.get("/appels/").context["calls"]
    assert [shown.call.code for shown in page.under_way] == ["IDF12"]
    assert page.open == ()


def test_announced_call_leads_to_its_results(announced: World, visitor: Client):
    page = read(visitor, "/resultats/")
    assert f'href="{CALL}resultats/"' in page
    assert f"publiés le 21{french.SPACE}juin 2025" in page


def test_announced_without_results_says_so(world: World, visitor: Client):
    assert "Aucun résultat n’est publié." in read(visitor, "/resultats/")


def test_lists_take_as_many_queries_for_three_calls_as_for_one(world: World, visitor: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            visitor.get("/appels/")
        return len(caught)

    before = queries()
    for code in ("DEUX", "TROIS"):
        opened_call(world, code)
    assert queries() == before


def test_call_says_each_public_rule_with_its_source(world: World, visitor: Client):
    page = read(visitor, CALL)
    rules = edition(world.call).rules
    public = [rule for rule in rules if rule.is_public]
    assert [rule.name for rule in public if french.typography(rule.plain) not in page] == []
    hidden = [rule for rule in rules if not rule.is_public]
    assert [rule.name for rule in hidden if french.typography(rule.plain) in page] == []
    assert "ne peut être recruté que par un établissement public de santé" in page


@pytest.mark.parametrize("key", load.edition_keys())
def test_each_public_rule_of_each_edition_stands_in_one_theme(key: str):
    rules = load.load_edition(key).rules
    shown = [
        each.rule.name for theme in sheet.themes(load.load_edition(key)) for each in theme.rules
    ]
    assert sorted(shown) == sorted(rule.name for rule in rules if rule.is_public)


def test_call_examples_are_those_of_the_domain_dossier():
    """The figures of `domain.md` §4.6, which rounds to the euro."""
    found = sheet.examples(load.load_edition("ile-de-france/asp/2025"), date(2025, 11, 1))
    assert [
        (e.cost.pet_monthly_cents, e.cost.total_cents, e.agency_cents, e.rest_cents) for e in found
    ] == [
        (100_000, 8_202_364, 4_921_418, 3_280_946),
        (70_000, 7_691_164, 4_614_698, 3_076_466),
        (45_000, 7_265_164, 4_359_098, 2_906_066),
        (0, 6_498_364, 3_899_018, 2_599_346),
    ]
    assert all(e.agency_cents + e.rest_cents == e.cost.total_cents for e in found)


def test_call_examples_cost_what_a_dossier_of_that_week_costs(world: World):
    dossier = with_parts(Dossier.objects.filter(pk=world.draft().pk)).get()
    shown = {
        each.week: each.cost for each in sheet.examples(edition(world.call), world.call.starts_on)
    }
    assert shown[f"6 + 4, à 41{french.SPACE}km"] == funding.required_plan(dossier).cost


def test_call_shows_the_shares_and_they_sum_to_one(world: World, visitor: Client):
    response = visitor.get(CALL)
    assert sum(share.rate for share in response.context["shares"]) == 1
    assert [share.rate for share in response.context["shares"]] == [
        Fraction(3, 5),
        Fraction(1, 5),
        Fraction(1, 5),
    ]
    label = f"Coût du poste{french.SPACE}: 60{french.SPACE}% agence, 20{french.SPACE}% recruteur"
    assert label in response.content.decode()


@pytest.mark.parametrize(
    ("at", "now"),
    [
        (NOW - timedelta(days=60), "Ouverture de l’appel"),
        (NOW, "Clôture du dépôt"),
        (AFTER_DEADLINE, "Instruction"),
        (datetime(2025, 6, 10, 9, 0, tzinfo=PARIS), "Jury de sélection"),
        (datetime(2025, 6, 20, 9, 0, tzinfo=PARIS), "Résultats"),
    ],
)
def test_calendar_marks_the_step_under_way(world: World, at: datetime, now: str):
    steps = sheet.steps(Shown(world.call, at), edition(world.call))
    assert [step.title for step in steps if step.state == "now"] == [now]
    states = [step.state for step in steps]
    assert states == sorted(states, key=("past", "now", "next").index)


@pytest.mark.parametrize(
    ("on", "current"),
    [(date(2025, 10, 31), "Prise de poste"), (date(2025, 11, 1), "Fin du soutien")],
)
def test_calendar_of_an_announced_call_waits_for_the_posts(
    announced: World, on: date, current: str
):
    at = datetime(on.year, on.month, on.day, 12, tzinfo=PARIS)
    steps = sheet.steps(Shown(announced.call, at), edition(announced.call))
    assert [step.title for step in steps if step.state == "now"] == [current]


def test_calendar_is_all_past_after_the_posts(announced: World):
    at = datetime(2027, 11, 1, 12, tzinfo=PARIS)
    steps = sheet.steps(Shown(announced.call, at), edition(announced.call))
    assert {step.state for step in steps} == {"past"}


def test_calendar_names_the_week_of_the_jury_and_the_days_of_screening(world: World):
    steps = {
        step.title: step.when for step in sheet.steps(Shown(world.call, NOW), edition(world.call))
    }
    assert steps["Jury de sélection"] == f"Semaine du 9{french.SPACE}juin 2025"
    assert steps["Instruction"] == f"Du 1er{french.SPACE}mai 2025 au 8{french.SPACE}juin 2025"


def test_rules_pdf_is_a_pdf_of_that_call(world: World, visitor: Client):
    response = visitor.get(f"{CALL}regles.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    made = pypdf.PdfReader(io.BytesIO(response.content))
    assert made.metadata.title == world.call.title


@pytest.mark.parametrize("name", ["public:call", "public:call_rules", "public:results"])
def test_call_in_preparation_is_no_address_even_for_its_agency(
    world: World, signed_in: Callable[[User], Client], visitor: Client, name: str
):
    url = reverse(name, args=[another_call(world, "PREP").slug])
    for client in (visitor, signed_in(world.people.chloe), signed_in(world.people.alice)):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["public:call", "public:call_rules", "public:results"])
def test_unknown_call_is_no_address(db: None, visitor: Client, name: str):
    assert visitor.get(reverse(name, args=["rien"])).status_code == 404


def test_results_are_no_address_before_they_are_announced(
    world: World, signed_in: Callable[[User], Client], visitor: Client
):
    world.marked(5, 4)
    people = [world.people.alice, world.people.bob, world.people.gael, world.people.diane]
    for client in (visitor, *map(signed_in, people)):
        assert client.get(f"{CALL}resultats/").status_code == 404


def test_results_show_the_selected_projects_and_no_other(announced: World, visitor: Client):
    page = read(visitor, f"{CALL}resultats/")
    titles = dict(Dossier.objects.values_list("title", "state"))
    assert titles == {
        "Projet 0": "selected",
        "Projet 1": "selected",
        "Projet 2": "reserve",
        "Projet 3": "not_selected",
    }
    assert [title for title in titles if title in page] == ["Projet 0", "Projet 1"]
    for number in Dossier.objects.exclude(state="selected").values_list("number", flat=True):
        assert number not in page
    for words in ("CH de Valmorin (fictif)", "Institut Sainte-Aurore (fictif)", "Gériatrie"):
        assert page.count(words) == 2
    assert page.count("Seine-et-Marne") == 2


def test_results_give_the_figures_that_let_anyone_compute_again(announced: World, visitor: Client):
    response = visitor.get(f"{CALL}resultats/")
    page, figures = response.content.decode(), response.context["figures"]
    run = Run.objects.get(published_at__isnull=False)
    assert (figures.posts, figures.overrides) == (2, 0)
    assert figures.agency_cents == sum(Post.objects.values_list("agency_cents", flat=True))
    assert french.euros_rounded(figures.agency_cents) in page
    assert run.seed in page
    assert run.problem_sha256 in page


def test_results_take_a_constant_number_of_queries(announced: World, visitor: Client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert len(visitor.get(f"{CALL}resultats/").context["selected"]) == shown
        return len(caught)

    shown = 2
    before = queries()
    Dossier.objects.filter(title="Projet 1").update(state="reserve")
    shown = 1
    assert queries() == before


def test_public_pages_are_the_same_for_everyone(
    announced: World, signed_in: Callable[[User], Client]
):
    """Nobody gets more from a public page than a visitor: rights belong to the rooms."""
    assert clock.now() == SITTING
    for name in ("alice", "anne", "bob", "chloe", "diane", "david", "gael", "hana"):
        client = signed_in(getattr(announced.people, name))
        assert [d.title for d in client.get(f"{CALL}resultats/").context["selected"]] == [
            "Projet 0",
            "Projet 1",
        ]
