"""Reading the journal of one thing."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.apps.journal.models import Event


def about(subject_type: str, subject_id: object) -> QuerySet[Event]:
    """The events of one thing, oldest first. The caller has checked that the reader may see it."""
    return Event.objects.filter(subject_type=subject_type, subject_id=str(subject_id))
