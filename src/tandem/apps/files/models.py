"""Private files: nobody reaches one but through the thing that it belongs to."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.apps.foundation.models import Identified


def private_path(instance: StoredFile, filename: str) -> str:
    """A path that tells nothing of the content nor of the name typed."""
    return f"{instance.sha256[:2]}/{instance.pk}"


class StoredFile(Identified):
    """A file received, checked and never changed. `media_type` is read in its first bytes."""

    name = models.CharField("nom", max_length=160)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte", max_length=64)
    content = models.FileField(upload_to=private_path, max_length=200)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name
