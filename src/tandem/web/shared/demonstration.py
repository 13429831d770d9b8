"""Entering as a fictitious person in one click. These addresses exist only in demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from tandem.apps.accounts.models import User
from tandem.web.shared import gate
from tandem.web.shared.middleware import DEMONSTRATION_FACTOR


@gate.public_writes
def enter(request: HttpRequest, person: int) -> HttpResponse:
    """Sign in as a person of the demonstration, second factor taken as given."""
    if not settings.DEMONSTRATION or request.method != "POST":
        raise Http404
    user = get_object_or_404(User, pk=person, is_demonstration=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[DEMONSTRATION_FACTOR] = True
    return redirect("my_room")


urlpatterns = [path("demonstration/entrer/<int:person>/", enter, name="demonstration_enter")]
