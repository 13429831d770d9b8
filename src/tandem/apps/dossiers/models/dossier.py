"""The dossier itself: its sections, its partners, its weeks and its documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tandem.apps.calls.models import Call
from tandem.apps.candidates.models import Candidate
from tandem.apps.files.models import StoredFile
from tandem.apps.foundation.models import Identified
from tandem.apps.territory.models import Specialty, Structure
from tandem.domain.schemes.vocabulary import DOCUMENT_LABELS, PROFESSION_LABELS, DocumentKind
from tandem.domain.workflow.dossier import ANNOUNCED, LABELS, DossierState

USER = settings.AUTH_USER_MODEL


class OnCall(models.TextChoices):
    """Where the assistant is on call."""

    NONE = "none", "Non"
    RECRUITER = "recruiter", "Oui, chez le recruteur"
    PARTNER = "partner", "Oui, chez le partenaire"


class Dossier(Identified):
    """What a recruiter and its partner ask for. `state` is written by `services` alone.

    `version` grows at each save (optimistic lock); shares are percentages of the whole cost.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="dossiers")
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(
        max_length=14,
        choices=[(s.value, LABELS[s]) for s in DossierState],
        default=DossierState.DRAFT,
    )
    version = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(Structure, models.PROTECT, related_name="owned_dossiers")
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    # Recruiter
    recruiter = models.ForeignKey(
        Structure, models.PROTECT, null=True, related_name="recruiting_dossiers"
    )
    service = models.CharField("service ou pôle d’affectation", max_length=160, blank=True)
    head_of_department = models.CharField("chef de pôle", max_length=120, blank=True)
    contact_name = models.CharField("nom du contact", max_length=120, blank=True)
    contact_position = models.CharField("fonction du contact", max_length=120, blank=True)
    contact_email = models.EmailField("courriel du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=20, blank=True)
    # Project
    title = models.CharField("titre du projet", max_length=160, blank=True)
    profession = models.CharField(
        "profession", max_length=20, blank=True, choices=list(PROFESSION_LABELS.items())
    )
    specialty = models.ForeignKey(Specialty, models.PROTECT, null=True, verbose_name="spécialité")
    description = models.TextField("projet médical", blank=True)
    need = models.TextField("besoin du territoire", blank=True)
    clinical = models.TextField("activité clinique", blank=True)
    teaching = models.TextField("pédagogie et enseignement", blank=True)
    research = models.TextField("recherche", blank=True)
    objectives = models.JSONField("objectifs visés", default=list)
    objectives_argument = models.TextField("argumentation des objectifs", blank=True)
    permanence = models.TextField("pérennisation envisagée", blank=True)
    is_renewal = models.BooleanField("renouvellement", null=True)
    renewal_months = models.PositiveSmallIntegerField("mois demandés", null=True)
    renewal_same_candidate = models.BooleanField("même candidat", null=True)
    renewal_same_partners = models.BooleanField("mêmes partenaires", null=True)
    # Time
    main_place = models.PositiveSmallIntegerField("site principal", null=True)
    distance_km = models.DecimalField("distance en km", max_digits=5, decimal_places=1, null=True)
    on_call = models.CharField("gardes", max_length=10, choices=OnCall.choices, blank=True)
    # Candidate, funding, certification
    candidate = models.OneToOneField(Candidate, models.PROTECT, null=True, related_name="dossier")
    recruiter_share = models.DecimalField(
        "part du recruteur, en %", max_digits=5, decimal_places=2, null=True
    )
    is_certified = models.BooleanField(default=False)
    # Filing, screening, decision
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    screener = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    blocking_count = models.PositiveSmallIntegerField(default=0)
    to_see_count = models.PositiveSmallIntegerField(default=0)
    agency_cents = models.PositiveBigIntegerField(null=True)
    pending_decision = models.CharField(max_length=14, blank=True)
    decided_at = models.DateTimeField(null=True)
    rank = models.PositiveIntegerField(null=True)
    reserve_rank = models.PositiveIntegerField(null=True)
    decision_reason = models.TextField(blank=True)
    search = models.CharField(max_length=600, editable=False, blank=True)
    is_fictitious = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["call", "state", "number"]),
            models.Index(fields=["call", "agency_cents"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DossierState.DRAFT, filed_at=None)
                | ~Q(state=DossierState.DRAFT) & Q(filed_at__isnull=False),
                name="dossier_filed_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ANNOUNCED, decided_at__isnull=False)
                | ~Q(state__in=ANNOUNCED) & Q(decided_at=None),
                name="dossier_announced_has_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(pending_decision="") | Q(pending_decision__in=ANNOUNCED),
                name="dossier_pending_is_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def state_label(self) -> str:
        """The word of its state, for a screen."""
        return LABELS[DossierState(self.state)]

    @property
    def waiting_complement(self) -> Complement | None:
        """The request of the agency that waits for an answer, the last one asked."""
        if self.state != DossierState.TO_COMPLETE:
            return None
        waiting = [asked for asked in self.complements.all() if asked.answered_at is None]
        return waiting[-1] if waiting else None


class Partner(models.Model):
    """A partner structure of a dossier, in order; `share` is in percent of the whole cost."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(default=1)
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="partnerships")
    service = models.CharField("service d’accueil", max_length=160, blank=True)
    referent_name = models.CharField("référent", max_length=120, blank=True)
    referent_email = models.EmailField("courriel du référent", blank=True)
    common_direction = models.BooleanField("direction commune", null=True)
    share = models.DecimalField(
        "part du partenaire, en %", max_digits=5, decimal_places=2, null=True
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="one_partner_a_position")
        ]

    def __str__(self) -> str:
        return str(self.structure)


class WeekPeriod(models.Model):
    """A typical week over a period: ten half-days, `R` recruiter, `1`… partners, `-` free."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="weeks")
    starts_on = models.DateField()
    ends_on = models.DateField()
    half_days = models.CharField(max_length=10)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=models.F("ends_on")), name="week_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.half_days


class Attachment(Identified):
    """A document joined to a dossier. A removed one is kept, and no longer counts."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=20, choices=[(k, DOCUMENT_LABELS[k]) for k in DocumentKind])
    file = models.ForeignKey(StoredFile, models.PROTECT)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.file.name


class Complement(Identified):
    """What the agency asks for, why, by when, and what was answered."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="complements")
    reason = models.TextField("ce que vous demandez")
    sections = models.JSONField("sections rouvertes", default=list)
    due_on = models.DateField("à répondre avant le")
    asked_at = models.DateTimeField()
    asked_by_label = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField("réponse", blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return self.reason[:60]
