"""`./tandem test` and `./tandem fast`: find or install what the suite needs, then run pytest.

`test` runs everything on SQLite, then what touches the database again on a PostgreSQL of its own.
Started by the launcher inside the private environment; nothing of it is imported by a test run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FOLDERS = ("tests/apps", "tests/web", "tests/access", "tests/commands")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NETWORK_SECONDS = 180
UNPACK_SECONDS = 600
NOTHING_COLLECTED = 5
PROCESSES = ("-n", "2")


def say(line: str) -> None:
    print(line, flush=True)


# --- What the machine offers


def apt_get(*arguments: str, seconds: int) -> bool:
    """Run apt-get without a question; False when it fails or takes longer."""
    command = ["apt-get", "--quiet", "--yes", "-o", "Acquire::Retries=0", *arguments]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@cache
def refresh_package_lists() -> bool:
    return apt_get("update", seconds=NETWORK_SECONDS)


def install(package: str) -> bool:
    """Install a Debian package when we may; the download alone is cut short, never dpkg's work."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"Installation de {package} (apt-get)…")
    words = ("install", "--no-install-recommends", package)
    return (
        refresh_package_lists()
        and apt_get(*words, "--download-only", seconds=NETWORK_SECONDS)
        and apt_get(*words, seconds=UNPACK_SECONDS)
    )


def find_browser() -> str:
    """Path of Chromium, or nothing."""
    given = os.environ.get("TANDEM_CHROMIUM")
    return next(filter(None, map(shutil.which, filter(None, (given, *BROWSERS)))), "")


def find_postgres() -> str:
    """Folder of PostgreSQL's programs, the newest when there are several, or nothing."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: float(path.parent.parent.name))
    program = newest[-1] if newest else shutil.which("initdb")
    return str(Path(program).resolve().parent) if program else ""


def browser() -> str:
    """Chromium, installed if we may; without it one line says what is left out."""
    if os.environ.get("TANDEM_TEST_SKIP_BROWSER"):
        say("Tests dans un navigateur : laissés de côté (TANDEM_TEST_SKIP_BROWSER).")
        return ""
    found = find_browser() or (install("chromium") and find_browser()) or ""
    if not found:
        say("Tests dans un navigateur : laissés de côté, faute de Chromium (paquet « chromium »).")
    return found


def postgres() -> str:
    """PostgreSQL's programs, installed if we may; without them one line says what is left out."""
    if os.environ.get("TANDEM_TEST_SKIP_POSTGRES"):
        say("Tests sur PostgreSQL : laissés de côté (TANDEM_TEST_SKIP_POSTGRES).")
        return ""
    found = find_postgres() or (install("postgresql") and find_postgres()) or ""
    if not found:
        say("Tests sur PostgreSQL : laissés de côté, faute de serveur (paquet « postgresql »).")
    return found


# --- A PostgreSQL of our own


def unprivileged() -> dict[str, Any]:
    """How to start a program that refuses root: as `postgres`, else as `nobody`."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = names.get("postgres") or names["nobody"]
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


@contextmanager
def cluster(programs: str) -> Iterator[str]:
    """A PostgreSQL thrown away afterwards, on a socket in a private folder; gives its address."""
    # A socket's path holds about a hundred characters: not always enough for TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="tandem-pg-", dir="/tmp"))
    identity = unprivileged()
    os.chown(folder, identity.get("user", -1), identity.get("group", -1))
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}

    def run(program: str, *arguments: str) -> None:
        command = [f"{programs}/{program}", f"--pgdata={folder}/data", *arguments]
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.run(command, cwd=folder, env=environ, check=True, **quiet, **identity)

    settings = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=200"
    try:
        run("initdb", "--auth=trust", "--username=tandem", "--encoding=UTF8", "--no-locale")
        run("pg_ctl", "start", "--wait", f"--log={folder}/log", f"--options={settings}")
        try:
            yield f"postgres://tandem@{quote(str(folder), safe='')}/tandem"
        finally:
            run("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- The runs


def suite_environment(**more: str) -> dict[str, str]:
    """The environment of a run: what a real installation has set must not reach the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("TANDEM_")
    }
    return kept | more


def meeting(path: str, folders: Sequence[str]) -> list[str]:
    """What a path asked for has in common with some folders: itself, or those that it holds."""
    place = (ROOT / path.split("::", maxsplit=1)[0]).resolve()
    if any(place.is_relative_to(ROOT / folder) for folder in folders):
        return [path]
    return [folder for folder in folders if (ROOT / folder).is_relative_to(place)]


def on_database(arguments: Sequence[str]) -> list[str]:
    """The arguments of the run on PostgreSQL; none when the paths asked for do not concern it."""
    paths = [word for word in arguments if (ROOT / word.split("::")[0]).exists()]
    options = [word for word in arguments if word not in paths]
    folders = [folder for folder in DATABASE_FOLDERS if (ROOT / folder).is_dir()]
    chosen = [part for path in paths or ["tests"] for part in meeting(path, folders)]
    return [*options, *chosen] if chosen else []


def pytest(arguments: Sequence[str], environ: dict[str, str]) -> int:
    """Run pytest to its end, also when the keyboard interrupts: it then tells where it was.

    Its temporary files live in one folder, which goes with it.
    """
    command = [sys.executable, "-m", "pytest", *PROCESSES, *arguments]
    prefix = "tandem-tests-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(command, cwd=ROOT, env=environ | {"TMPDIR": folder})
        try:
            return process.wait()
        finally:
            process.terminate()
            process.wait()


def on_postgres(programs: str, arguments: Sequence[str], environ: dict[str, str]) -> int:
    """The second run. A choice of tests that leaves it nothing to do is no failure."""
    say("\nLes mêmes services, sur PostgreSQL.")
    try:
        with cluster(programs) as url:
            status = pytest(["-m", "not journey", *arguments], environ | {"DATABASE_URL": url})
    except subprocess.CalledProcessError as failure:
        say(f"PostgreSQL n’a pas obéi : {failure}")
        return 1
    return 0 if status == NOTHING_COLLECTED else status


def test(arguments: Sequence[str]) -> int:
    """Everything on SQLite, then the database part on PostgreSQL; the first failure ends it."""
    environ = suite_environment(TANDEM_CHROMIUM=browser())
    again = on_database(arguments)
    programs = postgres() if again else ""
    status = pytest(arguments, environ)
    if status or not programs:
        return status
    return on_postgres(programs, again, environ)


def fast(arguments: Sequence[str]) -> int:
    """What a save deserves: no browser, no long run, SQLite."""
    environ = suite_environment(TANDEM_CHROMIUM="")
    return pytest(["-m", "not slow and not journey", *arguments], environ)


def end(number: int, _frame: FrameType | None) -> None:
    """Leave through the `finally` clauses, so that no server stays behind."""
    sys.exit(128 + number)


def main(word: str, *arguments: str) -> int:
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)
    signal.signal(signal.SIGINT, lambda *_: None)  # pytest receives it too, and answers
    return fast(arguments) if word == "fast" else test(arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
