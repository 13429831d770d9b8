"""The jury: who sits, who reads what, and what a mark is worth."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.calls.selectors import edition
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import filing
from tandem.apps.journal.models import Event
from tandem.apps.jury import permissions, selectors, services
from tandem.apps.jury.models import Conflict, Juror, Mark, Reading
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.scoring import grid
from tests.apps.dossiers.acts import LATER, attach, declare, file, reopen
from tests.apps.race import race
from tests.apps.refusals import refused, rules
from tests.world import AFTER_DEADLINE, World

GRID = ("territory", "pathway", "permanence", "teaching", "elderly", "specialty")
STRANGERS = ["alice", "bob", "david", "hana"]


def appoint(world: World, name: str, who: str = "chloe", **seat: object) -> Juror:
    values = {"user": getattr(world.people, name), "quality": "Praticien", **seat}
    return services.appoint(
        call=world.call,
        seat=services.Seat(**values),
        actor=world.people.actor(who),
        at=AFTER_DEADLINE,
    )


def distribute(world: World, who: str = "chloe") -> int:
    return services.distribute(call=world.call, actor=world.people.actor(who), at=AFTER_DEADLINE)


def tie(world: World, name: str, dossier: Dossier, reason: str = "Ancien chef de service"):
    juror = Juror.objects.get(user=getattr(world.people, name))
    return services.declare_conflict(
        juror=juror, dossier=dossier, reason=reason, actor=world.people.actor(name), at=LATER
    )


def marks(value: int = 3, *, keys: tuple[str, ...] = GRID, comment: str = "") -> list[grid.Mark]:
    return [grid.Mark(criterion=key, value=value, comment=comment) for key in keys]


def save(world: World, reading: Reading, given: list[grid.Mark], submit=True, who: str = ""):
    name = who or next(
        n for n in ("david", "erik", "emma")
        if getattr(world.people, n).pk == reading.juror.user_id
    )  # fmt: skip
    return services.save_marks(
        reading=reading, marks=given, submit=submit, actor=world.people.actor(name), at=LATER
    )


# --- Seats


@pytest.mark.parametrize("who", ["chloe", "diane"])
def test_appoint_gives_a_seat(world: World, who):
    juror = appoint(world, "david", who, is_chair=True, legal_entity=world.other.legal_entity)
    kept = Juror.objects.get(pk=juror.pk)
    assert (kept.call, kept.user, kept.quality) == (world.call, world.people.david, "Praticien")
    assert (kept.is_chair, kept.legal_entity) == (True, world.other.legal_entity)
    assert str(kept) == "David Denim (Praticien)"
    event = Event.objects.last()
    assert (event.verb, event.detail) == ("jury.appointed", {"what": "David Denim"})


@pytest.mark.parametrize("who", STRANGERS)
def test_appoint_by_others_is_refused(world: World, who):
    with refused("agency"):
        appoint(world, "david", who)
    assert not Juror.objects.exists()


def test_appoint_the_same_person_again_keeps_one_seat(world: World):
    first, second = appoint(world, "david"), appoint(world, "david", quality="Chef de service")
    assert (first.pk, Juror.objects.get().quality) == (second.pk, "Chef de service")


def test_appoint_a_new_chair_takes_the_place_of_the_former(world: World):
    appoint(world, "david", is_chair=True)
    appoint(world, "erik", is_chair=True)
    appoint(world, "emma")
    assert [(j.user.first_name, j.is_chair) for j in selectors.jurors_of(world.call)] == [
        ("Erik", True), ("David", False), ("Emma", False),
    ]  # fmt: skip


# --- Sharing out


def test_distribute_gives_each_dossier_its_readings_evenly(world: World):
    dossiers = [world.admissible(f"Projet {number}") for number in range(6)]
    world.filed("Pas encore recevable")
    world.seat_jury()
    assert distribute(world) == 12
    by_dossier = Counter(Reading.objects.values_list("dossier", flat=True))
    assert by_dossier == {dossier.pk: 2 for dossier in dossiers}
    assert sorted(Counter(Reading.objects.values_list("juror", flat=True)).values()) == [4, 4, 4]
    assert Event.objects.last().detail == {"what": "12 lectures"}


def test_distribute_again_gives_nothing_more(world: World):
    world.admissible()
    world.seat_jury()
    assert (distribute(world), distribute(world)) == (2, 0)


def test_distribute_gives_new_dossiers_to_the_least_loaded(world: World):
    world.admissible("Un")
    world.seat_jury()
    distribute(world)
    (idle,) = Juror.objects.exclude(readings__isnull=False)
    second = world.admissible("Deux")
    assert distribute(world) == 2
    assert Reading.objects.filter(juror=idle, dossier=second).exists()


def test_distribute_does_not_depend_on_the_order_of_seats(world: World):
    """Equal loads are settled by a published hash of the dossier and the person."""
    for number in range(4):
        world.admissible(f"Projet {number}")

    def shared() -> set[tuple[str, str]]:
        distribute(world)
        found = set(Reading.objects.values_list("dossier__number", "juror__user__email"))
        Reading.objects.all().delete()
        Juror.objects.all().delete()
        return found

    for name in ("david", "erik", "emma"):
        appoint(world, name)
    first = shared()
    for name in ("emma", "erik", "david"):
        appoint(world, name)
    assert shared() == first


@pytest.mark.parametrize("who", STRANGERS)
def test_distribute_by_others_is_refused(world: World, who):
    world.admissible()
    world.seat_jury()
    with refused("agency"):
        distribute(world, who)
    assert not Reading.objects.exists()


@pytest.mark.parametrize("place", ["recruiter", "partner"])
def test_distribute_leaves_out_the_juror_of_the_establishment(world: World, place):
    dossier = world.admissible()
    world.seat_jury()
    appoint(world, "david", legal_entity=getattr(world, place).legal_entity)
    distribute(world)
    readers = {reading.juror.user for reading in Reading.objects.filter(dossier=dossier)}
    assert readers == {world.people.erik, world.people.emma}


def test_distribute_leaves_out_the_declared_ties(world: World):
    dossier = world.admissible()
    world.seat_jury()
    tie(world, "emma", dossier)
    distribute(world)
    readers = {reading.juror.user for reading in Reading.objects.filter(dossier=dossier)}
    assert readers == {world.people.david, world.people.erik}


def test_distribute_replaces_a_reader_who_declared_a_tie(world: World):
    dossier = world.admissible()
    world.seat_jury()
    distribute(world)
    first = Reading.objects.filter(dossier=dossier).first()
    name = first.juror.user.first_name.lower()
    tie(world, name, dossier)
    assert distribute(world) == 1
    active = Reading.objects.filter(dossier=dossier, is_recused=False)
    assert {reading.juror.user.first_name.lower() for reading in active} == {
        "david", "erik", "emma",
    } - {name}  # fmt: skip


def test_distribute_with_too_few_jurors_names_the_dossiers_and_gives_nothing(world: World):
    tied, also = world.admissible("Un"), world.admissible("Deux")
    world.seat_jury()
    for name in ("david", "emma"):
        tie(world, name, tied)
        tie(world, name, also)
    world.admissible("Trois")
    with pytest.raises(InvalidInputError) as caught:
        distribute(world)
    assert str(caught.value) == (
        "Trop peu de jurés sans lien pour 2\u00a0lectures\u00a0: IDF12-001 et IDF12-002. "
        "Nommez d’autres jurés, ou réduisez le nombre de lectures de l’appel."
    )
    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_distribute_at_the_same_time_gives_each_reading_once(world: World):
    for number in range(2):
        world.admissible(f"Projet {number}")
    world.seat_jury()
    assert sorted(race(4, lambda _: distribute(world))) == [0, 0, 0, 4]
    assert Reading.objects.count() == 4


# --- Marks


@pytest.fixture
def reading(world: World) -> Reading:
    """A reading given to someone of the jury, nothing marked yet."""
    world.admissible()
    world.seat_jury()
    distribute(world)
    return Reading.objects.select_related("juror__user").order_by("pk").first()


def test_grid_is_that_of_the_call(world: World):
    assert tuple(criterion.key for criterion in edition(world.call).grid) == GRID


def test_marks_handed_in_are_kept_and_locked(world: World, reading):
    given = [*marks(4, keys=GRID[:5]), grid.Mark(criterion="specialty", value=1, comment="Peu")]
    result = save(world, reading, given)
    reading.refresh_from_db()
    assert (reading.saved_at, reading.submitted_at) == (LATER, LATER)
    assert selectors.marks_of(reading) == given
    assert result == selectors.reading_of(reading)
    assert (result.total, result.is_complete) == (Fraction(74), True)
    assert [str(mark) for mark in Mark.objects.all()][-1] == "specialty 1"
    assert Event.objects.last().detail == {"what": "IDF12-001"}
    with refused("not_submitted"):
        save(world, reading, marks(5))
    with refused("not_submitted"):
        save(world, reading, marks(5), submit=False)
    assert selectors.marks_of(reading) == given


def test_marks_saved_may_be_incomplete_and_change(world: World, reading):
    save(world, reading, marks(2, keys=GRID[:2]), submit=False)
    save(world, reading, marks(5, keys=GRID[1:4]), submit=False)
    reading.refresh_from_db()
    assert (reading.saved_at, reading.submitted_at) == (LATER, None)
    assert [(m.criterion, m.value) for m in reading.marks.all()] == [
        ("pathway", 5), ("permanence", 5), ("teaching", 5),
    ]  # fmt: skip
    assert selectors.scores(world.call) == {}


def test_marks_handed_in_incomplete_are_refused_with_what_is_left(world: World, reading):
    save(world, reading, marks(3), submit=False)
    given = [*marks(3, keys=GRID[:4]), grid.Mark(criterion="elderly", value=1)]
    with pytest.raises(InvalidInputError) as caught:
        save(world, reading, given)
    assert str(caught.value) == (
        "Il reste un critère à noter\u00a0: «\u202fSpécialité en tension\u202f». "
        "Commentaire attendu pour une note basse\u00a0: «\u202fPersonne âgée\u202f»."
    )
    reading.refresh_from_db()
    assert (reading.submitted_at, reading.marks.count()) == (None, 6)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([*marks(3), grid.Mark(criterion="charm", value=3)], "n’est pas dans la grille"),
        ([*marks(3), grid.Mark(criterion="elderly", value=3)], "est noté 2 fois"),
    ],
)
def test_marks_out_of_the_grid_are_refused(world: World, reading, given, message):
    with pytest.raises(InvalidInputError, match=message):
        save(world, reading, given, submit=False)
    assert not Mark.objects.exists()


@pytest.mark.parametrize("value", [-1, 6])
def test_mark_off_the_scale_is_refused_before_and_by_the_database(reading, value):
    with pytest.raises(InvalidInputError, match="hors de l’échelle"):
        grid.Mark(criterion="elderly", value=value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(reading=reading, criterion="elderly", value=value)


@pytest.mark.parametrize("who", ["alice", "chloe", "diane", "hana"])
def test_marks_by_others_are_refused(world: World, reading, who):
    with refused("juror"):
        save(world, reading, marks(3), who=who)


def test_marks_by_another_juror_are_refused(world: World, reading):
    others = {"david", "erik", "emma"} - {reading.juror.user.first_name.lower()}
    for name in others:
        with refused("juror"):
            save(world, reading, marks(3), who=name)


def test_marks_of_a_dossier_that_left_the_jury_are_refused(world: World, reading):
    dossier = Dossier.objects.get(pk=reading.dossier_id)
    reopen(world, dossier)
    with refused("dossier_is_admissible"):
        save(world, reading, marks(3))
    filing.withdraw(
        dossier=dossier, reason="Renoncement", actor=world.people.actor("alice"), at=LATER
    )
    with refused("dossier_is_admissible"):
        save(world, reading, marks(3))


def test_score_is_the_exact_mean_of_what_was_handed_in(world: World):
    low, high = world.marked(2, 5)
    first = Reading.objects.filter(dossier=low).first()
    Mark.objects.filter(reading=first, criterion="elderly").update(value=3)
    scores = selectors.scores(world.call)
    assert {pk: (s.mean, s.readings) for pk, s in scores.items()} == {
        low.pk: (Fraction(41), 2), high.pk: (Fraction(100), 2),
    }  # fmt: skip
    assert scores[low.pk].by_criterion["elderly"] == 5
    assert scores[high.pk].by_criterion == {
        "territory": 25, "pathway": 20, "permanence": 20, "teaching": 15, "elderly": 10,
        "specialty": 10,
    }  # fmt: skip


def test_score_counts_one_reading_while_the_other_waits(world: World, reading):
    save(world, reading, marks(4))
    (score,) = selectors.scores(world.call).values()
    assert (score.mean, score.readings) == (Fraction(80), 1)


# --- What each one reads


def test_readings_and_dossiers_visible_to_a_juror(world: World):
    for number in range(3):
        world.admissible(f"Projet {number}")
    world.seat_jury()
    distribute(world)
    for name in ("david", "erik", "emma"):
        actor, user = world.people.actor(name), getattr(world.people, name)
        given = set(Reading.objects.filter(juror__user=user))
        assert set(selectors.visible_to(actor)) == given
        assert len(given) == 2
        assert set(selectors.dossiers_visible_to(actor)) == {r.dossier for r in given}
        assert list(selectors.seats_of(actor)) == [Juror.objects.get(user=user)]
    for name in ("alice", "bob", "chloe", "diane", "hana", "gael"):
        actor = world.people.actor(name)
        for seen in (selectors.visible_to, selectors.dossiers_visible_to, selectors.seats_of,
                     selectors.ties_of, selectors.attachments_visible_to):  # fmt: skip
            assert not seen(actor).exists()


def test_documents_visible_to_a_juror_are_those_of_the_dossiers_read(
    world: World, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    dossier = world.draft()
    attachment = attach(world, dossier)
    world.agree(dossier)
    file(world, dossier)
    declare(world, dossier)
    world.seat_jury()
    tie(world, "emma", dossier)
    distribute(world)
    seen = {name: list(selectors.attachments_visible_to(world.people.actor(name)))
            for name in ("david", "emma")}  # fmt: skip
    assert seen == {"david": [attachment], "emma": []}
    attachment.removed_at = LATER
    attachment.save()
    assert not selectors.attachments_visible_to(world.people.actor("david")).exists()


def test_juror_of_another_agency_sees_nothing_of_this_call(world: World):
    world.admissible()
    world.seat_jury()
    distribute(world)
    away = world.people.actor("david")
    elsewhere = type(away)(user=away.user, role=away.role, agency=world.other_agency)
    assert not selectors.visible_to(elsewhere).exists()
    assert not selectors.seats_of(elsewhere).exists()


def test_progress_counts_what_the_jury_still_has_to_do(world: World):
    assert selectors.progress(world.call) == selectors.Progress(
        dossiers=0, given=0, handed_in=0, short=0, unmarked=0
    )
    dossiers = [world.admissible(f"Projet {number}") for number in range(3)]
    world.filed("Déposé")
    world.seat_jury()
    distribute(world)
    first = Reading.objects.filter(dossier=dossiers[0]).select_related("juror__user")
    for reading in first:
        save(world, reading, marks(3))
    name = first[0].juror.user.first_name.lower()
    tie(world, name, dossiers[0])
    assert selectors.progress(world.call) == selectors.Progress(
        dossiers=3, given=5, handed_in=1, short=1, unmarked=2
    )


# --- Rights and constraints


def test_permission_to_mark_gives_every_reason(world: World, reading):
    juror = world.people.actor(reading.juror.user.first_name.lower())
    assert permissions.may_mark(juror, reading).allowed
    reading.is_recused, reading.submitted_at = True, LATER
    reading.dossier.state = "filed"
    stranger = world.people.actor("chloe")
    expected = ("juror", "no_conflict", "not_submitted", "dossier_is_admissible")
    assert rules(permissions.may_mark(stranger, reading)) == expected
    assert rules(permissions.is_this_juror(juror, reading.juror)) == ()


def test_database_keeps_one_seat_one_reading_one_tie_one_mark(world: World, reading):
    conflict = tie(world, reading.juror.user.first_name.lower(), reading.dossier)
    assert str(conflict) == "Ancien chef de service"
    assert str(reading) == f"{reading.juror_id} {reading.dossier_id}"
    again = [
        Juror(call=world.call, user=reading.juror.user, quality="x"),
        Reading(juror=reading.juror, dossier=reading.dossier, assigned_at=LATER),
        Conflict(juror=reading.juror, dossier=reading.dossier, reason="x", declared_at=LATER),
    ]
    for row in again:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    Mark.objects.create(reading=reading, criterion="elderly", value=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(reading=reading, criterion="elderly", value=5)
    other = Juror.objects.exclude(pk=reading.juror_id).first()
    with pytest.raises(IntegrityError, match="conflict_has_a_reason"), transaction.atomic():
        Conflict.objects.create(juror=other, dossier=reading.dossier, reason="", declared_at=LATER)
