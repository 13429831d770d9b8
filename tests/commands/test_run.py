"""`tandem run`, `serve` and `worker` as real processes, from an empty folder to the last signal."""

from __future__ import annotations

import http.client
import re
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tandem.__main__ import main
from tandem.commands import run
from tests.commands.platforms import SERVER, Installation, free_port, installation, wait_until

slow = pytest.mark.slow
MIGRATE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
WRITE = """
from datetime import UTC, datetime
from tandem.apps.messaging import services
for number in range(30):
    services.write(key=str(number), to="bam@example.org", subject=f"Mail {number}", body="Texte",
                   at=datetime(2026, 11, 22, tzinfo=UTC))
"""
SOMEONE = """
from tandem.apps.accounts.models import User
User.objects.create_user("anais@example.org", first_name="Anaïs", last_name="Delorme")
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path) as made:
        yield made


def fill(site: Installation, code: str) -> None:
    done = site.call("manage", "shell", "--no-imports", "-c", MIGRATE + code)
    assert done.returncode == 0, done.stderr


# --- What is refused before anything starts


def test_port_already_taken_is_said_with_another(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run.run(["run", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"Le port {port} est déjà pris. ")
    assert said.endswith(f"./tandem run --port {port + 1}\n")


def test_address_of_another_machine_is_said(capsys):
    assert run.run(["serve", "--host", "192.0.2.1", "--port", "8001"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Impossible d’écouter à l’adresse 192.0.2.1, port 8001 (")
    assert said.endswith("./tandem serve --port 8002\n")


@pytest.mark.parametrize("words", [("--port", "65536"), ("--port", "huit"), ("--prot", "8001")])
def test_command_badly_written_is_answered_with_an_example(capsys, words):
    with pytest.raises(SystemExit) as refusal:
        run.run(["run", *words])
    assert refusal.value.code == 2
    assert capsys.readouterr().err.endswith("Par exemple : ./tandem run --port 8001\n")


def test_word_that_does_not_exist_is_answered_with_those_that_do(capsys):
    assert main(["servir"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("« servir » n’est pas une commande de tandem.\n")
    assert "\n  run  " in said


@slow
@pytest.mark.parametrize("word", ["serve", "worker"])
def test_site_without_its_key_refuses_in_one_sentence(site, word):
    done = site.call(word, TANDEM_SECRET_KEY="")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("TANDEM_SECRET_KEY manque")


@slow
def test_database_that_does_not_answer_is_said_without_a_traceback(site):
    url = f"postgres://tandem@127.0.0.1:{free_port()}/tandem"
    done = site.call("serve", "--port", str(free_port()), DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("La base de données ou le dossier ")
    assert "Traceback" not in done.stderr


# --- The demonstration


class Reader:
    """Someone who reads the pages with cookies and no script."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def read(self, path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        """The path reached after redirections, and the page."""
        body = urlencode(data).encode() if data else None
        with self.browser.open(Request(self.address + path, body)) as answer:
            return answer.url.removeprefix(self.address), answer.read().decode()

    def enter_as(self, first_name: str) -> tuple[str, str]:
        """One click on the page of the people of the demonstration."""
        _, page = self.read("/compte/connexion/")
        pattern = rf'action="([^"]+)">(?:(?!</form>).)*value="(\w+)"(?:(?!</form>).)*{first_name}<'
        action, token = re.search(pattern, page).groups()
        return self.read(action, {"csrfmiddlewaretoken": token})


@slow
@pytest.mark.skipif(bool(SERVER), reason="the demonstration that a newcomer starts is on SQLite")
def test_demonstration_from_an_empty_folder_until_ctrl_c(tmp_path):
    port = free_port()
    words, address = ("run", "--port", str(port)), f"http://localhost:{port}"
    newcomer = Installation(tmp_path / "not/yet/there")
    (tmp_path / "not/yet").mkdir(parents=True)

    with newcomer.running(*words) as first:
        first.wait_for("Première fois")
        assert first.end(signal.SIGTERM) == (0, set())
    assert newcomer.query("SELECT count(*) FROM accounts_user") == [(0,)]

    with newcomer.running(*words) as second:
        second.wait_for(f"Tandem est prêt\u00a0: {address}\n")
        assert re.search(
            r"^  Mme Anaïs Delorme +Bureau des affaires médicales ", second.text, re.MULTILINE
        )
        path, page = Reader(address).enter_as("Anaïs")
        assert path == "/etablissement/dossiers/"
        assert "Mes dossiers</h1>" in page
        assert newcomer.call("run", "--port", str(port)).stderr.startswith(f"Le port {port} ")
        assert second.end(signal.SIGINT, everyone=True) == (0, set())
    assert "Traceback" not in second.text
    assert "Message-ID" not in second.text
    places = newcomer.query(
        "SELECT DISTINCT substr(body, instr(body, 'http'), 22) FROM messaging_message"
    )
    assert places == [(address,)]


@slow
@pytest.mark.skipif(bool(SERVER), reason="the demonstration that a newcomer starts is on SQLite")
def test_demonstration_already_built_starts_at_once_and_ends_with_its_processes(site):
    fill(site, SOMEONE)
    with site.running("run", "--port", str(free_port())) as started:
        started.wait_for("Tandem est prêt")
        assert "Première fois" not in started.text
        assert started.end(signal.SIGTERM) == (0, set())


# --- A real site


def ask(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def answers(port: int) -> bool:
    try:
        return ask(port, "/robots.txt").status > 0
    except OSError:
        return False


@slow
def test_site_behind_a_secure_address_and_ctrl_c_in_its_terminal(site):
    fill(site, SOMEONE)
    port = free_port()
    proxied = {"Host": "tandem.example.org", "X-Forwarded-Proto": "https"}
    with site.running(
        "serve", "--port", str(port), TANDEM_BASE_URL="https://tandem.example.org/"
    ) as started:
        wait_until(lambda: answers(port), "the site answers")
        plain = ask(port, "/compte/connexion/", Host="tandem.example.org")
        assert plain.status == 301
        assert plain.headers["location"] == "https://tandem.example.org/compte/connexion/"
        pages = [ask(port, "/compte/connexion/", **proxied) for _ in range(20)]
        assert {page.status for page in pages} == {200}
        assert pages[0].headers["strict-transport-security"].startswith("max-age=31536000")
        assert all("Secure" in cookie for cookie in pages[0].headers.get_all("set-cookie"))
        assert ask(port, "/demonstration/entrer/1/", **proxied).status == 404
        assert ask(port, "/", Host="elsewhere.example").status == 400
        assert started.end(signal.SIGINT, everyone=True) == (0, set())


class Mailbox:
    """What a real SMTP server receives."""

    def __init__(self) -> None:
        self.received: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if not session.authenticated:
            return "530 Authentication required"
        self.received.append(re.search(r"Subject: (.+)\r\n", envelope.content.decode())[1])
        return "250 OK"


def knows(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"bam", b"p@ss"))


@slow
def test_workers_send_what_waits_through_the_server_of_the_settings_each_once(site):
    fill(site, WRITE)
    mailbox, port = Mailbox(), free_port()
    server = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=knows,
        auth_require_tls=False,
    )
    server.start()
    smtp = f"smtp://bam:p%40ss@127.0.0.1:{port}"
    waiting = "SELECT count(*) FROM messaging_message WHERE sent_at IS NULL"
    try:
        with (
            site.running("worker", TANDEM_SMTP_URL=smtp) as one,
            site.running("worker", TANDEM_SMTP_URL=smtp) as other,
        ):
            wait_until(lambda: site.query(waiting) == [(0,)], "the outbox is empty")
            assert one.end(signal.SIGTERM) == (0, set())
            assert other.end(signal.SIGINT, everyone=True) == (0, set())
    finally:
        server.stop()
    assert Counter(mailbox.received) == {f"Mail {number}": 1 for number in range(30)}
    assert site.query("SELECT DISTINCT attempts FROM messaging_message") == [(1,)]
    assert "Traceback" not in one.text + other.text
