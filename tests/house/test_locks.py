"""The locks hold what pyproject.toml asks: pinned, hashed, from no particular index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(lock: str) -> list[str]:
    """Each requirement with its hashes, as one line; comments left out."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def pinned(lock: str) -> dict[str, set[str]]:
    """Versions of each package; a universal lock may hold two, for different machines."""
    versions: dict[str, set[str]] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.split("--hash")[0].strip())
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        versions.setdefault(canonicalize_name(requirement.name), set()).add(specifier.version)
    return versions


@pytest.mark.parametrize("requirement", RUNTIME, ids=str)
def test_runtime_dependency_is_locked_within_its_bounds(requirement):
    versions = pinned("requirements.txt")[canonicalize_name(requirement.name)]
    assert all(requirement.specifier.contains(version) for version in versions)


@pytest.mark.parametrize("requirement", RUNTIME + DEVELOPMENT, ids=str)
def test_dependency_is_in_the_development_lock_within_its_bounds(requirement):
    versions = pinned("requirements-dev.txt")[canonicalize_name(requirement.name)]
    assert all(requirement.specifier.contains(version) for version in versions)


def test_development_lock_contains_the_runtime_at_the_same_versions():
    development = pinned("requirements-dev.txt")
    runtime = pinned("requirements.txt")
    assert {name: development.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_hashed(lock):
    assert [entry for entry in entries(lock) if not HASH.search(entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_index_address_nor_option(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert [entry for entry in entries(lock) if entry.startswith("-")] == []


def test_no_index_in_the_project():
    assert "uv" not in PROJECT["tool"]
    names = ("pip.conf", "uv.toml", "uv.lock", ".pypirc", "poetry.lock", "Pipfile")
    assert [name for name in names if (ROOT / name).exists()] == []


def test_at_most_twenty_direct_dependencies():
    assert len(RUNTIME) <= 20
