"""What a selection publishes: one line per dossier, with its exact reason, and the totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from tandem.domain.kernel.french import euros, number, plural, typography
from tandem.domain.selection import wire

# Changes with any change of method, so that an old list is never judged by a new engine.
ENGINE = "tandem-selection/1"
HUNDREDTH = Fraction(1, 100)


class Status(StrEnum):
    """Where a dossier stands after the selection."""

    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    BELOW_THRESHOLD = "below_threshold"


STATUS_LABELS: dict[Status, str] = {
    Status.SELECTED: "retenu",
    Status.RESERVE: "liste complémentaire",
    Status.NOT_SELECTED: "non retenu",
    Status.BELOW_THRESHOLD: "sous le seuil",
}


class ReasonCode(StrEnum):
    """What decided: a seat, or what was lacking to reach the rank."""

    SEAT = "seat"
    POSTS = "posts"
    BUDGET = "budget"
    POSTS_AND_BUDGET = "posts_and_budget"
    BELOW_THRESHOLD = "below_threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why, in figures. What is missing is what would fund the list down to this rank.

    `pivot` is the dossier that this one had to overtake (never to be shown: its rank is), and
    `points_missing` the gap to it; both are None when even the first place would not do.
    Under the threshold, `points_missing` is the gap to the threshold.
    """

    code: ReasonCode
    posts_missing: int = 0
    cents_missing: int = 0
    pivot: str | None = None
    pivot_rank: int | None = None
    pivot_is_last_funded: bool = False
    points_missing: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One dossier. Rank, seat and cumulated cost are None below the threshold.

    `territory_seat` numbers the seats of the territory; `seat` is the trait that let it in, None
    for an open seat. Money is in cents, the share that the agency pays.
    """

    rank: int | None
    applicant: str
    territory: str
    territory_seat: int | None
    seat: str | None
    score: Fraction
    cost_cents: int
    cumulated_cents: int | None
    status: Status
    reserve_rank: int | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What is committed, against what is open; None is no limit."""

    selected: int
    posts: int | None
    committed_cents: int
    budget_cents: int | None

    @property
    def posts_left(self) -> int | None:
        """Posts that stay vacant."""
        return None if self.posts is None else self.posts - self.selected

    @property
    def left_cents(self) -> int | None:
        """Money that stays unspent."""
        return None if self.budget_cents is None else self.budget_cents - self.committed_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRank:
    """The first dossier that is not funded: what it asks and what it lacks."""

    rank: int
    cost_cents: int
    posts_missing: int
    cents_missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The computed decision: ranked lines in call order, then those below the threshold."""

    engine: str
    inputs_sha256: str
    lines: tuple[Line, ...]
    totals: Totals
    next_rank: NextRank | None

    @property
    def selected(self) -> tuple[str, ...]:
        """Ids of the funded dossiers, in call order."""
        return tuple(line.applicant for line in self.lines if line.status is Status.SELECTED)

    @property
    def seats_by_territory(self) -> dict[str, int]:
        """Funded posts of each territory that has dossiers, by code."""
        given = Counter(line.territory for line in self.lines if line.status is Status.SELECTED)
        return {
            territory: given[territory] for territory in sorted({x.territory for x in self.lines})
        }

    def as_json(self) -> dict[str, Any]:
        """The canonical mapping, to store and publish."""
        mapping: dict[str, Any] = wire.plain(self)
        return mapping

    @classmethod
    def from_json(cls, data: Any) -> Outcome:
        """Read what `as_json` wrote. Raises FormatError (French)."""
        return _read_outcome(data)


def sentence(line: Line, names: Mapping[str, str] | None = None) -> str:
    """The reason of a line in French, figures first. No other dossier is named: its rank is.

    `names` gives the words of territory and trait codes; a code without a name is shown as it is.
    """
    names = names or {}
    place = f" du territoire {names.get(line.territory, line.territory)}" if line.territory else ""
    if line.reason.code is ReasonCode.SEAT:
        return typography(_seat(line, place, names))
    if line.reason.code is ReasonCode.BELOW_THRESHOLD:
        return typography(_below(line))
    return typography(f"Il manque {_means(line.reason)}. {_distance(line.reason, place)}")


def _seat(line: Line, place: str, names: Mapping[str, str]) -> str:
    if not line.territory and not line.seat:
        return f"Rang {line.rank}, couvert par les postes et l’enveloppe."
    reserved = f", réservé au titre « {names.get(line.seat, line.seat)} »" if line.seat else ""
    nth = "1er" if line.territory_seat == 1 else f"{line.territory_seat}e"
    return f"{nth} poste{place}{reserved}."


def _below(line: Line) -> str:
    gap = line.reason.points_missing or Fraction(0)
    return f"Il manque {_points(gap)} pour atteindre le seuil de {number(line.score + gap)}."


def _means(reason: Reason) -> str:
    money = [euros(reason.cents_missing)] if reason.cents_missing else []
    posts = [plural(reason.posts_missing, "poste")] if reason.posts_missing else []
    return " et ".join(money + posts)


def _distance(reason: Reason, place: str) -> str:
    if reason.points_missing is None:
        return f"Même en tête{place or ' de la liste'}, ce dossier n’aurait pas été financé."
    there = place.replace(" du ", " dans le ", 1)
    last = f"dernier financé{there}" if reason.pivot_is_last_funded else f"à dépasser{there}"
    if reason.points_missing == 0:
        return f"À égalité avec le rang {reason.pivot_rank}, {last} ; le tirage au sort publié les départage."
    return f"À {_points(reason.points_missing)} du rang {reason.pivot_rank}, {last}."


def _points(gap: Fraction) -> str:
    if gap < HUNDREDTH / 2:
        return "moins de 0,01 point"
    # French counts in the plural from two, and 1,995 is shown as 2,00.
    return f"{number(gap)} {'points' if gap >= 2 - HUNDREDTH / 2 else 'point'}"


_read_reason = wire.record(
    Reason,
    code=wire.member(ReasonCode),
    posts_missing=wire.whole,
    cents_missing=wire.whole,
    pivot=wire.optional(wire.text),
    pivot_rank=wire.optional(wire.whole),
    pivot_is_last_funded=wire.flag,
    points_missing=wire.optional(wire.fraction),
)
_read_line = wire.record(
    Line,
    rank=wire.optional(wire.whole),
    applicant=wire.text,
    territory=wire.text,
    territory_seat=wire.optional(wire.whole),
    seat=wire.optional(wire.text),
    score=wire.fraction,
    cost_cents=wire.whole,
    cumulated_cents=wire.optional(wire.whole),
    status=wire.member(Status),
    reserve_rank=wire.optional(wire.whole),
    reason=_read_reason,
)
_read_totals = wire.record(
    Totals,
    selected=wire.whole,
    posts=wire.optional(wire.whole),
    committed_cents=wire.whole,
    budget_cents=wire.optional(wire.whole),
)
_read_next_rank = wire.record(
    NextRank,
    rank=wire.whole,
    cost_cents=wire.whole,
    posts_missing=wire.whole,
    cents_missing=wire.whole,
)
_read_outcome = wire.record(
    Outcome,
    engine=wire.text,
    inputs_sha256=wire.text,
    lines=wire.many(_read_line),
    totals=_read_totals,
    next_rank=wire.optional(_read_next_rank),
)
