"""Which call a page of the sitting is about: the one of the address, or else the latest."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.apps.calls import selectors
from tandem.apps.calls.models import Call


@dataclass(frozen=True, slots=True)
class Chosen:
    """The call of the page, None when the agency has opened none, and all those it may be."""

    call: Call | None
    calls: tuple[Call, ...]


def chosen(request: HttpRequest) -> Chosen:
    """The opened call that `?appel=` names, or the latest to close; 404 on an unknown one."""
    opened = tuple(selectors.managed_by(request.actor).filter(opened_at__isnull=False))
    slug = request.GET.get("appel")
    found = [call for call in opened if slug in (None, call.slug)]
    if slug is not None and not found:
        raise Http404
    return Chosen(found[0] if found else None, opened)


def address(name: str, call: Call, *args: object) -> str:
    """The address of a page of the room, about this call."""
    return f"{reverse(f'agency:{name}', args=args)}?appel={call.slug}"


def no_call(request: HttpRequest, title: str) -> HttpResponse:
    """The page of an agency that has opened no call yet."""
    return render(request, "agency/sitting_no_call.html", {"title": title})
