"""What a dossier contains, written down once: for the partner's agreement and for the deposit."""

from __future__ import annotations

from typing import Any

from tandem.apps.dossiers.models import Dossier
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import digest

PROJECT = (
    "title", "profession", "description", "need", "clinical", "teaching", "research", "objectives",
    "objectives_argument", "permanence", "is_renewal", "renewal_months", "renewal_same_candidate",
    "renewal_same_partners",
)  # fmt: skip
TIME = ("main_place", "on_call")
CONTACT = (
    "service", "head_of_department", "contact_name", "contact_position", "contact_email",
    "contact_phone",
)  # fmt: skip
CANDIDATE = (
    "civility", "first_name", "last_name", "email", "rpps", "diploma", "diploma_on", "thesis_on",
    "registered_on", "has_consolidation_phase", "months_as_assistant", "months_as_clinic_head",
)  # fmt: skip


def _structure(structure: Structure | None) -> dict[str, Any] | None:
    if structure is None:
        return None
    return {
        "name": structure.name,
        "finess": structure.finess,
        "legal_entity": structure.legal_entity_id,
        "kind": structure.kind,
    }


def _picked(thing: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def agreed_content(dossier: Dossier) -> dict[str, Any]:
    """What a partner agrees to: the structures, the project, the week, the candidate, the money."""
    return {
        "number": dossier.number,
        "rules": dossier.call.rules_sha256,
        "recruiter": _structure(dossier.recruiter),
        "project": _picked(dossier, PROJECT)
        | {"specialty": dossier.specialty.name if dossier.specialty else None},
        "time": _picked(dossier, TIME)
        | {
            "distance_km": None if dossier.distance_km is None else f"{dossier.distance_km:.1f}",
            "weeks": [
                [week.starts_on, week.ends_on, week.half_days] for week in dossier.weeks.all()
            ],
        },
        "candidate": str(dossier.candidate) if dossier.candidate else None,
        "funding": {"recruiter": _percent(dossier.recruiter_share)},
        "partners": [
            {
                "structure": _structure(partner.structure),
                "common_direction": partner.common_direction,
                "share": _percent(partner.share),
            }
            for partner in dossier.partners.all()
        ],
    }


def _percent(value: object) -> str | None:
    return None if value is None else f"{value:.2f}"


def agreed_sha256(dossier: Dossier) -> str:
    """The fingerprint to which an agreement is bound."""
    return digest.sha256(agreed_content(dossier))


def filed_content(dossier: Dossier) -> dict[str, Any]:
    """Everything that is deposited: what was agreed, the contacts, the documents, the agreements."""
    partners = list(dossier.partners.all())
    return {
        **agreed_content(dossier),
        "contact": _picked(dossier, CONTACT),
        "hosts": [
            _picked(partner, ("service", "referent_name", "referent_email")) for partner in partners
        ],
        "candidate_detail": _picked(dossier.candidate, CANDIDATE) if dossier.candidate else None,
        "documents": [
            {
                "kind": attachment.kind,
                "name": attachment.file.name,
                "size": attachment.file.size,
                "sha256": attachment.file.sha256,
            }
            for attachment in dossier.attachments.all()
            if attachment.removed_at is None
        ],
        "agreements": [
            {
                "by": agreement.given_by_label,
                "at": agreement.given_at,
                "sha256": agreement.content_sha256,
            }
            for partner in partners
            for agreement in partner.agreements.all()
        ],
    }
