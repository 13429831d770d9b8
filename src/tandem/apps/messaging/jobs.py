"""What the worker does in the background. Nothing legal depends on it."""

from __future__ import annotations

import time

from django_q.models import Schedule
from django_q.tasks import async_task

from tandem.apps.foundation import clock
from tandem.apps.messaging import services

SEND = "tandem.apps.messaging.jobs.send"
# The queue kills a job at Q_CLUSTER's timeout, 120 s: the last mail begun must be over before it.
SECONDS = 60


def send() -> str:
    """Send the mails that wait, for a minute at most; the result is kept by the queue."""
    sent = failed = 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        counts = services.send_waiting(at=clock.now(), limit=1)
        if counts == (0, 0):
            break
        sent, failed = sent + counts[0], failed + counts[1]
    return f"{sent} sent, {failed} to try again"


def plan() -> None:
    """Have the outbox emptied now, then every minute."""
    Schedule.objects.update_or_create(
        name="outbox", defaults={"func": SEND, "schedule_type": Schedule.MINUTES, "minutes": 1}
    )
    async_task(SEND, group="outbox")
