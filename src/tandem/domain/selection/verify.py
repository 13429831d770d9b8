"""What an outsider runs on a published outcome: the definitions, checked one by one.

This code shares nothing with the solver. It is slow on purpose: each list of k dossiers is
rebuilt from nothing, and each seat is checked against every territory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tandem.domain.kernel.french import typography
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

# What the method promises, as the public note lists it.
PROMISES = {
    "engine": "Le moteur qui relit la liste est celui qui l’a calculée.",
    "inputs": "La liste répond aux dossiers, aux règles et à la graine publiés.",
    "each_dossier_once": "Chaque dossier figure une fois et une seule.",
    "threshold": "Seuls les dossiers sous le seuil sont hors de la liste.",
    "data_of_dossier": "Rang, cumul, note, coût et territoire sont exacts.",
    "territory_of_seat": "Chaque siège revient au territoire dont c’est le tour.",
    "choice": "Pour tout nombre de sièges, les dossiers appelés sont ceux de la règle.",
    "seat": "Le siège réservé ou ouvert est celui de la règle.",
    "status_and_reason": "Numéro de siège, résultat, rang de réserve et raison sont exacts.",
    "totals": "Les totaux sont exacts.",
    "next_rank": "Le premier dossier non financé et ce qui lui manque sont exacts.",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken promise: its key in PROMISES, the dossier if any, and what was found (French)."""

    rule: str
    applicant: str | None
    message: str


@dataclass(frozen=True, slots=True)
class _Case:
    """The rules, the listed lines, the dossiers of each territory by merit, how many are funded."""

    rules: SelectionRules
    calls: list[Line]
    pools: Mapping[str, list[Applicant]]
    funded: int


def verify(problem: Problem, published: Outcome) -> list[Violation]:
    """Every promise of the method that `published` breaks; an empty list when it keeps them all.

    When the lines are not those of the dossiers, in rank order, nothing else can be checked.
    """
    structure = [*_inputs(problem, published), *_lines(problem, published)]
    if structure:
        return structure
    case = _case(problem, published)
    return [
        *_order_of_territories(case),
        *_order_in_territories(case),
        *_lines_one_by_one(case, published),
        *_sums(case, published),
    ]


def _case(problem: Problem, published: Outcome) -> _Case:
    rules = problem.rules
    pools: dict[str, list[Applicant]] = {territory: [] for territory in rules.weights or {"": 1}}
    for applicant in _merit(problem):
        if _is_listed(applicant, rules):
            pools[_competes_in(applicant, rules)].append(applicant)
    calls = [line for line in published.lines if line.rank is not None]
    # The longest start of the list of which every dossier fits.
    starts = (k for k in range(len(calls) + 1) if all(_fits(line, rules) for line in calls[:k]))
    return _Case(rules, calls, pools, max(starts))


def _violation(
    rule: str, expected: object, found: object, applicant: str | None = None
) -> Violation:
    subject = f"Dossier « {applicant} » : " if applicant else "Constat : "
    message = f"{PROMISES[rule]} {subject}attendu {expected}, publié {found}."
    return Violation(rule, applicant, typography(message))


def _inputs(problem: Problem, published: Outcome) -> Iterator[Violation]:
    if published.engine != ENGINE:
        yield _violation("engine", ENGINE, published.engine)
    if published.inputs_sha256 != problem.sha256:
        yield _violation("inputs", problem.sha256, published.inputs_sha256)


def _merit(problem: Problem) -> list[Applicant]:
    """Best score first; equal scores by the published draw."""

    def key(applicant: Applicant) -> tuple[Fraction, str]:
        draw = hashlib.sha256(f"{problem.seed}{applicant.id}".encode()).hexdigest()
        return -applicant.score, draw

    return sorted(problem.applicants, key=key)


def _is_listed(applicant: Applicant, rules: SelectionRules) -> bool:
    return rules.threshold is None or applicant.score >= rules.threshold


def _competes_in(applicant: Applicant, rules: SelectionRules) -> str:
    return applicant.territory if rules.weights else ""


def _lines(problem: Problem, published: Outcome) -> Iterator[Violation]:
    """Each dossier once, with its own data; listed ones ranked 1, 2, 3…, the others after them."""
    merit = _merit(problem)
    listed = {a.id for a in merit if _is_listed(a, problem.rules)}
    unlisted = [a.id for a in merit if a.id not in listed]
    found = [line.applicant for line in published.lines]
    if sorted(found) != sorted(a.id for a in merit):
        yield _violation("each_dossier_once", len(merit), len(found))
        return
    if set(found[: len(listed)]) != listed or found[len(listed) :] != unlisted:
        yield _violation("threshold", sorted(listed), found[: len(listed)])
        return
    applicants = {applicant.id: applicant for applicant in merit}
    spent = 0
    for place, line in enumerate(published.lines, start=1):
        applicant = applicants[line.applicant]
        spent += applicant.cost_cents
        is_listed = line.applicant in listed
        expected = (
            place if is_listed else None,
            spent if is_listed else None,
            applicant.score,
            applicant.cost_cents,
            _competes_in(applicant, problem.rules),
        )
        given = (line.rank, line.cumulated_cents, line.score, line.cost_cents, line.territory)
        if given != expected:
            yield _violation("data_of_dossier", expected, given, line.applicant)


def _order_of_territories(case: _Case) -> Iterator[Violation]:
    """Each seat went to the largest weight / (2 × posts held + 1) that still had a dossier."""
    weights = case.rules.weights or {"": 1}
    left = {territory: len(pool) for territory, pool in case.pools.items()}
    held = {territory: case.rules.carry.get(territory, 0) for territory in weights}

    def claim(territory: str) -> tuple[Fraction, int, str]:
        weight = weights[territory]
        return -Fraction(weight, 2 * held[territory] + 1), -weight, territory

    for line in case.calls:
        rightful = min((t for t in weights if left[t]), key=claim)
        if line.territory != rightful:
            yield _violation("territory_of_seat", rightful, line.territory, line.applicant)
        held[line.territory] += 1
        left[line.territory] -= 1


def _order_in_territories(case: _Case) -> Iterator[Violation]:
    """For every k, the first k of a territory are the choice for k seats, entered as told."""
    for territory, pool in case.pools.items():
        called = [line for line in case.calls if line.territory == territory]
        for k, line in enumerate(called, start=1):
            reserved, chosen = _choice(pool, case.rules, k)
            if _ids(chosen) != {x.applicant for x in called[:k]}:
                yield _violation("choice", sorted(_ids(chosen)), line.applicant, line.applicant)
            elif line.seat != (seat := _seat(line.applicant, reserved, case.rules, k)):
                yield _violation("seat", seat, line.seat, line.applicant)


def _ids(applicants: Sequence[Applicant]) -> set[str]:
    return {applicant.id for applicant in applicants}


def _room(rules: SelectionRules, k: int) -> dict[str, int]:
    """How many of k seats are reserved for each trait: seat i for the first that is late at i."""
    room = {reserve.trait: 0 for reserve in rules.reserves}
    for i in range(1, k + 1):
        late = [r.trait for r in rules.reserves if Fraction(room[r.trait], i) < r.share]
        for trait in late[:1]:
            room[trait] += 1
    return room


def _choice(
    pool: Sequence[Applicant], rules: SelectionRules, k: int
) -> tuple[list[Applicant], list[Applicant]]:
    """For k seats: who holds the reserved ones, and everyone chosen. `pool` is in merit order."""
    room = _room(rules, k)
    held: dict[str, list[Applicant]] = {trait: [] for trait in room}
    reserved = [applicant for applicant in pool if _place(applicant, held, room, set())]
    held_ids = _ids(reserved)
    others = [applicant for applicant in pool if applicant.id not in held_ids]
    return reserved, reserved + others[: k - len(reserved)]


def _place(
    applicant: Applicant,
    held: dict[str, list[Applicant]],
    room: Mapping[str, int],
    tried: set[str],
) -> bool:
    """Seat one more dossier, moving others to another of their traits if needed (Kuhn)."""
    for trait in sorted(applicant.traits & room.keys()):
        if trait in tried:
            continue
        tried.add(trait)
        if len(held[trait]) < room[trait]:
            held[trait].append(applicant)
            return True
        for other in list(held[trait]):
            if _place(other, held, room, tried):
                held[trait].remove(other)
                held[trait].append(applicant)
                return True
    return False


def _seat(
    applicant: str, reserved: Sequence[Applicant], rules: SelectionRules, k: int
) -> str | None:
    """The first reserve that this dossier can hold while all the other holders keep a seat."""
    others = [x for x in reserved if x.id != applicant]
    for holder in (x for x in reserved if x.id == applicant):
        for trait in (r.trait for r in rules.reserves if r.trait in holder.traits):
            room = _room(rules, k)
            room[trait] -= 1
            held: dict[str, list[Applicant]] = {t: [] for t in room}
            if room[trait] >= 0 and all(_place(x, held, room, set()) for x in others):
                return trait
    return None


def _lines_one_by_one(case: _Case, published: Outcome) -> Iterator[Violation]:
    """Number of the seat, status, rank in reserve and reason of each dossier."""
    for line in published.lines:
        expected = (*_status(line, case), _number_of_seat(line, case), _reason(line, case))
        given = (line.status, line.reserve_rank, line.territory_seat, line.reason)
        if given != expected:
            yield _violation("status_and_reason", expected, given, line.applicant)
        if line.rank is None and line.seat is not None:
            yield _violation("seat", None, line.seat, line.applicant)


def _number_of_seat(line: Line, case: _Case) -> int | None:
    if line.rank is None:
        return None
    return sum(other.territory == line.territory for other in case.calls[: line.rank])


def _status(line: Line, case: _Case) -> tuple[Status, int | None]:
    if line.rank is None:
        return Status.BELOW_THRESHOLD, None
    if line.rank <= case.funded:
        return Status.SELECTED, None
    place, length = line.rank - case.funded, case.rules.reserve_length
    if length is None or place <= length:
        return Status.RESERVE, place
    return Status.NOT_SELECTED, None


def _reason(line: Line, case: _Case) -> Reason:
    if line.rank is None:
        gap = (case.rules.threshold or Fraction(0)) - line.score
        return Reason(code=ReasonCode.BELOW_THRESHOLD, points_missing=gap)
    if line.rank <= case.funded:
        return Reason(code=ReasonCode.SEAT)
    posts, cents = _lack(line, case.rules)
    limits = [name for name, lack in (("posts", posts), ("budget", cents)) if lack]
    pivot = _pivot(line, case)
    here = [x for x in case.calls[: case.funded] if x.territory == line.territory]
    return Reason(
        code=ReasonCode("_and_".join(limits)),
        posts_missing=posts,
        cents_missing=cents,
        pivot=pivot.applicant if pivot else None,
        pivot_rank=pivot.rank if pivot else None,
        pivot_is_last_funded=pivot is not None and pivot in here[-1:],
        points_missing=pivot.score - line.score if pivot else None,
    )


def _lack(line: Line, rules: SelectionRules) -> tuple[int, int]:
    """Posts and cents that this rank asks beyond what is open."""
    rank, spent = line.rank or 0, line.cumulated_cents or 0
    posts = rank if rules.posts is None else rules.posts
    budget = spent if rules.budget_cents is None else rules.budget_cents
    return max(0, rank - posts), max(0, spent - budget)


def _fits(line: Line, rules: SelectionRules) -> bool:
    return _lack(line, rules) == (0, 0)


def _pivot(line: Line, case: _Case) -> Line | None:
    """The dossier pushed out if this one came first in its territory, at the ranks it can afford.

    It can afford a rank when the posts reach it and the envelope covers the ranks before it and
    its own cost.
    """
    affordable = [
        x
        for x in case.calls
        if x.territory == line.territory and _could_pay(line.cost_cents, x, case.rules)
    ]
    pool = case.pools[line.territory]
    first = [applicant for applicant in pool if applicant.id == line.applicant]
    rest = [applicant for applicant in pool if applicant.id != line.applicant]
    _, chosen = _choice(first + rest, case.rules, len(affordable))
    ids = _ids(chosen)
    return next((x for x in affordable if x.applicant not in ids), None)


def _could_pay(cost_cents: int, place: Line, rules: SelectionRules) -> bool:
    spent = (place.cumulated_cents or 0) - place.cost_cents + cost_cents
    return _fits(replace(place, cumulated_cents=spent), rules)


def _sums(case: _Case, published: Outcome) -> Iterator[Violation]:
    totals = Totals(
        selected=case.funded,
        posts=case.rules.posts,
        committed_cents=sum(line.cost_cents for line in case.calls[: case.funded]),
        budget_cents=case.rules.budget_cents,
    )
    if published.totals != totals:
        yield _violation("totals", totals, published.totals)
    following = next((_next(line, case.rules) for line in case.calls[case.funded :]), None)
    if published.next_rank != following:
        yield _violation("next_rank", following, published.next_rank)


def _next(line: Line, rules: SelectionRules) -> NextRank:
    posts, cents = _lack(line, rules)
    return NextRank(
        rank=line.rank or 0, cost_cents=line.cost_cents, posts_missing=posts, cents_missing=cents
    )
