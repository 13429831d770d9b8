"""Pages of a list, order of a list, sections of a form: the addresses and the words around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

SECTION_SHAPES = ("empty", "quarter", "half", "three-quarters", "tick")
SECTION_WORDS = ("pas commencée", "commencée", "commencée", "presque complète", "complète")
COMPLETE = 4


def with_query(query: QueryDict, **changes: object) -> str:
    """The address of the same page with these parameters changed; None removes one."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"


def neighbours(page: Page, query: QueryDict) -> dict[str, Any]:
    """Addresses of the previous page, the next one, and of the numbers around (None for a gap)."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "links": [
            (number, with_query(query, page=number) if isinstance(number, int) else None)
            for number in numbers
        ],
        "previous": with_query(query, page=page.number - 1) if page.has_previous() else "",
        "next": with_query(query, page=page.number + 1) if page.has_next() else "",
    }


def sort_state(key: str, current: str) -> tuple[str, str]:
    """The aria-sort of this column, and what a click asks for: key, then -key, then key again."""
    if current == key:
        return "ascending", f"-{key}"
    return ("descending" if current == f"-{key}" else "none"), key


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a long form as its link shows it; `done` of `total` expected fields are filled.

    An optional one that is empty says so instead of counting, and stays out of the sum.
    """

    label: str
    url: str
    done: int
    total: int
    is_current: bool = False
    is_optional: bool = False

    @property
    def shape(self) -> str:
        """The glyph: the moon fills by quarters, then the tick."""
        return SECTION_SHAPES[self._quarters]

    @property
    def verdict(self) -> str:
        """The colour of the glyph."""
        return "met" if self._quarters == COMPLETE else "accent"

    @property
    def words(self) -> str:
        """The same for those who do not see the glyph."""
        return SECTION_WORDS[self._quarters]

    @property
    def count(self) -> str:
        """« 7 / 9 », or « facultatif »."""
        return "facultatif" if self.is_optional and not self.done else f"{self.done} / {self.total}"

    @property
    def _quarters(self) -> int:
        if not self.done:
            return 0
        return min(COMPLETE, max(1, COMPLETE * self.done // self.total))
