"""Receiving a file: what it is is read in its bytes, not in its name."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile

from tandem.apps.files.models import StoredFile
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError

MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 120
ACCEPTED = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
FORMATS = "un PDF, un PNG ou un JPEG"


def media_type_of(name: str, head: bytes) -> str:
    """The type proved by the first bytes. Raises InvalidInputError when the name lies."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in ACCEPTED:
        msg = f"« {name} » : ce format n’est pas accepté. Joignez {FORMATS}, par exemple avis-cme.pdf."
        raise InvalidInputError(msg)
    media_type, signature = ACCEPTED[suffix]
    if not head.startswith(signature):
        msg = (
            f"« {name} » n’est pas un fichier {suffix[1:].upper()} malgré son nom. "
            f"Ouvrez-le, enregistrez-le de nouveau, puis joignez {FORMATS}."
        )
        raise InvalidInputError(msg)
    return media_type


def store(*, name: str, content: bytes, by: Any, at: datetime) -> StoredFile:
    """Keep a file. Raises InvalidInputError on a wrong type, an empty or a too heavy file."""
    name = french.typography(PurePath(name.replace("\\", "/")).name)[-MAX_NAME:]
    if not content:
        msg = f"« {name} » est vide. Vérifiez le fichier, puis joignez-le de nouveau."
        raise InvalidInputError(msg)
    if len(content) > MAX_BYTES:
        msg = f"« {name} » pèse plus de 10 Mo. Réduisez-le, par exemple en PDF allégé."
        raise InvalidInputError(msg)
    stored = StoredFile(
        name=name,
        media_type=media_type_of(name, content[:16]),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=at,
        stored_by=by,
    )
    stored.content.save(name, ContentFile(content), save=False)
    stored.save(force_insert=True)
    return stored
