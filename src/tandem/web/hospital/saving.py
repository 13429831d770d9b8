"""Which version of a dossier a page knows: the one it was drawn from, or its own last autosave."""

from __future__ import annotations

from django.http import HttpRequest

from tandem.apps.dossiers.models import Dossier

KEY = "autosaved"
NO_VERSION, LONGEST = -1, 9


def version_known(request: HttpRequest, dossier: Dossier) -> int:
    """The version that the sending page has read.

    A page whose answer to an autosave was still on its way when it was sent would else be told
    that someone saved in between, when that someone is itself.
    """
    sent = request.POST.get("version", "")
    known = int(sent) if sent.isdecimal() and len(sent) <= LONGEST else NO_VERSION
    own = request.session.get(KEY)
    if own and own[:2] == [str(dossier.pk), request.POST.get("page")]:
        return max(known, own[2])
    return known


def remember(request: HttpRequest, dossier: Dossier) -> None:
    """Note that this page has just saved this version."""
    request.session[KEY] = [str(dossier.pk), request.POST.get("page"), dossier.version]
