"""Who acts, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tandem.apps.accounts import selectors as accounts
from tandem.apps.accounts.actor import VISITOR, Actor
from tandem.apps.accounts.models import SECOND_FACTOR_ROLES
from tandem.apps.foundation import clock

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
DEMONSTRATION_FACTOR = "demonstration_factor"


class HeadersMiddleware:
    """The headers that Django has no setting for; signed-in pages are never kept by a cache.

    A session is known by its cookie: the page of a fault must not ask the database who reads.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in (*request.COOKIES, *response.cookies):
            response.headers["Cache-Control"] = "no-store"
        return response


class ActorMiddleware:
    """Compute the actor of the request; agency and jury act only with a second factor."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.actor(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Lead to the activation whoever lacks the second factor that a page asks for."""
        if self.is_open_without(request.path, view) or not self.lacks_second_factor(request):
            return None
        messages.info(request, "Activez un second facteur pour entrer dans votre espace.")
        return redirect("mfa_activate_totp")

    def actor(self, request: HttpRequest) -> Actor:
        """The role chosen in this session, or the first that the person holds today."""
        if not request.user.is_authenticated:
            return VISITOR
        chosen = request.session.get("membership")
        return accounts.actor_for(request.user, clock.today(), chosen)

    def lacks_second_factor(self, request: HttpRequest) -> bool:
        """Whether the role asks for a second factor that this person does not have."""
        if request.actor.role not in SECOND_FACTOR_ROLES:
            return False
        if settings.DEMONSTRATION and request.session.get(DEMONSTRATION_FACTOR):
            return False
        return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])

    def is_open_without(self, path: str, view: View) -> bool:
        """Public pages, and those by which one activates a factor or takes another role."""
        is_public = not getattr(view, "login_required", True)
        return is_public or path.startswith((reverse("account_home"), reverse("role_choice")))
