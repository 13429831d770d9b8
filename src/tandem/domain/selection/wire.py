"""The JSON form of problems and outcomes: written canonically, read strictly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from tandem.domain.kernel.digest import canonical
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import enumerate_words, typography

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Reader = Callable[[Any], T]


class FormatError(InvalidInputError):
    """A JSON document that is not what it should be; the message (French) names the place."""

    def __init__(self, message: str) -> None:
        super().__init__(typography(message))


def plain(value: Any) -> Any:
    """A dataclass as JSON values: fractions become "3/5", sets become sorted lists."""
    return json.loads(canonical(asdict(value)))


def text(value: Any) -> str:
    """A string, or FormatError."""
    if not isinstance(value, str):
        raise FormatError(f"un texte est attendu, et non {value!r}")
    return value


def whole(value: Any) -> int:
    """An integer, or FormatError."""
    if type(value) is not int:
        raise FormatError(f"un entier est attendu, par exemple 24, et non {value!r}")
    return value


def flag(value: Any) -> bool:
    """True or false, or FormatError."""
    if not isinstance(value, bool):
        raise FormatError(f"true ou false est attendu, et non {value!r}")
    return value


def fraction(value: Any) -> Fraction:
    """An exact fraction written "361/5", or FormatError."""
    try:
        return Fraction(text(value))
    except (ValueError, ZeroDivisionError) as error:
        msg = f'une fraction est attendue, par exemple "361/5", et non {value!r}'
        raise FormatError(msg) from error


def member(kind: type[E]) -> Reader[E]:
    """A value of a closed list."""

    def read(value: Any) -> E:
        allowed = {item.value: item for item in kind}
        if text(value) not in allowed:
            raise FormatError(
                f"un de ces mots est attendu : {', '.join(allowed)}, et non {value!r}"
            )
        return allowed[value]

    return read


def optional(reader: Reader[T]) -> Reader[T | None]:
    """Null, or what `reader` reads."""
    return lambda value: None if value is None else reader(value)


def many(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A list of what `reader` reads."""

    def read(value: Any) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise FormatError(f"une liste est attendue, et non {value!r}")
        return tuple(_at(f"ligne {i}", reader, item) for i, item in enumerate(value, start=1))

    return read


def table(reader: Reader[T]) -> Reader[dict[str, T]]:
    """A mapping from texts to what `reader` reads."""

    def read(value: Any) -> dict[str, T]:
        return {key: _at(key, reader, item) for key, item in _mapping(value).items()}

    return read


def record(build: Callable[..., T], **fields: Reader[Any]) -> Reader[T]:
    """A mapping with exactly these fields, given by name to `build`."""

    def read(value: Any) -> T:
        row = _mapping(value)
        if row.keys() != fields.keys():
            wrong = sorted(row.keys() ^ fields.keys())
            raise FormatError(f"champs manquants ou inconnus : {enumerate_words(wrong)}")
        return build(**{name: _at(name, reader, row[name]) for name, reader in fields.items()})

    return read


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(f"un objet est attendu, et non {value!r}")
    return value


def _at(place: str, reader: Reader[T], value: Any) -> T:
    try:
        return reader(value)
    except FormatError as error:
        raise FormatError(f"{place} > {error}") from error
