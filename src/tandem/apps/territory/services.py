"""Writing the register: imports, the shipped reference, units entered by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from tandem.apps.journal.services import Act, record
from tandem.apps.territory import demonstration
from tandem.apps.territory.imports.places import import_communes, import_zones
from tandem.apps.territory.imports.reference import load_reference
from tandem.apps.territory.imports.report import ImportOptions, ImportReport
from tandem.apps.territory.imports.structures import import_structures
from tandem.apps.territory.kinds import is_public, structure_kind
from tandem.apps.territory.models import Commune, LegalEntity, Structure
from tandem.apps.territory.registers.detect import RegisterFile
from tandem.catalogue.reference import read
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import NARROW
from tandem.domain.schemes.vocabulary import STRUCTURE_LABELS, StructureKind

__all__ = [
    "ImportOptions",
    "ImportReport",
    "RegisterFile",
    "create_fictitious_register",
    "create_unit",
    "import_communes",
    "import_structures",
    "import_zones",
    "load_reference",
]

PUBLIC_KINDS = frozenset({StructureKind.PRISON_UNIT, StructureKind.PUBLIC_PREVENTION})


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: StructureKind,
    legal_entity: LegalEntity,
    at: datetime,
    commune: Commune | None = None,
    by: Any = None,
) -> Structure:
    """A unit without a FINESS number (USMP, CeGIDD…) under the entity that answers for it.

    `by` is the Actor, None for the platform. Raises InvalidInputError (French) without a name,
    twice the same name under one entity, or a public unit under a private entity.
    """
    name = " ".join(name.split())
    _check_unit(name, kind, legal_entity)
    unit = Structure.objects.create(
        name=name,
        official_name=name,
        kind=kind.value,
        legal_entity=legal_entity,
        commune=commune,
        latitude=commune.latitude if commune else None,
        longitude=commune.longitude if commune else None,
        is_fictitious=legal_entity.is_fictitious,
    )
    record(
        Act(
            verb="unit_created",
            subject_type="structure",
            subject_id=str(unit.pk),
            subject_label=name,
            at=at,
            by=by,
            detail={"kind": kind.value, "legal_entity": legal_entity.finess},
        )
    )
    return unit


def _check_unit(name: str, kind: StructureKind, legal_entity: LegalEntity) -> None:
    if not name:
        raise InvalidInputError(
            f"Le nom de l’unité manque. Écrivez-le, par exemple «{NARROW}USMP de Melun{NARROW}»."
        )
    if Structure.objects.filter(legal_entity=legal_entity, name=name).exists():
        raise InvalidInputError(
            f"«{NARROW}{name}{NARROW}» existe déjà pour {legal_entity.name}. Choisissez-la dans "
            "la liste, ou précisez le nom, par exemple avec la ville."
        )
    if kind in PUBLIC_KINDS and legal_entity.is_public is False:
        raise InvalidInputError(
            f"Une unité de type «{NARROW}{STRUCTURE_LABELS[kind]}{NARROW}» relève d’une entité "
            f"publique, et {legal_entity.name} est privée. Choisissez l’hôpital public concerné."
        )


@transaction.atomic
def create_fictitious_register(at: datetime) -> list[Structure]:
    """The invented structures of the demonstration, made once; `at` is an aware instant."""
    load_reference(at)
    for entity in demonstration.ENTITIES:
        _put_entity(entity)
    sites = [_put_site(site) for site in demonstration.SITES]
    return sites + [_put_unit(unit, at) for unit in demonstration.UNITS]


def _put_entity(entity: demonstration.FictitiousEntity) -> None:
    LegalEntity.objects.update_or_create(
        finess=demonstration.entity_number(entity.number),
        defaults={
            "name": entity.name + demonstration.SUFFIX,
            "legal_status": entity.legal_status,
            "is_public": is_public(entity.legal_status),
            "group_code": demonstration.GROUP_CODES.get(entity.group, ""),
            "group_name": entity.group and entity.group + demonstration.SUFFIX,
            "is_fictitious": True,
        },
    )


def _put_site(site: demonstration.FictitiousSite) -> Structure:
    commune = Commune.objects.get(code=site.commune)
    entity = LegalEntity.objects.get(finess=demonstration.entity_number(site.entity))
    name = site.name + demonstration.SUFFIX
    structure, _ = Structure.objects.update_or_create(
        finess=demonstration.site_number(site.number),
        defaults={
            "legal_entity": entity,
            "name": name,
            "official_name": name,
            "kind": structure_kind(site.category, entity.legal_status, site.espic).value,
            "category_code": site.category,
            "category_label": read.categories()[site.category].label,
            "address": f"{site.number} avenue du Modèle",
            "postal_code": commune.postal_codes.split(read.SEPARATOR)[0],
            "commune": commune,
            "latitude": commune.latitude,
            "longitude": commune.longitude,
            "is_fictitious": True,
        },
    )
    return structure


def _put_unit(unit: demonstration.FictitiousUnit, at: datetime) -> Structure:
    entity = LegalEntity.objects.get(finess=demonstration.entity_number(unit.entity))
    name = unit.name + demonstration.SUFFIX
    known = Structure.objects.filter(legal_entity=entity, name=name).first()
    return known or create_unit(
        name=name,
        kind=unit.kind,
        legal_entity=entity,
        commune=Commune.objects.get(code=unit.commune),
        at=at,
    )
