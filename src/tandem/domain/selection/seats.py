"""How many seats each territory gets, and who enters them, one seat at a time."""

from __future__ import annotations

import heapq
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from tandem.domain.selection.problem import Applicant, Reserve


@dataclass(slots=True)
class _Claim:
    """A territory in the queue for the next seat: its claim is weight / (2 × posts held + 1)."""

    territory: str
    weight: int
    held: int
    room: int

    def __lt__(self, other: _Claim) -> bool:
        mine = self.weight * (2 * other.held + 1)
        theirs = other.weight * (2 * self.held + 1)
        return (-mine, -self.weight, self.territory) < (-theirs, -other.weight, other.territory)


def seat_order(
    weights: Mapping[str, int],
    count: int,
    *,
    cap: Mapping[str, int] | None = None,
    start: Mapping[str, int] | None = None,
) -> Iterator[str]:
    """The territories that receive seats 1 to `count`, by Webster's (Sainte-Laguë's) method.

    Each seat goes to the largest weight / (2 × posts held + 1), compared as integers; on equality
    to the larger weight, then to the first code. `start` is what each territory held before, which
    is what keeps the shares fair over the years; `cap` the dossiers it can fill seats with.
    Fewer seats come out when every territory is full.
    """
    rooms = cap if cap is not None else dict.fromkeys(weights, count)
    held = start or {}
    queue = [_Claim(t, w, held.get(t, 0), rooms.get(t, 0)) for t, w in weights.items()]
    queue = [claim for claim in queue if claim.room > 0]
    heapq.heapify(queue)
    for _ in range(count):
        if not queue:
            return
        first = queue[0]
        yield first.territory
        first.held += 1
        first.room -= 1
        if first.room:
            heapq.heapreplace(queue, first)
        else:
            heapq.heappop(queue)


def seats(
    weights: Mapping[str, int],
    count: int,
    *,
    cap: Mapping[str, int] | None = None,
    start: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """How many of `count` new seats each territory gets (see `seat_order`)."""
    given = Counter(seat_order(weights, count, cap=cap, start=start))
    return {territory: given[territory] for territory in weights}


def seat_traits(reserves: Sequence[Reserve], count: int) -> Iterator[str | None]:
    """For which trait seats 1 to `count` of a territory are reserved; None is an open seat.

    Seat k goes to the first reserve that has fewer than share × k of the seats before it: so at
    any k each reserve has its share, rounded up, as far as the shares leave room.
    """
    given: Counter[str] = Counter()
    for number in range(1, count + 1):
        late = (r.trait for r in reserves if given[r.trait] < r.share * number)
        trait = next(late, None)
        if trait is not None:
            given[trait] += 1
        yield trait


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier enters the list of its territory; `seat` is the trait that let it in, or None."""

    applicant: Applicant
    seat: str | None


class _ReservedSeats:
    """The dossiers that hold reserved seats, one seat each, chosen by merit.

    A set of dossiers can be matched to the seats if and only if, for every set of traits, no more
    dossiers bear only these traits than there are seats for them (Hall). A set of traits without
    slack is tight; a dossier can still be added when one of its traits is in no tight set.
    """

    def __init__(self, merit: Sequence[Applicant], reserves: Sequence[Reserve]) -> None:
        self.traits = tuple(reserve.trait for reserve in reserves)
        sizes = range(1, len(self.traits) + 1)
        sets = chain.from_iterable(combinations(self.traits, size) for size in sizes)
        self.trait_sets = [frozenset(traits) for traits in sets]
        self.capacity: Counter[str] = Counter()
        self.held: Counter[frozenset[str]] = Counter()
        self.waiting: dict[frozenset[str], deque[int]] = {}
        for position, applicant in enumerate(merit):
            if profile := applicant.traits.intersection(self.traits):
                self.waiting.setdefault(profile, deque()).append(position)

    def add_seat(self, trait: str) -> tuple[int, str] | None:
        """Open one more seat. The dossier it lets in (place in merit order) and by which trait."""
        self.capacity[trait] += 1
        tight = self._tight_traits()
        able = [profile for profile in self.waiting if self.waiting[profile] and profile - tight]
        if not able:
            return None
        profile = min(able, key=lambda profile: self.waiting[profile][0])
        self.held[profile] += 1
        seat = next(t for t in self.traits if t in profile - tight)
        return self.waiting[profile].popleft(), seat

    def _tight_traits(self) -> frozenset[str]:
        tight = (traits for traits in self.trait_sets if self._slack(traits) == 0)
        return frozenset(chain.from_iterable(tight))

    def _slack(self, traits: frozenset[str]) -> int:
        bound = sum(count for profile, count in self.held.items() if profile <= traits)
        return sum(self.capacity[trait] for trait in traits) - bound


def entries(merit: Sequence[Applicant], reserves: Sequence[Reserve], count: int) -> list[Entry]:
    """Who enters seats 1 to `count` of one territory, from its dossiers in merit order.

    The first k entries are, for every k: the best dossiers that can be matched one-to-one to the
    reserved seats among the first k, then the best of the others. So no number of seats ever
    takes its seat from someone that a smaller number had let in.
    """
    reserved = _ReservedSeats(merit, reserves)
    called: set[int] = set()
    following = iter(range(len(merit)))
    result = []
    for trait in seat_traits(reserves, min(count, len(merit))):
        let_in = reserved.add_seat(trait) if trait is not None else None
        if let_in is None or let_in[0] in called:
            position, seat = next(p for p in following if p not in called), None
        else:
            position, seat = let_in
        called.add(position)
        result.append(Entry(merit[position], seat))
    return result
