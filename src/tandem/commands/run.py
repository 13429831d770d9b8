"""`tandem run` (the demonstration), `serve` (a real site) and `worker` (mails)."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces

from tandem.apps.accounts.models import User
from tandem.apps.foundation import clock
from tandem.apps.messaging import jobs
from tandem.commands import demonstration

APPLICATION = "tandem.config.wsgi:application"
PATIENCE = 30


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"tandem {argv[0]}")
    parser.add_argument("--host", default="127.0.0.1", help="adresse d’écoute")
    parser.add_argument("--port", type=int, default=8000, help="port d’écoute")
    parser.add_argument("--workers", type=int, default=2, help="nombre de processus web")
    return parser.parse_args(argv[1:])


def run(argv: list[str]) -> int:
    """Dispatch the three words. Returns the exit status."""
    if argv[0] == "worker":
        call_command("migrate", verbosity=0)
        jobs.plan()
        call_command("qcluster")
        return 0
    options = _arguments(argv)
    if not _port_is_free(options.host, options.port):
        print(
            f"Le port {options.port} est déjà pris. "
            f"Choisissez-en un autre : ./tandem {argv[0]} --port {options.port + 1}",
            file=sys.stderr,
        )
        return 1
    _prepare()
    if argv[0] == "run":
        return _demonstrate(options)
    _server(options).serve()
    return 0


def _port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _prepare() -> None:
    """Bring the database and the static files up to date; nothing to do the second time."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def _server(options: argparse.Namespace) -> Granian:
    return Granian(
        APPLICATION,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=1,
        log_enabled=False,
    )


def _demonstrate(options: argparse.Namespace) -> int:
    """Serve the demonstration, its people printed, with its worker beside it."""
    if not User.objects.exists():
        print("Première fois : la démonstration se construit, moins d’une minute…", flush=True)
        demonstration.build(at=clock.now())
    address = f"http://localhost:{options.port}"
    os.environ["TANDEM_BASE_URL"] = address
    command = [sys.executable, "-m", "tandem"]
    worker = subprocess.Popen([*command, "worker"], env=dict(os.environ))
    port = str(options.port)
    web = subprocess.Popen(
        [
            *command,
            "serve",
            "--host",
            options.host,
            "--port",
            port,
            "--workers",
            str(options.workers),
        ],
        env=dict(os.environ),
    )
    try:
        if _answers(address, web):
            _welcome(address)
        return web.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (web, worker):
            process.terminate()
            process.wait(timeout=PATIENCE)


def _answers(address: str, web: subprocess.Popen[bytes]) -> bool:
    """Wait until the first page answers, or until the server gives up."""
    limit = time.monotonic() + PATIENCE
    while web.poll() is None and time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{address}/robots.txt", timeout=2):
                return True
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    return False


def _welcome(address: str) -> None:
    print(f"\nTandem est prêt : {address}\n")
    print(f"Entrer comme (page {address}/compte/connexion/, en un clic) :")
    people = User.objects.filter(is_demonstration=True).order_by("pk")
    for person in people.prefetch_related("memberships__structure", "memberships__agency"):
        for membership in person.memberships.all():
            place = membership.structure or membership.agency
            print(f"  {person.full_name:<28} {membership.get_role_display():<34} {place}")
    print("\nArrêter : Ctrl+C. Les courriels de la démonstration s’affichent ici.\n", flush=True)
