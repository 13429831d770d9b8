"""The one door of a dossier's state, with its log and its journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tandem.apps.accounts.actor import Actor
from tandem.apps.dossiers.models import Dossier, TransitionLog
from tandem.apps.journal import services as journal
from tandem.apps.journal.models import Event
from tandem.domain.workflow.dossier import MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A move to make: by whom, when, why, and what the guards read."""

    name: str
    actor: Actor
    at: datetime
    comment: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)


def lock(dossier: Dossier) -> Dossier:
    """The same dossier, not its call, read again and locked until the end of the transaction."""
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("call")
    return locked.defer("call__rules").get(pk=dossier.pk)


def move(dossier: Dossier, step: Step) -> Event:
    """Change the state of a locked dossier. Raises RefusedError with every reason.

    The caller saves the dossier's other fields in the same transaction.
    """
    MACHINE.check(
        step.name,
        state=dossier.state,
        actor=step.actor.role or "",
        facts=step.facts,
        comment=step.comment,
    ).require()
    before, row = dossier.state, MACHINE.moves[step.name]
    dossier.state = row.target
    dossier.version += 1
    dossier.save()
    TransitionLog.objects.create(
        dossier=dossier,
        move=step.name,
        from_state=before,
        to_state=row.target,
        actor=step.actor.user,
        actor_label=step.actor.label,
        comment=step.comment,
        at=step.at,
    )
    return note(dossier, f"dossier.{step.name}", step)


def note(dossier: Dossier, verb: str, step: Step) -> Event:
    """Write an act about a dossier in the journal."""
    return journal.record(
        journal.Act(
            verb=verb,
            subject_type="dossier",
            subject_id=str(dossier.pk),
            subject_label=str(dossier),
            at=step.at,
            by=step.actor,
            reason=step.comment,
            detail=step.detail,
        )
    )
