"""Strict reading of a mapping: every value has a form, every key is known, every error has a place.

Errors are `CatalogueError`, in French for whoever writes the catalogue: file, key, what is expected.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, NoReturn, TypeVar

from tandem.domain.kernel.errors import CatalogueError

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a value is read. `read` raises ValueError; `expected` says the valid form, in French."""

    read: Callable[[Any], T]
    expected: str


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of error for every form
    return value


def _day(value: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError  # noqa: TRY004 - one kind of error for every form
    return value


def _exact(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | Fraction):
        raise ValueError  # noqa: TRY004 - one kind of error for every form
    try:
        return Fraction(value)
    except ZeroDivisionError as error:
        raise ValueError from error


def _rate(value: Any) -> Fraction:
    rate = _exact(value)
    if not 0 <= rate <= 1:
        raise ValueError
    return rate


def _rates(value: Any) -> tuple[Fraction, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError
    return tuple(_rate(item) for item in value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError
    return tuple(_text(item) for item in value)


def _cents(value: Any) -> int:
    cents = _exact(value) * 100
    if cents < 0 or cents.denominator != 1:
        raise ValueError
    return cents.numerator


def _amount(value: Any) -> Fraction:
    amount = _exact(value)
    if amount < 0:
        raise ValueError
    return amount


TEXT = Form(_text, "un texte non vide entre guillemets")
TEXTS = Form(_texts, 'une liste de textes, par exemple ["AS_1_2", "AS_3_4"]')
FLAG = Form(_flag, "true ou false")
DAY = Form(_day, "un jour, par exemple 2025-04-30")
RATE = Form(_rate, 'une part entre 0 et 1, par exemple 0.60 ou "3/5"')
RATES = Form(_rates, "une liste de parts entre 0 et 1, par exemple [0.20, 0.20]")
EUROS = Form(_cents, "un montant en euros, au centime, par exemple 33643.13")
AMOUNT = Form(_amount, "un nombre positif, par exemple 20 ou 0.5")


def whole(minimum: int = 0) -> Form[int]:
    """A whole number, at least `minimum`."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise ValueError
        return value

    return Form(read, f"un nombre entier d’au moins {minimum}")


def wholes() -> Form[tuple[int, ...]]:
    """A list of positive whole numbers."""
    one = whole(1)

    def read(value: Any) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError
        return tuple(one.read(item) for item in value)

    return Form(read, "une liste de nombres entiers, par exemple [5, 6]")


def member(kind: type[E]) -> Form[E]:
    """One word of a closed list."""
    return Form(kind, f"l’une des valeurs {', '.join(kind)}")


def members(kind: type[E]) -> Form[frozenset[E]]:
    """A list of words of a closed list, without doubles."""

    def read(value: Any) -> frozenset[E]:
        if not isinstance(value, list | tuple) or not value:
            raise ValueError
        found = frozenset(kind(item) for item in value)
        if len(found) != len(value):
            raise ValueError
        return found

    return Form(read, f"une liste sans doublon parmi {', '.join(kind)}")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like `word`, as a question, or an empty text."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f" Vouliez-vous dire « {close[0]} » ?" if close else ""


class Table:
    """A mapping read key by key. `close` refuses the keys that nobody asked for."""

    __slots__ = ("_asked", "_origin", "_path", "_raw")

    def __init__(self, raw: Any, origin: str, path: str = "") -> None:
        self._raw, self._origin, self._path = raw, origin, path
        self._asked: set[str] = set()
        if not isinstance(raw, Mapping):
            self.fail("", "ce n’est pas une table", "des clés et des valeurs")

    def place(self, key: str) -> str:
        """Where `key` is: "calendar.closes_on"."""
        return ".".join(part for part in (self._path, key) if part)

    def fail(self, key: str, problem: str, expected: str) -> NoReturn:
        """Raise the CatalogueError that names the file, the key and the valid form."""
        msg = f"{self._origin}, clé « {self.place(key)} » : {problem}. Attendu : {expected}."
        raise CatalogueError(msg)

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._raw

    def keys(self) -> tuple[str, ...]:
        """Every key written, in order."""
        return tuple(self._raw)

    def required(self, key: str, form: Form[T]) -> T:
        """The value of `key`. Raises CatalogueError when it is missing or has another form."""
        self._asked.add(key)
        if key not in self._raw:
            self.fail(key, "cette clé manque", form.expected)
        try:
            return form.read(self._raw[key])
        except ValueError:
            self.fail(key, f"« {self._raw[key]} » n’a pas la forme voulue", form.expected)

    def optional(self, key: str, form: Form[T], default: T) -> T:
        """The value of `key`, or `default` when it is not written."""
        self._asked.add(key)
        return self.required(key, form) if key in self._raw else default

    def table(self, key: str) -> Table:
        """The table under `key`."""
        self._asked.add(key)
        if key not in self._raw:
            self.fail(key, "cette table manque", f"une table [{self.place(key)}]")
        return Table(self._raw[key], self._origin, self.place(key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of the list under `key`, at least one."""
        self._asked.add(key)
        found = self._raw.get(key)
        if not isinstance(found, list | tuple) or not found:
            self.fail(key, "cette liste manque ou est vide", f"une table [[{self.place(key)}]]")
        return tuple(
            Table(item, self._origin, f"{self.place(key)}[{_name(item, index)}]")
            for index, item in enumerate(found)
        )

    def close(self) -> None:
        """Raise CatalogueError on the first key that was never asked for."""
        for key in self._raw:
            if key not in self._asked:
                near = nearest(key, self._asked)
                known = ", ".join(sorted(self._asked))
                self.fail(key, f"cette clé n’existe pas ici.{near}".rstrip("."), known)


def _name(item: Any, index: int) -> str:
    """What the reader calls an item of a list: its name or key, else its rank from one."""
    if isinstance(item, Mapping):
        return str(item.get("name") or item.get("key") or index + 1)
    return str(index + 1)
