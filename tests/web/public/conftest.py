"""What the tests of the public room share: a visitor, calls at every stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from tandem.apps.calls import services as calls
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.apps.posts import services as posts
from tandem.apps.selection import services as selection
from tests.world import AFTER_DEADLINE, NOW, SETTINGS, World

SITTING = AFTER_DEADLINE + timedelta(days=40)


@pytest.fixture
def visitor() -> Client:
    """Nobody in particular."""
    return Client()


@pytest.fixture
def announced(world: World) -> Iterator[World]:
    """Four dossiers decided and published: two selected, one in reserve, one left out."""
    world.marked(5, 4, 3, 1)
    actor = world.people.actor
    with clock.fixed(SITTING):
        selection.run(call=world.call, actor=actor("chloe"), at=SITTING)
        posts.publish(call=world.call, actor=actor("diane"), at=SITTING)
        world.call.refresh_from_db()
        yield world


def another_call(
    world: World, code: str, *, opens_at: datetime = NOW, closes_on: date = date(2025, 5, 30)
) -> Call:
    """A call in preparation, whose filing ends on `closes_on`."""
    settings = replace(
        SETTINGS,
        code=code,
        slug=code.lower(),
        title=f"Appel {code}",
        opens_at=opens_at,
        closes_on=closes_on,
        jury_from=closes_on + timedelta(days=30),
        jury_to=closes_on + timedelta(days=34),
        is_fictitious=True,
    )
    return calls.prepare(settings=settings, actor=world.people.actor("chloe"), at=NOW)


def opened_call(world: World, code: str, **settings: object) -> Call:
    """The same, opened."""
    call = another_call(world, code, **settings)
    return calls.open_call(call=call, actor=world.people.actor("chloe"), at=NOW)
