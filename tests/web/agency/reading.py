"""How the tests of the agency's room read an answer."""

from __future__ import annotations

import re
from html import unescape

from django.http import HttpResponse

HIDDEN = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


def plain(html: str) -> str:
    """The words of some HTML, on one line with plain spaces."""
    words = unescape(re.sub(r"<[^>]+>", " ", HIDDEN.sub(" ", html)))
    return " ".join(words.replace("\u202f", " ").replace("\u00a0", " ").split())


def text_of(answer: HttpResponse) -> str:
    """What people read of a page. An undefined variable is a failure."""
    html = answer.content.decode()
    assert "UNDEFINED" not in html
    return plain(html)


def errors_of(answer: HttpResponse) -> list[str]:
    """The lines of the error summary."""
    summary = re.search(r"data-error-summary.*?<ul>(.*?)</ul>", answer.content.decode(), re.DOTALL)
    return [plain(line) for line in re.findall(r"<li>(.*?)</li>", summary[1])] if summary else []


def title_of(answer: HttpResponse) -> str:
    """The title of the page."""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    assert found
    return plain(found[1])


def row_titles(answer: HttpResponse) -> list[str]:
    """The headers of the rows of the first table, in order, without their second line."""
    rows = re.findall(r'<th scope="row"[^>]*><a [^>]*>(.*?)</a>', answer.content.decode())
    return [unescape(row) for row in rows]


def figures_of(answer: HttpResponse) -> dict[str, str]:
    """The figures at the head of a page, by their words."""
    pairs = re.findall(
        r'<dt class="s muted">\s*(.*?)\s*</dt>\s*<dd>\s*<b[^>]*>(.*?)</b>', answer.content.decode()
    )
    return {label: plain(value) for label, value in pairs}
