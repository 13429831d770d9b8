from __future__ import annotations

from fractions import Fraction

import pytest

from tandem.apps.dossiers.models import Dossier
from tandem.apps.selection.selectors import ListedDossier
from tandem.domain.selection.outcome import Status
from tandem.domain.selection.override import Override, override
from tandem.domain.selection.problem import Applicant, Problem, SelectionRules
from tandem.domain.selection.solve import solve
from tandem.web.agency import sitting_list

COST = 92_294_00


def solved(count, **rules):
    """`count` dossiers of decreasing score, all at one cost; the last scores 1 out of 100."""
    applicants = tuple(
        Applicant(id=f"{n:02}", label=f"D-{n:02}", territory="", score=Fraction(count - n),
                  cost_cents=COST)
        for n in range(count)
    )  # fmt: skip
    return solve(Problem(applicants=applicants, rules=SelectionRules(**rules), seed="s"))


def listed(outcome, *changes):
    lines = override(outcome, changes).lines
    return [ListedDossier(line=line, dossier=Dossier(), reason="") for line in lines]


def shown(outcome, *changes, is_whole=False):
    found = sitting_list.items(listed(outcome, *changes), outcome, is_whole=is_whole)
    return [
        item.listed.line.computed.rank if item.kind == "row" else getattr(item, "words", "—")
        for item in found
    ]


def changed(applicant, status):
    return Override(applicant=applicant, to_status=status, motive="Motif.")


def test_items_fold_the_middle_of_both_sides():
    outcome = solved(30, posts=12, reserve_length=2)
    assert shown(outcome) == [
        1, 2, 3, "Montrer les rangs 4 à 7, tous financés", 8, 9, 10, 11, 12,
        "—",
        13, 14, 15, 16, 17, "Montrer les rangs 18 à 30, non retenus",
    ]  # fmt: skip


def test_items_whole_shows_every_rank():
    outcome = solved(30, posts=12, reserve_length=2)
    assert shown(outcome, is_whole=True) == [*range(1, 13), "—", *range(13, 31)]


def test_items_of_a_short_list_folds_nothing():
    assert shown(solved(10, posts=8, reserve_length=1)) == [*range(1, 9), "—", 9, 10]


def test_items_never_fold_what_the_committee_changed():
    outcome = solved(30, posts=12, reserve_length=2)
    changes = (changed("05", Status.NOT_SELECTED), changed("19", Status.SELECTED))
    assert shown(outcome, *changes) == [
        1, 2, 3, "Montrer les rangs 4 et 5, tous financés", 6, 7, 8, 9, 10, 11, 12,
        "—",
        13, 14, 15, 16, 17, "Montrer les rangs 18 et 19, non retenus", 20,
        "Montrer les rangs 21 à 30, non retenus",
    ]  # fmt: skip


def test_items_fold_apart_those_below_the_threshold():
    outcome = solved(12, posts=1, reserve_length=0, threshold=Fraction(5))
    assert shown(outcome)[-2:] == [
        "Montrer les rangs 5 à 8, non retenus",
        "Montrer 4\u00a0dossiers, sous le seuil",
    ]


@pytest.mark.parametrize(
    ("rules", "title", "detail"),
    [
        (
            {"posts": 2},
            "Frontière\u00a0: 2\u00a0postes financés",
            (
                "184\u202f588\u00a0€ engagés. Tous les postes ouverts sont pourvus. La liste s’arrête "
                "ici, sans sauter de dossier."
            ),
        ),
        (
            {"budget_cents": 100_000_00},
            "Frontière\u00a0: 1\u00a0poste financé",
            (
                "92\u202f294\u00a0€ sur 100\u202f000\u00a0€. Il reste 7\u202f706\u00a0€. Le rang 2 "
                "demande 92\u202f294\u00a0€. La liste s’arrête ici, sans sauter de dossier."
            ),
        ),
        (
            {"posts": 9},
            "Frontière\u00a0: 3\u00a0postes financés",
            "276\u202f882\u00a0€ engagés. Tous les dossiers classés sont financés.",
        ),
        (
            {"budget_cents": 0},
            "Frontière\u00a0: 0\u00a0poste financé",
            (
                "0\u00a0€ sur 0\u00a0€. Il reste 0\u00a0€. Le rang 1 demande 92\u202f294\u00a0€. "
                "La liste s’arrête ici, sans sauter de dossier."
            ),
        ),
    ],
)
def test_frontier_says_where_the_list_stops_and_why(rules, title, detail):
    outcome = solved(3, **rules)
    frontier = sitting_list.frontier_of(outcome.totals, outcome.next_rank)
    assert (frontier.title, frontier.detail) == (title, detail)


def test_row_words_keep_what_was_computed_beside_what_was_decided():
    outcome = solved(4, posts=2, reserve_length=1)
    rows = [
        sitting_list.Row(listed=each, is_below=False)
        for each in listed(
            outcome, changed("01", Status.NOT_SELECTED), changed("02", Status.SELECTED)
        )
    ]
    assert [(row.word, row.computed_word, row.state) for row in rows] == [
        ("Financé", "financé", "selected"),
        ("Non retenu", "financé", "not_selected"),
        ("Financé", "liste complémentaire, rang 1", "selected"),
        ("Non retenu", "non retenu", "not_selected"),
    ]
