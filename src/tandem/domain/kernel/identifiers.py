"""Numbers with a key: FINESS, SIREN, SIRET, RPPS. All are Luhn keys (`data.md` §0)."""

from __future__ import annotations

from tandem.domain.kernel.errors import InvalidInputError

LENGTHS = {"FINESS": 9, "SIREN": 9, "SIRET": 14, "RPPS": 11}
EXAMPLES = {
    "FINESS": "010000024",
    "SIREN": "260100045",
    "SIRET": "26010004500012",
    "RPPS": "10000000017",
}
FICTITIOUS_PREFIX = "FICT"
CORSICA = {"A": "1", "B": "2"}


def luhn_is_valid(digits: str) -> bool:
    """Whether the last digit is the Luhn key of the others."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - Luhn
    return total % 10 == 0


def is_valid(kind: str, number: str) -> bool:
    """Whether `number` has the length and the key of a `kind` ("FINESS", "SIREN"…).

    In Corsica the second character of a FINESS number is A or B, read as 1 or 2 in the key.
    """
    if len(number) != LENGTHS[kind]:
        return False
    if kind == "FINESS" and number[0] == "2" and number[1] in CORSICA:
        number = number[0] + CORSICA[number[1]] + number[2:]
    return number.isascii() and number.isdigit() and luhn_is_valid(number)


def is_fictitious(number: str) -> bool:
    """Whether this is a number of the demonstration: FICT000001, never a real key."""
    return number.startswith(FICTITIOUS_PREFIX)


def checked(kind: str, number: str) -> str:
    """`number` without its spaces. Raises InvalidInputError (French, with an example)."""
    cleaned = "".join(number.split()).upper()
    if not is_valid(kind, cleaned):
        msg = (
            f"Numéro {kind} « {number} » : la clé ou la longueur est fausse. "
            f"Écrivez {LENGTHS[kind]} caractères, par exemple {EXAMPLES[kind]}."
        )
        raise InvalidInputError(msg)
    return cleaned
