"""How words are made comparable, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import unicodedata

LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": " ", "'": " ", "-": " "}
)


def folded(text: str) -> str:
    """Lower case, without accents, ligatures, apostrophes, hyphens or repeated spaces."""
    plain = text.translate(LIGATURES)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.lower().split())
