"""Reading funded posts and letters; both are seen by those who see the dossier."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from tandem.apps.accounts.actor import VISITOR, Actor
from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.dossiers.models import Dossier
from tandem.apps.posts.models import DecisionLetter, Post
from tandem.apps.selection import selectors as selection
from tandem.domain.workflow.call import CallState
from tandem.domain.workflow.dossier import DossierState


def visible_to(actor: Actor) -> QuerySet[Post]:
    """The posts of the dossiers that the actor sees."""
    return (
        Post.objects.filter(dossier__in=dossiers.visible_to(actor).values("pk"))
        .select_related("dossier__recruiter__commune__department", "dossier__specialty", "call")
        .prefetch_related("plan_lines", "dossier__partners__structure")
    )


def letters_visible_to(actor: Actor) -> QuerySet[DecisionLetter]:
    """Letters: to the owner of the dossier and to the agency; a partner does not receive one."""
    seen = dossiers.visible_to(actor)
    if actor.structure is not None:
        seen = seen.filter(owner=actor.structure)
    return DecisionLetter.objects.filter(dossier__in=seen.values("pk")).select_related(
        "dossier__call__agency", "signed_by"
    )


def published_results(call: Call) -> QuerySet[Dossier]:
    """What the public may read of an announced call: the selected projects, never the others."""
    if not calls.visible_to(VISITOR).filter(pk=call.pk, state=CallState.ANNOUNCED).exists():
        return Dossier.objects.none()
    return (
        Dossier.objects.filter(call=call, state=DossierState.SELECTED)
        .select_related("recruiter__commune__department", "specialty")
        .prefetch_related("partners__structure")
        .order_by("rank")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigures:
    """What a published selection commits (cents), and what lets anyone compute it again."""

    posts: int
    agency_cents: int
    total_cents: int
    seed: str
    problem_sha256: str
    overrides: int


def published_figures(call: Call) -> PublishedFigures | None:
    """The figures of an announced call; None before."""
    run = selection.latest(call)
    if call.state != CallState.ANNOUNCED or run is None or run.published_at is None:
        return None
    sums = Post.objects.filter(call=call).aggregate(
        posts=Count("pk"), agency_cents=Sum("agency_cents"), total_cents=Sum("total_cents")
    )
    return PublishedFigures(
        posts=sums["posts"],
        agency_cents=sums["agency_cents"] or 0,
        total_cents=sums["total_cents"] or 0,
        seed=run.seed,
        problem_sha256=run.problem_sha256,
        overrides=run.overrides.count(),
    )


def is_letter(number: str, sha256: str) -> bool:
    """Whether a letter has both this number and this fingerprint: one answer for all the rest."""
    return DecisionLetter.objects.filter(number=number, content_sha256=sha256).exists()
