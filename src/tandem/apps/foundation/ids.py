"""Opaque identifiers that sort by time (UUID version 7, RFC 9562)."""

from __future__ import annotations

import secrets
import time
import uuid


def parsed(text: str) -> uuid.UUID | None:
    """The identifier that a form or an address holds; None when it is malformed."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def uuid7() -> uuid.UUID:
    """A new identifier: 48 bits of milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (7 << 76)
    value = value & ~(0x3 << 62) | (2 << 62)
    return uuid.UUID(int=value)
