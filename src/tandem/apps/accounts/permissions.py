"""Small answers shared by the rights of every app."""

from __future__ import annotations

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Role
from tandem.domain.kernel.finding import Decision, allow, refuse


def has_role(actor: Actor, *roles: Role) -> Decision:
    """People who hold one of these roles today."""
    if actor.role in roles:
        return allow()
    return refuse("role", "Cette action ne relève pas de votre rôle.")


def is_of_agency(actor: Actor, agency_id: object) -> Decision:
    """Officers and signatories of this agency."""
    if actor.is_agency and actor.agency is not None and actor.agency.pk == agency_id:
        return allow()
    return refuse("agency", "Cette action relève de l’agence qui porte l’appel.")
