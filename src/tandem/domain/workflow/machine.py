"""A life as a table of moves: which state, by whom, with what guard, with or without a comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.domain.kernel.finding import Decision, allow, gather, refuse

Guard = Callable[[Mapping[str, Any]], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A row of the table. `label` is the words of the button, `done` of the history (French)."""

    name: str
    sources: tuple[str, ...]
    target: str
    actors: tuple[str, ...]
    label: str
    done: str
    needs_comment: bool = False
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """The moves of one life and the French name of each of its states."""

    moves: Mapping[str, Move]
    labels: Mapping[str, str]

    def check(
        self, name: str, *, state: str, actor: str, facts: Mapping[str, Any], comment: str = ""
    ) -> Decision:
        """Whether a move may happen, with every reason against it. Moves nothing.

        Raises KeyError on an unknown move.
        """
        move = self.moves[name]
        return gather(
            (
                self._from(move, state),
                self._by(move, actor),
                self._commented(move, comment),
                *(guard(facts) for guard in move.guards),
            )
        )

    def open_to(self, *, state: str, actor: str) -> tuple[Move, ...]:
        """The moves that this actor could make from this state, guards apart."""
        return tuple(m for m in self.moves.values() if state in m.sources and actor in m.actors)

    def _from(self, move: Move, state: str) -> Decision:
        if state in move.sources:
            return allow()
        label = self.labels[state].lower()
        return refuse("state", f"« {move.label} » n’est pas possible : le dossier est « {label} ».")

    def _by(self, move: Move, actor: str) -> Decision:
        if actor in move.actors:
            return allow()
        return refuse("actor", f"« {move.label} » ne relève pas de votre rôle.")

    def _commented(self, move: Move, comment: str) -> Decision:
        if comment.strip() or not move.needs_comment:
            return allow()
        return refuse(
            "comment",
            f"« {move.label} » demande un motif.",
            expected="Écrivez une phrase, par exemple « L’avis de la CME manque ».",
        )


def table(labels: Mapping[str, str], *moves: Move) -> Machine:
    """A machine from its rows. Raises ValueError when a row names an unknown state."""
    known = set(labels)
    for move in moves:
        if unknown := ({*move.sources, move.target} - known):
            msg = f"move {move.name}: unknown states {sorted(unknown)}"
            raise ValueError(msg)
    return Machine({move.name: move for move in moves}, labels)
