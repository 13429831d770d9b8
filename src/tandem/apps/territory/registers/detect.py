"""Files, and which reader each one asks for, told from its content and never from its name."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tandem.apps.territory.registers import finess_csv, finess_plus, simple_csv
from tandem.apps.territory.registers.finess_plus import COMPLETE
from tandem.apps.territory.registers.rows import Reading, RegisterError

HEAD = 4096
CHUNK = 1 << 20
KNOWN = (
    (
        "un fichier FINESS (« finess;etalab;… »), FINESS+ (JSON) ou un CSV avec les colonnes "
        "finess_et ou finess_ej"
    )
    .replace("« ", "«\u202f")
    .replace(" »", "\u202f»")
)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A file to import. `open` gives it anew at each call, as bytes."""

    name: str
    open: Callable[[], BinaryIO]

    @classmethod
    def at(cls, path: Path) -> RegisterFile:
        """The file at a path; it is opened only when it is read."""
        return cls(path.name, lambda: path.open("rb"))

    @classmethod
    def of(cls, name: str, data: bytes) -> RegisterFile:
        """A file whose content is in memory."""
        return cls(name, lambda: io.BytesIO(data))

    def content(self) -> bytes:
        """All of it."""
        with self.open() as stream:
            return stream.read()

    def sha256(self) -> str:
        """Hexadecimal SHA-256 of its bytes."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


def _head(file: RegisterFile) -> bytes:
    with file.open() as stream:
        head = stream.read(HEAD)
    if not head.startswith(finess_plus.GZIP_MAGIC):
        return head
    try:
        with file.open() as stream, gzip.open(stream) as unpacked:
            return unpacked.read(HEAD)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise RegisterError("le fichier compressé est tronqué.", expected=COMPLETE) from error


def read_structures(file: RegisterFile) -> Reading:
    """The rows of a register of structures. Raises RegisterError, also while iterating."""
    head = _head(file)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    first = start.split(b"\n", 1)[0].decode("utf-8", "replace").strip().lower()
    if start.startswith(b"{"):
        return finess_plus.read(file.open)
    if first.startswith("finess;"):
        return finess_csv.read(file.content())
    if "finess_et" in first:
        return simple_csv.read_sites(file.content())
    if "finess_ej" in first:
        return simple_csv.read_entities(file.content())
    raise RegisterError("le contenu n’est pas reconnu.", line=1, expected=KNOWN, found=first)
