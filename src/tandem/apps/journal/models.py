"""Who did what, when, in what capacity and why. Rows are only ever added, each chained."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ChainHead(models.Model):
    """The last link of the chain; locked while a link is added, so that the chain has one order."""

    index = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)


class Event(models.Model):
    """One act. `digest` is the SHA-256 of the act and of the digest before it."""

    index = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["index"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.index} {self.verb} {self.subject_label}"
