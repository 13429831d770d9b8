"""`tandem schema dossier`: the JSON Schema (2020-12) of the files that `tandem check` reads."""

from __future__ import annotations

import json

from tandem.commands.arguments import Parser
from tandem.commands.dossier_form import DOSSIER, json_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def run(argv: list[str]) -> int:
    """Print the schema asked for."""
    about = "Affiche le schéma JSON d’un fichier que Tandem lit."
    parser = Parser("tandem schema", about, "tandem schema dossier")
    parser.add_argument("name", metavar="NOM", choices=["dossier"], help="dossier")
    parser.parse_args(argv)
    schema = {"$schema": DIALECT, "title": "Dossier", **json_schema(DOSSIER)}
    print(json.dumps(schema, ensure_ascii=False, indent=2))
    return 0
