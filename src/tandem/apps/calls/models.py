"""A scheme opened for a year by an agency: dates, budget and a frozen copy of its rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.apps.accounts.models import Agency
from tandem.apps.foundation.models import Identified
from tandem.domain.workflow.call import CallDates, CallPhase, CallState, phase


class EnvelopeKind(models.TextChoices):
    """What the sum rests on: a forecast, or a sum that was notified."""

    PROVISIONAL = "provisional", "prévisionnelle"
    NOTIFIED = "notified", "notifiée"


class TerritorySplit(models.TextChoices):
    """How posts are shared between territories (`domain.md` §5.5): an explicit setting."""

    NONE = "none", "Sans répartition : une seule liste"
    EQUAL = "equal", "Parts égales entre départements"
    MANUAL = "manual", "Poids saisis par l’agence"


class Call(Identified):
    """One call. `rules` is the edition as frozen when the call opened, `rules_sha256` its hash."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="calls")
    edition_key = models.CharField(max_length=80)
    code = models.CharField("préfixe des dossiers", max_length=12, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField("titre", max_length=200)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in CallState], default=CallState.PREPARED
    )
    is_fictitious = models.BooleanField(default=False)
    opens_at = models.DateTimeField("ouverture du dépôt")
    closes_on = models.DateField("dernier jour de dépôt")
    closes_at = models.DateTimeField("instant de clôture, exclu")
    jury_from = models.DateField("début du jury")
    jury_to = models.DateField("fin du jury")
    starts_on = models.DateField("prise de poste")
    ends_on = models.DateField("fin du soutien")
    posts = models.PositiveSmallIntegerField("postes", null=True, blank=True)
    envelope_cents = models.PositiveBigIntegerField("enveloppe", null=True, blank=True)
    envelope_kind = models.CharField(
        "nature de l’enveloppe",
        max_length=12,
        choices=EnvelopeKind.choices,
        default=EnvelopeKind.PROVISIONAL,
    )
    charges_rate = models.DecimalField("taux de charges", max_digits=5, decimal_places=4)
    includes_iespe = models.BooleanField("IESPE dans le coût")
    split = models.CharField(
        "clé entre territoires",
        max_length=8,
        choices=TerritorySplit.choices,
        default=TerritorySplit.NONE,
    )
    weights = models.JSONField("poids des territoires", default=dict, blank=True)
    reserve_length = models.PositiveSmallIntegerField("longueur de la réserve", default=10)
    readings = models.PositiveSmallIntegerField("lectures par dossier", default=3)
    rules = models.JSONField(default=dict)
    rules_sha256 = models.CharField(max_length=64, blank=True)
    last_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    announced_at = models.DateTimeField(null=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-closes_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CallState.PREPARED, opened_at=None, rules_sha256="")
                | Q(opened_at__isnull=False) & ~Q(rules_sha256="") & ~Q(state=CallState.PREPARED),
                name="call_opened_has_frozen_rules",
            ),
            models.CheckConstraint(
                condition=Q(state=CallState.ANNOUNCED, announced_at__isnull=False)
                | Q(announced_at=None) & ~Q(state=CallState.ANNOUNCED),
                name="call_announced_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(posts__isnull=False) | Q(envelope_cents__isnull=False),
                name="call_has_posts_or_envelope",
                violation_error_message="Donnez un nombre de postes, une enveloppe, ou les deux.",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=models.F("closes_at"))
                & Q(jury_from__lte=models.F("jury_to"))
                & Q(starts_on__lt=models.F("ends_on")),
                name="call_dates_follow",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dates(self) -> CallDates:
        """The dates as the domain reads them."""
        return CallDates(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            jury_from=self.jury_from,
            jury_to=self.jury_to,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )

    def phase_at(self, at: object) -> CallPhase:
        """Where the call is at an aware instant."""
        return phase(CallState(self.state), self.dates, at)
