"""What the tests of the sitting do again and again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from tandem.apps.accounts.models import User
from tandem.apps.dossiers.models import Dossier
from tandem.apps.foundation import clock
from tandem.apps.posts import services as posts
from tandem.apps.selection import services as selection
from tandem.apps.selection.models import Run
from tests.world import AFTER_DEADLINE, World

OUTSIDERS = ("alice", "anne", "bob", "gael", "david")


def later() -> AbstractContextManager[None]:
    """After the deadline, when a list may be computed."""
    return clock.fixed(AFTER_DEADLINE)


def url(name: str, *args: object) -> str:
    return reverse(f"agency:{name}", args=args)


def computed(world: World, *values: int) -> tuple[list[Dossier], Run]:
    """Dossiers marked with these values, and the list computed from them."""
    dossiers = world.marked(*values)
    run = selection.run(call=world.call, actor=world.people.actor("chloe"), at=AFTER_DEADLINE)
    return dossiers, run


def published(world: World, *values: int) -> list[Dossier]:
    """The same, announced by a signatory."""
    dossiers, _ = computed(world, *values)
    posts.publish(call=world.call, actor=world.people.actor("diane"), at=AFTER_DEADLINE)
    return [Dossier.objects.get(pk=dossier.pk) for dossier in dossiers]


def is_closed_to_others(world: World, enter: Callable[[User], Client], *addresses: str) -> None:
    """Hospitals, partners and jurors find nothing; a visitor is asked to sign in."""
    for name in OUTSIDERS:
        client = enter(getattr(world.people, name))
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    for address in addresses:
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


each_colleague = pytest.mark.parametrize("name", ["chloe", "diane"])
