"""Reading who may act today."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tandem.apps.accounts.actor import VISITOR, Actor
from tandem.apps.accounts.models import Agency, Membership, Role, User

ROLES_IN_A_CALL = (
    Role.BAM, Role.DIRECTION, Role.AGENCY_OFFICER, Role.JUROR, Role.AGENCY_SIGNATORY,
)  # fmt: skip


def memberships_in_force(user: User, on: date) -> QuerySet[Membership]:
    """The roles that a person holds on a day, both ends included, oldest first."""
    return (
        Membership.objects.filter(user=user, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .select_related("structure__commune__department", "structure__legal_entity", "agency")
        .order_by("starts_on", "id")
    )


def actor_for(user: User, on: date, membership_id: str | None = None) -> Actor:
    """The actor that a person is today, in the chosen role or else in the first one."""
    held = list(memberships_in_force(user, on))
    if not user.is_active or not held:
        return Actor(user=user if user.is_active else None)
    chosen = next((m for m in held if str(m.pk) == membership_id), held[0])
    return Actor(
        user=user, role=Role(chosen.role), structure=chosen.structure, agency=chosen.agency
    )


def people_of(structure_id: object, role: Role, on: date) -> QuerySet[User]:
    """The people who hold a role in a structure on a day."""
    held = Membership.objects.filter(structure_id=structure_id, role=role, starts_on__lte=on)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    return User.objects.filter(memberships__in=held, is_active=True).distinct()


def people_of_agency(agency_id: object, roles: tuple[Role, ...], on: date) -> QuerySet[User]:
    """The people who hold one of the roles for an agency on a day."""
    held = Membership.objects.filter(agency_id=agency_id, role__in=roles, starts_on__lte=on)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    return User.objects.filter(memberships__in=held, is_active=True).distinct()


def agencies() -> QuerySet[Agency]:
    """Every agency that uses the platform, by name."""
    return Agency.objects.order_by("name")


def demonstration_people(on: date) -> list[Membership]:
    """The fictitious people of the demonstration, each in the first role held on a day.

    In the order of roles in a call, then of names.
    """
    held = (
        Membership.objects.filter(user__is_demonstration=True, user__is_active=True)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)
        .select_related("user", "structure__commune__department", "structure__legal_entity")
        .select_related("agency")
        .order_by("starts_on", "id")
    )
    first = {membership.user_id: membership for membership in reversed(held)}
    return sorted(
        first.values(),
        key=lambda m: (ROLES_IN_A_CALL.index(Role(m.role)), m.user.last_name, m.user.first_name),
    )


__all__ = [
    "VISITOR",
    "actor_for",
    "agencies",
    "demonstration_people",
    "memberships_in_force",
    "people_of",
    "people_of_agency",
]
