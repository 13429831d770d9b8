"""The one clock. Views and commands read it; services and rules receive the instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
_fixed: ContextVar[datetime | None] = ContextVar("fixed_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in Europe/Paris."""
    return (_fixed.get() or timezone.now()).astimezone(PARIS)


def today() -> date:
    """The present day in Europe/Paris."""
    return now().date()


@contextmanager
def fixed(instant: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant, for tests and for the demonstration of past calls."""
    token = _fixed.set(instant)
    try:
        yield
    finally:
        _fixed.reset(token)
