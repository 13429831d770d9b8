"""The life of a funded post, as far as this slice goes: open, filled, ended."""

from __future__ import annotations

from enum import StrEnum

from tandem.domain.workflow.machine import Move, table


class PostState(StrEnum):
    """Where a funded post is."""

    OPEN = "open"
    RUNNING = "running"
    ENDED = "ended"


LABELS = {
    PostState.OPEN: "À pourvoir",
    PostState.RUNNING: "En poste",
    PostState.ENDED: "Terminé",
}

MACHINE = table(
    {state.value: label for state, label in LABELS.items()},
    Move(
        name="start",
        sources=(PostState.OPEN,),
        target=PostState.RUNNING,
        actors=("agency_officer", "agency_signatory"),
        label="Constater la prise de poste",
        done="Prise de poste constatée",
    ),
    Move(
        name="end",
        sources=(PostState.RUNNING,),
        target=PostState.ENDED,
        actors=("agency_officer", "agency_signatory"),
        label="Constater la fin",
        done="Fin constatée",
    ),
)
