"""Running the selection, changing it by hand with a motive, and marking it published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import funding
from tandem.apps.dossiers.models import Deposit, Dossier
from tandem.apps.dossiers.selectors import with_parts
from tandem.apps.journal import services as journal
from tandem.apps.jury import selectors as jury
from tandem.apps.selection import permissions, selectors
from tandem.apps.selection.models import Override, Run
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.errors import InvalidInputError, TandemError
from tandem.domain.selection.outcome import Status
from tandem.domain.selection.problem import Applicant, Problem, SelectionRules
from tandem.domain.selection.solve import solve
from tandem.domain.selection.verify import verify
from tandem.domain.workflow.dossier import DossierState


class BrokenPromiseError(TandemError):
    """The independent verification refuses the computed list: nothing is stored."""


def seed_of(call: Call) -> str:
    """The published seed: a fingerprint of all that was filed, which nobody can choose."""
    filed = Deposit.objects.filter(dossier__call=call).values_list("content_sha256", flat=True)
    return digest.sha256({"rules": call.rules_sha256, "deposits": sorted(filed)})


def _admissible(call: Call) -> list[Dossier]:
    return list(
        with_parts(Dossier.objects.filter(call=call, state=DossierState.ADMISSIBLE)).order_by(
            "number"
        )
    )


def build_problem(call: Call) -> Problem:
    """Everything that decides, from the database. Raises InvalidInputError (French)."""
    dossiers, scores = _admissible(call), jury.scores(call)
    unmarked = [d.number for d in dossiers if d.pk not in scores]
    if unmarked or not dossiers:
        msg = (
            f"Sans aucune notation rendue : {french.enumerate_words(unmarked)}. "
            "Attendez ces notations, ou confiez ces dossiers à d’autres jurés."
            if unmarked
            else "Aucun dossier n’est recevable : déclarez d’abord la recevabilité des dossiers."
        )
        raise InvalidInputError(french.typography(msg))
    applicants = tuple(
        Applicant(
            id=str(dossier.pk),
            label=dossier.number,
            territory=selectors.territory_of(call.split, dossier),
            score=scores[dossier.pk].mean,
            cost_cents=funding.required_plan(dossier).agency_cents,
            establishment=dossier.owner.legal_entity_id,
        )
        for dossier in dossiers
    )
    territories = {applicant.territory for applicant in applicants}
    rules = SelectionRules(
        weights=selectors.weights_of(call, call.split, territories),
        posts=call.posts,
        budget_cents=call.envelope_cents,
        reserve_length=call.reserve_length,
    )
    return Problem(applicants=applicants, rules=rules, seed=seed_of(call))


@transaction.atomic
def run(*, call: Call, actor: Actor, at: datetime) -> Run:
    """Compute the call list, verify it by other code, and keep both. Nothing is announced."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    permissions.may_run(actor, call, at).require()
    problem = build_problem(call)
    outcome = solve(problem)
    if violations := verify(problem, outcome):
        raise BrokenPromiseError("; ".join(str(violation) for violation in violations))
    written = outcome.as_json()
    created = Run.objects.create(
        call=call,
        created_at=at,
        created_by=actor.user,
        seed=problem.seed,
        problem=problem.as_json(),
        problem_sha256=problem.sha256,
        outcome=written,
        outcome_sha256=digest.sha256(written),
    )
    _propose(created)
    _note(created, "selection.run", actor, at)
    return created


def _propose(run: Run) -> None:
    """Write the proposal beside the state of each dossier: decided is not announced."""
    Dossier.objects.filter(call=run.call).update(pending_decision="")
    for line in selectors.final_list(run).lines:
        Dossier.objects.filter(pk=line.computed.applicant).update(
            pending_decision=decision_of(line.status)
        )


def decision_of(status: Status) -> str:
    """The state that a status leads to; below the threshold is not selected."""
    return DossierState.NOT_SELECTED if status is Status.BELOW_THRESHOLD else status.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the committee decides for one dossier against the computed list, and why."""

    dossier: Dossier
    to_status: Status
    motive: str


@transaction.atomic
def change(*, run: Run, changes: list[Change], actor: Actor, at: datetime) -> None:
    """Change the list by hand, each change with its motive; all or nothing.

    Raises RefusedError, and InvalidInputError (French) when money or posts would run out.
    """
    run = Run.objects.select_for_update().select_related("call").get(pk=run.pk)
    permissions.may_change(actor, run).require()
    for item in changes:
        if not item.motive.strip():
            msg = f"{item.dossier.number} : écrivez le motif, par exemple « Seul projet du territoire »."
            raise InvalidInputError(french.typography(msg))
        Override.objects.update_or_create(
            run=run,
            dossier=item.dossier,
            defaults={
                "to_status": item.to_status,
                "motive": item.motive,
                "by": actor.user,
                "by_label": actor.label,
                "at": at,
            },
        )
    selectors.final_list(run)
    _propose(run)
    for item in changes:
        _note(run, "selection.changed", actor, at, reason=f"{item.dossier.number} : {item.motive}")


@transaction.atomic
def undo(*, run: Run, dossier: Dossier, actor: Actor, at: datetime) -> None:
    """Come back to what was computed for one dossier."""
    run = Run.objects.select_for_update().select_related("call").get(pk=run.pk)
    permissions.may_change(actor, run).require()
    Override.objects.filter(run=run, dossier=dossier).delete()
    selectors.final_list(run)
    _propose(run)
    _note(run, "selection.change_undone", actor, at, reason=dossier.number)


@transaction.atomic
def undo_all(*, run: Run, actor: Actor, at: datetime) -> None:
    """Come back to the whole computed list, which a swap undone by halves could not pass through."""
    run = Run.objects.select_for_update().select_related("call").get(pk=run.pk)
    permissions.may_change(actor, run).require()
    Override.objects.filter(run=run).delete()
    _propose(run)
    _note(run, "selection.changes_undone", actor, at)


def is_stale(run: Run) -> bool:
    """Whether dossiers, marks or costs have changed since an unpublished run was computed."""
    try:
        return build_problem(run.call).sha256 != run.problem_sha256
    except InvalidInputError:
        return True


def mark_published(*, run: Run, actor: Actor, at: datetime) -> None:
    """Mark a run as the published one, in the transaction of the stage that publishes."""
    permissions.may_publish(actor, run).require()
    run.published_at, run.published_by = at, actor.user
    run.save(update_fields=["published_at", "published_by"])
    _note(run, "selection.published", actor, at)


def _note(run: Run, verb: str, actor: Actor, at: datetime, reason: str = "") -> None:
    journal.record(
        journal.Act(
            verb=verb,
            subject_type="call",
            subject_id=str(run.call_id),
            subject_label=run.call.title,
            at=at,
            by=actor,
            reason=reason,
            detail={"problem": run.problem_sha256, "outcome": run.outcome_sha256},
        )
    )
