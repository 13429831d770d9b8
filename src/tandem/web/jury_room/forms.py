"""The jury's grid and the declaration of a tie, as forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms

from tandem.domain.kernel.french import typography
from tandem.domain.schemes.scheme import GridCriterion
from tandem.domain.scoring import grid
from tandem.web.theme.forms import BoundField, DraftForm, TandemForm

SCALE = [(str(value), str(value)) for value in range(grid.BEST + 1)]
MARK, COMMENT = "note_", "commentaire_"
NO_MARK = f"Choisissez une note de 0 à {grid.BEST}."
LONELY_COMMENT = typography(
    f"Choisissez une note de 0 à {grid.BEST} : un commentaire seul ne se garde pas."
)
NO_COMMENT = typography(
    "Écrivez ce qui manque au projet, par exemple « Aucun protocole commun n’est décrit »."
)
LONGEST_COMMENT = 2000


class MarksForm(DraftForm):
    """A mark and a comment per criterion of the grid; made by `marks_form`."""

    criteria: ClassVar[Sequence[GridCriterion]] = ()

    def marks(self) -> list[grid.Mark]:
        """The marks of a form that was checked, those that are wrong left out."""
        given = self.cleaned_data
        return [
            grid.Mark(
                criterion=criterion.key,
                value=int(given[MARK + criterion.key]),
                comment=(given.get(COMMENT + criterion.key) or "").strip(),
            )
            for criterion in self.criteria
            if given.get(MARK + criterion.key)
        ]

    def clean(self) -> dict[str, Any]:
        """A comment needs a mark to hang on."""
        cleaned = super().clean() or {}
        for criterion in self.criteria:
            mark, comment = MARK + criterion.key, COMMENT + criterion.key
            if cleaned.get(comment) and not cleaned.get(mark) and mark not in self.errors:
                self.add_error(mark, LONELY_COMMENT)
        return cleaned

    def point_out(self, reading: grid.Reading) -> None:
        """Say on each criterion what is left to do before handing in."""
        for criterion in reading.missing:
            if MARK + criterion.key not in self.errors:
                self.add_error(MARK + criterion.key, NO_MARK)
        for criterion in reading.uncommented:
            self.add_error(COMMENT + criterion.key, NO_COMMENT)

    def rows(
        self, *, all_comments: bool
    ) -> Iterator[tuple[BoundField, GridCriterion, BoundField | None]]:
        """Each criterion, with its comment where one is expected, written or asked for."""
        for criterion in self.criteria:
            mark, comment = self[MARK + criterion.key], self[COMMENT + criterion.key]
            is_low = str(mark.value() or "") in self.low_marks
            is_shown = all_comments or is_low or bool(comment.value())
            yield mark, criterion, comment if is_shown else None

    low_marks: ClassVar[tuple[str, ...]] = tuple(
        str(value) for value in range(grid.COMMENT_UP_TO + 1)
    )


def marks_form(criteria: Sequence[GridCriterion]) -> type[MarksForm]:
    """The form of one grid."""
    fields: dict[str, Any] = {"criteria": tuple(criteria)}
    for criterion in criteria:
        fields[MARK + criterion.key] = forms.ChoiceField(
            label=criterion.label,
            help_text=criterion.hint,
            choices=SCALE,
            widget=forms.RadioSelect,
        )
        fields[COMMENT + criterion.key] = forms.CharField(
            label="Commentaire",
            max_length=LONGEST_COMMENT,
            help_text=f"Demandé pour une note de 0 à {grid.COMMENT_UP_TO}.",
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return type("GridForm", (MarksForm,), fields)


def initial_marks(marks: Sequence[grid.Mark]) -> dict[str, str]:
    """What the form shows of marks already saved."""
    shown: dict[str, str] = {}
    for mark in marks:
        shown[MARK + mark.criterion] = str(mark.value)
        shown[COMMENT + mark.criterion] = mark.comment
    return shown


class ConflictForm(TandemForm):
    """The nature of a tie, in the juror's words."""

    reason = forms.CharField(
        label="Nature du lien",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lien professionnel, familial ou financier avec l’une des structures, ou avec "
        "une personne du projet.",
    )
    examples: ClassVar[dict[str, str]] = {
        "reason": typography("« J’ai encadré la candidate jusqu’en 2025 »")
    }
