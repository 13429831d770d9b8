"""One way to write a value down and to take its fingerprint."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value)
    msg = f"{type(value).__name__} has no canonical form"
    raise TypeError(msg)


def canonical(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8. Raises TypeError on an unknown type."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def sha256(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical form, or of the bytes themselves."""
    return hashlib.sha256(value if isinstance(value, bytes) else canonical(value)).hexdigest()


def grouped(digest: str) -> str:
    """A fingerprint that an eye can compare: groups of four characters."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def as_json(value: Any) -> Any:
    """The same value with only what JSON knows: what a JSON column gives back, exactly."""
    return json.loads(canonical(value))
