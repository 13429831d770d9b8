"""Where a rule or a figure comes from, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Evidence(StrEnum):
    """Marks of `domain.md` §0, from the strongest to the weakest."""

    FOUNDING_TEXT = "SEED"
    OFFICIAL = "V"
    SECONDARY = "V2"
    DERIVED = "D"
    ASSUMPTION = "INF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text: a call, a decree, a page. `file` names the founding text when we hold one.

    `short_title` is what a list says of it: « appel », « CSP, R. 6152-504 ».
    """

    key: str
    title: str
    short_title: str
    issuer: str
    dated_on: date | None
    checked_on: date
    url: str | None = None
    file: str | None = None
    is_degraded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in a text. `fragment` is a few words found there, shown in guillemets, or None."""

    source: Source
    locator: str
    evidence: Evidence
    fragment: str | None = None

    @property
    def is_assumption(self) -> bool:
        """Whether this is a setting of the agency rather than a rule of a text."""
        return self.evidence is Evidence.ASSUMPTION
