"""The measures of `tandem bench`: each figure is a ratio between two things done in this run."""

from __future__ import annotations

import argparse
import csv
import io
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.apps.accounts.models import Membership, Role
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier, Partner, WeekPeriod
from tandem.apps.foundation import clock
from tandem.apps.foundation.ids import uuid7
from tandem.apps.territory import services as territory
from tandem.catalogue import load
from tandem.commands import demonstration
from tandem.commands.dossier_file import facts_from
from tandem.domain.eligibility.assess import assess
from tandem.domain.kernel import french
from tandem.domain.kernel.identifiers import luhn_is_valid
from tandem.web.shared.middleware import DEMONSTRATION_FACTOR

SITES = 10_000
DOSSIERS = 1_000
ROWS = 5_000
ROUNDS = 5
EDITION = "ile-de-france/asp/2025"
SITE_HEADER = (
    "finess_et,finess_ej,nom,categorie,categorie_libelle,statut,statut_juridique,espic,siret,"
    "region,departement,code_commune,commune,adresse,code_postal,lon,lat,geo,lits_mco,"
    "zonage_commune,bordereau"
)


WEEK = {"du": "2025-11-01", "au": "2027-10-31"}
DOSSIER = {
    "recruteur": {
        "nom": "CH de Valmorin (fictif)",
        "type": "EPS",
        "finess": "FICT00047",
        "entite_juridique": "FICT00040",
        "siren": "FICT00470",
        "departement": "77",
    },
    "partenaires": [
        {
            "nom": "Institut Sainte-Aurore (fictif)",
            "type": "ESPIC",
            "finess": "FICT00094",
            "entite_juridique": "FICT00090",
            "siren": "FICT00940",
            "departement": "94",
        }
    ],
    "projet": {
        "profession": "MEDECIN",
        "specialite": "gériatrie",
        "missions": ["clinique", "pedagogie_enseignement", "recherche"],
        "objectifs": ["O1", "O2"],
        "argumentaire": "Une consultation commune.",
        "perennisation": "Un poste de praticien hospitalier est inscrit au tableau. " * 5,
        "direction_commune": False,
    },
    "temps": {
        "site_principal": "recruteur",
        "distance_km": 41,
        "segments": [
            {"structure": "recruteur", "demi_journees": 6, **WEEK},
            {"structure": "partenaire", "demi_journees": 4, **WEEK},
        ],
    },
    "financement": {"parts": [0.2, 0.2]},
    "depot": {
        "le": "2025-04-24T14:51:08+02:00",
        "qualite": "BAM_RECRUTEUR",
        "structure": "FICT00047",
    },
}


@dataclass(frozen=True, slots=True)
class Measure:
    """Two durations in seconds, and what is compared."""

    title: str
    seconds: float
    reference: float
    note: str = ""

    def __str__(self) -> str:
        ratio = self.seconds / self.reference
        return f"{self.title:<62} {ratio:8.2f} ×   {self.note}"


def _median(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    durations = []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        durations.append(time.perf_counter() - begun)
    return statistics.median(durations)


def _once(act: Callable[[], object]) -> float:
    return _median(act, rounds=1)


def _numbers(start: int) -> list[str]:
    """Numbers with a valid key from a serial that no establishment holds (department 99)."""
    found = []
    for serial in count(start):
        digit = next(str(d) for d in range(10) if luhn_is_valid(f"99{serial:06d}{d}"))
        found.append(f"99{serial:06d}{digit}")
        if len(found) == SITES:
            return found
    return found


def _register() -> bytes:
    """A register of made-up sites in the simple CSV format."""
    numbers = _numbers(0)
    lines = [SITE_HEADER] + [
        f"{number},{numbers[i % 500]},CH D'EXEMPLE {i},355,Centre hospitalier (CH),public,13,1,,"
        f"11,77,77288,Melun,{i} RUE DE L'EXEMPLE,77000,2.66,48.54,commune,100,ZIP,ID"
        for i, number in enumerate(numbers)
    ]
    return "\n".join(lines).encode()


def _options() -> territory.ImportOptions:
    return territory.ImportOptions(at=clock.now(), source="bench")


def measure_register(path: Path | None) -> list[Measure]:
    """Import of a register, empty then again, against reading the same file with csv."""
    content = path.read_bytes() if path else _register()
    file = territory.RegisterFile.of(path.name if path else "registre-fictif.csv", content)

    def bare() -> int:
        return len(list(csv.reader(io.StringIO(content.decode("utf-8-sig")))))

    def imported() -> object:
        return territory.import_structures([file], _options())

    reference = _median(bare)
    return [
        Measure("import du registre, base vide / csv nu", _once(imported), reference),
        Measure("import du registre, déjà à jour / csv nu", _median(imported, 3), reference),
    ]


def measure_assessment() -> list[Measure]:
    """Assessing 1,000 dossiers against parsing them: bare JSON, then JSON to facts."""
    edition = load.load_edition(EDITION)
    texts = [json.dumps({"dossier": f"B-{index}", **DOSSIER}) for index in range(DOSSIERS)]
    facts = [facts_from(json.loads(text, parse_float=Decimal)) for text in texts]
    bare = _median(lambda: [json.loads(text) for text in texts])
    read = _median(lambda: [facts_from(json.loads(text, parse_float=Decimal)) for text in texts])
    judged = _median(lambda: [assess(edition, fact) for fact in facts])
    note = f"{len(edition.rules)} règles"
    return [
        Measure("juger 1 000 dossiers / les lire (JSON vers faits)", judged, read, note),
        Measure("juger 1 000 dossiers / json.loads seul", judged, bare, note),
    ]


def _again(row: Model, **changes: object) -> Model:
    """The same row, not saved, with some columns changed."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**fields | changes)


def _copies(model: Dossier, call: Call, number: int) -> None:
    """The same dossier many times in a call, with its partner and its week."""
    dossiers = [
        _again(model, id=uuid7(), number=f"{call.code}-{i:05d}", call_id=call.pk, candidate_id=None)
        for i in range(number)
    ]
    Dossier.objects.bulk_create(dossiers)
    partner, week = model.partners.get(), model.weeks.get()
    Partner.objects.bulk_create(_again(partner, id=None, dossier_id=d.pk) for d in dossiers)
    WeekPeriod.objects.bulk_create(_again(week, id=None, dossier_id=d.pk) for d in dossiers)


def _other_call(call: Call, code: str) -> Call:
    other = _again(call, id=uuid7(), code=code, slug=code.lower(), last_number=0)
    other.save(force_insert=True)
    return other


def measure_list() -> list[Measure]:
    """The officer's list at 5,000 dossiers against a list of one row: time and queries."""
    demonstration.build(at=clock.now())
    model = Dossier.objects.filter(call__code="DEMO13", state="admissible").first()
    one, many = _other_call(model.call, "UN"), _other_call(model.call, "BEAUCOUP")
    _copies(model, one, 1)
    _copies(model, many, ROWS)
    officer = Membership.objects.filter(role=Role.AGENCY_OFFICER).select_related("user").first()
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer.user)
    session = client.session
    session[DEMONSTRATION_FACTOR] = True
    session.save()

    def show(call: Call) -> None:
        answer = client.get(reverse("agency:dossiers"), {"appel": call.slug})
        told = french.plural(Dossier.objects.filter(call=call).count(), "dossier")
        if told not in answer.content.decode():
            msg = f"the list of {call.code} does not say « {told} » ({answer.status_code})"
            raise RuntimeError(msg)

    def queries(call: Call) -> int:
        with CaptureQueriesContext(connection) as captured:
            show(call)
        return len(captured)

    show(one)
    note = f"requêtes : {queries(many)} contre {queries(one)}"
    slow, quick = _median(lambda: show(many)), _median(lambda: show(one))
    return [Measure("liste de l’agence, 5 000 dossiers / une ligne", slow, quick, note)]


def run(argv: list[str]) -> int:
    """Print the ratios. `--register FILE` measures on a real file."""
    parser = argparse.ArgumentParser(prog="tandem bench")
    parser.add_argument("--register", type=Path, help="un registre réel, au format CSV simple")
    options = parser.parse_args(argv)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    territory.load_reference(at=clock.now())
    print("Rapports mesurés dans cette exécution (médianes) :\n")
    for measure in (
        *measure_register(options.register),
        *measure_assessment(),
        *measure_list(),
    ):
        print(measure, flush=True)
    return 0
