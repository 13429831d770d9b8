"""A tie closes a dossier to a juror: by query, by right, and in every score, whatever the order."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from tandem.apps.dossiers.models import Dossier
from tandem.apps.journal.models import Event
from tandem.apps.jury import selectors, services
from tandem.apps.jury.models import Conflict, Juror, Reading
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.scoring import grid
from tests.apps.jury.test_jury import GRID, appoint, distribute, marks, save, tie
from tests.apps.refusals import refused
from tests.world import AFTER_DEADLINE, World

JURORS = ("david", "erik", "emma")


def reading_of(world: World, name: str, dossier: Dossier) -> Reading:
    user = getattr(world.people, name)
    return Reading.objects.select_related("juror__call").get(juror__user=user, dossier=dossier)


def reader_of(dossier: Dossier) -> str:
    reading = Reading.objects.filter(dossier=dossier, is_recused=False).order_by("pk").first()
    return reading.juror.user.first_name.lower()


@pytest.fixture
def shared(world: World) -> list[Dossier]:
    """Three dossiers of which each juror reads two."""
    dossiers = [world.admissible(f"Projet {number}") for number in range(3)]
    world.seat_jury()
    distribute(world)
    return dossiers


def test_tie_hides_the_dossier_at_once(world: World, shared):
    dossier, name = shared[0], reader_of(shared[0])
    actor = world.people.actor(name)
    assert dossier in selectors.dossiers_visible_to(actor)
    conflict = tie(world, name, dossier, "J’ai encadré la candidate")
    assert dossier not in selectors.dossiers_visible_to(actor)
    assert not selectors.visible_to(actor).filter(dossier=dossier).exists()
    assert list(selectors.ties_of(actor)) == [conflict]
    assert reading_of(world, name, dossier).is_recused
    event = Event.objects.last()
    assert (event.verb, event.detail) == ("jury.conflict_declared", {"what": dossier.number})


def test_tie_refuses_the_marks_by_right(world: World, shared):
    dossier, name = shared[0], reader_of(shared[0])
    tie(world, name, dossier)
    with refused("no_conflict"):
        save(world, reading_of(world, name, dossier), marks(5))


def test_tie_takes_handed_in_marks_out_of_the_score(world: World):
    (dossier,) = world.marked(2)
    first, second = Reading.objects.filter(dossier=dossier).order_by("pk")
    first.marks.update(value=5)
    assert selectors.scores(world.call)[dossier.pk].mean == Fraction(70)
    tie(world, first.juror.user.first_name.lower(), dossier)
    score = selectors.scores(world.call)[dossier.pk]
    assert (score.mean, score.readings) == (Fraction(40), 1)
    tie(world, second.juror.user.first_name.lower(), dossier)
    assert selectors.scores(world.call) == {}


def test_tie_is_declared_once(world: World, shared):
    dossier, name = shared[0], reader_of(shared[0])
    first = tie(world, name, dossier, "Premier motif")
    count = Event.objects.count()
    second = tie(world, name, dossier, "Second motif")
    assert (first.pk, second.reason) == (second.pk, "Premier motif")
    assert (Conflict.objects.count(), Event.objects.count()) == (1, count)


def test_tie_takes_a_reason(world: World, shared):
    with refused("reason"):
        tie(world, reader_of(shared[0]), shared[0], "  ")
    assert not Conflict.objects.exists()
    assert not Reading.objects.filter(is_recused=True).exists()


@pytest.mark.parametrize("who", ["chloe", "diane", "alice"])
def test_tie_is_declared_by_the_juror_in_person(world: World, shared, who):
    for name in (who, *({*JURORS} - {"david"})):
        with refused("juror"):
            services.declare_conflict(
                juror=Juror.objects.get(user=world.people.david),
                dossier=shared[0],
                reason="Motif",
                actor=world.people.actor(name),
                at=AFTER_DEADLINE,
            )
    assert not Conflict.objects.exists()


def test_tie_on_a_dossier_not_read_is_kept_for_later(world: World):
    dossier = world.admissible()
    world.seat_jury()
    tie(world, "emma", dossier)
    distribute(world)
    assert not selectors.dossiers_visible_to(world.people.actor("emma")).exists()


def test_appointing_at_the_establishment_closes_the_readings_already_given(world: World, shared):
    """When one learns later where a juror works, what they gave no longer counts."""
    name = reader_of(shared[0])
    save(world, reading_of(world, name, shared[0]), marks(5))
    assert shared[0].pk in selectors.scores(world.call)
    appoint(world, name, legal_entity=world.partner.legal_entity)
    actor = world.people.actor(name)
    assert not selectors.visible_to(actor).exists()
    assert selectors.scores(world.call) == {}
    with refused("no_conflict", "not_submitted"):
        save(world, reading_of(world, name, shared[0]), marks(1))


def test_appointing_elsewhere_closes_nothing(world: World, shared):
    name = reader_of(shared[0])
    appoint(world, name, legal_entity=world.other.legal_entity)
    assert not Reading.objects.filter(is_recused=True).exists()


class Sitting:
    """A long sitting in which anything happens; what should count is kept apart, by hand."""

    def __init__(self, world: World, dossiers: list[Dossier], seed: int) -> None:
        self.world, self.dossiers = world, dossiers
        self.draw = random.Random(seed)  # noqa: S311 - a published seed
        self.given: dict[tuple[str, str], int] = {}
        self.tied: set[tuple[str, str]] = set()

    def step(self) -> None:
        act = self.draw.choice([*[self.mark] * 8, self.declare, self.share])
        act(self.draw.choice(JURORS), self.draw.choice(self.dossiers))

    def mark(self, name: str, dossier: Dossier) -> None:
        user, value = getattr(self.world.people, name), self.draw.randint(0, 5)
        reading = Reading.objects.filter(juror__user=user, dossier=dossier).first()
        if reading is None:
            return
        closed = {(name, dossier.number)} & (self.tied | set(self.given))
        given = [grid.Mark(criterion=key, value=value, comment="Vu") for key in GRID]
        if closed:
            with pytest.raises(RefusedError):
                save(self.world, reading, given)
            return
        save(self.world, reading, given)
        self.given[name, dossier.number] = value

    def declare(self, name: str, dossier: Dossier) -> None:
        tie(self.world, name, dossier)
        self.tied.add((name, dossier.number))

    def share(self, _name: str, _dossier: Dossier) -> None:
        free = {d.number: 3 - sum((n, d.number) in self.tied for n in JURORS)
                for d in self.dossiers}  # fmt: skip
        if min(free.values()) >= 2:
            distribute(self.world)
            return
        with pytest.raises(InvalidInputError, match="Trop peu de jurés sans lien"):
            distribute(self.world)

    def expected(self) -> dict[object, Fraction]:
        """The mean of what untied jurors handed in."""
        found = {}
        for dossier in self.dossiers:
            values = [value for (name, number), value in self.given.items()
                      if number == dossier.number and (name, number) not in self.tied]  # fmt: skip
            if values:
                found[dossier.pk] = Fraction(20 * sum(values), len(values))
        return found

    def check(self) -> None:
        scores = selectors.scores(self.world.call)
        assert {pk: score.mean for pk, score in scores.items()} == self.expected()
        for name in JURORS:
            seen = selectors.dossiers_visible_to(self.world.people.actor(name))
            assert not {(name, dossier.number) for dossier in seen} & self.tied


@pytest.mark.parametrize("seed", range(4))
def test_score_never_counts_a_recused_juror_whatever_happens(world: World, shared, seed):
    sitting = Sitting(world, shared, seed)
    for _ in range(30):
        sitting.step()
        sitting.check()
    counted = [key for key in sitting.given if key not in sitting.tied]
    for name, number in counted:
        sitting.declare(name, Dossier.objects.get(number=number))
        sitting.check()
    assert counted
    assert selectors.scores(world.call) == {}
