"""How figures and days are written in French. The only place that knows narrow spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

NARROW = "\u202f"
SPACE = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def integer(value: int) -> str:
    """1234567 → "1 234 567" with narrow no-break spaces, minus U+2212."""
    text = f"{abs(value):,}".replace(",", NARROW)
    return MINUS + text if value < 0 else text


def euros(cents: int) -> str:
    """1281860 → "12 818,60 €"."""
    sign = MINUS if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{integer(whole)},{rest:02d}{SPACE}€"


def euros_rounded(cents: int) -> str:
    """1281860 → "12 819 €"; halves away from zero. For lists that say they round."""
    whole = (abs(cents) + 50) // 100
    return f"{integer(-whole if cents < 0 else whole)}{SPACE}€"


def number(value: Fraction | float, decimals: int = 2) -> str:
    """A figure with a decimal comma, halves away from zero: 7,01."""
    scaled = Fraction(value) * 10**decimals
    units = int(abs(scaled) + Fraction(1, 2))
    whole, rest = divmod(units, 10**decimals)
    sign = MINUS if scaled < 0 and units else ""
    return f"{sign}{integer(whole)}" + (f",{rest:0{decimals}d}" if decimals else "")


def percent(rate: Fraction) -> str:
    """Fraction(3, 5) → "60 %"; at most two decimals, only when they matter."""
    value = rate * 100
    for decimals in (0, 1, 2):
        if (value * 10**decimals).denominator == 1:
            return f"{number(value, decimals)}{SPACE}%"
    return f"{number(value, 2)}{SPACE}%"


def day(value: date, *, weekday: bool = False) -> str:
    """date(2025, 4, 30) → "30 avril 2025"; the first is "1er"."""
    first = "1er" if value.day == 1 else str(value.day)
    text = f"{first}{SPACE}{MONTHS[value.month - 1]} {value.year}"
    return f"{WEEKDAYS[value.weekday()]} {text}" if weekday else text


def clock(value: datetime, *, seconds: bool = False) -> str:
    """14:51:08 → "14 h 51", or "14 h 51 min 08 s" to the second."""
    text = f"{value.hour}{SPACE}h{SPACE}{value.minute:02d}"
    return f"{text}{SPACE}min{SPACE}{value.second:02d}{SPACE}s" if seconds else text


def instant(value: datetime, *, seconds: bool = False) -> str:
    """A local instant: "jeudi 24 avril 2025 à 14 h 51 min 08 s"."""
    return f"{day(value.date(), weekday=True)} à {clock(value, seconds=seconds)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count and its noun, "2 dossiers"; below two the singular, as French counts."""
    word = one if abs(count) < 2 else (many or f"{one}s")  # noqa: PLR2004 - French plural
    return f"{integer(count)}{SPACE}{word}"


def enumerate_words(words: Sequence[str], last: str = "et") -> str:
    """["a", "b", "c"] → "a, b et c"."""
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


@lru_cache(maxsize=8192)
def typography(text: str) -> str:
    """Put the French spaces and apostrophes that a person typed as plain ones."""
    text = text.replace("'", "’")
    text = re.sub(r"\s*([;!?])", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0\u202f]:(?=\s|$)", SPACE + ":", text)
    text = re.sub(r"«\s*", "«" + NARROW, text)
    text = re.sub(r"\s*»", NARROW + "»", text)
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", NARROW, text)
    return re.sub(r"(?<=\d) (?=[%€]|km\b|h\b)", SPACE, text)
