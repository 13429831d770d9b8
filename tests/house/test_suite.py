"""The runner of the suite: what it runs again on PostgreSQL, and the server that it starts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from tests import suite


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with two folders of tests that touch the database, and one that does not."""
    for folder in ("tests/apps/jury", "tests/web", "tests/domain"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "tests/apps/test_calls.py").touch()
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([], ["tests/apps", "tests/web"]),
        (["-x", "-k", "filing"], ["-x", "-k", "filing", "tests/apps", "tests/web"]),
        (["tests"], ["tests/apps", "tests/web"]),
        (["tests/apps/jury", "-q"], ["-q", "tests/apps/jury"]),
        (["tests/apps/test_calls.py::test_open"], ["tests/apps/test_calls.py::test_open"]),
        (["tests/domain", "./tests/web"], ["./tests/web"]),
        (["tests/domain"], []),
    ],
)
def test_what_runs_again_on_postgresql(asked, expected):
    assert suite.on_database(asked) == expected


def test_absolute_path_is_understood(house):
    assert suite.on_database([f"{house}/tests/web"]) == [f"{house}/tests/web"]


def test_settings_of_an_installation_do_not_reach_the_suite(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://production/tandem")
    monkeypatch.setenv("TANDEM_HOME", "/srv/tandem")
    environ = suite.suite_environment(TANDEM_CHROMIUM="/usr/bin/chromium")
    names = [name for name in environ if name.startswith(("DATABASE_URL", "TANDEM_"))]
    assert names == ["TANDEM_CHROMIUM"]
    assert environ["PATH"]


def test_skips_asked_for_are_said(monkeypatch, capsys):
    monkeypatch.setenv("TANDEM_TEST_SKIP_BROWSER", "1")
    monkeypatch.setenv("TANDEM_TEST_SKIP_POSTGRES", "1")
    assert (suite.browser(), suite.postgres()) == ("", "")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\u00a0:")[0] for line in lines] == [
        "Tests dans un navigateur",
        "Tests sur PostgreSQL",
    ]


def test_browser_given_by_its_path(monkeypatch, tmp_path):
    program = tmp_path / "my-browser"
    program.touch(mode=0o755)
    monkeypatch.setenv("TANDEM_CHROMIUM", str(program))
    assert suite.find_browser() == str(program)


def place(url: str) -> Path:
    """The private folder of a server, written in its address."""
    return Path(unquote(urlsplit(url).netloc.removeprefix("tandem@")))


@pytest.mark.slow
@pytest.mark.skipif(not suite.find_postgres(), reason="no PostgreSQL on this machine")
def test_server_answers_on_its_private_socket_then_leaves_nothing():
    with suite.cluster(suite.find_postgres()) as url:
        server = url.removesuffix("tandem") + "postgres"
        assert place(url).stat().st_mode & 0o777 == 0o700
        with psycopg.connect(server) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)
            assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
    assert not place(url).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server)


@pytest.mark.slow
@pytest.mark.skipif(not suite.find_postgres(), reason="no PostgreSQL on this machine")
def test_server_stops_when_the_run_breaks():
    folders = []

    def run() -> None:
        with suite.cluster(suite.find_postgres()) as url:
            folders.append(place(url))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert [folder.exists() for folder in folders] == [False]
