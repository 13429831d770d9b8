"""Names short enough for a planner or a legend, read from the names of the register."""

from __future__ import annotations

import re

from tandem.apps.territory.models import Structure

GENERIC = re.compile(
    r"^(?:centre hospitalier(?: universitaire| régional| intercommunal| spécialisé)*|CH[A-Z]*|GH[A-Z]*|"
    r"hôpital|institut|clinique|EHPAD|centre(?: municipal)? de santé|maison de santé|fondation)\s+"
    r"(?:de la |de l’|du |des |de |d’|la |les |le |l’)?",
    re.IGNORECASE,
)
NOTE = re.compile(r"\s*\([^)]*\)\s*$")
SHORTEST = 3
DEFAULTS = ("Recruteur", "Partenaire")


def short_name(structure: Structure) -> str:
    """« CH de Valmorin (fictif) » → « Valmorin »; the whole name when little would be left."""
    whole = NOTE.sub("", structure.name)
    short = GENERIC.sub("", whole)
    return short if len(short) >= SHORTEST else whole


def short_names(recruiter: Structure | None, partner: Structure | None) -> tuple[str, str]:
    """Two names that differ, « Recruteur » and « Partenaire » while none is chosen."""
    names = [
        short_name(structure) if structure else default
        for structure, default in zip((recruiter, partner), DEFAULTS, strict=True)
    ]
    if names[0] == names[1] and recruiter and partner:
        names = [NOTE.sub("", recruiter.name), NOTE.sub("", partner.name)]
    return (names[0], names[1])
