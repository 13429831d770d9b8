"""Text and tables: encodings, separators and headers are verified, never guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tandem.apps.territory.registers.rows import RegisterError, quoted

SEPARATORS = (",", ";")
ENCODINGS = "un texte en UTF-8, ou en Windows-1252 dans les anciens fichiers"


def decoded(data: bytes) -> str:
    """The text of a file, in UTF-8 (strict) or else in cp1252. Raises RegisterError."""
    if b"\x00" in data:
        raise _encoding_error(data, data.index(b"\x00"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        # A file that was UTF-8 so far is a damaged one: reading it as cp1252 would garble it.
        if data.startswith(b"\xef\xbb\xbf") or not before.isascii():
            raise _encoding_error(data, error.start) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _encoding_error(data, error.start) from error


def _encoding_error(data: bytes, position: int) -> RegisterError:
    before = data[:position]
    return RegisterError(
        "l’encodage du fichier n’est pas lisible.",
        line=before.count(b"\n") + 1,
        column=position - (before.rfind(b"\n") + 1) + 1,
        expected=ENCODINGS,
        found=f"octet {data[position]:#04x}",
    )


def records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a CSV with their numbers, empty lines left out. Raises RegisterError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for fields in reader:
            if fields:
                yield reader.line_num, fields
    except csv.Error as error:
        raise RegisterError(
            f"les guillemets ou les champs sont mal formés ({error}).", line=reader.line_num
        ) from error


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV with a header. `columns` gives the place of each column by its name."""

    columns: dict[str, int]
    lines: Iterator[tuple[int, list[str]]]


def header_of(text: str) -> tuple[str, list[str]]:
    """The separator and the column names of the first line. Raises RegisterError."""
    first = text.split("\n", 1)[0].rstrip("\r")
    separator = max(SEPARATORS, key=first.count)
    if separator not in first:
        raise RegisterError(
            "le séparateur des colonnes n’est pas reconnu.",
            line=1,
            expected=" ou ".join(map(quoted, SEPARATORS)),
            found=first,
        )
    return separator, [name.strip().strip('"').lower() for name in first.split(separator)]


def table(
    data: bytes, required: tuple[str, ...], aliases: Mapping[str, str] | None = None
) -> Table:
    """A CSV whose header has the required columns. Raises RegisterError.

    `aliases` maps the other names that a column may bear to the one that we use.
    """
    text = decoded(data)
    separator, found = header_of(text)
    names = [(aliases or {}).get(name, name) for name in found]
    if missing := [name for name in required if name not in names]:
        raise RegisterError(
            f"il manque {'les colonnes' if len(missing) > 1 else 'la colonne'} {', '.join(missing)}.",
            line=1,
            expected=", ".join(required),
            found=", ".join(found),
        )
    lines = records(text, separator)
    next(lines)
    return Table({name: place for place, name in enumerate(names)}, _counted(lines, len(names)))


def _counted(lines: Iterator[tuple[int, list[str]]], count: int) -> Iterator[tuple[int, list[str]]]:
    for line, fields in lines:
        if len(fields) != count:
            raise wrong_count(line, count, fields)
        yield line, fields


def wrong_count(line: int, count: int, fields: list[str]) -> RegisterError:
    """The error of a line that has too many or too few columns."""
    return RegisterError(
        "le nombre de colonnes n’est pas celui attendu.",
        line=line,
        column=min(len(fields), count) + 1,
        expected=f"{count} colonnes",
        found=f"{len(fields)} colonnes",
    )
