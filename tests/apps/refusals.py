"""How a test says that an act is refused: by which rules exactly, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tandem.domain.kernel.finding import Decision, RefusedError


def rules(decision: Decision) -> tuple[str, ...]:
    """The names of what refuses, in order."""
    return tuple(finding.rule for finding in decision.refusals)


@contextmanager
def refused(*expected: str) -> Iterator[None]:
    """The act inside is refused by exactly these rules, in this order."""
    with pytest.raises(RefusedError) as caught:
        yield
    assert rules(caught.value.decision) == expected
