from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from tandem.domain.kernel.errors import InvalidInputError, TandemError
from tandem.domain.selection.problem import Applicant, Problem, ProblemError, SelectionRules
from tandem.domain.selection.wire import FormatError
from tests.domain.selection.problems import QUICK, applicant, problem, problems, reserve

CASE = problem(
    applicant("B", "361/5", "93", traits={"zone", "deficit"}),
    applicant("A", 60, "75"),
    weights={"93": 126, "75": 112},
    carry={"75": 3},
    reserves=(reserve("deficit", "1/5"),),
    threshold=Fraction(50),
    posts=24,
    budget_cents=2_150_000_00,
    reserve_length=6,
)


def test_as_json_is_canonical():
    assert CASE.as_json() == {
        "applicants": [
            {
                "id": "A",
                "label": "Projet A",
                "territory": "75",
                "score": "60/1",
                "cost_cents": 9229400,
                "establishment": "",
                "traits": [],
            },
            {
                "id": "B",
                "label": "Projet B",
                "territory": "93",
                "score": "361/5",
                "cost_cents": 9229400,
                "establishment": "",
                "traits": ["deficit", "zone"],
            },
        ],
        "rules": {
            "weights": {"75": 112, "93": 126},
            "carry": {"75": 3},
            "reserves": [{"trait": "deficit", "share": "1/5", "basis": "Réglage de l’agence"}],
            "threshold": "50/1",
            "posts": 24,
            "budget_cents": 215000000,
            "reserve_length": 6,
        },
        "seed": "appel-12",
    }


@QUICK
@given(problems())
def test_from_json_reads_what_as_json_wrote(case):
    assert Problem.from_json(json.loads(json.dumps(case.as_json()))) == case


def test_sha256_changes_with_any_input():
    other_seed = replace(CASE, seed="appel-13")
    other_rules = replace(CASE, rules=replace(CASE.rules, posts=25))
    other_dossiers = replace(CASE, applicants=CASE.applicants[:1])
    prints = {case.sha256 for case in (CASE, other_seed, other_rules, other_dossiers)}
    assert len(prints) == 4
    assert len(CASE.sha256) == 64


def test_sha256_does_not_depend_on_the_order_of_the_dossiers():
    assert replace(CASE, applicants=CASE.applicants[::-1]).sha256 == CASE.sha256


def changed(**changes):
    return lambda data: {**data, **changes}


def first_applicant(**changes):
    return lambda data: {**data, "applicants": [{**data["applicants"][0], **changes}]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: [], "un objet est attendu"),
        (changed(seed=3), r"seed > un texte est attendu, et non 3"),
        (changed(extra=1), "champs manquants ou inconnus.: extra"),
        (lambda _: {"seed": "s"}, "champs manquants ou inconnus.: applicants et rules"),
        (changed(applicants={}), "applicants > une liste est attendue"),
        (
            first_applicant(cost_cents="12"),
            "applicants > ligne 1 > cost_cents > un entier est attendu, par exemple 24, et non",
        ),
        (first_applicant(cost_cents=True), "cost_cents > un entier est attendu"),
        (first_applicant(score=72.2), "score > un texte est attendu"),
        (first_applicant(score="beaucoup"), "score > une fraction est attendue"),
        (first_applicant(score="1/0"), "score > une fraction est attendue"),
        (first_applicant(traits=[1]), "traits > ligne 1 > un texte est attendu"),
        (
            lambda data: {**data, "rules": {**data["rules"], "weights": {"75": "x"}}},
            "rules > weights > 75 > un entier est attendu",
        ),
    ],
)
def test_from_json_of_another_form_says_where(change, message):
    with pytest.raises(FormatError, match=message):
        Problem.from_json(change(CASE.as_json()))


RULE_FAULTS = {
    "no_limit": ({}, "Ni postes ni enveloppe.: fixez au moins l’un des deux"),
    "negative_posts": ({"posts": -1}, "Valeur négative .nombre de postes."),
    "negative_budget": ({"budget_cents": -1}, "Valeur négative .enveloppe."),
    "negative_reserve": (
        {"posts": 1, "reserve_length": -1},
        "Valeur négative .longueur de la réserve.",
    ),
    "null_weight": ({"posts": 1, "weights": {"75": 0}}, "Territoire «.75.».: le poids 0"),
    "unknown_carry": (
        {"posts": 1, "weights": {"75": 1}, "carry": {"93": 1}},
        "Report «.93.».: ce territoire n’a pas de poids. Territoires connus.: 75",
    ),
    "negative_carry": (
        {"posts": 1, "weights": {"75": 1}, "carry": {"75": -2}},
        "Report «.75.».: −?-?2 poste est négatif",
    ),
    "null_share": ({"posts": 1, "reserves": (reserve("a", 0),)}, "la part doit dépasser 0.%"),
    "shares_over_one": (
        {"posts": 1, "reserves": (reserve("a", "3/5"), reserve("b", "3/5"))},
        "Les parts réservées font 120.% des sièges",
    ),
    "same_reserve_twice": (
        {"posts": 1, "reserves": (reserve("a", "1/5"), reserve("a", "1/5"))},
        "La réserve «.a.» figure 2 fois",
    ),
    "too_many_reserves": (
        {"posts": 1, "reserves": tuple(reserve(f"t{i}", "1/20") for i in range(9))},
        "9 réserves.: le moteur en calcule 8 au plus",
    ),
    "no_basis": (
        {"posts": 1, "reserves": (replace(reserve("a", "1/5"), basis=" "),)},
        "Réserve «.a.».: citez le texte",
    ),
}


@pytest.mark.parametrize(("rules", "message"), RULE_FAULTS.values(), ids=RULE_FAULTS)
def test_rules_that_cannot_be_run_are_refused_in_french(rules, message):
    with pytest.raises(ProblemError, match=message):
        SelectionRules(**rules)


def test_dossier_given_twice_is_refused():
    with pytest.raises(ProblemError, match=r"Le dossier «.A.» figure 2 fois"):
        problem(applicant("A", 60), applicant("A", 50), posts=1)


def test_dossier_of_an_unknown_territory_is_refused():
    with pytest.raises(ProblemError, match=r"le territoire «.98.» n’a pas de poids. .*75 et 93"):
        problem(applicant("A", 60, "98"), posts=1, weights={"93": 1, "75": 1})


def test_dossier_of_negative_cost_is_refused_with_an_example():
    with pytest.raises(ProblemError, match=r"le coût −12,00.€ est négatif. .* 92.294,00.€"):
        problem(applicant("A", 60, cost=-1200), posts=1)


def test_blank_seed_is_refused():
    with pytest.raises(ProblemError, match="La graine du tirage au sort est vide"):
        problem(applicant("A", 60), posts=1, seed=" ")


def test_every_fault_is_said_at_once():
    with pytest.raises(ProblemError) as caught:
        problem(applicant("A", 60, cost=-1), applicant("A", 50), posts=1, seed="")
    assert len(caught.value.reasons) == 3
    assert isinstance(caught.value, InvalidInputError)
    assert isinstance(caught.value, TandemError)


def test_rules_keep_their_own_copy_of_the_weights():
    weights = {"75": 1}
    rules = SelectionRules(weights=weights, posts=1)
    weights["93"] = 2
    assert rules.weights == {"75": 1}


def test_without_weights_there_is_one_territory():
    rules = SelectionRules(posts=1)
    anyone = Applicant(id="A", label="", territory="75", score=Fraction(1), cost_cents=0)
    assert rules.claims == {"": 1}
    assert rules.territory_of(anyone) == ""
