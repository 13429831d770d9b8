"""The selection: a frozen problem, a list that anyone can compute again, a committee that decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.calls import services as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Deposit, Dossier
from tandem.apps.journal.models import Event
from tandem.apps.jury.models import Mark, Reading
from tandem.apps.selection import permissions, selectors, services
from tandem.apps.selection.models import Override, Run
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import digest
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.selection.outcome import Status
from tandem.domain.selection.override import OverrideError
from tandem.domain.selection.problem import Problem
from tandem.domain.selection.solve import solve
from tandem.domain.selection.verify import verify
from tests.apps.dossiers.acts import fresh, reopen, withdraw
from tests.apps.refusals import refused, rules
from tests.world import NOW, World

SITTING = NOW + timedelta(days=65)
COST = 92_293_97
STRANGERS = ["alice", "bob", "david", "hana"]
EVERY = [Status.SELECTED, Status.SELECTED, Status.RESERVE, Status.NOT_SELECTED]


def run(world: World, who: str = "chloe", at=SITTING) -> Run:
    return services.run(call=world.call, actor=world.people.actor(who), at=at)


def limit(world: World, posts: int | None, envelope_cents: int | None) -> None:
    envelope = calls.Envelope(
        posts=posts, envelope_cents=envelope_cents, envelope_kind="notified", reason="Notification"
    )
    calls.set_envelope(
        call=world.call, envelope=envelope, actor=world.people.actor("chloe"), at=SITTING
    )


def change(world: World, made: Run, *changes: tuple[Dossier, Status], who="diane", motive="Motif"):
    services.change(
        run=made,
        changes=[services.Change(dossier=d, to_status=s, motive=motive) for d, s in changes],
        actor=world.people.actor(who),
        at=SITTING,
    )


def statuses(made: Run) -> list[Status]:
    return [line.status for line in selectors.final_list(made).lines]


def pending(*dossiers: Dossier) -> list[str]:
    return [fresh(dossier).pending_decision for dossier in dossiers]


# --- Running


def test_run_proposes_beside_the_state_and_announces_nothing(world: World):
    """Two posts, one place in reserve: decided is not announced."""
    best, second, third, last = world.marked(5, 4, 3, 2)
    made = run(world)
    listed = selectors.listed(made)
    assert [entry.dossier for entry in listed] == [best, second, third, last]
    assert [entry.line.status for entry in listed] == EVERY
    assert [entry.line.computed.rank for entry in listed] == [1, 2, 3, 4]
    assert [entry.line.reserve_rank for entry in listed] == [None, None, 1, None]
    assert pending(best, second, third, last) == [str(status) for status in EVERY]
    for dossier in (best, second, third, last):
        kept = fresh(dossier)
        assert (kept.state, kept.decided_at, kept.rank) == ("admissible", None, None)
    assert (made.created_by, made.created_at, made.published_at) == (
        world.people.chloe, SITTING, None,
    )  # fmt: skip
    assert str(made) == f"{world.call} 2025-06-14 10:00"
    event = Event.objects.last()
    assert (event.verb, event.detail) == (
        "selection.run", {"problem": made.problem_sha256, "outcome": made.outcome_sha256},
    )  # fmt: skip


def test_reasons_are_exact_sentences(world: World):
    world.marked(5, 4, 3, 2)
    assert [entry.reason for entry in selectors.listed(run(world))] == [
        "Rang 1, couvert par les postes et l’enveloppe.",
        "Rang 2, couvert par les postes et l’enveloppe.",
        "Il manque 1\u00a0poste. À 20,00 points du rang 2, dernier financé.",
        "Il manque 2\u00a0postes. À 40,00 points du rang 2, dernier financé.",
    ]


def test_problem_is_frozen_and_anyone_computes_the_list_again(world: World):
    world.marked(5, 4, 3)
    made = Run.objects.get(pk=run(world).pk)
    assert digest.sha256(made.problem) == made.problem_sha256
    assert digest.sha256(made.outcome) == made.outcome_sha256
    problem = Problem.from_json(made.problem)
    assert problem.sha256 == made.problem_sha256
    assert problem == selectors.problem_of(made)
    again = solve(problem)
    assert digest.sha256(again.as_json()) == made.outcome_sha256
    assert again == selectors.outcome_of(made)
    assert verify(problem, again) == []
    Mark.objects.update(value=0)
    assert selectors.listed(made)[0].line.computed.score == 100
    assert {a.cost_cents for a in problem.applicants} == {COST}
    assert {a.establishment for a in problem.applicants} == {world.recruiter.legal_entity_id}


def test_seed_is_a_fingerprint_of_all_that_was_filed(world: World):
    world.marked(5, 4)
    filed = sorted(Deposit.objects.values_list("content_sha256", flat=True))
    expected = digest.sha256({"rules": world.call.rules_sha256, "deposits": filed})
    assert services.seed_of(world.call) == run(world).seed == expected
    world.filed("Un dossier de plus")
    assert services.seed_of(world.call) != expected


def test_run_twice_gives_the_same_list(world: World):
    world.marked(5, 5, 5, 2)
    first, second = run(world), run(world)
    assert (first.problem_sha256, first.outcome_sha256) == (
        second.problem_sha256, second.outcome_sha256,
    )  # fmt: skip
    assert selectors.latest(world.call) == second
    third = run(world, at=SITTING + timedelta(hours=1))
    assert selectors.latest(world.call) == third
    assert third.outcome_sha256 == first.outcome_sha256


def test_latest_of_a_call_without_a_run_is_none(world: World):
    assert selectors.latest(world.call) is None


def test_run_stops_at_the_first_dossier_not_covered(world: World):
    world.marked(5, 4, 3, 2)
    expected = {
        (1, None): 1,
        (None, COST * 3): 3,
        (None, COST * 3 - 1): 2,
        (3, COST * 2): 2,
        (0, None): 0,
        (4, 0): 0,
    }

    def selected(posts: int | None, envelope_cents: int | None) -> int:
        limit(world, posts, envelope_cents)
        return statuses(run(world)).count(Status.SELECTED)

    assert {means: selected(*means) for means in expected} == expected


def test_run_before_the_closing_is_refused(world: World):
    world.marked(5)
    last = world.call.closes_at - timedelta(microseconds=1)
    with refused("call_is_closed"):
        run(world, at=last)
    assert run(world, at=world.call.closes_at).created_at == world.call.closes_at


def test_run_once_announced_is_refused(world: World):
    world.marked(5)
    calls.announce(call=world.call, actor=world.people.actor("diane"), at=SITTING)
    with refused("not_announced"):
        run(world)


def test_run_by_others_is_refused(world: World):
    world.marked(5)
    for who in STRANGERS:
        with refused("agency"):
            run(world, who)
    assert not Run.objects.exists()


def test_run_without_any_admissible_dossier_says_so(world: World):
    world.filed()
    with pytest.raises(InvalidInputError, match="Aucun dossier n’est recevable"):
        run(world)


def test_run_lists_the_dossiers_without_a_mark(world: World):
    world.marked(5)
    world.admissible("Deux")
    world.admissible("Trois")
    with pytest.raises(InvalidInputError) as caught:
        run(world)
    assert str(caught.value) == (
        "Sans aucune notation rendue\u00a0: IDF12-002 et IDF12-003. "
        "Attendez ces notations, ou confiez ces dossiers à d’autres jurés."
    )
    assert not Run.objects.exists()


def test_run_with_a_split_gives_each_department_its_turn(world: World):
    first, second, far = world.marked(5, 4, 1)
    Dossier.objects.filter(pk=far.pk).update(recruiter=world.other)
    Call.objects.filter(pk=world.call.pk).update(split="equal")
    listed = selectors.listed(run(world))
    assert {e.dossier: e.line.status for e in listed} == {
        first: Status.SELECTED, far: Status.SELECTED, second: Status.RESERVE,
    }  # fmt: skip
    reasons = {entry.dossier: entry.reason for entry in listed}
    assert reasons[far] == "1er poste du territoire Val-d’Oise."


def test_run_with_weights_needs_one_for_each_department(world: World):
    world.marked(5)
    Call.objects.filter(pk=world.call.pk).update(split="manual", weights={"94": 3})
    with pytest.raises(InvalidInputError, match=r"«\s77\s» n’a pas de poids"):
        run(world)
    Call.objects.filter(pk=world.call.pk).update(weights={"94": 3, "77": 1})
    assert run(world).problem["rules"]["weights"] == {"94": 3, "77": 1}


def test_run_with_a_split_and_an_unknown_department_names_the_dossier(world: World):
    world.marked(5)
    Call.objects.filter(pk=world.call.pk).update(split="equal")
    Structure.objects.filter(pk=world.recruiter.pk).update(commune=None)
    with pytest.raises(InvalidInputError, match=r"IDF12-001.*le département du recruteur"):
        run(world)


def test_run_after_a_withdrawal_forgets_the_dossier(world: World):
    first, second, third = world.marked(5, 4, 3)
    run(world)
    withdraw(world, first)
    run(world)
    assert pending(first, second, third) == ["", "selected", "selected"]


# --- Changing by hand


def test_change_swaps_two_dossiers_in_one_act(world: World):
    best, second, third, last = world.marked(5, 4, 3, 2)
    made = run(world)
    change(world, made, (second, Status.RESERVE), (third, Status.SELECTED), motive="Territoire")
    assert statuses(made) == [
        Status.SELECTED, Status.RESERVE, Status.SELECTED, Status.NOT_SELECTED,
    ]  # fmt: skip
    assert pending(best, second, third, last) == [
        "selected", "reserve", "selected", "not_selected",
    ]  # fmt: skip
    reasons = [entry.reason for entry in selectors.listed(made)]
    assert reasons[1] == reasons[2] == "Décision motivée du comité : Territoire"
    assert [entry.line.reserve_rank for entry in selectors.listed(made)] == [None, 1, None, None]
    kept = Override.objects.get(dossier=third)
    assert (kept.motive, kept.by, kept.at) == ("Territoire", world.people.diane, SITTING)
    assert kept.by_label == world.people.actor("diane").label
    assert str(kept) == f"{third.pk} → selected"
    assert digest.sha256(made.outcome) == made.outcome_sha256
    written = Event.objects.filter(verb="selection.changed").values_list("reason", flat=True)
    assert list(written) == ["IDF12-002 : Territoire", "IDF12-003 : Territoire"]


def test_change_again_keeps_the_last_motive(world: World):
    _, _, _, last = world.marked(5, 4, 3, 2)
    made = run(world)
    change(world, made, (last, Status.RESERVE), motive="Premier")
    change(world, made, (last, Status.RESERVE), motive="Second")
    assert Override.objects.get().motive == "Second"


def refused_change(world: World, made: Run, *changes: tuple[Dossier, Status], motive="Motif"):
    before = (pending(*Dossier.objects.all()), Event.objects.count())
    with pytest.raises(InvalidInputError) as caught:
        change(world, made, *changes, motive=motive)
    assert not Override.objects.exists()
    assert (pending(*Dossier.objects.all()), Event.objects.count()) == before
    return caught.value


def test_change_beyond_the_posts_is_refused(world: World):
    _, _, third = world.marked(5, 4, 3)
    error = refused_change(world, run(world), (third, Status.SELECTED))
    assert error.reasons == ("3\u00a0dossiers retenus pour 2\u00a0postes\u00a0: retirez-en 1.",)


def test_change_beyond_the_money_is_refused(world: World):
    _, _, third = world.marked(5, 4, 3)
    limit(world, None, COST * 2)
    error = refused_change(world, run(world), (third, Status.SELECTED))
    expected = (
        "L’enveloppe de 184\u202f587,94\u00a0€ est dépassée de 92\u202f293,97\u00a0€\u00a0: "
        "retirez au moins ce montant."
    )
    assert error.reasons == (expected,)


def test_change_of_nothing_or_to_a_computed_status_is_refused_by_number(world: World):
    best, second, _ = world.marked(5, 4, 3)
    error = refused_change(
        world, run(world), (best, Status.SELECTED), (second, Status.BELOW_THRESHOLD)
    )
    assert isinstance(error, OverrideError)
    assert error.reasons[0].startswith("Dossier «\u202fIDF12-001\u202f»\u00a0: il est déjà")
    assert error.reasons[1].startswith(
        "Dossier «\u202fIDF12-002\u202f»\u00a0: «\u202fsous le seuil"
    )


def test_change_without_a_motive_is_refused(world: World):
    *_, last = world.marked(5, 4, 3, 2)
    error = refused_change(world, run(world), (last, Status.RESERVE), motive="  ")
    assert str(error).startswith("IDF12-004\u00a0: écrivez le motif, par exemple")


def test_change_of_a_dossier_out_of_the_list_is_refused(world: World):
    world.marked(5, 4)
    error = refused_change(world, run(world), (world.filed("Autre"), Status.RESERVE))
    assert "il n’est pas dans cette sélection" in str(error)


def test_change_and_undo_by_others_are_refused(world: World):
    *_, last = world.marked(5, 4, 3, 2)
    made = run(world)
    for who in STRANGERS:
        actor = world.people.actor(who)
        with refused("agency"):
            change(world, made, (last, Status.RESERVE), who=who)
        with refused("agency"):
            services.undo(run=made, dossier=last, actor=actor, at=SITTING)
        with refused("agency"):
            services.undo_all(run=made, actor=actor, at=SITTING)


def test_change_and_undo_of_an_older_run_are_refused(world: World):
    *_, last = world.marked(5, 4, 3, 2)
    older, newer = run(world), run(world)
    chloe = world.people.actor("chloe")
    with refused("run_is_last"):
        change(world, older, (last, Status.RESERVE))
    with refused("run_is_last"):
        services.undo(run=older, dossier=last, actor=chloe, at=SITTING)
    with refused("run_is_last"):
        services.undo_all(run=older, actor=chloe, at=SITTING)
    change(world, newer, (last, Status.RESERVE))


def test_undo_comes_back_to_what_was_computed(world: World):
    dossiers = world.marked(5, 4, 3, 2)
    made, chloe = run(world), world.people.actor("chloe")
    change(world, made, (dossiers[3], Status.RESERVE))
    services.undo(run=made, dossier=dossiers[3], actor=chloe, at=SITTING)
    assert statuses(made) == EVERY
    assert pending(*dossiers) == [str(status) for status in EVERY]
    event = Event.objects.last()
    assert (event.verb, event.reason) == ("selection.change_undone", "IDF12-004")


def test_undo_of_half_a_swap_is_refused_and_of_the_whole_accepted(world: World):
    _, second, third, _ = world.marked(5, 4, 3, 2)
    made, chloe = run(world), world.people.actor("chloe")
    change(world, made, (second, Status.RESERVE), (third, Status.SELECTED))
    with pytest.raises(InvalidInputError, match="retirez-en 1"):
        services.undo(run=made, dossier=second, actor=chloe, at=SITTING)
    assert Override.objects.count() == 2
    services.undo_all(run=made, actor=chloe, at=SITTING)
    assert not Override.objects.exists()
    assert statuses(made) == EVERY
    assert Event.objects.last().verb == "selection.changes_undone"


# --- What has changed since, who sees, what the database keeps


def test_stale_run_is_one_whose_marks_or_dossiers_changed(world: World):
    first, *_ = world.marked(5, 4, 3)
    made = run(world)
    assert not services.is_stale(made)
    Mark.objects.filter(reading=Reading.objects.first()).update(value=1)
    assert services.is_stale(made)
    made = run(world)
    reopen(world, first)
    assert services.is_stale(made)


def test_visible_to_the_agency_alone(world: World):
    world.marked(5)
    run(world)
    seen = {who: selectors.visible_to(world.people.actor(who)).count()
            for who in ("chloe", "diane", "hana", "alice", "david")}  # fmt: skip
    assert seen == {"chloe": 1, "diane": 1, "hana": 0, "alice": 0, "david": 0}


def test_permissions_of_a_published_run(world: World):
    world.marked(5)
    made, diane = run(world), world.people.actor("diane")
    assert rules(permissions.may_publish(diane, made)) == ()
    assert rules(permissions.may_publish(world.people.actor("chloe"), made)) == ("role",)
    assert rules(permissions.may_publish(world.people.actor("hana"), made)) == ("agency", "role")
    with refused("role"):
        services.mark_published(run=made, actor=world.people.actor("chloe"), at=SITTING)
    services.mark_published(run=made, actor=diane, at=SITTING)
    assert (made.published_at, made.published_by) == (SITTING, world.people.diane)
    assert rules(permissions.may_change(diane, made)) == ("not_published",)
    with refused("not_published"):
        services.mark_published(run=made, actor=diane, at=SITTING)
    later = replace_run(made)
    assert rules(permissions.may_change(diane, later)) == ("run_is_last",)
    assert selectors.latest(world.call) == made


def replace_run(made: Run) -> Run:
    """A later run of the same call, written by hand."""
    return Run.objects.create(
        call=made.call,
        created_at=made.created_at + timedelta(days=1),
        created_by=made.created_by,
        seed=made.seed,
        problem=made.problem,
        problem_sha256=made.problem_sha256,
        outcome=made.outcome,
        outcome_sha256=made.outcome_sha256,
    )


def test_database_keeps_one_published_run_and_a_motive_for_each_change(world: World):
    first, *_ = world.marked(5, 4)
    made, other = run(world), run(world)
    diane = world.people.diane
    for half in ({"published_at": SITTING}, {"published_by": diane}):
        with pytest.raises(IntegrityError, match="run_published_by"), transaction.atomic():
            Run.objects.filter(pk=made.pk).update(**half)
    Run.objects.filter(pk=made.pk).update(published_at=SITTING, published_by=diane)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=other.pk).update(published_at=SITTING, published_by=diane)
    values = {"run": made, "dossier": first, "to_status": "reserve", "by": diane, "at": SITTING}
    with pytest.raises(IntegrityError, match="override_has_a_motive"), transaction.atomic():
        Override.objects.create(**values)
    Override.objects.create(**values, motive="Motif")
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(**values, motive="Autre")


def test_below_the_threshold_is_not_selected():
    assert services.decision_of(Status.BELOW_THRESHOLD) == "not_selected"
    assert [services.decision_of(s) for s in EVERY[1:]] == ["selected", "reserve", "not_selected"]


def test_settings_of_the_call_are_those_of_the_problem(world: World):
    world.marked(5)
    limit(world, 7, 123)
    problem = services.build_problem(Call.objects.get(pk=world.call.pk))
    assert (problem.rules.posts, problem.rules.budget_cents) == (7, 123)
    assert problem.rules.reserve_length == 1
    assert replace(problem.rules, posts=8) != problem.rules
