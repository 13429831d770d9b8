"""Points on the globe: from the projection of the register, and how far apart."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import asin, atan, atan2, cos, degrees, exp, hypot, log, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
# Constants of Lambert-93 (EPSG:2154, ellipsoid GRS 80), as IGN publishes them.
N = 0.7256077650532670
C = 11754255.426096
X_ORIGIN, Y_ORIGIN = 700_000.0, 12_655_612.049876
ECCENTRICITY = 0.0818191910428158
LONGITUDE_ORIGIN = radians(3)
EASTINGS, NORTHINGS = (0.0, 1_300_000.0), (6_000_000.0, 7_200_000.0)


class Point(NamedTuple):
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def from_lambert93(x: float, y: float) -> Point | None:
    """The point of metropolitan coordinates in metres; None outside metropolitan France."""
    if not (EASTINGS[0] <= x <= EASTINGS[1] and NORTHINGS[0] <= y <= NORTHINGS[1]):
        return None
    radius = hypot(x - X_ORIGIN, y - Y_ORIGIN)
    angle = atan2(x - X_ORIGIN, Y_ORIGIN - y)
    isometric = -log(radius / C) / N
    latitude = 2 * atan(exp(isometric)) - pi / 2
    for _ in range(6):  # converges below 1e-11 radian
        wobble = ECCENTRICITY * sin(latitude)
        stretched = ((1 + wobble) / (1 - wobble)) ** (ECCENTRICITY / 2) * exp(isometric)
        latitude = 2 * atan(stretched) - pi / 2
    return Point(degrees(latitude), degrees(LONGITUDE_ORIGIN + angle / N))


def distance_km(a: Point, b: Point) -> Decimal:
    """Kilometres as the crow flies (haversine), to one decimal."""
    latitudes = radians(a.latitude), radians(b.latitude)
    halves = (latitudes[1] - latitudes[0]) / 2, radians(b.longitude - a.longitude) / 2
    chord = sin(halves[0]) ** 2 + cos(latitudes[0]) * cos(latitudes[1]) * sin(halves[1]) ** 2
    kilometres = 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, chord)))
    return Decimal(kilometres).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
