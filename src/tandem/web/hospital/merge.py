"""Two people saved the same section: what each changed is found, and nothing typed is lost.

The page carries, for each field, the mark of the value that it showed. A field that only one of
the two changed keeps that change; where both did, the page shows both and the reader chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from tandem.apps.dossiers.models import Dossier
from tandem.domain.kernel import digest
from tandem.web.hospital.fields import YesNoField
from tandem.web.hospital.forms import SectionForm
from tandem.web.hospital.reading import EMPTY, said
from tandem.web.theme.fields import WeekField
from tandem.web.theme.figures import week_sentence

MARK_LENGTH = 12


def plain(value: object) -> object:
    """A value as both the database and a form would write it, so that the two compare."""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if isinstance(value, bool | date):
        return str(value)
    return "" if value in (None, "----------") else str(value)


def mark(value: object) -> str:
    """A short fingerprint of a value."""
    return digest.sha256([plain(value)])[:MARK_LENGTH]


def marks_of(form: SectionForm) -> str:
    """The marks of what a page shows, for its hidden field."""
    stored = form.initial_of(form.dossier)
    return " ".join(f"{name}:{mark(stored[name])}" for name in form.fields)


def read_marks(text: str) -> dict[str, str]:
    """The marks that a page sends back."""
    return dict(pair.split(":", 1) for pair in text.split() if ":" in pair)


def is_unchanged(form: SectionForm) -> bool:
    """Whether a valid form says exactly what is stored."""
    stored = form.initial_of(form.dossier)
    return all(mark(form.cleaned_data[name]) == mark(stored[name]) for name in form.fields)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed: what is stored now, and what was typed here."""

    label: str
    stored: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What happened in between. `taken` names the fields that only the other person changed."""

    dossier: Dossier
    clashes: tuple[Clash, ...]
    taken: tuple[str, ...]
    kept: tuple[str, ...]


def merged(mine: SectionForm, fresh: Dossier, base: str) -> tuple[SectionForm, Conflict]:
    """The form to show after another save, with the changes of both, and what to say of them.

    `mine` is the valid form that came too late, `base` the marks of the page it came from.
    """
    seen, stored, typed = read_marks(base), mine.initial_of(fresh), mine.cleaned_data
    chosen: dict[str, Any] = dict(stored)
    clashes, taken, kept = [], [], []
    for name, field in mine.fields.items():
        if mark(typed[name]) == mark(stored[name]):
            continue
        if mark(typed[name]) == seen.get(name):
            taken.append(str(field.label))
            continue
        chosen[name] = typed[name]
        kept.append(str(field.label))
        if mark(stored[name]) != seen.get(name):
            shown = (_words(mine, name, value) for value in (stored[name], typed[name]))
            clashes.append(Clash(str(field.label), *shown))
    form = type(mine)(fresh, mine.actor, initial=chosen)
    conflict = Conflict(dossier=fresh, clashes=tuple(clashes), taken=tuple(taken), kept=tuple(kept))
    return form, conflict


def _words(form: SectionForm, name: str, value: Any) -> str:
    """A value in words for the comparison."""
    field = form.fields[name]
    if isinstance(field, WeekField):
        return week_sentence(value, form.places()) if value else EMPTY
    if isinstance(field, YesNoField) or isinstance(value, Model | bool):
        return said(value) or EMPTY
    labels: Mapping[str, str] = {str(k): str(v) for k, v in getattr(field, "choices", None) or ()}
    values: Iterable[Any] = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(each), said(each)) for each in values) or EMPTY
