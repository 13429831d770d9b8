"""The situations of tests/cases, read by a lawyer, run by one test."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tandem.catalogue.load import edition_keys, load_edition
from tandem.commands.dossier_file import facts_from
from tandem.domain.eligibility.assess import assess, assess_calendar
from tandem.domain.kernel.finding import Finding, Outcome, Severity
from tandem.domain.schemes.scheme import Edition

ROOT = Path(__file__).parent
# A computing or informing rule has a figure or none; an order of days is always known.
NEVER_UNMET = {Severity.COMPUTES, Severity.INFORMS}
NEVER_UNDETERMINED = {"calendar_is_in_order"}


def read(key: str) -> list[dict[str, Any]]:
    paths = sorted((ROOT / key).glob("*.toml"))
    return [
        tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal) | {"file": path.stem}
        for path in paths
    ]


FILES = {key: read(key) for key in edition_keys()}
CASES = [
    pytest.param(key, file["rule"], case, id=f"{file['rule']}: {case['name']}")
    for key, files in FILES.items()
    for file in files
    for case in file["cases"]
]
RULES = [
    pytest.param(key, rule.name, id=rule.name)
    for key in edition_keys()
    for rule in load_edition(key).rules
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def finding_of(edition: Edition, rule: str, case: dict[str, Any]) -> Finding:
    if "calendar" in case:
        days: dict[str, date] = case["calendar"]
        decision = assess_calendar(edition, replace(edition.calendar, **days))
    else:
        decision = assess(edition, facts_from(case.get("facts", {})))
    return next(finding for finding in decision if finding.rule == rule)


@pytest.mark.parametrize(("key", "rule", "case"), CASES)
def test_case_is_judged_as_a_lawyer_expects(key, rule, case):
    finding = finding_of(load_edition(key), rule, case)
    assert finding.outcome.value == case["expect"]
    assert plain(case.get("says", "")) in plain(finding.reason)
    assert finding.reason.endswith(".")
    if finding.outcome is Outcome.MET:
        assert finding.expected == ""
    else:
        assert "par exemple" in plain(finding.expected)


def cases_of(key: str, rule: str) -> dict[str, Any]:
    [found] = [file for file in FILES[key] if file["rule"] == rule]
    return found


@pytest.mark.parametrize(("key", "rule"), RULES)
def test_rule_has_cases_met_unmet_undetermined_and_boundary(key, rule):
    due = {"met", "unmet", "undetermined"}
    if load_edition(key).rule(rule).severity in NEVER_UNMET:
        due -= {"unmet"}
    if rule in NEVER_UNDETERMINED:
        due -= {"undetermined"}
    cases = cases_of(key, rule)["cases"]
    assert {case["expect"] for case in cases} == due
    assert any(case.get("boundary") for case in cases)


@pytest.mark.parametrize(("key", "rule"), RULES)
def test_cases_quote_the_text_of_their_rule(key, rule):
    cases, citations = cases_of(key, rule), load_edition(key).rule(rule).citations
    assert cases["file"] == rule
    assert cases["locator"] in [citation.locator for citation in citations]
    assert cases.get("quote") in [citation.fragment for citation in citations] + [None]


@pytest.mark.parametrize("key", edition_keys())
def test_no_case_is_left_without_a_rule(key):
    assert {file["rule"] for file in FILES[key]} == {rule.name for rule in load_edition(key).rules}
