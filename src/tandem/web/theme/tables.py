"""A table of money: who pays, when, how much, with totals that are summed here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A line: `cents` has one amount per column; `payer` draws its swatch."""

    label: str
    cents: Sequence[int]
    payer: str = ""

    @property
    def total(self) -> int:
        """All its columns, in cents."""
        return sum(self.cents)


@dataclass(frozen=True, slots=True)
class MoneyTable:
    """Payers down, years across. Raises ValueError when a row has another number of columns."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[MoneyRow] = field(default=())
    heading: str = "Payeur"
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cents) != len(self.columns):
                msg = f"row {row.label!r} has {len(row.cents)} amounts for {len(self.columns)} columns"
                raise ValueError(msg)

    @property
    def totals(self) -> list[int]:
        """The total of each column, in cents."""
        return [sum(amounts) for amounts in zip(*(row.cents for row in self.rows), strict=True)]

    @property
    def total(self) -> int:
        """Everything, in cents."""
        return sum(row.total for row in self.rows)
