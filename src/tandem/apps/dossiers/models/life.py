"""What happens to a dossier: agreements, the deposit, complements, reviews and every move."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.apps.dossiers.models.dossier import Dossier, Partner
from tandem.apps.foundation.models import Identified
from tandem.domain.workflow.dossier import MACHINE

USER = settings.AUTH_USER_MODEL
COMMENTED = [move.name for move in MACHINE.moves.values() if move.needs_comment]


class PartnerAgreement(models.Model):
    """A partner's yes, bound to the content that it saw by its fingerprint."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="agreements")
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    given_by_label = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)
    version = models.PositiveIntegerField()

    class Meta:
        ordering = ["given_at"]

    def __str__(self) -> str:
        return self.given_by_label


class Deposit(Identified):
    """The proof of a filing: what was filed, when to the microsecond, and what was acknowledged."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="deposit")
    number = models.CharField(max_length=24, unique=True)
    filed_at = models.DateTimeField()
    filed_by_label = models.CharField(max_length=200)
    filed_by_email = models.EmailField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    receipt = models.JSONField()
    chain_index = models.PositiveBigIntegerField(unique=True)
    idempotency_key = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.number


class FindingReview(models.Model):
    """What a person of the agency says of one finding: judged, or set aside with a motive."""

    class Verdict(models.TextChoices):
        MET = "met", "Le projet y répond"
        UNMET = "unmet", "Il n’y répond pas"
        SET_ASIDE = "set_aside", "Constat écarté"

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="reviews")
    rule = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    motive = models.TextField(blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "rule"], name="one_review_a_rule"),
            models.CheckConstraint(
                condition=~Q(verdict="set_aside") | ~Q(motive=""),
                name="finding_set_aside_has_a_motive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.verdict}"


class TransitionLog(models.Model):
    """One line per move of a dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="transitions")
    move = models.CharField(max_length=30)
    from_state = models.CharField(max_length=14)
    to_state = models.CharField(max_length=14)
    actor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    actor_label = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(move__in=COMMENTED) | ~Q(comment=""),
                name="move_has_its_comment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.at:%Y-%m-%d}"

    @property
    def done(self) -> str:
        """What happened, in the words of the history."""
        return MACHINE.moves[self.move].done
