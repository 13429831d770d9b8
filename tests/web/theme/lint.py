"""What a template of ours may not hold. Written for every template under src/tandem/web.

`python -m tests.web.theme.lint` puts the French spaces of every template right.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from tandem.domain.kernel.french import typography
from tandem.web.theme import figures

WEB = Path(__file__).parents[3] / "src" / "tandem" / "web"
STYLESHEET = WEB / "theme" / "static" / "theme" / "theme.css"
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"\{%(.*?)%\}", re.DOTALL)
VARIABLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")
MARKUP = re.compile(
    r"(\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>)", re.DOTALL
)
LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
HOLE = "\ufffd"
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a javascript address": re.compile(r"(javascript|js):", re.IGNORECASE),
    "an address of another host": re.compile(r"(src|srcset)=[\"'](https?:)?//", re.IGNORECASE),
    "|safe": re.compile(r"\|\s*safe\b"),
}


def templates() -> list[Path]:
    """Every template of the web rooms."""
    return sorted(WEB.glob("*/templates/**/*.html"))


def name(path: Path) -> str:
    """A template as a test names it."""
    return str(path.relative_to(WEB))


def without_comments(source: str) -> str:
    """The template as a browser may come to see it."""
    return COMMENT.sub("", source)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("script", "style")
        for key, value in attrs:
            if value and (key in SPOKEN_ATTRIBUTES or (key.startswith("data-") and " " in value)):
                self.texts.append(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def spoken(source: str) -> list[str]:
    """What people read: text nodes, spoken attributes, and sentences given to tags.

    A variable counts as a figure (8), so that units and punctuation beside it are checked too.
    """
    source = without_comments(source)
    literals = [
        a or b for tag in TAG.findall(source) for a, b in LITERAL.findall(tag) if " " in (a or b)
    ]
    reader = _Reader()
    reader.feed(VARIABLE.sub("8", TAG.sub("", source)))
    reader.close()
    texts = [ATTRIBUTE.sub("", text) for text in reader.texts]
    return [text for text in texts if text.strip()] + literals


def typography_faults(source: str) -> list[str]:
    """Every text of the template that is not French typography, with what is wrong in it."""
    faults = []
    for text in spoken(source):
        if typography(text) != text:
            faults.append(f"{text.strip()!r} should be {typography(text).strip()!r}")
        if re.search(r"\w:(?=\s|$)", text):
            faults.append(f"{text.strip()!r} lacks a no-break space before a colon")
        if '"' in text or "..." in text:
            faults.append(f"{text.strip()!r} has straight quotes or three dots")
    return faults


def corrected(source: str) -> str:
    """The template with the spaces and apostrophes of its text nodes put right.

    Sentences in attributes and in tags are left to their author.
    """
    parts = MARKUP.split(source)
    for index in range(0, len(parts), 2):
        if parts[index].strip() and not ATTRIBUTE.search(parts[index]):
            parts[index] = re.sub(r"(?<=\w):(?=\s|$)", "\u00a0:", typography(parts[index]))
    return "".join(parts)


def inline_faults(source: str) -> list[str]:
    """What the Content-Security-Policy refuses, or would let text become code."""
    seen = without_comments(source)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(seen)]


def classes_used(source: str) -> set[str]:
    """The classes that a template writes in full; a class made with a variable is left out."""
    seen = VARIABLE.sub(HOLE, without_comments(source))
    used: set[str] = set()
    for value in re.findall(r"\bclass=\"([^\"]*)\"", TAG.sub(" ", seen)):
        used |= {each for each in value.split() if HOLE not in each}
    return used


def classes_defined() -> set[str]:
    """The classes that theme.css knows."""
    css = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", css))


def classes_made() -> set[str]:
    """The classes that the theme's own Python may write: its literals, and one family a payer."""
    files = (WEB / "theme").glob("**/*.py")
    literals = re.findall(
        r"[\"'>]([\w -]+)(?=[\"'<])", "\n".join(each.read_text() for each in files)
    )
    payers = {figures.css_of(payer) for payer in (*figures.CLASSES, "partner_2")}
    families = {f"{family}-{payer}" for family in ("w", "is", "count") for payer in payers}
    return {word for literal in literals for word in literal.split()} | families


def classes_unused() -> set[str]:
    """The classes of theme.css that no template and no tag of ours writes."""
    sources = (each.read_text(encoding="utf-8") for each in templates())
    return classes_defined().difference(classes_made(), *map(classes_used, sources))


if __name__ == "__main__":
    for each in templates():
        before = each.read_text(encoding="utf-8")
        if corrected(before) != before:
            each.write_text(corrected(before), encoding="utf-8")
            print(name(each))
