"""Saving a section from a page that also saves by itself while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts
from tandem.apps.foundation import clock
from tandem.web.hospital.forms import SectionForm

KEY = "autosaved"
NO_VERSION, LONGEST = -1, 9


def save(request: HttpRequest, dossier: Dossier, form: SectionForm) -> Dossier:
    """Save what a form holds. Raises StaleError when another page saved, RefusedError.

    A page may be sent while its own autosave is still on its way: it is then tried once more
    after that autosave, so that nobody is told to have contradicted themselves.
    """
    known = version_known(request.POST, request.session, dossier)
    try:
        return _save(request, dossier, form, known)
    except drafts.StaleError:
        session = type(request.session)(request.session.session_key)
        since = version_known(request.POST, session, dossier)
        if since == known:
            raise
        return _save(request, dossier, form, since)


@transaction.atomic
def _save(request: HttpRequest, dossier: Dossier, form: SectionForm, version: int) -> Dossier:
    """The section and the memory of who saved it are written together or not at all."""
    entry = drafts.SectionInput(section=form.section, values=form.values(), version=version)
    saved = drafts.save_section(dossier=dossier, entry=entry, actor=request.actor, at=clock.now())
    request.session[KEY] = [str(saved.pk), request.POST.get("page"), saved.version]
    request.session.save()
    return saved


def version_known(sent: Mapping[str, Any], session: Mapping[str, Any], dossier: Dossier) -> int:
    """The version that the sending page has read: the one it was drawn from, or its last save."""
    typed = sent.get("version", "")
    known = int(typed) if typed.isdecimal() and len(typed) <= LONGEST else NO_VERSION
    own = session.get(KEY)
    if own and own[:2] == [str(dossier.pk), sent.get("page")]:
        return max(known, own[2])
    return known
