"""What the rules say while one types: computed from what is typed, written nowhere."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.domain.schemes.vocabulary import Section
from tests.web.hospital.reader import HTMX, at_section, form_of, page, words_of

FORMS = [s for s in Section if s not in (Section.DOCUMENTS, Section.CERTIFICATION)]
WRITES = ("INSERT", "UPDATE", "DELETE")


def previewed(client, dossier, section, **changes):
    sent = form_of(client.get(at_section(dossier, section))) | changes
    return client.post(page("preview", dossier.pk, section), sent, **HTMX)


@pytest.mark.parametrize("section", FORMS)
def test_preview_writes_nothing(world, signed_in, section):
    dossier, client = world.draft(), signed_in(world.people.alice)
    sent = form_of(client.get(at_section(dossier, section)))
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(page("preview", dossier.pk, section), sent)
    assert answer.status_code == 200
    assert [q["sql"] for q in queries if q["sql"].startswith(WRITES)] == []


def test_preview_follows_the_week(world, signed_in):
    client = signed_in(world.people.alice)
    answer = previewed(client, world.draft(), Section.TIME, **{"d3-pm": "1"})
    said = words_of(answer)
    assert "5 demi-journées hors du site principal : 1 000,00 € bruts par mois." in said
    assert "Coût total 82 023,64 € Agence, 60 % 49 214,18 €" in said
    assert 'id="bilan" hx-swap-oob="innerHTML">Cette section' in answer.content.decode()


def test_preview_follows_the_shares(world, signed_in):
    client, dossier = signed_in(world.people.alice), world.draft()
    said = words_of(
        previewed(client, dossier, Section.FUNDING, recruiter_share="10", partner_share="30")
    )
    assert "Valmorin, 10 % 7 691,17 €" in said
    assert "Sainte-Aurore, 30 % 23 073,49 €" in said
    wrong = words_of(previewed(client, dossier, Section.FUNDING, recruiter_share="10"))
    assert "Les parts des structures font 30 % : il faut 40 %." in wrong
    assert "Non satisfaite, bloque le dépôt R-IDF12-12" in wrong


def test_preview_judges_a_partner_that_is_only_chosen(world, signed_in):
    client = signed_in(world.people.alice)
    answer = previewed(client, world.draft(), Section.PARTNER, structure=str(world.private.pk))
    said = words_of(answer)
    assert "Non satisfaite, bloque le dépôt R-IDF12-02 Partenaire éligible" in said
    assert "Clinique du Parc (fictif) : établissement privé" in said


def test_preview_of_a_wrong_field_judges_the_others_and_says_it(world, signed_in):
    client = signed_in(world.people.alice)
    answer = previewed(
        client, world.draft(), Section.TIME, distance_km="quarante", **{"d3-pm": "1"}
    )
    said = words_of(answer)
    assert answer.status_code == 200
    assert "À corriger pour enregistrer Distance entre les sites, en km : écrivez un nombre" in said
    assert "Coût total 82 023,64 €" in said


def test_preview_is_for_those_who_may_write(world, signed_in):
    dossier = world.draft()
    address = page("preview", dossier.pk, Section.TIME)
    assert signed_in(world.people.alice).get(address).status_code == 404
    for name in ("bob", "gael", "chloe", "hana", "david"):
        assert signed_in(getattr(world.people, name)).post(address, {}).status_code == 404
    unknown = page("preview", dossier.pk, Section.DOCUMENTS)
    assert signed_in(world.people.alice).post(unknown, {}).status_code == 404
