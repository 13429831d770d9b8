"""What every answer must carry, and what no page may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpResponse

from tests.web.security.pages import is_page, tags_of

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}
LOADING = {"link": "href", "script": "src", "img": "src", "use": "href", "iframe": "src",
           "source": "src", "object": "data", "embed": "src", "form": "action"}  # fmt: skip
SENDING = ("hx-get", "hx-post", "formaction", "srcset", "poster", "xlink:href")
OTHER_HOST = re.compile(r"^\s*(?!data:image/)(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)


def policy_of(answer: HttpResponse) -> dict[str, list[str]]:
    """The Content-Security-Policy, directive by directive."""
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    words = [part.split() for part in parts if part.strip()]
    return {directive: sources for directive, *sources in words}


def unlike(answer: HttpResponse, *, signed_in: bool = False) -> Iterator[str]:
    """The headers that are not as they must be."""
    for name, value in EXPECTED.items():
        if answer.headers.get(name) != value:
            yield f"{name}: {answer.headers.get(name)}"
    policy = policy_of(answer)
    is_file = "attachment" in answer.headers.get("Content-Disposition", "")
    is_closed = policy.get("default-src") == ["'none'"] and "sandbox" in policy
    if policy != POLICY and not (is_file and is_closed):
        yield f"Content-Security-Policy: {policy}"
    if signed_in and answer.headers.get("Cache-Control") != "no-store":
        yield f"Cache-Control: {answer.headers.get('Cache-Control')}"


def foreign(answer: HttpResponse) -> Iterator[str]:
    """What a page loads from another host, or says in a way that its policy forbids."""
    if not is_page(answer):
        return
    for tag, own in tags_of(answer.content.decode()):
        loaded = [own.get(LOADING.get(tag, ""), ""), *(own.get(name, "") for name in SENDING)]
        yield from (f"<{tag}> {url}" for url in loaded if OTHER_HOST.match(url))
        yield from (f"<{tag} {name}>" for name in own if name.startswith("on") or name == "style")
        if tag == "style" or (tag == "script" and "src" not in own) or tag == "base":
            yield f"<{tag}>"
