"""The few addresses that the base pages name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path


def page(request: HttpRequest) -> HttpResponse:
    """An empty page."""
    return HttpResponse()


NAMES = ("theme_choice", "my_room", "account_home", "role_choice", "account_logout")
urlpatterns = [path(f"{name}/", page, name=name) for name in NAMES]
