"""Pages about the platform itself: what it promises, how to check a document, how it fares."""

from __future__ import annotations

import platform
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

import tandem
from tandem.apps.accounts import selectors as accounts
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.foundation import clock
from tandem.apps.messaging import selectors as messaging
from tandem.apps.posts import selectors as posts
from tandem.web.public.forms import VerifyForm
from tandem.web.shared import gate

UNPROCESSABLE, UNAVAILABLE = 422, 503
SECURITY_LIFE = timedelta(days=180)
ROOMS = ("/agence/", "/etablissement/", "/jury/", "/compte/", "/mon-espace/")


@gate.public
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a document of that number has that fingerprint; all else gets one same answer."""
    form = VerifyForm(request.GET or None)
    is_ours = None
    if form.is_bound and form.is_valid():
        written = form.cleaned_data["number"], form.cleaned_data["fingerprint"]
        is_ours = dossiers.is_deposit(*written) or posts.is_letter(*written)
    status_code = UNPROCESSABLE if form.errors else 200
    context = {"form": form, "is_ours": is_ours}
    return render(request, "public/verify.html", context, status=status_code)


@gate.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The declaration: not compliant, since nobody has audited the platform."""
    return render(request, "public/accessibility.html", {"agencies": accounts.agencies()})


@gate.public
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes, who hosts, under which licence."""
    context = {
        "agencies": accounts.agencies(),
        "publisher": settings.PUBLISHER,
        "hosting": settings.HOSTING,
    }
    return render(request, "public/legal.html", context)


@gate.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people, why, for whom; the cookies."""
    context = {
        "agencies": accounts.agencies(),
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "public/privacy.html", context)


@gate.public
def algorithms(request: HttpRequest) -> HttpResponse:
    """What is computed, by which method, and what people decide."""
    return render(request, "public/algorithms.html", {"agencies": accounts.agencies()})


@gate.public
def help_page(request: HttpRequest) -> HttpResponse:
    """Questions that people ask, and whom to ask the others."""
    return render(request, "public/help.html", {"agencies": accounts.agencies()})


@gate.public
def site_map(request: HttpRequest) -> HttpResponse:
    """Every public page."""
    return render(request, "public/site_map.html")


@gate.public
def status(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and how many mails wait; versions in demonstration only."""
    context: dict[str, Any] = {"version": tandem.__version__, "at": clock.now()}
    try:
        context["waiting"] = messaging.waiting()
        if settings.DEMONSTRATION:
            context["python"] = platform.python_version()
            context["database"] = _database()
    except DatabaseError:
        return render(request, "public/status.html", context, status=UNAVAILABLE)
    return render(request, "public/status.html", context)


def _database() -> str:
    """« SQLite 3.40.1 », « PostgreSQL 15.18 »."""
    version = ".".join(str(part) for part in connection.get_database_version())
    return f"{connection.display_name} {version}"


@gate.public
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); it is never more than six months old."""
    expires = (clock.now() + SECURITY_LIFE).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.BASE_URL}{reverse('public:security')}",
    )
    return _plain(*lines)


@gate.public
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed, rooms never; nothing of a demonstration."""
    closed = ("/",) if settings.DEMONSTRATION else ROOMS
    return _plain("User-agent: *", *(f"Disallow: {path}" for path in closed))


def _plain(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
