"""Reading the register: search, facts for the rules, distances, zones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from tandem.apps.territory import points
from tandem.apps.territory.models import Commune, LegalEntity, Specialty, Structure, Zone
from tandem.apps.territory.names import searchable
from tandem.catalogue.reference import read
from tandem.domain.eligibility.facts import StructureFacts
from tandem.domain.schemes.vocabulary import StructureKind

DEPARTMENT_LENGTH = 2
LONGEST_QUERY = 120
NUMBER, NAME, WORDS, ANYWHERE = range(4)


def choosable(*, of: Structure | None = None) -> QuerySet[Structure]:
    """The active structures, or those of the same legal entity as `of`.

    An entity that the register does not name ties nobody together: `of` is then alone.
    """
    active = Structure.objects.filter(is_active=True).select_related(
        "commune__department", "legal_entity"
    )
    if of is None:
        return active
    if of.legal_entity_id == LegalEntity.UNKNOWN:
        return active.filter(pk=of.pk)
    return active.filter(legal_entity_id=of.legal_entity_id)


def specialties() -> QuerySet[Specialty]:
    """Every specialty, by name."""
    return Specialty.objects.all()


def search_structures(
    query: str,
    *,
    kinds: Collection[StructureKind] | None = None,
    of: Structure | None = None,
    limit: int = 12,
) -> list[Structure]:
    """Active structures by name, town, department or FINESS number; every word must match.

    Best first: the exact number, names that begin so, whole beginnings of words, then the others;
    hospitals before their annexes. A number may be typed with spaces; that of a legal entity finds
    its structures. With `of`, only among those of its legal entity.
    """
    words = _words(query)
    if not words:
        return []
    number = words[0].upper() if len(words) == 1 else ""
    found = choosable(of=of)
    if kinds is not None:
        found = found.filter(kind__in=kinds)
    matches = Q()
    for word in words:
        matches &= _match(word)
    found = found.filter(matches | Q(legal_entity_id=number)) if number else found.filter(matches)
    return list(_best_first(found, words, number)[:limit])


def _words(query: str) -> list[str]:
    """The words to find; a query of figures alone is one number, however it is spaced."""
    words = searchable(query[:LONGEST_QUERY]).split()
    number = "".join(words)
    return [number] if number.isdigit() else words


def _match(word: str) -> Q:
    """Letters match anywhere; figures at the start of a word, a department as a whole word."""
    return _starts(word) if word[0].isdigit() else Q(search__contains=word)


def _starts(word: str) -> Q:
    is_department = word[0].isdigit() and len(word) <= DEPARTMENT_LENGTH
    return Q(search__contains=f" {word} " if is_department else f" {word}")


def _best_first(found: QuerySet[Structure], words: list[str], number: str) -> QuerySet[Structure]:
    starts = Q()
    for word in words:
        starts &= _starts(word)
    rank = Case(
        When(finess=number, then=Value(NUMBER)),
        When(search__startswith=f" {' '.join(words)}", then=Value(NAME)),
        When(starts, then=Value(WORDS)),
        default=Value(ANYWHERE),
        output_field=IntegerField(),
    )
    annexes = [code for code, category in read.categories().items() if category.role == "annex"]
    # The SAE lists legal entities among the sites, under their own number.
    is_second = Case(
        When(category_code__in=annexes, then=Value(1)),
        When(finess=F("legal_entity_id"), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return found.order_by(rank, is_second, "name", "pk")


def distance_km(a: Structure, b: Structure) -> Decimal | None:
    """Kilometres as the crow flies between two structures, to one decimal; None if unknown.

    Points are the structure's own, or else the town hall's: `point_is_exact` tells which.
    """
    from_, to = _point(a), _point(b)
    return points.distance_km(from_, to) if from_ and to else None


def _point(structure: Structure) -> points.Point | None:
    if structure.latitude is None or structure.longitude is None:
        return None
    return points.Point(structure.latitude, structure.longitude)


def structure_facts(structure: Structure) -> StructureFacts:
    """What the rules may know of a structure; an entity that the register does not name is None."""
    entity, commune = structure.legal_entity, structure.commune
    is_known = entity.finess != LegalEntity.UNKNOWN
    return StructureFacts(
        name=structure.name,
        kind=StructureKind(structure.kind),
        finess=structure.finess,
        legal_entity=entity.finess if is_known else None,
        siren=(entity.siren or None) if is_known else None,
        group=(entity.group_code or None) if is_known else None,
        municipality=commune.name if commune else None,
        department=commune.department_id if commune else None,
    )


def zone_of(commune: Commune, on: date) -> Zone | None:
    """The zone in force on a day; that of the whole commune for an arrondissement without its own."""
    places = [code for code in (commune.code, commune.parent_id) if code]
    found = Zone.objects.filter(commune_id__in=places, effective_on__lte=on)
    own_first = Case(
        When(commune_id=commune.code, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.select_related("dataset").order_by(own_first, "-effective_on").first()


def legal_entity_numbered(number: str) -> LegalEntity | None:
    """The legal entity of a FINESS number, its own or that of one of its sites."""
    wanted = "".join(number.split()).upper()
    known = LegalEntity.objects.exclude(finess=LegalEntity.UNKNOWN)
    return known.filter(Q(finess=wanted) | Q(structures__finess=wanted)).first()
