"""People in real browsers, and what is checked on every page that they see."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page
from pypdf import PdfReader

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
AXE = Axe()


@dataclass
class Person:
    """Someone in a browser. `faults` gathers what is wrong on the pages seen, to fail once."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The structure or agency in the band of the room."""
        return self.page.locator(".room b").inner_text()

    def goto(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")

    def press(self, name: str | re.Pattern[str]) -> None:
        """The button of that name; the answer is a page."""
        self.click(self.page.get_by_role("button", name=name).first)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """The link of that name."""
        self.click(self.page.get_by_role("link", name=name).first)

    def click(self, target: Locator) -> None:
        """Click on what leads to a page, and wait for it."""
        with self.page.expect_navigation():
            target.click()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        """A radio or a box, by its value."""
        self.page.locator(f"main [name={name}][value='{value}']").first.check()

    @property
    def title(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        return self.page.locator("main").inner_text().replace("\u202f", " ").replace("\u00a0", " ")

    def pdf(self, path: str) -> str:
        """The words of a PDF that this person may read."""
        answer = self.page.request.get(path if path.startswith("http") else self.address + path)
        assert answer.ok, f"{path}: {answer.status}"
        assert answer.headers["content-type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.body())).pages
        text = "\n".join(page.extract_text() for page in pages)
        return text.replace("\u202f", " ").replace("\u00a0", " ")

    def look(self, name: str) -> None:
        """No fault of accessibility, no sideways scroll, wide and narrow, light and dark."""
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                where = f"{name} at {size['width']} px, {scheme}"
                over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if over > 0:
                    self.faults.append(f"{where}: scrolls sideways by {over} px")
                for violation in AXE.run(self.page).response["violations"]:
                    node = violation["nodes"][0]["html"][:160]
                    self.faults.append(f"{where}: {violation['id']} {node}")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(WIDE)


def enter(browser: Browser, address: str, first_name: str | None = None) -> Person:
    """A person of the demonstration, signed in with one click; None is a visitor."""
    context = browser.new_context(viewport=WIDE, locale="fr-FR", reduced_motion="reduce")
    person = Person(context.new_page(), address)
    person.page.on("console", lambda m: _said(person, m.type, m.text))
    person.page.on("pageerror", lambda error: person.faults.append(f"script: {error}"))
    if first_name:
        person.goto("/compte/connexion/")
        person.press(f"Entrer comme {first_name}")
    return person


def _said(person: Person, kind: str, text: str) -> None:
    """What the console complains of; a 422 is an answer to a form, and leaving aborts a save."""
    expected = ("422", "htmx:sendAbort", "htmx:afterRequest")
    if kind == "error" and not any(word in text for word in expected):
        person.faults.append(f"console on {person.page.url}: {text}")
