"""The house itself: who imports whom, budgets, doors, words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tandem"
FILE, MODELS, VIEWS, TESTS, FUNCTION, CLASS, TEMPLATE, ARGUMENTS = (
    400,
    280,
    380,
    600,
    40,
    250,
    150,
    6,
)
PAYS_FOR_ITSELF = 800


def python_files(root: Path = SOURCE) -> list[Path]:
    return sorted(p for p in root.rglob("*.py") if "migrations" not in p.parts)


def templates() -> list[Path]:
    return sorted(SOURCE.rglob("templates/**/*.*"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def nodes(*kinds: type) -> Iterator[tuple[Path, ast.AST]]:
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds):
                yield path, node


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A tool of the environment, at the root."""
    tool = Path(sys.executable).parent / words[0]
    return subprocess.run(
        [str(tool), *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_imports_keep_the_contracts():
    result = run("lint-imports", "--no-cache")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("words", [("ruff", "check"), ("ruff", "format", "--check")])
def test_style_is_kept(words: tuple[str, ...]):
    result = run(*words, "src", "tests")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_types_are_strict_in_domain_and_catalogue():
    result = run("mypy")
    assert result.returncode == 0, result.stdout


def test_files_stay_in_budget():
    def budget(path: Path) -> int:
        if path.stem == "models" or "models" in path.parts:
            return MODELS
        return VIEWS if path.stem.startswith("views") else FILE

    long = {str(p.relative_to(ROOT)): lines(p) for p in python_files() if lines(p) > budget(p)}
    long |= {
        str(p.relative_to(ROOT)): lines(p) for p in python_files(ROOT / "tests") if lines(p) > TESTS
    }
    long |= {str(p.relative_to(ROOT)): lines(p) for p in templates() if lines(p) > TEMPLATE}
    assert long == {}


def test_functions_stay_in_budget():
    def size(node: ast.AST) -> int:
        return node.end_lineno - node.lineno + 1

    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({size(node)})"
        for path, node in nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if size(node) > FUNCTION
    ]
    long += [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({size(node)})"
        for path, node in nodes(ast.ClassDef)
        if size(node) > CLASS
    ]
    assert long == []


def test_functions_take_few_arguments():
    many = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, node in nodes(ast.FunctionDef)
        if len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]) > ARGUMENTS + 1
    ]
    assert many == []


def test_foundation_and_shared_stay_small():
    """No junk drawer: what is shared by all must pay for itself."""
    rooms = (SOURCE / "apps" / "foundation", SOURCE / "web" / "shared")
    assert sum(lines(path) for room in rooms for path in python_files(room)) <= PAYS_FOR_ITSELF


def test_imports_inside_functions_are_none():
    inside = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path, node in nodes(ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_web_never_queries_a_model():
    """A view reaches a thing through a selector that knows who asks."""
    pattern = re.compile(r"\b[A-Z]\w+\.objects\b|_base_manager|_default_manager")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files(SOURCE / "web")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_state_is_written_by_its_door_alone():
    doors = {
        "apps/dossiers/services/moves.py",
        "apps/calls/services.py",
        "apps/posts/services.py",
    }
    written = {
        str(path.relative_to(SOURCE))
        for path, node in nodes(ast.Assign, ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr == "state" and "apps" in path.parts
    }
    assert written == doors
    bulk = [
        str(path.relative_to(SOURCE))
        for path, node in nodes(ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in ("update", "update_or_create")
        and any(keyword.arg == "state" for keyword in node.keywords)
    ]
    assert bulk == []


def test_every_exception_is_named():
    broad = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in nodes(ast.ExceptHandler)
        if node.type is None
        or "Exception" in {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
    ]
    assert broad == []


def test_nothing_is_left_for_later():
    pattern = re.compile(
        r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|lorem ipsum", re.IGNORECASE
    )
    left = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*python_files(), *templates()]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert left == []


def test_every_template_is_used():
    """By a view, a tag, another template, or the name that a library looks for."""
    looked_for = ("account/", "mfa/", "allauth/", "django/", "4", "500")
    texts = [p.read_text(encoding="utf-8") for p in [*python_files(), *templates()]]
    unused = []
    for path in templates():
        name = str(path).split("/templates/", 1)[1]
        if not name.startswith(looked_for) and not any(name in text for text in texts):
            unused.append(name)
    assert unused == []


def test_glossary_names_the_models():
    """A word that the code stores is a word that the glossary explains."""
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").lower()
    for word in ("call", "dossier", "partner", "deposit", "complement", "juror", "conflict",
                 "reading", "mark", "post", "agency", "structure"):  # fmt: skip
        assert word in glossary


def test_documents_name_no_machine():
    """Nothing tells where it was written."""
    pattern = re.compile(r"/work/|/root/|\.library|/tmp/[a-z]{4,}")
    texts = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *python_files(), *templates()]
    assert [str(p) for p in texts if pattern.search(p.read_text(encoding="utf-8"))] == []
