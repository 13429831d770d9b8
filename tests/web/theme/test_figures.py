"""The week and the bars: what is drawn and what is said of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.web.theme import figures
from tests.web.theme.rendering import render

NAMES = ["Valmorin", "Sainte-Aurore"]
WEEK = "RRRR1111RR"
weeks = st.text("R12-", min_size=10, max_size=10)


def test_days_sentence_joins_whole_days():
    assert figures.days_sentence("RRR11111RR", NAMES) == (
        "Valmorin\u00a0: lundi, mardi matin et vendredi\u202f; "
        "Sainte-Aurore\u00a0: mardi après-midi, mercredi et jeudi."
    )


def test_days_sentence_of_an_absent_structure():
    assert figures.days_sentence("R" * 10, NAMES).endswith(
        "Sainte-Aurore\u00a0: aucune demi-journée."
    )


def test_week_sentence_counts_free_half_days():
    assert figures.week_sentence("RRRR1-----", NAMES) == (
        "Valmorin\u00a0: 4\u00a0demi-journées\u202f; Sainte-Aurore\u00a0: 1\u00a0demi-journée\u202f; "
        "libre\u00a0: 5\u00a0demi-journées."
    )


@given(weeks)
def test_places_and_free_half_days_sum_to_ten(slots: str):
    counted = sum(place.count for place in figures.places(slots, ["a", "b", "c"]))
    assert counted + slots.count("-") == 10


@given(weeks)
def test_cells_stay_in_the_box(slots: str):
    corners = [(float(cell.x) + 9.5, float(cell.y) + 10) for cell in figures.cells(slots)]
    assert max(x for x, _ in corners) <= 55
    assert max(y for _, y in corners) <= 23


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=5))
def test_bands_never_pass_the_whole(weights: list[int]):
    shares = [("agency", weight) for weight in weights]
    bands = figures.bands(shares, sum(weights))
    last = bands[-1]
    assert float(last.x.rstrip("%")) + float(last.width.rstrip("%")) <= 100


def test_bands_refuse_an_empty_whole():
    with pytest.raises(ValueError, match="positive total"):
        figures.bands([("agency", Fraction(0))], 0)


@pytest.mark.parametrize("slots", ["RRRR", "RRRRXRRRRR"])
def test_week_refuses_what_is_no_week(slots: str):
    with pytest.raises(ValueError, match="ten of R"):
        render("{% week slots names %}", slots=slots, names=NAMES)


def test_week_mini():
    html = render("{% week slots names %}", slots=WEEK, names=NAMES)
    assert html.startswith(
        '<svg class="mini" viewBox="0 0 55 23" role="img" aria-label="Valmorin\u00a0: lundi, mardi et '
        'vendredi\u202f; Sainte-Aurore\u00a0: mercredi et jeudi."><rect class="w-rec" x="0.5" y="0.5" '
        'width="9.5" height="10" rx="1.6"/><rect class="w-rec" x="0.5" y="12" '
    )
    assert html.count('<rect class="w-rec"') == 6
    assert html.count('<rect class="w-par"') == 4
    assert html.endswith('</svg><span class="sub">6 + 4</span>')


def test_week_figure_is_hatched_and_named():
    html = render('{% week slots names "figure" %}', slots="RRRR1111-2", names=[*NAMES, "Canal"])
    assert html.count('<rect class="hatch fine"') == 4
    assert html.count('<rect class="w-par2"') == 1
    assert html.count('<rect class="w-off"') == 1
    assert "<span>lun.</span><span>mar.</span>" in html
    assert (
        '<span><span class="swatch is-par2"></span>Canal, 1</span></figcaption></figure>'
    ) in html


def test_week_of_nothing_is_free():
    assert render("{% week slots names %}", slots="", names=NAMES).count("w-off") == 10


def test_region_names_refuse_an_unknown_code():
    with pytest.raises(KeyError, match="99"):
        figures.region_names(["11", "99"])


def test_tiles_do_not_overlap():
    corners = [(tile.x, tile.y) for tile in figures.tiles([], [])]
    assert len(set(corners)) == len(figures.REGIONS) == 18
