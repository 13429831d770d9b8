"""`{% demonstration_people %}`: the fictitious people, each a button that enters as them."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from tandem.apps.accounts import selectors as accounts
from tandem.apps.accounts.models import Role
from tandem.apps.foundation import clock

register = template.Library()
SHOWN_A_ROLE = 2
CAN_DO = {
    Role.BAM: "Préparer et déposer un dossier",
    Role.DIRECTION: "Donner l’accord du partenaire",
    Role.AGENCY_OFFICER: "Instruire les dossiers, réunir le jury",
    Role.JUROR: "Noter les dossiers confiés",
    Role.AGENCY_SIGNATORY: "Tenir la séance, arrêter la liste, publier",
}


@register.inclusion_tag("shared/_people.html", takes_context=True)
def demonstration_people(context: Context) -> dict[str, Any]:
    """The first people of each role as cards, the others in a list that opens."""
    cards: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for held in accounts.demonstration_people(clock.today()):
        role = Role(held.role)
        card = {"membership": held, "can_do": CAN_DO[role]}
        shown = sum(other["membership"].role == held.role for other in cards)
        (cards if shown < SHOWN_A_ROLE else others).append(card)
    return {"cards": cards, "others": others, "csrf_token": context.get("csrf_token")}
