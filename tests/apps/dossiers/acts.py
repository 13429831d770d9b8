"""The acts of the named people on a dossier, in the words of the tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tandem.apps.dossiers.models import Complement, Deposit, Dossier
from tandem.apps.dossiers.selectors import with_parts
from tandem.apps.dossiers.services import drafts, filing, screening
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests.world import AFTER_DEADLINE, NOW, World, section

CERTIFIED = filing.Certification(is_accurate=True, people_informed=True)
DUE_ON = date(2025, 5, 17)
LATER = AFTER_DEADLINE + timedelta(days=1)
PDF = b"%PDF-1.7\nfictif"


def fresh(dossier: Dossier) -> Dossier:
    """As it now is in the database."""
    return Dossier.objects.get(pk=dossier.pk)


def whole(dossier: Dossier) -> Dossier:
    """As it now is, with its parts."""
    return with_parts(Dossier.objects.filter(pk=dossier.pk)).get()


def save(
    world: World, dossier: Dossier, name: Section, who: str = "alice", **values: Any
) -> Dossier:
    """Someone saves a section after reading the dossier as it is."""
    return drafts.save_section(
        dossier=dossier,
        entry=section(name, fresh(dossier).version, **values),
        actor=world.people.actor(who),
        at=NOW,
    )


def sections(world: World) -> dict[Section, dict[str, Any]]:
    return world.sections("Onco-gériatrie partagée", {})


def attach(
    world: World,
    dossier: Dossier,
    kind: DocumentKind = DocumentKind.MEDICAL_PROJECT,
    who: str = "alice",
    **upload: Any,
):
    values = {"name": "projet.pdf", "content": PDF, **upload}
    return drafts.attach(
        dossier=dossier,
        upload=drafts.Upload(kind=kind, **values),
        actor=world.people.actor(who),
        at=NOW,
    )


def file(world: World, dossier: Dossier, who: str = "alice", at: datetime = NOW) -> Deposit:
    return filing.file_dossier(
        dossier=dossier, certification=CERTIFIED, actor=world.people.actor(who), at=at
    )


def withdraw(world: World, dossier: Dossier, who: str = "alice", reason: str = "Motif") -> None:
    filing.withdraw(dossier=dossier, reason=reason, actor=world.people.actor(who), at=LATER)


def ask(
    world: World,
    dossier: Dossier,
    *opened: Section,
    who: str = "chloe",
    reason: str = "L’avis manque",
    due_on: date | None = DUE_ON,
) -> Complement:
    request = screening.Request(reason=reason, sections=opened, due_on=due_on)
    return screening.ask_complement(
        dossier=dossier, request=request, actor=world.people.actor(who), at=AFTER_DEADLINE
    )


def answer(world: World, dossier: Dossier, who: str = "alice", text: str = "Voici") -> Complement:
    return screening.answer_complement(
        dossier=dossier, answer=text, actor=world.people.actor(who), at=LATER
    )


def declare(
    world: World, dossier: Dossier, admissible: bool = True, who: str = "chloe", reason: str = ""
) -> None:
    screening.declare(
        dossier=dossier,
        admissible=admissible,
        reason=reason,
        actor=world.people.actor(who),
        at=AFTER_DEADLINE,
    )


def reopen(world: World, dossier: Dossier, who: str = "chloe", reason: str = "Erreur") -> None:
    screening.reopen(dossier=dossier, reason=reason, actor=world.people.actor(who), at=LATER)
