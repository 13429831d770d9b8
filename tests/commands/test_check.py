"""`tandem check`, `schema` and `rules`: what a medical affairs office reads, and exit statuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tandem.commands import check, rules, schema
from tandem.commands.dossier_file import COLUMNS, read_dossiers
from tandem.commands.dossier_form import DOSSIER, Record, Records, json_schema
from tandem.domain.eligibility.facts import Facts

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
COMPLETE = EXAMPLES / "dossier-complet.toml"
REFUSED = EXAMPLES / "dossier-refuse.toml"
UNFINISHED = EXAMPLES / "dossier-incomplet.json"
SEVERAL = EXAMPLES / "dossiers.csv"


def plain(text: str) -> str:
    """What was printed, on one line, with ordinary spaces."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def told(capsys):
    """Run the command and give (status, what it printed, what it complained of)."""

    def run(*words):
        status = check.run([str(word) for word in words])
        printed = capsys.readouterr()
        return status, plain(printed.out), plain(printed.err)

    return run


@pytest.mark.parametrize(
    ("path", "status", "sentences"),
    [
        (
            COMPLETE,
            0,
            [
                "dossier IDF12-047 Les règles qui bloquent sont toutes satisfaites.",
                "46 146,98 € par an, soit 60 % de 76 911,64 €. Grille du 1er juillet 2023",
                "Déposé le jeudi 24 avril 2025 à 14 h 51 min 08 s, heure de Paris.",
            ],
        ),
        (
            REFUSED,
            1,
            [
                "Ce dossier ne peut pas être déposé ainsi : 6 règles bloquent.",
                "✕ Non satisfaite, bloque le dépôt : Partenaire indépendant du recruteur (R-IDF12-04)",
                "relève de la même entité juridique (FICT00911).",
                "le dossier compte 24 mois, 30 jours d’interruption.",
                "dépôt reçu le jeudi 1er mai 2025 à 0 h 00 min 00 s, heure de Paris.",
                "doivent totaliser 40 % : elles totalisent 35 %.",
                "Attendu : Des parts qui totalisent 40 %, par exemple 20 % et 20 %.",
                "ligne 35 : « jusqu’au mercredi 30 avril 2025 délai de rigueur »",
                "Réglage de l’agence : jour compté en entier, jusqu’à 23 h 59 min 59 s",
                "◇ À apprécier : Direction commune ou même groupement",
                "Semaine du 1er novembre 2025 au 31 octobre 2026 : 9 demi-journées.",
            ],
        ),
        (
            UNFINISHED,
            2,
            [
                "Ce dossier ne peut pas encore être jugé : 6 règles indéterminées.",
                "À compléter avant le dépôt (6) ? Indéterminée : Partenaire indépendant",
                "Un SIREN ou un FINESS d’entité juridique pour chacun, par exemple 260100045.",
            ],
        ),
        (
            SEVERAL,
            1,
            [
                "dossier IDF12-101 Les règles qui bloquent sont toutes satisfaites.",
                "Déposé le mercredi 30 avril 2025 à 23 h 59 min 59 s, heure de Paris.",
                "dossier IDF12-102 Ce dossier ne peut pas être déposé ainsi : 1 règle bloque.",
                "Clinique du Lac (fictive) : établissement privé.",
                "Déposé le mercredi 30 avril 2025 à 23 h 30 min 00 s, heure de Paris.",
            ],
        ),
    ],
)
def test_example_is_explained(told, path, status, sentences):
    found, printed, complaint = told(path)
    assert found == status
    assert complaint == ""
    for sentence in sentences:
        assert sentence in printed


def test_status_is_the_worst_over_the_files(told):
    assert told(COMPLETE, REFUSED)[0] == 1
    assert told(COMPLETE, REFUSED, UNFINISHED)[0] == 2


def test_draft_is_judged_as_if_filed_at_an_instant(told, tmp_path):
    draft = tmp_path / "draft.toml"
    text = COMPLETE.read_text(encoding="utf-8")
    draft.write_text(text[: text.index("[depot]")], encoding="utf-8")
    assert told(draft)[0] == 2
    assert told(draft, "--at", "2025-04-30T23:59:59.999+02:00")[0] == 0
    assert told(draft, "--at", "2025-05-01T00:00:00+02:00")[0] == 1
    assert told(COMPLETE, "--at", "2025-05-01T02:00:00+04:00")[0] == 1


@pytest.mark.parametrize("at", ["2025-04-30", "2025-04-30T12:00:00", "hier"])
def test_instant_without_its_zone_is_refused(told, at):
    status, printed, complaint = told(COMPLETE, "--at", at)
    assert (status, printed) == (2, "")
    assert "un instant avec son décalage, par exemple 2025-04-29T18:20:00+02:00" in complaint


def test_unknown_edition_is_refused_with_the_known_ones(told):
    status, _, complaint = told(COMPLETE, "--edition", "ile-de-france/asp/2024")
    assert status == 2
    assert "Connues : ile-de-france/asp/2025." in complaint


@pytest.mark.parametrize("run", [check.run, schema.run])
def test_slip_on_the_command_line_is_answered_with_an_example(run, capsys):
    with pytest.raises(SystemExit, match="2"):
        run([])
    complaint = capsys.readouterr().err
    assert "commande incomplète ou mal écrite. Par exemple : tandem" in complaint


def test_machine_reads_the_same_answer(capsys):
    assert check.run(["--json", str(REFUSED), str(UNFINISHED)]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["edition"] == "ile-de-france/asp/2025"
    assert len(answer["sha256"]) == 64
    refused, unfinished = answer["files"]
    assert (refused["status"], unfinished["status"]) == (1, 2)
    [dossier] = refused["dossiers"]
    assert (dossier["dossier"], dossier["verdict"]) == ("IDF12-063", "unmet")
    [deadline] = [f for f in dossier["findings"] if f["rule"] == "dossier_is_in_time"]
    assert deadline["reference"] == "R-IDF12-07"
    assert deadline["outcome"] == "unmet"
    assert deadline["severity"] == "blocking"
    assert deadline["citations"][0]["source"] == "idf_asp_12"
    assert deadline["citations"][1]["evidence"] == "INF"


# --- What is wrong in a file


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.toml", 'dossier = "A"\n[recruteur\n', "ligne 2 : Ce TOML n’est pas lisible."),
        ("a.json", '{"dossier": "A",\n "recruteur": }', "ligne 2 : Ce JSON n’est pas lisible."),
        ("a.json", "[]", "Ce JSON n’est pas un dossier. Écrivez un objet"),
        ("a.json", '{"dossier": "A", "dossier": "B"}', "clé « dossier » : Cette clé est écrite deux fois."),
        ("a.txt", "", "Format inconnu. Attendu : un fichier .toml, .json ou .csv"),
        ("a.csv", "", "ligne 1 : Le fichier est vide."),
        ("a.csv", "dossier\n", "ligne 2 : Aucun dossier dans ce fichier"),
        ("a.csv", "dossier;recruteur.typ\nA;EPS\n", "La colonne « recruteur.typ » n’existe pas. Vouliez-vous dire « recruteur.type » ?"),
        ("a.csv", "dossier;recruteur.type\nA;EPS;1\n", "ligne 2 : Le nombre de cellules"),
        ("a.csv", 'dossier;recruteur.nom\nA;"CH\n', "Cette ligne n’est pas lisible : fermez les guillemets"),
        ("a.csv", "dossier;temps.distance_km\nA;loin\n", "ligne 2, colonne « temps.distance_km » : « loin » n’a pas la forme voulue. Attendu : un nombre de kilomètres, par exemple 41."),
        ("a.csv", "dossier;temps.segments\nA;recruteur 2025-11-01 6\n", "recruteur 2025-11-01 2027-10-31 6 | partenaire"),
        ("a.csv", "dossier;recruteur.type\nA;EPS\nB;EPZ\n", "ligne 3, « recruteur.type » : « EPZ » n’a pas la forme voulue"),
        ("a.toml", '[recruter]\nnom = "CH"', "clé « recruter » : Cette clé n’existe pas. Vouliez-vous dire « recruteur » ? Attendu : dossier, recruteur"),
        ("a.toml", '[recruteur]\ntipe = "EPS"', "clé « recruteur.tipe » : Cette clé n’existe pas. Vouliez-vous dire « type »"),
        ("a.toml", 'recruteur = "CH"', "clé « recruteur » : Attendu : une table, par exemple [recruteur]."),
        ("a.toml", '[partenaires]\nnom = "CH"', "clé « partenaires » : Attendu : une liste de tables, par exemple [[partenaires]]."),
        ("a.toml", '[recruteur]\ntype = "EPZ"', "clé « recruteur.type » : « EPZ » n’a pas la forme voulue. Attendu : l’un des mots EPS, USMP"),
        ("a.toml", '[recruteur]\nfiness = "010000025"', "Attendu : un numéro FINESS dont la clé est juste, par exemple 010000024."),
        ("a.toml", '[[partenaires]]\nsiren = "260100046"', "clé « partenaires[1].siren »"),
        ("a.toml", '[candidat]\nrpps = "10000000018"', "par exemple 10000000017."),
        ("a.toml", '[temps]\ndistance_km = "41"', "clé « temps.distance_km » : « 41 »"),
        ("a.toml", "[temps]\ndistance_km = -1", "clé « temps.distance_km »"),
        ("a.toml", "[temps]\nsegments = [{ du = 2025-11-01, au = 2027-10-31, demi_journees = 15 }]", "clé « temps.segments[1].demi_journees » : « 15 »"),
        ("a.toml", "[temps]\nsegments = [{ du = 2025-11-01, au = 2027-10-31, demi_journees = 5 }]", "clé « temps.segments[1].structure » : Cette clé manque."),
        ("a.toml", '[temps]\nsegments = [{ structure = "recruteur", du = 2027-11-01, au = 2025-11-01, demi_journees = 5 }]', "clé « temps.segments[1].au » : La fin précède le début."),
        ("a.toml", "[financement]\nparts = [1.2]", "clé « financement.parts »"),
        ("a.toml", "[financement]\nparts = 0.2", "une liste, par exemple [0.20, 0.20]"),
        ("a.toml", '[depot]\nle = 2025-04-30T12:00:00\nqualite = "BAM_RECRUTEUR"', "clé « depot.le »"),
        ("a.toml", "[depot]\nle = 2025-04-30T12:00:00+02:00", "clé « depot.qualite » : Cette clé manque."),
        ("a.toml", '[projet]\nobjectifs = ["O9"]', "L’objectif « O9 » n’existe pas. Attendu : O1, O2, O3, O4, O5, par exemple O1."),
        ("a.toml", '[candidat]\nphase_3 = "oui"', "true ou false, par exemple false"),
        ("a.toml", "[candidat]\nmois_assistant = -1", "un nombre entier, par exemple 12"),
        ("a.toml", "[candidat]\nthese_le = 2025-05-12T10:00:00", "un jour, par exemple 2025-11-01"),
    ],
)  # fmt: skip
def test_fault_in_a_file_is_told_with_its_place_and_the_valid_form(
    told, tmp_path, name, text, said
):
    status, printed, complaint = told(write(tmp_path, name, text))
    assert status == 2
    assert f"/{name}, " in complaint
    assert said in complaint
    assert "Satisfait" not in printed


def test_every_fault_of_a_file_is_told_at_once(told, tmp_path):
    path = write(tmp_path, "a.toml", '[recruteur]\ntype = "X"\nfiness = "1"\n[temps]\nsite = 1\n')
    _, _, complaint = told(path)
    for key in ("recruteur.type", "recruteur.finess", "temps.site"):
        assert f"clé « {key} »" in complaint


def test_file_in_another_encoding_is_told_with_its_line(told, tmp_path):
    path = write(tmp_path, "a.csv", "dossier;recruteur.nom\nA;Hôpital\n", "latin-1")
    status, _, complaint = told(path)
    assert status == 2
    assert "ligne 2 : Ce fichier n’est pas en UTF-8." in complaint


def test_missing_file_is_told(told, tmp_path):
    status, _, complaint = told(tmp_path / "nowhere.toml")
    assert status == 2
    assert "Ce fichier ne peut pas être ouvert." in complaint


def test_unreadable_file_does_not_hide_the_others(told, tmp_path):
    status, printed, complaint = told(write(tmp_path, "a.toml", "x ="), COMPLETE)
    assert status == 2
    assert "fin du fichier : Ce TOML n’est pas lisible." in complaint
    assert "Les règles qui bloquent sont toutes satisfaites." in printed


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffdossier,recruteur.type\nA,EPS\n",
        "dossier;recruteur.type\r\nA;EPS\r\n",
        "dossier;recruteur.type;recruteur.nom\nA;EPS;\n",
    ],
)
def test_csv_of_any_spreadsheet_is_read(tmp_path, text):
    [dossier] = read_dossiers(write(tmp_path, "a.csv", text))
    assert dossier.name == "A"
    assert dossier.facts.recruiter.kind == "EPS"
    assert dossier.facts.recruiter.name == ""


def test_empty_dossier_knows_nothing(tmp_path):
    [dossier] = read_dossiers(write(tmp_path, "a.toml", ""))
    assert (dossier.name, dossier.facts) == ("a", Facts())


def test_second_partner_has_its_own_columns(tmp_path):
    text = "partenaire.type;partenaire_2.type\nESPIC;EPS\n"
    [dossier] = read_dossiers(write(tmp_path, "a.csv", text))
    assert [partner.kind for partner in dossier.facts.partners] == ["ESPIC", "EPS"]


# --- The schema


def test_schema_is_printed(capsys):
    assert schema.run(["dossier"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(printed["properties"]) == set(DOSSIER.fields)
    assert printed["additionalProperties"] is False
    assert printed["properties"]["depot"]["required"] == ["le", "qualite"]


def leaves(spec, path=()):
    """Every value of the form, with the keys that lead to it."""
    for key, inner in spec.fields.items():
        if isinstance(inner, Record):
            yield from leaves(inner, (*path, key))
        elif isinstance(inner, Records):
            yield from leaves(inner.item, (*path, key))
        else:
            yield (*path, key)


def test_schema_names_exactly_the_keys_that_the_reader_knows():
    def keys(node, path=()):
        node = node.get("items", node) if "properties" not in node else node
        if "properties" not in node:
            yield path
            return
        assert node["additionalProperties"] is False
        for key, inner in node["properties"].items():
            yield from keys(inner, (*path, key))

    assert list(keys(json_schema(DOSSIER))) == list(leaves(DOSSIER))


def test_csv_columns_name_every_value_of_the_form():
    named = {".".join(path) for path in leaves(DOSSIER)}
    folded = {
        column.replace("partenaire_2.", "partenaires.").replace("partenaire.", "partenaires.")
        for column in COLUMNS
    }
    assert {name for name in named if not name.startswith("temps.segments.")} == folded - {
        "temps.segments"
    }


# --- The generated pages


def test_pages_of_rules_are_up_to_date(capsys):
    options = ["--check", "--to", str(ROOT / "docs/rules"), "--cases", str(ROOT / "tests/cases")]
    status = rules.run(options)
    assert (status, capsys.readouterr().err) == (0, "")


def test_stale_page_is_told_and_written_again(tmp_path, capsys):
    shutil.copytree(ROOT / "docs/rules", tmp_path / "rules")
    page = tmp_path / "rules" / "montants.md"
    page.write_text("ancien", encoding="utf-8")
    options = ["--to", str(page.parent), "--cases", str(ROOT / "tests/cases")]
    assert rules.run([*options, "--check"]) == 1
    assert "montants.md : page à refaire avec `tandem rules`." in capsys.readouterr().err
    assert rules.run(options) == 0
    assert page.read_text(encoding="utf-8") == (ROOT / "docs/rules/montants.md").read_text("utf-8")
