"""theme.css itself: contrasts, tokens, layers, nothing from elsewhere."""

from __future__ import annotations

import math
import re

import pytest

from tests.web.theme import lint

CSS = re.sub(r"/\*.*?\*/", "", lint.STYLESHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
TOKEN = re.compile(rf"--([a-z0-9-]+):(?:light-dark\({OKLCH}, {OKLCH}\)|{OKLCH});")
TEXT, SHAPE, NEIGHBOUR = 4.5, 3.0, 1.5
Colour = tuple[float, float, float]

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "sunken", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink", "unmet-soft", TEXT),
    ("ink", "warn-soft", TEXT),
    ("ink", "met-soft", TEXT),
    ("ink-2", "paper", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-2", "sunken", TEXT),
    ("ink-2", "unmet-soft", TEXT),
    ("ink-2", "accent-soft", TEXT),
    ("ink-3", "surface", TEXT),
    ("ink-3", "sunken", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "accent-soft", TEXT),
    ("accent", "unmet-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-deep", TEXT),
    ("on-band", "band", TEXT),
    ("on-band-2", "band", TEXT),
    ("met", "met-soft", TEXT),
    ("met", "surface", TEXT),
    ("unmet", "unmet-soft", TEXT),
    ("unmet", "surface", TEXT),
    ("unmet", "paper", TEXT),
    ("warn", "warn-soft", TEXT),
    ("warn", "surface", TEXT),
    ("weigh", "weigh-soft", TEXT),
    ("weigh", "surface", TEXT),
    ("on-rec", "rec", TEXT),
    ("on-par", "par", TEXT),
    ("on-par", "par-2", TEXT),
    ("edge", "surface", SHAPE),
    ("edge", "paper", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "surface", SHAPE),
    ("focus", "accent-soft", SHAPE),
    ("rec", "surface", SHAPE),
    ("par-edge", "surface", SHAPE),
    ("rec", "par", SHAPE),
    ("agc", "rec", NEIGHBOUR),
]


def palette(scheme: int) -> dict[str, Colour]:
    """The tokens of colour, as linear sRGB; scheme 0 is light, 1 is dark."""
    found = {}
    for match in TOKEN.finditer(CSS):
        values = match.groups()[1:]
        chosen = values[6:] if values[6] else values[3 * scheme : 3 * scheme + 3]
        found[match.group(1)] = linear(*(float(value) for value in chosen))
    return found


def linear(lightness: float, chroma: float, hue: float) -> Colour:
    """OKLCH to linear sRGB, clipped to what a screen shows (CSS Color 4, §9.3)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(1.0, max(0.0, part)) for part in (red, green, blue))


def contrast(one: Colour, other: Colour) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_contrast_of_white_on_black():
    assert contrast(linear(1, 0, 0), linear(0, 0, 0)) == pytest.approx(21, abs=0.01)


def test_contrast_of_the_documented_pairs():
    measured = [
        round(contrast(palette(scheme)[one], palette(scheme)[other]), 2)
        for one, other in (("ink", "paper"), ("accent", "surface"), ("rec", "par"))
        for scheme in (0, 1)
    ]
    assert measured == [14.74, 15.78, 7.50, 9.81, 4.75, 3.03]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "other", "floor"), PAIRS)
def test_contrast_reaches_its_floor(one: str, other: str, floor: float, scheme: int):
    colours = palette(scheme)
    assert contrast(colours[one], colours[other]) >= floor


def test_layers_are_declared_first():
    order = "reset, tokens, base, layout, components, rooms, utilities, print"
    assert CSS.lstrip().startswith(f"@layer {order};")
    assert re.findall(r"@layer (\w+)\{", CSS) == [
        "tokens", "reset", "base", "layout", "components", "rooms", "utilities", "print",
    ]  # fmt: skip


def test_braces_are_balanced():
    assert CSS.count("{") == CSS.count("}")


def test_every_custom_property_is_defined():
    used = set(re.findall(r"var\(--([\w-]+)", CSS))
    assert used - set(re.findall(r"--([\w-]+):", CSS)) == set()


def test_every_class_is_used():
    assert lint.classes_unused() == set()


def test_nothing_comes_from_elsewhere():
    assert re.findall(r"url\((?!#)[^)]*\)|@import|@font-face", CSS) == []


def test_important_is_kept_for_utilities_and_print():
    assert "!important" not in CSS.split("@layer utilities")[0]


def test_no_rule_selects_an_id():
    selectors = re.findall(r"(?:^|[{}])\s*([^{}@;]+)\{", CSS)
    assert [selector for selector in selectors if re.search(r"#[a-z]", selector)] == []
