"""Who may do what with a call."""

from __future__ import annotations

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Role
from tandem.apps.accounts.permissions import has_role, is_of_agency
from tandem.apps.calls.models import Call
from tandem.domain.kernel.finding import Decision


def may_prepare(actor: Actor) -> Decision:
    """Officers and signatories of an agency."""
    return has_role(actor, Role.AGENCY_OFFICER, Role.AGENCY_SIGNATORY)


def may_manage(actor: Actor, call: Call) -> Decision:
    """Officers and signatories of the agency of the call."""
    return is_of_agency(actor, call.agency_id)


def may_decide(actor: Actor, call: Call) -> Decision:
    """Signatories of the agency of the call: nothing is decided without them."""
    return is_of_agency(actor, call.agency_id) + has_role(actor, Role.AGENCY_SIGNATORY)
