"""Which calls each person sees, and where a call is at a given instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.apps.accounts.actor import VISITOR
from tandem.apps.calls import permissions, selectors, services
from tandem.apps.calls.models import Call
from tandem.apps.foundation.clock import PARIS
from tandem.domain.workflow.call import CallPhase
from tests.apps.refusals import rules
from tests.world import NOW, SETTINGS, World

MOMENT = timedelta(microseconds=1)
CLOSING = datetime(2025, 5, 1, tzinfo=PARIS)


@pytest.fixture
def calls(world: World) -> dict[str, Call]:
    """An open call, one in preparation, one in preparation at the other agency."""

    def prepare(code: str, name: str) -> Call:
        settings = replace(SETTINGS, code=code, slug=code.lower())
        return services.prepare(settings=settings, actor=world.people.actor(name), at=NOW)

    return {"open": world.call, "ours": prepare("B", "chloe"), "theirs": prepare("C", "hana")}


@pytest.mark.parametrize(
    ("name", "seen", "managed"),
    [
        (None, {"open"}, set()),
        ("alice", {"open"}, set()),
        ("bob", {"open"}, set()),
        ("gael", {"open"}, set()),
        ("david", {"open"}, set()),
        ("chloe", {"open", "ours"}, {"open", "ours"}),
        ("diane", {"open", "ours"}, {"open", "ours"}),
        ("hana", {"open", "theirs"}, {"theirs"}),
    ],
)
def test_visible_to_and_managed_by(world: World, calls, name, seen, managed):
    actor = world.people.actor(name) if name else VISITOR
    assert set(selectors.visible_to(actor)) == {calls[key] for key in seen}
    assert set(selectors.managed_by(actor)) == {calls[key] for key in managed}


def test_announced_call_stays_visible_to_all(world: World):
    services.announce(call=world.call, actor=world.people.actor("diane"), at=NOW)
    assert list(selectors.visible_to(VISITOR)) == [world.call]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (SETTINGS.opens_at - MOMENT, CallPhase.UPCOMING),
        (SETTINGS.opens_at, CallPhase.OPEN),
        (CLOSING - MOMENT, CallPhase.OPEN),
        (CLOSING, CallPhase.SCREENING),
        (datetime(2025, 6, 8, 23, 59, 59, tzinfo=PARIS), CallPhase.SCREENING),
        (datetime(2025, 6, 9, tzinfo=PARIS), CallPhase.JURY),
        (datetime(2025, 6, 13, 23, 59, 59, tzinfo=PARIS), CallPhase.JURY),
        (datetime(2025, 6, 14, tzinfo=PARIS), CallPhase.DECISION),
    ],
)
def test_phase_of_an_open_call(world: World, at, expected):
    call = Call.objects.get(pk=world.call.pk)
    assert call.phase_at(at) is expected
    assert selectors.is_open(call, at) is (expected is CallPhase.OPEN)
    assert selectors.open_at(at).exists() is (expected is CallPhase.OPEN)


def test_phase_at_the_same_instant_seen_from_elsewhere(world: World):
    last = datetime(2025, 4, 30, 21, 59, 59, 999999, tzinfo=UTC)
    assert world.call.phase_at(last) is CallPhase.OPEN
    assert world.call.phase_at(last + MOMENT) is CallPhase.SCREENING


@pytest.mark.parametrize("at", [SETTINGS.opens_at - MOMENT, NOW, CLOSING])
def test_phase_before_opening_and_after_the_announcement_is_that_of_the_state(world: World, at):
    waiting = services.prepare(
        settings=replace(SETTINGS, code="B", slug="b"), actor=world.people.actor("chloe"), at=NOW
    )
    assert waiting.phase_at(at) is CallPhase.PREPARED
    call = services.announce(call=world.call, actor=world.people.actor("diane"), at=NOW)
    assert call.phase_at(at) is CallPhase.ANNOUNCED
    assert not selectors.open_at(at).exists()


@pytest.mark.parametrize(
    ("name", "prepare", "manage", "decide"),
    [
        ("chloe", (), (), ("role",)),
        ("diane", (), (), ()),
        ("hana", (), ("agency",), ("agency", "role")),
        ("alice", ("role",), ("agency",), ("agency", "role")),
        ("david", ("role",), ("agency",), ("agency", "role")),
    ],
)
def test_permissions(world: World, name, prepare, manage, decide):
    actor = world.people.actor(name)
    assert rules(permissions.may_prepare(actor)) == prepare
    assert rules(permissions.may_manage(actor, world.call)) == manage
    assert rules(permissions.may_decide(actor, world.call)) == decide


def test_call_is_named_by_its_title(world: World):
    assert str(world.call) == SETTINGS.title
