"""Days and whole months. A period includes its first and its last day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `start` to `end`, both included. Raises ValueError when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            msg = f"a period cannot end ({self.end}) before it starts ({self.start})"
            raise ValueError(msg)

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> int:
        """Number of whole months that fit in the period."""
        after = self.end + timedelta(days=1)
        count = (after.year - self.start.year) * 12 + after.month - self.start.month
        return count if add_months(self.start, count) <= after else count - 1

    @property
    def is_whole_months(self) -> bool:
        """Whether the period is exactly `months` months long."""
        return add_months(self.start, self.months) == self.end + timedelta(days=1)

    def months_by_year(self) -> dict[int, int]:
        """Months of a whole-month period in each calendar year: {2025: 2, 2026: 12, 2027: 10}.

        A month belongs to the year of its first day.
        """
        result: dict[int, int] = {}
        for index in range(self.months):
            year = add_months(self.start, index).year
            result[year] = result.get(year, 0) + 1
        return result
