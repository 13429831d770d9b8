"""What a dossier costs and who would pay, from its stored rows."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.apps.calls import selectors as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.facts import facts_of
from tandem.apps.dossiers.models import Dossier
from tandem.domain.eligibility.facts import Facts
from tandem.domain.eligibility.time_share import pet_situation
from tandem.domain.funding.cost import Cost, yearly_cost
from tandem.domain.funding.plan import AGENCY, Plan, payer_shares, post_plan
from tandem.domain.kernel import french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPlan:
    """The yearly cost and the plan over the budget years of the contract."""

    cost: Cost
    plan: Plan

    @property
    def agency_cents(self) -> int:
        """What the agency pays over the whole contract."""
        return self.plan.line(AGENCY).total_cents


def cost_from(call: Call, facts: Facts) -> Cost | None:
    """The yearly cost of what these facts describe, or None while the week is not known."""
    situation = pet_situation(facts)
    if situation is None:
        return None
    edition = calls.edition(call)
    return yearly_cost(edition.pay, edition.funding, situation, on=call.starts_on)


def plan_from(call: Call, facts: Facts) -> PostPlan | None:
    """The plan of what these facts describe, or None while the week or the shares allow none."""
    cost = cost_from(call, facts)
    shares = payer_shares(calls.edition(call).funding, facts.shares)
    if cost is None or sum(shares.values()) != 1:
        return None
    return PostPlan(cost=cost, plan=post_plan(cost, Period(call.starts_on, call.ends_on), shares))


def plan_of(dossier: Dossier) -> PostPlan | None:
    """The plan of a dossier, or None while the week or the shares do not allow one."""
    return plan_from(dossier.call, facts_of(dossier))


def required_plan(dossier: Dossier) -> PostPlan:
    """The plan of a dossier. Raises InvalidInputError (French) when it cannot be made."""
    found = plan_of(dossier)
    if found is None:
        msg = (
            f"{dossier.number} : le coût ne peut pas être calculé. Vérifiez la semaine, le site "
            "principal et les parts, par exemple 60 %, 20 % et 20 %."
        )
        raise InvalidInputError(french.typography(msg))
    return found
