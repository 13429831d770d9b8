"""Reading the selection: the run under discussion and the list as decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import QuerySet

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls.models import Call, TerritorySplit
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.selectors import with_parts
from tandem.apps.selection.models import Run
from tandem.apps.territory.models import Department
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.selection import outcome as outcomes
from tandem.domain.selection.outcome import Outcome
from tandem.domain.selection.override import FinalLine, FinalList, Override, override
from tandem.domain.selection.problem import Problem
from tandem.domain.selection.simulate import Comparison, compare
from tandem.domain.selection.solve import solve


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDossier:
    """A line of the list with its dossier and its reason, one sentence."""

    line: FinalLine
    dossier: Dossier
    reason: str


def visible_to(actor: Actor) -> QuerySet[Run]:
    """The runs of the actor's agency; nobody else sees one."""
    if not actor.is_agency or actor.agency is None:
        return Run.objects.none()
    return Run.objects.filter(call__agency=actor.agency).select_related("call__agency")


def latest(call: Call) -> Run | None:
    """The published run of a call, or else the last one computed."""
    return Run.last_of(call)


def problem_of(run: Run) -> Problem:
    """The frozen problem of a run."""
    return Problem.from_json(run.problem)


def outcome_of(run: Run) -> Outcome:
    """What was computed."""
    return Outcome.from_json(run.outcome)


def final_list(run: Run) -> FinalList:
    """The list as the committee changed it."""
    changes = [
        Override(
            applicant=str(change.dossier_id),
            to_status=outcomes.Status(change.to_status),
            motive=change.motive,
        )
        for change in run.overrides.all()
    ]
    labels = {applicant["id"]: applicant["label"] for applicant in run.problem["applicants"]}
    return override(outcome_of(run), changes, labels)


def territory_names() -> dict[str, str]:
    """Names of departments, by code, for the reasons."""
    return dict(Department.objects.values_list("code", "name"))


def listed(run: Run) -> list[ListedDossier]:
    """The lines of the decided list with their dossiers, in call order."""
    final = final_list(run)
    dossiers = {str(d.pk): d for d in with_parts(Dossier.objects.filter(call=run.call))}
    names = territory_names()
    return [
        ListedDossier(
            line=line,
            dossier=dossiers[line.computed.applicant],
            reason=reason_of(line, names),
        )
        for line in final.lines
    ]


def reason_of(line: FinalLine, names: dict[str, str]) -> str:
    """The exact reason of a line: the committee's motive when it changed it, else the figures."""
    if line.motive is not None:
        return f"Décision motivée du comité : {line.motive}"
    return outcomes.sentence(line.computed, names)


def territory_of(split: str, dossier: Dossier) -> str:
    """Where a dossier competes under a split: the department of its recruiter.

    Raises InvalidInputError (French) when the register does not know it.
    """
    if split == TerritorySplit.NONE:
        return ""
    department = dossier.recruiter.department if dossier.recruiter else None
    if department is None:
        msg = (
            f"{dossier.number} : le département du recruteur est inconnu. Complétez la commune de "
            "l’établissement au registre, par exemple 77288 Melun."
        )
        raise InvalidInputError(french.typography(msg))
    return department.code


def weights_of(call: Call, split: str, territories: Collection[str]) -> dict[str, int]:
    """The weights of a split between these territories; none without a split."""
    if split == TerritorySplit.NONE:
        return {}
    if split == TerritorySplit.EQUAL:
        return dict.fromkeys(sorted(territories), 1)
    return {code: int(weight) for code, weight in call.weights.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Other rules to try. None is no limit, or no threshold (out of 100)."""

    posts: int | None
    budget_cents: int | None
    split: str
    threshold: Fraction | None = None


def try_rules(run: Run, trial: Trial) -> Comparison:
    """What the computed list would be under other rules. Nothing is stored.

    Raises InvalidInputError (French) when these rules cannot be run.
    """
    problem = problem_of(run)
    ranked = [applicant.id for applicant in problem.applicants]
    dossiers = Dossier.objects.filter(pk__in=ranked)
    places = {
        str(dossier.pk): territory_of(trial.split, dossier)
        for dossier in dossiers.select_related("recruiter__commune__department")
    }
    rules = replace(
        problem.rules,
        posts=trial.posts,
        budget_cents=trial.budget_cents,
        threshold=trial.threshold,
        weights=weights_of(run.call, trial.split, set(places.values())),
    )
    moved = tuple(replace(each, territory=places[each.id]) for each in problem.applicants)
    return compare(outcome_of(run), solve(replace(problem, applicants=moved, rules=rules)))
