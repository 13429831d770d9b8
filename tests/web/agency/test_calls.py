"""The calls of the agency: list, preparation, opening, envelope."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.calls import selectors, services
from tandem.apps.calls.models import Call
from tandem.apps.foundation import clock
from tandem.apps.foundation.clock import PARIS
from tandem.apps.journal.models import Event
from tandem.catalogue import load
from tandem.domain.kernel import digest
from tandem.domain.workflow.call import CallState
from tests.web.agency.reading import errors_of, figures_of, row_titles, text_of, title_of
from tests.world import AFTER_DEADLINE, EDITION, NOW, SETTINGS

NEW = f"/agence/appels/nouveau/?edition={EDITION}"
TYPED = {
    "title": "Assistants à temps partagé, 13e appel",
    "code": "IDF13",
    "slug": "ile-de-france-asp-13",
    "opens_at": "03/03/2025 09:00",
    "closes_on": "30/04/2025",
    "jury_from": "09/06/2025",
    "jury_to": "13/06/2025",
    "starts_on": "01/11/2025",
    "ends_on": "31/10/2027",
    "posts": "24",
    "envelope_cents": "2 150 000",
    "envelope_kind": "provisional",
    "charges_rate": "42,5",
    "includes_iespe": "non",
    "split": "none",
    "reserve_length": "10",
    "readings": "3",
}


@pytest.fixture
def chloe(world, signed_in):
    return signed_in(world.people.chloe)


def prepared(world, **changes):
    settings = replace(SETTINGS, code="IDF13", slug="treize", title="Treizième appel", **changes)
    return services.prepare(settings=settings, actor=world.people.actor("chloe"), at=NOW)


def test_calls_count_drafts_and_never_read_them(world, chloe):
    world.filed("Projet déposé")
    world.draft("Projet secret")
    answer = chloe.get("/agence/appels/")
    assert row_titles(answer) == [SETTINGS.title]
    text = text_of(answer)
    assert "Ouvert" in text
    assert "30 avril 2025 23 h 59, heure de Paris" in text
    assert "500 000 € prévisionnelle" in text
    assert "Projet secret" not in text
    row = text.split(SETTINGS.title)[1].split("Enveloppes arrondies")[0]
    assert row.split()[-2:] == ["1", "1"]


def test_calls_cost_the_same_whatever_their_number(world, chloe):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            chloe.get("/agence/appels/")
        return len(caught)

    one = queries()
    for number in (13, 14):
        settings = replace(SETTINGS, code=f"IDF{number}", slug=f"appel-{number}")
        services.prepare(settings=settings, actor=world.people.actor("chloe"), at=NOW)
    assert queries() == one


def test_calls_without_any_call_says_why(world, signed_in):
    text = text_of(signed_in(world.people.hana).get("/agence/appels/"))
    assert "Aucun appel pour votre agence." in text


def test_new_call_starts_from_an_edition_of_the_region(chloe):
    answer = chloe.get("/agence/appels/nouveau/")
    edition = load.load_edition(EDITION)
    assert edition.title in text_of(answer)
    assert f'href="?edition={EDITION}"' in answer.content.decode()


def test_new_call_of_a_region_without_edition(world, signed_in):
    client = signed_in(world.people.hana)
    text = text_of(client.get("/agence/appels/nouveau/"))
    assert "Aucune édition du catalogue ne concerne votre région." in text
    assert client.get(NEW).status_code == 404


def test_new_call_from_an_unknown_edition(chloe):
    assert chloe.get("/agence/appels/nouveau/?edition=ailleurs").status_code == 404


def test_new_call_is_filled_with_the_edition(chloe):
    answer = chloe.get(NEW)
    form = answer.context["form"]
    assert form["closes_on"].value() == date(2025, 4, 30)
    assert 'value="30/04/2025"' in answer.content.decode()
    text = text_of(answer)
    assert "jusqu’au 30 avril 2025 à 23 h 59, heure de Paris" in text
    assert text.count("Réglage de l’agence : le texte ne le donne pas.") == 4
    assert text.count("Hypothèse de calcul : le texte n’en dit rien.") == 2
    assert [field.name for field in form.weight_fields()] == [
        "weight_77",
        "weight_91",
        "weight_94",
        "weight_95",
    ]


def test_new_call_is_prepared_as_typed(world, chloe):
    answer = chloe.post(NEW, TYPED)
    assert answer.status_code == 302
    assert answer.url == "/agence/appels/ile-de-france-asp-13/"
    call = Call.objects.get(code="IDF13")
    assert (call.agency, call.state, call.edition_key) == (
        world.agency,
        CallState.PREPARED,
        EDITION,
    )
    assert call.opens_at == datetime(2025, 3, 3, 9, tzinfo=PARIS)
    assert call.closes_at == datetime(2025, 5, 1, 0, tzinfo=PARIS)
    assert (call.posts, call.envelope_cents, call.envelope_kind) == (24, 215_000_000, "provisional")
    assert (call.charges_rate, call.includes_iespe) == (Decimal("0.425"), False)
    assert (call.split, call.weights, call.is_fictitious) == ("none", {}, False)


def test_new_call_with_weights(chloe):
    weights = {"weight_77": "120", "weight_91": "80", "weight_94": "200", "weight_95": "50"}
    chloe.post(NEW, {**TYPED, "split": "manual", **weights})
    assert Call.objects.get(code="IDF13").weights == {"77": 120, "91": 80, "94": 200, "95": 50}


def test_new_call_with_missing_weights_names_each_department(chloe):
    answer = chloe.post(NEW, {**TYPED, "split": "manual", "weight_77": "120"})
    assert answer.status_code == 422
    assert title_of(answer).startswith("Erreur : ")
    names = ("Essonne (91)", "Val-de-Marne (94)", "Val-d’Oise (95)")
    assert errors_of(answer) == [
        f"{name} : écrivez le poids de ce département, par exemple 126 internes." for name in names
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Titre de l’appel : remplissez ce champ, par exemple «"),
        ({"code": "idf 13"}, "Préfixe des dossiers : écrivez trois à douze majuscules"),
        ({"slug": "à côté"}, "Adresse de la page : écrivez des minuscules, des chiffres"),
        ({"slug": "nouveau"}, "Adresse de la page : cette adresse est prise"),
        ({"slug": "ile-de-france-asp-12"}, "Un appel porte déjà le préfixe"),
        ({"code": "IDF12"}, "Un appel porte déjà le préfixe"),
        ({"opens_at": "demain"}, "Ouverture du dépôt : écrivez un jour et une heure"),
        ({"opens_at": "01/01/0001 00:00"}, "écrivez une date entre 2000 et 2099"),
        ({"closes_on": "31/12/9999"}, "Dernier jour de dépôt : écrivez une date entre"),
        ({"closes_on": "30 avril"}, "Dernier jour de dépôt : écrivez une date, par exemple"),
        ({"envelope_cents": "99999999999999999999"}, "n’est pas un montant"),
        ({"jury_from": "01/04/2025"}, "la clôture du dépôt doit précéder le début du jury"),
        ({"opens_at": "30/04/2025 25:00"}, "Ouverture du dépôt : écrivez un jour et une heure"),
        ({"ends_on": "30/09/2027"}, "Le soutien dure 24 mois entiers d’après le texte"),
        ({"posts": "", "envelope_cents": ""}, "donnez un nombre de postes ou une enveloppe"),
        ({"posts": "0"}, "Nombre de postes : écrivez un nombre au moins égal à 1."),
        ({"envelope_cents": "beaucoup"}, "n’est pas un montant"),
        ({"envelope_cents": "2 000 000 000"}, "au plus un milliard d’euros"),
        ({"charges_rate": "142"}, "écrivez un pourcentage de 0 à 100"),
        ({"charges_rate": "42,123"}, "deux chiffres au plus après la virgule"),
        ({"split": "autre"}, "Clé entre territoires : choisissez une réponse de la liste."),
        ({"readings": "0"}, "Lectures par dossier : écrivez un nombre au moins égal à 1."),
    ],
)
def test_new_call_refused_keeps_what_was_typed(chloe, changes, message):
    answer = chloe.post(NEW, {**TYPED, **changes})
    assert answer.status_code == 422
    assert [line for line in errors_of(answer) if message in line] == errors_of(answer)
    assert len(errors_of(answer)) == 1
    assert Call.objects.count() == 1
    kept = {**TYPED, **changes}
    assert {name: answer.context["form"].data[name] for name in kept} == kept


def test_new_call_refused_gives_every_reason(chloe):
    answer = chloe.post(NEW, {**TYPED, "opens_at": "01/05/2025 09:00"})
    assert [line.split(".")[0] for line in errors_of(answer)] == [
        "Le calendrier de l’appel est incohérent : l’ouverture doit précéder la clôture du dépôt",
        "Le dépôt ouvrirait après sa clôture",
    ]


def test_edit_call_changes_a_prepared_one(world, chloe):
    call = prepared(world)
    page = chloe.get("/agence/appels/treize/modifier/")
    assert page.context["form"]["charges_rate"].value() == "42"
    answer = chloe.post("/agence/appels/treize/modifier/", {**TYPED, "code": "IDF13B"})
    assert answer.url == "/agence/appels/ile-de-france-asp-13/"
    call.refresh_from_db()
    assert (call.code, call.posts) == ("IDF13B", 24)


def test_edit_call_with_a_name_taken_is_refused(world, chloe):
    prepared(world)
    answer = chloe.post("/agence/appels/treize/modifier/", {**TYPED, "code": "IDF12"})
    assert answer.status_code == 422
    assert "Un appel porte déjà le préfixe « IDF12 »" in text_of(answer)


def test_edit_call_once_open_leads_back(world, chloe):
    answer = chloe.post(f"/agence/appels/{world.call.slug}/modifier/", TYPED, follow=True)
    assert "L’appel est ouvert : ses règles et ses dates sont figées." in text_of(answer)
    assert Call.objects.get().code == "IDF12"


def test_call_page_shows_calendar_settings_and_rules(world, chloe):
    answer = chloe.get(f"/agence/appels/{world.call.slug}/")
    text = text_of(answer)
    assert "3 mars 2025 Ouverture du dépôt À 9 h 00, heure de Paris" in text
    assert "30 avril 2025 Clôture du dépôt Jusqu’à 23 h 59" in text
    assert "9 au 13 juin 2025 Jury de sélection" in text
    states = [step.state for step in answer.context["timeline"]]
    assert states == ["past", "now", "next", "next", "next", "next"]
    assert "Taux de charges 42 % Hypothèse charges de l’employeur : 42 % par défaut" in text
    assert "Recruteur éligible R-IDF12-01" in text
    assert "Empreinte : " + world.call.rules_sha256 in text
    assert len(answer.context["rules"]) == len(load.load_edition(EDITION).rules)
    assert figures_of(answer)["Postes"] == "2"


@pytest.mark.parametrize(
    ("at", "phase", "states"),
    [
        (datetime(2025, 3, 1, 9, tzinfo=PARIS), "Annoncé", "nnnnnn"),
        (AFTER_DEADLINE, "Instruction", "ppnnnn"),
        (datetime(2025, 6, 10, 9, tzinfo=PARIS), "Jury", "ppnnnn"),
        (datetime(2025, 6, 20, 9, tzinfo=PARIS), "Décision en cours", "pppnnn"),
    ],
)
def test_call_page_follows_the_days(world, chloe, at, phase, states):
    with clock.fixed(at):
        answer = chloe.get(f"/agence/appels/{world.call.slug}/")
    assert phase in text_of(answer)
    shown = [step.state for step in answer.context["timeline"]]
    first = states.index("n")
    expected = ["past"] * first + ["now"] + ["next"] * (len(states) - first - 1)
    assert shown == expected


def test_prepared_call_page_shows_the_hash_to_come(world, chloe):
    call = prepared(world)
    answer = chloe.get("/agence/appels/treize/")
    text = text_of(answer)
    sha256 = digest.sha256(load.freeze(selectors.proposed_edition(Call.objects.get(pk=call.pk))))
    assert f"Empreinte des règles si l’appel ouvrait maintenant : {sha256}" in text
    assert {step.state for step in answer.context["timeline"]} == {"next"}


def test_open_call_says_what_it_freezes_then_freezes_it(world, chloe):
    call = prepared(world)
    page = chloe.get("/agence/appels/treize/ouvrir/")
    text = text_of(page)
    assert "Ce qui sera figé" in text
    assert "Les postes et l’enveloppe (500 000,00 €, prévisionnelle)" in text
    answer = chloe.post("/agence/appels/treize/ouvrir/", follow=True)
    assert "L’appel est ouvert. Ses règles sont figées." in text_of(answer)
    call.refresh_from_db()
    assert (call.state, call.opened_by) == (CallState.OPENED, world.people.chloe)
    assert call.rules_sha256 in text


def test_open_call_in_two_tabs_opens_it_once(world, chloe):
    answer = chloe.post(f"/agence/appels/{world.call.slug}/ouvrir/")
    assert answer.status_code == 302
    assert Event.objects.filter(verb="call.opened").count() == 1


def test_envelope_is_notified_with_a_motive(world, chloe):
    url = f"/agence/appels/{world.call.slug}/enveloppe/"
    assert chloe.get(url).context["form"]["envelope_cents"].value() == "500\u202f000,00"
    typed = {
        "posts": "3",
        "envelope_cents": "620 000",
        "envelope_kind": "notified",
        "reason": "Notification nationale du 22 octobre 2025",
    }
    assert chloe.post(url, typed).status_code == 302
    world.call.refresh_from_db()
    call = world.call
    assert (call.posts, call.envelope_cents, call.envelope_kind) == (3, 62_000_000, "notified")
    assert Event.objects.get(verb="call.envelope_set").detail["reason"] == typed["reason"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": ""}, "Motif : remplissez ce champ, par exemple « Notification nationale"),
        ({"posts": "", "envelope_cents": ""}, "donnez un nombre de postes ou une enveloppe"),
    ],
)
def test_envelope_refused_changes_nothing(world, chloe, changes, message):
    typed = {"posts": "3", "envelope_cents": "1", "envelope_kind": "notified", "reason": "Vu"}
    url = f"/agence/appels/{world.call.slug}/enveloppe/"
    answer = chloe.post(url, {**typed, **changes})
    assert answer.status_code == 422
    assert message in text_of(answer)
    world.call.refresh_from_db()
    assert (world.call.posts, world.call.envelope_kind) == (2, "provisional")


def test_filing_of_a_fictitious_call_may_be_closed_from_its_page(world, chloe, settings):
    url = f"/agence/appels/{world.call.slug}/"
    assert "Clore le dépôt maintenant" not in text_of(chloe.get(url))
    settings.DEMONSTRATION = True
    Call.objects.update(is_fictitious=True)
    answer = chloe.get(url)
    assert "Clore le dépôt maintenant" in text_of(answer)
    action = f"/agence/seance/clore/?appel={world.call.slug}"
    assert f'action="{action}"' in answer.content.decode()
    chloe.post(action)
    world.call.refresh_from_db()
    assert world.call.closes_at == NOW
    assert "Clore le dépôt maintenant" not in text_of(chloe.get(url))
