"""What the tests of the jury's room do again and again."""

from __future__ import annotations

from django.urls import reverse

from tandem.apps.calls.selectors import edition
from tandem.apps.jury import services as jury
from tandem.apps.jury.models import Juror, Reading
from tests.world import AFTER_DEADLINE, World


def distribute(world: World, *titles: str) -> list[Reading]:
    """Admissible dossiers of these titles, given to the seated jury."""
    for title in titles:
        world.admissible(title)
    world.seat_jury()
    jury.distribute(call=world.call, actor=world.people.actor("chloe"), at=AFTER_DEADLINE)
    return list(
        Reading.objects.select_related("juror__user", "dossier").order_by("dossier__number", "pk")
    )


def own_reading(readings: list[Reading]) -> Reading:
    """The first reading of the juror who has the most, so that there is a next one."""
    users = [reading.juror.user_id for reading in readings]
    busiest = max(users, key=users.count)
    return next(reading for reading in readings if reading.juror.user_id == busiest)


def other_juror(reading: Reading) -> Juror:
    """A juror to whom this dossier was not given."""
    given = Reading.objects.filter(dossier=reading.dossier_id).values("juror")
    return Juror.objects.exclude(pk__in=given).select_related("user").first()


def address(reading: Reading, page: str = "marking") -> str:
    return reverse(f"jury_room:{page}", args=[reading.pk])


def grid_data(world: World, value: int, comment: str = "") -> dict[str, str]:
    """Every criterion marked with `value`."""
    data = {}
    for criterion in edition(world.call).grid:
        data[f"note_{criterion.key}"] = str(value)
        data[f"commentaire_{criterion.key}"] = comment
    return data
