"""The journal: each act is chained to the one before, and an altered byte is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.journal import selectors, services
from tandem.apps.journal.models import ChainHead, Event
from tandem.domain.kernel import digest
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def act(number: int = 1, **changes: object) -> services.Act:
    values = {
        "verb": "call.opened",
        "subject_type": "call",
        "subject_id": f"id-{number}",
        "subject_label": f"Appel n° {number}",
        "at": NOW + timedelta(minutes=number),
        "reason": "Motif",
        "detail": {"cents": 12, "names": ["a", "é"]},
    }
    return services.Act(**{**values, **changes})


def test_record_chains_each_event_to_the_one_before():
    first, second = (services.record(act(n)) for n in (1, 2))
    assert (first.index, first.previous_digest) == (1, "0" * 64)
    assert (second.index, second.previous_digest) == (2, first.digest)
    assert len({first.digest, second.digest, "0" * 64}) == 3
    head = ChainHead.objects.get()
    assert (head.index, head.digest) == (2, second.digest)


def test_record_keeps_what_was_said_and_by_whom(world: World):
    chloe = world.people.actor("chloe")
    event = services.record(act(by=chloe))
    kept = Event.objects.get(pk=event.pk)
    assert (kept.actor, kept.actor_label) == (world.people.chloe, chloe.label)
    assert (kept.verb, kept.reason, kept.at) == ("call.opened", "Motif", act().at)
    assert kept.detail == {"cents": 12, "names": ["a", "é"]}
    assert str(kept) == f"{event.index} call.opened Appel n° 1"


def test_record_without_a_person_is_the_platform():
    event = services.record(act(by=None))
    assert (event.actor, event.actor_label) == (None, "Tandem")


def test_record_shortens_a_long_label():
    event = services.record(act(subject_label="é" * 250))
    assert Event.objects.get(pk=event.pk).subject_label == "é" * 200
    assert services.broken_links() == []


def test_record_rolled_back_with_the_act_leaves_the_chain_as_it_was():
    @transaction.atomic
    def fail() -> None:
        services.record(act(2))
        raise ZeroDivisionError

    services.record(act(1))
    with pytest.raises(ZeroDivisionError):
        fail()
    assert services.record(act(3)).index == 2
    assert services.broken_links() == []


def test_about_gives_the_events_of_one_thing_in_order():
    for number in (1, 2, 1):
        services.record(act(number))
    assert [event.index for event in selectors.about("call", "id-1")] == [1, 3]
    assert not selectors.about("dossier", "id-1").exists()


def test_broken_links_of_an_empty_journal_is_nothing():
    assert services.broken_links() == []


def test_broken_links_of_a_whole_path_is_nothing(world: World):
    world.marked(3, 4)
    # The call 2, each dossier 4, the jury 3 seats, 1 sharing out and 4 readings.
    assert Event.objects.count() == 18
    assert services.broken_links() == []


ALTERED = {
    "at": NOW + timedelta(minutes=2, microseconds=1),
    "actor_label": "Tandex",
    "verb": "call.closed",
    "subject_type": "cal1",
    "subject_id": "id-3",
    "subject_label": "Appel n° 3",
    "reason": "motif",
    "detail": {"cents": 13, "names": ["a", "é"]},
    "previous_digest": "1" * 64,
    "digest": "2" * 64,
}


@pytest.mark.parametrize("column", ALTERED)
def test_broken_links_finds_an_altered(column):
    for number in (1, 2, 3):
        services.record(act(number))
    assert Event.objects.filter(index=2).update(**{column: ALTERED[column]}) == 1
    # Whoever rewrites a digest breaks the link that follows too.
    assert services.broken_links() == ([2, 3] if column == "digest" else [2])


def test_broken_links_finds_an_altered_actor(world: World):
    event = services.record(act(by=world.people.actor("chloe")))
    Event.objects.filter(pk=event.pk).update(actor=world.people.diane)
    assert services.broken_links() == [event.index]


def test_broken_links_finds_an_altered_index():
    for number in (1, 2, 3):
        services.record(act(number))
    Event.objects.filter(index=3).update(index=7)
    assert services.broken_links() == [7, 3]


def test_every_column_is_covered_by_the_alterations():
    columns = {field.name for field in Event._meta.fields}
    assert columns - set(ALTERED) == {"id", "actor", "index"}


@pytest.mark.parametrize("position", range(0, 64, 9))
def test_broken_links_finds_one_changed_character_of_a_reason(position):
    services.record(act(reason="x" * 64))
    changed = "x" * position + "y" + "x" * (63 - position)
    Event.objects.update(reason=changed)
    assert services.broken_links() == [1]


def test_broken_links_finds_a_removed_event():
    for number in (1, 2, 3):
        services.record(act(number))
    Event.objects.filter(index=2).delete()
    assert services.broken_links() == [3]


def test_broken_links_finds_the_last_event_removed():
    for number in (1, 2):
        services.record(act(number))
    Event.objects.filter(index=2).delete()
    assert services.broken_links() == [2]


def test_broken_links_finds_a_removed_head():
    services.record(act())
    ChainHead.objects.all().delete()
    assert services.broken_links() == [0]


def test_broken_links_finds_an_event_rewritten_with_a_digest_of_its_own():
    """Recomputing the digest of one row is not enough: the next row tells."""
    for number in (1, 2):
        services.record(act(number))
    event = Event.objects.get(index=1)
    event.reason = "Autre motif"
    event.digest = digest.sha256(services._content(event))
    event.save()
    assert services.broken_links() == [2]


def test_index_and_digest_are_unique():
    event = services.record(act())
    event.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


def test_digest_does_not_depend_on_the_zone_of_the_instant():
    there = datetime(2025, 4, 10, 8, tzinfo=UTC)
    services.record(act(at=there))
    assert services.broken_links() == []
