from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.selection.problem import ProblemError
from tandem.domain.selection.simulate import simulate
from tandem.domain.selection.solve import solve
from tests.domain.selection.problems import QUICK, applicant, problem, problems

CASE = problem(
    applicant("A", 90, "75", cost=100),
    applicant("B", 80, "75", cost=110),
    applicant("C", 70, "93", cost=120),
    applicant("D", 60, "93", cost=130),
    weights={"75": 2, "93": 1},
    posts=2,
    budget_cents=400,
)


def test_simulate_one_more_post():
    comparison = simulate(CASE, posts=3)
    assert comparison.before == solve(CASE)
    assert comparison.before.selected == ("A", "C")
    assert (comparison.entering, comparison.leaving) == (("B",), ())
    assert comparison.cost_difference_cents == 110


def test_simulate_less_money():
    comparison = simulate(CASE, budget_cents=150)
    assert (comparison.entering, comparison.leaving) == ((), ("C",))
    assert comparison.cost_difference_cents == -120


def test_simulate_no_limit_of_posts():
    assert simulate(CASE, posts=None).entering == ("B",)


def test_simulate_no_split():
    comparison = simulate(CASE, weights={})
    assert (comparison.entering, comparison.leaving) == (("B",), ("C",))
    assert comparison.cost_difference_cents == -10


def test_simulate_rules_that_cannot_be_run():
    with pytest.raises(ProblemError, match="Ni postes ni enveloppe"):
        simulate(CASE, posts=None, budget_cents=None)
    with pytest.raises(TypeError):
        simulate(CASE, places=3)


@QUICK
@given(problems(limits=("posts",)), st.integers(1, 5))
def test_simulated_posts_never_send_anyone_away(case, more):
    assert simulate(case, posts=case.rules.posts + more).leaving == ()
