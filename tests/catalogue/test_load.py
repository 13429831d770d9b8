"""Editions: read, frozen, rebuilt, adjusted for one call."""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from tandem.catalogue import load
from tandem.domain.kernel.digest import sha256
from tandem.domain.kernel.errors import CatalogueError
from tandem.domain.schemes.vocabulary import Due

KEY = "ile-de-france/asp/2025"
NEXT = {
    "opens_on": date(2026, 11, 2),
    "closes_on": date(2026, 12, 15),
    "jury_from": date(2027, 1, 11),
    "jury_to": date(2027, 1, 15),
    "starts_on": date(2027, 5, 1),
    "ends_on": date(2029, 4, 30),
}


@pytest.fixture
def edition():
    return load.load_edition(KEY)


def thawed(edition):
    return load.edition_from_mapping(json.loads(json.dumps(load.freeze(edition))))


def test_edition_says_what_the_call_says(edition):
    assert edition.number == 12
    assert edition.funding.agency_rate == Fraction(3, 5)
    assert edition.funding.structure_shares == (Fraction(1, 5), Fraction(1, 5))
    assert edition.funding.charges_rate == Fraction(42, 100)
    assert edition.calendar.period.months_by_year() == {2025: 2, 2026: 12, 2027: 10}
    assert edition.calendar.closes_at == datetime(2025, 5, 1, tzinfo=ZoneInfo("Europe/Paris"))
    assert [objective.key for objective in edition.objectives] == ["O1", "O2", "O3", "O4", "O5"]
    assert [criterion.weight for criterion in edition.grid] == [25, 20, 20, 15, 10, 10]
    assert [rule.name for rule in edition.rules if rule.due is Due.CALL] == ["calendar_is_in_order"]


def test_keys_list_the_shipped_editions():
    assert load.edition_keys() == (KEY,)


def test_unknown_edition_is_refused_with_the_nearest():
    with pytest.raises(CatalogueError, match="Vouliez-vous dire « ile-de-france/asp/2025 »"):
        load.load_edition("ile-de-france/asp/2052")


def test_every_text_has_a_short_title_for_lists():
    long = {s.key: s.short_title for s in load.sources().values() if len(s.short_title) > 26}
    assert long == {}


def test_edition_frozen_without_short_titles_says_whole_ones(edition):
    raw = json.loads(json.dumps(load.freeze(edition)))
    for text in raw["sources"].values():
        del text["short_title"]
    source = load.edition_from_mapping(raw).calendar.citations[0].source
    assert source.short_title == source.title


def test_frozen_edition_is_rebuilt_the_same(edition):
    again = thawed(edition)
    assert again.rules == edition.rules
    assert again.calendar == edition.calendar
    assert again.funding == edition.funding
    assert again.pay == edition.pay
    assert again.grid == edition.grid


def test_fingerprint_survives_json(edition):
    assert sha256(load.freeze(thawed(edition))) == sha256(load.freeze(edition))


def test_frozen_edition_carries_its_texts_and_its_figures(edition):
    frozen = load.freeze(edition)
    assert {rule["name"] for rule in frozen["rules"]} == {rule.name for rule in edition.rules}
    assert frozen["pay"]["lines"]["AS_1_2"]["values"][2]["value"] == "33643.13"
    assert "idf_asp_12" in frozen["sources"]


def test_frozen_edition_with_an_unknown_key_is_refused(edition):
    with pytest.raises(CatalogueError, match="clé « colour »"):
        load.edition_from_mapping({**load.freeze(edition), "colour": "blue"})


def test_calendar_of_another_call_moves_the_sentences_and_the_rules(edition):
    later = load.with_calendar(edition, **NEXT)
    assert later.calendar.closes_on == date(2026, 12, 15)
    plain = later.rule("contract_fits_the_period").plain
    assert plain == "La prise de poste est le 1er\u00a0mai 2027, la fin le 30\u00a0avril 2029."
    assert sha256(load.freeze(later)) != sha256(load.freeze(edition))


def test_calendar_of_another_call_is_said_to_be_the_agency_s(edition):
    later = load.with_calendar(edition, **NEXT)
    own = "dates fixées par l’agence pour cet appel"
    assert [c.locator for c in later.calendar.citations] == [own]
    told = {rule.name for rule in later.rules if own in [c.locator for c in rule.citations]}
    assert told == {"contract_fits_the_period", "dossier_is_in_time", "calendar_is_in_order"}
    again = load.with_calendar(later, closes_on=date(2026, 12, 16))
    assert [c.locator for c in again.rule("dossier_is_in_time").citations].count(own) == 1


def test_opening_day_alone_leaves_the_days_of_the_text(edition):
    opened = load.with_calendar(edition, opens_on=date(2025, 3, 3))
    assert (
        opened.calendar.citations[: len(edition.calendar.citations)] == edition.calendar.citations
    )
    assert opened.rules == edition.rules


def test_same_calendar_changes_nothing(edition):
    assert load.with_calendar(edition, closes_on=date(2025, 4, 30)) is edition


def test_calendar_out_of_order_is_refused(edition):
    with pytest.raises(CatalogueError, match="la clôture du dépôt doit précéder le début du jury"):
        load.with_calendar(edition, closes_on=date(2025, 6, 10))


def test_calendar_with_another_length_is_refused(edition):
    with pytest.raises(CatalogueError, match=r"funding.months.*24 mois.*Attendu : 12 mois"):
        load.with_calendar(edition, ends_on=date(2026, 10, 31))


def test_unknown_day_is_refused(edition):
    with pytest.raises(CatalogueError, match=r"calendar.closes_at"):
        load.with_calendar(edition, closes_at=date(2025, 6, 10))


def test_settings_of_a_call_are_frozen_with_it(edition):
    adjusted = load.with_settings(
        edition,
        charges_rate=Fraction(45, 100),
        includes_iespe=False,
        remainder=(Fraction(2, 3), Fraction(1, 3)),
        weights={"territory": 30, "pathway": 15},
    )
    assert thawed(adjusted).funding == adjusted.funding
    assert adjusted.funding.charges_rate == Fraction(9, 20)
    assert adjusted.funding.includes_iespe is False
    assert adjusted.funding.structure_shares == (Fraction(4, 15), Fraction(2, 15))
    assert [criterion.weight for criterion in adjusted.grid] == [30, 15, 20, 15, 10, 10]


def test_settings_left_alone_change_nothing(edition):
    assert sha256(load.freeze(load.with_settings(edition))) == sha256(load.freeze(edition))


def test_remainder_that_does_not_sum_to_one_is_refused(edition):
    with pytest.raises(CatalogueError, match="les parts totalisent 90\u00a0%"):
        load.with_settings(edition, remainder=(Fraction(1, 2), Fraction(2, 5)))


def test_weights_that_do_not_sum_to_a_hundred_are_refused(edition):
    with pytest.raises(CatalogueError, match="les poids totalisent 105"):
        load.with_settings(edition, weights={"territory": 30})


def test_labels_of_another_call(edition):
    named = load.with_labels(edition, title="Appel de démonstration", number=13)
    assert (named.title, named.number) == ("Appel de démonstration", 13)
    assert named.rules == edition.rules
