from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.schemes.scheme import GridCriterion
from tandem.domain.scoring.grid import Mark, read

GRID = tuple(
    GridCriterion(key=key, label=label, hint="", weight=weight)
    for key, label, weight in (
        ("need", "Besoin du territoire", 25),
        ("project", "Projet médical partagé", 20),
        ("permanence", "Pérennisation", 20),
        ("teaching", "Enseignement et recherche", 15),
        ("elderly", "Personne âgée et EHPAD", 10),
        ("shortage", "Spécialité en tension", 10),
    )
)


def marks(*values, comment="Motif"):
    return [
        Mark(criterion=c.key, value=value, comment=comment)
        for c, value in zip(GRID, values, strict=False)
    ]


def test_read_gives_weight_times_mark_over_five():
    reading = read(GRID, marks(3, 4, 5, 1, 2, 0))
    assert reading.points == {
        "need": 15,
        "project": 16,
        "permanence": 20,
        "teaching": 3,
        "elderly": 4,
        "shortage": 0,
    }
    assert reading.total == 58
    assert reading.marked_weight == 100
    assert reading.is_complete
    assert reading.remarks == ()


def test_read_stays_exact_when_the_weight_is_not_a_multiple_of_five():
    grid = (GridCriterion(key="a", label="A", hint="", weight=33),)
    assert read(grid, [Mark(criterion="a", value=2)]).total == Fraction(66, 5)


def test_read_lists_the_criteria_left_to_mark():
    reading = read(GRID, marks(3, 4, 5, 3, 4))
    assert reading.total == 15 + 16 + 20 + 9 + 8
    assert reading.marked_weight == 90
    assert [criterion.key for criterion in reading.missing] == ["shortage"]
    assert not reading.is_complete
    assert reading.remarks == (
        "Il reste un critère à noter\u00a0: «\u202fSpécialité en tension\u202f».",
    )


def test_read_of_nothing_misses_every_criterion():
    reading = read(GRID, [])
    assert reading.total == 0
    assert reading.missing == GRID
    assert reading.remarks[0].startswith("Il reste 6 critères à noter\u00a0: «")


@pytest.mark.parametrize(
    ("value", "comment", "is_complete"),
    [(0, "", False), (1, "  ", False), (1, "Aucun protocole", True), (2, "", True)],
)
def test_read_asks_for_a_comment_under_a_mark(value, comment, is_complete):
    grid = GRID[:1]
    reading = read(grid, [Mark(criterion="need", value=value, comment=comment)])
    assert reading.is_complete is is_complete
    if not is_complete:
        assert reading.uncommented == grid
        assert reading.remarks == (
            "Commentaire attendu pour une note basse\u00a0: «\u202fBesoin du territoire\u202f».",
        )


@pytest.mark.parametrize(("comment_up_to", "is_complete"), [(-1, True), (2, True), (3, False)])
def test_read_takes_the_mark_under_which_a_comment_is_due(comment_up_to, is_complete):
    reading = read(GRID[:1], [Mark(criterion="need", value=3)], comment_up_to=comment_up_to)
    assert reading.is_complete is is_complete


@pytest.mark.parametrize("value", [-1, 6, True, 2.5])
def test_mark_off_the_scale_is_refused_with_an_example(value):
    with pytest.raises(InvalidInputError, match="écrivez un entier de 0 à 5, par exemple 3"):
        Mark(criterion="need", value=value)


def test_read_refuses_a_criterion_that_is_not_in_the_grid():
    with pytest.raises(
        InvalidInputError, match=r"n’est pas dans la grille\. Critères.: need, project"
    ):
        read(GRID, [Mark(criterion="other", value=3)])


def test_read_refuses_a_criterion_marked_twice():
    with pytest.raises(InvalidInputError, match="est noté 2 fois"):
        read(GRID, [Mark(criterion="need", value=3), Mark(criterion="need", value=4)])


@given(st.lists(st.integers(0, 5), min_size=6, max_size=6))
def test_total_is_between_zero_and_a_hundred_and_sums_its_points(values):
    reading = read(GRID, marks(*values))
    assert reading.total == sum(c.weight * v for c, v in zip(GRID, values, strict=True)) / Fraction(
        5
    )
    assert 0 <= reading.total <= 100
