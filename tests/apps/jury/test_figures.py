from __future__ import annotations

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Attachment
from tandem.apps.files import services as files
from tandem.apps.jury import selectors, services
from tandem.apps.jury.models import Juror, Reading
from tandem.domain.schemes.vocabulary import DocumentKind
from tandem.domain.workflow.call import CallState
from tests.world import AFTER_DEADLINE


def given(world, *titles):
    for title in titles:
        world.admissible(title)
    world.seat_jury()
    services.distribute(call=world.call, actor=world.people.actor("chloe"), at=AFTER_DEADLINE)


def test_progress_counts_what_is_given_and_handed_in(world):
    given(world, "Un", "Deux")
    first = Reading.objects.select_related("juror", "dossier").order_by("pk")[0]
    world.mark(first, 3)
    world.admissible("Trois")
    assert selectors.progress(world.call) == selectors.Progress(
        dossiers=3, given=4, handed_in=1, short=1, unmarked=2
    )


def test_progress_leaves_out_what_a_tie_closed(world):
    given(world, "Un")
    Reading.objects.filter(pk=Reading.objects.first().pk).update(is_recused=True)
    assert selectors.progress(world.call) == selectors.Progress(
        dossiers=1, given=1, handed_in=0, short=1, unmarked=1
    )


def test_left_to_hand_in_counts_what_a_juror_owes(world, django_assert_num_queries):
    given(world, "Un", "Deux")
    mine = Reading.objects.select_related("juror", "dossier").filter(juror__user=world.people.david)
    owed, david = mine.count(), world.people.actor("david")
    with django_assert_num_queries(1):
        assert selectors.left_to_hand_in(david) == owed
    world.mark(mine[0], 3)
    assert selectors.left_to_hand_in(david) == owed - 1
    announced = {"state": CallState.ANNOUNCED, "announced_at": AFTER_DEADLINE}
    Call.objects.filter(pk=world.call.pk).update(**announced)
    assert selectors.left_to_hand_in(david) == 0
    assert selectors.left_to_hand_in(world.people.actor("chloe")) == 0


def test_appoint_replaces_the_chair(world):
    chloe = world.people.actor("chloe")
    for name in ("david", "erik"):
        seat = services.Seat(user=getattr(world.people, name), quality="PH", is_chair=True)
        services.appoint(call=world.call, seat=seat, actor=chloe, at=AFTER_DEADLINE)
    assert [str(j.user) for j in Juror.objects.filter(is_chair=True)] == ["Erik Ebène"]


def test_seats_of_belong_to_jurors_alone(world):
    world.seat_jury()
    david = selectors.seats_of(world.people.actor("david"))
    assert [seat.call for seat in david] == [world.call]
    assert not selectors.seats_of(world.people.actor("chloe")).exists()


def test_attachments_visible_to_the_juror_who_reads_the_dossier(world):
    given(world, "Un")
    reading = Reading.objects.select_related("juror__user", "dossier").first()
    stored = files.store(name="p.pdf", content=b"%PDF-1.4", by=None, at=AFTER_DEADLINE)
    document = Attachment.objects.create(
        dossier=reading.dossier,
        kind=DocumentKind.MEDICAL_PROJECT,
        file=stored,
        added_at=AFTER_DEADLINE,
    )
    readers = {r.juror.user.first_name.lower() for r in Reading.objects.all()}
    for name in ("david", "erik", "emma", "chloe", "alice"):
        seen = selectors.attachments_visible_to(world.people.actor(name))
        assert list(seen) == ([document] if name in readers else [])
