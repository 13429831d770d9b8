"""The 12th call of Île-de-France as it was: closed, published, its posts running.

Dates, rules and rate are those of the call. Posts, envelope, dossiers and marks are fictitious:
the call does not announce a number of posts, and no list of its dossiers is public.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from tandem.apps.calls import services as calls
from tandem.apps.dossiers.models import Dossier
from tandem.apps.foundation.clock import PARIS
from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Juror, Reading
from tandem.apps.posts import services as posts
from tandem.apps.posts.models import Post
from tandem.apps.selection import services as selection
from tandem.commands.demonstration import acts
from tandem.commands.demonstration.people import Cast
from tandem.commands.demonstration.places import Places
from tandem.commands.demonstration.projects import draw_projects

DOSSIERS = 120
INADMISSIBLE_EVERY = 16
REFUSAL = (
    "Les deux structures ont une direction commune depuis 2023 : l’appel demande un partenaire "
    "indépendant du recruteur (constat fictif)."
)
SETTINGS = calls.CallSettings(
    edition_key="ile-de-france/asp/2025",
    code="IDF12",
    slug="ile-de-france-assistants-partages-12",
    title="Assistants spécialistes à temps partagé, 12e appel (2025-2027)",
    opens_at=datetime(2025, 3, 3, 9, tzinfo=PARIS),
    closes_on=date(2025, 4, 30),
    jury_from=date(2025, 6, 9),
    jury_to=date(2025, 6, 13),
    starts_on=date(2025, 11, 1),
    ends_on=date(2027, 10, 31),
    charges_rate=Decimal("0.42"),
    includes_iespe=True,
    posts=24,
    envelope_cents=2_150_000_00,
    split="equal",
    reserve_length=6,
)
WRITING = datetime(2025, 3, 24, 10, tzinfo=PARIS)
SCREENING = datetime(2025, 5, 5, 9, tzinfo=PARIS)
JURY = datetime(2025, 6, 10, 9, 30, tzinfo=PARIS)
PUBLISHING = datetime(2025, 6, 20, 11, tzinfo=PARIS)
STARTING = datetime(2025, 11, 3, 9, tzinfo=PARIS)


def tell(places: Places, cast: Cast) -> None:
    """From the opening to the first day of the posts."""
    officer = cast.officer_actor(SETTINGS.opens_at.date())
    call = calls.prepare(settings=SETTINGS, actor=officer, at=SETTINGS.opens_at)
    stage = acts.Stage(calls.open_call(call=call, actor=officer, at=SETTINGS.opens_at), cast)
    dossiers = _file_all(stage, places)
    for index, dossier in enumerate(dossiers):
        refusal = REFUSAL if index % INADMISSIBLE_EVERY == INADMISSIBLE_EVERY - 1 else ""
        acts.screen(stage, dossier, SCREENING + timedelta(minutes=20 * index), refusal)
    _deliberate(stage)
    _start_posts(stage)


def _file_all(stage: acts.Stage, places: Places) -> list[Dossier]:
    projects = draw_projects(seed=SETTINGS.posts)
    filed = []
    for index in range(DOSSIERS):
        pair = places.pairs[index % len(places.pairs)]
        at = WRITING + timedelta(hours=5 * index)
        dossier = acts.write(stage, pair, next(projects), at)
        acts.agree(stage, dossier, at)
        acts.file(stage, dossier, at + timedelta(days=2, minutes=7 * index, seconds=index))
        filed.append(dossier)
    return filed


def _deliberate(stage: acts.Stage) -> None:
    """Readings, one declared tie, marks, the list, then the one act that publishes."""
    acts.seat_jury(stage, stage.cast.jurors, SCREENING)
    officer = stage.cast.officer_actor(JURY.date())
    jury.distribute(call=stage.call, actor=officer, at=JURY - timedelta(days=10))
    tied = Reading.objects.filter(juror__user=stage.cast.jurors[1], juror__call=stage.call)
    first = tied.select_related("juror", "dossier").order_by("dossier__number")[0]
    jury.declare_conflict(
        juror=first.juror,
        dossier=first.dossier,
        reason="J’ai encadré le service d’accueil jusqu’en 2024 (fictif).",
        actor=acts.actor_for(first.juror.user, JURY.date()),
        at=JURY - timedelta(days=9),
    )
    jury.distribute(call=stage.call, actor=officer, at=JURY - timedelta(days=8))
    juror_ids = Juror.objects.filter(call=stage.call).values("pk")
    readings = Reading.objects.filter(juror__in=juror_ids, is_recused=False)
    ordered = readings.select_related("juror__user", "dossier").order_by("dossier__number", "pk")
    acts.mark_all(stage, list(ordered), JURY, seed=DOSSIERS)
    signatory = stage.cast.signatory_actor(JURY.date())
    selection.run(call=stage.call, actor=signatory, at=JURY + timedelta(days=2))
    posts.publish(call=stage.call, actor=signatory, at=PUBLISHING)


def _start_posts(stage: acts.Stage) -> None:
    officer = stage.cast.officer_actor(STARTING.date())
    for post in Post.objects.filter(call=stage.call):
        posts.start(post=post, started_on=SETTINGS.starts_on, actor=officer, at=STARTING)
