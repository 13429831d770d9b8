"""What a juror has before them: their dossiers of one call, in order, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls.models import Call
from tandem.apps.jury import selectors as jury
from tandem.apps.jury.models import Reading
from tandem.domain.kernel import french
from tandem.domain.scoring import grid

TO_READ, BEGUN, HANDED_IN = "À lire", "Commencée", "Rendue"
LOOKS = {TO_READ: ("plain", "empty"), BEGUN: ("accent", "half"), HANDED_IN: ("met", "tick")}


def points(total: Fraction) -> str:
    """Points as one reads them: « 61 », « 61,40 »."""
    return french.number(total, 0 if total.denominator == 1 else 2)


@dataclass(frozen=True, slots=True)
class Entry:
    """A dossier on the desk; `result` is None while nothing is marked."""

    reading: Reading
    result: grid.Reading | None

    @property
    def state(self) -> str:
        """To read, begun or handed in."""
        if self.reading.submitted_at:
            return HANDED_IN
        return BEGUN if self.reading.saved_at else TO_READ

    @property
    def look(self) -> tuple[str, str]:
        """The verdict and the shape of its tag."""
        return LOOKS[self.state]

    @property
    def total(self) -> str:
        """The points given, out of 100, once the whole grid is marked; empty before."""
        is_whole = self.result is not None and not self.result.missing
        return points(self.result.total) if is_whole else ""

    @property
    def places(self) -> list[str]:
        """The structures of its week, recruiter first."""
        dossier = self.reading.dossier
        partners = [partner.structure.name for partner in dossier.partners.all()]
        return [dossier.recruiter.name, *partners]


@dataclass(frozen=True, slots=True)
class Desk:
    """The dossiers of one juror in one call, by number."""

    call: Call
    readings: Sequence[Reading]

    @classmethod
    def of(cls, actor: Actor, call: Call) -> Desk:
        """The desk of a juror; what a tie closes is not on it."""
        mine = jury.visible_to(actor).filter(juror__call=call)
        whole = mine.select_related(
            "dossier__recruiter__commune__department", "dossier__specialty"
        ).prefetch_related("marks", "dossier__weeks", "dossier__partners__structure")
        return cls(call, list(whole.order_by("dossier__number")))

    def entries(self) -> list[Entry]:
        """Each dossier with what was marked."""
        return [
            Entry(reading, jury.reading_of(reading) if reading.marks.all() else None)
            for reading in self.readings
        ]

    @property
    def handed_in(self) -> int:
        """How many readings are handed in."""
        return sum(reading.submitted_at is not None for reading in self.readings)

    def position(self, reading: Reading) -> int:
        """The place of a reading on the desk, from 1."""
        return [each.pk for each in self.readings].index(reading.pk) + 1

    def neighbour(self, reading: Reading, step: int) -> Reading | None:
        """The dossier before (-1) or after (1)."""
        place = self.position(reading) - 1 + step
        return self.readings[place] if 0 <= place < len(self.readings) else None

    def next_to_mark(self, reading: Reading) -> Reading | None:
        """The first dossier after this one, or else from the start, that is not handed in."""
        place = self.position(reading)
        turned = [*self.readings[place:], *self.readings[: place - 1]]
        return next((each for each in turned if each.submitted_at is None), None)
