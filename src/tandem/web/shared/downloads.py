"""Handing out a private file to someone who has the right to it."""

from __future__ import annotations

from django.http import FileResponse

from tandem.apps.files.models import StoredFile

SANDBOX = "sandbox; default-src 'none'"


def download(stored: StoredFile) -> FileResponse:
    """The file as it was received; the browser saves it and runs nothing of it."""
    response = FileResponse(
        stored.content.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
