"""The platform as an operator starts it: real processes, a folder and a database of their own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.core.management.utils import get_random_secret_key

from tandem.apps.foundation.ids import uuid7

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120
SERVER = os.environ.get("DATABASE_URL", "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_true: Callable[[], object], what: str) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > limit:
            raise TimeoutError(what)
        time.sleep(0.1)


def living() -> dict[int, int]:
    """Every process that is not dead, and its parent."""
    lines = subprocess.check_output(["ps", "-A", "-o", "pid=,ppid=,stat="], text=True).splitlines()
    rows = [line.split() for line in lines]
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


def descendants(pid: int) -> set[int]:
    """A process and those that it started, and theirs."""
    parents, found = living(), {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@dataclass
class Running:
    """A word of the platform that runs, and where it writes."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def text(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        def said() -> bool:
            assert self.process.poll() is None, self.text
            return words in self.text

        wait_until(said, f"« {words} » in:\n{self.text}")

    def end(self, number: signal.Signals, *, everyone: bool = False) -> tuple[int, set[int]]:
        """Send a signal, as Ctrl+C does when it is to everyone. Returns the status and who stays."""
        started = descendants(self.process.pid)
        (os.killpg if everyone else os.kill)(self.process.pid, number)
        status = self.process.wait(timeout=PATIENCE)
        return status, started & set(living())


@dataclass
class Installation:
    """A folder of data, the database beside it or on the server of this run, and their settings."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environ(self, **more: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TANDEM_", "DJANGO_", "DATABASE_URL"))
        }
        own = {"PYTHONPATH": str(ROOT / "src"), "TANDEM_HOME": str(self.home)}
        return kept | own | self.settings | more

    def call(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tandem", *words]
        environ = self.environ(**more)
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    def query(self, text: str) -> list[tuple[object, ...]]:
        if url := self.settings.get("DATABASE_URL"):
            with psycopg.connect(url) as connection:
                return connection.execute(text).fetchall()
        with closing(sqlite3.connect(self.home / "tandem.sqlite3")) as connection:
            return connection.execute(text).fetchall()

    @contextmanager
    def running(self, *words: str, **more: str) -> Iterator[Running]:
        """A word that runs until the block ends; nothing of it survives, even if the test fails."""
        output = self.home.parent / f"{words[0]}-{uuid7()}.log"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "tandem", *words],
                env=self.environ(PYTHONUNBUFFERED="1", **more),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield Running(process, output)
        finally:
            for pid in descendants(process.pid) if process.poll() is None else ():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """A production installation, empty; on a database of its own when the run is on PostgreSQL."""
    made = Installation(folder / "data", {"TANDEM_SECRET_KEY": get_random_secret_key()})
    if not SERVER:
        yield made
        return
    base, name = SERVER.rsplit("/", 1)
    name = f"{name}_{uuid7().hex}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        made.settings["DATABASE_URL"] = f"{base}/{name}"
        yield made
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
