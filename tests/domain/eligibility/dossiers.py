"""Facts for the tests of rules: a dossier that nothing stops, and random ones."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from tandem.domain.eligibility.facts import (
    CandidateFacts,
    Facts,
    Filing,
    Segment,
    StructureFacts,
)
from tandem.domain.kernel.period import Period
from tandem.domain.schemes.vocabulary import (
    DocumentKind,
    FilerRole,
    Mission,
    Profession,
    StructureKind,
)

TWO_YEARS = Period(date(2025, 11, 1), date(2027, 10, 31))
RECRUITER = StructureFacts(
    name="CH de Valmorin",
    kind=StructureKind.PUBLIC_HOSPITAL,
    finess="FICT00047",
    legal_entity="FICT00040",
    siren="FICT00470",
)
PARTNER = StructureFacts(
    name="Institut Sainte-Aurore",
    kind=StructureKind.NON_PROFIT_HOSPITAL,
    finess="FICT00094",
    legal_entity="FICT00090",
    siren="FICT00940",
)
FULL = Facts(
    recruiter=RECRUITER,
    partners=(PARTNER,),
    common_direction=False,
    profession=Profession.DOCTOR,
    specialty="gériatrie",
    missions=frozenset(Mission),
    objectives=frozenset({"O1", "O5"}),
    objectives_argument="Une consultation commune d’onco-gériatrie.",
    permanence="Un poste de praticien hospitalier. " * 8,
    segments=(
        Segment(place=0, period=TWO_YEARS, half_days=Decimal(6)),
        Segment(place=1, period=TWO_YEARS, half_days=Decimal(4)),
    ),
    main_place=0,
    distance_km=Decimal(41),
    candidate=CandidateFacts(
        name="Dre Tréguer",
        rpps="FICT0000001",
        specialty_diploma="DES de gériatrie",
        diploma_on=date(2025, 10, 15),
        thesis_on=date(2025, 5, 12),
        registered_on=date(2025, 10, 20),
        has_consolidation_phase=False,
        months_as_assistant=0,
        months_as_clinic_head=0,
        agreed_on=date(2025, 4, 23),
    ),
    shares=(Fraction(1, 5), Fraction(1, 5)),
    documents=frozenset(
        {DocumentKind.HEAD_OF_DEPARTMENT_OPINION, DocumentKind.MEDICAL_BOARD_OPINION}
    ),
    agreement_signed_on=date(2025, 10, 1),
    filing=Filing(
        at=datetime(2025, 4, 24, 12, 51, 8, tzinfo=UTC),
        role=FilerRole.RECRUITER_BAM,
        structure="FICT00047",
    ),
)

days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
structures = st.builds(
    StructureFacts,
    name=st.sampled_from(["CH de Valmorin", "Centre du Canal"]),
    kind=st.none() | st.sampled_from(StructureKind),
    finess=st.none() | st.sampled_from(["FICT00047", "FICT00094"]),
    legal_entity=st.none() | st.sampled_from(["FICT00040", "FICT00090"]),
    siren=st.none() | st.sampled_from(["FICT00470", "FICT00940"]),
    group=st.none() | st.sampled_from(["GHT Nord", "GHT Sud"]),
)
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
segments = st.builds(
    Segment,
    place=st.integers(0, 2),
    period=periods | st.just(TWO_YEARS),
    half_days=st.integers(0, 20).map(lambda n: Decimal(n) / 2),
)
candidates = st.builds(
    CandidateFacts,
    name=st.just("Dre Tréguer"),
    rpps=st.none() | st.just("FICT0000001"),
    specialty_diploma=st.none() | st.just("DES de gériatrie"),
    diploma_on=st.none() | days,
    thesis_on=st.none() | days,
    registered_on=st.none() | days,
    has_consolidation_phase=st.none() | st.booleans(),
    months_as_assistant=st.none() | st.integers(0, 80),
    months_as_clinic_head=st.none() | st.integers(0, 80),
    agreed_on=st.none() | days,
)
facts = st.builds(
    Facts,
    recruiter=st.none() | structures,
    partners=st.lists(structures, max_size=2).map(tuple),
    common_direction=st.none() | st.booleans(),
    profession=st.none() | st.sampled_from(Profession),
    specialty=st.none() | st.just("gériatrie"),
    missions=st.none() | st.frozensets(st.sampled_from(Mission)),
    objectives=st.none() | st.frozensets(st.sampled_from(["O1", "O2", "O5"])),
    objectives_argument=st.none() | st.sampled_from(["", "Une filière."]),
    permanence=st.none() | st.text(max_size=300),
    segments=st.lists(segments, max_size=4).map(tuple),
    main_place=st.none() | st.integers(0, 2),
    distance_km=st.none() | st.decimals(0, 100, places=1),
    pet_authorised=st.none() | st.booleans(),
    candidate=st.none() | candidates,
    shares=st.none()
    | st.lists(st.fractions(0, 1, max_denominator=20), min_size=1, max_size=3).map(tuple),
    documents=st.none() | st.frozensets(st.sampled_from(DocumentKind)),
    agreement_signed_on=st.none() | days,
    filing=st.none()
    | st.builds(
        Filing,
        at=st.datetimes(datetime(2025, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),
        role=st.sampled_from(FilerRole),
        structure=st.none() | st.sampled_from(["FICT00047", "FICT00094"]),
    ),
)


def without(complete: Facts, name: str) -> Facts:
    """The same facts, one of them not known yet."""
    nothing = {field.name: field.default for field in fields(Facts)}
    return replace(complete, **{name: nothing[name]})
