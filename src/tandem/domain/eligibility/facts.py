"""What a dossier says, without any framework. None always means: not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from tandem.domain.kernel.period import Period
from tandem.domain.schemes.vocabulary import (
    DocumentKind,
    FilerRole,
    Mission,
    Profession,
    StructureKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureFacts:
    """A structure as the register and the form know it. `legal_entity` is a FINESS EJ number."""

    name: str
    kind: StructureKind | None = None
    finess: str | None = None
    legal_entity: str | None = None
    siren: str | None = None
    group: str | None = None
    municipality: str | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Half-days a week in one structure over a period. `place` 0 is the recruiter, 1… partners."""

    place: int
    period: Period
    half_days: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """What the rules need to know of a named candidate; months are whole months."""

    name: str
    rpps: str | None = None
    specialty_diploma: str | None = None
    diploma_on: date | None = None
    thesis_on: date | None = None
    registered_on: date | None = None
    has_consolidation_phase: bool | None = None
    months_as_assistant: int | None = None
    months_as_clinic_head: int | None = None
    earlier_support: str | None = None
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The act of filing: when (aware instant), in which quality, for which structure."""

    at: datetime
    role: FilerRole
    structure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A request to go on with an earlier project."""

    same_project: bool | None = None
    same_partners: bool | None = None
    same_candidate: bool | None = None
    months: int | None = None
    earlier_renewals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the rules may read. `shares` are of the whole cost, recruiter first, as typed.

    `main_place` is the place (see Segment) of the main site; `distance_km` between the two sites.
    `pet_authorised` says whether the agency allowed the PET under the distance of the decree.
    `filing` is None while the dossier is a draft; `common_direction` None means nobody has said.
    """

    recruiter: StructureFacts | None = None
    partners: tuple[StructureFacts, ...] = ()
    common_direction: bool | None = None
    profession: Profession | None = None
    specialty: str | None = None
    missions: frozenset[Mission] | None = None
    objectives: frozenset[str] | None = None
    objectives_argument: str | None = None
    permanence: str | None = None
    segments: tuple[Segment, ...] = ()
    main_place: int | None = None
    distance_km: Decimal | None = None
    pet_authorised: bool | None = None
    candidate: CandidateFacts | None = None
    shares: tuple[Fraction, ...] | None = None
    documents: frozenset[DocumentKind] | None = None
    agreement_signed_on: date | None = None
    filing: Filing | None = None
    renewal: Renewal | None = None
