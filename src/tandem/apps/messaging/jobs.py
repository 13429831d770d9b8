"""What the worker does in the background. Nothing legal depends on it."""

from __future__ import annotations

from django_q.models import Schedule

from tandem.apps.foundation import clock
from tandem.apps.messaging import services

SEND = "tandem.apps.messaging.jobs.send"


def send() -> str:
    """Send the mails that wait; the result is kept by the queue."""
    sent, failed = services.send_waiting(at=clock.now())
    return f"{sent} sent, {failed} to try again"


def plan() -> None:
    """Have the outbox emptied every minute."""
    Schedule.objects.update_or_create(
        name="outbox", defaults={"func": SEND, "schedule_type": Schedule.MINUTES, "minutes": 1}
    )
