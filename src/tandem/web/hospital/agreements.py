"""Who agreed to what: an agreement is bound to the content that its author read."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Dossier, PartnerAgreement


@dataclass(frozen=True, slots=True)
class PartnerState:
    """Whether a partner agreed to the dossier as it stands; outdated: to an earlier content."""

    name: str
    agreement: PartnerAgreement | None
    is_outdated: bool


def agreements_of(dossier: Dossier) -> list[PartnerState]:
    """The agreement of each partner."""
    sha256 = content.agreed_sha256(dossier)
    states = []
    for partner in dossier.partners.all():
        given = selectors.valid_agreement(partner, sha256)
        outdated = given is None and bool(partner.agreements.all())
        states.append(PartnerState(str(partner.structure), given, outdated))
    return states
