"""Reading the jury. A tie removes a dossier by query, whoever asks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Attachment, Dossier
from tandem.apps.jury.models import Conflict, Juror, Reading
from tandem.domain.scoring import grid, rank
from tandem.domain.workflow.dossier import ANNOUNCED, DossierState


def visible_to(actor: Actor) -> QuerySet[Reading]:
    """The readings of a juror that no tie closes. Nobody else has any."""
    if not actor.is_juror or actor.user is None:
        return Reading.objects.none()
    mine = Reading.objects.filter(juror__user=actor.user, juror__call__agency=actor.agency)
    tied = Conflict.objects.filter(juror__user=actor.user).values("dossier")
    return mine.filter(is_recused=False).exclude(dossier__in=tied).select_related("juror__call")


def left_to_hand_in(actor: Actor) -> int:
    """How many readings this juror still owes, in calls whose results are not announced."""
    owed = visible_to(actor).filter(submitted_at=None, juror__call__announced_at=None)
    return owed.count()


def dossiers_visible_to(actor: Actor) -> QuerySet[Dossier]:
    """The dossiers that a juror may open."""
    return Dossier.objects.filter(readings__in=visible_to(actor)).distinct()


def attachments_visible_to(actor: Actor) -> QuerySet[Attachment]:
    """The documents of the dossiers that a juror may open, those taken out apart."""
    seen = dossiers_visible_to(actor).values("pk")
    return Attachment.objects.filter(dossier__in=seen, removed_at=None).select_related("file")


def seats_of(actor: Actor) -> QuerySet[Juror]:
    """The places that this juror holds, in the jury of the latest call first."""
    if not actor.is_juror or actor.user is None:
        return Juror.objects.none()
    mine = Juror.objects.filter(user=actor.user, call__agency=actor.agency)
    return mine.select_related("call__agency", "legal_entity").order_by("-call__closes_at")


def ties_of(actor: Actor) -> QuerySet[Conflict]:
    """The ties that this juror declared."""
    if not actor.is_juror or actor.user is None:
        return Conflict.objects.none()
    return Conflict.objects.filter(juror__user=actor.user).select_related("dossier")


def jurors_of(call: Call) -> QuerySet[Juror]:
    """The members of the jury of a call, the chair first."""
    return (
        Juror.objects.filter(call=call)
        .select_related("user", "legal_entity")
        .prefetch_related("readings", "conflicts__dossier")
        .order_by("-is_chair", "user__last_name")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where the jury of a call is: dossiers that are or were there, readings given and handed in.

    `short` counts the dossiers that still lack a reader, `unmarked` those nobody has marked yet.
    """

    dossiers: int
    given: int
    handed_in: int
    short: int
    unmarked: int


def progress(call: Call) -> Progress:
    """The figures of the jury, in one query; readings closed by a tie count for nothing."""
    counted = Q(readings__is_recused=False, readings__juror__call=call)
    at_the_jury = (DossierState.ADMISSIBLE, *ANNOUNCED)
    dossiers = Dossier.objects.filter(call=call, state__in=at_the_jury).annotate(
        given=Count("readings", filter=counted),
        handed_in=Count("readings", filter=counted & Q(readings__submitted_at__isnull=False)),
    )
    found = list(dossiers.values_list("given", "handed_in"))
    return Progress(
        dossiers=len(found),
        given=sum(given for given, _ in found),
        handed_in=sum(handed_in for _, handed_in in found),
        short=sum(given < call.readings for given, _ in found),
        unmarked=sum(not handed_in for _, handed_in in found),
    )


def marks_of(reading: Reading) -> list[grid.Mark]:
    """The marks of a reading as the domain reads them."""
    return [
        grid.Mark(criterion=mark.criterion, value=mark.value, comment=mark.comment)
        for mark in reading.marks.all()
    ]


def reading_of(reading: Reading) -> grid.Reading:
    """What the marks of a reading amount to, on the grid of its call."""
    return grid.read(calls.edition(reading.juror.call).grid, marks_of(reading))


def scores(call: Call) -> dict[object, rank.Score]:
    """The score of each dossier of a call from its handed-in, untied readings, by dossier id."""
    criteria = calls.edition(call).grid
    counted = Reading.objects.filter(
        juror__call=call, submitted_at__isnull=False, is_recused=False
    ).prefetch_related("marks")
    by_dossier: dict[object, list[grid.Reading]] = defaultdict(list)
    for reading in counted:
        by_dossier[reading.dossier_id].append(grid.read(criteria, marks_of(reading)))
    found = {dossier: rank.score(readings) for dossier, readings in by_dossier.items()}
    return {dossier: score for dossier, score in found.items() if score is not None}
