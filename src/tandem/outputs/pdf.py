"""The documents that go out, as PDF: tagged (PDF/UA-1), archivable (PDF/A-3a), always the same.

A document is made from what was frozen with it (the acknowledgement of a deposit, the content of
a letter, the rules of a call) and dated by it, so that two runs give the same bytes. The canonical
JSON whose fingerprint is printed on the sheet is joined to it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import typst

from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Deposit
from tandem.apps.foundation import clock
from tandem.apps.posts.models import DecisionLetter
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.citation import Citation
from tandem.domain.schemes.scheme import Rule
from tandem.domain.schemes.vocabulary import DOCUMENT_LABELS, DocumentKind

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS = ["ua-1", "a-3a"]
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# What the fonts inside typst draw; anything else would make an archivable PDF impossible.
DRAWN = re.compile(
    r"[\n\x20-\x7e\xa0-\u0484\u0487-\u04ff\u1e00-\u1eff\u2000-\u2027\u202f-\u2040\u2044-\u2052"
    r"\u2070-\u208e\u20a0-\u20bf\u2190-\u22ff\ufffd]"
)
UNITS = ((1_000_000, "Mo"), (1_000, "Ko"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a template receives. `content` is joined to the PDF under `joined` when there is one."""

    template: str
    data: dict[str, Any]
    dated: datetime
    content: bytes = b""


def receipt_pdf(deposit: Deposit) -> bytes:
    """The acknowledgement of a deposit: the twelve fields of trust.md §1.6, and the content."""
    return _pdf(
        Document(
            template="receipt.typ",
            dated=deposit.filed_at,
            content=digest.canonical(deposit.content),
            data={
                "title": f"Accusé de réception du dépôt {deposit.number}",
                "author": deposit.receipt["service"][0],
                "reference": f"Dépôt {deposit.number}",
                "number": deposit.number,
                "receipt": deposit.receipt,
                "documents": [_document(each) for each in deposit.receipt["documents"]],
                "fingerprint": digest.grouped(deposit.content_sha256),
                "joined": _joined(deposit.number, "Contenu déposé, en JSON"),
            },
        )
    )


def letter_pdf(letter: DecisionLetter) -> bytes:
    """A letter of decision, from its frozen content."""
    return _pdf(
        Document(
            template="letter.typ",
            dated=datetime.combine(letter.issued_on, time.min, clock.PARIS),
            content=digest.canonical(letter.content),
            data={
                "title": f"Décision {letter.number}",
                "author": letter.content["agency"][0],
                "reference": letter.content["references"],
                "letter": letter.content,
                "fingerprint": digest.grouped(letter.content_sha256),
                "verify_url": letter.dossier.deposit.receipt["verify_url"],
                "joined": _joined(letter.number, "Contenu de la lettre, en JSON"),
            },
        )
    )


def rules_pdf(call: Call) -> bytes:
    """The rules of a call that is open or was: plain words, then what the text says."""
    edition = calls.edition(call)
    return _pdf(
        Document(
            template="rules.typ",
            dated=call.opened_at or call.created_at,
            data={
                "title": call.title,
                "author": call.agency.name,
                "reference": f"{call.title}{french.NARROW}; règles figées",
                "agency": call.agency.name,
                "summary": edition.summary,
                "calendar": _calendar(call),
                "rules": [_rule(rule) for rule in edition.rules if rule.is_public],
                "fingerprint": digest.grouped(call.rules_sha256),
            },
        )
    )


def displayable(text: str) -> str:
    """`text` with U+FFFD in place of what the fonts cannot draw or what would reorder the line."""
    return "".join(
        char if DRAWN.match(char) and _is_shown(char) else UNKNOWN
        for char in text.replace("\r\n", "\n").replace("\t", " ")
    )


def _is_shown(char: str) -> bool:
    return char == "\n" or unicodedata.category(char)[0] != "C"


def _displayable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _displayable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_displayable(item) for item in value]
    return displayable(value) if isinstance(value, str) else value


def _pdf(document: Document) -> bytes:
    """Compile, strictly: typst refuses what would break one of the standards."""
    made: bytes = typst.compile(
        str(TEMPLATES / document.template),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={
            "data": json.dumps(_displayable(document.data)),
            "content": document.content.decode(),
        },
        pdf_standards=STANDARDS,
        timestamp=int(document.dated.timestamp()),
    )
    return made


def _joined(number: str, description: str) -> dict[str, str]:
    return {"name": f"{number}.json", "description": description}


def _document(stored: dict[str, Any]) -> dict[str, str]:
    return {
        "label": DOCUMENT_LABELS[DocumentKind(stored["kind"])],
        "name": stored["name"],
        "size": weight(stored["size"]),
        "sha256": digest.grouped(stored["sha256"]),
    }


def weight(size: int) -> str:
    """A size in bytes as one reads it: « 812 o », « 46 Ko », « 1,2 Mo »."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{french.number(size / unit, int(name == 'Mo'))}{french.SPACE}{name}"
    return f"{size}{french.SPACE}o"


def _calendar(call: Call) -> list[dict[str, str]]:
    opens = call.opens_at.astimezone(clock.PARIS).date()
    return [
        {"label": "Ouverture du dépôt", "day": french.day(opens)},
        {
            "label": "Clôture du dépôt",
            "day": f"{french.day(call.closes_on)}, avant minuit, heure de Paris",
        },
        {
            "label": "Jury",
            "day": f"du {french.day(call.jury_from)} au {french.day(call.jury_to)}",
        },
        {"label": "Prise de poste", "day": french.day(call.starts_on)},
        {"label": "Fin du soutien", "day": french.day(call.ends_on)},
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "title": french.typography(rule.title),
        "plain": french.typography(rule.plain),
        "sources": [_source(citation) for citation in rule.citations],
    }


def _source(citation: Citation) -> dict[str, str]:
    """A reworded copy is never quoted; a setting of the agency is never shown as a text."""
    source = citation.source
    if citation.is_assumption:
        return {"quote": "", "place": f"Réglage de l’agence : {citation.locator}."}
    read = f"lu le {french.day(source.checked_on)}"
    return {
        "quote": "" if source.is_degraded else citation.fragment or "",
        "place": f"{source.title}, {source.issuer}, {citation.locator}, {read}.",
    }
