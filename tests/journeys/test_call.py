"""A call from its opening to its letters, in a real browser: the path of the first slice."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tandem.apps.foundation import clock
from tests.journeys.browser import Person, enter
from tests.journeys.platform import Platform, running

CHROMIUM = os.environ.get("TANDEM_CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(
        not CHROMIUM or not Path(CHROMIUM).exists(), reason="no Chromium on this machine"
    ),
]
TITLE = "Onco-gériatrie du parcours"
CODE, SLUG = "ESSAI", "appel-essai"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running(tmp_path_factory.mktemp("journey")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tool:
        chromium = tool.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def day(offset: int) -> str:
    return (clock.today() + timedelta(days=offset)).strftime("%d/%m/%Y")


def open_call(officer: Person) -> None:
    """1. The officer opens a call from the edition of the catalogue."""
    officer.goto("/agence/appels/nouveau/?edition=ile-de-france/asp/2025")
    assert officer.page.locator("[name=closes_on]").input_value() == "30/04/2025"
    officer.look("new call")
    start = clock.today().replace(year=clock.today().year + 1, month=11, day=1)
    officer.fill(
        title=f"Appel d’essai {CODE}", code=CODE, slug=SLUG, opens_at=f"{day(-1)} 09:00",
        closes_on=day(30), jury_from=day(40), jury_to=day(44),
        starts_on=start.strftime("%d/%m/%Y"),
        ends_on=start.replace(year=start.year + 2, month=10, day=31).strftime("%d/%m/%Y"),
        posts="1", envelope_cents="100 000", readings="1", reserve_length="1",
    )  # fmt: skip
    officer.press("Préparer cet appel")
    assert f"Appel d’essai {CODE}" in officer.title
    officer.look("prepared call")
    officer.follow("Ouvrir l’appel")
    officer.press("Ouvrir l’appel")
    assert "Ouvert" in officer.words
    officer.look("open call")


def write_dossier(office: Person, partner: str) -> str:
    """2. The medical affairs office writes a dossier; rules answer beside each section."""
    office.goto("/etablissement/dossiers/")
    office.look("my dossiers")
    office.press(re.compile(f"Préparer un dossier.*Appel d’essai {CODE}", re.DOTALL))
    home = office.page.url.rsplit("/", 2)[0]
    office.page.locator("[name=recruiter]").first.check()
    office.fill(service="Gériatrie", contact_name="Mme Anaïs Delorme")
    office.look("section recruiter")
    office.press("Enregistrer et passer au partenaire")
    choose_partner(office, partner)
    fill_project(office)
    fill_week(office)
    office.press("Enregistrer et passer au financement")
    office.fill(recruiter_share="25", partner_share="25")
    office.press("Enregistrer et rester ici")
    assert "doivent totaliser 40 % : elles totalisent 50 %" in office.words
    office.fill(recruiter_share="20", partner_share="20")
    office.look("section funding")
    office.press("Enregistrer et passer aux pièces")
    join_documents(office)
    return home


def choose_partner(office: Person, partner: str) -> None:
    """The partner that Solène directs, found in the register by name or town."""
    office.fill(q=partner.replace("(fictif)", ""))
    office.press("Chercher")
    office.look("section partner, found")
    office.page.locator("label", has_text=partner).locator("input").first.check()
    office.choose("common_direction", "non")
    office.fill(service="Oncologie", referent_name="Mme Solène Aubrac",
                referent_email="solene.aubrac@institut.example")  # fmt: skip
    office.press("Enregistrer et passer au projet médical")


def fill_project(office: Person) -> None:
    office.fill(
        title=TITLE,
        description="Une consultation commune aux deux équipes, projet fictif.",
        need="Deux mois d’attente.",
        clinical="Deux consultations par semaine.",
        teaching="Encadrement d’un interne.",
        research="Un protocole commun.",
        objectives_argument="Le projet forme un futur praticien.",
        permanence="Un poste de praticien hospitalier est réservé à l’issue des deux ans. " * 4,
    )
    office.choose("profession", "MEDECIN")
    office.page.locator("[name=specialty]").select_option(label="Gériatrie")
    office.choose("objectives", "O1")
    office.choose("is_renewal", "non")
    office.look("section project")
    office.press("Enregistrer et passer au temps partagé")


def fill_week(office: Person) -> None:
    for index, half_day in enumerate(f"d{d}-{h}" for d in range(1, 6) for h in ("am", "pm")):
        office.choose(half_day, "R" if index < 6 else "1")
    office.choose("main_place", "0")
    office.fill(distance_km="41")
    office.choose("on_call", "none")
    office.look("section week")
    office.press("Enregistrer et passer au candidat")
    office.goto(office.page.url.replace("/candidat/", "/temps/"))
    assert "10 demi-journées par semaine" in office.words
    assert "700,00 € bruts par mois" in office.words
    office.goto(office.page.url.replace("/temps/", "/candidat/"))
    office.look("section candidate")


def join_documents(office: Person) -> None:
    """A file that is not what its name says is refused; a real one is kept."""
    field = office.page.locator("[name=projet_medical]")
    field.set_input_files({"name": "projet.pdf", "mimeType": "application/pdf", "buffer": b"MZ.."})
    office.press("Joindre et rester ici")
    assert "n’est pas un fichier PDF malgré son nom" in office.words
    pdf = {"name": "projet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    office.page.locator("[name=projet_medical]").set_input_files(pdf)
    office.press("Joindre et rester ici")
    assert "projet.pdf" in office.words
    office.look("section documents")


def agree(direction: Person) -> None:
    """3. The partner reads the same dossier and agrees to what it read."""
    direction.goto("/etablissement/accords/")
    direction.look("agreements")
    direction.follow(re.compile(TITLE))
    assert "Deux consultations par semaine." in direction.words
    direction.look("agreement")
    direction.press("Donner l’accord")


def file_dossier(office: Person, home: str) -> str:
    """4. Filed once; the acknowledgement on screen and as PDF."""
    office.goto(f"{home}/deposer/")
    assert "76 911,64" in office.words or "153 823,29" in office.words
    office.look("review")
    office.press("Déposer le dossier auprès de l’agence")
    assert "certifi" in office.words.lower()
    office.page.locator("[name=is_accurate]").check()
    office.page.locator("[name=people_informed]").check()
    office.press("Déposer le dossier auprès de l’agence")
    assert office.page.url.endswith("/accuse/")
    assert f"{CODE}-001-D1" in office.words
    office.look("receipt")
    receipt = office.pdf(f"{home}/accuse.pdf")
    for said in (f"{CODE}-001-D1", "heure de Paris", "réputée rejetée", "projet.pdf",
                 "Bureau des parcours professionnels", "tribunal administratif", "algorithmique"):  # fmt: skip
        assert said in receipt, said
    return f"{CODE}-001"


def screen(officer: Person) -> None:
    """5. The officer reads rule by rule and declares the dossier admissible."""
    officer.goto(f"/agence/dossiers/?appel={SLUG}")
    officer.look("agency list")
    officer.follow(TITLE)
    assert "Ce qui bloque (0)" in officer.words
    officer.look("screening")
    officer.page.get_by_role("radio", name=re.compile("^Recevable")).check()
    officer.click(officer.page.locator("aside form button.primary").first)
    assert "Recevable" in officer.page.locator(".page-head").inner_text()


def mark(officer: Person, juror: Person, tied: Person) -> None:
    """6. Two jurors: one declares a tie and sees nothing more, the other marks."""
    officer.goto(f"/agence/jury/?appel={SLUG}")
    for name in ("Niel", "Courvoisier"):
        select = officer.page.locator("main select").first
        label = next(t for t in select.locator("option").all_inner_texts() if name in t)
        select.select_option(label=label)
        officer.fill(quality="Membre du jury")
        officer.press("Nommer au jury")
    officer.look("jury")
    officer.follow("Répartir les lectures")
    officer.press("Confier les lectures qui manquent")
    readers = [p for p in (juror, tied) if reads(p)]
    assert len(readers) == 1
    declare_tie(readers[0])
    officer.goto(f"/agence/jury/repartir/?appel={SLUG}")
    officer.press("Confier les lectures qui manquent")
    other = juror if readers[0] is tied else tied
    assert reads(other)
    assert not reads(readers[0])
    give_marks(other)


def reads(juror: Person) -> bool:
    juror.goto(f"/jury/lectures/?appel={SLUG}")
    return f"{CODE}-001" in juror.words and TITLE in juror.words


def declare_tie(juror: Person) -> None:
    juror.follow(TITLE)
    address = juror.page.url
    juror.follow("J’ai un lien avec ce dossier")
    juror.look("declare a tie")
    juror.page.locator("main textarea").first.fill("J’ai dirigé ce service.")
    juror.click(juror.page.locator("main form button[type=submit]").first)
    assert juror.page.request.get(address).status == 404


def give_marks(juror: Person) -> None:
    juror.follow(TITLE)
    juror.press("Rendre ma notation")
    assert "critères à noter" in juror.words
    juror.look("marking, unfinished")
    scales = juror.page.locator("fieldset.criterion")
    for index in range(scales.count()):
        # Each mark is saved as it is given; the grid comes back with its new total.
        with juror.page.expect_response(lambda answer: answer.request.method == "POST"):
            scales.nth(index).locator("input[value='4']").check()
    juror.press("Rendre ma notation")
    juror.goto(f"/jury/lectures/?appel={SLUG}")
    juror.look("readings")


def select_and_publish(officer: Person, signatory: Person) -> None:
    """7. The list under posts and envelope, then the one act that publishes."""
    officer.goto(f"/agence/seance/?appel={SLUG}")
    officer.press("Clore le dépôt maintenant")
    officer.goto(f"/agence/seance/?appel={SLUG}")
    officer.press("Calculer le classement")
    assert "Rang 1, couvert par les postes et l’enveloppe" in officer.words
    officer.look("sitting")
    visitor_sees_nothing = officer.page.request.get(f"{officer.address}/appels/{SLUG}/resultats/")
    assert visitor_sees_nothing.status == 404
    signatory.goto(f"/agence/seance/publier/?appel={SLUG}")
    signatory.look("publish")
    signatory.click(signatory.page.locator("main form button.primary").first)


def read_letters(signatory: Person, office: Person) -> None:
    """8. The letter as PDF, and the funding plan to the cent."""
    signatory.goto(f"/agence/decisions/?appel={SLUG}")
    signatory.look("decisions")
    signatory.goto(f"/agence/postes/?appel={SLUG}")
    signatory.look("posts")
    signatory.follow(TITLE)
    assert "92 293,97 €" in signatory.words
    signatory.look("post")
    office.goto("/etablissement/postes/")
    office.look("my posts")
    assert TITLE in office.words
    letter = office.page.locator("a[href$='.pdf']").first.get_attribute("href")
    words = office.pdf(letter)
    for said in ("Votre dossier est retenu", "92 293,97 €", "Joséphine Okoye", "R. 6152-501"):
        assert said in words, said


def read_public_pages(visitor: Person) -> None:
    """9. Anyone reads the call, its rules with their sources, and the results."""
    visitor.goto("/")
    visitor.look("home")
    visitor.goto(f"/appels/{SLUG}/")
    assert "Ce que dit l’appel" in visitor.words
    visitor.look("public call")
    visitor.goto(f"/appels/{SLUG}/resultats/")
    assert TITLE in visitor.words
    visitor.look("results")
    for path in ("/compte/connexion/", "/algorithmes/", "/verifier/", "/accessibilite/"):
        visitor.goto(path)
        visitor.look(path)


def test_a_call_runs_from_opening_to_letters(platform: Platform, browser: Browser):
    names = ("Tarek", "Joséphine", "Anaïs", "Solène", "Ysaline", "Gaspard", None)
    cast = [enter(browser, platform.address, name) for name in names]
    officer, signatory, office, direction, juror, tied, visitor = cast
    open_call(officer)
    home = write_dossier(office, partner=direction.place)
    agree(direction)
    file_dossier(office, home)
    screen(officer)
    mark(officer, juror, tied)
    select_and_publish(officer, signatory)
    read_letters(signatory, office)
    read_public_pages(visitor)
    assert [fault for person in cast for fault in person.faults] == []
