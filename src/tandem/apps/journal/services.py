"""Adding to the journal and proving that nobody changed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from tandem.apps.journal.models import ChainHead, Event
from tandem.domain.kernel import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is written down. `by` has `user` and `label` (an Actor); None for the platform."""

    verb: str
    subject_type: str
    subject_id: str
    subject_label: str
    at: datetime
    by: Any = None
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def _content(event: Event) -> dict[str, Any]:
    return {
        "index": event.index,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": str(event.actor_id) if event.actor_id else None,
        "actor_label": event.actor_label,
        "verb": event.verb,
        "subject": [event.subject_type, event.subject_id, event.subject_label],
        "reason": event.reason,
        "detail": event.detail,
        "previous": event.previous_digest,
    }


@transaction.atomic
def record(act: Act) -> Event:
    """Add one link to the chain, inside the caller's transaction."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    event = Event(
        index=head.index + 1,
        at=act.at,
        actor=act.by.user if act.by else None,
        actor_label=act.by.label if act.by else "Tandem",
        verb=act.verb,
        subject_type=act.subject_type,
        subject_id=act.subject_id,
        subject_label=act.subject_label[:200],
        reason=act.reason,
        detail=dict(act.detail),
        previous_digest=head.digest,
    )
    event.digest = digest.sha256(_content(event))
    event.save(force_insert=True)
    head.index, head.digest = event.index, event.digest
    head.save()
    return event


def broken_links() -> list[int]:
    """Indexes of the events that no longer match the chain: empty when nothing was altered."""
    broken, previous, expected = [], "0" * 64, 1
    for event in Event.objects.order_by("index").iterator():
        sound = (
            event.index == expected
            and event.previous_digest == previous
            and event.digest == digest.sha256(_content(event))
        )
        if not sound:
            broken.append(event.index)
        previous, expected = event.digest, event.index + 1
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if (head.index, head.digest) != (expected - 1, previous):
        broken.append(head.index)
    return broken
