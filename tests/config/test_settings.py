"""What the environment says wrongly is told in a sentence, with what to write instead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tandem.config import settings


def test_data_folder_is_made_at_need(tmp_path, monkeypatch):
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "a/b"))
    assert settings.data_folder() == tmp_path / "a/b"
    assert (tmp_path / "a/b").is_dir()


def test_data_folder_in_the_place_of_a_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    for place in ("file", "file/below"):
        monkeypatch.setenv("TANDEM_HOME", str(tmp_path / place))
        with pytest.raises(ImproperlyConfigured, match=rf"{place}, n’est pas accessible en écri"):
            settings.data_folder()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_data_folder_that_is_read_only_is_refused(tmp_path: Path, monkeypatch):
    tmp_path.chmod(0o555)
    for place in (tmp_path, tmp_path / "below"):
        monkeypatch.setenv("TANDEM_HOME", str(place))
        with pytest.raises(ImproperlyConfigured, match="n’est pas accessible en écriture"):
            settings.data_folder()
    tmp_path.chmod(0o755)


def test_secret_key_is_refused_without_one_save_in_demonstration(tmp_path, monkeypatch):
    monkeypatch.delenv("TANDEM_SECRET_KEY")
    monkeypatch.setattr(settings, "HOME", tmp_path)
    monkeypatch.setattr(settings, "DEMONSTRATION", False)
    with pytest.raises(ImproperlyConfigured, match=r"^TANDEM_SECRET_KEY manque"):
        settings.secret_key()
    monkeypatch.setattr(settings, "DEMONSTRATION", True)
    key = settings.secret_key()
    assert len(key) >= 50
    assert settings.secret_key() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "url", ["tandem", "postgres://tandem:p:ss@host:port/tandem", "nosuch://a/b"]
)
def test_database_address_that_cannot_be_read_is_refused_with_an_example(url):
    with pytest.raises(ImproperlyConfigured, match="postgres://tandem:motdepasse@machine/tandem"):
        settings.database(url)


@pytest.mark.parametrize("url", ["sqlite:////srv/tandem.sqlite3", "postgres://tandem@host/tandem"])
def test_database_connections_last_and_are_tried_before_use(url):
    conf = settings.database(url)
    assert (conf["CONN_MAX_AGE"], conf["CONN_HEALTH_CHECKS"]) == (60, True)
    assert "pool" not in conf.get("OPTIONS", {})
