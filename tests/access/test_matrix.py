"""The access matrix: every page as every person, with three oracles.

`matrix.csv` says what each person gets at each address: a status, or `login`. An address that is
not in it fails the suite. Every text of a dossier carries a token of its hospital: no answer may
hold the token of a dossier that its reader must not see. A refused act leaves no trace.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.journal.models import Event
from tandem.apps.jury.models import Conflict, Mark, Reading
from tandem.apps.messaging.models import Message
from tandem.apps.posts.models import Post
from tandem.apps.selection.models import Override, Run
from tandem.commands.rights import pages, text
from tests.access.scene import MINE, MINE_TITLE, OTHERS, OTHERS_TITLE, SCENES, Scene

TABLE = Path(__file__).with_name("matrix.csv")
ROOT = Path(__file__).resolve().parents[2]
PERSONS = ("visitor", "alice", "anne", "bob", "gael", "chloe", "diane", "hana", "david", "emma")
LOGIN = "login"
SERVER_FAULT = 500
DONE = {"200", "302"}
# Addresses that have no page of their own and only take a form: who may send it.
ALLOWED_BY_POST = {"hospital:preview": ("alice", "anne")}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    name: str
    arguments: str
    scene: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.name} {self.arguments} ({self.scene})"


def rows(scene: str) -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(line["name"], line["arguments"], line["scene"], {p: line[p] for p in PERSONS})
            for line in csv.DictReader(file)
            if line["scene"] == scene
        ]


def clients(scene: Scene) -> dict[str, Client]:
    found = {"visitor": Client()}
    for name in PERSONS[1:]:
        found[name] = Client()
        found[name].force_login(getattr(scene.world.people, name))
    return found


def told(answer: HttpResponse) -> str:
    """What a status amounts to."""
    if answer.status_code == 302 and "/compte/connexion/" in answer["Location"]:
        return LOGIN
    return str(answer.status_code)


def readable(answer: HttpResponse) -> str:
    """Everything a person could read in an answer: text, names of files, words of a PDF."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"%PDF-1.7"):
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    else:
        words = body.decode("utf-8", errors="replace")
    return (words + " ".join(answer.headers.values())).lower()


def traces() -> tuple[object, ...]:
    """What an act would change."""
    counted = (Event, Message, Reading, Mark, Conflict, Run, Override, Post)
    states = tuple(Dossier.objects.order_by("pk").values_list("pk", "state", "version"))
    calls = tuple(Call.objects.values_list("state", "closes_at", "envelope_cents"))
    return (*(model.objects.count() for model in counted), states, calls)


def leaks(scene: Scene, person: str, words: str) -> Iterator[str]:
    """The tokens that this person must not read, found in an answer."""
    titles = () if scene.world.call.__class__.objects.get().state == "announced" else (
        MINE_TITLE, OTHERS_TITLE)  # fmt: skip
    for token in (MINE, OTHERS, *titles):
        if token in words and person not in scene.readers(token):
            yield token


@pytest.fixture(params=SCENES)
def scene(request: pytest.FixtureRequest, db: None) -> Iterator[tuple[str, Scene]]:
    built = SCENES[request.param]()
    with built.at():
        yield request.param, built


def test_every_address_stands_in_the_matrix():
    in_table = {row.name for scene in SCENES for row in rows(scene)}
    assert in_table == {page.name for page in pages()}


def test_every_view_of_ours_declares_its_door():
    without = {page.name for page in pages() if page.gate is None}
    assert {name for name in without if not name.startswith(("account_", "mfa_"))} == set()


def test_rights_page_is_the_code():
    written = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")
    assert written == text(), "run: tandem rights"


def test_reading_gives_what_the_matrix_says_and_writes_nothing(scene: tuple[str, Scene]):
    name, built = scene
    browsers, faults, before = clients(built), [], traces()
    for row in rows(name):
        address = reverse(row.name, kwargs=built.arguments(row.arguments))
        for person, expected in row.expected.items():
            answer = browsers[person].get(address)
            if told(answer) != expected:
                faults.append(f"{row} as {person}: {told(answer)}, expected {expected}")
            if found := list(leaks(built, person, readable(answer))):
                faults.append(f"{row} as {person} reads {found}")
    assert faults == []
    assert traces() == before


def writing_rows(scene: str) -> list[Row]:
    """The addresses of ours that take a form."""
    writing = {page.name for page in pages() if page.gate is not None and page.gate.writes}
    return [row for row in rows(scene) if row.name in writing]


def test_refused_writing_leaves_no_trace(scene: tuple[str, Scene]):
    """Whoever does not reach a page cannot send its form either, whatever the address says."""
    name, built = scene
    browsers, before, faults = clients(built), traces(), []
    for row in writing_rows(name):
        address = reverse(row.name, kwargs=built.arguments(row.arguments))
        refused = [p for p, expected in row.expected.items() if expected in {LOGIN, "404"}]
        for person in refused:
            answer = browsers[person].post(address, {"reason": "x", "motive": "x"})
            if told(answer) not in {LOGIN, "404"} and person not in ALLOWED_BY_POST.get(
                row.name, ()
            ):
                faults.append(f"{row} as {person}: {told(answer)}")
            if traces() != before:
                faults.append(f"{row} as {person} left a trace")
                before = traces()
    assert faults == []


def test_empty_forms_get_an_answer(scene: tuple[str, Scene]):
    """A form sent empty by who may send it: its reasons, never a fault, never another's text."""
    name, built = scene
    browsers, faults = clients(built), []
    for row in writing_rows(name):
        address = reverse(row.name, kwargs=built.arguments(row.arguments))
        for person in (p for p, expected in row.expected.items() if expected in DONE):
            with transaction.atomic():
                answer = browsers[person].post(address, {})
                transaction.set_rollback(True)
            if answer.status_code >= SERVER_FAULT:
                faults.append(f"{row} as {person}: {answer.status_code}")
            if found := list(leaks(built, person, readable(answer))):
                faults.append(f"POST {row} as {person} reads {found}")
    assert faults == []
