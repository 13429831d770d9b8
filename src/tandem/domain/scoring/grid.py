"""One juror's reading of one dossier: marks from 0 to 5 on the published grid, out of 100."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import enumerate_words, typography
from tandem.domain.schemes.scheme import GridCriterion

BEST = 5
COMMENT_UP_TO = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark from 0 to 5 on one criterion. Raises InvalidInputError (French) off the scale."""

    criterion: str
    value: int
    comment: str = ""

    def __post_init__(self) -> None:
        if type(self.value) is not int or not 0 <= self.value <= BEST:
            msg = f"La note « {self.value} » est hors de l’échelle : écrivez un entier de 0 à {BEST}, par exemple 3."
            raise InvalidInputError(typography(msg))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a juror's marks amount to. `points` are exact, by criterion key, over its weight.

    `missing` are the criteria without a mark, `uncommented` those whose low mark lacks a comment.
    """

    points: Mapping[str, Fraction]
    marked_weight: int
    missing: tuple[GridCriterion, ...]
    uncommented: tuple[GridCriterion, ...]

    @property
    def total(self) -> Fraction:
        """Points given so far, out of `marked_weight` (100 when every criterion is marked)."""
        return sum(self.points.values(), Fraction(0))

    @property
    def is_complete(self) -> bool:
        """Whether the juror may hand this reading in."""
        return not self.missing and not self.uncommented

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is left to do, in French; empty when the reading is complete."""
        remarks = []
        if self.missing:
            count = len(self.missing)
            head = (
                "Il reste un critère à noter"
                if count == 1
                else f"Il reste {count} critères à noter"
            )
            remarks.append(f"{head} : {_labels(self.missing)}.")
        if self.uncommented:
            remarks.append(
                f"Commentaire attendu pour une note basse : {_labels(self.uncommented)}."
            )
        return tuple(typography(remark) for remark in remarks)


def _labels(criteria: Sequence[GridCriterion]) -> str:
    return enumerate_words([f"« {criterion.label} »" for criterion in criteria])


def read(
    grid: Sequence[GridCriterion], marks: Sequence[Mark], *, comment_up_to: int = COMMENT_UP_TO
) -> Reading:
    """The reading made of `marks`: weight × mark / 5 on each criterion of `grid`.

    A mark of `comment_up_to` or less needs a comment (a setting of the call; -1 asks for none).
    Raises InvalidInputError (French) on a criterion that is not in the grid or is marked twice.
    """
    _check(grid, marks)
    by_key = {mark.criterion: mark for mark in marks}
    marked = [criterion for criterion in grid if criterion.key in by_key]
    return Reading(
        points={c.key: Fraction(c.weight * by_key[c.key].value, BEST) for c in marked},
        marked_weight=sum(criterion.weight for criterion in marked),
        missing=tuple(criterion for criterion in grid if criterion.key not in by_key),
        uncommented=tuple(c for c in marked if _lacks_comment(by_key[c.key], comment_up_to)),
    )


def _lacks_comment(mark: Mark, comment_up_to: int) -> bool:
    return mark.value <= comment_up_to and not mark.comment.strip()


def _check(grid: Sequence[GridCriterion], marks: Sequence[Mark]) -> None:
    labels = {criterion.key: criterion.label for criterion in grid}
    for key, count in Counter(mark.criterion for mark in marks).items():
        if key not in labels:
            msg = f"Le critère « {key} » n’est pas dans la grille. Critères : {enumerate_words(list(labels))}."
            raise InvalidInputError(typography(msg))
        if count > 1:
            msg = f"Le critère « {labels[key]} » est noté {count} fois : gardez une seule note."
            raise InvalidInputError(typography(msg))
