"""The PDFs as their readers and their archives get them: text, tags, bytes."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.apps.calls.models import Call
from tandem.apps.calls.selectors import edition
from tandem.apps.dossiers.models import Deposit, Dossier
from tandem.apps.dossiers.services import screening
from tandem.apps.posts import services as posts
from tandem.apps.posts.models import DecisionLetter
from tandem.apps.selection import services as selection
from tandem.domain.kernel.french import NARROW, SPACE
from tandem.outputs import pdf
from tests.world import AFTER_DEADLINE, World

SITTING = AFTER_DEADLINE + timedelta(days=40)
HOSTILE = (
    '#read("/etc/passwd") #include "common.typ" {{ 7*7 }} {% now %} $x^2$ *gras* _bas_ = Titre '
    "<script>alert(1)</script> #let a = 1; \\ ~ @ref `code` [lien](http://ailleurs) // fin"
)
REMEDIES = (
    "deux mois",
    "recours gracieux",
    "recours hiérarchique",
    "tribunal administratif de Montreuil",
    "Télérecours",
)


def raw(made: bytes) -> str:
    """The text, page after page, as another program reads it."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def squeezed(value: str) -> str:
    """Without spaces: where a line is cut is nobody's promise."""
    return re.sub(r"[\s\u200b]", "", value)


def absent(made: bytes, sentences: Iterable[str]) -> list[str]:
    """The sentences that the document does not say."""
    read = squeezed(raw(made))
    return [sentence for sentence in sentences if squeezed(sentence) not in read]


def count(made: bytes, sentence: str) -> int:
    return squeezed(raw(made)).count(squeezed(sentence))


def announce(world: World) -> None:
    actor = world.people.actor
    selection.run(call=world.call, actor=actor("chloe"), at=SITTING)
    posts.publish(call=world.call, actor=actor("diane"), at=SITTING)


@pytest.fixture
def deposit(world: World) -> Deposit:
    return Deposit.objects.get(dossier=world.filed())


@pytest.fixture
def letters(world: World) -> dict[str, DecisionLetter]:
    """A letter of each kind: two posts, one place in reserve, one left out, one inadmissible."""
    refused = world.filed("Projet irrecevable")
    screening.declare(
        dossier=refused,
        admissible=False,
        reason="Le recruteur n’est pas un établissement public de santé.",
        actor=world.people.actor("chloe"),
        at=AFTER_DEADLINE,
    )
    world.marked(5, 4, 3, 1)
    announce(world)
    return {letter.kind: letter for letter in DecisionLetter.objects.all()}


def test_receipt_says_the_twelve_fields(deposit: Deposit) -> None:
    made, fields = pdf.receipt_pdf(deposit), deposit.receipt
    assert len(fields) == 14  # the twelve; two of them hold two things
    sentences = (
        "received", "silence", "silence_on", "remedies", "missing", "identity", "filed_by",
        "verify_url", "personal_data", "algorithm",
    )  # fmt: skip
    assert absent(made, [fields[name] for name in sentences]) == []
    assert absent(made, fields["service"]) == []
    said = (
        f"Maillon {deposit.chain_index} du journal",
        "Aucune pièce n’est jointe.",
        deposit.content_sha256,
    )
    assert absent(made, said) == []


def test_receipt_lists_each_document_with_its_weight_and_fingerprint(deposit: Deposit) -> None:
    deposit.receipt["documents"] = [
        {"kind": "avis_cme", "name": "avis de la CME.pdf", "size": 812, "sha256": "0f" * 32},
        {"kind": "autre", "name": "x" * 120 + ".pdf", "size": 1_260_000, "sha256": "ab" * 32},
    ]
    made = pdf.receipt_pdf(deposit)
    names = ("Avis du président de CME", "avis de la CME.pdf", "Autre pièce", "x" * 120 + ".pdf")
    assert absent(made, names) == []
    assert f"812{SPACE}o" in raw(made)
    assert f"1,3{SPACE}Mo" in raw(made)
    assert (count(made, "0f" * 32), count(made, "ab" * 32)) == (1, 1)


@pytest.mark.parametrize("kind", ["reserve", "not_selected", "inadmissible"])
def test_letter_that_refuses_says_reasons_remedies_author_and_algorithm(
    letters: dict[str, DecisionLetter], kind: str
) -> None:
    letter = letters[kind]
    made, content = pdf.letter_pdf(letter), letter.content
    assert absent(made, REMEDIES) == []
    assert content["reasons"] != []
    for part in ("reasons", "signature", "remedies", "agency", "to"):
        assert absent(made, content[part]) == []
    assert absent(made, [content["algorithm"], content["object"], content["references"]]) == []


def test_letter_of_a_marked_dossier_gives_its_marks(letters: dict[str, DecisionLetter]) -> None:
    letter = letters["not_selected"]
    rows = ["".join(row) for row in letter.content["marks"]]
    assert len(rows) == 6
    assert absent(pdf.letter_pdf(letter), [*rows, letter.content["total"]]) == []


def test_letter_that_selects_has_a_plan_with_french_amounts_and_no_remedy(
    letters: dict[str, DecisionLetter],
) -> None:
    letter = letters["selected"]
    made = pdf.letter_pdf(letter)
    funding = letter.content["funding"]
    cells = [cell for row in funding["rows"] for cell in row[1:]] + funding["total"][1:]
    assert len(cells) == 16
    assert all(cell.endswith(f"{SPACE}€") and NARROW in cell for cell in cells)
    assert [cell for cell in cells if cell not in raw(made)] == []
    assert absent(made, [funding["note"], "Contester cette décision"]) == [
        "Contester cette décision"
    ]


def test_rules_say_each_public_rule_in_plain_words_then_quote_the_text(world: World) -> None:
    made, rules = pdf.rules_pdf(world.call), edition(world.call).rules
    hidden = [rule.plain for rule in rules if not rule.is_public]
    assert hidden != []
    assert absent(made, [rule.plain for rule in rules]) == hidden
    said = (
        "« ne peut être recruté que par un établissement public de santé »",
        "Réglage de l’agence",
        world.call.rules_sha256,
    )
    assert absent(made, said) == []


def test_rules_never_quote_a_reworded_copy(world: World) -> None:
    rule = edition(world.call).rule("recruiter_is_eligible")
    citation = rule.citations[0]
    reworded = replace(citation, source=replace(citation.source, is_degraded=True))
    assert pdf._source(citation)["quote"] == citation.fragment
    assert pdf._source(reworded)["quote"] == ""
    assert pdf._source(reworded)["place"] == pdf._source(citation)["place"]


def documents(world: World, letters: dict[str, DecisionLetter]) -> dict[str, bytes]:
    call = Call.objects.get(pk=world.call.pk)
    return {
        "receipt": pdf.receipt_pdf(Deposit.objects.first()),
        "rules": pdf.rules_pdf(call),
        **{kind: pdf.letter_pdf(letter) for kind, letter in letters.items()},
    }


def test_documents_are_tagged_archivable_and_speak_french(
    world: World, letters: dict[str, DecisionLetter]
) -> None:
    for name, made in documents(world, letters).items():
        with pikepdf.open(io.BytesIO(made)) as opened:
            root = opened.Root
            metadata = opened.open_metadata()
            assert bool(root.MarkInfo.Marked), name
            assert str(root.Lang) == "fr-FR", name
            assert bool(root.ViewerPreferences.DisplayDocTitle), name
            assert metadata["pdfuaid:part"] == "1", name
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A"), name
            assert metadata["dc:title"] != "", name
            assert {"/H1", "/P"} <= tags(root.StructTreeRoot), name


def tags(element: object) -> set[str]:
    """Every structure type of the tree."""
    found = {str(element.S)} if "/S" in element else set()
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            found |= tags(child)
    return found


def test_tables_have_header_cells(letters: dict[str, DecisionLetter]) -> None:
    with pikepdf.open(io.BytesIO(pdf.letter_pdf(letters["selected"]))) as opened:
        assert {"/Table", "/TH", "/TD", "/H2"} <= tags(opened.Root.StructTreeRoot)


def test_documents_are_the_same_at_each_run(
    world: World, letters: dict[str, DecisionLetter]
) -> None:
    assert documents(world, letters) == documents(world, letters)


def test_receipt_is_dated_by_its_deposit(deposit: Deposit) -> None:
    made = pypdf.PdfReader(io.BytesIO(pdf.receipt_pdf(deposit)))
    assert made.metadata.creation_date == deposit.filed_at.replace(microsecond=0)
    assert made.metadata.title == f"Accusé de réception du dépôt {deposit.number}"


def test_joined_content_has_the_printed_fingerprint(letters: dict[str, DecisionLetter]) -> None:
    letter = letters["reserve"]
    deposit = Deposit.objects.get(dossier=letter.dossier_id)
    for made, number, sha256 in (
        (pdf.receipt_pdf(deposit), deposit.number, deposit.content_sha256),
        (pdf.letter_pdf(letter), letter.number, letter.content_sha256),
    ):
        joined = pypdf.PdfReader(io.BytesIO(made)).attachments
        assert list(joined) == [f"{number}.json"]
        (content,) = joined[f"{number}.json"]
        assert hashlib.sha256(content).hexdigest() == sha256
        assert sha256 in squeezed(raw(made))


def test_letter_shows_hostile_words_as_they_were_typed(letters: dict[str, DecisionLetter]) -> None:
    letter = letters["not_selected"]
    for name in ("opening", "object", "greeting", "method", "closing", "algorithm"):
        letter.content[name] = HOSTILE
    letter.content["reasons"] = [HOSTILE, HOSTILE]
    letter.content["remedies"] = [HOSTILE]
    made = pdf.letter_pdf(letter)
    assert count(made, HOSTILE) == 9
    assert "root:" not in raw(made)


def test_receipt_shows_hostile_words_as_they_were_typed(deposit: Deposit) -> None:
    deposit.receipt |= {"identity": HOSTILE, "filed_by": HOSTILE}
    assert count(pdf.receipt_pdf(deposit), HOSTILE) == 2


def test_letter_keeps_the_lines_of_a_reason(letters: dict[str, DecisionLetter]) -> None:
    letter = letters["inadmissible"]
    letter.content["reasons"] = ["Premier point.\r\nSecond point."]
    assert "Premier point.\nSecond point." in raw(pdf.letter_pdf(letter))


def test_letter_marks_what_no_font_can_draw(letters: dict[str, DecisionLetter]) -> None:
    letter = letters["inadmissible"]
    letter.content["opening"] = "Projet 日本 \x07 \u202e😀 fin"
    assert "Projet \ufffd\ufffd \ufffd \ufffd\ufffd fin" in raw(pdf.letter_pdf(letter))


def test_letter_draws_every_character_that_it_promises(
    letters: dict[str, DecisionLetter],
) -> None:
    letter = letters["inadmissible"]
    promised = [chr(code) for code in range(0x2300) if pdf.displayable(chr(code)) == chr(code)]
    letter.content["opening"] = " ".join(f"o{char}" for char in promised)
    assert len(promised) > 1900
    assert pdf.letter_pdf(letter).startswith(b"%PDF")


@given(st.text())
def test_displayable_changes_nothing_twice_and_keeps_the_length(words: str) -> None:
    once = pdf.displayable(words)
    assert pdf.displayable(once) == once
    assert len(once) == len(words.replace("\r\n", "\n"))


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 o"), (812, "812 o"), (46_000, "46 Ko"), (999_000, "999 Ko"), (1_260_000, "1,3 Mo")],
)
def test_weight_is_read_in_french(size: int, words: str) -> None:
    assert pdf.weight(size) == words.replace(" ", SPACE)


def test_letter_names_the_dossier_it_decides(letters: dict[str, DecisionLetter]) -> None:
    for letter in letters.values():
        dossier = Dossier.objects.get(pk=letter.dossier_id)
        assert absent(pdf.letter_pdf(letter), [f"Dossier {dossier.number}"]) == []
