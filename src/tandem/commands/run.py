"""`tandem run` (the demonstration), `serve` (a real site) and `worker` (mails)."""

from __future__ import annotations

import argparse
import errno
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tandem.apps.accounts.models import User
from tandem.apps.messaging import jobs
from tandem.commands.arguments import Parser

COMMAND = (sys.executable, "-m", "tandem")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, never bound by default
PATIENCE = 30  # seconds given to a server to answer, then to a process to end
LEAVING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PORTS = range(1, 65_536)
DESCRIPTIONS = {
    "run": "Démarre la démonstration et affiche son adresse et ses personnes.",
    "serve": "Sert un site réel, réglé par les variables de docs/operate.md.",
    "worker": "Envoie les courriels en attente.",
}


def run(argv: list[str]) -> int:
    """Dispatch the three words. Returns the exit status."""
    word, *rest = argv
    options = _options(word, rest)
    refusal = ("" if word == "worker" else _refused_place(word, options)) or _unprepared()
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    return {"run": _demonstrate, "serve": _serve, "worker": _work}[word](options)


def _options(word: str, rest: list[str]) -> argparse.Namespace:
    parser = Parser(f"tandem {word}", DESCRIPTIONS[word], f"./tandem {word}")
    if word != "worker":
        parser.example += " --port 8001"
        parser.add_argument("--host", default="127.0.0.1", help="adresse d’écoute")
        parser.add_argument(
            "--port", type=int, choices=PORTS, default=8000, metavar="PORT", help="port d’écoute"
        )
        parser.add_argument("--workers", type=int, default=2, help="nombre de processus web")
    return parser.parse_args(rest)


def _refused_place(word: str, options: argparse.Namespace) -> str:
    """Why nobody could be answered at this address; nothing when it is free."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    other = f"./tandem {word} --port {options.port % PORTS[-1] + 1}"
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"Le port {options.port} est déjà pris. Choisissez-en un autre\u00a0: {other}"
                )
            place = f"{options.host}, port {options.port} ({error.strerror})"
            return f"Impossible d’écouter à l’adresse {place}. Par exemple\u00a0: {other}"
    return ""


def _unprepared() -> str:
    """Bring the database and the static files up to date, one process at a time.

    Returns what prevents it; nothing when all is ready. No connection stays open: the processes
    that fork afterwards would share it.
    """
    try:
        with (settings.HOME / "preparing").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
    except (OperationalError, OSError) as error:
        return f"La base de données ou le dossier {settings.HOME} ne répond pas\u00a0: {error}"
    finally:
        connections.close_all()
    return ""


# --- A real site


def _serve(options: argparse.Namespace) -> int:
    Granian(
        "tandem.config.wsgi:in_a_worker",
        factory=True,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE // 3,
    ).serve()
    return 0


def _work(_options: argparse.Namespace) -> int:
    jobs.plan()
    connections.close_all()
    call_command("qcluster")
    return 0


# --- The demonstration


def _demonstrate(options: argparse.Namespace) -> int:
    """Serve the demonstration, its people printed, with its worker beside it."""
    host = "localhost" if options.host in ("127.0.0.1", *EVERYWHERE) else options.host
    os.environ.setdefault("TANDEM_BASE_URL", f"http://{host}:{options.port}")
    for number in LEAVING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    place = ("--host", options.host, "--port", str(options.port))
    try:
        if status := _build():
            return status
        serve = ("serve", *place, "--workers", str(options.workers))
        with _beside("worker"), _beside(*serve) as web:
            if _answers(host, options.port, web):
                _welcome(os.environ["TANDEM_BASE_URL"])
            return web.wait()
    except KeyboardInterrupt:
        return 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Leave once: a second Ctrl+C must not cut short the end of the others."""
    for number in LEAVING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _build() -> int:
    """Tell the demonstration in an empty database. Another process: it writes our address."""
    if User.objects.exists():
        return 0
    print("Première fois\u00a0: la démonstration se construit, moins d’une minute…", flush=True)
    with _beside("demonstration", "build") as builder:
        return builder.wait()


@contextmanager
def _beside(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another word of the platform until the block ends; then none of its processes is left.

    In a session of its own, so that Ctrl+C reaches us alone and it hears of it once.
    """
    process = subprocess.Popen([*COMMAND, *words], start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(host: str, port: int, web: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers, or until it gives up."""
    limit = time.monotonic() + PATIENCE
    while web.poll() is None and time.monotonic() < limit:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/robots.txt")
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False


def _welcome(address: str) -> None:
    print(f"\nTandem est prêt\u00a0: {address}\n")
    print(f"Entrer comme (page {address}/compte/connexion/, en un clic)\u00a0:")
    people = User.objects.filter(is_demonstration=True).order_by("pk")
    for person in people.prefetch_related("memberships__structure", "memberships__agency"):
        for membership in person.memberships.all():
            place = membership.structure or membership.agency
            print(f"  {person.full_name:<28} {membership.get_role_display():<34} {place}")
    print(
        "\nArrêter\u00a0: Ctrl+C. Les courriels s’affichent ici, en une minute environ.\n",
        flush=True,
    )
    connections.close_all()
