"""The dossier and what happens to it."""

from tandem.apps.dossiers.models.dossier import (
    Attachment,
    Complement,
    Dossier,
    OnCall,
    Partner,
    WeekPeriod,
)
from tandem.apps.dossiers.models.life import (
    Deposit,
    FindingReview,
    PartnerAgreement,
    TransitionLog,
)

__all__ = [
    "Attachment",
    "Complement",
    "Deposit",
    "Dossier",
    "FindingReview",
    "OnCall",
    "Partner",
    "PartnerAgreement",
    "TransitionLog",
    "WeekPeriod",
]
