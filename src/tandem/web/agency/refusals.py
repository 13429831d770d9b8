"""From the refusals of a service to the errors of the form that asked."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from tandem.domain.kernel.finding import Decision, Finding
from tandem.domain.kernel.french import typography

NOWHERE: Mapping[str, str] = {}


def sentence(finding: Finding) -> str:
    """What is wrong, then what to do."""
    return typography(" ".join(part for part in (finding.reason, finding.expected) if part))


def add_refusals(form: forms.Form, decision: Decision, places: Mapping[str, str] = NOWHERE) -> None:
    """Every reason of a refusal, beside its field when `places` (rule to field) knows one."""
    for finding in decision.refusals:
        form.add_error(places.get(finding.rule), sentence(finding))
