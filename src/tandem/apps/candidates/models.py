"""Young doctors, dentists and pharmacists, and what they declare."""

from __future__ import annotations

from django.db import models

from tandem.apps.foundation.models import Identified
from tandem.apps.territory.models import Subdivision


class Candidate(Identified):
    """A named candidate. Months are whole months of earlier functions."""

    civility = models.CharField("civilité", max_length=4, blank=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    email = models.EmailField("courriel", blank=True)
    rpps = models.CharField("numéro RPPS", max_length=11, blank=True)
    diploma = models.CharField("diplôme de spécialité", max_length=160, blank=True)
    diploma_on = models.DateField("date du diplôme", null=True, blank=True)
    thesis_on = models.DateField("date de thèse, soutenue ou prévue", null=True, blank=True)
    registered_on = models.DateField("inscription à l’Ordre", null=True, blank=True)
    subdivision = models.ForeignKey(
        Subdivision, models.PROTECT, null=True, blank=True, verbose_name="subdivision de formation"
    )
    has_consolidation_phase = models.BooleanField("phase 3 validée", null=True, blank=True)
    months_as_assistant = models.PositiveSmallIntegerField(
        "mois déjà faits comme assistant", null=True, blank=True
    )
    months_as_clinic_head = models.PositiveSmallIntegerField(
        "mois faits comme chef de clinique", null=True, blank=True
    )
    is_fictitious = models.BooleanField(default=False)

    def __str__(self) -> str:
        return " ".join(p for p in (self.civility, self.first_name, self.last_name) if p)
