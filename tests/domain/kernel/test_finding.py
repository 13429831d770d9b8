from __future__ import annotations

import pytest

from tandem.domain.kernel.finding import (
    Decision,
    Finding,
    Outcome,
    RefusedError,
    Severity,
    allow,
    gather,
    refuse,
)


def finding(outcome, severity=Severity.BLOCKING, section="temps"):
    return Finding(
        rule="r", outcome=outcome, reason="Parce que.", severity=severity, section=section
    )


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("outcome", Outcome)
def test_only_a_blocking_rule_surely_unmet_blocks(outcome, severity):
    blocks = outcome is Outcome.UNMET and severity is Severity.BLOCKING
    decision = Decision((finding(outcome, severity),))
    assert decision.allowed is not blocks
    assert len(decision.refusals) == blocks


def test_lack_of_data_is_no_refusal():
    decision = Decision((finding(Outcome.UNDETERMINED),))
    assert decision.allowed
    assert len(decision.undetermined) == 1
    assert Decision((finding(Outcome.UNDETERMINED, Severity.WARNING),)).undetermined == ()


def test_decision_is_not_a_flag():
    with pytest.raises(TypeError, match="explains itself"):
        bool(allow())


def test_decisions_add_up_in_order():
    first, second = refuse("a", "Un."), refuse("b", "Deux.")
    assert [f.rule for f in first + second] == ["a", "b"]
    assert gather([first, allow(), second]) == first + second


def test_section_keeps_its_own_findings():
    both = Decision((finding(Outcome.MET), finding(Outcome.MET, section="projet")))
    assert both.about("projet").findings == both.findings[1:]


def test_refusal_carries_every_reason():
    error = RefusedError(refuse("a", "Un.") + refuse("b", "Deux."))
    assert str(error) == "Un. Deux."
    assert [f.rule for f in error.decision.refusals] == ["a", "b"]
