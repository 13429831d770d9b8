"""Writing mails in the outbox and sending them, each once, whatever fails."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q

from tandem.apps.messaging.models import Message

CLAIM = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 9


def write(*, key: str, to: str, subject: str, body: str, at: datetime) -> Message:
    """Put a mail in the outbox, in the caller's transaction; the same key is written once."""
    message, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "created_at": at,
            "next_attempt_at": at,
        },
    )
    return message


def _claim(at: datetime) -> Message | None:
    """Take the next mail for this process alone; a claim lapses if its taker died."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update()
            .filter(sent_at__isnull=True, next_attempt_at__lte=at)
            .filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM))
            .order_by("next_attempt_at", "id")
            .first()
        )
        if message is None:
            return None
        message.claimed_at = at
        message.attempts += 1
        message.save(update_fields=["claimed_at", "attempts"])
        return message


def _deliver(message: Message, at: datetime) -> bool:
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        headers={"Message-ID": f"<{message.pk}@{settings.MAIL_DOMAIN}>"},
        connection=get_connection(),
    )
    try:
        email.send()
    except (OSError, smtplib.SMTPException) as error:
        doublings = min(message.attempts - 1, MOST_DOUBLINGS)
        wait = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
        message.last_error = str(error)[:500]
        message.next_attempt_at = at + wait
        message.claimed_at = None
        message.save(update_fields=["last_error", "next_attempt_at", "claimed_at"])
        return False
    message.sent_at, message.last_error = at, ""
    message.save(update_fields=["sent_at", "last_error"])
    return True


def send_waiting(*, at: datetime, limit: int = 500) -> tuple[int, int]:
    """Send what waits, oldest first. Returns (sent, failed); a failure waits and is tried again.

    The same Message-ID goes with each try: if the process dies between the server's answer and
    our note of it, the reader's mailbox can still tell that both are one mail.
    """
    sent = failed = 0
    for _ in range(limit):
        message = _claim(at)
        if message is None:
            break
        if _deliver(message, at):
            sent += 1
        else:
            failed += 1
    return sent, failed


def consider_sent() -> int:
    """Note what waits as gone when it was written, sending nothing: a past that is only told.

    Returns how many mails were noted.
    """
    return Message.objects.filter(sent_at__isnull=True).update(sent_at=F("created_at"))
