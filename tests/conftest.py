"""What every test shares: a stopped clock, a small world, people who are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tandem.apps.accounts.models import User
from tandem.apps.foundation import clock
from tests import world as worlds


@pytest.fixture
def world(db: None) -> Iterator[worlds.World]:
    """The small world, at NOW."""
    with clock.fixed(worlds.NOW):
        yield worlds.build()


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which a person is signed in."""

    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return enter
