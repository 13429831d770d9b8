"""A small register of invented structures, to try the platform with.

Everything in it says so: names end in « (fictif) », numbers begin with FICT and have no key. Only
the communes are real, so that distances and maps mean something. Pairs that the calls accept and
pairs that they refuse are both there: same legal entity, private clinic, private nursing home.
"""

from __future__ import annotations

from typing import NamedTuple

from tandem.domain.schemes.vocabulary import StructureKind


class FictitiousEntity(NamedTuple):
    """A legal entity: its number ends the FICT number; status as in FINESS (R72)."""

    number: int
    name: str
    legal_status: str
    group: str = ""


class FictitiousSite(NamedTuple):
    """A site of an entity: category (R66), ESPIC code (R73), INSEE code of its commune."""

    number: int
    entity: int
    name: str
    category: str
    espic: str
    commune: str


class FictitiousUnit(NamedTuple):
    """A unit without a number of its own."""

    entity: int
    name: str
    kind: StructureKind
    commune: str


SUFFIX = " (fictif)"
EAST, SOUTH = "GHT de l’Est briard", "GHT du Sud-Orge"
GROUP_CODES = {EAST: "FICTGHT1", SOUTH: "FICTGHT2"}

ENTITIES = (
    FictitiousEntity(1, "CH de Valmorin", "14", EAST),
    FictitiousEntity(2, "Institut Sainte-Aurore", "61"),
    FictitiousEntity(3, "GH des Trois-Ponts", "14"),
    FictitiousEntity(4, "CHU de la Lisière", "15"),
    FictitiousEntity(5, "EHPAD public Les Tilleuls", "21"),
    FictitiousEntity(6, "Ville de Canalbourg", "03"),
    FictitiousEntity(7, "CH de Bréval-sur-Orge", "13", SOUTH),
    FictitiousEntity(8, "CH du Val-Doré", "14"),
    FictitiousEntity(9, "Hôpital Saint-Elme", "13"),
    FictitiousEntity(10, "CH du Haut-Vexin", "13"),
    FictitiousEntity(11, "CH de Morigny-Sud", "11", SOUTH),
    FictitiousEntity(12, "CHI des Deux-Plaines", "14", EAST),
    FictitiousEntity(13, "SAS Les Marronniers", "95"),
    FictitiousEntity(14, "Association du Pont", "60"),
    FictitiousEntity(15, "Clinique des Glycines", "73"),
    FictitiousEntity(16, "Polyclinique de Hautecombe-Nord", "95"),
    FictitiousEntity(17, "Maison de santé des Quatre-Vents", "80"),
    FictitiousEntity(18, "Maison de santé du Plateau-Clair", "80"),
    FictitiousEntity(19, "EPSM des Grands-Chênes", "11"),
    FictitiousEntity(20, "Fondation Lalande-Morel", "63"),
    FictitiousEntity(21, "CHI du Confluent-Est", "14"),
    FictitiousEntity(22, "EHPAD public de la Vieille-Ferme", "21"),
    FictitiousEntity(23, "Ville de Rempart-sur-Marne", "03"),
    FictitiousEntity(24, "Centre de lutte contre le cancer Aline-Perrault", "65"),
    FictitiousEntity(25, "SA Lilas-Blancs", "73"),
    FictitiousEntity(26, "Association Bois-Clair", "61"),
    FictitiousEntity(27, "CH de Rochemont-le-Roi", "13"),
    FictitiousEntity(28, "Département du Vexin-Nord", "02"),
)

SITES = (
    FictitiousSite(1, 1, "CH de Valmorin", "355", "1", "77131"),
    FictitiousSite(2, 1, "CH de Valmorin, site Grand-Parc", "355", "1", "77379"),
    FictitiousSite(3, 2, "Institut Sainte-Aurore", "365", "6", "94076"),
    FictitiousSite(4, 2, "Institut Sainte-Aurore, hôpital de jour", "365", "6", "94028"),
    FictitiousSite(5, 3, "GH des Trois-Ponts", "355", "1", "95500"),
    FictitiousSite(6, 3, "GH des Trois-Ponts, site de Rive-Haute", "355", "1", "95313"),
    FictitiousSite(7, 4, "CHU de la Lisière", "101", "1", "75113"),
    FictitiousSite(8, 4, "CHU de la Lisière, site des Coteaux", "101", "1", "92023"),
    FictitiousSite(9, 4, "CHU de la Lisière, site du Fort", "101", "1", "93010"),
    FictitiousSite(10, 5, "EHPAD public Les Tilleuls", "500", "", "91223"),
    FictitiousSite(11, 6, "Centre de santé du Canal", "124", "", "93055"),
    FictitiousSite(12, 7, "CH de Bréval-sur-Orge", "355", "1", "91021"),
    FictitiousSite(13, 7, "EHPAD du CH de Bréval-sur-Orge", "500", "", "91207"),
    FictitiousSite(14, 8, "CH du Val-Doré", "355", "1", "78361"),
    FictitiousSite(15, 8, "CH du Val-Doré, site des Deux-Rives", "355", "1", "78498"),
    FictitiousSite(16, 9, "Hôpital Saint-Elme", "355", "1", "93048"),
    FictitiousSite(17, 10, "CH du Haut-Vexin", "355", "1", "95355"),
    FictitiousSite(18, 11, "CH de Morigny-Sud", "355", "1", "91174"),
    FictitiousSite(19, 12, "CHI des Deux-Plaines", "355", "1", "93005"),
    FictitiousSite(20, 13, "EHPAD Les Marronniers", "500", "", "91377"),
    FictitiousSite(21, 14, "Centre de santé du Pont", "124", "", "77243"),
    FictitiousSite(22, 15, "Clinique des Glycines", "365", "0", "78551"),
    FictitiousSite(23, 16, "Polyclinique de Hautecombe-Nord", "365", "0", "92036"),
    FictitiousSite(24, 17, "MSP des Quatre-Vents", "603", "", "77333"),
    FictitiousSite(25, 18, "MSP du Plateau-Clair", "603", "", "95052"),
    FictitiousSite(26, 19, "EPSM des Grands-Chênes", "292", "1", "92050"),
    FictitiousSite(27, 19, "CMP des Grands-Chênes", "156", "1", "92025"),
    FictitiousSite(28, 20, "Hôpital de la Fondation Lalande-Morel", "365", "6", "75114"),
    FictitiousSite(29, 21, "CHI du Confluent-Est", "355", "1", "94078"),
    FictitiousSite(30, 22, "EHPAD public de la Vieille-Ferme", "500", "", "77186"),
    FictitiousSite(31, 23, "Centre de santé des Remparts", "124", "", "94058"),
    FictitiousSite(32, 24, "Centre de lutte contre le cancer Aline-Perrault", "131", "6", "92064"),
    FictitiousSite(33, 25, "EHPAD Résidence des Lilas-Blancs", "500", "", "92012"),
    FictitiousSite(34, 26, "Centre de réadaptation de Bois-Clair", "109", "6", "78165"),
    FictitiousSite(35, 27, "CH de Rochemont-le-Roi", "355", "1", "78517"),
    FictitiousSite(36, 28, "Centre de vaccination du Vexin-Nord", "645", "", "95127"),
)

UNITS = (
    FictitiousUnit(1, "USMP du CH de Valmorin", StructureKind.PRISON_UNIT, "77284"),
    FictitiousUnit(12, "CeGIDD des Deux-Plaines", StructureKind.PUBLIC_PREVENTION, "93008"),
    FictitiousUnit(12, "CLAT des Deux-Plaines", StructureKind.PUBLIC_PREVENTION, "93066"),
    FictitiousUnit(21, "USMP du CHI du Confluent-Est", StructureKind.PRISON_UNIT, "94034"),
)


def site_number(number: int) -> str:
    """FICT000001: no key, so that it can never be taken for a real one."""
    return f"FICT{number:06d}"


def entity_number(number: int) -> str:
    """FICT900001, in the range of the fictitious legal entities."""
    return f"FICT{900_000 + number:06d}"
