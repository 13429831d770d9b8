"""What the method promises to everyone, on any small problem (public note, properties)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.selection.outcome import Status
from tandem.domain.selection.solve import call_list, solve
from tandem.domain.selection.verify import verify
from tests.domain.selection.problems import (
    QUICK,
    TRAITS,
    problems,
    with_applicant,
    with_rules,
    without,
)

# Scores are whole multiples of five: this is less than any gap, and more than a tie.
HAIR = Fraction(1, 1000)
BEYOND = Fraction(1000)


def unfunded(outcome):
    return [x for x in outcome.lines if x.status in (Status.RESERVE, Status.NOT_SELECTED)]


@QUICK
@given(problems(), st.randoms(use_true_random=False))
def test_outcome_does_not_depend_on_any_order_of_input(case, random):
    applicants, weights = list(case.applicants), list(case.rules.weights.items())
    random.shuffle(applicants)
    random.shuffle(weights)
    shuffled = replace(case, applicants=tuple(applicants))
    assert solve(with_rules(shuffled, weights=dict(weights))).as_json() == solve(case).as_json()


@QUICK
@given(problems())
def test_outcome_never_exceeds_posts_nor_envelope_and_stops_only_there(case):
    outcome = solve(case)
    posts, cents = outcome.totals.posts_left, outcome.totals.left_cents
    assert posts is None or posts >= 0
    assert cents is None or cents >= 0
    following = outcome.next_rank
    if following is None:
        assert not unfunded(outcome)
    else:
        assert posts == 0 or following.cost_cents > (cents or 0)


@QUICK
@given(problems())
def test_every_number_of_posts_funds_the_start_of_one_list(case):
    listed = tuple(call.applicant.id for call in call_list(case))
    for posts in range(len(case.applicants) + 1):
        assert solve(with_rules(case, posts=posts, budget_cents=None)).selected == listed[:posts]


@QUICK
@given(problems(limits=("budget", "both")), st.integers(0, 9_000_00))
def test_more_money_never_takes_a_post_away(case, more):
    before = solve(case).selected
    after = solve(with_rules(case, budget_cents=case.rules.budget_cents + more)).selected
    assert after[: len(before)] == before


@QUICK
@given(problems(), st.integers(1, 60))
def test_a_higher_score_never_hurts(case, points):
    for key in solve(case).selected:
        score = next(a.score for a in case.applicants if a.id == key)
        assert key in solve(with_applicant(case, key, score=score + points)).selected


@QUICK
@given(problems(), st.sampled_from(TRAITS))
def test_declaring_a_trait_never_hurts(case, trait):
    for applicant in case.applicants:
        if applicant.id in solve(case).selected:
            traits = applicant.traits | {trait}
            assert applicant.id in solve(with_applicant(case, applicant.id, traits=traits)).selected


@QUICK
@given(problems(limits=("posts",)), st.integers(1, 9))
def test_more_weight_never_takes_a_post_from_a_territory(case, more):
    for territory, weight in case.rules.weights.items():
        grown = with_rules(case, weights={**case.rules.weights, territory: weight + more})
        before = solve(case).seats_by_territory.get(territory, 0)
        assert solve(grown).seats_by_territory.get(territory, 0) >= before


@QUICK
@given(problems(equal_costs=True))
def test_withdrawal_of_an_unfunded_dossier_changes_nothing(case):
    outcome = solve(case)
    for line in outcome.lines:
        if line.status is not Status.SELECTED:
            assert solve(without(case, line.applicant)).selected == outcome.selected


@QUICK
@given(problems())
def test_withdrawal_of_an_unfunded_dossier_takes_no_post_away_whatever_the_costs(case):
    outcome = solve(case)
    count = len(outcome.selected)
    for line in outcome.lines:
        if line.status is not Status.SELECTED:
            assert solve(without(case, line.applicant)).selected[:count] == outcome.selected


@QUICK
@given(problems(equal_costs=True))
def test_withdrawal_of_a_funded_dossier_never_costs_another_its_place(case):
    selected = set(solve(case).selected)
    for key in selected:
        assert selected - {key} <= set(solve(without(case, key)).selected)


@QUICK
@given(problems())
def test_reason_is_exact_just_above_the_pivot_and_just_below(case):
    for line in unfunded(solve(case)):
        pivot = next((a for a in case.applicants if a.id == line.reason.pivot), None)
        if pivot is None:
            best = with_applicant(case, line.applicant, score=BEYOND)
            assert line.applicant not in solve(best).selected
            continue
        assert line.reason.points_missing == pivot.score - line.score >= 0
        above = with_applicant(case, line.applicant, score=pivot.score + HAIR)
        below = with_applicant(case, line.applicant, score=pivot.score - HAIR)
        assert line.applicant in solve(above).selected
        assert line.applicant not in solve(below).selected


@QUICK
@given(problems(equal_costs=True))
def test_pivot_is_the_one_dossier_that_would_lose_its_post(case):
    outcome = solve(case)
    for line in unfunded(outcome):
        if line.reason.pivot is not None:
            best = solve(with_applicant(case, line.applicant, score=BEYOND))
            assert set(outcome.selected) - set(best.selected) == {line.reason.pivot}


@QUICK
@given(problems())
def test_what_is_missing_is_exactly_what_would_fund_the_rank(case):
    for line in unfunded(solve(case)):
        posts, cents = line.reason.posts_missing, line.reason.cents_missing
        means = {"posts": case.rules.posts, "budget_cents": case.rules.budget_cents}
        enough = {
            key: limit if limit is None else limit + more
            for (key, limit), more in zip(means.items(), (posts, cents), strict=True)
        }
        assert line.applicant in solve(with_rules(case, **enough)).selected
        for key, more in (("posts", posts), ("budget_cents", cents)):
            if more:
                short = {**enough, key: enough[key] - 1}
                assert line.applicant not in solve(with_rules(case, **short)).selected


@QUICK
@given(problems())
def test_no_one_of_the_same_territory_is_passed_over_by_a_lower_score_without_a_reserve(case):
    listed = [call for call in call_list(case) if call.seat is None]
    for earlier, later in pairwise(listed):
        if earlier.territory == later.territory:
            assert earlier.applicant.score >= later.applicant.score


@QUICK
@given(problems())
def test_verify_agrees_with_the_solver(case):
    assert verify(case, solve(case)) == []
