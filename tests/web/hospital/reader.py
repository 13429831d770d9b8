"""How the tests of this room read an answer, and send back its form as a browser would."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tandem.apps.dossiers.models import Dossier
from tandem.domain.schemes.vocabulary import Section

HTMX = {"HTTP_HX_REQUEST": "true"}


class _Form(HTMLParser):
    """The fields of one form, those of its other forms apart."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.inside, self.values = form, False, {}
        self.area, self.select = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = own.get("id") == self.form
        elif self.inside and tag == "input":
            self.read_input(own)
        elif self.inside and tag == "textarea":
            self.area = own["name"]
            self.values[self.area] = ""
        elif self.inside and tag == "select":
            self.select = own["name"]
        elif self.inside and tag == "option" and "selected" in own:
            self.values[self.select] = own["value"]

    def read_input(self, own: dict[str, str]) -> None:
        kind = own.get("type", "text")
        if kind in ("radio", "checkbox") and "checked" not in own:
            return
        if kind == "checkbox":
            self.values.setdefault(own["name"], []).append(own.get("value", "on"))
        else:
            self.values[own["name"]] = own.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data

    def sent(self) -> dict[str, Any]:
        """As a browser sends it: the first line end of a text area is dropped, the others CR LF."""
        return {
            name: re.sub(r"\r?\n", "\r\n", value.removeprefix("\n"))
            if isinstance(value, str)
            else value
            for name, value in self.values.items()
        }


def form_of(answer: HttpResponse, form: str = "saisie") -> dict[str, Any]:
    """What the form of a page would send if nobody touched it."""
    reader = _Form(form)
    reader.feed(answer.content.decode())
    assert reader.values, f"no form {form}"
    return reader.sent()


def words_of(answer: HttpResponse) -> str:
    """What people read, with plain spaces. An undefined variable is a failure."""
    html = answer.content.decode()
    assert "UNDEFINED" not in html
    bare = re.sub(r"<[^>]+>", " ", html)
    return " ".join(bare.replace("&#x27;", "'").replace("&quot;", '"').split())


def page(name: str, *args: object) -> str:
    return reverse(f"hospital:{name}", args=args)


def at_section(dossier: Dossier, section: Section) -> str:
    return page("section", dossier.pk, section)


def send(
    client: Client, dossier: Dossier, section: Section, *, stay: bool = True, **changes: Any
) -> HttpResponse:
    """Open a section, change some fields, save."""
    sent = form_of(client.get(at_section(dossier, section))) | changes
    button = "rester" if stay else "suivante"
    return client.post(at_section(dossier, section), sent | {"suite": button})
