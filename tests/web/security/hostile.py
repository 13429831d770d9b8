"""What a hostile or unlucky sender types, and every form of the platform sent with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.web.security.pages import Form, forms_of
from tests.web.security.places import Moment, Visit, crawl, name_of

ABSURD = (
    "", " ", "\x00", "a\x00b", "x" * 10_000, "mot " * 2_500, "\U0001f3e5\U0001f9d1\u200d\u2695\ufe0f",
    "\u202eeriotirret ud te\u0301lapo\u0302h", "\u05d1\u05d9\u05ea \u05d7\u05d5\u05dc\u05d9\u05dd",
    "1e400", "1e-999999999", "0e999999999", "1e999999999", "NaN", "sNaN", "Infinity", "-Infinity",
    "-1", "0", "9" * 30, "9" * 5_000, "0x10", "1_000", "\u00b2", "\u0663", "1,5,5", "12,345678",
    "31/02/2025", "01/01/0001", "31/12/9999", "2025-11-31", "99/99/9999", "30/03/2025 02:30",
    "a@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".fr", "a@b", "@",
    "'; DROP TABLE dossiers; --", "<script>alert(1)</script>", "{{ 7 * 7 }}", "{% load %}",
    "../../../etc/passwd", "ligne\r\nSet-Cookie: a=b", "null", "None", "[]", "{}", "true",
    "00000000-0000-0000-0000-000000000000", "R1R1R1R1R1", "2", "//ailleurs.example/", "foo",
    "http://[::1", "page", "\ufeff", "\u2028", "\ud7ff\U000e0001",
)  # fmt: skip
FILES = (
    ("avis.pdf", b""),
    ("avis.pdf", b"MZ\x90\x00"),
    ("avis.exe", b"%PDF-1.4\n%%EOF\n"),
    ("../../avis.pdf", b"%PDF-1.4\n%%EOF\n"),
    ("x" * 400 + ".pdf", b"%PDF-1.4\n%%EOF\n"),
    (".pdf", b"%PDF-1.4\n%%EOF\n"),
    ("\U0001f3e5.PDF", b"%PDF-1.4\n%%EOF\n"),
)


@dataclass(frozen=True)
class Sendable:
    """A form as one person finds it, and the browser that has it open."""

    client: Client
    person: str
    name: str
    form: Form

    def __str__(self) -> str:
        return f"{self.name} as {self.person}" + (" (htmx)" if self.form.live else "")

    @contextmanager
    def sent(self, data: dict[str, Any]) -> Iterator[HttpResponse]:
        """The answer; afterwards the database and the cookies are as before."""
        cookies = self.client.cookies.copy()
        headers = {"HX-Request": "true"} if self.form.live else {}
        with transaction.atomic():
            yield self.client.post(self.form.action, data, headers=headers)
            transaction.set_rollback(True)
        self.client.cookies = cookies


def sendable(moment: Moment, person: str, *entrances: str) -> Iterator[Sendable]:
    """Each posting form that a person reaches, once for each set of its fields."""
    client, known = moment.browser(person), set()
    for visit in crawl(client, *entrances, each=2):
        for form in posted(visit):
            key = (name_of(form.action), form.live, frozenset(form.controls))
            if key not in known:
                known.add(key)
                yield Sendable(client, person, key[0], form)


def posted(visit: Visit) -> list[Form]:
    return [form for form in forms_of(visit.answer, visit.address) if form.method == "post"]


def mutations(form: Form, random: Random) -> Iterator[dict[str, Any]]:
    """The form whole with absurd values, then each field absurd; half missing, half repeated.

    What htmx sends is the form of the page again: a third of its fields is enough.
    """
    whole, names = form.sent(), list(form.controls)[:: 3 if form.live else 1]
    absurd = cycle(random.sample(ABSURD, len(ABSURD)))
    yield {name: next(absurd) for name in names} | _files(form, random)
    for name in names:
        yield whole | {name: next(absurd)}
    for name in names[::2]:
        yield {key: value for key, value in whole.items() if key != name}
    for name in names[1::2]:
        yield whole | {name: [*form.controls[name].offered, "1", "1"]}
    yield {}


def _files(form: Form, random: Random) -> dict[str, SimpleUploadedFile]:
    return {name: SimpleUploadedFile(*random.choice(FILES)) for name in form.named("file")}
