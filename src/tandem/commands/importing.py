"""`tandem import structures|communes|zones FILE…`: public registers into the database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tandem.apps.foundation import clock
from tandem.apps.territory import services
from tandem.apps.territory.registers.rows import Remark
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import SPACE, day, plural

OK, SOME_REJECTED, REFUSED = range(3)
SHOWN = 10
FIELDS = {
    "address": "adresse",
    "category_code": "catégorie",
    "category_label": "libellé de catégorie",
    "category": "zone",
    "closed_on": "date de fermeture",
    "commune_id": "commune",
    "group_code": "GHT",
    "group_name": "nom du GHT",
    "is_active": "activité",
    "is_public": "statut public",
    "kind": "type",
    "latitude": "point",
    "legal_entity_id": "entité juridique",
    "legal_status": "statut juridique",
    "name": "nom",
    "official_name": "nom au registre",
    "parent_id": "commune de rattachement",
    "population": "population",
    "postal_code": "code postal",
    "postal_codes": "codes postaux",
    "raw": "données d’origine",
    "siren": "SIREN",
    "siret": "SIRET",
}
EPILOG = (
    "Codes de sortie : 0, tout est lu ; 1, des lignes sont rejetées ; 2, le fichier est refusé "
    "et rien n’est écrit."
)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"{text} n’est pas une date ; écrivez par exemple 2026-05-04"
        raise argparse.ArgumentTypeError(msg) from error


def _regions(text: str) -> frozenset[str]:
    return frozenset(code.strip() for code in text.split(",") if code.strip())


def parser() -> argparse.ArgumentParser:
    """The arguments, in French."""
    made = argparse.ArgumentParser(
        prog="tandem import",
        description="Lire un registre public. Rien n’est jamais supprimé.",
        epilog=EPILOG,
    )
    made.add_argument("kind", choices=("structures", "communes", "zones"), help="ce qui est lu")
    made.add_argument("files", nargs="+", type=Path, metavar="FICHIER", help="un ou plusieurs")
    made.add_argument("--dry-run", action="store_true", help="dire ce qui changerait, sans écrire")
    made.add_argument("--source", default="", metavar="TEXTE", help="origine, montrée à l’écran")
    made.add_argument(
        "--dated", type=_day, metavar="AAAA-MM-JJ", help="date du fichier, ou d’effet"
    )
    made.add_argument(
        "--regions", type=_regions, default=frozenset(), metavar="11,28", help="ces régions seules"
    )
    made.add_argument(
        "--full", action="store_true", help="le fichier est complet : fermer ce qui n’y est plus"
    )
    return made


def run(argv: Sequence[str]) -> int:
    """Import and tell. Returns 0, 1 (rows rejected) or 2 (file refused, nothing written)."""
    asked = parser().parse_args(argv)
    options = services.ImportOptions(
        at=clock.now(),
        source=asked.source,
        dated_on=asked.dated,
        regions=asked.regions,
        full=asked.full,
        dry_run=asked.dry_run,
    )
    try:
        report = _import(asked.kind, [_file(path) for path in asked.files], options)
    except InvalidInputError as error:
        print(f"Import refusé, rien n’est écrit. {error}", file=sys.stderr)
        return REFUSED
    _tell(report, options)
    return SOME_REJECTED if report.rejected else OK


def _file(path: Path) -> services.RegisterFile:
    if not path.is_file():
        msg = f"Le fichier {path} n’existe pas. Vérifiez son chemin."
        raise InvalidInputError(msg)
    return services.RegisterFile.at(path)


def _import(
    kind: str, files: list[services.RegisterFile], options: services.ImportOptions
) -> services.ImportReport:
    if kind == "structures":
        return services.import_structures(files, options)
    if kind == "communes":
        return services.import_communes(files, options)
    if len(files) > 1:
        raise InvalidInputError("Un zonage se lit un fichier à la fois.")
    return services.import_zones(files[0], options)


def _tell(report: services.ImportReport, options: services.ImportOptions) -> None:
    """The report, on the standard output."""
    if options.dry_run:
        print(f"Essai à blanc{SPACE}: rien n’est écrit.")
    dated = f", au {day(options.dated_on)}" if options.dated_on else ""
    print(f"{plural(report.read, 'ligne lue', 'lignes lues')}{dated}.")
    for tally in report.tallies.values():
        print(f"{tally.sentence()}.")
        for name, count in tally.changed_fields().most_common():
            if name in FIELDS:  # the others follow from these
                print(f"  {FIELDS[name]}{SPACE}: {plural(count, 'changement')}")
    for reason, count in report.skipped.most_common():
        print(f"Laissé de côté, {reason}{SPACE}: {plural(count, 'ligne')}.")
    _list("ligne rejetée", "lignes rejetées", report.rejected)
    _list("remarque", "remarques", report.warnings)


def _list(one: str, many: str, remarks: Sequence[Remark]) -> None:
    if not remarks:
        return
    print(f"{plural(len(remarks), one, many)}{SPACE}:")
    for remark in remarks[:SHOWN]:
        column = f", colonne {remark.column}" if remark.column else ""
        print(f"  {remark.file}, ligne {remark.line}{column}{SPACE}: {remark.reason}")
    if len(remarks) > SHOWN:
        print(f"  et {plural(len(remarks) - SHOWN, 'autre', 'autres')}.")
