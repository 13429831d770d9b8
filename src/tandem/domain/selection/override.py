"""Changes that the committee makes by hand: each with its motive, beside what was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import euros, plural, typography
from tandem.domain.selection import wire
from tandem.domain.selection.outcome import STATUS_LABELS, Line, Outcome, Status, Totals


class OverrideError(InvalidInputError):
    """Changes that cannot be made; `reasons` says all of them, in French."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = tuple(typography(reason) for reason in reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One change by hand. `motive` is shown in the minutes."""

    applicant: str
    to_status: Status
    motive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalLine:
    """A line as computed and as decided. `motive` is None when nothing was changed by hand."""

    computed: Line
    status: Status
    reserve_rank: int | None
    motive: str | None

    @property
    def is_changed(self) -> bool:
        """Whether the committee changed this line."""
        return self.motive is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalList:
    """The decided list, in the order of the computed one, with its own totals."""

    lines: tuple[FinalLine, ...]
    totals: Totals

    @property
    def entering(self) -> tuple[str, ...]:
        """Ids that are selected by hand, in call order."""
        return tuple(
            line.computed.applicant
            for line in self.lines
            if line.is_changed and line.status is Status.SELECTED
        )

    @property
    def leaving(self) -> tuple[str, ...]:
        """Ids that were computed as selected and are not, in call order."""
        return tuple(
            line.computed.applicant
            for line in self.lines
            if line.is_changed and line.computed.status is Status.SELECTED
        )

    def as_json(self) -> dict[str, Any]:
        """The canonical mapping, to store and publish."""
        mapping: dict[str, Any] = wire.plain(self)
        return mapping


def override(
    outcome: Outcome, changes: Sequence[Override], labels: Mapping[str, str] | None = None
) -> FinalList:
    """The final list: `outcome` with `changes`; without changes, the computed list itself.

    Reserve ranks are numbered again in call order. Raises OverrideError (French) on an unknown or
    repeated dossier, a missing motive, a change of nothing, or too many posts or too much money;
    `labels` gives the words by which it names dossiers, their ids by default.
    """
    statuses = {line.applicant: line.status for line in outcome.lines}
    _check(tuple(_faults_of_changes(statuses, changes, labels or {})))
    by_applicant = {change.applicant: change for change in changes}
    lines = tuple(_final_lines(outcome, by_applicant))
    totals = _totals(outcome.totals, lines)
    _check(tuple(_faults_of_totals(totals)))
    return FinalList(lines=lines, totals=totals)


def _check(faults: tuple[str, ...]) -> None:
    if faults:
        raise OverrideError(faults)


def _final_lines(outcome: Outcome, changes: Mapping[str, Override]) -> Iterator[FinalLine]:
    reserve_rank = 0
    for line in outcome.lines:
        change = changes.get(line.applicant)
        status = change.to_status if change else line.status
        reserve_rank += status is Status.RESERVE
        yield FinalLine(
            computed=line,
            status=status,
            reserve_rank=reserve_rank if status is Status.RESERVE else None,
            motive=change.motive.strip() if change else None,
        )


def _totals(computed: Totals, lines: Sequence[FinalLine]) -> Totals:
    selected = [line.computed for line in lines if line.status is Status.SELECTED]
    return Totals(
        selected=len(selected),
        posts=computed.posts,
        committed_cents=sum(line.cost_cents for line in selected),
        budget_cents=computed.budget_cents,
    )


def _faults_of_changes(
    statuses: Mapping[str, Status], changes: Sequence[Override], labels: Mapping[str, str]
) -> Iterator[str]:
    for applicant, count in Counter(change.applicant for change in changes).items():
        if count > 1:
            name = labels.get(applicant, applicant)
            yield f"Dossier « {name} » : {count} changements demandés, un seul est possible."
    for change in changes:
        head = f"Dossier « {labels.get(change.applicant, change.applicant)} » :"
        yield from _faults_of_change(change, statuses.get(change.applicant), head)


def _faults_of_change(change: Override, status: Status | None, head: str) -> Iterator[str]:
    if status is None:
        yield f"{head} il n’est pas dans cette sélection. Vérifiez son numéro."
    elif change.to_status is Status.BELOW_THRESHOLD:
        yield f"{head} « sous le seuil » se calcule. Choisissez retenu, liste complémentaire ou non retenu."
    elif status is change.to_status:
        yield f"{head} il est déjà en « {STATUS_LABELS[status]} ». Retirez ce changement."
    if not change.motive.strip():
        yield f"{head} écrivez le motif, par exemple « Spécialité en tension, critère publié »."


def _faults_of_totals(totals: Totals) -> Iterator[str]:
    if totals.posts_left is not None and totals.posts_left < 0:
        yield (
            f"{plural(totals.selected, 'dossier retenu', 'dossiers retenus')} pour "
            f"{plural(totals.posts or 0, 'poste')} : retirez-en {-totals.posts_left}."
        )
    if totals.left_cents is not None and totals.left_cents < 0:
        yield (
            f"L’enveloppe de {euros(totals.budget_cents or 0)} est dépassée de "
            f"{euros(-totals.left_cents)} : retirez au moins ce montant."
        )
