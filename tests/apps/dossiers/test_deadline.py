"""The deadline: accepted if and only if the instant comes before midnight of the last day, Paris."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tandem.apps.foundation.clock import PARIS
from tandem.catalogue import load
from tandem.domain.eligibility.assess import assess
from tandem.domain.eligibility.facts import Facts, Filing
from tandem.domain.kernel.finding import Decision
from tandem.domain.schemes.scheme import Edition
from tandem.domain.schemes.vocabulary import FilerRole
from tandem.domain.workflow.dossier import MACHINE
from tests.apps.dossiers.acts import file, fresh
from tests.apps.refusals import refused, rules
from tests.world import EDITION, SETTINGS, World

REUNION = ZoneInfo("Indian/Reunion")
LAST = datetime(2025, 4, 30, 23, 59, 59, 999_000, tzinfo=PARIS)
MIDNIGHT = datetime(2025, 5, 1, tzinfo=PARIS)
MICROSECOND = timedelta(microseconds=1)
ZONES = [
    PARIS,
    REUNION,
    ZoneInfo("UTC"),
    ZoneInfo("America/Martinique"),
    ZoneInfo("Pacific/Noumea"),
]


@pytest.mark.parametrize("zone", ZONES[:3], ids=str)
def test_filing_in_the_last_millisecond_is_accepted_from_anywhere(world: World, zone):
    dossier = world.ready()
    deposit = file(world, dossier, at=LAST.astimezone(zone))
    assert deposit.filed_at == LAST
    assert deposit.receipt["received"].startswith(
        "mercredi 30\u00a0avril 2025 à 23\u00a0h\u00a059\u00a0min\u00a059\u00a0s, heure de Paris"
    )


@pytest.mark.parametrize("zone", ZONES[:3], ids=str)
def test_filing_at_midnight_is_refused_from_anywhere(world: World, zone):
    dossier = world.ready()
    with refused("dossier_is_in_time"):
        file(world, dossier, at=MIDNIGHT.astimezone(zone))
    assert fresh(dossier).state == "draft"


def test_the_instants_of_this_test_are_what_a_clock_on_the_wall_shows():
    assert LAST.astimezone(REUNION) == datetime(2025, 5, 1, 1, 59, 59, 999_000, tzinfo=REUNION)
    assert MIDNIGHT.astimezone(UTC) == datetime(2025, 4, 30, 22, tzinfo=UTC)


def test_filing_before_the_call_opens_is_refused(world: World):
    with refused("call_is_open"):
        file(world, world.ready(), at=SETTINGS.opens_at - MICROSECOND)


# Ordinary days, and the two Sundays on which a day of Paris lasts 23 or 25 hours.
CLOSINGS = {
    date(2025, 4, 30): datetime(2025, 4, 30, 22, tzinfo=UTC),
    date(2025, 1, 15): datetime(2025, 1, 15, 23, tzinfo=UTC),
    date(2025, 3, 29): datetime(2025, 3, 29, 23, tzinfo=UTC),
    date(2025, 3, 30): datetime(2025, 3, 30, 22, tzinfo=UTC),
    date(2025, 10, 25): datetime(2025, 10, 25, 22, tzinfo=UTC),
    date(2025, 10, 26): datetime(2025, 10, 26, 23, tzinfo=UTC),
}


def edition_closing(closes_on: date) -> Edition:
    return load.with_calendar(
        load.load_edition(EDITION),
        closes_on=closes_on,
        jury_from=date(2025, 11, 3),
        jury_to=date(2025, 11, 7),
        starts_on=date(2026, 5, 1),
        ends_on=date(2028, 4, 30),
    )


EDITIONS = {closes_on: edition_closing(closes_on) for closes_on in CLOSINGS}


def check(closes_on: date, at: datetime) -> Decision:
    """The guards of filing alone, on a dossier that has no other fault."""
    edition = EDITIONS[closes_on]
    told = Facts(filing=Filing(at=at, role=FilerRole.RECRUITER_BAM))
    judged = [f for f in assess(edition, told) if f.rule == "dossier_is_in_time"]
    facts = {
        "at": at,
        "opens_at": datetime(2024, 11, 1, tzinfo=PARIS),
        "closes_at": edition.calendar.closes_at,
        "closes_on": closes_on,
        "missing": (),
        "pending_partners": (),
        "assessment": Decision(tuple(judged)),
    }
    return MACHINE.check("file", state="draft", actor="bam", facts=facts)


@pytest.mark.parametrize("closes_on", CLOSINGS)
def test_closing_is_midnight_in_paris_whatever_the_length_of_the_day(closes_on):
    closing = CLOSINGS[closes_on]
    assert EDITIONS[closes_on].calendar.closes_at == closing
    assert check(closes_on, closing - MICROSECOND).allowed
    assert rules(check(closes_on, closing)) == ("dossier_is_in_time",)


@given(
    closes_on=st.sampled_from(list(CLOSINGS)),
    gap=st.timedeltas(timedelta(days=-40), timedelta(days=40)),
    zone=st.sampled_from(ZONES),
)
@example(date(2025, 10, 26), timedelta(hours=-22, minutes=-30), PARIS)
@example(date(2025, 10, 26), timedelta(hours=-21, minutes=-30), PARIS)
@example(date(2025, 3, 30), timedelta(hours=-20), PARIS)
@settings(max_examples=300)
def test_filing_is_accepted_if_and_only_if_it_comes_before_the_closing(closes_on, gap, zone):
    closing = CLOSINGS[closes_on]
    at = (closing + gap).astimezone(zone)
    decision = check(closes_on, at)
    assert decision.allowed is (gap < timedelta(0))
    assert rules(decision) in ((), ("dossier_is_in_time",))


def test_call_closed_earlier_than_its_rules_refuses_too(world: World):
    """A fictitious call closed by hand: the guard of the call speaks when the rule has nothing."""
    closing = LAST - timedelta(days=2)
    first, second = world.ready("Un"), world.ready("Deux")
    world.call.closes_at, world.call.closes_on = closing, date(2025, 4, 28)
    world.call.save()
    for at in (closing, LAST - timedelta(days=1)):
        with refused("call_is_open"):
            file(world, first, at=at)
    assert file(world, second, at=closing - MICROSECOND).filed_at == closing - MICROSECOND
