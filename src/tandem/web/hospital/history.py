"""What happened to a dossier, as a hospital may read it: moves, agreements, refused filings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tandem.apps.dossiers.models import Dossier
from tandem.apps.journal import selectors as journal
from tandem.domain.workflow.dossier import ANNOUNCED

# The journal also holds what only the agency may read: it is read by name, never whole.
TOLD = {
    "dossier.created": "Brouillon créé",
    "dossier.agreed": "Accord donné",
    "dossier.filing_refused": "Dépôt refusé",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened, by whom, and the reasons given."""

    at: datetime
    title: str
    by: str
    words: tuple[str, ...] = ()


def of(dossier: Dossier) -> list[Fact]:
    """The history, last first. The reason of a decision is in its letter, not here."""
    moves = [
        Fact(
            at=each.at,
            title=each.done,
            by=each.actor_label,
            words=(each.comment,) if each.comment and each.to_state not in ANNOUNCED else (),
        )
        for each in dossier.transitions.all()
    ]
    noted = [
        Fact(
            at=event.at,
            title=TOLD[event.verb],
            by=event.actor_label,
            words=tuple(event.detail.get("reasons", ())),
        )
        for event in journal.about("dossier", dossier.pk).filter(verb__in=TOLD)
    ]
    return sorted([*moves, *noted], key=lambda fact: fact.at, reverse=True)
