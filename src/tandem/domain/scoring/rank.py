"""The score of a dossier: the exact mean of what its jurors gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tandem.domain.scoring.grid import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`mean` is out of 100, `by_criterion` out of each weight and sums to it."""

    mean: Fraction
    by_criterion: Mapping[str, Fraction]
    readings: int


def score(readings: Iterable[Reading]) -> Score | None:
    """Mean of the complete readings, all on one grid; None when no reading is complete.

    An incomplete reading counts for nothing: a part of a grid cannot be compared with a whole.
    Raises ValueError when two complete readings do not have the same criteria.
    """
    complete = [reading for reading in readings if reading.is_complete]
    if not complete:
        return None
    criteria = complete[0].points.keys()
    if any(reading.points.keys() != criteria for reading in complete):
        msg = "readings of one dossier must be on one grid"
        raise ValueError(msg)
    count = len(complete)
    means = {key: sum((r.points[key] for r in complete), Fraction(0)) / count for key in criteria}
    return Score(mean=sum(means.values(), Fraction(0)), by_criterion=means, readings=count)
