"""Assessment as a whole: order, sections, stages, and what must hold for any facts."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.catalogue.load import load_edition, load_pay
from tandem.domain.eligibility.assess import assess, assess_calendar, assess_section
from tandem.domain.eligibility.criteria import CRITERIA
from tandem.domain.eligibility.facts import Facts
from tandem.domain.kernel.finding import Outcome, Severity
from tandem.domain.schemes.vocabulary import Due, Section
from tests.domain.eligibility.dossiers import FULL, facts, without

EDITION = load_edition("ile-de-france/asp/2025")
COMPUTED = {
    "agency_pays_its_share",
    "former_assistant_title_is_dated",
    "seniority_is_priced",
    "pet_follows_the_week",
    "plan_spans_budget_years",
}
# A space that would break a line before a sign, or a plain apostrophe.
BAD_TYPOGRAPHY = re.compile(r"'|[^\u00a0\u202f][;!?»](?!\w)| [;:!?»€%]|« ")


def outcomes(decision):
    return {finding.rule: finding.outcome for finding in decision}


def test_complete_dossier_meets_every_rule():
    decision = assess(EDITION, FULL)
    assert set(outcomes(decision).values()) == {Outcome.MET}
    assert decision.allowed
    assert decision.undetermined == ()


def test_empty_dossier_is_refused_by_nothing():
    decision = assess(EDITION, Facts())
    assert decision.refusals == ()
    assert {finding.rule for finding in decision.undetermined} == {
        "recruiter_is_eligible",
        "partner_is_eligible",
        "project_has_two_structures",
        "partner_is_independent",
        "contract_lasts_two_years",
        "contract_fits_the_period",
        "dossier_is_in_time",
        "recruiter_office_files",
        "profession_is_covered",
        "structures_pay_the_rest",
    }


def test_findings_follow_the_order_of_the_edition():
    names = [rule.name for rule in EDITION.rules if rule.due is not Due.CALL]
    assert [finding.rule for finding in assess(EDITION, FULL)] == names


@pytest.mark.parametrize("section", Section)
def test_section_shows_its_own_rules_as_the_whole_does(section):
    whole = assess(EDITION, FULL)
    assert assess_section(EDITION, FULL, section) == whole.about(section)


def test_every_section_has_its_rules():
    assert {finding.section for finding in assess(EDITION, FULL)} == set(Section)


def test_what_binds_at_the_start_only_warns_at_filing():
    late = replace(FULL, candidate=replace(FULL.candidate, thesis_on=date(2026, 1, 1)))
    at_filing, at_start = assess(EDITION, late), assess(EDITION, late, due=Due.START)
    assert at_filing.allowed
    assert [finding.rule for finding in at_start.refusals] == ["assistant_may_practise"]
    assert outcomes(at_filing) == outcomes(at_start)


def test_unsigned_agreement_cannot_be_judged_at_the_start():
    unsigned = without(FULL, "agreement_signed_on")
    at_start = assess(EDITION, unsigned, due=Due.START)
    assert [finding.rule for finding in at_start.undetermined] == ["agreement_is_signed"]


def test_calendar_is_judged_apart():
    days = replace(EDITION.calendar, closes_on=date(2025, 6, 10))
    decision = assess_calendar(EDITION, days)
    assert [finding.rule for finding in decision.refusals] == ["calendar_is_in_order"]
    assert assess_calendar(EDITION, EDITION.calendar).allowed


def test_pay_scales_given_replace_those_of_the_edition():
    assert assess(EDITION, FULL, pay=load_pay()) == assess(EDITION, FULL)


def test_every_criterion_serves_a_rule():
    assert {rule.criterion for rule in EDITION.rules} == set(CRITERIA)


@given(facts, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_rules_changes_no_answer(some: Facts, random: Random):
    rules = list(EDITION.rules)
    random.shuffle(rules)
    shuffled = assess(replace(EDITION, rules=tuple(rules)), some)
    assert {f.rule: f for f in shuffled} == {f.rule: f for f in assess(EDITION, some)}


@given(facts)
@settings(max_examples=150, deadline=None)
def test_every_finding_explains_itself(some: Facts):
    for finding in assess(EDITION, some):
        assert finding.reason
        assert finding.citations
        assert (finding.expected == "") == (finding.outcome is Outcome.MET)
        assert BAD_TYPOGRAPHY.findall(finding.reason + finding.expected) == []
        assert "{" not in finding.reason


@given(facts)
@settings(max_examples=100, deadline=None)
def test_computing_rules_never_refuse(some: Facts):
    for finding in assess(EDITION, some):
        if finding.severity in {Severity.COMPUTES, Severity.INFORMS}:
            assert finding.rule in COMPUTED
            assert finding.outcome is not Outcome.UNMET


# Groups whose facts decide together: a week, the structures and their tie, what is asked again.
GROWING = [f.name for f in fields(Facts) if f.name not in {"segments", "renewal"}]


@given(facts, st.sampled_from(GROWING))
@settings(max_examples=200, deadline=None)
def test_one_more_fact_never_makes_a_refusal_uncertain(some: Facts, name: str):
    less = assess(EDITION, without(some, name))
    more = outcomes(assess(EDITION, some))
    for finding in less:
        if finding.outcome is Outcome.UNMET:
            assert more[finding.rule] is not Outcome.UNDETERMINED


@pytest.mark.parametrize("name", [field.name for field in fields(Facts)])
def test_one_fact_less_never_refuses_a_complete_dossier(name):
    assert assess(EDITION, without(FULL, name)).refusals == ()


def test_sentences_of_the_catalogue_are_short_and_well_spaced():
    for rule in EDITION.rules:
        for sentence in re.split(r"(?<=\.) ", f"{rule.plain} {rule.message}"):
            assert len(sentence.split(" ")) <= 25, sentence
        assert BAD_TYPOGRAPHY.findall(rule.plain + rule.title) == []
