"""Makes the packed files of this folder from the open files: `python -m … SOURCE TARGET`.

SOURCE holds `communes/` and `contours/` as described in README.md. Run it once a year, when the
official geographic code changes; the result is committed, so nobody else needs SOURCE.
"""

from __future__ import annotations

import csv
import io
import lzma
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Row = Mapping[str, str]
COMMUNES = ("code", "nom", "departement", "commune_parent", "codes_postaux", "population")
POINT = ("lat", "lon")
# The two collectivities that left Guadeloupe in 2007 keep their old codes in FINESS (data.md §1.2).
LEFT_GUADELOUPE = (
    ("97123", "Saint-Barthélemy", "977", "97701"),
    ("97127", "Saint-Martin", "978", "97801"),
)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV file in UTF-8, commas, one header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def french(name: str) -> str:
    """A name with the apostrophe of print."""
    return name.replace("'", "’")


def communes(rows: Iterable[Row]) -> bytes:
    """The communes and arrondissements in force, without what the platform does not read."""
    kept = COMMUNES + POINT
    header = ("code", "name", "department", "parent", "postal_codes", "population", *POINT)
    return table(header, ([french(row[column]) for column in kept] for row in rows))


def old_communes(rows: Iterable[Row]) -> bytes:
    """The delegated and associated communes whose code is no longer a commune of its own."""
    gone = [
        (row["code"], french(row["nom"]), row["departement"], row["chef_lieu"])
        for row in rows
        if row["code"] != row["chef_lieu"]
    ]
    return table(("code", "name", "department", "parent"), [*gone, *LEFT_GUADELOUPE])


def regions(rows: Iterable[Row]) -> bytes:
    """The regions and the overseas collectivities that count as one."""
    return table(("code", "name"), ((row["code"], french(row["nom"])) for row in rows))


def departments(rows: Iterable[Row]) -> bytes:
    """The departments with their region."""
    return table(
        ("code", "name", "region"),
        ((row["code"], french(row["nom"]), row["region"]) for row in rows),
    )


def packed(content: bytes) -> bytes:
    """The same bytes, as small as the standard library can make them."""
    return lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)


TABLES: dict[str, tuple[str, Callable[[Iterable[Row]], bytes]]] = {
    "communes.csv.xz": ("communes_2026.csv", communes),
    "old_communes.csv.xz": ("communes_deleguees_associees_2026.csv", old_communes),
    "departments.csv": ("departements_2026.csv", departments),
    "regions.csv": ("regions_2026.csv", regions),
}


def contents(source: Path) -> dict[str, bytes]:
    """What each file of this folder that comes from SOURCE holds, before compression."""
    found = {}
    for name, (origin, make) in TABLES.items():
        with (source / "communes" / origin).open(encoding="utf-8", newline="") as stream:
            found[name] = make(csv.DictReader(stream))
    found["departments.geojson.xz"] = (source / "contours" / "departements.geojson").read_bytes()
    return found


def main(source: Path, target: Path) -> None:
    """Write the files."""
    for name, content in contents(source).items():
        (target / name).write_bytes(packed(content) if name.endswith(".xz") else content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
