"""Preparing and opening a call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings as django_settings
from django.db import IntegrityError, transaction

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import permissions, selectors
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.apps.journal import services as journal
from tandem.catalogue import load
from tandem.domain.eligibility.assess import assess_calendar
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import Decision, allow, refuse
from tandem.domain.kernel.period import Period, add_months
from tandem.domain.workflow.call import CallState


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSettings:
    """What an agency sets when it opens a scheme for a year. Money in cents, days whole."""

    edition_key: str
    code: str
    slug: str
    title: str
    opens_at: datetime
    closes_on: date
    jury_from: date
    jury_to: date
    starts_on: date
    ends_on: date
    charges_rate: Decimal
    includes_iespe: bool
    posts: int | None = None
    envelope_cents: int | None = None
    envelope_kind: str = "provisional"
    split: str = "none"
    weights: dict[str, int] | None = None
    reserve_length: int = 10
    readings: int = 3
    is_fictitious: bool = False

    def fields(self) -> dict[str, Any]:
        """The columns of a call."""
        names = [name for name in self.__slots__ if name != "weights"]
        return {name: getattr(self, name) for name in names} | {"weights": self.weights or {}}


def _set(call: Call, settings: CallSettings) -> None:
    for name, value in settings.fields().items():
        setattr(call, name, value)
    calendar = load.load_edition(settings.edition_key).calendar
    call.closes_at = replace(calendar, closes_on=settings.closes_on).closes_at


def _checked(call: Call) -> Decision:
    edition = load.load_edition(call.edition_key)
    calendar = replace(
        edition.calendar,
        opens_on=call.opens_at.astimezone(clock.PARIS).date(),
        closes_on=call.closes_on,
        jury_from=call.jury_from,
        jury_to=call.jury_to,
        starts_on=call.starts_on,
        ends_on=call.ends_on,
    )
    decision = assess_calendar(edition, calendar) + _has_means(call)
    if call.opens_at >= call.closes_at:
        decision += refuse(
            "call_opens_before_it_closes",
            "Le dépôt ouvrirait après sa clôture.",
            expected="Avancez l’ouverture, par exemple au 03/03/2025 09:00.",
        )
    return decision + _lasts_as_written(call) if decision.allowed else decision


def _has_means(call: Call) -> Decision:
    if call.posts is not None or call.envelope_cents is not None:
        return allow()
    return refuse(
        "call_has_posts_or_envelope",
        "L’appel n’a ni nombre de postes ni enveloppe.",
        expected=french.typography("Donnez l’un ou l’autre, par exemple 24 postes ou 2 150 000 €."),
    )


def _lasts_as_written(call: Call) -> Decision:
    """The text fixes the length of the support: the agency moves its days, never its length."""
    months = load.load_edition(call.edition_key).funding.months
    period = Period(call.starts_on, call.ends_on)
    if period.is_whole_months and period.months == months:
        return allow()
    ends_on = add_months(call.starts_on, months) - timedelta(days=1)
    return refuse(
        "call_lasts_as_written",
        f"Le soutien dure {months} mois entiers d’après le texte de l’appel.",
        expected=f"Pour une prise de poste le {french.day(call.starts_on)}, "
        f"écrivez le {ends_on:%d/%m/%Y}.",
    )


def _save(call: Call, settings: CallSettings) -> None:
    """Save a call. Raises InvalidInputError when its code or its address is taken."""
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as error:
        msg = french.typography(
            f"Un appel porte déjà le préfixe « {settings.code} » ou l’adresse « {settings.slug} ». "
            "Choisissez-en d’autres, par exemple IDF13."
        )
        raise InvalidInputError(msg) from error


@transaction.atomic
def prepare(*, settings: CallSettings, actor: Actor, at: datetime) -> Call:
    """Prepare a call from an edition of the catalogue. Raises RefusedError, InvalidInputError."""
    permissions.may_prepare(actor).require()
    call = Call(agency=actor.agency, created_at=at)
    _set(call, settings)
    _checked(call).require()
    _save(call, settings)
    _note(call, "call.prepared", actor, at)
    return call


@transaction.atomic
def revise(*, call: Call, settings: CallSettings, actor: Actor, at: datetime) -> Call:
    """Change a call in preparation. Raises RefusedError once it is open, InvalidInputError."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    permissions.may_manage(actor, call).require()
    _still_prepared(call).require()
    _set(call, settings)
    _checked(call).require()
    _save(call, settings)
    _note(call, "call.revised", actor, at)
    return call


def _still_prepared(call: Call) -> Decision:
    if call.state == CallState.PREPARED:
        return Decision()
    return refuse("call_is_prepared", "L’appel est ouvert : ses règles et ses dates sont figées.")


@transaction.atomic
def open_call(*, call: Call, actor: Actor, at: datetime) -> Call:
    """Open a call: its rules are frozen with their hash, for all and for ever."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    permissions.may_manage(actor, call).require()
    (_still_prepared(call) + _checked(call)).require()
    call.rules = load.freeze(selectors.proposed_edition(call))
    call.rules_sha256 = digest.sha256(call.rules)
    call.state = CallState.OPENED
    call.opened_at, call.opened_by = at, actor.user
    call.save()
    _note(call, "call.opened", actor, at, {"rules_sha256": call.rules_sha256})
    return call


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What an agency may spend, in cents, and how many posts; None means no limit of that kind."""

    posts: int | None
    envelope_cents: int | None
    envelope_kind: str
    reason: str


@transaction.atomic
def set_envelope(*, call: Call, envelope: Envelope, actor: Actor, at: datetime) -> Call:
    """Change what a call may spend, with a reason, until its results are announced.

    The national share is notified after the jury (`domain.md` §3.1): the envelope that was
    provisional at the opening must be able to follow. Raises RefusedError.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    decision = permissions.may_manage(actor, call)
    if call.state == CallState.ANNOUNCED:
        decision += refuse("not_announced", "Les résultats sont publiés : l’enveloppe est figée.")
    if not envelope.reason.strip():
        decision += refuse(
            "reason",
            "Changer l’enveloppe demande un motif.",
            expected="Écrivez par exemple « Notification nationale du 22 octobre 2025 ».",
        )
    call.posts, call.envelope_cents = envelope.posts, envelope.envelope_cents
    call.envelope_kind = envelope.envelope_kind
    (decision + _has_means(call)).require()
    call.save(update_fields=["posts", "envelope_cents", "envelope_kind"])
    detail = {name: getattr(call, name) for name in ("posts", "envelope_cents", "envelope_kind")}
    _note(call, "call.envelope_set", actor, at, {**detail, "reason": envelope.reason})
    return call


@transaction.atomic
def announce(*, call: Call, actor: Actor, at: datetime) -> Call:
    """Mark a call as announced. The latest stage, which publishes all, calls this."""
    call = Call.objects.select_for_update().get(pk=call.pk)
    permissions.may_decide(actor, call).require()
    call.state = CallState.ANNOUNCED
    call.announced_at, call.announced_by = at, actor.user
    call.save()
    _note(call, "call.announced", actor, at)
    return call


@transaction.atomic
def close_for_demonstration(*, call: Call, actor: Actor, at: datetime) -> Call:
    """Close the filing of a fictitious call now, so that a newcomer can try the whole path.

    Raises RefusedError on a real call, and wherever the platform is not a demonstration.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    permissions.may_manage(actor, call).require()
    if not (django_settings.DEMONSTRATION and call.is_fictitious):
        refuse("is_fictitious", "Seul un appel fictif de démonstration se clôt ainsi.").require()
    if call.opens_at < at < call.closes_at:
        call.closes_at, call.closes_on = at, at.astimezone(clock.PARIS).date()
        call.save(update_fields=["closes_at", "closes_on"])
        _note(call, "call.closed_for_demonstration", actor, at)
    return call


def _note(
    call: Call, verb: str, actor: Actor, at: datetime, detail: dict[str, Any] | None = None
) -> None:
    journal.record(
        journal.Act(
            verb=verb,
            subject_type="call",
            subject_id=str(call.pk),
            subject_label=call.title,
            at=at,
            by=actor,
            detail=detail or {},
        )
    )
