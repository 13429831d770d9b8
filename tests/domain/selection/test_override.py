from __future__ import annotations

import pytest
from hypothesis import given

from tandem.domain.selection.outcome import Status, Totals
from tandem.domain.selection.override import Override, OverrideError, override
from tandem.domain.selection.solve import solve
from tests.domain.selection.problems import QUICK, applicant, problem, problems

OUTCOME = solve(
    problem(
        *(
            applicant(key, score, cost=cost)
            for key, score, cost in (
                ("A", 90, 4000),
                ("B", 80, 4000),
                ("C", 70, 5000),
                ("D", 60, 4000),
                ("E", 50, 1000),
            )
        ),
        posts=2,
        budget_cents=9500,
        reserve_length=2,
    )
)


def change(key, status, motive="Besoin confirmé en séance"):
    return Override(applicant=key, to_status=status, motive=motive)


def refused(*changes):
    with pytest.raises(OverrideError) as caught:
        override(OUTCOME, changes)
    return caught.value.reasons


def test_override_swaps_two_dossiers_and_keeps_both_statuses():
    final = override(
        OUTCOME,
        [change("B", Status.NOT_SELECTED, " Projet retiré "), change("C", Status.SELECTED)],
    )
    assert [(x.computed.status, x.status, x.reserve_rank, x.motive) for x in final.lines] == [
        (Status.SELECTED, Status.SELECTED, None, None),
        (Status.SELECTED, Status.NOT_SELECTED, None, "Projet retiré"),
        (Status.RESERVE, Status.SELECTED, None, "Besoin confirmé en séance"),
        (Status.RESERVE, Status.RESERVE, 1, None),
        (Status.NOT_SELECTED, Status.NOT_SELECTED, None, None),
    ]
    assert (final.entering, final.leaving) == (("C",), ("B",))
    assert final.totals == Totals(selected=2, posts=2, committed_cents=9000, budget_cents=9500)
    assert final.totals.left_cents == 500
    assert [line.is_changed for line in final.lines] == [False, True, True, False, False]


def test_override_numbers_the_reserve_again_in_call_order():
    final = override(OUTCOME, [change("B", Status.RESERVE), change("E", Status.RESERVE)])
    assert [line.reserve_rank for line in final.lines] == [None, 1, 2, 3, 4]


def test_override_with_nothing_is_the_computed_list():
    final = override(OUTCOME, [])
    assert [line.status for line in final.lines] == [line.status for line in OUTCOME.lines]
    assert final.totals == OUTCOME.totals
    assert (final.entering, final.leaving) == ((), ())


def test_override_may_keep_a_dossier_below_the_threshold():
    outcome = solve(problem(applicant("A", 90), applicant("B", 10), threshold=50, posts=2))
    final = override(outcome, [change("B", Status.SELECTED)])
    assert final.totals.selected == 2
    assert final.lines[1].computed.status is Status.BELOW_THRESHOLD


@pytest.mark.parametrize("motive", ["", "  "])
def test_override_without_a_motive_is_refused(motive):
    assert refused(change("B", Status.RESERVE, motive)) == (
        (
            "Dossier «\u202fB\u202f»\u00a0: écrivez le motif, par exemple "
            "«\u202fSpécialité en tension, critère publié\u202f»."
        ),
    )


def test_override_of_an_unknown_dossier_is_refused():
    assert refused(change("Z", Status.SELECTED)) == (
        "Dossier «\u202fZ\u202f»\u00a0: il n’est pas dans cette sélection. Vérifiez son numéro.",
    )


def test_override_of_the_same_dossier_twice_is_refused():
    assert refused(change("B", Status.RESERVE), change("B", Status.NOT_SELECTED)) == (
        "Dossier «\u202fB\u202f»\u00a0: 2 changements demandés, un seul est possible.",
    )


def test_override_that_changes_nothing_is_refused():
    assert refused(change("B", Status.SELECTED)) == (
        (
            "Dossier «\u202fB\u202f»\u00a0: il est déjà en «\u202fretenu\u202f». "
            "Retirez ce changement."
        ),
    )


def test_override_to_below_the_threshold_is_refused():
    assert refused(change("B", Status.BELOW_THRESHOLD)) == (
        (
            "Dossier «\u202fB\u202f»\u00a0: «\u202fsous le seuil\u202f» se calcule. "
            "Choisissez retenu, liste complémentaire ou non retenu."
        ),
    )


def test_override_beyond_posts_and_envelope_says_both():
    assert refused(change("C", Status.SELECTED)) == (
        "3\u00a0dossiers retenus pour 2\u00a0postes\u00a0: retirez-en 1.",
        (
            "L’enveloppe de 95,00\u00a0€ est dépassée de 35,00\u00a0€\u00a0: "
            "retirez au moins ce montant."
        ),
    )


def test_override_beyond_the_posts_alone():
    assert refused(change("E", Status.SELECTED)) == (
        "3\u00a0dossiers retenus pour 2\u00a0postes\u00a0: retirez-en 1.",
    )


def test_final_list_has_a_plain_form():
    data = override(OUTCOME, [change("B", Status.NOT_SELECTED)]).as_json()
    assert data["totals"]["committed_cents"] == 4000
    assert data["lines"][1]["computed"]["status"] == "selected"
    assert data["lines"][1]["status"] == "not_selected"


@QUICK
@given(problems())
def test_override_that_sends_everyone_away_commits_nothing(case):
    outcome = solve(case)
    final = override(outcome, [change(key, Status.NOT_SELECTED) for key in outcome.selected])
    assert (final.totals.selected, final.totals.committed_cents) == (0, 0)
    assert final.leaving == outcome.selected


def test_override_error_names_a_dossier_by_its_label():
    with pytest.raises(OverrideError) as caught:
        override(OUTCOME, [change("A", Status.SELECTED)], {"A": "IDF12-001"})
    assert caught.value.reasons == (
        "Dossier «\u202fIDF12-001\u202f»\u00a0: il est déjà en «\u202fretenu\u202f». Retirez ce changement.",
    )
