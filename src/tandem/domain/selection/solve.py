"""The ordered call list, where it stops, and the exact reason of each dossier.

A dossier is funded if and only if its rank is within the posts and the money: everything that an
applicant is told follows from the list. The method and its proofs are in the public note.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tandem.domain.selection.outcome import (
    ENGINE,
    Line,
    NextRank,
    Outcome,
    Reason,
    ReasonCode,
    Status,
    Totals,
)
from tandem.domain.selection.problem import Applicant, Problem, SelectionRules
from tandem.domain.selection.seats import entries, seat_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A place on the list. `territory_seat` counts within the territory; `seat` None is open."""

    rank: int
    applicant: Applicant
    territory: str
    territory_seat: int
    seat: str | None
    cumulated_cents: int


def lottery(seed: str, applicant_id: str) -> bytes:
    """The draw that parts equal scores: SHA-256 of the seed followed by the id. Smaller is first.

    One draw per dossier, so neither the order of the input nor the other dossiers can move it.
    """
    return hashlib.sha256((seed + applicant_id).encode()).digest()


def merit_order(applicants: Iterable[Applicant], seed: str) -> list[Applicant]:
    """The best score first, the published draw between equals."""
    return sorted(applicants, key=lambda a: (-a.score, lottery(seed, a.id)))


def call_list(problem: Problem) -> tuple[Call, ...]:
    """Every dossier that reaches the threshold, in the order in which posts are offered.

    Territories take turns after `seat_order`; in each, dossiers enter after `entries`.
    """
    return _calls(_merit_by_territory(problem), problem.rules)


def decide(calls: Sequence[Call], rules: SelectionRules) -> int:
    """How many calls are funded: the longest start of the list within posts and money.

    The list stops at the first dossier that does not fit and never skips it: so what a dossier
    lacks is a true figure, and more money never takes a post from anyone.
    """
    funded = 0
    for call in calls:
        if _posts_missing(call, rules) or _cents_missing(call, rules):
            break
        funded = call.rank
    return funded


def solve(problem: Problem) -> Outcome:
    """The whole decision: lines in call order, then the dossiers below the threshold by merit."""
    merit = _merit_by_territory(problem)
    calls = _calls(merit, problem.rules)
    funded = decide(calls, problem.rules)
    pivots = _Pivots(problem.rules, merit, calls, funded)
    return Outcome(
        engine=ENGINE,
        inputs_sha256=problem.sha256,
        lines=(
            *(_line(call, funded, problem.rules, pivots) for call in calls),
            *_lines_below(problem),
        ),
        totals=_totals(calls[:funded], problem.rules),
        next_rank=_next_rank(calls, funded, problem.rules),
    )


def _merit_by_territory(problem: Problem) -> dict[str, list[Applicant]]:
    merit: dict[str, list[Applicant]] = {territory: [] for territory in problem.rules.claims}
    for applicant in merit_order(filter(problem.rules.retains, problem.applicants), problem.seed):
        merit[problem.rules.territory_of(applicant)].append(applicant)
    return merit


def _calls(merit: Mapping[str, list[Applicant]], rules: SelectionRules) -> tuple[Call, ...]:
    sizes = {territory: len(applicants) for territory, applicants in merit.items()}
    inside = {t: iter(entries(merit[t], rules.reserves, sizes[t])) for t in merit}
    given: Counter[str] = Counter()
    spent = 0
    calls = []
    order = seat_order(rules.claims, sum(sizes.values()), cap=sizes, start=rules.carry)
    for rank, territory in enumerate(order, start=1):
        entry = next(inside[territory])
        given[territory] += 1
        spent += entry.applicant.cost_cents
        calls.append(
            Call(
                rank=rank,
                applicant=entry.applicant,
                territory=territory,
                territory_seat=given[territory],
                seat=entry.seat,
                cumulated_cents=spent,
            )
        )
    return tuple(calls)


def _posts_missing(call: Call, rules: SelectionRules) -> int:
    return 0 if rules.posts is None else max(0, call.rank - rules.posts)


def _cents_missing(call: Call, rules: SelectionRules) -> int:
    return 0 if rules.budget_cents is None else max(0, call.cumulated_cents - rules.budget_cents)


class _Pivots:
    """For an unfunded dossier, the one that it had to overtake: the exact distance to a post.

    Moved up the order of its territory, a dossier that costs c leaves the list before it as it
    was. So it is funded as soon as it enters by rank R(c), the last rank that has a post and c
    still in the envelope. Among the seats of its territory up to R(c), ranked first it would push
    out one dossier, the pivot: just above the pivot it is funded, just below it is not. That
    dossier depends only on territory, reserved traits and number of seats, hence the memory.
    """

    def __init__(
        self,
        rules: SelectionRules,
        merit: Mapping[str, list[Applicant]],
        calls: Sequence[Call],
        funded: int,
    ) -> None:
        self.rules = rules
        self.merit = merit
        self.rank_of = {call.applicant.id: call.rank for call in calls}
        self.spent_before = [0, *(call.cumulated_cents for call in calls)][: len(calls)]
        self.called: defaultdict[str, list[Call]] = defaultdict(list)
        for call in calls:
            self.called[call.territory].append(call)
        self.ranks = {t: [call.rank for call in called] for t, called in self.called.items()}
        self.last_funded = {call.territory: call.applicant for call in calls[:funded]}
        self.memory: dict[tuple[str, frozenset[str], int], Applicant | None] = {}

    def of(self, call: Call) -> Applicant | None:
        """The pivot of an unfunded call, or None when even the first place would not do."""
        reach = self._reach(call.applicant.cost_cents)
        count = bisect_right(self.ranks[call.territory], reach)
        if count == 0:
            return None
        key = (call.territory, self.rules.reserved_traits(call.applicant), count)
        if key not in self.memory:
            self.memory[key] = self._pushed_out(call, count)
        return self.memory[key]

    def _reach(self, cost_cents: int) -> int:
        limit = len(self.spent_before)
        if self.rules.budget_cents is not None:
            limit = bisect_right(self.spent_before, self.rules.budget_cents - cost_cents)
        return limit if self.rules.posts is None else min(limit, self.rules.posts)

    def _pushed_out(self, call: Call, count: int) -> Applicant | None:
        others = [a for a in self.merit[call.territory] if a.id != call.applicant.id]
        after = entries([call.applicant, *others], self.rules.reserves, count)
        kept = {entry.applicant.id for entry in after}
        before = (c.applicant for c in self.called[call.territory][:count])
        # None when reserved seats alone are within reach and this dossier bears no such trait.
        return next((applicant for applicant in before if applicant.id not in kept), None)


_LACKING = {
    (True, False): ReasonCode.POSTS,
    (False, True): ReasonCode.BUDGET,
    (True, True): ReasonCode.POSTS_AND_BUDGET,
}


def _line(call: Call, funded: int, rules: SelectionRules, pivots: _Pivots) -> Line:
    is_funded = call.rank <= funded
    reserve_rank = None if is_funded else call.rank - funded
    if reserve_rank and rules.reserve_length is not None and reserve_rank > rules.reserve_length:
        reserve_rank = None
    not_funded = Status.RESERVE if reserve_rank else Status.NOT_SELECTED
    return Line(
        rank=call.rank,
        applicant=call.applicant.id,
        territory=call.territory,
        territory_seat=call.territory_seat,
        seat=call.seat,
        score=call.applicant.score,
        cost_cents=call.applicant.cost_cents,
        cumulated_cents=call.cumulated_cents,
        status=Status.SELECTED if is_funded else not_funded,
        reserve_rank=reserve_rank,
        reason=Reason(code=ReasonCode.SEAT) if is_funded else _reason(call, rules, pivots),
    )


def _reason(call: Call, rules: SelectionRules, pivots: _Pivots) -> Reason:
    pivot = pivots.of(call)
    posts, cents = _posts_missing(call, rules), _cents_missing(call, rules)
    return Reason(
        code=_LACKING[bool(posts), bool(cents)],
        posts_missing=posts,
        cents_missing=cents,
        pivot=pivot.id if pivot else None,
        pivot_rank=pivots.rank_of[pivot.id] if pivot else None,
        pivot_is_last_funded=pivot is not None and pivot == pivots.last_funded.get(call.territory),
        points_missing=pivot.score - call.applicant.score if pivot else None,
    )


def _lines_below(problem: Problem) -> Iterator[Line]:
    threshold = problem.rules.threshold
    if threshold is None:
        return
    for applicant in merit_order(problem.applicants, problem.seed):
        if applicant.score < threshold:
            yield _line_below(applicant, problem.rules, threshold - applicant.score)


def _line_below(applicant: Applicant, rules: SelectionRules, points_missing: Fraction) -> Line:
    return Line(
        rank=None,
        applicant=applicant.id,
        territory=rules.territory_of(applicant),
        territory_seat=None,
        seat=None,
        score=applicant.score,
        cost_cents=applicant.cost_cents,
        cumulated_cents=None,
        status=Status.BELOW_THRESHOLD,
        reserve_rank=None,
        reason=Reason(code=ReasonCode.BELOW_THRESHOLD, points_missing=points_missing),
    )


def _totals(funded: Sequence[Call], rules: SelectionRules) -> Totals:
    return Totals(
        selected=len(funded),
        posts=rules.posts,
        committed_cents=sum(call.applicant.cost_cents for call in funded),
        budget_cents=rules.budget_cents,
    )


def _next_rank(calls: Sequence[Call], funded: int, rules: SelectionRules) -> NextRank | None:
    if funded == len(calls):
        return None
    following = calls[funded]
    return NextRank(
        rank=following.rank,
        cost_cents=following.applicant.cost_cents,
        posts_missing=_posts_missing(following, rules),
        cents_missing=_cents_missing(following, rules),
    )
