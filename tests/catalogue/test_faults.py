"""A file that cannot be trusted is refused, with its name, its key and the valid form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tandem.catalogue
from tandem.catalogue.load import Catalogue
from tandem.domain.kernel.errors import CatalogueError

SHIPPED = Path(tandem.catalogue.__file__).parent
KEY = "ile-de-france/asp/2025"
EDITION = f"schemes/{KEY}.toml"
DOUBLE = """
[[rules]]
name = "{name}"
criterion = "{criterion}"
reference = "R-X"
title = "Double"
severity = "blocking"
section = "recruteur"
plain = "Une autre règle."
message = "Autre chose."
params = {{ kinds = ["ESPIC"] }}
citations = [{{ source = "idf_asp_12", locator = "ligne 9", evidence = "SEED" }}]
"""
FAULTS = [
    pytest.param("number = 12", 'number = 12\ncolour = "blue"', "« colour »", "cette clé n’existe pas ici", id="unknown key"),
    pytest.param("closes_on = 2025-04-30", "closes_on = 2025-04-30\nclose_on = 2025-04-30", "« calendar.close_on »", "Vouliez-vous dire « closes_on »", id="misspelt key"),
    pytest.param("number = 12\n", "", "« number »", "cette clé manque", id="missing key"),
    pytest.param('scheme = "asp"', 'scheme = ""', "« scheme »", "un texte non vide", id="empty text"),
    pytest.param('criterion = "recruiter_kind"', 'criterion = "recruiter_kinds"', "« rules[recruiter_is_eligible].criterion »", "Vouliez-vous dire « recruiter_kind »", id="unknown criterion"),
    pytest.param('name = "partner_is_eligible"', 'name = "recruiter_is_eligible"', "« rules »", "« recruiter_is_eligible » est écrit deux fois", id="duplicate rule"),
    pytest.param('kinds = ["EPS", "USMP"', 'kinds = ["EPSS", "USMP"', "« rules[recruiter_is_eligible].params.kinds »", "parmi EPS, USMP", id="unknown kind"),
    pytest.param("params = { most_months = 12 }", "params = { most_months = 12, least = 1 }", "« rules[renewal_is_short].params.least »", "cette clé n’existe pas", id="unknown parameter"),
    pytest.param("params = { most_months = 12 }\n", "", "« rules[renewal_is_short].params »", "cette table manque", id="missing parameters"),
    pytest.param('source = "idf_asp_12", locator = "ligne 33"', 'source = "idf_asp_21", locator = "ligne 33"', "citations[1].source »", "Vouliez-vous dire « idf_asp_12 »", id="unknown source"),
    pytest.param('locator = "ligne 33", ', "", "citations[1].locator »", "cette clé manque", id="missing locator"),
    pytest.param('locator = "ligne 33", evidence = "SEED"', 'locator = "ligne 33", evidence = "SURE"', "citations[1].evidence »", "SEED, V, V2, D, INF", id="unknown evidence"),
    pytest.param('locator = "ligne 5", evidence = "SEED" }', 'locator = "ligne 5", evidence = "SEED", fragment = "une seule fois" }', "citations[1].fragment »", "copie reformulée", id="degraded copy quoted"),
    pytest.param("agency_rate = 0.60", "agency_rate = 1.60", "« funding.agency_rate »", "une part entre 0 et 1", id="rate above one"),
    pytest.param("remainder = [0.5, 0.5]", "remainder = [0.5, 0.4]", "« funding.remainder »", "les parts totalisent 90\u00a0%", id="remainder below one"),
    pytest.param("remainder = [0.5, 0.5]", "remainder = [0.5, 0.25, 0.25]", "« funding.remainder »", "entre 2 et 2 parts", id="one share too many"),
    pytest.param('pay_line = "AS_1_2"', 'pay_line = "AS_9_9"', "« funding.pay_line »", "« AS_9_9 » n’existe pas", id="unknown pay line"),
    pytest.param("includes_pet = [\n", "includes_pets = [\n", "« funding.citations.includes_pet »", "la source manque", id="figure without source"),
    pytest.param("closes_on = 2025-04-30", 'closes_on = "30 avril 2025"', "« calendar.closes_on »", "un jour, par exemple 2025-04-30", id="day in words"),
    pytest.param("closes_on = 2025-04-30", "closes_on = 2025-12-30", "« calendar.jury_from »", "la clôture du dépôt doit précéder le début du jury", id="closing after the jury"),
    pytest.param("ends_on = 2027-10-31", "ends_on = 2025-10-31", "« calendar.ends_on »", "la prise de poste doit précéder la fin du poste", id="start after end"),
    pytest.param("ends_on = 2027-10-31", "ends_on = 2027-10-30", "« calendar.ends_on »", "la période n’est pas en mois entiers", id="broken month"),
    pytest.param("\nmonths = 24\n", "\nmonths = 12\n", "« funding.months »", "12 mois, mais l’appel va du 1er\u00a0novembre 2025", id="months against days"),
    pytest.param("params = { months = 24 }", "params = { months = 36 }", "« rules[contract_lasts_two_years].params.months »", "Attendu : 24 mois", id="rule against days"),
    pytest.param("least = 2, most = 2", "least = 3, most = 2", "« rules[project_has_two_structures].params.least »", "3 dépasse 2", id="least above most"),
    pytest.param('timezone = "Europe/Paris"', 'timezone = "Europe/Lutece"', "« calendar.timezone »", "Europe/Paris", id="unknown zone"),
    pytest.param("weight = 25", "weight = 30", "« grid.criteria »", "les poids totalisent 105", id="weights"),
    pytest.param('key = "O2"', 'key = "O1"', "« objectives »", "« O1 » est écrit deux fois", id="duplicate objective"),
    pytest.param("demandé : {months} mois", "demandé : {mois} mois", "« rules[renewal_is_short].message »", "le mot {mois} n’existe pas ici", id="unknown word in a message"),
    pytest.param("L’agence paie {agency_rate}", "L’agence paie {rate}", "« summary »", "le mot {rate} n’existe pas ici", id="unknown word in a sentence"),
    pytest.param('  "week_is_full",', '  "week_is_empty",', "« includes »", "Vouliez-vous dire « week_is_full »", id="unknown statute rule"),
    pytest.param('severity = "blocking"\nsection = "recruteur"', 'severity = "bloquant"\nsection = "recruteur"', "« rules[recruiter_is_eligible].severity »", "blocking, warning", id="severity in French"),
    pytest.param("number = 12", "number = ", EDITION, "n’est pas lisible (Invalid value (at line 8", id="broken TOML"),
]  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("sources.toml", "statute.toml", "pay.toml"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    shutil.copytree(SHIPPED / "schemes", tmp_path / "schemes")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(root: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        Catalogue(root).edition(KEY)
    return str(caught.value)


@pytest.mark.parametrize(("old", "new", "key", "said"), FAULTS)
def test_fault_in_an_edition_is_told_with_its_place(copy, old, new, key, said):
    change(copy / EDITION, old, new)
    message = refusal(copy)
    assert message.startswith(EDITION)
    assert key in message
    assert said in message


def test_copy_without_fault_is_read(copy):
    assert Catalogue(copy).edition(KEY).number == 12


@pytest.mark.parametrize(
    ("name", "criterion", "said"),
    [
        ("other_recruiter", "recruiter_kind", "« recruiter_is_eligible » juge déjà « recruiter_kind »"),
        ("recruiter_is_eligible", "partner_kind", "« recruiter_is_eligible » est écrit deux fois"),
    ],
)  # fmt: skip
def test_two_rules_that_would_contradict_each_other_are_refused(copy, name, criterion, said):
    path = copy / EDITION
    added = DOUBLE.format(name=name, criterion=criterion)
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    message = refusal(copy)
    assert message.startswith(EDITION)
    assert said in message


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "said"),
    [
        ("pay.toml", "until = 2022-06-30", "until = 2022-07-01", "« lines.AS_1_2.values »", "deux valeurs valent le 1er\u00a0juillet 2022"),
        ("pay.toml", "until = 2022-06-30\n", "", "« lines.AS_1_2.values »", "deux valeurs valent le 1er\u00a0juillet 2022"),
        ("pay.toml", "until = 2022-06-30", "until = 2016-06-30", "values[1].until »", "la fin précède le début"),
        ("pay.toml", "value = 32025.06", "value = 32025.061", "« lines.AS_1_2.values[1].value »", "au centime, par exemple 33643.13"),
        ("pay.toml", 'locator = "annexe V, divisée par 1,015 puis par 1,035", ', "", "values[1].citation.locator »", "cette clé manque"),
        ("pay.toml", "above = 1, up_to = 3", "above = 2, up_to = 3", "« pet.values[1].bands »", "les tranches se suivent mal"),
        ("pay.toml", 'label = "Indemnité', 'labels = "Indemnité', "« iespe.label »", "cette clé manque"),
        ("pay.toml", "value = 20", "values = 20", "« pet_distance_km.values[1].value »", "cette clé manque"),
        ("sources.toml", "checked_on = 2026-11-15\n", "", "« agency_settings.checked_on »", "cette clé manque"),
        ("sources.toml", "is_degraded = true", "is_degraded = 1", "« idf_asp_11.is_degraded »", "true ou false"),
        ("statute.toml", '\ndue = "start"', '\ndue = "later"', "« rules[assistant_may_practise].due »", "call, filing, start"),
        ("statute.toml", "most_months = 72", "most_months = 0", "« rules[assistant_stays_under_six_years].params.most_months »", "un nombre entier d’au moins 1"),
        ("statute.toml", 'name = "week_is_full"', 'name = "agreement_is_signed"', "« rules »", "« agreement_is_signed » est écrit deux fois"),
    ],
)  # fmt: skip
def test_fault_in_a_shared_file_is_told_under_its_own_name(copy, file, old, new, key, said):
    change(copy / file, old, new)
    message = refusal(copy)
    assert message.startswith(file)
    assert key in message
    assert said in message
