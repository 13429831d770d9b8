from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.selection.seats import entries, seat_order, seat_traits, seats
from tests.domain.selection.problems import QUICK, applicant, reserve

INSTANCES = Path(__file__).parents[4] / "shared" / "selection-instances"
US_HOUSE = INSTANCES / "us_house_1910_2020.json"
EXAMPLES = INSTANCES / "apportionment_examples.json"

WEIGHTS = st.lists(st.integers(1, 30), min_size=1, max_size=5).map(
    lambda values: dict(zip("ABCDE", values, strict=False))
)


def quota(weights, territory, count):
    return Fraction(count * weights[territory], sum(weights.values()))


# --- Between territories


# Balinski and Young 1975, examples 1 and 2; d'Hondt gives 52, 45, 1, 1, 1 and 10, 7, 5, 3, 1.
@pytest.mark.parametrize(
    ("votes", "count", "expected"),
    [
        ((5117, 4400, 162, 161, 160), 100, [51, 43, 2, 2, 2]),
        ((9061, 7179, 5259, 3319, 1182), 26, [9, 8, 5, 3, 1]),
    ],
)
def test_seats_are_websters_and_not_dhondts(votes, count, expected):
    assert list(seats(dict(zip("ABCDE", votes, strict=False)), count).values()) == expected


@pytest.mark.skipif(not EXAMPLES.exists(), reason="published instances are not here")
def test_seats_reproduce_the_published_examples():
    for example in json.loads(EXAMPLES.read_text())["balinski_young"]:
        weights = {f"{i:02}": votes for i, votes in enumerate(example["votes"])}
        found = list(seats(weights, example["seats"]).values())
        assert found == example["expected"]["saintelague"]


def census(year):
    data = json.loads(US_HOUSE.read_text())["years"][str(year)]
    return dict(zip(data["states"], data["population"], strict=True)), dict(
        zip(data["states"], data["seats_hill_435"], strict=True)
    )


@pytest.mark.skipif(not US_HOUSE.exists(), reason="published instances are not here")
@pytest.mark.parametrize("year", range(1910, 2021, 10))
def test_seats_of_a_census_keep_websters_inequality(year):
    population, _ = census(year)
    given_seats = seats(population, 435)
    assert sum(given_seats.values()) == 435
    last = min(Fraction(population[s], 2 * n - 1) for s, n in given_seats.items() if n)
    following = max(Fraction(population[s], 2 * n + 1) for s, n in given_seats.items())
    assert last >= following


# The differences with Hill's method that the apportionment lawsuits made known.
@pytest.mark.skipif(not US_HOUSE.exists(), reason="published instances are not here")
@pytest.mark.parametrize(
    ("year", "differences"),
    [
        (1990, {"Massachusetts": 1, "Oklahoma": -1}),
        (2000, {}),
        (2010, {"North Carolina": 1, "Rhode Island": -1}),
    ],
)
def test_seats_differ_from_hills_where_history_says(year, differences):
    population, hill = census(year)
    found = seats(population, 435)
    assert {s: found[s] - hill[s] for s in found if found[s] != hill[s]} == differences


def test_seats_do_not_know_the_alabama_paradox():
    # Largest remainders give 4, 4, 2 then 5, 5, 1: one more seat takes one away.
    votes = {"A": 6, "B": 6, "C": 2}
    assert list(seats(votes, 10).values()) == [5, 4, 1]
    assert list(seats(votes, 11).values()) == [5, 5, 1]


def test_seat_order_ties_go_to_the_larger_weight_then_to_the_first_code():
    # 9 / 3 equals 3 / 1: the larger weight first. A and B are equal: A first.
    assert list(seat_order({"S": 3, "L": 9}, 3)) == ["L", "L", "S"]
    assert list(seat_order({"B": 1, "A": 1}, 4)) == ["A", "B", "A", "B"]


def test_seats_pass_on_when_a_territory_has_no_more_dossiers():
    assert seats({"A": 9, "B": 1}, 4, cap={"A": 1, "B": 9}) == {"A": 1, "B": 3}
    assert seats({"A": 9, "B": 1}, 4, cap={"A": 1, "B": 2}) == {"A": 1, "B": 2}
    assert seats({"A": 9, "B": 1}, 4, cap={"A": 0, "B": 2}) == {"A": 0, "B": 2}


def test_seats_start_from_what_was_held():
    assert seats({"A": 1, "B": 1}, 3, start={"A": 2}) == {"A": 1, "B": 2}


@QUICK
@given(WEIGHTS, st.integers(0, 40))
def test_seats_never_go_down_when_there_are_more(weights, count):
    fewer, more = seats(weights, count), seats(weights, count + 1)
    assert all(more[t] >= fewer[t] for t in weights)
    assert sum(more.values()) == count + 1


@QUICK
@given(WEIGHTS, st.integers(0, 40), st.integers(1, 10))
def test_a_territory_that_grows_never_loses_seats(weights, count, growth):
    grown = {**weights, "A": weights["A"] + growth}
    assert seats(grown, count)["A"] >= seats(weights, count)["A"]


@QUICK
@given(st.lists(st.integers(1, 30), min_size=1, max_size=3), st.integers(0, 40))
def test_seats_of_three_territories_stay_within_quota(values, count):
    weights = dict(zip("ABC", values, strict=False))
    for territory, given_seats in seats(weights, count).items():
        assert abs(given_seats - quota(weights, territory, count)) < 1


@QUICK
@given(
    st.integers(1, 200),
    st.integers(1, 200),
    st.lists(st.integers(1, 9), min_size=1, max_size=10),
)
def test_carry_keeps_two_territories_within_half_a_post_over_the_years(one, other, years):
    weights, held = {"A": one, "B": other}, {"A": 0, "B": 0}
    for count in years:
        for territory, more in seats(weights, count, start=held).items():
            held[territory] += more
        for territory in weights:
            gap = held[territory] - quota(weights, territory, sum(held.values()))
            assert abs(gap) <= Fraction(1, 2)


# --- Inside a territory


def test_seat_traits_give_each_reserve_its_share_rounded_up():
    reserves = (reserve("a", "1/5"), reserve("b", "1/2"))
    assert list(seat_traits(reserves, 10)) == ["a", "b", "b", None, "b", "a", "b", None, "b", None]


def test_seat_traits_without_a_reserve_are_open():
    assert list(seat_traits((), 3)) == [None, None, None]


def called(merit, reserves):
    return [entry.applicant.id for entry in entries(merit, reserves, len(merit))]


# Parcoursup, algorithms of 2023, section 4.1: at least 25 % of the first k, for every k.
RANKED = "C1 C2 B1 C3 C4 C5 B2 C6 C7 C8 C9 C10 C11 C12 C13 C14 B3 C15 C16 C17"
EXPECTED = "B1 C1 C2 C3 B2 C4 C5 C6 B3 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16 C17"


def test_entries_reproduce_the_order_of_a_published_single_rate():
    merit = [
        applicant(name, 100 - i, traits={"b"} if name[0] == "B" else ())
        for i, name in enumerate(RANKED.split())
    ]
    found = entries(merit, (reserve("b", "1/4"),), len(merit))
    assert [entry.applicant.id for entry in found] == EXPECTED.split()
    assert [entry.applicant.id for entry in found if entry.seat == "b"] == ["B1", "B2", "B3"]


def test_one_dossier_uses_one_reserved_seat():
    # Counted for both reserves, "both" alone would let "none" in at the second seat.
    merit = [
        applicant("both", 90, traits={"a", "b"}),
        applicant("none", 80),
        applicant("only_a", 70, traits={"a"}),
    ]
    reserves = (reserve("a", "1/2"), reserve("b", "1/2"))
    assert called(merit, reserves) == ["both", "only_a", "none"]


def test_a_seat_that_nobody_may_hold_goes_to_the_best():
    merit = [applicant("x", 90), applicant("y", 80)]
    assert entries(merit, (reserve("a", "1/2"),), 2)[0].seat is None
    assert called(merit, (reserve("a", "1/2"),)) == ["x", "y"]


def test_the_best_dossier_keeps_its_post_when_another_leaves_under_two_rates():
    # The published counter-example to counting one dossier for two rates.
    merit = [
        applicant("c2", 90),
        applicant("c1", 80, traits={"b"}),
        applicant("c0", 70, traits={"a"}),
        applicant("c3", 60, traits={"a", "b"}),
    ]
    reserves = (reserve("a", "1/5"), reserve("b", "1/2"))
    with_c3, without_c3 = called(merit, reserves)[:2], called(merit[:3], reserves)[:2]
    assert with_c3 == without_c3 == ["c0", "c1"]


PROFILES = [(), ("a",), ("b",), ("a", "b")]


def most_reserved_seats_filled(chosen, kinds):
    """Largest number of seats of `kinds` that distinct dossiers can hold, by trying them all."""
    seats_to_fill = [kind for kind in kinds if kind]
    best = 0
    for order in permutations(range(len(chosen)), min(len(chosen), len(seats_to_fill))):
        for places in combinations(range(len(seats_to_fill)), len(order)):
            pairs = zip(order, places, strict=True)
            best = max(best, sum(seats_to_fill[p] in chosen[i].traits for i, p in pairs))
    return best


@QUICK
@given(st.lists(st.sampled_from(PROFILES), min_size=1, max_size=5), st.integers(1, 5))
def test_reserves_are_filled_as_far_as_the_dossiers_allow(profiles, count):
    merit = [applicant(f"D{i}", 90 - i, traits=traits) for i, traits in enumerate(profiles)]
    reserves = (reserve("a", "1/3"), reserve("b", "1/2"))
    count = min(count, len(merit))
    kinds = list(seat_traits(reserves, count))
    chosen = [entry.applicant for entry in entries(merit, reserves, count)]
    target = most_reserved_seats_filled(merit, kinds)
    assert most_reserved_seats_filled(chosen, kinds) == target
    # And among the sets that fill as many, no other is better place by place.
    places = sorted(merit.index(x) for x in chosen)
    for other in combinations(range(len(merit)), count):
        if most_reserved_seats_filled([merit[i] for i in other], kinds) == target:
            assert all(mine <= theirs for mine, theirs in zip(places, other, strict=True))


def test_every_number_of_seats_extends_the_smaller_one_exhaustively():
    reserves = (reserve("a", "1/3"), reserve("b", "1/3"))
    for profiles in product(PROFILES, repeat=4):
        merit = [applicant(f"D{i}", 90 - i, traits=t) for i, t in enumerate(profiles)]
        whole = entries(merit, reserves, 4)
        assert all(entries(merit, reserves, k) == whole[:k] for k in range(4))
        assert {entry.applicant for entry in whole} == set(merit)
