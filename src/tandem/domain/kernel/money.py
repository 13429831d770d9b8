"""Money is integer cents. Shares are exact fractions; what is divided always adds up again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tandem.domain.kernel.errors import InvalidInputError

# No exponent and no more than a national budget: what a person types as an amount.
EUROS = re.compile(r"-?\d{1,12}(\.\d{1,2})?", re.ASCII)


def rounded(amount: Fraction) -> int:
    """Round an exact amount of cents to the nearest cent, halves away from zero."""
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) + Fraction(1, 2))


def split(total_cents: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Divide `total_cents` after `weights` by largest remainder; the parts sum to the total.

    Ties go to the earlier part. Raises ValueError on a negative or null sum of weights.
    """
    whole = sum(weights, Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        msg = "weights must be non-negative and not all null"
        raise ValueError(msg)
    exact = [Fraction(total_cents) * weight / whole for weight in weights]
    parts = [part.numerator // part.denominator for part in exact]
    missing = total_cents - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:missing]:
        parts[i] += 1
    return parts


def parse_euros(text: str) -> int:
    """Read "12 818,60 €" or "12818.6" as cents. Raises InvalidInputError with an example."""
    cleaned = "".join(text.replace("€", "").replace(",", ".").split())
    if not EUROS.fullmatch(cleaned):
        msg = f"« {text} » n’est pas un montant : écrivez par exemple 12 818,60."
        raise InvalidInputError(msg)
    return int(Decimal(cleaned) * 100)
