"""The command line: `tandem run`, `check`, `import`, `bench`… Each word is one module."""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType

PLAIN = {"check": "check", "schema": "schema", "rules": "rules", "bench": "bench"}
WITH_DATABASE = {
    "import": "importing",
    "run": "run",
    "serve": "run",
    "worker": "run",
    "demonstration": "demonstration",
    "measure": "measures",
    "rights": "rights",
    "manage": "manage",
}
USAGE = """Usage : tandem MOT [OPTIONS]

  run                    démarre la démonstration (SQLite, sans service à installer)
  check FICHIER…         juge des dossiers (TOML, JSON, CSV) d’après une édition
  schema dossier         donne le schéma JSON d’un dossier
  import QUOI FICHIER…   importe structures, communes ou zones
  demonstration build    construit la démonstration, au besoin sur le registre réel
  rules · rights         régénère docs/rules et docs/rights.md
  bench                  mesure, en rapports dans une même exécution
  serve · worker         sert en production · envoie les courriels
  manage …               commandes d’administration
"""


def main(argv: list[str] | None = None) -> int:
    """Run the word of the command line. Returns its exit status; 2 for an unknown word."""
    words = sys.argv[1:] if argv is None else argv
    try:
        return _answer(words)
    except KeyboardInterrupt:
        return 130


def _answer(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "aide"):
        print(USAGE)  # noqa: T201
        return 0
    word, rest = words[0], words[1:]
    if word in PLAIN:
        return _module(PLAIN[word]).run(rest)
    if word not in WITH_DATABASE:
        print(f"« {word} » n’est pas une commande de tandem.\n\n{USAGE}", file=sys.stderr)  # noqa: T201
        return 2
    if refusal := _set_up(word):
        print(refusal, file=sys.stderr)  # noqa: T201
        return 1
    words = [word, *rest] if word in ("run", "serve", "worker") else rest
    return _module(WITH_DATABASE[word]).run(words)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tandem.commands.{name}")


def _set_up(word: str) -> str:
    """Read the settings. Returns what is wrong with them, in a sentence; nothing when all is well."""
    if word in ("run", "demonstration"):
        os.environ.setdefault("TANDEM_DEMONSTRATION", "1")
    # A page of docs, generated from the code, needs no installation.
    settings = "settings_test" if word == "rights" else "settings"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"tandem.config.{settings}")
    exceptions = importlib.import_module("django.core.exceptions")
    try:
        importlib.import_module("django").setup()
    except exceptions.ImproperlyConfigured as error:
        return str(error)
    return ""


if __name__ == "__main__":
    sys.exit(main())
