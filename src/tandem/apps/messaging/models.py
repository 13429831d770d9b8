"""The outbox: a mail is written in the transaction that causes it, then sent once."""

from __future__ import annotations

from django.db import models

from tandem.apps.foundation.models import Identified


class Message(Identified):
    """One mail to one address. `key` names its cause: the same cause never writes twice."""

    key = models.CharField(max_length=160, unique=True)
    to = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at__isnull=True),
                name="messaging_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
