"""The geometry of our drawings: the week, the bars, the seats, the map. Numbers in, numbers out.

A week is ten characters, Monday morning, Monday afternoon, Tuesday morning… Friday afternoon:
`R` for the recruiter, `1`, `2`… for the partners, `-` for a free half-day. A payer is the same
structure where money is spoken of: agency, recruiter, partner, partner_2…
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tandem.domain.kernel.french import WEEKDAYS, enumerate_words, plural

DAYS = WEEKDAYS[:5]
HALVES = (("am", "Matin"), ("pm", "Après-midi"))
PLACES = "R123456789"
FREE = "-"
CLASSES = {"agency": "agc", "recruiter": "rec", "partner": "par", "off": "off"}
HALF_DAYS = len(DAYS) * len(HALVES)
DEFAULT_NAMES = ("Recruteur", "Partenaire")
STEP = 11
BAR_GAP = Fraction(2, 5)


def payer_of(slot: str) -> str:
    """The structure of a half-day: recruiter, partner, partner_2… or off."""
    if slot == FREE:
        return "off"
    place = PLACES.index(slot)
    return ("recruiter", "partner")[place] if place < len(DEFAULT_NAMES) else f"partner_{place}"


def css_of(payer: str) -> str:
    """The suffix of its classes; the further partners share one drawing. Raises KeyError."""
    return "par2" if payer.startswith("partner_") else CLASSES[payer]


def is_week(slots: str) -> bool:
    """Whether `slots` has ten half-days, each of a known place."""
    return len(slots) == HALF_DAYS and all(slot in PLACES + FREE for slot in slots)


def checked_week(slots: str) -> str:
    """`slots`, or ten free half-days for an empty one. Raises ValueError when it is no week."""
    week = slots or FREE * HALF_DAYS
    if not is_week(week):
        msg = f"a week is ten of R, 1 to 9 and -, not {slots!r}"
        raise ValueError(msg)
    return week


@dataclass(frozen=True, slots=True)
class Place:
    """One of the structures of a week, with its half-days."""

    slot: str
    name: str
    count: int

    @property
    def payer(self) -> str:
        """Its word, as payer_of says it."""
        return payer_of(self.slot)

    @property
    def css(self) -> str:
        """The suffix of its classes: rec, par or par2."""
        return css_of(self.payer)


def places(slots: str, names: Sequence[str]) -> list[Place]:
    """The structures in order, recruiter first, each with its half-days."""
    return [
        Place(slot, name, slots.count(slot))
        for slot, name in zip(PLACES, names or DEFAULT_NAMES, strict=False)
    ]


def ratio(slots: str, names: Sequence[str]) -> str:
    """« 6 + 4 »."""
    return " + ".join(str(place.count) for place in places(slots, names))


def week_sentence(slots: str, names: Sequence[str]) -> str:
    """« Valmorin : 6 demi-journées ; Sainte-Aurore : 4 demi-journées ; libre : 0 demi-journée. »."""
    parts = [f"{p.name}\u00a0: {plural(p.count, 'demi-journée')}" for p in places(slots, names)]
    free = slots.count(FREE)
    if free:
        parts.append(f"libre\u00a0: {plural(free, 'demi-journée')}")
    return "\u202f; ".join(parts) + "."


def days_sentence(slots: str, names: Sequence[str]) -> str:
    """« Valmorin : lundi, mardi et mercredi matin ; Sainte-Aurore : mercredi après-midi… »."""
    spoken = []
    for place in places(slots, names):
        days = [_spoken_day(slots, day, place.slot) for day in range(len(DAYS))]
        words = enumerate_words([day for day in days if day])
        spoken.append(f"{place.name}\u00a0: {words or 'aucune demi-journée'}")
    return "\u202f; ".join(spoken) + "."


def _spoken_day(slots: str, day: int, slot: str) -> str:
    morning, afternoon = slots[2 * day] == slot, slots[2 * day + 1] == slot
    if morning and afternoon:
        return DAYS[day]
    if morning:
        return f"{DAYS[day]} matin"
    return f"{DAYS[day]} après-midi" if afternoon else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A half-day in the box of 55 by 23: where it stands and whose it is."""

    css: str
    x: str
    y: str


def cells(slots: str) -> list[Cell]:
    """The ten half-days, day after day, morning above afternoon."""
    return [
        Cell(css_of(payer_of(slot)), f"{index // 2 * STEP + 0.5:g}", "12" if index % 2 else "0.5")
        for index, slot in enumerate(slots)
    ]


@dataclass(frozen=True, slots=True)
class Band:
    """A part of a bar: class suffix, left edge and width in per cent of the whole width."""

    css: str
    x: str
    width: str


def bands(shares: Sequence[tuple[str, int | Fraction]], total: int | Fraction) -> list[Band]:
    """The parts (payer, weight) of a bar of `total`, with a hair of ground between two.

    Raises ValueError unless `total` is positive.
    """
    if total <= 0:
        msg = "a bar needs a positive total"
        raise ValueError(msg)
    drawn, left = [], Fraction(0)
    for payer, weight in shares:
        width = Fraction(weight) * 100 / total
        drawn.append(
            Band(css_of(payer), _percent(left), _percent(max(width - BAR_GAP, Fraction(0))))
        )
        left += width
    return drawn


def _percent(value: Fraction) -> str:
    return f"{float(value):.2f}%"


@dataclass(frozen=True, slots=True)
class Tile:
    """A region of the tile map: its three letters, its corner, its state (open, soon or "")."""

    code: str
    x: int
    y: int
    state: str

    @property
    def text_x(self) -> str:
        """Middle of the tile; in words, or a French template would write a comma."""
        return f"{self.x + 24.5:g}"

    @property
    def text_y(self) -> str:
        """Base line of the letters."""
        return f"{self.y + 30.5:g}"


REGIONS: dict[str, tuple[str, str, int, int]] = {
    "32": ("HDF", "Hauts-de-France", 3, 0),
    "28": ("NOR", "Normandie", 2, 1),
    "11": ("IDF", "Île-de-France", 3, 1),
    "44": ("GES", "Grand Est", 4, 1),
    "53": ("BRE", "Bretagne", 0, 2),
    "52": ("PDL", "Pays de la Loire", 1, 2),
    "24": ("CVL", "Centre-Val de Loire", 2, 2),
    "27": ("BFC", "Bourgogne-Franche-Comté", 3, 2),
    "75": ("NAQ", "Nouvelle-Aquitaine", 1, 3),
    "84": ("ARA", "Auvergne-Rhône-Alpes", 3, 3),
    "76": ("OCC", "Occitanie", 2, 4),
    "93": ("PAC", "Provence-Alpes-Côte d’Azur", 3, 4),
    "94": ("COR", "Corse", 4, 5),
    "01": ("GP", "Guadeloupe", 6, 1),
    "02": ("MQ", "Martinique", 6, 2),
    "03": ("GF", "Guyane", 6, 3),
    "04": ("RE", "La Réunion", 6, 4),
    "06": ("YT", "Mayotte", 6, 5),
}
"""INSEE code of the region: letters on the tile, name, column and row (overseas at the right)."""

TILE_STEP = 54


def tiles(open_codes: Sequence[str], soon_codes: Sequence[str]) -> list[Tile]:
    """Every region as a tile, north first."""
    return [
        Tile(
            letters,
            column * TILE_STEP + 1 + (6 if column == 6 else 0),  # noqa: PLR2004 - overseas column
            row * TILE_STEP + 1,
            "open" if code in open_codes else "soon" if code in soon_codes else "",
        )
        for code, (letters, _name, column, row) in REGIONS.items()
    ]


def region_names(codes: Sequence[str]) -> list[str]:
    """The names of these regions, in the order of REGIONS. Raises KeyError on an unknown code."""
    missing = [code for code in codes if code not in REGIONS]
    if missing:
        raise KeyError(missing[0])
    return [name for code, (_letters, name, _c, _r) in REGIONS.items() if code in codes]
