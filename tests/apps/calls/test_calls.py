"""Preparing, revising and opening a call; what may change afterwards, and by whom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.calls import selectors, services
from tandem.apps.calls.models import Call
from tandem.apps.calls.services import CallSettings, Envelope
from tandem.apps.foundation.clock import PARIS
from tandem.apps.journal.models import Event
from tandem.catalogue import load
from tandem.domain.kernel import digest
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.workflow.call import CallState
from tests.apps.refusals import refused
from tests.world import NOW, SETTINGS, World

NEXT = replace(SETTINGS, code="IDF13", slug="ile-de-france-asp-13", title="Treizième appel")


def prepared(world: World, **changes: object) -> Call:
    settings = replace(NEXT, **changes)
    return services.prepare(settings=settings, actor=world.people.actor("chloe"), at=NOW)


def last_act() -> tuple[str, str]:
    event = Event.objects.last()
    return event.verb, event.actor_label


@pytest.mark.parametrize("name", ["chloe", "diane"])
def test_prepare_by_the_agency(world: World, name):
    actor = world.people.actor(name)
    call = services.prepare(settings=NEXT, actor=actor, at=NOW)
    kept = Call.objects.get(pk=call.pk)
    assert {n: getattr(kept, n) for n in NEXT.fields()} == NEXT.fields()
    assert (kept.agency, kept.state, kept.created_at) == (world.agency, CallState.PREPARED, NOW)
    assert (kept.rules, kept.rules_sha256, kept.opened_at) == ({}, "", None)
    assert kept.closes_at == datetime(2025, 4, 30, 22, tzinfo=UTC)
    assert last_act() == ("call.prepared", actor.label)


def test_prepare_by_another_agency_belongs_to_it(world: World):
    call = services.prepare(settings=NEXT, actor=world.people.actor("hana"), at=NOW)
    assert call.agency == world.other_agency


@pytest.mark.parametrize("name", ["alice", "bob", "david", "gael"])
def test_prepare_by_others_is_refused(world: World, name):
    with refused("role"):
        services.prepare(settings=NEXT, actor=world.people.actor(name), at=NOW)
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"jury_from": date(2025, 4, 29)}, ("calendar_is_in_order",)),
        ({"jury_to": date(2025, 6, 8)}, ("calendar_is_in_order",)),
        ({"starts_on": date(2025, 6, 1)}, ("calendar_is_in_order",)),
        ({"ends_on": date(2025, 10, 31)}, ("calendar_is_in_order",)),
        ({"ends_on": date(2027, 9, 30)}, ("call_lasts_as_written",)),
        ({"ends_on": date(2027, 10, 30)}, ("call_lasts_as_written",)),
        ({"posts": None, "envelope_cents": None}, ("call_has_posts_or_envelope",)),
        (
            {"opens_at": datetime(2025, 5, 2, 9, tzinfo=PARIS), "posts": None,
             "envelope_cents": None},
            ("calendar_is_in_order", "call_has_posts_or_envelope", "call_opens_before_it_closes"),
        ),
    ],
)  # fmt: skip
def test_prepare_with_contradictions_lists_them_all(world: World, changes, expected):
    with refused(*expected):
        prepared(world, **changes)
    assert Call.objects.count() == 1


def test_contradiction_names_the_two_steps(world: World):
    with pytest.raises(RefusedError) as caught:
        prepared(world, jury_from=date(2025, 4, 29))
    (finding,) = caught.value.decision.refusals
    assert "la clôture du dépôt" in finding.reason
    assert "le début du jury" in finding.reason


def test_wrong_length_shows_the_right_last_day(world: World):
    with pytest.raises(RefusedError) as caught:
        prepared(world, ends_on=date(2027, 9, 30))
    (finding,) = caught.value.decision.refusals
    assert finding.reason == "Le soutien dure 24 mois entiers d’après le texte de l’appel."
    assert finding.expected.endswith("écrivez le 31/10/2027.")


@pytest.mark.parametrize("changes", [{"posts": None}, {"envelope_cents": None}])
def test_prepare_with_one_of_the_two_means(world: World, changes):
    assert prepared(world, **changes).state == CallState.PREPARED


@pytest.mark.parametrize("changes", [{"code": "IDF12"}, {"slug": SETTINGS.slug}])
def test_prepare_with_a_name_taken_says_so(world: World, changes):
    with pytest.raises(InvalidInputError, match="Un appel porte déjà le préfixe"):
        prepared(world, **changes)
    assert Call.objects.count() == 1


def test_settings_without_weights_have_none():
    assert SETTINGS.fields()["weights"] == {}
    weighed = replace(SETTINGS, weights={"77": 2})
    assert weighed.fields()["weights"] == {"77": 2}


def test_revise_changes_what_was_prepared(world: World):
    call = prepared(world)
    changed = replace(NEXT, posts=7, closes_on=date(2025, 4, 25))
    diane = world.people.actor("diane")
    services.revise(call=call, settings=changed, actor=diane, at=NOW)
    kept = Call.objects.get(pk=call.pk)
    assert (kept.posts, kept.closes_at) == (7, datetime(2025, 4, 25, 22, tzinfo=UTC))
    assert last_act() == ("call.revised", diane.label)


def test_revise_of_an_open_call_is_refused(world: World):
    with refused("call_is_prepared"):
        services.revise(
            call=world.call, settings=SETTINGS, actor=world.people.actor("chloe"), at=NOW
        )


@pytest.mark.parametrize("name", ["hana", "alice", "david"])
def test_revise_and_open_by_others_are_refused(world: World, name):
    call, actor = prepared(world), world.people.actor(name)
    with refused("agency"):
        services.revise(call=call, settings=NEXT, actor=actor, at=NOW)
    with refused("agency"):
        services.open_call(call=call, actor=actor, at=NOW)
    assert Call.objects.get(pk=call.pk).state == CallState.PREPARED


def test_revise_with_contradictions_or_a_name_taken_changes_nothing(world: World):
    call, chloe = prepared(world), world.people.actor("chloe")
    with refused("call_has_posts_or_envelope"):
        services.revise(
            call=call, settings=replace(NEXT, posts=None, envelope_cents=None), actor=chloe, at=NOW
        )
    with pytest.raises(InvalidInputError, match="IDF12"):
        services.revise(call=call, settings=replace(NEXT, code="IDF12"), actor=chloe, at=NOW)
    assert Call.objects.get(pk=call.pk).posts == NEXT.posts


def opened(world: World, **changes: object) -> Call:
    call = prepared(world, **changes)
    return services.open_call(call=call, actor=world.people.actor("chloe"), at=NOW)


def test_open_freezes_the_rules_under_their_hash(world: World):
    call = Call.objects.get(pk=opened(world).pk)
    assert (call.state, call.opened_at, call.opened_by) == ("opened", NOW, world.people.chloe)
    assert call.rules_sha256 == digest.sha256(call.rules)
    assert Event.objects.last().detail == {"rules_sha256": call.rules_sha256}
    assert selectors.edition(call).raw == call.rules
    assert selectors.edition(call) is selectors.edition(call)


def test_open_twice_the_same_settings_gives_the_same_hash(world: World):
    """The hash is that of the rules: neither the name of the call nor the day change it."""
    assert opened(world).rules_sha256 == world.call.rules_sha256


@pytest.mark.parametrize(
    "changes",
    [
        {"charges_rate": Decimal("0.43")},
        {"includes_iespe": False},
        {"closes_on": date(2025, 4, 29)},
        {"jury_to": date(2025, 6, 12)},
    ],
)
def test_open_with_another_setting_gives_another_hash(world: World, changes):
    assert opened(world, **changes).rules_sha256 != world.call.rules_sha256


def test_open_twice_is_refused(world: World):
    with refused("call_is_prepared"):
        services.open_call(call=world.call, actor=world.people.actor("chloe"), at=NOW)


def test_edition_of_a_prepared_call_is_as_it_would_freeze(world: World):
    call = prepared(world, charges_rate=Decimal("0.45"))
    proposed = selectors.edition(call)
    assert proposed.funding.charges_rate == Decimal("0.45")
    after = services.open_call(call=call, actor=world.people.actor("chloe"), at=NOW)
    assert selectors.edition(after).raw == proposed.raw


@pytest.fixture
def later_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The catalogue as a later version ships it: the agency pays 70 %."""
    with as_file(files("tandem.catalogue")) as shipped:
        shutil.copytree(shipped, tmp_path, dirs_exist_ok=True)
    edition = tmp_path / "schemes" / "ile-de-france" / "asp" / "2025.toml"
    text = edition.read_text(encoding="utf-8")
    assert text.count("agency_rate = 0.60") == 1
    changed = text.replace("agency_rate = 0.60", "agency_rate = 0.70")
    edition.write_text(changed.replace("[0.5, 0.5]", "[0.6, 0.4]"), encoding="utf-8")
    monkeypatch.setattr(load, "PACKAGED", load.Catalogue(tmp_path))
    load.load_edition.cache_clear()
    yield
    load.load_edition.cache_clear()


def test_later_catalogue_changes_no_opened_call(world: World, request: pytest.FixtureRequest):
    before = selectors.edition(world.call)
    waiting = prepared(world)
    request.getfixturevalue("later_catalogue")
    selectors._frozen.clear()
    call = Call.objects.get(pk=world.call.pk)
    assert selectors.edition(call) == before
    assert digest.sha256(call.rules) == call.rules_sha256 == world.call.rules_sha256
    assert float(selectors.edition(call).funding.agency_rate) == 0.6
    assert float(selectors.edition(waiting).funding.agency_rate) == 0.7


def envelope(**changes: object) -> Envelope:
    values = {"posts": 3, "envelope_cents": None, "envelope_kind": "notified",
              "reason": "Notification nationale"}  # fmt: skip
    return Envelope(**{**values, **changes})


def test_set_envelope_follows_the_notification(world: World):
    chloe = world.people.actor("chloe")
    services.set_envelope(call=world.call, envelope=envelope(), actor=chloe, at=NOW)
    kept = Call.objects.get(pk=world.call.pk)
    assert (kept.posts, kept.envelope_cents, kept.envelope_kind) == (3, None, "notified")
    assert kept.rules_sha256 == world.call.rules_sha256
    assert Event.objects.last().detail == {
        "posts": 3, "envelope_cents": None, "envelope_kind": "notified",
        "reason": "Notification nationale",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("hana", {}, ("agency",)),
        ("chloe", {"reason": "  "}, ("reason",)),
        ("chloe", {"posts": None}, ("call_has_posts_or_envelope",)),
        ("alice", {"reason": "", "posts": None},
         ("agency", "reason", "call_has_posts_or_envelope")),
    ],
)  # fmt: skip
def test_set_envelope_refused_changes_nothing(world: World, name, changes, expected):
    with refused(*expected):
        services.set_envelope(
            call=world.call, envelope=envelope(**changes), actor=world.people.actor(name), at=NOW
        )
    kept = Call.objects.get(pk=world.call.pk)
    assert (kept.posts, kept.envelope_cents) == (SETTINGS.posts, SETTINGS.envelope_cents)


def test_announce_takes_a_signatory_and_freezes_the_envelope(world: World):
    with refused("role"):
        services.announce(call=world.call, actor=world.people.actor("chloe"), at=NOW)
    with refused("agency", "role"):
        services.announce(call=world.call, actor=world.people.actor("hana"), at=NOW)
    diane = world.people.actor("diane")
    call = services.announce(call=world.call, actor=diane, at=NOW)
    assert (call.state, call.announced_at, call.announced_by) == ("announced", NOW, diane.user)
    assert last_act() == ("call.announced", diane.label)
    with refused("not_announced"):
        services.set_envelope(call=call, envelope=envelope(), actor=diane, at=NOW)


@pytest.fixture
def fictitious(world: World, settings) -> Call:
    settings.DEMONSTRATION = True
    return opened(world, is_fictitious=True)


def test_close_for_demonstration_closes_at_that_instant(world: World, fictitious: Call):
    call = services.close_for_demonstration(
        call=fictitious, actor=world.people.actor("chloe"), at=NOW
    )
    kept = Call.objects.get(pk=call.pk)
    assert (kept.closes_at, kept.closes_on) == (NOW, NOW.date())
    assert not selectors.is_open(kept, NOW)
    assert last_act()[0] == "call.closed_for_demonstration"


def test_close_for_demonstration_twice_keeps_the_first_instant(world: World, fictitious: Call):
    chloe = world.people.actor("chloe")
    services.close_for_demonstration(call=fictitious, actor=chloe, at=NOW)
    services.close_for_demonstration(call=fictitious, actor=chloe, at=NOW + timedelta(days=1))
    assert Call.objects.get(pk=fictitious.pk).closes_at == NOW


def test_close_for_demonstration_of_a_real_call_is_refused(world: World, settings):
    settings.DEMONSTRATION = True
    with refused("is_fictitious"):
        services.close_for_demonstration(call=world.call, actor=world.people.actor("chloe"), at=NOW)


def test_close_for_demonstration_outside_one_is_refused(world: World, fictitious: Call, settings):
    settings.DEMONSTRATION = False
    with refused("is_fictitious"):
        services.close_for_demonstration(call=fictitious, actor=world.people.actor("chloe"), at=NOW)
    assert selectors.is_open(Call.objects.get(pk=fictitious.pk), NOW)


def test_close_for_demonstration_by_others_is_refused(world: World, fictitious: Call):
    with refused("agency"):
        services.close_for_demonstration(call=fictitious, actor=world.people.actor("hana"), at=NOW)


OPENED = {"state": "opened", "opened_at": NOW, "rules_sha256": "0" * 64}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "opened"}, "call_opened_has_frozen_rules"),
        ({"rules_sha256": "0" * 64}, "call_opened_has_frozen_rules"),
        ({"opened_at": NOW}, "call_opened_has_frozen_rules"),
        ({**OPENED, "state": "announced"}, "call_announced_has_an_instant"),
        ({**OPENED, "announced_at": NOW}, "call_announced_has_an_instant"),
        ({"posts": None, "envelope_cents": None}, "call_has_posts_or_envelope"),
        ({"opens_at": SETTINGS.opens_at + timedelta(days=60)}, "call_dates_follow"),
        ({"jury_to": SETTINGS.jury_from - timedelta(days=1)}, "call_dates_follow"),
        ({"ends_on": SETTINGS.starts_on}, "call_dates_follow"),
    ],
)
def test_database_refuses_half_truths(world: World, changes, constraint):
    call = prepared(world)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(**changes)


def test_announce_of_a_prepared_call_is_refused_by_the_database(world: World):
    call = prepared(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.announce(call=call, actor=world.people.actor("diane"), at=NOW)
    assert Call.objects.get(pk=call.pk).state == CallState.PREPARED


def test_settings_are_keyword_only():
    with pytest.raises(TypeError):
        CallSettings("ile-de-france/asp/2025")
