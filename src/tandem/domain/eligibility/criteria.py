"""Every criterion that an edition may name, one place to find them all."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.domain.eligibility import (
    criteria_candidate,
    criteria_filing,
    criteria_funding,
    criteria_parties,
    criteria_project,
    criteria_time,
)
from tandem.domain.eligibility.criterion import Criterion
from tandem.domain.schemes.parse import Shape

ALL: tuple[Criterion, ...] = (
    criteria_parties.recruiter_kind,
    criteria_parties.partner_kind,
    criteria_parties.structure_count,
    criteria_parties.partner_independence,
    criteria_parties.structure_ties,
    criteria_time.contract_duration,
    criteria_time.contract_dates,
    criteria_time.weekly_half_days,
    criteria_time.budget_years,
    criteria_filing.filing_deadline,
    criteria_filing.filer,
    criteria_filing.calendar_order,
    criteria_project.profession,
    criteria_project.missions,
    criteria_project.permanence,
    criteria_project.objectives,
    criteria_project.renewal_length,
    criteria_project.renewal_count,
    criteria_candidate.full_practice,
    criteria_candidate.specialty_diploma,
    criteria_candidate.assistant_ceiling,
    criteria_candidate.former_assistant_title,
    criteria_candidate.opinions,
    criteria_candidate.agreement,
    criteria_funding.agency_rate,
    criteria_funding.remainder,
    criteria_funding.pet_amount,
    criteria_funding.pet_distance,
    criteria_funding.pay_line,
)
CRITERIA: Mapping[str, Criterion] = {criterion.name: criterion for criterion in ALL}
SHAPES: Mapping[str, Shape] = {criterion.name: criterion.shape for criterion in ALL}
