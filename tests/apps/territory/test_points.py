from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tandem.apps.territory.points import Point, distance_km, from_lambert93

POINTS = st.builds(
    Point, st.floats(-90, 90, allow_nan=False), st.floats(-180, 180, allow_nan=False)
)


def test_lambert93_gives_the_published_point():
    point = from_lambert93(870262.2, 6571540.8)
    assert point is not None
    assert (round(point.longitude, 5), round(point.latitude, 5)) == (5.20918, 46.22229)


def test_lambert93_at_its_origin():
    point = from_lambert93(700000, 6600000)
    assert point is not None
    assert (round(point.longitude, 9), round(point.latitude, 6)) == (3.0, 46.5)


def test_lambert93_outside_metropolitan_france():
    assert from_lambert93(6571540.8, 870262.2) is None


def test_distance_of_one_degree_of_the_equator():
    assert distance_km(Point(0, 0), Point(0, 1)) == Decimal("111.2")


def test_distance_from_pole_to_pole():
    assert distance_km(Point(90, 0), Point(-90, 0)) == Decimal("20015.1")


@given(POINTS, POINTS)
def test_distance_is_the_same_both_ways(a: Point, b: Point):
    assert distance_km(a, b) == distance_km(b, a)


@given(POINTS)
def test_distance_to_itself_is_nothing(a: Point):
    assert distance_km(a, a) == 0
