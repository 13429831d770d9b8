"""A platform of its own for a journey: a database, the built demonstration, a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "sae-2023"
REGISTER = (SHARED / "entites_juridiques_2023.csv", SHARED / "etablissements_sante_2023.csv")
PATIENCE = 60


@dataclass(frozen=True)
class Platform:
    """Where it answers, and whether its establishments are those of the real register."""

    address: str
    is_real: bool


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "DATABASE_URL"))}
    return {
        **kept,
        "PYTHONPATH": str(ROOT / "src"),
        "TANDEM_HOME": str(home),
        "TANDEM_DEMONSTRATION": "1",
        "TANDEM_SECRET_KEY": "journey-" + "x" * 50,
        "TANDEM_BASE_URL": f"http://127.0.0.1:{port}",
    }


def tandem(environ: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "tandem", *words]
    done = subprocess.run(
        command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def wait_for(address: str) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{address}/robots.txt", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    message = f"{address} did not answer in {PATIENCE} s"
    raise TimeoutError(message)


@contextmanager
def running(home: Path) -> Iterator[Platform]:
    """The demonstration by its one documented command, on the real register when it is there."""
    port = free_port()
    environ = environment(home, port)
    is_real = all(path.exists() for path in REGISTER)
    register = ("--register", *map(str, REGISTER)) if is_real else ()
    tandem(environ, "demonstration", "build", *register)
    command = [sys.executable, "-m", "tandem", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield Platform(f"http://127.0.0.1:{port}", is_real)
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
