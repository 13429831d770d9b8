"""Filing: in one transaction, exactly once, before the instant of the deadline or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tandem.apps.accounts.actor import Actor
from tandem.apps.dossiers import completeness, content, permissions, receipt, selectors
from tandem.apps.dossiers.models import Deposit, Dossier
from tandem.apps.dossiers.services import moves, summary
from tandem.apps.foundation import clock
from tandem.apps.messaging import services as messaging
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.finding import Decision, RefusedError
from tandem.domain.workflow.dossier import MACHINE, DossierState


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """The two boxes that the filer ticks, and the key of the form that was sent."""

    is_accurate: bool
    people_informed: bool
    idempotency_key: str = ""

    @property
    def is_given(self) -> bool:
        """Both boxes ticked."""
        return self.is_accurate and self.people_informed


def guard_facts(dossier: Dossier, at: datetime, *, certified: bool) -> dict[str, Any]:
    """What the guards of filing read, at the instant when the request was received."""
    dossier.is_certified = certified
    return {
        "at": at,
        "opens_at": dossier.call.opens_at.astimezone(clock.PARIS),
        "closes_at": dossier.call.closes_at,
        "closes_on": dossier.call.closes_on,
        "missing": completeness.missing(dossier),
        "pending_partners": selectors.pending_partners(dossier),
        "assessment": Decision(selectors.assessment(dossier, at).refusals),
    }


def may_file(*, dossier: Dossier, actor: Actor, at: datetime) -> Decision:
    """Everything that would refuse a filing now, certification apart. Files nothing."""
    was_certified = dossier.is_certified
    facts = guard_facts(dossier, at, certified=True)
    dossier.is_certified = was_certified
    role = actor.role or ""
    return permissions.is_of_owner(actor, dossier) + MACHINE.check(
        "file", state=dossier.state, actor=role, facts=facts
    )


def file_dossier(
    *, dossier: Dossier, certification: Certification, actor: Actor, at: datetime
) -> Deposit:
    """File a dossier received at the instant `at`. Raises RefusedError with all the reasons.

    A second click or a second tab gets the deposit already made. A refused attempt is written
    in the journal, so that the agency can prove how its platform answered (trust.md §1.6).
    """
    try:
        return _file(dossier=dossier, certification=certification, actor=actor, at=at)
    except RefusedError as refused:
        reasons = [finding.reason for finding in refused.decision.refusals]
        step = moves.Step(name="file", actor=actor, at=at, detail={"reasons": reasons})
        moves.note(dossier, "dossier.filing_refused", step)
        raise


@transaction.atomic
def _file(*, dossier: Dossier, certification: Certification, actor: Actor, at: datetime) -> Deposit:
    locked = moves.lock(dossier)
    permissions.is_of_owner(actor, locked).require()
    already = Deposit.objects.filter(dossier=locked).first()
    if already is not None and locked.state != DossierState.WITHDRAWN:
        return already
    whole = selectors.with_parts(Dossier.objects.filter(pk=locked.pk)).get()
    facts = guard_facts(whole, at, certified=certification.is_given)
    filed = digest.sha256(content.filed_content(whole))
    whole.filed_at, whole.filed_by = at, actor.user
    detail = {"content_sha256": filed}
    event = moves.move(
        whole, moves.Step(name="file", actor=actor, at=at, facts=facts, detail=detail)
    )
    deposit = _deposit(whole, actor, certification.idempotency_key, event.index)
    summary.refresh(whole)
    _tell(deposit)
    return deposit


def _deposit(dossier: Dossier, actor: Actor, key: str, index: int) -> Deposit:
    written = content.filed_content(dossier)
    deposit = Deposit(
        dossier=dossier,
        number=f"{dossier.number}-D1",
        filed_at=dossier.filed_at,
        filed_by_label=actor.label,
        filed_by_email=actor.user.email,
        content=digest.as_json(written),
        content_sha256=digest.sha256(written),
        chain_index=index,
        idempotency_key=key,
    )
    deposit.receipt = receipt.of(deposit, verify_url=settings.BASE_URL + reverse("public:verify"))
    deposit.save(force_insert=True)
    return deposit


def _tell(deposit: Deposit) -> None:
    dossier = deposit.dossier
    body = receipt.mail(deposit, settings.BASE_URL + reverse("my_room"))
    addresses = sorted({deposit.filed_by_email, dossier.contact_email})
    for place, address in enumerate(addresses, start=1):
        messaging.write(
            key=f"receipt-{deposit.number}-{place}",
            to=address,
            subject=f"Dossier {dossier.number} déposé : accusé de réception",
            body=french.typography(body),
            at=deposit.filed_at,
        )


@transaction.atomic
def send_receipt(*, deposit: Deposit, actor: Actor, at: datetime) -> str:
    """Send the acknowledgement again to the person who asks, at most once a minute.

    Returns the address. Raises RefusedError.
    """
    permissions.is_of_owner(actor, deposit.dossier).require()
    messaging.write(
        key=f"receipt-again-{deposit.number}-{actor.user.pk}-{at:%Y%m%d%H%M}",
        to=actor.user.email,
        subject=f"Dossier {deposit.dossier.number} : accusé de réception du dépôt",
        body=french.typography(receipt.mail(deposit, settings.BASE_URL + reverse("my_room"))),
        at=at,
    )
    return actor.user.email


@transaction.atomic
def withdraw(*, dossier: Dossier, reason: str, actor: Actor, at: datetime) -> None:
    """Withdraw a filed dossier, with a reason. Raises RefusedError."""
    locked = moves.lock(dossier)
    permissions.is_of_owner(actor, locked).require()
    moves.move(locked, moves.Step(name="withdraw", actor=actor, at=at, comment=reason))
