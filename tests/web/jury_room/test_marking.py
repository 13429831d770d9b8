from __future__ import annotations

import pytest

from tandem.apps.calls.selectors import edition
from tandem.apps.dossiers.models import Attachment
from tandem.apps.files import services as files
from tandem.apps.jury.models import Reading
from tandem.domain.schemes.vocabulary import DocumentKind
from tests.web.jury_room.acts import address, distribute, grid_data, other_juror, own_reading
from tests.world import NOW

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def reading(world):
    return own_reading(distribute(world, "Onco-gériatrie", "Urgences", "Psychiatrie"))


@pytest.fixture
def juror(reading, signed_in):
    return signed_in(reading.juror.user)


def test_marking_shows_the_dossier_beside_the_grid(world, reading, juror):
    page = juror.get(address(reading))
    assert page.status_code == 200
    for words in ("Une consultation partagée", "CH de Valmorin", "À l’aveugle", "41"):
        assert words in page.text
    assert len(page.context["rows"]) == len(edition(world.call).grid)
    assert page.context["result_total"] == "0"
    assert page.context["previous"] is None
    assert page.context["next"].juror_id == reading.juror_id


def test_marking_kept_as_a_draft_comes_back(world, reading, juror):
    data = {"note_territory": "4", "note_teaching": "1", "commentaire_teaching": ""}
    answer = juror.post(address(reading), data | {"acte": "garder"})
    assert (answer.status_code, answer.url) == (302, address(reading))
    page = juror.get(address(reading))
    assert page.context["result_total"] == "23"
    assert page.context["form"]["note_territory"].value() == "4"
    shown = {mark.name for mark, _, comment in page.context["rows"] if comment is not None}
    assert shown == {"note_teaching"}
    assert page.context["result"].remarks[0].startswith("Il reste 4 critères à noter")
    kept = Reading.objects.get(pk=reading.pk)
    assert (kept.saved_at, kept.submitted_at) == (NOW, None)


def test_marking_handed_in_leads_to_the_next_dossier(world, reading, juror):
    following = juror.get(address(reading)).context["next"]
    answer = juror.post(address(reading), grid_data(world, 4) | {"acte": "rendre"})
    assert (answer.status_code, answer.url) == (302, address(following))
    assert Reading.objects.get(pk=reading.pk).submitted_at == NOW
    page = juror.get(address(reading))
    assert "Votre notation est rendue : elle ne peut plus changer." in page.text.replace(
        "\xa0", " "
    )
    assert page.context["result_total"] == "80"
    assert "Garder en brouillon" not in page.text


def test_marking_of_the_last_dossier_leads_back_to_the_list(world, reading, juror):
    own = Reading.objects.filter(juror=reading.juror)
    urls = [juror.post(address(each), grid_data(world, 3) | {"acte": "rendre"}).url for each in own]
    assert urls[-1] == f"/jury/lectures/?appel={world.call.slug}"
    assert own.filter(submitted_at=None).count() == 0


def test_marking_handed_in_unfinished_says_all_and_keeps_all(world, reading, juror):
    data = grid_data(world, 3) | {
        "note_teaching": "0",
        "note_specialty": "",
        "acte": "rendre",
    }
    page = juror.post(address(reading), data)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"commentaire_teaching", "note_specialty"}
    assert page.context["form"]["note_territory"].value() == "3"
    assert "Il reste un critère à noter" in page.text
    assert "Commentaire attendu pour une note basse" in page.text
    assert "<title>Erreur\xa0: " in page.text
    assert Reading.objects.get(pk=reading.pk).saved_at is None


def test_marking_off_the_scale_is_refused_on_its_criterion(reading, juror):
    page = juror.post(address(reading), {"note_territory": "9", "acte": "garder"})
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "note_territory": ["Choisissez une réponse de la liste."]
    }
    assert Reading.objects.get(pk=reading.pk).marks.count() == 0


def test_marking_with_a_comment_alone_asks_for_its_mark(reading, juror):
    page = juror.post(
        f"{address(reading)}?commentaires=1", {"commentaire_territory": "Peu décrit."}
    )
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["note_territory"]
    assert "Peu décrit." in page.text


def test_marking_offers_every_comment_when_asked(reading, juror):
    page = juror.get(f"{address(reading)}?commentaires=1")
    assert all(comment is not None for _, _, comment in page.context["rows"])


def test_marking_twice_handed_in_is_refused_with_its_reason(world, reading, juror):
    data = grid_data(world, 4) | {"acte": "rendre"}
    juror.post(address(reading), data)
    page = juror.post(address(reading), grid_data(world, 5) | {"acte": "rendre"})
    assert page.status_code == 422
    assert page.context["refusals"] == (
        "Votre notation est rendue\xa0: elle ne peut plus changer.",
    )
    assert {mark.value for mark in Reading.objects.get(pk=reading.pk).marks.all()} == {4}


def test_marking_by_htmx_answers_the_grid_alone(reading, juror):
    data = {"note_territory": "5", "acte": "garder"}
    page = juror.post(address(reading), data, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert page.text.lstrip().startswith("<form")
    assert 'hx-swap-oob="true"' in page.text
    assert "Enregistré" in page.text
    assert page.context["result_total"] == "25"
    assert Reading.objects.get(pk=reading.pk).saved_at == NOW


def test_marking_of_another_juror_is_not_found(reading, signed_in):
    stranger = signed_in(other_juror(reading).user)
    assert stranger.get(address(reading)).status_code == 404
    assert stranger.post(address(reading), {"note_territory": "5"}).status_code == 404


@pytest.fixture
def joined(reading):
    """A reading whose dossier has a document."""
    stored = files.store(name="projet.pdf", content=PDF, by=None, at=NOW)
    Attachment.objects.create(
        dossier=reading.dossier, kind=DocumentKind.MEDICAL_PROJECT, file=stored, added_at=NOW
    )
    return reading


def test_document_is_downloaded_without_running(joined, signed_in):
    document = Attachment.objects.get(dossier=joined.dossier_id)
    client = signed_in(joined.juror.user)
    url = f"{address(joined)}pieces/{document.pk}/"
    assert url in client.get(address(joined)).text
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="projet.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert signed_in(other_juror(joined).user).get(url).status_code == 404


def test_document_taken_out_is_not_found(joined, signed_in):
    document = Attachment.objects.get(dossier=joined.dossier_id)
    Attachment.objects.filter(pk=document.pk).update(removed_at=NOW)
    client = signed_in(joined.juror.user)
    assert client.get(f"{address(joined)}pieces/{document.pk}/").status_code == 404
