"""The doors of views: who may come in, and whether the view may write.

Every view carries one of these decorators; a test reads `gate` on each to build the rights page.
A person without the role gets a 404: the address tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from tandem.apps.accounts.models import Role

View = Callable[..., HttpResponseBase]
READ = ("GET", "HEAD")
WRITE = (*READ, "POST")


@dataclass(frozen=True, slots=True)
class Gate:
    """What a view declares: roles (empty: anyone, signed in or not) and whether it writes."""

    roles: tuple[Role, ...]
    writes: bool
    is_public: bool = False


def _door(gate: Gate) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_http_methods(WRITE if gate.writes else READ)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if gate.roles and request.actor.role not in gate.roles:
                raise Http404
            return view(request, *args, **kwargs)

        guarded.gate = gate
        return login_not_required(guarded) if gate.is_public else guarded

    return decorate


def public(view: View) -> View:
    """Anyone may read."""
    return _door(Gate((), writes=False, is_public=True))(view)


def public_writes(view: View) -> View:
    """Anyone may post: only what changes nothing but the visitor's own cookie or session."""
    return _door(Gate((), writes=True, is_public=True))(view)


def reads(*roles: Role) -> Callable[[View], View]:
    """People of these roles may read; no role named: anyone signed in."""
    return _door(Gate(roles, writes=False))


def writes(*roles: Role) -> Callable[[View], View]:
    """People of these roles may read and post."""
    return _door(Gate(roles, writes=True))
