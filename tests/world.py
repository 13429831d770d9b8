"""A small world for tests: two regions, five structures, one open call, dossiers at any stage.

Everything is made by the real services, so that what a test starts from could really exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tandem.apps.accounts.models import Agency
from tandem.apps.calls import services as calls
from tandem.apps.calls.models import Call
from tandem.apps.calls.selectors import edition
from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts, filing, screening
from tandem.apps.foundation.clock import PARIS
from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Reading
from tandem.apps.territory.models import (
    Commune,
    Department,
    LegalEntity,
    Region,
    Specialty,
    Structure,
)
from tandem.domain.schemes.vocabulary import Profession, Section, StructureKind
from tandem.domain.scoring.grid import Mark
from tests.people import People, gather

NOW = datetime(2025, 4, 10, 10, 0, tzinfo=PARIS)
AFTER_DEADLINE = datetime(2025, 5, 12, 10, 0, tzinfo=PARIS)
EDITION = "ile-de-france/asp/2025"
TOWNS = {
    "77288": ("Melun", "77", 48.5406, 2.66),
    "94028": ("Créteil", "94", 48.7904, 2.4556),
    "95500": ("Pontoise", "95", 49.0512, 2.1008),
    "91228": ("Évry-Courcouronnes", "91", 48.6327, 2.4405),
    "76540": ("Rouen", "76", 49.4431, 1.0993),
}
DEPARTMENTS = {
    "77": "Seine-et-Marne",
    "94": "Val-de-Marne",
    "95": "Val-d’Oise",
    "91": "Essonne",
    "76": "Seine-Maritime",
}
SETTINGS = calls.CallSettings(
    edition_key=EDITION,
    code="IDF12",
    slug="ile-de-france-asp-12",
    title="Assistants spécialistes à temps partagé, 12e appel (2025-2027)",
    opens_at=datetime(2025, 3, 3, 9, 0, tzinfo=PARIS),
    closes_on=date(2025, 4, 30),
    jury_from=date(2025, 6, 9),
    jury_to=date(2025, 6, 13),
    starts_on=date(2025, 11, 1),
    ends_on=date(2027, 10, 31),
    charges_rate=Decimal("0.42"),
    includes_iespe=True,
    posts=2,
    envelope_cents=50_000_000,
    reserve_length=1,
    readings=2,
)


def section(section: Section, version: int, **values: Any) -> drafts.SectionInput:
    return drafts.SectionInput(section=section, values=values, version=version)


@dataclass
class World:
    """What exists. `call` is open at NOW; the structures are far enough for the PET."""

    people: People
    agency: Agency
    other_agency: Agency
    recruiter: Structure
    partner: Structure
    other: Structure
    nursing_home: Structure
    private: Structure
    specialty: Specialty
    call: Call

    def draft(self, title: str = "Onco-gériatrie partagée", **project: Any) -> Dossier:
        """A complete draft of Alice, without the partner's agreement."""
        alice = self.people.actor("alice")
        dossier = drafts.create(call=self.call, actor=alice, at=NOW)
        whole = drafts.Sections(values=self.sections(title, project), version=dossier.version)
        return drafts.save_sections(dossier=dossier, entry=whole, actor=alice, at=NOW)

    def sections(self, title: str, project: dict[str, Any]) -> dict[Section, dict[str, Any]]:
        return {
            Section.RECRUITER: {"recruiter": self.recruiter, "service": "Gériatrie"},
            Section.PARTNER: {
                "structure": self.partner,
                "service": "Oncologie",
                "referent_name": "Bob Brun",
                "referent_email": "bob.brun@example.org",
                "common_direction": False,
            },
            Section.PROJECT: {
                "title": title,
                "profession": Profession.DOCTOR,
                "specialty": self.specialty,
                "description": "Une consultation partagée entre les deux équipes. " * 5,
                "clinical": "Deux consultations par semaine.",
                "teaching": "Encadrement d’un interne par semestre.",
                "research": "Un protocole commun.",
                "objectives": ["O1", "O2"],
                "objectives_argument": "Le projet forme un futur praticien du centre hospitalier.",
                "permanence": "Un poste de praticien hospitalier vacant est réservé. " * 5,
                "is_renewal": False,
                **project,
            },
            Section.TIME: {
                "half_days": "RRRRRR1111",
                "main_place": 0,
                "distance_km": Decimal("41.0"),
                "on_call": "none",
            },
            Section.FUNDING: {"recruiter_share": Decimal(20), "partner_share": Decimal(20)},
        }

    def agree(self, dossier: Dossier) -> None:
        fresh = selectors.with_parts(Dossier.objects.filter(pk=dossier.pk)).get()
        drafts.agree(
            partner=fresh.partners.get(),
            seen_sha256=content.agreed_sha256(fresh),
            actor=self.people.actor("bob"),
            at=NOW,
        )

    def ready(self, title: str = "Onco-gériatrie partagée") -> Dossier:
        """A draft that may be filed."""
        dossier = self.draft(title)
        self.agree(dossier)
        return Dossier.objects.get(pk=dossier.pk)

    def filed(self, title: str = "Onco-gériatrie partagée", at: datetime = NOW) -> Dossier:
        dossier = self.ready(title)
        filing.file_dossier(
            dossier=dossier,
            certification=filing.Certification(is_accurate=True, people_informed=True),
            actor=self.people.actor("alice"),
            at=at,
        )
        return Dossier.objects.get(pk=dossier.pk)

    def admissible(self, title: str = "Onco-gériatrie partagée") -> Dossier:
        dossier = self.filed(title)
        screening.declare(
            dossier=dossier,
            admissible=True,
            reason="",
            actor=self.people.actor("chloe"),
            at=AFTER_DEADLINE,
        )
        return Dossier.objects.get(pk=dossier.pk)

    def seat_jury(self) -> None:
        chloe = self.people.actor("chloe")
        for name in ("david", "erik", "emma"):
            seat = jury.Seat(user=getattr(self.people, name), quality="Praticien hospitalier")
            jury.appoint(call=self.call, seat=seat, actor=chloe, at=AFTER_DEADLINE)

    def marked(self, *values: int) -> list[Dossier]:
        """One admissible dossier per value, each marked with it everywhere by two jurors."""
        dossiers = [self.admissible(f"Projet {i}") for i in range(len(values))]
        self.seat_jury()
        jury.distribute(call=self.call, actor=self.people.actor("chloe"), at=AFTER_DEADLINE)
        for dossier, value in zip(dossiers, values, strict=True):
            for reading in Reading.objects.filter(dossier=dossier):
                self.mark(reading, value)
        return dossiers

    def mark(self, reading: Reading, value: int) -> None:
        marks = [
            Mark(criterion=c.key, value=value, comment="Vu en séance.")
            for c in edition(self.call).grid
        ]
        name = next(n for n in ("david", "erik", "emma")
                    if getattr(self.people, n).pk == reading.juror.user_id)  # fmt: skip
        jury.save_marks(
            reading=reading,
            marks=marks,
            submit=True,
            actor=self.people.actor(name),
            at=AFTER_DEADLINE + timedelta(days=30),
        )


def _places() -> None:
    for code, name in (("11", "Île-de-France"), ("28", "Normandie")):
        Region.objects.create(code=code, name=name)
    for code, name in DEPARTMENTS.items():
        region = "28" if code == "76" else "11"
        Department.objects.create(code=code, name=name, region_id=region)
    for code, (name, department, latitude, longitude) in TOWNS.items():
        Commune.objects.create(
            code=code,
            name=name,
            department_id=department,
            latitude=latitude,
            longitude=longitude,
        )


def structure(index: int, name: str, kind: StructureKind, commune: str) -> Structure:
    """A fictitious structure: its numbers can never be mistaken for real ones."""
    entity = LegalEntity.objects.create(
        finess=f"FICTE{index:05d}",
        name=f"{name} (fictif)",
        siren=f"FICT{index:05d}",
        is_fictitious=True,
    )
    town = Commune.objects.get(pk=commune)
    return Structure.objects.create(
        finess=f"FICT{index:06d}",
        legal_entity=entity,
        name=f"{name} (fictif)",
        official_name=name.upper(),
        kind=kind,
        commune=town,
        address="1 rue de l’Exemple",
        postal_code=f"{town.department_id}000",
        latitude=town.latitude,
        longitude=town.longitude,
        is_fictitious=True,
    )


def agency(code: str, name: str) -> Agency:
    return Agency.objects.create(
        region_id=code,
        name=f"Agence régionale de santé {name}",
        short_name=f"ARS {name}",
        service="Bureau des parcours professionnels",
        address="1 place de l’Exemple, 93200 Saint-Denis",
        email="temps-partage@ars.example.org",
        phone="01 99 00 12 12",
        court="tribunal administratif de Montreuil",
        city="Saint-Denis",
    )


def build(**settings: Any) -> World:
    """The world at NOW, its call open. `settings` change those of the call."""
    _places()
    kinds = StructureKind
    places: dict[str, Any] = {
        "recruiter": structure(1, "CH de Valmorin", kinds.PUBLIC_HOSPITAL, "77288"),
        "partner": structure(2, "Institut Sainte-Aurore", kinds.NON_PROFIT_HOSPITAL, "94028"),
        "other": structure(3, "CH du Val-Doré", kinds.PUBLIC_HOSPITAL, "95500"),
        "agency": agency("11", "Île-de-France"),
        "other_agency": agency("28", "Normandie"),
    }
    people = gather(places)
    specialty = Specialty.objects.create(
        code="geriatrie", name="Gériatrie", profession=Profession.DOCTOR, discipline="médicale"
    )
    chloe = people.actor("chloe")
    call = calls.prepare(settings=replace(SETTINGS, **settings), actor=chloe, at=SETTINGS.opens_at)
    call = calls.open_call(call=call, actor=chloe, at=SETTINGS.opens_at)
    return World(
        people=people,
        call=call,
        specialty=specialty,
        nursing_home=structure(4, "EHPAD Les Tilleuls", kinds.PUBLIC_NURSING_HOME, "91228"),
        private=structure(5, "Clinique du Parc", kinds.PRIVATE_HOSPITAL, "94028"),
        **places,
    )
