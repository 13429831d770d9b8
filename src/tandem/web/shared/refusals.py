"""What a service refused, as sentences for the page that asked."""

from __future__ import annotations

from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import RefusedError
from tandem.domain.kernel.french import typography

REFUSED = 422


def reasons_of(error: InvalidInputError | RefusedError) -> tuple[str, ...]:
    """Every reason, each a sentence: what is wrong, then what to do (French)."""
    if isinstance(error, RefusedError):
        findings = error.decision.refusals
        said = [" ".join(filter(None, (f.reason, f.expected))) for f in findings]
    else:
        said = list(getattr(error, "reasons", ())) or [str(error)]
    return tuple(typography(sentence) for sentence in said)
