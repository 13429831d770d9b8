"""One dossier told through the real services: written, agreed, filed, screened, marked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tandem.apps.accounts.models import User
from tandem.apps.accounts.selectors import actor_for
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import drafts, filing, screening
from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Reading
from tandem.commands.demonstration.people import Cast
from tandem.commands.demonstration.places import Pair
from tandem.commands.demonstration.projects import Project
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tandem.domain.scoring.grid import Mark

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
CERTIFIED = filing.Certification(is_accurate=True, people_informed=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """The call in which acts happen, and who is there."""

    call: Call
    cast: Cast


def write(stage: Stage, pair: Pair, project: Project, at: datetime) -> Dossier:
    """A draft with all its sections."""
    actor = stage.cast.office_of(pair.recruiter, at.date())
    dossier = drafts.create(call=stage.call, actor=actor, at=at)
    entry = drafts.Sections(values=_sections(pair, project), version=dossier.version)
    dossier = drafts.save_sections(dossier=dossier, entry=entry, actor=actor, at=at)
    upload = drafts.Upload(
        kind=DocumentKind.MEDICAL_PROJECT, name="projet-medical-fictif.pdf", content=PDF
    )
    drafts.attach(dossier=dossier, upload=upload, actor=actor, at=at)
    Dossier.objects.filter(pk=dossier.pk).update(is_fictitious=True)
    return Dossier.objects.get(pk=dossier.pk)


def _sections(pair: Pair, project: Project) -> dict[Section, dict[str, Any]]:
    return {
        Section.RECRUITER: {"recruiter": pair.recruiter, "service": "Pôle de médecine (fictif)"},
        Section.PARTNER: {
            "structure": pair.partner,
            "service": "Service d’accueil (fictif)",
            "referent_name": "Dr Personne Fictive",
            "referent_email": "referent@partenaire.example",
            "common_direction": False,
        },
        Section.PROJECT: project.project,
        Section.TIME: {
            "half_days": project.half_days,
            "main_place": 0,
            "distance_km": pair.distance_km,
            "on_call": "none",
        },
        **({Section.CANDIDATE: project.candidate} if project.candidate else {}),
        Section.FUNDING: {"recruiter_share": Decimal(20), "partner_share": Decimal(20)},
    }


def agree(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """The partner agrees to what it reads."""
    whole = selectors.with_parts(Dossier.objects.filter(pk=dossier.pk)).get()
    partner = whole.partners.get()
    drafts.agree(
        partner=partner,
        seen_sha256=content.agreed_sha256(whole),
        actor=stage.cast.direction_of(partner.structure, at.date()),
        at=at + timedelta(hours=20),
    )


def file(stage: Stage, dossier: Dossier, at: datetime) -> None:
    """The office files."""
    actor = stage.cast.office_of(dossier.owner, at.date())
    filing.file_dossier(dossier=dossier, certification=CERTIFIED, actor=actor, at=at)


def screen(stage: Stage, dossier: Dossier, at: datetime, refusal: str = "") -> None:
    """The officer takes the dossier and declares it admissible, or not for a reason."""
    actor = stage.cast.officer_actor(at.date())
    fresh = Dossier.objects.select_related("call").get(pk=dossier.pk)
    screening.assign(dossier=fresh, screener=stage.cast.officer, actor=actor, at=at)
    screening.declare(dossier=fresh, admissible=not refusal, reason=refusal, actor=actor, at=at)


def ask(stage: Stage, dossier: Dossier, reason: str, at: datetime) -> None:
    """The officer asks for a complement."""
    request = screening.Request(
        reason=reason, sections=(Section.DOCUMENTS,), due_on=(at + timedelta(days=12)).date()
    )
    fresh = Dossier.objects.select_related("call").get(pk=dossier.pk)
    actor = stage.cast.officer_actor(at.date())
    screening.ask_complement(dossier=fresh, request=request, actor=actor, at=at)


def seat_jury(stage: Stage, users: Sequence[User], at: datetime) -> None:
    """These people are appointed, the first as chair."""
    actor = stage.cast.officer_actor(at.date())
    for index, user in enumerate(users):
        seat = jury.Seat(user=user, quality=user.position, is_chair=index == 0)
        jury.appoint(call=stage.call, seat=seat, actor=actor, at=at)


def mark_all(stage: Stage, readings: Sequence[Reading], at: datetime, seed: int) -> None:
    """Each juror marks and hands in: a level for the dossier, a little taste for the juror."""
    draw = random.Random(seed)  # noqa: S311 - fictitious marks, published seed
    grid = calls.edition(stage.call).grid
    level: dict[object, int] = {}
    for reading in readings:
        base = level.setdefault(reading.dossier_id, draw.choice((2, 3, 3, 4, 4, 5)))
        marks = [
            Mark(criterion=c.key, value=_mark(draw, base), comment="Note fictive.") for c in grid
        ]
        actor = actor_for(reading.juror.user, at.date())
        jury.save_marks(reading=reading, marks=marks, submit=True, actor=actor, at=at)


def _mark(draw: random.Random, base: int) -> int:
    return max(0, min(5, base + draw.choice((-1, 0, 0, 0, 1))))
