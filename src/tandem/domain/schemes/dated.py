"""Values that hold from one day to another, with the text that says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from tandem.domain.kernel import french
from tandem.domain.kernel.citation import Citation
from tandem.domain.kernel.errors import TandemError

T = TypeVar("T")


class NoFigureError(TandemError):
    """No figure of a history holds on the day asked: the texts of that time were not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Generic[T]):
    """A value in force from `since` to `until`, both included; `until` None means still."""

    since: date
    until: date | None
    value: T
    citation: Citation
    note: str = ""

    def holds_on(self, on: date) -> bool:
        """Whether the value is in force that day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Generic[T]):
    """The successive values of one figure, in order of time. Raises ValueError on an overlap."""

    label: str
    values: tuple[Dated[T], ...]

    def __post_init__(self) -> None:
        for earlier, later in pairwise(self.values):
            if earlier.until is None or earlier.until >= later.since:
                msg = f"deux valeurs valent le {french.day(later.since)}"
                raise ValueError(msg)

    def __iter__(self) -> Iterator[Dated[T]]:
        return iter(self.values)

    def on(self, day: date) -> Dated[T]:
        """The value in force on `day`. Raises NoFigureError (French) when none is known."""
        for dated in self.values:
            if dated.holds_on(day):
                return dated
        msg = f"{self.label} : aucun montant connu au {french.day(day)}."
        raise NoFigureError(msg)
