"""Pages that belong to no room: where to go, the choice of theme, of role."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tandem.apps.accounts import selectors as accounts
from tandem.apps.accounts.models import SECOND_FACTOR_ROLES
from tandem.apps.foundation import clock
from tandem.web.shared import gate
from tandem.web.shared.context import MENUS

YEAR = 365 * 24 * 3600


def is_ours(target: str) -> bool:
    """Whether an address is a path of this site: no other host, no name of a view."""
    return target.startswith("/") and url_has_allowed_host_and_scheme(target, None)


def way_back(request: HttpRequest) -> str:
    """The page of ours that the form names, or the home page."""
    target = request.POST.get("next", "")
    return target if is_ours(target) else "/"


@gate.reads()
def my_room(request: HttpRequest) -> HttpResponse:
    """Lead each person to the first page of their room."""
    if request.actor.role is None:
        return redirect("account_home")
    return redirect(MENUS[request.actor.role][0][1])


@gate.public_writes
def theme_choice(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie; anything else follows the device."""
    response = redirect(way_back(request))
    choice = request.POST.get("theme", "")
    if choice in ("light", "dark"):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie("theme", choice, max_age=YEAR, samesite="Lax", secure=secure)
    else:
        response.delete_cookie("theme")
    return response


@gate.writes()
def role_choice(request: HttpRequest) -> HttpResponse:
    """Change role, among those held today."""
    if request.method == "POST":
        held = accounts.memberships_in_force(request.user, clock.today())
        chosen = request.POST.get("membership", "")
        if any(str(membership.pk) == chosen for membership in held):
            request.session["membership"] = chosen
    return redirect("my_room")


@gate.reads()
def account_home(request: HttpRequest) -> HttpResponse:
    """Who I am, my roles, my second factor."""
    held = accounts.memberships_in_force(request.user, clock.today())
    context = {
        "has_second_factor": is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
        "needs_second_factor": any(each.role in SECOND_FACTOR_ROLES for each in held),
    }
    return render(request, "shared/account.html", context)
