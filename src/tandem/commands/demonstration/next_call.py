"""A fictitious next edition under the rules of the 12th call, its dates laid around today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from tandem.apps.calls import services as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier
from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Reading
from tandem.commands.demonstration import acts
from tandem.commands.demonstration.people import Cast
from tandem.commands.demonstration.places import Places
from tandem.commands.demonstration.projects import draw_projects
from tandem.domain.kernel.period import add_months

DRAFTS, AGREED, FILED, INCOMPLETE, ADMISSIBLE = 3, 2, 4, 1, 12
LEFT_TO_MARK = 3
COMPLEMENT = "Joignez l’avis du président de CME des deux structures (demande fictive)."


def next_start(today: date) -> date:
    """The first 1 November that leaves at least four months."""
    later = add_months(today, 4)
    return date(later.year + (later > date(later.year, 11, 1)), 11, 1)


def settings_around(at: datetime) -> calls.CallSettings:
    """Opened three weeks ago, closing in two, jury right after, posts from the next November."""
    today = at.date()
    starts_on = next_start(today)
    return calls.CallSettings(
        edition_key="ile-de-france/asp/2025",
        code="DEMO13",
        slug="demonstration-appel-fictif",
        title=f"Appel fictif de démonstration ({starts_on.year}-{starts_on.year + 2})",
        opens_at=at - timedelta(days=21),
        closes_on=today + timedelta(days=14),
        jury_from=today + timedelta(days=21),
        jury_to=today + timedelta(days=25),
        starts_on=starts_on,
        ends_on=add_months(starts_on, 24) - timedelta(days=1),
        charges_rate=Decimal("0.42"),
        includes_iespe=True,
        posts=6,
        envelope_cents=560_000_00,
        reserve_length=3,
        readings=1,
        is_fictitious=True,
    )


def tell(places: Places, cast: Cast, at: datetime) -> Call:
    """Dossiers at every stage: drafts, agreed, filed, to complete, admissible and being marked."""
    chosen = settings_around(at)
    officer = cast.officer_actor(at.date())
    call = calls.prepare(settings=chosen, actor=officer, at=chosen.opens_at)
    stage = acts.Stage(calls.open_call(call=call, actor=officer, at=chosen.opens_at), cast)
    written = _write_all(stage, places, at)
    agreed = written[DRAFTS:]
    for dossier in agreed:
        acts.agree(stage, dossier, at - timedelta(days=8))
    filed = agreed[AGREED:]
    for index, dossier in enumerate(filed):
        acts.file(stage, dossier, at - timedelta(days=6) + timedelta(minutes=41 * index))
    screened = filed[FILED:]
    for dossier in screened[:INCOMPLETE]:
        acts.ask(stage, dossier, COMPLEMENT, at - timedelta(days=3))
    for dossier in screened[INCOMPLETE:]:
        acts.screen(stage, dossier, at - timedelta(days=2))
    _begin_marking(stage, at)
    return stage.call


def _write_all(stage: acts.Stage, places: Places, at: datetime) -> list[Dossier]:
    projects = draw_projects(seed=13)
    count = DRAFTS + AGREED + FILED + INCOMPLETE + ADMISSIBLE
    # A draft to finish, one ready to file and one filed belong to the person a newcomer plays.
    chosen = list(places.pairs[:count])
    for index in (0, DRAFTS, count - 1):
        chosen[index] = places.pairs[0]
    begun = at - timedelta(days=18)
    return [
        acts.write(stage, pair, next(projects), begun + timedelta(hours=3 * index))
        for index, pair in enumerate(chosen)
    ]


def _begin_marking(stage: acts.Stage, at: datetime) -> None:
    """The jury is the two people whom a newcomer may be; the first has a few dossiers to mark."""
    acts.seat_jury(stage, stage.cast.jurors[:2], at - timedelta(days=2))
    officer = stage.cast.officer_actor(at.date())
    jury.distribute(call=stage.call, actor=officer, at=at - timedelta(days=1))
    given = (
        Reading.objects.filter(juror__call=stage.call)
        .select_related("juror__user", "juror__call", "dossier")
        .order_by("dossier__number", "pk")
    )
    first = [reading for reading in given if reading.juror.user == stage.cast.jurors[0]]
    kept = {reading.pk for reading in first[:LEFT_TO_MARK]}
    marked = [reading for reading in given if reading.pk not in kept]
    acts.mark_all(stage, marked, at - timedelta(hours=4), seed=13)
