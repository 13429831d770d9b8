"""`tandem demonstration build`: the 12th call as it could have run, and a fictitious next one.

Everyone and every project is fictitious. Every act goes through the real services, at the instant
when it would have happened, so that the demonstration is a database like any other.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from tandem.apps.accounts.models import User
from tandem.apps.foundation import clock
from tandem.apps.messaging import services as messaging
from tandem.apps.territory import services as territory
from tandem.commands import importing
from tandem.commands.arguments import Parser
from tandem.commands.demonstration import next_call, people, twelfth_call
from tandem.commands.demonstration.places import Places


def run(argv: list[str]) -> int:
    """Build the demonstration in an empty database. Returns 0, or 1 when it is not empty."""
    parser = Parser(
        "tandem demonstration",
        "Construit la démonstration dans une base vide, au besoin sur le registre réel.",
        "TANDEM_HOME=var/demo ./tandem demonstration build",
    )
    parser.add_argument("action", choices=["build"], help="la construire")
    parser.add_argument(
        "--register",
        nargs="+",
        type=Path,
        default=[],
        metavar="FICHIER",
        help="registre réel : entités juridiques puis établissements",
    )
    options = parser.parse_args(argv)
    call_command("migrate", verbosity=0)
    if User.objects.exists():
        print(
            "La base contient déjà des personnes : rien n’est changé. Partez d’une base vide, "
            "par exemple TANDEM_HOME=var/reel ./tandem demonstration build.",
            file=sys.stderr,
        )
        return 1
    if options.register:
        status = importing.run(["structures", *map(str, options.register)])
        if status:
            return status
    build(at=clock.now(), is_real=bool(options.register))
    return 0


@transaction.atomic
def build(*, at: datetime, is_real: bool = False) -> None:
    """The whole demonstration around the instant `at`; on the real register when it is loaded."""
    territory.load_reference(at=at)
    if not is_real:
        territory.create_fictitious_register(at=at)
    places = Places.find(is_real=is_real)
    cast = people.create(places)
    twelfth_call.tell(places, cast)
    next_call.tell(places, cast, at)
    messaging.consider_sent()
