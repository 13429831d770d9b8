"""What the tests of accounts share: a clean cache, sign-in by hand, real codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tandem.apps.accounts.models import User

PASSWORD = "un mot de passe long"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Used codes and counted attempts live in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sign_in() -> Callable[..., HttpResponse]:
    """Post the form of the sign-in page."""

    def post(client: Client, user: User, password: str = PASSWORD, **more: str) -> HttpResponse:
        data = {"login": user.email, "password": password, **more}
        return client.post(reverse("account_login"), data)

    return post


def code_of(secret: str, shift: int = 0) -> str:
    """What an application that knows the secret shows now, `shift` periods away."""
    counters = list(auth.yield_hotp_counters_from_time())
    return auth.format_hotp_value(auth.hotp_value(secret, counters[len(counters) // 2] + shift))


def current_code(user: User) -> str:
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return code_of(decrypt(stored.data["secret"]))


def wrong_code(user: User) -> str:
    """Six digits that no period around now gives."""
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    near = {code_of(decrypt(stored.data["secret"]), shift) for shift in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", *map(str, range(333333, 333340)))
                if code not in near)  # fmt: skip
