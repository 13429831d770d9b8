"""`tandem check FILE…`: judge dossiers written in TOML, JSON or CSV, without any database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tandem.catalogue.load import edition_keys, freeze, load_edition
from tandem.commands.arguments import Parser
from tandem.commands.check_report import as_data, as_text, verdict_of
from tandem.commands.dossier_file import Dossier, Fault, UnreadableFileError, read_dossiers
from tandem.commands.dossier_form import INSTANT, instant
from tandem.domain.eligibility.assess import assess
from tandem.domain.eligibility.facts import Facts, Filing
from tandem.domain.kernel.digest import sha256
from tandem.domain.kernel.errors import CatalogueError, InvalidInputError
from tandem.domain.kernel.finding import Decision, Outcome
from tandem.domain.kernel.french import typography
from tandem.domain.schemes.scheme import Edition
from tandem.domain.schemes.vocabulary import FilerRole

MET, UNMET, CANNOT_JUDGE = 0, 1, 2
STATUS = {Outcome.MET: MET, Outcome.UNMET: UNMET, Outcome.UNDETERMINED: CANNOT_JUDGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found in a file: judged dossiers, or the faults that prevent reading it."""

    file: str
    judged: tuple[tuple[str, Decision], ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def status(self) -> int:
        """0 every blocking rule met, 1 one is unmet, 2 something cannot be judged or read."""
        if self.faults:
            return CANNOT_JUDGE
        return max((STATUS[verdict_of(decision)] for _, decision in self.judged), default=MET)


def run(argv: list[str]) -> int:
    """Judge every file of `argv`; the exit status is the worst over the files."""
    options = _parser().parse_args(argv)
    try:
        edition = load_edition(options.edition)
        at = _instant(options.at)
    except (CatalogueError, InvalidInputError) as error:
        print(error, file=sys.stderr)
        return CANNOT_JUDGE
    checked = [_check(Path(name), edition, at) for name in options.files]
    fingerprint = sha256(freeze(edition))
    if options.json:
        files = [_as_data(found) for found in checked]
        answer = {"edition": edition.key, "sha256": fingerprint, "files": files}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print(_head(edition, fingerprint))
        for found in checked:
            _print(found)
    return max(found.status for found in checked)


def _parser() -> Parser:
    parser = Parser(
        "tandem check",
        "Juge des dossiers écrits en TOML, JSON ou CSV selon une édition du catalogue. "
        "Statut de sortie : 0 satisfait, 1 une règle bloque, 2 ne peut pas être jugé.",
        "tandem check examples/dossier-complet.toml",
    )
    parser.add_argument("files", nargs="+", metavar="FICHIER", help="dossiers à juger")
    parser.add_argument(
        "--edition",
        metavar="CLÉ",
        default=edition_keys()[-1],
        help="édition du catalogue (par défaut : %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="réponse pour une machine")
    parser.add_argument(
        "--at",
        metavar="INSTANT",
        help="juge comme si le BAM du recruteur déposait à cet instant, avec son décalage",
    )
    return parser


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return instant(text)
    except ValueError as error:
        msg = f"--at « {text} » : ce n’est pas un instant. Attendu : {INSTANT.expected}."
        raise InvalidInputError(typography(msg)) from error


def _check(path: Path, edition: Edition, at: datetime | None) -> Checked:
    try:
        dossiers = read_dossiers(path)
    except UnreadableFileError as error:
        return Checked(file=str(path), faults=error.faults)
    faults = tuple(_unknown_objectives(dossiers, edition))
    if faults:
        return Checked(file=str(path), faults=faults)
    judged = tuple(
        (dossier.name, assess(edition, _filed(dossier.facts, at))) for dossier in dossiers
    )
    return Checked(file=str(path), judged=judged)


def _unknown_objectives(dossiers: Iterable[Dossier], edition: Edition) -> Iterable[Fault]:
    known = [objective.key for objective in edition.objectives]
    for dossier in dossiers:
        for key in sorted((dossier.facts.objectives or frozenset()) - set(known)):
            what = f"L’objectif « {key} » n’existe pas. Attendu : {', '.join(known)}, par exemple {known[0]}."
            yield Fault(typography(f"{dossier.name}, clé « projet.objectifs »"), typography(what))


def _filed(facts: Facts, at: datetime | None) -> Facts:
    """The same facts, filed at the instant asked on the command line."""
    if at is None:
        return facts
    if facts.filing is not None:
        return replace(facts, filing=replace(facts.filing, at=at))
    recruiter = facts.recruiter
    number = (recruiter.finess or recruiter.legal_entity or recruiter.siren) if recruiter else None
    return replace(facts, filing=Filing(at=at, role=FilerRole.RECRUITER_BAM, structure=number))


def _head(edition: Edition, fingerprint: str) -> str:
    head = f"{edition.title}, édition {edition.key}, empreinte {fingerprint[:12]}"
    return f"{typography(head)}\n"


def _print(found: Checked) -> None:
    for fault in found.faults:
        print(typography(f"{found.file}, {fault.where} : {fault.what}"), file=sys.stderr)
    for name, decision in found.judged:
        print(as_text(found.file, name, decision))


def _as_data(found: Checked) -> dict[str, object]:
    return {
        "file": found.file,
        "status": found.status,
        "faults": [{"where": fault.where, "what": fault.what} for fault in found.faults],
        "dossiers": [as_data(name, decision) for name, decision in found.judged],
    }
