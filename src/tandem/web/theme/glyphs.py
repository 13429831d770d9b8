"""The drawn shapes: one per verdict, one per state, in a box of 20 by 20, painted by the theme.

The shapes are geometry only (currentColor and two classes of theme.css); a page asks for them by
name through the tags and never writes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

RING = '<circle class="ln" cx="10" cy="10" r="8"/>'

SHAPES: Mapping[str, str] = {
    "tick": '<circle cx="10" cy="10" r="8.5" fill="currentColor"/>'
    '<path class="cut" d="M6 10.4l2.7 2.7L14 7.6"/>',
    "cross": '<path d="M6.5 1.5h7l5 5v7l-5 5h-7l-5-5v-7z" fill="currentColor"/>'
    '<path class="cut" d="M7 7l6 6M13 7l-6 6"/>',
    "warning": '<path d="M10 1.6a1.3 1.3 0 0 1 1.1.65l7.6 13.6A1.3 1.3 0 0 1 17.6 17.8H2.4'
    'a1.3 1.3 0 0 1-1.1-1.95L8.9 2.25A1.3 1.3 0 0 1 10 1.6Z" fill="currentColor"/>'
    '<path class="cut" d="M10 6.8v4.6M10 14.2v.3"/>',
    "question": '<circle class="ln" cx="10" cy="10" r="8" stroke-dasharray="3.2 2.1"/>'
    '<path class="ln" d="M7.7 7.9a2.35 2.35 0 1 1 3.4 2.1c-.8.4-1.1.9-1.1 1.7M10 14v.2"/>',
    "lozenge": '<path class="ln" d="M10 1.6 18.4 10 10 18.4 1.6 10z"/>'
    '<circle cx="10" cy="10" r="2.6" fill="currentColor"/>',
    "equals": '<rect class="ln" x="2" y="2" width="16" height="16" rx="2.5"/>'
    '<path class="ln" d="M6 8.2h8M6 12h8"/>',
    "empty": '<circle class="ln" cx="10" cy="10" r="8" stroke-dasharray="2 2.2"/>',
    "quarter": RING + '<path d="M10 4.2A5.8 5.8 0 0 1 15.8 10H10z" fill="currentColor"/>',
    "half": RING + '<path d="M10 4.2a5.8 5.8 0 0 1 0 11.6z" fill="currentColor"/>',
    "three-quarters": RING + '<path d="M10 4.2A5.8 5.8 0 1 1 4.2 10H10z" fill="currentColor"/>',
    "plus": RING + '<path class="ln" d="M10 6.2v7.6M6.2 10h7.6"/>',
    "minus": RING + '<path class="ln" d="M6 10h8"/>',
    "clock": RING + '<path class="ln" d="M10 5.4V10l3 2"/>',
    "info": RING + '<path class="ln" d="M10 9v5M10 6v.2"/>',
    "back": '<path class="ln" d="M8 4.5 3 9.5l5 5M3.4 9.5H13a4 4 0 0 1 0 8"/>',
    "lock": '<rect x="3.5" y="8.5" width="13" height="9.5" rx="2" fill="currentColor"/>'
    '<path class="ln" d="M6.5 8.5V6a3.5 3.5 0 0 1 7 0v2.5"/>',
}

VERDICTS: Mapping[str, str] = {
    "met": "tick",
    "unmet": "cross",
    "warn": "warning",
    "unknown": "question",
    "weigh": "lozenge",
    "calc": "equals",
    "accent": "info",
    "plain": "",
}

PIECE = (
    "M1.8 0H12.6a1.6 1.6 0 0 1 1.6 1.6V7.6a1.6 1.6 0 0 1-1.6 1.6H10.8a1.6 1.6 0 0 0-1.6 1.6V18.4"
    "A1.6 1.6 0 0 1 7.6 20H1.8A1.8 1.8 0 0 1 0 18.2V1.8A1.8 1.8 0 0 1 1.8 0Z"
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is drawn: a shape of SHAPES and a verdict of VERDICTS for its colour."""

    shape: str
    verdict: str


STATES: Mapping[str, Look] = {
    "draft": Look("empty", "plain"),
    "filed": Look("quarter", "accent"),
    "screening": Look("half", "accent"),
    "admissible": Look("three-quarters", "met"),
    "to_complete": Look("warning", "warn"),
    "inadmissible": Look("cross", "unmet"),
    "at_jury": Look("lozenge", "weigh"),
    "proposed": Look("half", "warn"),
    "selected": Look("tick", "met"),
    "reserve": Look("plus", "accent"),
    "not_selected": Look("minus", "plain"),
    "late": Look("clock", "unmet"),
    "withdrawn": Look("back", "plain"),
    "prepared": Look("empty", "plain"),
    "opened": Look("half", "accent"),
    "announced": Look("tick", "met"),
    "open": Look("quarter", "accent"),
    "running": Look("half", "met"),
    "ended": Look("tick", "plain"),
    "waiting": Look("clock", "plain"),
    "agreed": Look("tick", "met"),
    "refused": Look("minus", "plain"),
}
"""States of a dossier, of a call, of a post, of an agreement.

Flow states fill like a moon; waits and outcomes have a shape of their own (design, §5).
"""


def glyph(name: str, verdict: str = "", label: str = "") -> SafeString:
    """The drawing of that name, coloured by `verdict`; silent to screen readers without `label`.

    Raises KeyError on an unknown name or verdict: a missing shape is a mistake of the page.
    """
    colour = format_html(' data-v="{}"', _known(verdict)) if verdict else ""
    voice = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="glyph"{} viewBox="0 0 20 20" {}>{}</svg>',
        colour,
        mark_safe(voice),
        mark_safe(SHAPES[name]),
    )


def tag(verdict: str, word: str, shape: str = "") -> SafeString:
    """A status tag: shape, word and colour together; a plain one without shape is only ruled."""
    drawn = shape or VERDICTS[verdict]
    return format_html(
        '<span class="{}" data-v="{}">{}{}</span>',
        "tag" if drawn else "tag line",
        verdict,
        glyph(drawn) if drawn else "",
        word,
    )


def _known(verdict: str) -> str:
    if verdict not in VERDICTS:
        raise KeyError(verdict)
    return verdict
