"""The list of filed dossiers: views, filters, orders, and what is done to several at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from tandem.apps.accounts.models import AGENCY_ROLES
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import listing, selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import screening
from tandem.apps.foundation import clock
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import RefusedError
from tandem.web.agency import call_page
from tandem.web.agency.chosen import chosen, no_call
from tandem.web.agency.forms_screening import FilterForm
from tandem.web.agency.refusals import sentence
from tandem.web.shared import gate
from tandem.web.shared.views import way_back
from tandem.web.theme.navigation import with_query

PAGE_SIZE = 25
MOST_CHOSEN = 100
FIGURES = (
    ("Déposés", listing.ALL),
    ("À instruire", listing.TO_SCREEN),
    ("À compléter", listing.TO_COMPLETE),
    ("Recevables", "admissible"),
    ("Irrecevables", "inadmissible"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as the address asks for it, before paging."""

    call: Call
    form: FilterForm
    everything: QuerySet[Dossier]
    found: QuerySet[Dossier]
    reader: listing.Reader


def listed(request: HttpRequest, call: Call) -> Listed:
    """The list that the address describes; the same one for a page and for a dossier in it."""
    reader = listing.Reader(user=request.user, on=clock.today())
    everything = selectors.visible_to(request.actor).filter(call=call)
    form = FilterForm(
        request.GET,
        departments=listing.departments(everything),
        specialties=listing.specialties(everything),
    )
    return Listed(
        call=call,
        form=form,
        everything=everything,
        found=listing.filtered(everything, form.filters, reader),
        reader=reader,
    )


@gate.reads(*AGENCY_ROLES)
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers of a call, by pages of 25."""
    choice = chosen(request)
    call = choice.call
    if call is None:
        return no_call(request, "Dossiers")
    asked = listed(request, call)
    counts = listing.figures(asked.everything, asked.reader)
    page = Paginator(listing.rows(asked.found), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "calls": choice.calls,
        "closing": call_page.closing(call),
        "form": asked.form,
        "page": page,
        "withdrawn": counts["withdrawn"],
        "figures": [(label, counts[key]) for label, key in FIGURES],
        "views": view_links(request.GET, call, counts),
        "all_url": f"?{urlencode({'appel': call.slug})}",
        "clear_url": f"?{urlencode({'appel': call.slug, 'vue': asked.form.filters.view})}",
        "query": request.GET.urlencode(),
    }
    return render(request, "agency/dossiers.html", context)


def view_links(query: QueryDict, call: Call, counts: dict[str, int]) -> list[dict[str, object]]:
    """A link per saved view, with its count; a view forgets the filters, never the call."""
    asked = query.get("vue")
    current = asked if asked in listing.VIEW_LABELS else listing.ALL
    return [
        {
            "label": label,
            "count": counts[key],
            "url": f"?{urlencode({'appel': call.slug, 'vue': key})}",
            "is_current": key == current,
        }
        for key, label in listing.VIEW_LABELS.items()
    ]


def chosen_keys(values: Iterable[str]) -> list[UUID]:
    """The keys that were ticked, malformed ones left out, at most a hundred."""
    return [UUID(value) for value in values if _is_key(value)][:MOST_CHOSEN]


def _is_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def ticked(request: HttpRequest, values: Iterable[str]) -> QuerySet[Dossier]:
    """The ticked dossiers that this person may see, whole."""
    seen = selectors.visible_to(request.actor).filter(pk__in=chosen_keys(values))
    return selectors.with_parts(listing.ordered(seen, listing.BY_NUMBER))


@gate.writes(*AGENCY_ROLES)
def batch(request: HttpRequest) -> HttpResponse:
    """What the bar under the table asks: take the dossiers, or review them before declaring."""
    if request.method != "POST":
        return redirect("agency:dossiers")
    keys = [str(key) for key in chosen_keys(request.POST.getlist("d"))]
    if not keys:
        messages.warning(request, "Cochez au moins un dossier, dans la première colonne.")
        return redirect(way_back(request))
    if request.POST.get("action") == "revoir":
        query = urlencode({"d": keys, "suite": way_back(request)}, doseq=True)
        return redirect(f"{reverse('agency:review')}?{query}")
    _take(request, ticked(request, keys))
    return redirect(way_back(request))


def _take(request: HttpRequest, dossiers: QuerySet[Dossier]) -> None:
    taken = 0
    for dossier in dossiers:
        screening.assign(
            dossier=dossier, screener=request.user, actor=request.actor, at=clock.now()
        )
        taken += 1
    messages.success(request, f"{french.plural(taken, 'dossier')} dans votre file.")


@gate.writes(*AGENCY_ROLES)
def review(request: HttpRequest) -> HttpResponse:
    """What would change, what cannot and why; then one button declares the rest admissible."""
    posted = request.method == "POST"
    found = ticked(request, (request.POST if posted else request.GET).getlist("d"))
    if posted:
        return _declare_all(request, found)
    decisions = [
        (dossier, screening.may_declare_admissible(dossier=dossier, actor=request.actor))
        for dossier in found
    ]
    context = {
        "ready": [dossier for dossier, decision in decisions if decision.allowed],
        "refused": [
            {"dossier": dossier, "reasons": [sentence(f) for f in decision.refusals]}
            for dossier, decision in decisions
            if not decision.allowed
        ],
        "back_url": _safe_back(request),
    }
    return render(request, "agency/review.html", context)


def _safe_back(request: HttpRequest) -> str:
    """The list that one came from, and nothing else."""
    home = reverse("agency:dossiers")
    asked = request.GET.get("suite", "")
    return asked if asked.startswith(f"{home}?") else home


def _declare_all(request: HttpRequest, found: QuerySet[Dossier]) -> HttpResponse:
    declared, refused = 0, []
    for dossier in found:
        try:
            screening.declare(
                dossier=dossier, admissible=True, reason="", actor=request.actor, at=clock.now()
            )
            declared += 1
        except RefusedError as error:
            refused.append(f"{dossier.number}\u00a0: {error}")
    if declared:
        words = french.plural(declared, "dossier déclaré recevable", "dossiers déclarés recevables")
        messages.success(request, f"{words}. Chaque BAM est prévenu par courriel.")
    for line in refused:
        messages.error(request, french.typography(line))
    return redirect(way_back(request))


def queue_of(request: HttpRequest, dossier: Dossier) -> dict[str, object]:
    """Where a dossier stands in the list that one came from, with the ways to go on."""
    asked = listed(request, dossier.call)
    place = listing.place_of(dossier, asked.found)
    query = with_query(request.GET, page=None, regle=None, decision=None).removesuffix("?")
    beside = {"before": place.before, "after": place.after}
    urls = {
        name: f"{reverse('agency:dossier', args=[key])}{query}" if key else ""
        for name, key in beside.items()
    }
    view = listing.VIEW_LABELS[asked.form.filters.view]
    ask_query = f"{query}&" if query else "?"
    return {"place": place, "query": query, "ask_query": ask_query, "view_label": view, **urls}
