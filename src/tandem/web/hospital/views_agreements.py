"""Giving my structure's agreement to a dossier, bound to the content that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tandem.apps.dossiers import content, permissions, selectors
from tandem.apps.dossiers.models import Partner
from tandem.apps.dossiers.services import drafts
from tandem.apps.foundation import clock
from tandem.domain.kernel import digest
from tandem.domain.kernel.finding import RefusedError
from tandem.web.hospital import reading
from tandem.web.hospital.money import plan_view
from tandem.web.hospital.pages import CONFLICT, SEEN_BY, UNPROCESSABLE, deadline, frame, visible
from tandem.web.hospital.recap import left_to_fill
from tandem.web.shared import gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A dossier that waits for my agreement."""

    partner: Partner
    deadline: str
    missing: int
    week: str
    names: tuple[str, str]


@gate.reads(*SEEN_BY)
def agreements(request: HttpRequest) -> HttpResponse:
    """The dossiers that wait for the agreement of my structure."""
    on = clock.today()
    rows = [
        Awaited(
            partner=partner,
            deadline=deadline(partner.dossier, on),
            missing=left_to_fill(partner.dossier),
            week=reading.week_of(partner.dossier),
            names=reading.names_of(partner.dossier),
        )
        for partner in selectors.awaiting_agreement(request.actor)
    ]
    return render(request, "hospital/agreements.html", {"rows": rows})


@gate.writes(*SEEN_BY)
def agreement(request: HttpRequest, partner: int) -> HttpResponse:
    """The whole dossier to be read, then the agreement."""
    place = get_object_or_404(selectors.partnerships_of(request.actor), pk=partner)
    if request.method != "POST":
        return _show(request, place)
    seen = request.POST.get("sha256", "")
    try:
        drafts.agree(partner=place, seen_sha256=seen, actor=request.actor, at=clock.now())
    except drafts.StaleError as stale:
        return _show(request, place, stale=stale, status=CONFLICT)
    except RefusedError as error:
        refusals = error.decision.refusals
        return _show(request, place, refusals=refusals, status=UNPROCESSABLE)
    return redirect("hospital:agreement", place.pk)


def _show(request: HttpRequest, place: Partner, *, status: int = 200, **extra: Any) -> HttpResponse:
    dossier = visible(request, place.dossier_id)
    partner = next(each for each in dossier.partners.all() if each.pk == place.pk)
    sha256 = content.agreed_sha256(dossier)
    page = frame(request, dossier)
    context = {
        **page,
        "partner": partner,
        "sha256": sha256,
        "fingerprint": digest.grouped(sha256),
        "given": selectors.valid_agreement(partner, sha256),
        "may_agree": permissions.may_agree(request.actor, partner),
        "sections": reading.whole(dossier, is_held=page["is_held"]),
        "documents": reading.files_of(dossier, is_held=page["is_held"]),
        "week": reading.week_of(dossier),
        "names": reading.names_of(dossier),
        "plan": plan_view(dossier),
        "missing": left_to_fill(dossier),
        "findings": [f for f in selectors.assessment(dossier) if f.blocks],
        "has_error": bool(extra),
        **extra,
    }
    return render(request, "hospital/agreement.html", context, status=status)
