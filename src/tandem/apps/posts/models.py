"""Funded posts, their plan over the budget years, and the letters of decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.foundation.models import Identified
from tandem.domain.workflow.post import LABELS, MACHINE, PostState

USER = settings.AUTH_USER_MODEL


class Post(Identified):
    """A post that a selected dossier opens. `cost` is the yearly cost, line by line, as frozen."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="post")
    call = models.ForeignKey(Call, models.PROTECT, related_name="funded_posts")
    state = models.CharField(
        max_length=8, choices=[(s.value, LABELS[s]) for s in PostState], default=PostState.OPEN
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    started_on = models.DateField(null=True)
    cost = models.JSONField()
    total_cents = models.PositiveBigIntegerField()
    agency_cents = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agency_cents__lte=models.F("total_cents")),
                name="post_agency_pays_a_part",
            ),
            models.CheckConstraint(
                condition=Q(state=PostState.OPEN, started_on=None)
                | ~Q(state=PostState.OPEN) & Q(started_on__isnull=False),
                name="post_started_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier)

    @property
    def state_label(self) -> str:
        """The word of its state."""
        return LABELS[PostState(self.state)]


class PlanLine(models.Model):
    """What one payer owes in one budget year, in cents."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="plan_lines")
    position = models.PositiveSmallIntegerField()
    payer = models.CharField(max_length=20)
    payer_label = models.CharField(max_length=200)
    rate = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    cents = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["position", "year"]
        constraints = [
            models.UniqueConstraint(fields=["post", "position", "year"], name="one_plan_cell")
        ]

    def __str__(self) -> str:
        return f"{self.payer} {self.year}"


class DecisionLetter(Identified):
    """The letter of a decision: frozen content; its PDF is made from it, always the same."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="letter")
    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=14)
    issued_on = models.DateField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.number


class PostTransition(models.Model):
    """One line per move of a post."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="transitions")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=8)
    to_state = models.CharField(max_length=8)
    actor = models.ForeignKey(USER, models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.move

    @property
    def done(self) -> str:
        """What happened, in the words of the history."""
        return MACHINE.moves[self.move].done
