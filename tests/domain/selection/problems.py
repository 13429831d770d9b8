"""Small problems for the tests: written by hand, or drawn by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from tandem.domain.selection.problem import Applicant, Problem, Reserve, SelectionRules

BASIS = "Réglage de l’agence"
TRAITS = ("deficit", "zone")
SHARES = [Fraction(1, 5), Fraction(1, 3), Fraction(1, 2)]
EQUAL_COST = 92_294_00
QUICK = settings(max_examples=40, deadline=None)


def applicant(key, score, territory="", *, cost=EQUAL_COST, traits=()):
    return Applicant(
        id=key,
        label=f"Projet {key}",
        territory=territory,
        score=Fraction(score),
        cost_cents=cost,
        traits=frozenset(traits),
    )


def reserve(trait, share):
    return Reserve(trait=trait, share=Fraction(share), basis=BASIS)


def problem(*applicants, seed="appel-12", **rules):
    return Problem(applicants=applicants, rules=SelectionRules(**rules), seed=seed)


def with_rules(case, **changes):
    return replace(case, rules=replace(case.rules, **changes))


def with_applicant(case, key, **changes):
    return replace(
        case,
        applicants=tuple(replace(a, **changes) if a.id == key else a for a in case.applicants),
    )


def without(case, key):
    return replace(case, applicants=tuple(a for a in case.applicants if a.id != key))


def _applicant(index, code, territories, costs):
    code, score = divmod(code, 10)
    code, bits = divmod(code, 4)
    code, cost = divmod(code, 4)
    traits = [trait for bit, trait in enumerate(TRAITS) if bits >> bit & 1]
    territory = territories[code % len(territories)]
    return applicant(f"D{index}", score * 5, territory, cost=costs[cost], traits=traits)


@st.composite
def problems(draw, *, equal_costs=False, limits=("posts", "budget", "both")):
    """Up to nine dossiers with ties, up to three territories, two reserves, any limit."""
    codes = draw(st.lists(st.integers(0, 10 * 4 * 4 * 3 - 1), min_size=1, max_size=9))
    weights = dict(zip("ABC", draw(st.lists(st.integers(1, 9), max_size=3)), strict=False))
    carry = {t: draw(st.integers(0, 4)) for t in weights} if draw(st.booleans()) else {}
    shares = draw(st.lists(st.sampled_from(SHARES), max_size=2))
    costs = [EQUAL_COST] * 4 if equal_costs else [0, 3_000_00, 5_000_00, 8_000_00]
    unit = EQUAL_COST if equal_costs else 4_000_00
    limit = draw(st.sampled_from(limits))
    return problem(
        *(_applicant(i, c, sorted(weights) or [""], costs) for i, c in enumerate(codes)),
        weights=weights,
        carry=carry,
        reserves=tuple(reserve(*pair) for pair in zip(TRAITS, shares, strict=False)),
        threshold=draw(st.sampled_from([None, None, Fraction(10)])),
        posts=None if limit == "budget" else draw(st.integers(0, 8)),
        budget_cents=None if limit == "posts" else draw(st.integers(0, 9)) * unit,
        reserve_length=draw(st.sampled_from([None, 0, 2])),
    )
