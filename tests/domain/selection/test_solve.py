from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tandem.domain.kernel.digest import sha256
from tandem.domain.selection.outcome import (
    NextRank,
    Outcome,
    Reason,
    ReasonCode,
    Status,
    Totals,
    sentence,
)
from tandem.domain.selection.solve import call_list, decide, lottery, merit_order, solve
from tests.domain.selection.problems import applicant, problem, reserve, with_rules


def line_of(outcome, key):
    return next(line for line in outcome.lines if line.applicant == key)


def test_lottery_is_the_sha256_of_seed_then_id():
    # printf 'appel-12IDF12-047' | sha256sum
    expected = "3181b66e2743d8ebae158de24440434c8c808d13057316803cc07d3899f11090"
    assert lottery("appel-12", "IDF12-047").hex() == expected


def test_merit_order_is_score_then_draw():
    tied = [applicant(key, 50) for key in "ABCD"]
    ranked = merit_order([*tied, applicant("best", 60)], "appel-12")
    assert ranked[0].id == "best"
    assert [a.id for a in ranked[1:]] == sorted("ABCD", key=lambda k: lottery("appel-12", k))
    assert merit_order(tied, "appel-13") != merit_order(tied, "appel-12")


FIVE = (
    applicant("A", 90, cost=40),
    applicant("B", 80, cost=40),
    applicant("C", 70, cost=60),
    applicant("D", 60, cost=10),
    applicant("E", 50, cost=10),
)


def test_list_stops_and_does_not_skip():
    outcome = solve(problem(*FIVE, budget_cents=100))
    # C does not fit; D and E would, and are not funded.
    assert outcome.selected == ("A", "B")
    assert outcome.totals == Totals(selected=2, posts=None, committed_cents=80, budget_cents=100)
    assert (outcome.totals.left_cents, outcome.totals.posts_left) == (20, None)
    assert outcome.next_rank == NextRank(rank=3, cost_cents=60, posts_missing=0, cents_missing=40)


def test_list_spends_the_last_cent():
    assert solve(problem(*FIVE, budget_cents=140)).selected == ("A", "B", "C")
    assert solve(problem(*FIVE, budget_cents=139)).selected == ("A", "B")


def test_list_stops_at_the_posts():
    outcome = solve(problem(*FIVE, posts=2, budget_cents=1000))
    assert outcome.selected == ("A", "B")
    assert outcome.totals.posts_left == 0
    assert outcome.next_rank == NextRank(rank=3, cost_cents=60, posts_missing=1, cents_missing=0)


def test_list_that_funds_everyone_has_no_next_rank():
    outcome = solve(problem(*FIVE, posts=9))
    assert len(outcome.selected) == 5
    assert outcome.next_rank is None
    assert outcome.totals.posts_left == 4


def test_list_of_nobody_is_empty():
    outcome = solve(problem(posts=3, weights={"75": 1}))
    assert outcome.lines == ()
    assert outcome.seats_by_territory == {}


def test_decide_without_posts_funds_nobody():
    case = problem(*FIVE, posts=0)
    assert decide(call_list(case), case.rules) == 0


def test_reason_says_posts_and_money_that_the_rank_asks():
    outcome = solve(problem(*FIVE, posts=2, budget_cents=100))
    assert line_of(outcome, "B").reason == Reason(code=ReasonCode.SEAT)
    # C costs 60: with 100 in all it is funded only at the first rank, above A.
    assert line_of(outcome, "C").reason == Reason(
        code=ReasonCode.POSTS_AND_BUDGET,
        posts_missing=1,
        cents_missing=40,
        pivot="B",
        pivot_rank=2,
        pivot_is_last_funded=True,
        points_missing=Fraction(10),
    )
    assert line_of(outcome, "E").reason.posts_missing == 3
    assert line_of(outcome, "E").reason.cents_missing == 60


def test_cheaper_dossier_has_only_to_overtake_the_one_that_stops_the_list():
    outcome = solve(problem(*FIVE, budget_cents=100))
    # D costs 10: just above C it would be funded, although C is not.
    assert line_of(outcome, "D").reason == Reason(
        code=ReasonCode.BUDGET,
        cents_missing=50,
        pivot="C",
        pivot_rank=3,
        pivot_is_last_funded=False,
        points_missing=Fraction(10),
    )


def test_dossier_dearer_than_the_envelope_has_no_pivot():
    outcome = solve(
        problem(applicant("A", 90, cost=30), applicant("B", 80, cost=99), budget_cents=50)
    )
    assert line_of(outcome, "B").reason == Reason(code=ReasonCode.BUDGET, cents_missing=79)


def test_dossier_below_the_threshold_is_never_listed():
    outcome = solve(problem(*FIVE, posts=9, threshold=Fraction(60)))
    assert outcome.selected == ("A", "B", "C", "D")
    last = outcome.lines[-1]
    assert (last.applicant, last.rank, last.status) == ("E", None, Status.BELOW_THRESHOLD)
    assert (last.cumulated_cents, last.territory_seat, last.reserve_rank) == (None, None, None)
    assert last.reason == Reason(code=ReasonCode.BELOW_THRESHOLD, points_missing=Fraction(10))


@pytest.mark.parametrize(
    ("length", "expected"),
    [(None, [1, 2, 3]), (2, [1, 2, None]), (0, [None, None, None])],
)
def test_reserve_is_ranked_down_to_its_length(length, expected):
    outcome = solve(problem(*FIVE, posts=2, reserve_length=length))
    assert [line.reserve_rank for line in outcome.lines[2:]] == expected
    ranked = [line.status is Status.RESERVE for line in outcome.lines[2:]]
    assert ranked == [rank is not None for rank in expected]


def test_territories_take_turns_and_pass_on_when_empty():
    case = problem(
        *(applicant(f"P{i}", 90 - i, "75") for i in range(4)),
        applicant("S0", 50, "93"),
        weights={"75": 1, "93": 1},
        posts=3,
    )
    outcome = solve(case)
    assert [line.applicant for line in outcome.lines] == ["P0", "S0", "P1", "P2", "P3"]
    assert [line.territory_seat for line in outcome.lines] == [1, 1, 2, 3, 4]
    assert outcome.seats_by_territory == {"75": 2, "93": 1}
    assert solve(with_rules(case, carry={"75": 5})).lines[0].applicant == "S0"


def test_without_weights_territories_play_no_part():
    case = problem(applicant("A", 90, "75"), applicant("B", 80, "75"), applicant("C", 70), posts=2)
    assert solve(case).selected == ("A", "B")
    assert {line.territory for line in solve(case).lines} == {""}


def test_reserved_seat_is_named_and_displaces_the_last_open_one():
    case = problem(
        applicant("A", 90),
        applicant("B", 80),
        applicant("Z", 40, traits={"zone"}),
        applicant("Y", 30, traits={"zone"}),
        reserves=(reserve("zone", "1/3"),),
        posts=2,
    )
    outcome = solve(case)
    assert outcome.selected == ("Z", "A")
    assert [line.seat for line in outcome.lines] == ["zone", None, None, "zone"]
    # B has to overtake the open seat; Y only the reserved one.
    assert line_of(outcome, "B").reason.pivot == "A"
    assert line_of(outcome, "Y").reason.pivot == "Z"
    assert line_of(outcome, "Y").reason.points_missing == 10


def golden():
    return problem(
        applicant("IDF12-059", "361/5", "75", cost=98_429_00, traits={"deficit"}),
        applicant("IDF12-045", "264/3", "93", cost=87_182_00),
        applicant("IDF12-078", 87, "77", cost=87_182_00, traits={"zone", "deficit"}),
        applicant("IDF12-118", "217/3", "77"),
        applicant("IDF12-084", "217/3", "93", traits={"zone"}),
        applicant("IDF12-011", 41, "75"),
        weights={"75": 126, "77": 112, "93": 126},
        carry={"75": 4, "77": 3, "93": 4},
        reserves=(reserve("deficit", "1/5"), reserve("zone", "1/4")),
        threshold=Fraction(45),
        posts=4,
        budget_cents=300_000_00,
        reserve_length=1,
    )


GOLDEN_ORDER = ["IDF12-078", "IDF12-059", "IDF12-045", "IDF12-118", "IDF12-084", "IDF12-011"]
GOLDEN_INPUTS = "fbfe18e777f7d8ac2d427488fd76765e2a6ca9e26ef6398ec3388bc0c9bc6dc8"
GOLDEN_OUTCOME = "fc3bcafaf07a9406545e5ff1bf12808670df2a177936e68dafc1a160089541f4"


def test_outcome_is_the_same_to_the_byte_on_every_python():
    outcome = solve(golden())
    assert [line.applicant for line in outcome.lines] == GOLDEN_ORDER
    assert outcome.inputs_sha256 == GOLDEN_INPUTS
    assert sha256(outcome.as_json()) == GOLDEN_OUTCOME
    assert Outcome.from_json(outcome.as_json()) == outcome


def test_no_reason_names_the_pivot():
    for line in solve(golden()).lines:
        assert "IDF12" not in sentence(line)


def test_outcome_does_not_depend_on_the_order_of_input():
    case = golden()
    weights = dict(reversed(case.rules.weights.items()))
    shuffled = replace(
        case, applicants=case.applicants[::-1], rules=replace(case.rules, weights=weights)
    )
    assert solve(shuffled).as_json() == solve(case).as_json()
