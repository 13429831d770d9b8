"""People, what they are and where: the dated memberships from which every right is computed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tandem.apps.foundation.models import Identified
from tandem.apps.territory.models import Region, Structure


class UserManager(BaseUserManager["User"]):
    """Accounts are made by e-mail address, folded to lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new person; without a password they can only use a link or the demonstration."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person. Rights never hang on the person but on dated memberships."""

    email = models.EmailField("courriel", unique=True)
    civility = models.CharField("civilité", max_length=4, blank=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    position = models.CharField("fonction", max_length=120, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As letters write it: « Mme Anaïs Delorme »."""
        return " ".join(part for part in (self.civility, self.first_name, self.last_name) if part)


class Agency(models.Model):
    """A regional health agency, and what its letters must say."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    service = models.CharField(max_length=160)
    address = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=20)
    court = models.CharField("tribunal administratif", max_length=80)
    city = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """In what quality a person acts."""

    AGENCY_OFFICER = "agency_officer", "Agence, instruction"
    AGENCY_SIGNATORY = "agency_signatory", "Agence, décision"
    BAM = "bam", "Bureau des affaires médicales"
    DIRECTION = "direction", "Direction"
    JUROR = "juror", "Jury"


AGENCY_ROLES = (Role.AGENCY_OFFICER, Role.AGENCY_SIGNATORY)
STRUCTURE_ROLES = (Role.BAM, Role.DIRECTION)
SECOND_FACTOR_ROLES = (*AGENCY_ROLES, Role.JUROR)


class Membership(Identified):
    """From when to when a person has a role, in a structure or for an agency."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(role__in=STRUCTURE_ROLES, structure__isnull=False, agency=None)
                    | models.Q(
                        role__in=[*AGENCY_ROLES, Role.JUROR], structure=None, agency__isnull=False
                    )
                ),
                name="membership_place_follows_role",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"
