from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.schemes.scheme import GridCriterion
from tandem.domain.scoring.grid import Mark, read
from tandem.domain.scoring.rank import Score, score

GRID = (
    GridCriterion(key="need", label="Besoin", hint="", weight=60),
    GridCriterion(key="project", label="Projet", hint="", weight=40),
)


def reading(need, project):
    marks = [Mark(criterion="need", value=need, comment="Motif")]
    if project is not None:
        marks.append(Mark(criterion="project", value=project, comment="Motif"))
    return read(GRID, marks)


def test_score_is_the_exact_mean_of_three_readings():
    assert score([reading(5, 5), reading(4, 3), reading(4, 3)]) == Score(
        mean=Fraction(244, 3),
        by_criterion={"need": Fraction(52), "project": Fraction(88, 3)},
        readings=3,
    )


def test_score_leaves_incomplete_readings_out():
    assert score([reading(5, None), reading(2, 3)]) == score([reading(2, 3)])


def test_score_without_a_complete_reading_is_none():
    assert score([]) is None
    assert score([reading(5, None)]) is None


def test_score_refuses_readings_on_two_grids():
    other = read(GRID[:1], [Mark(criterion="need", value=3)])
    with pytest.raises(ValueError, match="one grid"):
        score([reading(3, 3), other])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6))
def test_score_does_not_depend_on_the_order_of_the_readings(values):
    readings = [reading(*pair) for pair in values]
    result = score(readings)
    assert result == score(reversed(readings))
    assert result is not None
    assert result.mean == sum(result.by_criterion.values())
    assert min(r.total for r in readings) <= result.mean <= max(r.total for r in readings)
