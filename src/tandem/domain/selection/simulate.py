"""What another rule would change. A simulation decides nothing and stores nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tandem.domain.selection.outcome import Outcome
from tandem.domain.selection.problem import Problem
from tandem.domain.selection.solve import solve


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Who enters and who leaves (ids, in call order), and what it costs more, in cents."""

    before: Outcome
    after: Outcome
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    cost_difference_cents: int


def simulate(problem: Problem, **changes: Any) -> Comparison:
    """Compare the outcome with that of other rules: `posts=25`, `budget_cents=…`, `weights=…`.

    The names are those of SelectionRules. Raises TypeError on another name and ProblemError when
    the rules so changed cannot be run.
    """
    changed = replace(problem, rules=replace(problem.rules, **changes))
    return compare(solve(problem), solve(changed))


def compare(before: Outcome, after: Outcome) -> Comparison:
    """The difference between two outcomes on the same dossiers."""
    old, new = set(before.selected), set(after.selected)
    return Comparison(
        before=before,
        after=after,
        entering=tuple(applicant for applicant in after.selected if applicant not in old),
        leaving=tuple(applicant for applicant in before.selected if applicant not in new),
        cost_difference_cents=after.totals.committed_cents - before.totals.committed_cents,
    )
