"""What every stored thing has in common."""

from __future__ import annotations

from django.db import models

from tandem.apps.foundation.ids import uuid7


class Identified(models.Model):
    """A row that has an address: its key is opaque and tells nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
