"""`tandem import`: what it prints and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.apps.territory.models import Dataset, LegalEntity, Structure, Zone
from tandem.commands import importing
from tests.apps.territory import files
from tests.apps.territory.conftest import small_reference

__all__ = ["small_reference"]
pytestmark = pytest.mark.usefixtures("small_reference")


@pytest.fixture
def register(tmp_path: Path) -> list[str]:
    entities, sites = tmp_path / "entites.csv", tmp_path / "sites.csv"
    entities.write_bytes(files.simple_entities(f"{files.ENTITY},CH DE TREVOUX,13"))
    sites.write_bytes(files.simple_sites(files.simple_site()))
    return ["structures", str(entities), str(sites)]


def test_import_prints_its_report(register, capsys):
    assert importing.run([*register, "--source", "Essai", "--dated", "2023-12-31"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2\u00a0lignes lues, au 31\u00a0décembre 2023.",
        "1\u00a0entité juridique\u00a0: 1\u00a0ajoutée, 0\u00a0modifiée, 0\u00a0fermée, 0\u00a0inchangée.",
        "1\u00a0site\u00a0: 1\u00a0ajouté, 0\u00a0modifié, 0\u00a0fermé, 0\u00a0inchangé.",
    ]
    dataset = Structure.objects.get().dataset
    assert (dataset.source, str(dataset.dated_on)) == ("Essai", "2023-12-31")


def test_import_names_the_fields_that_changed(register, capsys):
    importing.run(register)
    Path(register[2]).write_bytes(files.simple_sites(files.simple_site(adresse="2 R HAUTE")))
    capsys.readouterr()
    importing.run(register)
    assert capsys.readouterr().out.splitlines()[2:] == [
        "1\u00a0site\u00a0: 0\u00a0ajouté, 1\u00a0modifié, 0\u00a0fermé, 0\u00a0inchangé.",
        "  adresse\u00a0: 1\u00a0changement",
        "  données d’origine\u00a0: 1\u00a0changement",
    ]


def test_dry_run_says_so_and_writes_nothing(register, capsys):
    assert importing.run([*register, "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Essai à blanc\u00a0: rien n’est écrit.\n")
    assert (Structure.objects.count(), LegalEntity.objects.count()) == (0, 0)
    assert Dataset.objects.count() == 1


def test_rejected_rows_give_one(register, capsys):
    sites = files.simple_sites(files.simple_site(), files.simple_site())
    Path(register[2]).write_bytes(sites)
    assert importing.run(register) == 1
    assert (
        f"1\u00a0ligne rejetée\u00a0:\n  sites.csv, ligne 3\u00a0: le numéro {files.SITE} est déjà"
        in capsys.readouterr().out
    )


def test_refused_file_gives_two_and_writes_nothing(register, capsys):
    Path(register[2]).write_bytes(b"finess_et,nom\n")
    assert importing.run(register) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(
        "Import refusé, rien n’est écrit. Fichier sites.csv, ligne 1\u00a0: il manque les colonnes"
    )
    assert LegalEntity.objects.count() == 0


def test_absent_file_gives_two(capsys):
    assert importing.run(["structures", "absent.csv"]) == 2
    assert "absent.csv n’existe pas" in capsys.readouterr().err


def test_zones_need_a_day_and_one_file(tmp_path, capsys):
    path = tmp_path / "zones.csv"
    path.write_text("code_commune;zone\n01427;ZIP\n")
    assert importing.run(["zones", str(path)]) == 2
    assert "--dated 2022-03-30" in capsys.readouterr().err
    assert importing.run(["zones", str(path), str(path), "--dated", "2022-03-30"]) == 2
    assert Zone.objects.count() == 0
    assert importing.run(["zones", str(path), "--dated", "2022-03-30"]) == 0
    assert Zone.objects.get().category == "ZIP"


def test_communes_are_imported(tmp_path, capsys):
    path = tmp_path / "communes.csv"
    path.write_text("code,nom,type,parent,departement\n01998,Neuve,COM,,01\n")
    assert importing.run(["communes", str(path), "--regions", "84"]) == 0
    assert "1\u00a0commune\u00a0: 1\u00a0ajoutée" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv", [[], ["hopitaux", "x.csv"], ["structures"], ["zones", "x.csv", "--dated", "hier"]]
)
def test_wrong_arguments_stop_the_command(argv: list[str], capsys):
    with pytest.raises(SystemExit) as stopped:
        importing.run(argv)
    assert stopped.value.code == 2
