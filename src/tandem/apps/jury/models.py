"""The jury: its members, the ties that they declare, what they read and how they mark."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.foundation.models import Identified
from tandem.apps.territory.models import LegalEntity

USER = settings.AUTH_USER_MODEL


class Juror(Identified):
    """A member of the jury of one call. `legal_entity` is where they work, for automatic ties."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="jurors")
    user = models.ForeignKey(USER, models.PROTECT, related_name="jury_seats")
    quality = models.CharField("qualité", max_length=160)
    is_chair = models.BooleanField("préside", default=False)
    legal_entity = models.ForeignKey(LegalEntity, models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="one_seat_a_juror")]

    def __str__(self) -> str:
        return f"{self.user} ({self.quality})"


class Conflict(models.Model):
    """A declared tie: from then on the juror neither sees nor marks the dossier."""

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="conflicts")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="conflicts")
    reason = models.TextField("nature du lien")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "dossier"], name="one_conflict_declared"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class Reading(Identified):
    """A dossier given to a juror to read and mark. Counted once submitted, never after a tie."""

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="readings")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="readings")
    assigned_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    is_recused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["juror", "dossier"], name="one_reading_a_juror"),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} {self.dossier_id}"


class Mark(models.Model):
    """A mark from 0 to 5 on one criterion of the grid."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="marks")
    criterion = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "criterion"], name="one_mark_a_criterion"),
            models.CheckConstraint(condition=Q(value__lte=5), name="mark_is_at_most_five"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.value}"
