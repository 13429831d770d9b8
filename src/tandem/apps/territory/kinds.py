"""From the codes of the register to the kinds that the calls tell apart."""

from __future__ import annotations

from tandem.catalogue.reference import read
from tandem.domain.schemes.vocabulary import StructureKind

PUBLIC_ESTABLISHMENT, COLLECTIVE_INTEREST = "1", "6"
BY_ROLE = {
    "health_centre": StructureKind.HEALTH_CENTRE,
    "group_practice_house": StructureKind.GROUP_PRACTICE_HOUSE,
    "other": StructureKind.OTHER,
}
WHEN_PUBLIC = {
    "nursing_home": (StructureKind.PUBLIC_NURSING_HOME, StructureKind.OTHER_NURSING_HOME),
    "prevention": (StructureKind.PUBLIC_PREVENTION, StructureKind.OTHER),
}


def is_public(legal_status: str) -> bool | None:
    """Whether a legal status (R72, two digits) is of public law; None when it is unknown."""
    family = read.legal_families().get(legal_status)
    return None if family is None else family != "private"


def structure_kind(category: str, legal_status: str, espic: str) -> StructureKind:
    """The kind of a site, from its category (R66), its entity's status (R72) and its ESPIC code (R73).

    The law looks at who answers for the site, not at what it does: the status and the ESPIC code
    decide between hospitals (`data.md` §1.4). What they leave unknown is « autre structure ».
    """
    found = read.categories().get(category)
    role = found.role if found else ""
    if role in BY_ROLE:
        return BY_ROLE[role]
    public = is_public(legal_status)
    if role in WHEN_PUBLIC:
        if public is None:
            return StructureKind.OTHER
        public_kind, other_kind = WHEN_PUBLIC[role]
        return public_kind if public else other_kind
    return _hospital_kind(role, legal_status, espic)


def _hospital_kind(role: str, legal_status: str, espic: str) -> StructureKind:
    """A hospital, one of its annexes, or a site whose category says nothing."""
    if espic == COLLECTIVE_INTEREST:
        return StructureKind.NON_PROFIT_HOSPITAL
    family = read.legal_families().get(legal_status)
    is_establishment = (role == "hospital" and family == "public") or (
        role != "" and family == "public_hospital"
    )
    if espic == PUBLIC_ESTABLISHMENT or is_establishment:
        return StructureKind.PUBLIC_HOSPITAL
    return StructureKind.PRIVATE_HOSPITAL if family == "private" else StructureKind.OTHER
