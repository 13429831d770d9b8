"""Reading the outbox: how much waits, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from tandem.apps.messaging.models import Message


@dataclass(frozen=True, slots=True)
class Waiting:
    """Mails that are not sent yet; `since` is when the oldest was written, None when none waits."""

    count: int
    since: datetime | None


def waiting() -> Waiting:
    """What the outbox still has to send."""
    found = Message.objects.filter(sent_at=None).aggregate(
        count=Count("pk"), since=Min("created_at")
    )
    return Waiting(found["count"], found["since"])
