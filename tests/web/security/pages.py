"""How these tests read a page: its forms as a browser would send them, what it loads, its tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse

VISIBLE = ("text", "search", "email", "tel", "textarea", "number", "url")
TYPED = (*VISIBLE, "password", "hidden")
Attributes = dict[str, str]


@dataclass
class Control:
    """A named control: its kind, what it holds now, and the values that it offers."""

    kind: str
    value: str = ""
    offered: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page: where it goes and its controls by name; `live` when htmx sends it."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    live: bool = False

    def sent(self) -> dict[str, Any]:
        """What a browser would send if nobody touched it, files and buttons apart."""
        values: dict[str, Any] = {}
        for name, control in self.controls.items():
            if control.kind in TYPED:
                values[name] = control.value
            elif control.chosen:
                values[name] = control.chosen
        return values

    def named(self, *kinds: str) -> list[str]:
        """The names of the controls of these kinds."""
        return [name for name, control in self.controls.items() if control.kind in kinds]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.tags = address, [], []
        self.by_id: dict[str, Form] = {}
        self.form: Form | None = None
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self.tags.append((tag, own))
        if tag == "form":
            self.form = Form(urljoin(self.address, own.get("action", "")), own.get("method", "get"))
            self.forms.append(self.form)
            self.by_id[own.get("id", "")] = self.form
        elif self.form is not None and own.get("name"):
            self.read_control(tag, own)
        elif self.form is not None and tag == "option" and self.select:
            self.read_option(own)

    def read_control(self, tag: str, own: Attributes) -> None:
        name, kind = own["name"], own.get("type", "text") if tag == "input" else tag
        control = self.form.controls.setdefault(name, Control(kind))
        self.area = name if tag == "textarea" else ""
        self.select = name if tag == "select" else ""
        if kind in ("radio", "checkbox", "submit", "button"):
            control.offered.append(own.get("value", "on"))
            control.chosen += [own.get("value", "on")] if "checked" in own else []
        elif tag == "input":
            control.value = own.get("value", "")

    def read_option(self, own: Attributes) -> None:
        control = self.form.controls[self.select]
        control.offered.append(own.get("value", ""))
        if "selected" in own:
            control.chosen = [own.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and self.form is not None:
            self.form.controls[self.area].value += data

    def live_forms(self) -> Iterator[Form]:
        """What htmx sends: the controls of the form that it names, to an address of its own."""
        for _, own in self.tags:
            form = self.by_id.get(own.get("hx-include", "").removeprefix("#") or own.get("id", ""))
            if "hx-post" in own and form is not None:
                yield Form(urljoin(self.address, own["hx-post"]), "post", form.controls, live=True)


def _read(html: str, address: str = "/") -> _Reader:
    reader = _Reader(address)
    reader.feed(html)
    return reader


def body(answer: HttpResponse) -> bytes:
    """The bytes of an answer; a file is read to its end, which closes it."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def is_page(answer: HttpResponse) -> bool:
    """Whether an answer is HTML."""
    return answer.headers.get("Content-Type", "").startswith("text/html")


def forms_of(answer: HttpResponse, address: str) -> list[Form]:
    """Every form of a page, with its address made whole."""
    if not is_page(answer):
        return []
    reader = _read(answer.content.decode(), address)
    return [*reader.forms, *reader.live_forms()]


def tags_of(html: str) -> Iterator[tuple[str, Attributes]]:
    """Every opening tag with its attributes, as a browser reads them."""
    return iter(_read(html).tags)


def words_of(answer: HttpResponse) -> str:
    """The text of a page with the values of its controls, decoded as a browser shows them."""
    kept: list[str] = []

    class Words(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            kept.extend(value for name, value in attrs if name in ("value", "title") and value)

        def handle_data(self, data: str) -> None:
            kept.append(data)

    reader = Words()
    reader.feed(answer.content.decode())
    reader.close()
    return "\n".join(kept)
