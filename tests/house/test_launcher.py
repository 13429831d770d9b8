"""The entry `tandem`: readable by an old Python, it finds a good one, prepares once, hands over."""

from __future__ import annotations

import ast
import fcntl
import os
import re
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from tandem.__main__ import PLAIN, WITH_DATABASE

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "tandem"
TREE = ast.parse(LAUNCHER.read_text(encoding="utf-8"), feature_version=(3, 6))


def load(path: Path) -> ModuleType:
    loader = SourceFileLoader("launcher", str(path))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def launcher(tmp_path: Path) -> ModuleType:
    """The launcher of a house of its own, whose locks are a word each and which has no network."""
    shutil.copy(LAUNCHER, tmp_path)
    (tmp_path / "requirements.txt").write_text("runtime")
    (tmp_path / "requirements-dev.txt").write_text("development")
    return load(tmp_path / "tandem")


def executable(path: Path, script: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def interpreter(folder: Path, version: str, complete: str = "True") -> str:
    """A program that answers the launcher's question as a Python of that version would."""
    return executable(folder / f"python-{version}-{complete}", f"echo {version}; echo {complete}")


def call(launcher: ModuleType, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(launcher.ROOT / "tandem"), *words],
        env={"PATH": os.defpath, "HOME": str(launcher.ROOT), **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def prepared(launcher: ModuleType, lock: Path, script: str = "true") -> None:
    """Put a finished environment in the house."""
    executable(launcher.PYTHON, script)
    launcher.STAMP.write_text(launcher.mark(lock))


def test_launcher_has_no_syntax_newer_than_python_3_6():
    futures = [n for n in ast.walk(TREE) if isinstance(n, ast.ImportFrom) and n.module]
    assert "__future__" not in {node.module for node in futures}


def test_launcher_imports_the_standard_library_only():
    names = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(TREE)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert "subprocess" in names
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_launcher_and_ci_are_executable():
    assert os.access(LAUNCHER, os.X_OK)
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert LAUNCHER.read_text(encoding="utf-8").startswith("#!/usr/bin/env python3\n")


def test_ci_runs_the_one_test_command():
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "tandem" in line] == ["./tandem test"]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_usage_without_an_environment_and_under_any_locale(launcher, words):
    done = call(launcher, *words, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (done.returncode, done.stdout, done.stderr) == (0, launcher.USAGE + "\n", "")
    assert not launcher.ENVIRONMENT.exists()


def test_usage_names_words_that_are_answered(launcher):
    named = set(re.findall(r"^  \./tandem (\w+)", launcher.USAGE, re.MULTILINE))
    own = {"lock", *launcher.NEEDS_DEVELOPMENT}
    assert own | {"run", "check", "import"} <= named
    assert named <= own | set(PLAIN) | set(WITH_DATABASE)


def test_probe_of_this_python(launcher):
    assert launcher.probe(sys.executable) == (sys.version_info[:2], True)


def test_probe_of_what_does_not_start(launcher, tmp_path):
    assert launcher.probe(tmp_path / "absent") == (None, False)
    assert launcher.probe(executable(tmp_path / "shim", "exit 127")) == (None, False)


def test_candidates_begin_with_this_python(launcher, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    pyenv = executable(tmp_path / ".pyenv/versions/3.13.0/bin/python3", "true")
    assert list(launcher.candidates()) == [
        os.path.realpath(sys.executable),
        *[str(tmp_path / name) for name in launcher.NAMES],
        "/usr/bin/python3",
        pyenv,
    ]


def test_choose_skips_old_and_incomplete_pythons(launcher, tmp_path):
    old = interpreter(tmp_path, "3 9")
    incomplete = interpreter(tmp_path, "3 12", "False")
    good = interpreter(tmp_path, "3 11")
    newer = interpreter(tmp_path, "3 13")
    absent = str(tmp_path / "absent")
    assert launcher.choose([absent, old, incomplete, good, newer]) == good


def test_choose_when_all_are_old(launcher, tmp_path):
    with pytest.raises(launcher.Refusal, match=r"demande Python 3\.11 .*apt-get install python3 "):
        launcher.choose([interpreter(tmp_path, "3 9"), interpreter(tmp_path, "2 7")])


def test_choose_when_venv_is_missing(launcher, tmp_path):
    with pytest.raises(launcher.Refusal, match=r"Il manque le module venv .*python3-venv"):
        launcher.choose([interpreter(tmp_path, "3 12", "False"), interpreter(tmp_path, "3 9")])


def test_refusal_is_one_sentence_and_a_status(launcher):
    source = (launcher.ROOT / "tandem").read_text(encoding="utf-8")
    assert "OLDEST = (3, 11)" in source
    impossible = source.replace("OLDEST = (3, 11)", "OLDEST = (9, 9)")
    (launcher.ROOT / "tandem").write_text(impossible, encoding="utf-8")
    done = call(launcher, "run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == launcher.TOO_OLD
    assert "Traceback" not in done.stderr


def test_ready_without_an_environment(launcher):
    assert not launcher.is_ready(launcher.RUNTIME)


def test_ready_after_the_runtime_lock(launcher):
    prepared(launcher, launcher.RUNTIME)
    assert launcher.is_ready(launcher.RUNTIME)
    assert not launcher.is_ready(launcher.DEVELOPMENT)


def test_ready_for_everything_after_the_development_lock(launcher):
    prepared(launcher, launcher.DEVELOPMENT)
    assert launcher.is_ready(launcher.RUNTIME)
    assert launcher.is_ready(launcher.DEVELOPMENT)


def test_not_ready_once_the_lock_has_changed(launcher):
    prepared(launcher, launcher.RUNTIME)
    launcher.RUNTIME.write_text("runtime, upgraded")
    assert not launcher.is_ready(launcher.RUNTIME)


def test_not_ready_once_another_python_is_under_the_environment(launcher):
    prepared(launcher, launcher.RUNTIME)
    launcher.PYTHON.unlink()
    launcher.PYTHON.symlink_to(sys.executable)
    assert not launcher.is_ready(launcher.RUNTIME)


def test_sound_only_when_the_packages_are_those_of_the_interpreter(launcher):
    executable(launcher.PYTHON, "echo 3 12; echo True")
    (launcher.ENVIRONMENT / "lib/python3.11/site-packages").mkdir(parents=True)
    assert not launcher.is_sound(launcher.ENVIRONMENT)
    (launcher.ENVIRONMENT / "lib/python3.12/site-packages").mkdir(parents=True)
    assert launcher.is_sound(launcher.ENVIRONMENT)


def test_words_are_handed_over_unchanged(launcher):
    prepared(launcher, launcher.RUNTIME, 'printf "%s\\n" "$PYTHONPATH" "$TANDEM_HOME" "$@"; exit 2')
    done = call(launcher, "check", "deux mots", "--json")
    assert (done.returncode, done.stderr) == (2, "")
    expected = [launcher.ROOT / "src", launcher.ROOT / "var", "-m", "tandem"]
    assert done.stdout.splitlines() == [*map(str, expected), "check", "deux mots", "--json"]


def test_data_stay_where_the_environment_says(launcher):
    prepared(launcher, launcher.RUNTIME, 'echo "$TANDEM_HOME"')
    assert call(launcher, "run", TANDEM_HOME="/srv/tandem").stdout == "/srv/tandem\n"


@pytest.mark.parametrize("word", ["test", "fast"])
def test_test_words_go_to_the_suite(launcher, word):
    prepared(launcher, launcher.DEVELOPMENT, 'printf "%s\\n" "$@"')
    suite = str(launcher.ROOT / "tests/suite.py")
    assert call(launcher, word, "-x").stdout.splitlines() == [suite, word, "-x"]


def test_lint_runs_every_check_and_fails_with_the_second(launcher):
    prepared(launcher, launcher.DEVELOPMENT, 'echo "$@"; test "$3" != format')
    done = call(launcher, "lint")
    assert done.stdout.splitlines() == [" ".join(check) for check in launcher.CHECKS]
    assert done.returncode == 1


def test_one_preparation_at_a_time(launcher):
    path = launcher.PRIVATE / "preparing"
    with launcher.alone(), path.open() as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with path.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert other.read() == ""


def test_preparation_cut_short_is_thrown_away(launcher):
    executable(launcher.PYTHON, "true")
    with pytest.raises(KeyboardInterrupt), launcher.alone():
        raise KeyboardInterrupt
    assert launcher.PYTHON.exists()
    with launcher.alone():
        assert not launcher.ENVIRONMENT.exists()


def test_preparation_refused_keeps_what_was_there(launcher):
    executable(launcher.PYTHON, "true")
    with pytest.raises(launcher.Refusal), launcher.alone():
        raise launcher.Refusal(launcher.NOT_INSTALLED)
    with launcher.alone():
        assert launcher.PYTHON.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_house_is_said(launcher):
    launcher.ROOT.chmod(0o555)
    done = call(launcher, "run")
    launcher.ROOT.chmod(0o755)
    assert (done.returncode, done.stderr) == (1, launcher.NOT_WRITABLE.format(launcher.ROOT) + "\n")
