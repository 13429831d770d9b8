"""What every page needs: the room, its menu, the person, the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tandem.apps.accounts import selectors as accounts
from tandem.apps.accounts.actor import VISITOR, Actor
from tandem.apps.accounts.models import Role
from tandem.apps.dossiers import selectors as dossiers
from tandem.apps.foundation import clock
from tandem.apps.jury import selectors as jury

Entries = Sequence[tuple[str, str]]
AGENCY_MENU = (
    ("Appels", "agency:calls"),
    ("Dossiers", "agency:dossiers"),
    ("Jury", "agency:jury"),
    ("Séance", "agency:sitting"),
    ("Décisions", "agency:decisions"),
    ("Postes", "agency:posts"),
)
HOSPITAL_MENU = (
    ("Mes dossiers", "hospital:dossiers"),
    ("Accords à donner", "hospital:agreements"),
    ("Postes", "hospital:posts"),
)
PUBLIC_MENU = (
    ("Appels", "public:calls"),
    ("Résultats", "public:announced"),
    ("Comment c’est décidé", "public:algorithms"),
    ("Aide", "public:help"),
)
FOOTER = (
    ("Accessibilité\u00a0: non conforme", "public:accessibility"),
    ("Mentions légales", "public:legal"),
    ("Données personnelles", "public:privacy"),
    ("Algorithmes", "public:algorithms"),
    ("Vérifier un document", "public:verify"),
    ("État du service", "public:status"),
    ("Plan du site", "public:site_map"),
    ("Aide", "public:help"),
)
JURY_MENU = (("Mes dossiers", "jury_room:readings"), ("Grille", "jury_room:grid"))
MENUS = {
    Role.AGENCY_OFFICER: AGENCY_MENU,
    Role.AGENCY_SIGNATORY: AGENCY_MENU,
    Role.BAM: HOSPITAL_MENU,
    Role.DIRECTION: HOSPITAL_MENU,
    Role.JUROR: JURY_MENU,
}
COUNTS: Mapping[str, Callable[[Actor], int]] = {
    "hospital:agreements": dossiers.first_agreements_due,
    "jury_room:readings": jury.left_to_hand_in,
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu; `count` is what waits for this person, 0 when nothing does."""

    label: str
    url: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """The dark band: who receives, where, and the ways through."""

    label: str
    sublabel: str
    menu: tuple[MenuItem, ...]


def room_of(actor: Actor, path: str) -> Room | None:
    """The room of an actor, or None for a visitor or a person without a role."""
    if actor.role is None:
        return None
    place = actor.agency.short_name if actor.agency else str(actor.structure)
    return Room(Role(actor.role).label, place, menu_of(actor, MENUS[actor.role], path))


def menu_of(actor: Actor, entries: Entries, path: str) -> tuple[MenuItem, ...]:
    """The links of a menu; the current one is the longest address that the path begins with."""
    urls = {name: reverse(name) for _, name in entries}
    inside = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    counts = {name: COUNTS[name](actor) for name in urls if name in COUNTS}
    return tuple(
        MenuItem(label, urls[name], urls[name] == inside, counts.get(name, 0))
        for label, name in entries
    )


def public_menu(actor: Actor, path: str) -> tuple[MenuItem, ...]:
    """The way through the public pages, which ends at one's own room."""
    mine = ("Mon espace", "my_room") if actor.user else ("Se connecter", "account_login")
    return menu_of(actor, (*PUBLIC_MENU, mine), path)


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor: documented at the top of `theme/base.html`."""
    actor = getattr(request, "actor", VISITOR)
    theme = request.COOKIES.get("theme")
    context: dict[str, Any] = {
        "demonstration": settings.DEMONSTRATION,
        # Counted only by the pages that draw the room.
        "room": SimpleLazyObject(lambda: room_of(actor, request.path)),
        "person_name": actor.user.full_name if actor.user else "",
        "theme_choice": theme if theme in ("light", "dark") else "",
        "actor": actor,
        "memberships": (),
        "public_menu": public_menu(actor, request.path),
        "footer_links": tuple((label, reverse(name)) for label, name in FOOTER),
    }
    if actor.user:
        context["memberships"] = tuple(accounts.memberships_in_force(actor.user, clock.today()))
    return context
