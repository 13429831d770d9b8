"""Many people at the same instant: threads with their own connections, released together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tandem.domain.kernel.errors import TandemError


def race(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(place)` gave in each of `count` threads: its result, or the error of the house."""
    start = threading.Barrier(count)

    def run(place: int) -> Any:
        connection.ensure_connection()
        start.wait()
        try:
            return act(place)
        except TandemError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
