"""`tandem rules`: write docs/rules from the catalogue, one page per edition, and one of figures."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from tandem.catalogue.load import edition_keys, load_edition, load_pay, sources
from tandem.commands.arguments import Parser
from tandem.domain.kernel import french
from tandem.domain.kernel.citation import Citation, Evidence
from tandem.domain.kernel.finding import Outcome, Severity
from tandem.domain.schemes.dated import History
from tandem.domain.schemes.pay import PayScales, band_words, half_days
from tandem.domain.schemes.scheme import Edition, Rule
from tandem.domain.schemes.vocabulary import DUE_LABELS, SECTION_LABELS, Due, Section

NOTICE = (
    "<!-- Page produite par `tandem rules` à partir du catalogue. Ne la modifiez pas à la main. -->"
)
EVIDENCE = {
    Evidence.FOUNDING_TEXT: "texte de l’appel",
    Evidence.OFFICIAL: "texte ou site officiel",
    Evidence.SECONDARY: "source secondaire",
    Evidence.DERIVED: "calculé à partir du texte",
    Evidence.ASSUMPTION: "réglage de l’agence, aucun texte",
}
SEVERITY = {
    Severity.BLOCKING: "bloque",
    Severity.WARNING: "avertit sans bloquer",
    Severity.TO_APPRECIATE: "laissée à l’appréciation de l’agence",
    Severity.COMPUTES: "calcule",
    Severity.INFORMS: "informe",
}
OUTCOME = {
    Outcome.MET.value: "satisfaite",
    Outcome.UNMET.value: "non satisfaite",
    Outcome.UNDETERMINED.value: "indéterminée",
}
T = TypeVar("T")
Cases = Mapping[str, list[dict[str, Any]]]


def run(argv: list[str]) -> int:
    """Write the pages, or with --check say which ones are out of date (status 1)."""
    about = "Produit docs/rules à partir du catalogue et des cas."
    parser = Parser("tandem rules", about, "tandem rules --check")
    parser.add_argument("--to", type=Path, default=Path("docs/rules"), metavar="DOSSIER")
    parser.add_argument("--cases", type=Path, default=Path("tests/cases"), metavar="DOSSIER")
    parser.add_argument("--check", action="store_true", help="compare sans rien écrire")
    options = parser.parse_args(argv)
    late = [name for name, text in pages(options.cases) if _differs(options.to / name, text)]
    if options.check:
        for name in late:
            print(f"{options.to / name} : page à refaire avec `tandem rules`.", file=sys.stderr)
        return 1 if late else 0
    for name, text in pages(options.cases):
        options.to.mkdir(parents=True, exist_ok=True)
        (options.to / name).write_text(text, encoding="utf-8")
    return 0


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


def pages(cases: Path) -> Iterator[tuple[str, str]]:
    """Every page: its file name and its text."""
    for key in edition_keys():
        edition = load_edition(key)
        yield f"{page_name(key)}.md", edition_page(edition, read_cases(cases / key))
    yield "montants.md", figures_page()


def page_name(key: str) -> str:
    """The file name of an edition's page."""
    return key.replace("/", "-")


def read_cases(folder: Path) -> Cases:
    """The cases of each rule, by its name; none when the folder is not there."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        found[raw["rule"]] = raw["cases"]
    return found


def edition_page(edition: Edition, cases: Cases) -> str:
    """The page of an edition, in Markdown."""
    parts = [
        f"# {edition.title}",
        NOTICE,
        f"{edition.summary}\n\nÉdition `{edition.key}`, {edition.issuer}.",
        "## Calendrier",
        *_calendar(edition),
        "## Financement",
        *_funding(edition),
        "## Objectifs",
        "\n".join(f"- {o.key} : {o.label} ({o.citation.locator})" for o in edition.objectives),
        "## Grille du jury",
        "\n".join(f"- {c.label}, {c.weight} points : {c.hint}" for c in edition.grid),
        _cited((edition.grid_citation,)),
        "## Règles",
        *(part for rule in edition.rules for part in _rule(rule, cases.get(rule.name, []))),
        "## Textes cités",
        _texts(edition.raw["sources"]),
    ]
    return french_page(parts)


def french_page(parts: list[str]) -> str:
    """Paragraphs apart, one end of line."""
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _calendar(edition: Edition) -> Iterator[str]:
    days = edition.calendar
    yield "\n".join(
        [
            f"- Dernier jour de dépôt : {french.day(days.closes_on)} ({days.timezone})",
            f"- Jury : du {french.day(days.jury_from)} au {french.day(days.jury_to)}",
            f"- Fonctions : du {french.day(days.starts_on)} au {french.day(days.ends_on)}",
        ]
    )
    yield _cited(days.citations)


def _funding(edition: Edition) -> Iterator[str]:
    rules = edition.funding
    said = {
        "agency_rate": f"Part de l’agence : {french.percent(rules.agency_rate)}",
        "pay_line": f"Ligne financée : {edition.pay.lines[rules.pay_line].label}",
        "includes_pet": f"Prime d’exercice territorial comprise : {_yes(rules.includes_pet)}",
        "includes_iespe": f"Indemnité d’engagement comprise : {_yes(rules.includes_iespe)}",
        "charges_rate": f"Charges de l’employeur : {french.percent(rules.charges_rate)}",
        "remainder": f"Reste, par défaut : {_shares(edition)}",
        "months": f"Durée : {rules.months} mois",
    }
    for key, sentence in said.items():
        yield f"{sentence}.\n{_cited(rules.citations[key])}"


def _shares(edition: Edition) -> str:
    shares = [french.percent(share) for share in edition.funding.structure_shares]
    return french.enumerate_words(shares)


def _yes(flag: bool) -> str:
    return "oui" if flag else "non"


def _rule(rule: Rule, cases: list[dict[str, Any]]) -> Iterator[str]:
    yield f"### {rule.reference} {rule.title}"
    yield rule.plain
    when = f" à {DUE_LABELS[Due(rule.due)]}" if rule.severity is Severity.BLOCKING else ""
    when = when.replace("à le ", "au ")
    section = SECTION_LABELS[Section(rule.section)]
    yield f"`{rule.name}`, critère `{rule.criterion}` : {SEVERITY[rule.severity]}{when}. Section « {section} »."
    if rule.params:
        yield "\n".join(f"- `{key}` : {_value(value)}" for key, value in rule.params.items())
    yield _cited(rule.citations)
    if cases:
        lines = [f"- {case['name']} → {OUTCOME[case['expect']]}" for case in cases]
        yield "Cas vérifiés :\n\n" + "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(str(item) for item in value))
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _cited(citations: tuple[Citation, ...]) -> str:
    return "\n".join(f"- {_long(citation)}" for citation in citations)


def _long(citation: Citation) -> str:
    if citation.is_assumption:
        return f"Réglage de l’agence, aucun texte : {citation.locator}"
    quoted = f" : « {citation.fragment} »" if citation.fragment else ""
    return f"{citation.source.title}, {citation.locator}{quoted} ({EVIDENCE[citation.evidence]})"


def _texts(found: Mapping[str, Any]) -> str:
    """The texts cited in a frozen mapping, with their address and the day they were read."""
    lines = []
    for key in found:
        source = sources()[key]
        named = f"[{source.title}]({source.url})" if source.url else source.title
        degraded = " ; copie reformulée, jamais citée mot à mot" if source.is_degraded else ""
        read = french.day(source.checked_on)
        lines.append(f"- {named}, {source.issuer}, relu le {read}{degraded}")
    return "\n".join(lines)


def figures_page() -> str:
    """The dated figures of pay, in Markdown."""
    pay = load_pay()
    about = "Montants bruts, à temps plein. Un jour sans montant est un jour dont aucun texte n’a été lu."
    parts = ["# Montants datés", NOTICE, about]
    for history in (*pay.lines.values(), pay.iespe):
        parts += [f"## {history.label}", _figures(history, french.euros)]
    parts += [f"## {pay.pet.label}", *_scales(pay)]
    parts += [f"## {pay.pet_distance_km.label}", _figures(pay.pet_distance_km, _kilometres)]
    return french_page(parts)


def _kilometres(value: Fraction) -> str:
    return f"{french.number(value, 0)}{french.SPACE}km"


def _scales(pay: PayScales) -> Iterator[str]:
    for dated in pay.pet:
        scale = dated.value
        bands = [f"- {band_words(b)} : {french.euros(b.monthly_cents)}" for b in scale.bands]
        sites = f"{half_days(scale.several_half_days)} sur {scale.several_sites} autres sites"
        bands.append(f"- {sites} : {french.euros(scale.several_monthly_cents)}")
        yield f"Depuis le {french.day(dated.since)}, selon les demi-journées hors du site principal :"
        yield "\n".join(bands)
        yield _cited((dated.citation,))


def _figures(history: History[T], written: Callable[[T], str]) -> str:
    lines = []
    for dated in history:
        until = f" au {french.day(dated.until)}" if dated.until else ""
        word = "du" if dated.until else "depuis le"
        note = f". {dated.note}" if dated.note else ""
        when = f"{word} {french.day(dated.since)}{until}"
        lines.append(f"- {when} : {written(dated.value)} ; {_long(dated.citation)}{note}")
    return "\n".join(lines)
