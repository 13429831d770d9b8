"""What an import did, in the words of its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from tandem.apps.territory.registers.rows import Remark
from tandem.domain.kernel.french import plural

KEPT_REMARKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import. `at` is an aware instant; `regions` are official codes, empty for all.

    `full` says that the files hold everything: what they do not hold is closed, never deleted.
    `dry_run` reports the same and writes nothing.
    """

    at: datetime
    source: str = ""
    dated_on: date | None = None
    regions: frozenset[str] = frozenset()
    full: bool = False
    dry_run: bool = False


class Change(NamedTuple):
    """A row whose fields changed: old and new value of each."""

    key: str
    label: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Tally:
    """What became of the rows of one table. `one` and `many` are its French names."""

    one: str
    many: str
    is_feminine: bool = False
    added: int = 0
    changed: list[Change] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def kept(self) -> int:
        """Rows that are in the database after the import."""
        return self.added + len(self.changed) + self.unchanged

    def changed_fields(self) -> Counter[str]:
        """How often each field changed."""
        return Counter(name for change in self.changed for name in change.fields)

    def sentence(self) -> str:
        """« 2 177 entités juridiques : 3 ajoutées, 1 modifiée, 0 fermée, 2 173 inchangées »."""
        ending = "e" if self.is_feminine else ""
        parts = (
            plural(self.added, f"ajouté{ending}"),
            plural(len(self.changed), f"modifié{ending}"),
            plural(len(self.closed), f"fermé{ending}"),
            plural(self.unchanged, f"inchangé{ending}"),
        )
        return f"{plural(self.kept, self.one, self.many)}\u00a0: {', '.join(parts)}"

    def as_json(self) -> dict[str, Any]:
        """The figures, for the record of the import."""
        return {
            "added": self.added,
            "changed": len(self.changed),
            "closed": len(self.closed),
            "unchanged": self.unchanged,
            "changed_fields": dict(self.changed_fields()),
        }


@dataclass(slots=True)
class ImportReport:
    """What an import did, table by table, and what it says of single rows.

    `skipped` counts rows left out on purpose, by reason (closed before we knew them, category out
    of scope, other region).
    """

    tallies: dict[str, Tally]
    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def note(self, remark: Remark) -> None:
        """File a remark among the rejected rows or the warnings."""
        (self.rejected if remark.is_rejection else self.warnings).append(remark)

    def as_json(self) -> Mapping[str, Any]:
        """The record of the import; of long lists only the beginning."""
        return {
            "read": self.read,
            "tables": {name: tally.as_json() for name, tally in self.tallies.items()},
            "skipped": dict(self.skipped),
            "rejected": [remark._asdict() for remark in self.rejected[:KEPT_REMARKS]],
            "rejected_count": len(self.rejected),
            "warnings": [remark._asdict() for remark in self.warnings[:KEPT_REMARKS]],
            "warnings_count": len(self.warnings),
        }
