"""Writing a dossier: from the first save it is in the database, shared and versioned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls.models import Call
from tandem.apps.candidates.models import Candidate
from tandem.apps.dossiers import content, permissions
from tandem.apps.dossiers.models import Attachment, Dossier, Partner, PartnerAgreement, WeekPeriod
from tandem.apps.dossiers.services import moves, summary
from tandem.apps.files import services as files
from tandem.apps.foundation.ids import uuid7
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import TandemError
from tandem.domain.schemes.vocabulary import DocumentKind, Section

PARTNER_FIELDS = ("structure", "service", "referent_name", "referent_email", "common_direction")


class StaleError(TandemError):
    """Someone else saved this dossier in between; `by` and `at` say who and when (French)."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        super().__init__(
            f"{dossier.saved_by} a enregistré ce dossier {french.instant(dossier.saved_at)}. "
            "Vos saisies sont conservées ci-dessous : relisez, puis enregistrez de nouveau."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionInput:
    """What a form of one section holds: cleaned values, and the version that was read."""

    section: Section
    values: Mapping[str, Any]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """Several sections written together, and the version that was read."""

    values: Mapping[Section, Mapping[str, Any]]
    version: int


@transaction.atomic
def create(*, call: Call, actor: Actor, at: datetime, key: UUID | None = None) -> Dossier:
    """A new draft of the actor's structure, numbered in its call. Raises RefusedError.

    `key`, drawn by the form that asks, becomes its identity: a second click gets the same draft.
    """
    permissions.may_create(actor, call, at).require()
    call = Call.objects.select_for_update().get(pk=call.pk)
    key = key or uuid7()
    already = Dossier.objects.filter(pk=key).first()
    if already is not None and (already.owner, already.call) == (actor.structure, call):
        return already
    call.last_number += 1
    call.save(update_fields=["last_number"])
    dossier = Dossier(
        id=key if already is None else uuid7(),
        call=call,
        number=f"{call.code}-{call.last_number:03d}",
        owner=actor.structure,
        recruiter=actor.structure,
        created_by=actor.user,
        created_at=at,
        saved_by=actor.user,
        saved_at=at,
        contact_name=actor.user.full_name,
        contact_position=actor.user.position,
        contact_email=actor.user.email,
        contact_phone=actor.user.phone,
        is_fictitious=call.is_fictitious,
    )
    dossier.save(force_insert=True)
    summary.refresh(dossier)
    moves.note(dossier, "dossier.created", moves.Step(name="create", actor=actor, at=at))
    return dossier


def save_section(*, dossier: Dossier, entry: SectionInput, actor: Actor, at: datetime) -> Dossier:
    """Save one section. Raises StaleError when another save came first, RefusedError."""
    whole = Sections(values={entry.section: entry.values}, version=entry.version)
    return save_sections(dossier=dossier, entry=whole, actor=actor, at=at)


@transaction.atomic
def save_sections(*, dossier: Dossier, entry: Sections, actor: Actor, at: datetime) -> Dossier:
    """Save several sections in one act, all or none; see `save_section`."""
    locked = moves.lock(dossier)
    for section in entry.values:
        permissions.may_edit(actor, locked, section).require()
    if locked.version != entry.version:
        raise StaleError(locked)
    for section, written in entry.values.items():
        WRITERS[section](locked, written)
    touch(locked, actor, at)
    return locked


def touch(dossier: Dossier, actor: Actor, at: datetime) -> None:
    """Note who saved and when, grow the version, refresh what lists read."""
    dossier.version += 1
    dossier.saved_by, dossier.saved_at = actor.user, at
    dossier.save()
    summary.refresh(dossier)


def _write_fields(dossier: Dossier, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(dossier, name, value)


def _write_partner(dossier: Dossier, values: Mapping[str, Any]) -> None:
    if values["structure"] is None:
        dossier.partners.filter(position=1).delete()
        return
    chosen = {name: values[name] for name in PARTNER_FIELDS}
    Partner.objects.update_or_create(dossier=dossier, position=1, defaults=chosen)


def _write_time(dossier: Dossier, values: Mapping[str, Any]) -> None:
    _write_fields(dossier, {k: v for k, v in values.items() if k != "half_days"})
    dossier.weeks.all().delete()
    if values["half_days"].strip("-"):
        WeekPeriod.objects.create(
            dossier=dossier,
            starts_on=dossier.call.starts_on,
            ends_on=dossier.call.ends_on,
            half_days=values["half_days"],
        )


def _write_candidate(dossier: Dossier, values: Mapping[str, Any]) -> None:
    if not values["last_name"]:
        _forget_candidate(dossier)
        return
    candidate = dossier.candidate or Candidate(is_fictitious=dossier.is_fictitious)
    for name, value in values.items():
        setattr(candidate, name, value)
    candidate.save()
    dossier.candidate = candidate


def _forget_candidate(dossier: Dossier) -> None:
    """Erase the person, not only the link: what a draft no longer names has no reason to stay."""
    former, dossier.candidate = dossier.candidate, None
    if former is not None:
        dossier.save(update_fields=["candidate"])
        former.delete()


def _write_funding(dossier: Dossier, values: Mapping[str, Any]) -> None:
    dossier.recruiter_share = values["recruiter_share"]
    dossier.partners.filter(position=1).update(share=values["partner_share"])


WRITERS = {
    Section.RECRUITER: _write_fields,
    Section.PARTNER: _write_partner,
    Section.PROJECT: _write_fields,
    Section.TIME: _write_time,
    Section.CANDIDATE: _write_candidate,
    Section.FUNDING: _write_funding,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file received for a dossier, whole in memory (10 MB at most)."""

    kind: DocumentKind
    name: str
    content: bytes


@transaction.atomic
def attach(*, dossier: Dossier, upload: Upload, actor: Actor, at: datetime) -> Attachment:
    """Join a document; a new one of the same kind replaces the former, save for free documents.

    Raises RefusedError, and InvalidInputError when the file is not what its name says.
    """
    dossier = moves.lock(dossier)
    permissions.may_edit(actor, dossier, Section.DOCUMENTS).require()
    stored = files.store(name=upload.name, content=upload.content, by=actor.user, at=at)
    if upload.kind != DocumentKind.FREE:
        dossier.attachments.filter(kind=upload.kind, removed_at=None).update(removed_at=at)
    attachment = Attachment.objects.create(
        dossier=dossier, kind=upload.kind, file=stored, added_at=at
    )
    touch(dossier, actor, at)
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment, actor: Actor, at: datetime) -> None:
    """Take a document out of the dossier; the file itself is kept."""
    dossier = moves.lock(attachment.dossier)
    permissions.may_edit(actor, dossier, Section.DOCUMENTS).require()
    Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)
    touch(dossier, actor, at)


@transaction.atomic
def agree(*, partner: Partner, seen_sha256: str, actor: Actor, at: datetime) -> PartnerAgreement:
    """Give the partner's agreement to the content that was shown.

    Raises StaleError when the content changed since it was read, RefusedError.
    """
    dossier = moves.lock(partner.dossier)
    permissions.may_agree(actor, partner).require()
    current = content.agreed_sha256(dossier)
    if current != seen_sha256:
        raise StaleError(dossier)
    existing = partner.agreements.filter(content_sha256=current).first()
    if existing is not None:
        return existing
    agreement = PartnerAgreement.objects.create(
        partner=partner,
        given_by=actor.user,
        given_by_label=actor.label,
        given_at=at,
        content_sha256=current,
        version=dossier.version,
    )
    step = moves.Step(name="agree", actor=actor, at=at, detail={"content_sha256": current})
    moves.note(dossier, "dossier.agreed", step)
    return agreement
