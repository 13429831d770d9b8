"""Places and structures, as the public registers give them. Nothing is ever deleted."""

from __future__ import annotations

from django.db import models

from tandem.apps.foundation.models import Identified
from tandem.apps.territory.names import search_text
from tandem.domain.schemes.vocabulary import STRUCTURE_LABELS, Profession, StructureKind


class Dataset(models.Model):
    """One import of one file: where each row comes from."""

    kind = models.CharField(max_length=30)
    source = models.CharField(max_length=200)
    dated_on = models.DateField(null=True)
    imported_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    report = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class Region(models.Model):
    """A region, by its official code ("11")."""

    code = models.CharField(primary_key=True, max_length=3)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department, by its official code ("77", "2A", "974")."""

    code = models.CharField(primary_key=True, max_length=3)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departments")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune or an arrondissement, by its INSEE code; the point is the town hall.

    `parent` is the commune of an arrondissement, or, when inactive, the one that absorbed it.
    """

    code = models.CharField(primary_key=True, max_length=5)
    name = models.CharField(max_length=80)
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes")
    postal_codes = models.CharField(max_length=400, blank=True)
    population = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    is_active = models.BooleanField(default=True)
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """How under-served a commune is for general medicine, after a decree, from a day on."""

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="zones")
    category = models.CharField(max_length=3)
    effective_on = models.DateField()
    dataset = models.ForeignKey(Dataset, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commune", "effective_on"], name="one_zone_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.category}"


class Subdivision(models.Model):
    """A subdivision of the third cycle (28 of them); `region` is its first, or only, region."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, models.PROTECT)

    def __str__(self) -> str:
        return self.name


class Specialty(models.Model):
    """A specialty of the third cycle."""

    code = models.CharField(primary_key=True, max_length=60)
    name = models.CharField(max_length=120)
    profession = models.CharField(max_length=20, choices=[(p.value, p.name) for p in Profession])
    discipline = models.CharField(max_length=30)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LegalEntity(models.Model):
    """Who answers in law for structures: a FINESS legal entity (EJ). `group` is its GHT.

    The entity numbered UNKNOWN holds the sites whose register gives no legal entity.
    """

    UNKNOWN = "INCONNUE"

    finess = models.CharField(primary_key=True, max_length=10)
    name = models.CharField(max_length=160)
    siren = models.CharField(max_length=9, blank=True)
    legal_status = models.CharField(max_length=3, blank=True)
    is_public = models.BooleanField(null=True)
    group_code = models.CharField(max_length=10, blank=True)
    group_name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_fictitious = models.BooleanField(default=False)
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True)

    def __str__(self) -> str:
        return self.name


class Structure(Identified):
    """A place where one works: a FINESS site (ET), or a unit without a number of its own."""

    finess = models.CharField("numéro FINESS", max_length=10, unique=True, null=True)
    legal_entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="structures")
    name = models.CharField("nom", max_length=160)
    official_name = models.CharField("nom au registre", max_length=160)
    kind = models.CharField(
        max_length=20, choices=[(k.value, STRUCTURE_LABELS[k]) for k in StructureKind]
    )
    category_code = models.CharField(max_length=4, blank=True)
    category_label = models.CharField(max_length=120, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    point_is_exact = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)
    is_active = models.BooleanField(default=True)
    is_fictitious = models.BooleanField(default=False)
    search = models.CharField(max_length=400, editable=False)
    raw = models.JSONField(default=dict)
    dataset = models.ForeignKey(Dataset, models.PROTECT, null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = self.search_text()
        super().save(*args, **kwargs)

    def search_text(self) -> str:
        """What a search reads: names, town, department, numbers."""
        commune = self.commune
        place = (commune.name, commune.department_id) if commune else ()
        numbers = (self.postal_code, self.finess or "")
        return search_text(self.name, self.official_name, *place, *numbers)

    @property
    def department(self) -> Department | None:
        """The department of its commune, if known."""
        return self.commune.department if self.commune else None
