"""`tandem bench`: what things cost, as ratios measured in one run, in a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def run(argv: list[str]) -> int:
    """Measure in a fresh temporary database, so that nobody's data is touched."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as home:
        environ = {**os.environ, "TANDEM_HOME": home, "TANDEM_DEMONSTRATION": "1"}
        environ.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "tandem", "measure", *argv]
        return subprocess.run(command, env=environ, check=False).returncode
