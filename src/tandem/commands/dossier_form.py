"""The written form of a dossier for `tandem check`: one table for the reader and the JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from tandem.domain.kernel.identifiers import EXAMPLES, is_fictitious, is_valid
from tandem.domain.schemes.vocabulary import (
    DocumentKind,
    FilerRole,
    Mission,
    Profession,
    StructureKind,
)

SEPARATOR = "|"
HALF_DAYS_A_WEEK = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value. `read` raises ValueError; `from_text` reads a cell of a CSV file."""

    schema: Mapping[str, Any]
    expected: str
    read: Callable[[Any], Any]
    from_text: Callable[[str], Any] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A table of named values; `required` must all be there."""

    about: str
    fields: Mapping[str, Spec]
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A list of tables of the same form. In a CSV cell: words apart, items between bars."""

    item: Record


Spec = Scalar | Record | Records


class Place(StrEnum):
    """A structure of the project, in the order of `Segment.place`."""

    RECRUITER = "recruteur"
    PARTNER = "partenaire"
    SECOND_PARTNER = "partenaire_2"


PLACES = {place: rank for rank, place in enumerate(Place)}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - one kind of error for every value
    return value.strip()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004
    return value


def _flag_from(text: str) -> bool:
    answers = {"oui": True, "non": False, "true": True, "false": False}
    if text.lower() not in answers:
        raise ValueError
    return answers[text.lower()]


def _day(value: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError  # noqa: TRY004
    return value


def instant(value: Any) -> datetime:
    """An instant with its zone. Raises ValueError on any other value."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise ValueError
    return found


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError  # noqa: TRY004
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise ValueError
    return number


def _decimal_from(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError from error


def _half_days(value: Any) -> Decimal:
    number = _decimal(value)
    if number > HALF_DAYS_A_WEEK:
        raise ValueError
    return number


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def _share(value: Any) -> Fraction:
    share = Fraction(_decimal(value))
    if share > 1:
        raise ValueError
    return share


def several(one: Scalar, example: str) -> Scalar:
    """A list of the same value, without doubles when they are words."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError  # noqa: TRY004
        return tuple(one.read(item) for item in value)

    def from_text(text: str) -> list[Any]:
        return [one.from_text(part.strip()) for part in text.split(SEPARATOR) if part.strip()]

    schema = {"type": "array", "items": one.schema}
    return Scalar(
        schema=schema, expected=f"une liste, par exemple {example}", read=read, from_text=from_text
    )


def choice(kind: type[StrEnum]) -> Scalar:
    """One word of a closed list."""
    words = [member.value for member in kind]
    expected = f"l’un des mots {', '.join(words)}, par exemple {words[0]}"
    return Scalar(schema={"enum": words}, expected=expected, read=kind)


def number_of(kind: str) -> Scalar:
    """A FINESS, SIREN or RPPS number: its key is checked; FICT… numbers are of demonstrations."""

    def read(value: Any) -> str:
        cleaned = "".join(_text(value).split()).upper()
        if not (is_fictitious(cleaned) or is_valid(kind, cleaned)):
            raise ValueError
        return cleaned

    expected = f"un numéro {kind} dont la clé est juste, par exemple {EXAMPLES[kind]}"
    return Scalar(schema={"type": "string", "minLength": 1}, expected=expected, read=read)


TEXT = Scalar(
    schema={"type": "string"}, expected="un texte, par exemple « CH de Valmorin »", read=_text
)
FLAG = Scalar(
    schema={"type": "boolean"},
    expected="true ou false, par exemple false",
    read=_flag,
    from_text=_flag_from,
)
DAY = Scalar(
    schema={"type": "string", "format": "date"},
    expected="un jour, par exemple 2025-11-01",
    read=_day,
)
INSTANT = Scalar(
    schema={"type": "string", "format": "date-time"},
    expected="un instant avec son décalage, par exemple 2025-04-29T18:20:00+02:00",
    read=instant,
)
KILOMETRES = Scalar(
    schema={"type": "number", "minimum": 0},
    expected="un nombre de kilomètres, par exemple 41",
    read=_decimal,
    from_text=_decimal_from,
)
HALF_DAYS = Scalar(
    schema={"type": "number", "minimum": 0, "maximum": HALF_DAYS_A_WEEK},
    expected="un nombre de demi-journées par semaine, par exemple 6",
    read=_half_days,
    from_text=_decimal_from,
)
SHARE = Scalar(
    schema={"type": "number", "minimum": 0, "maximum": 1},
    expected="une part du coût entre 0 et 1, par exemple 0.20",
    read=_share,
    from_text=_decimal_from,
)
MONTHS = Scalar(
    schema={"type": "integer", "minimum": 0},
    expected="un nombre entier, par exemple 12",
    read=_whole,
    from_text=int,
)
PLACE = choice(Place)

STRUCTURE = Record(
    about="Une structure, telle que le registre la connaît.",
    fields={
        "nom": TEXT,
        "type": choice(StructureKind),
        "finess": number_of("FINESS"),
        "entite_juridique": number_of("FINESS"),
        "siren": number_of("SIREN"),
        "ght": TEXT,
        "commune": TEXT,
        "departement": TEXT,
    },
)
SEGMENT = Record(
    about="Des demi-journées par semaine dans une structure, d’un jour à un autre, inclus.",
    fields={"structure": PLACE, "du": DAY, "au": DAY, "demi_journees": HALF_DAYS},
    required=("structure", "du", "au", "demi_journees"),
)
PROJECT = Record(
    about="Le projet médical.",
    fields={
        "profession": choice(Profession),
        "specialite": TEXT,
        "missions": several(choice(Mission), '["clinique", "recherche"]'),
        "objectifs": several(TEXT, '["O1", "O5"]'),
        "argumentaire": TEXT,
        "perennisation": TEXT,
        "direction_commune": FLAG,
    },
)
TIME = Record(
    about="Le temps partagé.",
    fields={
        "site_principal": PLACE,
        "distance_km": KILOMETRES,
        "pet_autorisee": FLAG,
        "segments": Records(item=SEGMENT),
    },
)
CANDIDATE = Record(
    about="Le candidat, quand il est désigné.",
    fields={
        "nom": TEXT,
        "rpps": number_of("RPPS"),
        "diplome": TEXT,
        "diplome_le": DAY,
        "these_le": DAY,
        "ordre_le": DAY,
        "phase_3": FLAG,
        "mois_assistant": MONTHS,
        "mois_clinicat": MONTHS,
        "aide_anterieure": TEXT,
        "accord_le": DAY,
    },
)
DOCUMENTS = Record(
    about="Les avis et les pièces.",
    fields={
        "jointes": several(choice(DocumentKind), '["avis_chef_pole", "avis_cme"]'),
        "convention_signee_le": DAY,
    },
)
FILING = Record(
    about="L’acte de dépôt ; sans lui, le délai et le déposant ne sont pas jugés.",
    fields={"le": INSTANT, "qualite": choice(FilerRole), "structure": TEXT},
    required=("le", "qualite"),
)
RENEWAL = Record(
    about="Une demande de renouvellement.",
    fields={
        "meme_projet": FLAG,
        "memes_partenaires": FLAG,
        "meme_candidat": FLAG,
        "mois": MONTHS,
        "deja_obtenus": MONTHS,
    },
)
DOSSIER = Record(
    about="Un dossier à juger. Ce qui n’est pas écrit est inconnu : la règle reste indéterminée.",
    fields={
        "dossier": TEXT,
        "recruteur": STRUCTURE,
        "partenaires": Records(item=STRUCTURE),
        "projet": PROJECT,
        "temps": TIME,
        "candidat": CANDIDATE,
        "financement": Record(
            about="Les parts du coût, recruteur d’abord.",
            fields={"parts": several(SHARE, "[0.20, 0.20]")},
        ),
        "pieces": DOCUMENTS,
        "depot": FILING,
        "renouvellement": RENEWAL,
    },
)


def json_schema(spec: Spec) -> dict[str, Any]:
    """The JSON Schema of a form."""
    if isinstance(spec, Scalar):
        return {**spec.schema, "description": spec.expected}
    if isinstance(spec, Records):
        return {"type": "array", "items": json_schema(spec.item)}
    return {
        "type": "object",
        "description": spec.about,
        "properties": {key: json_schema(field) for key, field in spec.fields.items()},
        "additionalProperties": False,
        **({"required": list(spec.required)} if spec.required else {}),
    }
