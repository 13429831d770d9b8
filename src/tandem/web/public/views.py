"""The calls, for everyone: which are open, what each asks, what it gave."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tandem.apps.accounts.actor import VISITOR
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.apps.posts import selectors as posts
from tandem.outputs import pdf
from tandem.web.public import sheet
from tandem.web.public.showcase import Showcase, Shown
from tandem.web.shared import gate


def _showcase() -> Showcase:
    return Showcase.of(calls.visible_to(VISITOR), clock.now())


def _call_or_404(slug: str) -> Call:
    """A call that was opened; one in preparation is no address at all, even for its agency."""
    return get_object_or_404(calls.visible_to(VISITOR), slug=slug)


@gate.public
def home(request: HttpRequest) -> HttpResponse:
    """What Tandem is, and the calls one may answer today."""
    return render(request, "public/home.html", {"calls": _showcase()})


@gate.public
def all_calls(request: HttpRequest) -> HttpResponse:
    """Every call, by what one can do with it."""
    return render(request, "public/calls.html", {"calls": _showcase()})


@gate.public
def announced(request: HttpRequest) -> HttpResponse:
    """The calls whose results are public."""
    return render(request, "public/announced.html", {"calls": _showcase()})


@gate.public
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: its calendar, its rules in plain words with their sources, who pays what."""
    shown = Shown(_call_or_404(slug), clock.now())
    return render(request, "public/call.html", _call_context(shown))


def _call_context(shown: Shown) -> dict[str, Any]:
    edition = calls.edition(shown.call)
    shares = sheet.shares(edition)
    return {
        "shown": shown,
        "call": shown.call,
        "edition": edition,
        "steps": sheet.steps(shown, edition),
        "themes": sheet.themes(edition),
        "examples": sheet.examples(edition, shown.call.starts_on),
        "shares": shares,
        "bar": [(share.payer, share.rate) for share in shares],
        "shares_sentence": sheet.shares_sentence(shares),
        "rest_rate": 1 - edition.funding.agency_rate,
    }


@gate.public
def call_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The same rules, as a PDF to keep."""
    found = _call_or_404(slug)
    headers = {"Content-Disposition": f'inline; filename="regles-{found.slug}.pdf"'}
    return HttpResponse(pdf.rules_pdf(found), content_type="application/pdf", headers=headers)


@gate.public
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """The selected projects of an announced call; before, the address does not exist."""
    found = _call_or_404(slug)
    figures = posts.published_figures(found)
    if figures is None:
        raise Http404
    context = {"call": found, "figures": figures, "selected": posts.published_results(found)}
    return render(request, "public/results.html", context)
