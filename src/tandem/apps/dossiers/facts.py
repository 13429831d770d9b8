"""From stored rows to facts: a rule never sees a model."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from tandem.apps.candidates.models import Candidate
from tandem.apps.dossiers.models import Dossier, Partner, WeekPeriod
from tandem.apps.territory import selectors as territory
from tandem.domain.eligibility.facts import CandidateFacts, Facts, Filing, Renewal, Segment
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.vocabulary import DocumentKind, FilerRole, Mission, Profession

PERCENT = 100


def segments(week: WeekPeriod) -> list[Segment]:
    """The half-days of a typical week, one segment per structure."""
    period = Period(week.starts_on, week.ends_on)
    places = sorted(set(week.half_days) - {"-"}, key="R123456789".index)
    return [
        Segment(
            place="R123456789".index(place),
            period=period,
            half_days=Decimal(week.half_days.count(place)),
        )
        for place in places
    ]


def _missions(dossier: Dossier) -> frozenset[Mission] | None:
    texts = {
        Mission.CLINICAL: dossier.clinical,
        Mission.TEACHING: dossier.teaching,
        Mission.RESEARCH: dossier.research,
    }
    if not any(texts.values()) and not dossier.description:
        return None
    return frozenset(mission for mission, text in texts.items() if text.strip())


def _candidate(candidate: Candidate | None) -> CandidateFacts | None:
    if candidate is None:
        return None
    return CandidateFacts(
        name=str(candidate),
        rpps=candidate.rpps or None,
        specialty_diploma=candidate.diploma or None,
        diploma_on=candidate.diploma_on,
        thesis_on=candidate.thesis_on,
        registered_on=candidate.registered_on,
        has_consolidation_phase=candidate.has_consolidation_phase,
        months_as_assistant=candidate.months_as_assistant,
        months_as_clinic_head=candidate.months_as_clinic_head,
    )


def shares(dossier: Dossier, partners: list[Partner]) -> tuple[Fraction, ...] | None:
    """The shares of the whole cost, recruiter first; None while one of them is not typed."""
    percents = [dossier.recruiter_share, *(partner.share for partner in partners)]
    if not partners or any(percent is None for percent in percents):
        return None
    return tuple(Fraction(percent) / PERCENT for percent in percents)


def _renewal(dossier: Dossier) -> Renewal | None:
    if not dossier.is_renewal:
        return None
    return Renewal(
        same_project=True,
        same_partners=dossier.renewal_same_partners,
        same_candidate=dossier.renewal_same_candidate,
        months=dossier.renewal_months,
    )


def filing(dossier: Dossier, at: datetime | None = None) -> Filing | None:
    """The act of filing: as it was, or as it would be at this instant; None for a draft."""
    instant = dossier.filed_at or at
    if instant is None:
        return None
    return Filing(at=instant, role=FilerRole.RECRUITER_BAM, structure=dossier.owner.legal_entity_id)


def facts_of(dossier: Dossier, at: datetime | None = None) -> Facts:
    """All that a dossier says. `at` is the instant of a filing that is being tried."""
    partners = list(dossier.partners.all())
    common = [partner.common_direction for partner in partners]
    return Facts(
        recruiter=territory.structure_facts(dossier.recruiter) if dossier.recruiter else None,
        partners=tuple(territory.structure_facts(partner.structure) for partner in partners),
        common_direction=None if not common or None in common else any(common),
        profession=Profession(dossier.profession) if dossier.profession else None,
        specialty=dossier.specialty.name if dossier.specialty else None,
        missions=_missions(dossier),
        objectives=frozenset(dossier.objectives) if dossier.objectives else None,
        objectives_argument=dossier.objectives_argument or None,
        permanence=dossier.permanence or None,
        segments=tuple(s for week in dossier.weeks.all() for s in segments(week)),
        main_place=dossier.main_place,
        distance_km=dossier.distance_km,
        candidate=_candidate(dossier.candidate),
        shares=shares(dossier, partners),
        documents=frozenset(
            DocumentKind(a.kind) for a in dossier.attachments.all() if a.removed_at is None
        ),
        filing=filing(dossier, at),
        renewal=_renewal(dossier),
    )
