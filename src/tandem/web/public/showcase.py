"""The calls as a visitor meets them: what is open first, then what comes, then what was given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.domain.kernel import french
from tandem.domain.workflow.call import CallPhase

UNDER_WAY = (CallPhase.SCREENING, CallPhase.JURY, CallPhase.DECISION)


@dataclass(frozen=True, slots=True)
class Shown:
    """A call at an instant, with the words of its row."""

    call: Call
    at: datetime

    @property
    def phase(self) -> CallPhase:
        """Where it is."""
        return self.call.phase_at(self.at)

    @property
    def is_open(self) -> bool:
        """Whether one may file."""
        return self.phase is CallPhase.OPEN

    @property
    def is_announced(self) -> bool:
        """Whether its results are public."""
        return self.phase is CallPhase.ANNOUNCED

    @property
    def summary(self) -> str:
        """The sentence of the edition, as frozen."""
        return calls.edition(self.call).summary

    @property
    def closes(self) -> str:
        """« 30 avril 2025, 23 h 59 » in Paris, the last minute in which one may file."""
        last = (self.call.closes_at - timedelta(minutes=1)).astimezone(clock.PARIS)
        return f"{french.day(last.date())}, {french.clock(last)}"

    @property
    def opens(self) -> str:
        """« 3 mars 2025 » in Paris."""
        return french.day(self.call.opens_at.astimezone(clock.PARIS).date())

    @property
    def announced_on(self) -> str:
        """« publiés le 21 juin 2025 », or nothing before."""
        at = self.call.announced_at
        return f"publiés le {french.day(at.astimezone(clock.PARIS).date())}" if at else ""

    @property
    def days_left(self) -> int:
        """Whole days between today and the last day of filing, in Paris."""
        last = (self.call.closes_at - timedelta(minutes=1)).astimezone(clock.PARIS)
        return (last.date() - self.at.astimezone(clock.PARIS).date()).days

    @property
    def countdown(self) -> str:
        """« 6 jours », « 1 jour », « Dernier jour »."""
        return french.plural(self.days_left, "jour") if self.days_left else "Dernier jour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """Every public call, by what a visitor can do with it."""

    open: tuple[Shown, ...]
    upcoming: tuple[Shown, ...]
    under_way: tuple[Shown, ...]
    announced: tuple[Shown, ...]

    @classmethod
    def of(cls, public: Iterable[Call], at: datetime) -> Self:
        """Sort the calls by phase at an instant; the nearest deadline first, the last news first."""
        shown = [Shown(call, at) for call in sorted(public, key=lambda call: call.closes_at)]

        def among(*phases: CallPhase) -> tuple[Shown, ...]:
            return tuple(each for each in shown if each.phase in phases)

        return cls(
            open=among(CallPhase.OPEN),
            upcoming=among(CallPhase.UPCOMING),
            under_way=among(*UNDER_WAY),
            announced=among(CallPhase.ANNOUNCED)[::-1],
        )

    @property
    def open_title(self) -> str:
        """« Un appel ouvert », « 3 appels ouverts », « Aucun appel ouvert aujourd’hui »."""
        if not self.open:
            return "Aucun appel ouvert aujourd’hui"
        count = len(self.open)
        return "Un appel ouvert" if count == 1 else f"{count} appels ouverts"

    @property
    def open_regions(self) -> list[str]:
        """INSEE codes of the regions where one may file."""
        return [each.call.agency.region_id for each in self.open]

    @property
    def upcoming_regions(self) -> list[str]:
        """INSEE codes of the regions that announce a call, and have none open."""
        codes = [each.call.agency.region_id for each in self.upcoming]
        return [code for code in codes if code not in self.open_regions]
