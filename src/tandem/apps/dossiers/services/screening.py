"""Screening by the agency: judging findings, asking for a complement, deciding admissibility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import User
from tandem.apps.dossiers import content, permissions, selectors
from tandem.apps.dossiers.models import Complement, Dossier, FindingReview
from tandem.apps.dossiers.services import moves, summary
from tandem.apps.foundation import clock
from tandem.apps.messaging import services as messaging
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.finding import Decision, refuse
from tandem.domain.workflow.dossier import MACHINE

# A setting of the platform, shown on the form: nobody can answer in less.
SHORTEST_DELAY = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A complement that is asked for: why, which sections are reopened, by when."""

    reason: str
    sections: tuple[str, ...]
    due_on: date | None


def earliest_due_on(at: datetime) -> date:
    """The first day that may be given for an answer."""
    return at.astimezone(clock.PARIS).date() + SHORTEST_DELAY


@transaction.atomic
def assign(*, dossier: Dossier, screener: User, actor: Actor, at: datetime) -> None:
    """Give a dossier to the person who screens it."""
    permissions.may_screen(actor, dossier).require()
    Dossier.objects.filter(pk=dossier.pk).update(screener=screener)
    moves.note(dossier, "dossier.assigned", moves.Step(name="assign", actor=actor, at=at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person says of the finding of one rule."""

    rule: str
    verdict: str
    motive: str = ""


@transaction.atomic
def review_finding(*, dossier: Dossier, review: Review, actor: Actor, at: datetime) -> None:
    """Judge a finding, or set it aside with a motive. Raises RefusedError."""
    locked = moves.lock(dossier)
    permissions.may_review(actor, locked).require()
    if review.verdict == FindingReview.Verdict.SET_ASIDE and not review.motive.strip():
        refuse(
            "motive",
            "Écarter un constat demande un motif.",
            expected="Écrivez par exemple « Lien juridique vérifié par la délégation ».",
        ).require()
    FindingReview.objects.update_or_create(
        dossier=locked,
        rule=review.rule,
        defaults={
            "verdict": review.verdict,
            "motive": review.motive,
            "by_label": actor.label,
            "at": at,
        },
    )
    detail = {"rule": review.rule, "verdict": review.verdict}
    step = moves.Step(name="review", actor=actor, at=at, comment=review.motive, detail=detail)
    moves.note(locked, "dossier.finding_reviewed", step)
    summary.refresh(locked)


@transaction.atomic
def ask_complement(*, dossier: Dossier, request: Request, actor: Actor, at: datetime) -> Complement:
    """Ask the hospital for something, with a reason and a day. Raises RefusedError."""
    locked = moves.lock(dossier)
    permissions.may_screen(actor, locked).require()
    facts = {"due_on": request.due_on, "earliest_due_on": earliest_due_on(at)}
    step = moves.Step(
        name="ask_complement", actor=actor, at=at, comment=request.reason, facts=facts
    )
    moves.move(locked, step)
    complement = Complement.objects.create(
        dossier=locked,
        reason=request.reason,
        sections=list(request.sections),
        due_on=request.due_on,
        asked_at=at,
        asked_by_label=actor.label,
    )
    _tell(
        locked,
        key=f"complement-{complement.pk}",
        subject=f"Dossier {locked.number} : complément demandé",
        body=f"{request.reason}\n\nRépondez au plus tard le {french.day(request.due_on)}.",
        at=at,
    )
    return complement


@transaction.atomic
def answer_complement(*, dossier: Dossier, answer: str, actor: Actor, at: datetime) -> Complement:
    """Answer the waiting request; the dossier as it then stands is fingerprinted."""
    locked = moves.lock(dossier)
    permissions.is_of_owner(actor, locked).require()
    complement = locked.waiting_complement
    moves.move(locked, moves.Step(name="answer_complement", actor=actor, at=at, comment=answer))
    whole = selectors.with_parts(Dossier.objects.filter(pk=locked.pk)).get()
    complement.answered_at, complement.answer = at, answer
    complement.content_sha256 = digest.sha256(content.filed_content(whole))
    complement.save()
    summary.refresh(whole)
    return complement


def _guard_facts(dossier: Dossier) -> dict[str, Any]:
    blocking = selectors.still_blocking(dossier, selectors.assessment(dossier))
    return {"blocking_titles": tuple(finding.title for finding in blocking)}


def may_declare_admissible(*, dossier: Dossier, actor: Actor) -> Decision:
    """Everything that would refuse to declare a dossier (read `with_parts`) admissible now."""
    return permissions.may_screen(actor, dossier) + MACHINE.check(
        "declare_admissible",
        state=dossier.state,
        actor=actor.role or "",
        facts=_guard_facts(dossier),
    )


@transaction.atomic
def declare(*, dossier: Dossier, admissible: bool, reason: str, actor: Actor, at: datetime) -> None:
    """Declare a dossier admissible, or not with its reasons. Raises RefusedError."""
    locked = moves.lock(dossier)
    permissions.may_screen(actor, locked).require()
    whole = selectors.with_parts(Dossier.objects.filter(pk=locked.pk)).get()
    facts = _guard_facts(whole)
    name = "declare_admissible" if admissible else "declare_inadmissible"
    moves.move(whole, moves.Step(name=name, actor=actor, at=at, comment=reason, facts=facts))
    word = "recevable" if admissible else "irrecevable"
    _tell(
        whole,
        key=f"{name}-{whole.pk}-{whole.version}",
        subject=f"Dossier {whole.number} : {word}",
        body=f"L’agence déclare votre dossier {word}.\n\n{reason}".strip(),
        at=at,
    )


@transaction.atomic
def reopen(*, dossier: Dossier, reason: str, actor: Actor, at: datetime) -> None:
    """Take back an admissibility decision, with a reason, before anything is announced."""
    locked = moves.lock(dossier)
    permissions.may_reopen(actor, locked).require()
    moves.move(locked, moves.Step(name="reopen_screening", actor=actor, at=at, comment=reason))


def _tell(dossier: Dossier, *, key: str, subject: str, body: str, at: datetime) -> None:
    link = settings.BASE_URL + reverse("my_room")
    messaging.write(
        key=key,
        to=dossier.contact_email,
        subject=subject,
        body=french.typography(f"{body}\n\nVotre espace : {link}"),
        at=at,
    )
