"""The operator's page knows every variable that the platform reads."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\b(?:TANDEM_[A-Z_]+|DATABASE_URL)\b")


def variables(*paths: Path) -> set[str]:
    return {name for path in paths for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_read_is_documented_and_none_besides():
    code = [ROOT / "tandem", ROOT / "tests/suite.py", *(ROOT / "src").rglob("*.py")]
    assert variables(ROOT / "docs/operate.md") == variables(*code)
