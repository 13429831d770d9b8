from __future__ import annotations

import ast
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import pytest

from tandem.domain.selection import verify as verify_module
from tandem.domain.selection.outcome import NextRank, ReasonCode, Status
from tandem.domain.selection.solve import solve
from tandem.domain.selection.verify import PROMISES, verify
from tests.domain.selection.problems import applicant, problem, reserve

CASE = problem(
    applicant("A", 90, "75", cost=40, traits={"zone"}),
    applicant("B", 80, "75", cost=50),
    applicant("C", 80, "93", cost=40),
    applicant("D", 70, "93", cost=30, traits={"deficit", "zone"}),
    applicant("E", 60, "75", cost=40, traits={"deficit"}),
    applicant("F", 60, "93", cost=20),
    applicant("G", 55, "75", cost=10),
    applicant("H", 20, "93", cost=10),
    applicant("I", 10, "75", cost=10),
    weights={"75": 3, "93": 2},
    carry={"75": 1},
    reserves=(reserve("deficit", "1/3"), reserve("zone", "1/3")),
    threshold=Fraction(30),
    posts=5,
    budget_cents=170,
    reserve_length=2,
)
OUTCOME = solve(CASE)


def others(value):
    """Other values of the same kind."""
    match value:
        case None:
            return [1, "zone"]
        case bool():
            return [not value]
        case Status():
            return [status for status in Status if status is not value]
        case ReasonCode():
            return [code for code in ReasonCode if code is not value]
        case int() | Fraction():
            return [value + 1, value - 1]
        case str():
            return ["other", "", "A", "75"]
    raise AssertionError(value)


def tampered_reasons(line):
    for field in fields(line.reason):
        value = getattr(line.reason, field.name)
        for other in others(value):
            if other != value:
                yield replace(line, reason=replace(line.reason, **{field.name: other}))


def tampered_lines(line):
    for field in fields(line):
        value = getattr(line, field.name)
        if field.name == "reason":
            yield from tampered_reasons(line)
        else:
            yield from (replace(line, **{field.name: x}) for x in others(value) if x != value)


def tampered_outcomes():
    lines = OUTCOME.lines
    for i, line in enumerate(lines):
        for other in tampered_lines(line):
            yield replace(OUTCOME, lines=(*lines[:i], other, *lines[i + 1 :]))
        yield replace(OUTCOME, lines=(*lines[:i], *lines[i + 1 :]))
        yield replace(OUTCOME, lines=(*lines, line))
    for name in ("selected", "posts", "committed_cents", "budget_cents"):
        for other in others(getattr(OUTCOME.totals, name)):
            yield replace(OUTCOME, totals=replace(OUTCOME.totals, **{name: other}))
    for name in ("rank", "cost_cents", "posts_missing", "cents_missing"):
        for other in others(getattr(OUTCOME.next_rank, name)):
            yield replace(OUTCOME, next_rank=replace(OUTCOME.next_rank, **{name: other}))
    yield replace(OUTCOME, next_rank=None)
    yield replace(OUTCOME, engine="tandem-selection/0")
    yield replace(OUTCOME, inputs_sha256="0" * 64)


def test_the_case_has_every_status():
    assert {line.status for line in OUTCOME.lines} == set(Status)
    assert {line.seat for line in OUTCOME.lines} == {None, "deficit", "zone"}
    assert verify(CASE, OUTCOME) == []


def test_verify_catches_any_single_tampering():
    outcomes = list(tampered_outcomes())
    assert len(outcomes) > 250
    assert [x for x in outcomes if not verify(CASE, x)] == []


def renumbered(order):
    """A list in another order, all its ranks and sums put right: only the rule is broken."""
    spent, lines = 0, []
    for rank, line in enumerate(order, start=1):
        spent += line.cost_cents
        lines.append(replace(line, rank=rank, cumulated_cents=spent))
    return lines


def test_verify_catches_any_two_dossiers_that_change_places():
    listed = [line for line in OUTCOME.lines if line.rank]
    below = OUTCOME.lines[len(listed) :]
    for i in range(len(listed)):
        for j in range(i):
            order = list(listed)
            order[i], order[j] = order[j], order[i]
            swapped = replace(OUTCOME, lines=(*renumbered(order), *below))
            rules = {violation.rule for violation in verify(CASE, swapped)}
            assert rules & {"territory_of_seat", "choice", "status_and_reason"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"seed": "another"}, "inputs"),
        ({"rules": replace(CASE.rules, posts=6)}, "inputs"),
        ({"rules": replace(CASE.rules, weights={"75": 1, "93": 2})}, "inputs"),
    ],
)
def test_verify_catches_another_problem(change, rule):
    violations = verify(replace(CASE, **change), OUTCOME)
    assert violations[0].rule == rule


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"75": 1, "93": 9}},
        {"carry": {}},
        {"reserves": ()},
        {"posts": 1},
        {"budget_cents": 80},
        {"threshold": None},
        {"reserve_length": 0},
    ],
)
def test_verify_catches_other_rules_even_under_the_right_fingerprint(change):
    other = replace(CASE, rules=replace(CASE.rules, **change))
    forged = replace(solve(other), inputs_sha256=CASE.sha256)
    assert verify(CASE, forged) != []


def test_violation_says_the_promise_the_dossier_and_both_values():
    first = replace(OUTCOME.lines[0], score=Fraction(91))
    violations = verify(CASE, replace(OUTCOME, lines=(first, *OUTCOME.lines[1:])))
    assert [(v.rule, v.applicant) for v in violations] == [("data_of_dossier", first.applicant)]
    assert violations[0].message.startswith(
        "Rang, cumul, note, coût et territoire sont exacts. "
        f"Dossier «\u202f{first.applicant}\u202f»\u00a0: attendu"
    )


def test_verify_says_that_the_list_has_a_next_rank():
    forged = replace(
        OUTCOME, next_rank=NextRank(rank=9, cost_cents=1, posts_missing=1, cents_missing=0)
    )
    assert [violation.rule for violation in verify(CASE, forged)] == ["next_rank"]
    assert set(PROMISES) >= {"next_rank", "totals", "choice"}


def test_verify_shares_no_code_with_the_solver():
    tree = ast.parse(Path(verify_module.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & {"tandem.domain.selection.solve", "tandem.domain.selection.seats"}
