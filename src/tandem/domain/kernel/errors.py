"""The errors of the house. Each carries a sentence for its reader; none is ever swallowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.domain.kernel.finding import Decision


class TandemError(Exception):
    """Root of every error that we raise on purpose."""


class CatalogueError(TandemError):
    """An edition, a source or a parameter file that cannot be trusted: nothing of it is used."""


class InvalidInputError(TandemError):
    """A value that someone typed or sent; the message (French) says what, where and an example."""


class RefusedError(TandemError):
    """An act that the rules or the rights refuse; `decision` holds every reason."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        super().__init__(" ".join(finding.reason for finding in decision.refusals))
