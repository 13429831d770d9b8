"""The selection: the frozen problem, what was computed, what the committee changed, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.foundation.models import Identified

USER = settings.AUTH_USER_MODEL


class Run(Identified):
    """One computation of the call list. The last one of a call is the one that is discussed."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="runs")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    problem = models.JSONField()
    problem_sha256 = models.CharField(max_length=64)
    outcome = models.JSONField()
    outcome_sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(published_at__isnull=False), name="one_published_run"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="run_published_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def last_of(cls, call: Call) -> Run | None:
        """The published run of a call, or else the last one computed."""
        runs = cls.objects.filter(call=call)
        published = runs.filter(published_at__isnull=False).first()
        return published or runs.order_by("-created_at", "-id").first()


class Override(models.Model):
    """A change by hand of the computed list, with its motive and its author."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="overrides")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="overrides")
    to_status = models.CharField(max_length=16)
    motive = models.TextField("motif")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "dossier"], name="one_override_a_dossier"),
            models.CheckConstraint(condition=~Q(motive=""), name="override_has_a_motive"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.to_status}"
