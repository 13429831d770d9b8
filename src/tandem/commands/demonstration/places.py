"""Which structures play in the demonstration: pairs that the rules of the call allow."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from tandem.apps.accounts.models import Agency
from tandem.apps.territory import selectors as territory
from tandem.apps.territory.models import Structure
from tandem.domain.schemes.vocabulary import StructureKind

REGION = "11"
SEED = 12
FARTHEST_KM = 60
RECRUITING = (StructureKind.PUBLIC_HOSPITAL, StructureKind.PUBLIC_NURSING_HOME)
PARTNERING = (
    StructureKind.PUBLIC_HOSPITAL,
    StructureKind.NON_PROFIT_HOSPITAL,
    StructureKind.HEALTH_CENTRE,
)
# In the annual statistics, "ID" marks hospitals proper and "IDB" their annexes.
PROPER = {"raw__bordereau": "ID"}
MOST_RECRUITERS = 40
SHOWN = ("FICT000001", "FICT000003")


@dataclass(frozen=True, slots=True)
class Pair:
    """A recruiter, an independent partner, and the kilometres between them."""

    recruiter: Structure
    partner: Structure
    distance_km: Decimal


@dataclass(frozen=True, slots=True)
class Places:
    """The agency and the pairs, in a fixed order."""

    agency: Agency
    pairs: tuple[Pair, ...]

    @classmethod
    def find(cls, *, is_real: bool) -> Places:
        """The pairs of Île-de-France, the same at each build."""
        known = list(
            Structure.objects.filter(
                is_active=True,
                is_fictitious=not is_real,
                commune__department__region=REGION,
                latitude__isnull=False,
                **(PROPER if is_real else {}),
            )
            .select_related("commune__department", "legal_entity")
            .order_by("finess")
        )
        draw = random.Random(SEED)  # noqa: S311 - a published seed, for the same demonstration
        recruiters = [s for s in known if s.kind in RECRUITING]
        partners = [s for s in known if s.kind in PARTNERING]
        if is_real:
            recruiters = draw.sample(recruiters, min(len(recruiters), MOST_RECRUITERS))
        pairs = [pair for recruiter in recruiters for pair in _pairs(recruiter, partners, draw)]
        draw.shuffle(pairs)
        return cls(_agency(), tuple(_shown_first(pairs, known, is_real=is_real)))


def _shown_first(pairs: list[Pair], known: list[Structure], *, is_real: bool) -> list[Pair]:
    """The pair that a newcomer plays comes first; in the fictitious register it has its names."""
    if is_real:
        return pairs
    recruiter, partner = (next(s for s in known if s.finess == number) for number in SHOWN)
    distance = territory.distance_km(recruiter, partner)
    others = [p for p in pairs if (p.recruiter, p.partner) != (recruiter, partner)]
    return [Pair(recruiter, partner, distance), *others]


def _pairs(recruiter: Structure, partners: list[Structure], draw: random.Random) -> list[Pair]:
    found = []
    for partner in partners:
        distance = territory.distance_km(recruiter, partner)
        independent = partner.legal_entity_id != recruiter.legal_entity_id
        if independent and distance is not None and distance <= FARTHEST_KM:
            found.append(Pair(recruiter, partner, distance))
    return draw.sample(found, min(len(found), 6))


def _agency() -> Agency:
    return Agency.objects.create(
        region_id=REGION,
        name="Agence régionale de santé Île-de-France (démonstration)",
        short_name="ARS Île-de-France",
        service="Bureau des parcours professionnels (fictif)",
        address="1 place de l’Exemple, 93200 Saint-Denis",
        email="temps-partage@ars.example",
        phone="01 99 00 12 12",
        court="tribunal administratif de Montreuil",
        city="Saint-Denis",
    )
