"""The errors of the house. Each carries a sentence for its reader; none is ever swallowed."""

from __future__ import annotations


class TandemError(Exception):
    """Root of every error that we raise on purpose."""


class CatalogueError(TandemError):
    """An edition, a source or a parameter file that cannot be trusted: nothing of it is used."""


class InvalidInputError(TandemError):
    """A value that someone typed or sent; the message (French) says what, where and an example."""
