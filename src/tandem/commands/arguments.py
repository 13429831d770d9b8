"""A command line that answers a slip in French, with an example."""

from __future__ import annotations

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors show `example`, a command that works."""

    def __init__(self, prog: str, description: str, example: str) -> None:
        super().__init__(prog=prog, description=description, epilog=f"Par exemple : {example}")
        self.example = example

    def error(self, message: str) -> NoReturn:
        """Leave with status 2 after one French sentence."""
        self.exit(
            2, f"{self.prog} : commande incomplète ou mal écrite. Par exemple : {self.example}\n"
        )
