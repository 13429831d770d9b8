"""Appointing jurors, giving them dossiers, declaring ties and marking."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import User
from tandem.apps.calls import permissions as call_permissions
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.journal import services as journal
from tandem.apps.jury import permissions, selectors
from tandem.apps.jury.models import Conflict, Juror, Mark, Reading
from tandem.apps.territory.models import LegalEntity
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import refuse
from tandem.domain.scoring import grid
from tandem.domain.workflow.dossier import DossierState


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place in the jury: who, in what quality, working where."""

    user: User
    quality: str
    legal_entity: LegalEntity | None = None
    is_chair: bool = False


@transaction.atomic
def appoint(*, call: Call, seat: Seat, actor: Actor, at: datetime) -> Juror:
    """Appoint a juror for a call. Raises RefusedError.

    The same person keeps one seat, and a new chair takes the place of the one before.
    """
    call_permissions.may_manage(actor, call).require()
    if seat.is_chair:
        Juror.objects.filter(call=call).update(is_chair=False)
    juror, _ = Juror.objects.update_or_create(
        call=call,
        user=seat.user,
        defaults={
            "quality": seat.quality,
            "legal_entity": seat.legal_entity,
            "is_chair": seat.is_chair,
        },
    )
    _recuse_from_own_establishment(juror)
    _note(call, "jury.appointed", actor, at, detail=str(seat.user))
    return juror


def _recuse_from_own_establishment(juror: Juror) -> None:
    """Close the readings given before one knew where the juror works."""
    given = Reading.objects.filter(juror=juror).select_related(
        "dossier__owner", "dossier__recruiter"
    )
    tied = [reading.pk for reading in given if _is_tied(juror, reading.dossier)]
    Reading.objects.filter(pk__in=tied).update(is_recused=True)


def _lock(call: Call) -> None:
    """Nobody gives readings while a tie is being declared, nor twice at once."""
    Call.objects.select_for_update().get(pk=call.pk)


def _is_tied(juror: Juror, dossier: Dossier) -> bool:
    """A juror never reads their own establishment, nor a dossier to which they declared a tie."""
    entities = {dossier.owner.legal_entity_id}
    entities |= {partner.structure.legal_entity_id for partner in dossier.partners.all()}
    if dossier.recruiter is not None:
        entities.add(dossier.recruiter.legal_entity_id)
    declared = {conflict.dossier_id for conflict in juror.conflicts.all()}
    return juror.legal_entity_id in entities or dossier.pk in declared


def _choose(
    jurors: Sequence[Juror], dossier: Dossier, load: Counter[object], wanted: int
) -> list[Juror]:
    """The least loaded jurors without a tie; equal loads are settled by a published hash."""
    free = [juror for juror in jurors if not _is_tied(juror, dossier)]

    def turn(juror: Juror) -> tuple[int, str]:
        name = f"{dossier.number}|{juror.user.email}".encode()
        return load[juror.pk], hashlib.sha256(name).hexdigest()

    return sorted(free, key=turn)[:wanted]


@transaction.atomic
def distribute(*, call: Call, actor: Actor, at: datetime) -> int:
    """Give each admissible dossier its readings, evenly. Returns the number of new readings.

    Readings already given stay. Raises InvalidInputError (French) naming the dossiers for which
    too few jurors are free of ties.
    """
    call_permissions.may_manage(actor, call).require()
    _lock(call)
    jurors = list(selectors.jurors_of(call))
    given = Reading.objects.filter(juror__call=call, is_recused=False)
    load: Counter[object] = Counter(given.values_list("juror", flat=True))
    dossiers = (
        Dossier.objects.filter(call=call, state=DossierState.ADMISSIBLE)
        .select_related("owner", "recruiter")
        .prefetch_related("partners__structure", "readings")
        .order_by("number")
    )
    new: list[Reading] = []
    short: list[str] = []
    for dossier in dossiers:
        readers = {r.juror_id for r in dossier.readings.all()}
        active = sum(not r.is_recused for r in dossier.readings.all())
        others = [juror for juror in jurors if juror.pk not in readers]
        chosen = _choose(others, dossier, load, call.readings - active)
        if active + len(chosen) < call.readings:
            short.append(dossier.number)
        load.update(juror.pk for juror in chosen)
        new += [Reading(juror=juror, dossier=dossier, assigned_at=at) for juror in chosen]
    _enough(call, short)
    Reading.objects.bulk_create(new)
    _note(call, "jury.distributed", actor, at, detail=f"{len(new)} lectures")
    return len(new)


def _enough(call: Call, short: Sequence[str]) -> None:
    if short:
        wanted = french.plural(call.readings, "lecture")
        msg = (
            f"Trop peu de jurés sans lien pour {wanted} : {french.enumerate_words(short)}. "
            "Nommez d’autres jurés, ou réduisez le nombre de lectures de l’appel."
        )
        raise InvalidInputError(french.typography(msg))


@transaction.atomic
def declare_conflict(
    *, juror: Juror, dossier: Dossier, reason: str, actor: Actor, at: datetime
) -> Conflict:
    """Declare a tie: the dossier closes to this juror at once and their marks stop counting."""
    permissions.is_this_juror(actor, juror).require()
    if not reason.strip():
        refuse(
            "reason",
            "Dites la nature du lien.",
            expected="Écrivez par exemple « J’ai encadré la candidate jusqu’en 2025 ».",
        ).require()
    _lock(juror.call)
    conflict, created = Conflict.objects.get_or_create(
        juror=juror, dossier=dossier, defaults={"reason": reason, "declared_at": at}
    )
    Reading.objects.filter(juror=juror, dossier=dossier).update(is_recused=True)
    if created:
        _note(juror.call, "jury.conflict_declared", actor, at, detail=dossier.number)
    return conflict


@transaction.atomic
def save_marks(
    *, reading: Reading, marks: Sequence[grid.Mark], submit: bool, actor: Actor, at: datetime
) -> grid.Reading:
    """Save marks, and hand the reading in when `submit` says so and nothing is missing.

    Raises RefusedError, and InvalidInputError (French) with what is left to do.
    """
    locked = Reading.objects.select_for_update(of=("self",))
    reading = locked.select_related("juror__call", "dossier").get(pk=reading.pk)
    permissions.may_mark(actor, reading).require()
    result = grid.read(calls.edition(reading.juror.call).grid, marks)
    if submit and not result.is_complete:
        raise InvalidInputError(" ".join(result.remarks))
    reading.marks.all().delete()
    Mark.objects.bulk_create(
        Mark(reading=reading, criterion=m.criterion, value=m.value, comment=m.comment)
        for m in marks
    )
    reading.saved_at = at
    reading.submitted_at = at if submit else None
    reading.save(update_fields=["saved_at", "submitted_at"])
    if submit:
        _note(reading.juror.call, "jury.reading_submitted", actor, at, reading.dossier.number)
    return result


def _note(call: Call, verb: str, actor: Actor, at: datetime, detail: str) -> None:
    journal.record(
        journal.Act(
            verb=verb,
            subject_type="call",
            subject_id=str(call.pk),
            subject_label=call.title,
            at=at,
            by=actor,
            detail={"what": detail},
        )
    )
