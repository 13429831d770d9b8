from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tandem.domain.selection.outcome import (
    STATUS_LABELS,
    Line,
    Outcome,
    Reason,
    ReasonCode,
    Status,
    sentence,
)
from tandem.domain.selection.solve import solve
from tandem.domain.selection.wire import FormatError
from tests.domain.selection.problems import applicant, problem

NAMES = {"94": "Val-de-Marne", "75": "Paris", "deficit": "spécialité en tension"}
LACKING = Reason(
    code=ReasonCode.POSTS_AND_BUDGET,
    posts_missing=1,
    cents_missing=165_535_00,
    pivot="IDF12-012",
    pivot_rank=15,
    pivot_is_last_funded=True,
    points_missing=Fraction(143, 100),
)
LINE = Line(
    rank=25,
    applicant="IDF12-115",
    territory="94",
    territory_seat=3,
    seat=None,
    score=Fraction(6183, 100),
    cost_cents=92_294_00,
    cumulated_cents=2_315_535_00,
    status=Status.RESERVE,
    reserve_rank=2,
    reason=LACKING,
)
SEATED = replace(LINE, territory="75", territory_seat=1, reason=Reason(code=ReasonCode.SEAT))


def saying(**changes):
    return sentence(replace(LINE, reason=replace(LACKING, **changes)), NAMES)


def test_sentence_of_a_dossier_in_reserve():
    assert sentence(LINE, NAMES) == (
        "Il manque 165\u202f535,00\u00a0€ et 1\u00a0poste. "
        "À 1,43 point du rang 15, dernier financé dans le territoire Val-de-Marne."
    )


def test_sentence_of_a_funded_dossier():
    assert sentence(SEATED, NAMES) == "1er poste du territoire Paris."
    assert sentence(SEATED) == "1er poste du territoire 75."
    assert (
        sentence(replace(SEATED, territory="")) == "Rang 25, couvert par les postes et l’enveloppe."
    )


def test_sentence_of_a_reserved_seat():
    assert sentence(replace(SEATED, seat="deficit"), NAMES) == (
        "1er poste du territoire Paris, réservé au titre «\u202fspécialité en tension\u202f»."
    )


@pytest.mark.parametrize(
    ("posts", "cents", "expected"),
    [
        (2, 0, "Il manque 2\u00a0postes. "),
        (0, 73_241_05, "Il manque 73\u202f241,05\u00a0€. "),
        (1, 1, "Il manque 0,01\u00a0€ et 1\u00a0poste. "),
    ],
)
def test_sentence_says_only_what_is_missing(posts, cents, expected):
    assert saying(posts_missing=posts, cents_missing=cents).startswith(expected + "À 1,43")


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (Fraction(701, 100), "À 7,01 points du rang 15, "),
        (Fraction(1994, 1000), "À 1,99 point du rang 15, "),
        (Fraction(1995, 1000), "À 2,00 points du rang 15, "),
        (Fraction(1, 280), "À moins de 0,01 point du rang 15, "),
        (Fraction(1, 200), "À 0,01 point du rang 15, "),
    ],
)
def test_sentence_counts_points_in_french(gap, expected):
    assert expected in saying(points_missing=gap)


def test_sentence_of_a_tie_names_the_draw():
    assert saying(points_missing=Fraction(0)).endswith(
        "À égalité avec le rang 15, dernier financé dans le territoire Val-de-Marne\u202f; "
        "le tirage au sort publié les départage."
    )


def test_sentence_of_a_pivot_that_is_not_the_last_funded():
    assert saying(pivot_is_last_funded=False).endswith(
        "À 1,43 point du rang 15, à dépasser dans le territoire Val-de-Marne."
    )


def test_sentence_without_a_split_speaks_of_the_list():
    line = replace(LINE, territory="")
    assert sentence(line).endswith("À 1,43 point du rang 15, dernier financé.")
    alone = replace(line, reason=Reason(code=ReasonCode.BUDGET, cents_missing=500))
    assert sentence(alone) == (
        "Il manque 5,00\u00a0€. Même en tête de la liste, ce dossier n’aurait pas été financé."
    )


def test_sentence_without_a_pivot_says_that_first_place_would_not_do():
    assert saying(pivot=None, pivot_rank=None, points_missing=None).endswith(
        "Même en tête du territoire Val-de-Marne, ce dossier n’aurait pas été financé."
    )


def test_sentence_below_the_threshold():
    reason = Reason(code=ReasonCode.BELOW_THRESHOLD, points_missing=Fraction(5))
    line = replace(LINE, rank=None, score=Fraction(45), reason=reason)
    assert sentence(line, NAMES) == "Il manque 5,00 points pour atteindre le seuil de 50,00."


def test_every_status_has_a_label():
    assert set(STATUS_LABELS) == set(Status)


def outcome():
    return solve(problem(applicant("A", 90, cost=40), applicant("B", 50, cost=30), posts=1))


def test_as_json_is_plain():
    assert outcome().as_json()["lines"][1] == {
        "rank": 2,
        "applicant": "B",
        "territory": "",
        "territory_seat": 2,
        "seat": None,
        "score": "50/1",
        "cost_cents": 30,
        "cumulated_cents": 70,
        "status": "reserve",
        "reserve_rank": 1,
        "reason": {
            "code": "posts",
            "posts_missing": 1,
            "cents_missing": 0,
            "pivot": "A",
            "pivot_rank": 1,
            "pivot_is_last_funded": True,
            "points_missing": "40/1",
        },
    }


def test_from_json_reads_what_as_json_wrote():
    assert Outcome.from_json(outcome().as_json()) == outcome()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("status", "perdu", "lines > ligne 1 > status > un de ces mots est attendu.: selected,"),
        ("status", ["selected"], "status > un texte est attendu"),
        ("score", None, "lines > ligne 1 > score > un texte est attendu"),
    ],
)
def test_from_json_of_another_form_says_where(field, value, message):
    data = outcome().as_json()
    data["lines"][0][field] = value
    with pytest.raises(FormatError, match=message):
        Outcome.from_json(data)


def test_from_json_refuses_a_flag_that_is_not_one():
    data = outcome().as_json()
    data["lines"][0]["reason"]["pivot_is_last_funded"] = 1
    with pytest.raises(FormatError, match="true ou false est attendu"):
        Outcome.from_json(data)
