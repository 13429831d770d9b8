"""The named people of the suite. Each view is tried by the owner, the colleague, the stranger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Agency, Membership, Role, User
from tandem.apps.accounts.selectors import actor_for
from tandem.apps.territory.models import Structure

SINCE = date(2020, 1, 1)
TODAY = date(2025, 4, 10)


@dataclass(frozen=True)
class People:
    """Alice files, Anne is her colleague, Bob is the partner, Chloé screens, Diane decides,
    David and Erik mark, Emma has a tie, Gaël is at another hospital, Hana at another agency."""

    alice: User
    anne: User
    bob: User
    chloe: User
    diane: User
    david: User
    erik: User
    emma: User
    gael: User
    hana: User

    def actor(self, name: str, on: date = TODAY) -> Actor:
        return actor_for(getattr(self, name), on)


def person(first: str, last: str, role: Role, place: Structure | Agency) -> User:
    user = User.objects.create_user(
        f"{first}.{last}@example.org".lower().replace("ë", "e").replace("é", "e"),
        "un mot de passe long",
        first_name=first,
        last_name=last,
        position="Responsable",
        phone="01 99 00 00 01",
    )
    kind = "agency" if isinstance(place, Agency) else "structure"
    Membership.objects.create(user=user, role=role, starts_on=SINCE, **{kind: place})
    if kind == "agency":
        TOTP.activate(user, generate_totp_secret())
    return user


def gather(places: dict[str, Structure | Agency]) -> People:
    return People(
        alice=person("Alice", "Azur", Role.BAM, places["recruiter"]),
        anne=person("Anne", "Ambre", Role.BAM, places["recruiter"]),
        bob=person("Bob", "Brun", Role.DIRECTION, places["partner"]),
        chloe=person("Chloé", "Cyan", Role.AGENCY_OFFICER, places["agency"]),
        diane=person("Diane", "Doré", Role.AGENCY_SIGNATORY, places["agency"]),
        david=person("David", "Denim", Role.JUROR, places["agency"]),
        erik=person("Erik", "Ebène", Role.JUROR, places["agency"]),
        emma=person("Emma", "Ecru", Role.JUROR, places["agency"]),
        gael=person("Gaël", "Gris", Role.BAM, places["other"]),
        hana=person("Hana", "Henné", Role.AGENCY_OFFICER, places["other_agency"]),
    )
