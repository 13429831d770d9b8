"""The life of a dossier: the table of moves is the whole of it, and there is one door."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Role
from tandem.apps.dossiers.models import Dossier, FindingReview, Partner, TransitionLog, WeekPeriod
from tandem.apps.dossiers.services import moves
from tandem.apps.journal.models import Event
from tandem.domain.kernel.finding import Decision
from tandem.domain.workflow.dossier import (
    ANNOUNCED,
    FILED_ONCE,
    LABELS,
    MACHINE,
    SCREENED,
    UNDECIDED,
    DossierState,
)
from tests.apps.dossiers.acts import fresh
from tests.apps.refusals import refused, rules
from tests.world import NOW, World

# The whole life, written a second time by hand: from, move, to, by whom, with a comment or not.
AGENCY = {"agency_officer", "agency_signatory"}
TABLE = {
    ("draft", "file"): ("filed", {"bam"}, False),
    ("filed", "withdraw"): ("withdrawn", {"bam"}, True),
    ("to_complete", "withdraw"): ("withdrawn", {"bam"}, True),
    ("admissible", "withdraw"): ("withdrawn", {"bam"}, True),
    ("filed", "ask_complement"): ("to_complete", AGENCY, True),
    ("to_complete", "answer_complement"): ("filed", {"bam"}, True),
    ("filed", "declare_admissible"): ("admissible", AGENCY, False),
    ("to_complete", "declare_admissible"): ("admissible", AGENCY, False),
    ("filed", "declare_inadmissible"): ("inadmissible", AGENCY, True),
    ("to_complete", "declare_inadmissible"): ("inadmissible", AGENCY, True),
    ("admissible", "reopen_screening"): ("filed", AGENCY, True),
    ("inadmissible", "reopen_screening"): ("filed", AGENCY, True),
    ("admissible", "select"): ("selected", {"agency_signatory"}, False),
    ("admissible", "put_in_reserve"): ("reserve", {"agency_signatory"}, False),
    ("admissible", "turn_down"): ("not_selected", {"agency_signatory"}, False),
}
ROLES = [*Role.values, ""]
# Facts with which every guard says yes: what is left is the table.
YES = {
    "at": NOW,
    "opens_at": NOW - timedelta(days=1),
    "closes_at": NOW + timedelta(days=1),
    "closes_on": (NOW + timedelta(days=1)).date(),
    "missing": (),
    "pending_partners": (),
    "assessment": Decision(),
    "blocking_titles": (),
    "due_on": NOW.date(),
    "earliest_due_on": NOW.date(),
}
ALL_MOVES = sorted({name for _, name in TABLE})


def test_table_has_every_move_and_no_other():
    assert sorted(MACHINE.moves) == ALL_MOVES
    assert set(MACHINE.labels) == set(DossierState) == set(LABELS)


@pytest.mark.parametrize("state", DossierState)
@pytest.mark.parametrize("name", ALL_MOVES)
def test_every_move_from_every_state_by_every_actor_is_that_of_the_table(state, name):
    row = TABLE.get((state, name))
    target, actors, commented = row or next(r for (_, move), r in TABLE.items() if move == name)
    assert MACHINE.moves[name].target == target
    for role, comment in product(ROLES, ("", " ", "Motif")):
        expected = (
            ("state",) * (row is None)
            + ("actor",) * (role not in actors)
            + ("comment",) * (commented and not comment.strip())
        )
        decision = MACHINE.check(name, state=state, actor=role, facts=YES, comment=comment)
        assert rules(decision) == expected


@pytest.mark.parametrize("state", DossierState)
@pytest.mark.parametrize("role", ROLES)
def test_moves_open_to_an_actor_are_those_of_the_table(state, role):
    expected = {
        name for (source, name), (_, actors, _) in TABLE.items()
        if source == state and role in actors
    }  # fmt: skip
    assert {move.name for move in MACHINE.open_to(state=state, actor=role)} == expected


def test_unknown_move_is_an_error():
    with pytest.raises(KeyError):
        MACHINE.check("teleport", state="draft", actor="bam", facts=YES)


def test_families_of_states():
    s = DossierState
    assert UNDECIDED == (s.FILED, s.TO_COMPLETE)
    assert SCREENED == (s.ADMISSIBLE, s.INADMISSIBLE)
    assert ANNOUNCED == (s.SELECTED, s.RESERVE, s.NOT_SELECTED)
    assert set(FILED_ONCE) == set(s) - {s.DRAFT}


def place(dossier: Dossier, state: DossierState) -> Dossier:
    """Put a dossier in a state, with the dates that the database asks of it."""
    values = {
        "state": state,
        "filed_at": None if state is DossierState.DRAFT else NOW,
        "decided_at": NOW if state in ANNOUNCED else None,
    }
    Dossier.objects.filter(pk=dossier.pk).update(**values)
    return fresh(dossier)


def actor(world: World, role: str) -> Actor:
    return Actor(user=world.people.chloe, role=Role(role), agency=world.agency)


def test_door_makes_every_move_of_the_table_and_writes_it_down(world: World):
    dossier = world.draft()
    for (source, name), (target, actors, commented) in TABLE.items():
        by = actor(world, min(actors))
        placed = place(dossier, DossierState(source))
        version, count = placed.version, Event.objects.count()
        if name == "file":
            placed.filed_at = NOW
        if target in ANNOUNCED:
            placed.decided_at = NOW
        comment = "Motif" if commented else ""
        step = moves.Step(name=name, actor=by, at=NOW, comment=comment, facts=YES)
        event = moves.move(placed, step)
        kept, log = fresh(dossier), TransitionLog.objects.latest("pk")
        assert (kept.state, kept.version) == (target, version + 1)
        assert (log.from_state, log.to_state, log.move, log.comment) == (
            source, target, name, comment,
        )  # fmt: skip
        assert (log.actor, log.actor_label, log.at) == (by.user, by.label, NOW)
        assert log.done == MACHINE.moves[name].done
        assert (event.verb, event.reason) == (f"dossier.{name}", comment)
        assert Event.objects.count() == count + 1


def test_door_refused_changes_nothing(world: World):
    dossier = world.draft()
    count = Event.objects.count()
    with refused("state", "actor", "comment"):
        moves.move(dossier, moves.Step(name="withdraw", actor=actor(world, "juror"), at=NOW))
    assert (fresh(dossier).state, fresh(dossier).version) == ("draft", dossier.version)
    assert (TransitionLog.objects.count(), Event.objects.count()) == (0, count)


def test_door_of_someone_without_a_role_is_closed(world: World):
    with refused("actor"):
        moves.move(
            world.draft(),
            moves.Step(name="file", actor=Actor(user=world.people.alice), at=NOW, facts=YES),
        )


@pytest.mark.parametrize("name", ALL_MOVES)
def test_database_asks_for_the_comment_of_a_move(world: World, name):
    """A correction asked for has a reason, by constraint."""
    dossier = world.draft()
    commented = any(row[2] for (_, move), row in TABLE.items() if move == name)

    def log(comment: str) -> None:
        TransitionLog.objects.create(
            dossier=dossier, move=name, from_state="a", to_state="b", comment=comment, at=NOW
        )

    log("Motif")
    if not commented:
        log("")
        return
    with pytest.raises(IntegrityError, match="move_has_its_comment"), transaction.atomic():
        log("")


FILED = {"state": "filed", "filed_at": NOW}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"filed_at": NOW}, "dossier_filed_has_an_instant"),
        *[({"state": state}, "dossier_filed_has_an_instant") for state in FILED_ONCE],
        *[({**FILED, "state": state}, "dossier_announced_has_an_instant") for state in ANNOUNCED],
        *[
            ({**FILED, "state": state, "decided_at": NOW}, "dossier_announced_has_an_instant")
            for state in FILED_ONCE
            if state not in ANNOUNCED
        ],
        ({"decided_at": NOW}, "dossier_announced_has_an_instant"),
        ({"pending_decision": "admissible"}, "dossier_pending_is_a_decision"),
        ({"pending_decision": "withdrawn"}, "dossier_pending_is_a_decision"),
    ],
)
def test_database_refuses_a_state_without_its_dates(world: World, changes, constraint):
    dossier = world.draft()
    # An announced state without any date breaks two constraints: either may speak.
    either = f"{constraint}|dossier_announced_has_an_instant"
    with pytest.raises(IntegrityError, match=either), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(**changes)


@pytest.mark.parametrize("decision", ["", *ANNOUNCED])
def test_database_accepts_every_decision_beside_the_state(world: World, decision):
    dossier = world.draft()
    assert Dossier.objects.filter(pk=dossier.pk).update(pending_decision=decision) == 1


def test_database_keeps_numbers_places_and_weeks_in_order(world: World):
    first, second = world.draft("Un"), world.draft("Deux")
    partner = first.partners.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=second.pk).update(number=first.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.create(dossier=first, position=1, structure=partner.structure)
    with pytest.raises(IntegrityError, match="week_ends_after_start"), transaction.atomic():
        WeekPeriod.objects.create(
            dossier=first, starts_on=NOW.date(), ends_on=NOW.date() - timedelta(days=1),
            half_days="R" * 10,
        )  # fmt: skip
    FindingReview.objects.create(dossier=first, rule="r", verdict="met", by_label="x", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingReview.objects.create(dossier=first, rule="r", verdict="met", by_label="x", at=NOW)
