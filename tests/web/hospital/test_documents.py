"""Joining documents: what they are is read in their bytes; who opens them is checked."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.apps.dossiers.models import Attachment
from tandem.apps.dossiers.services import drafts
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests.web.hospital.reader import at_section, page, words_of
from tests.world import NOW

PDF = b"%PDF-1.7\nfictif"


def file(name: str = "projet.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def join(client, dossier, suite: str = "rester", **files):
    return client.post(at_section(dossier, Section.DOCUMENTS), {"suite": suite, **files})


def joined(world, dossier, kind=DocumentKind.MEDICAL_PROJECT, name="projet.pdf") -> Attachment:
    upload = drafts.Upload(kind=kind, name=name, content=PDF)
    return drafts.attach(dossier=dossier, upload=upload, actor=world.people.actor("alice"), at=NOW)


def test_there_is_one_input_for_each_kind(world, signed_in):
    answer = signed_in(world.people.alice).get(at_section(world.draft(), Section.DOCUMENTS))
    html = answer.content.decode()
    assert [f'name="{kind}"' in html for kind in DocumentKind] == [True] * len(DocumentKind)
    assert "Aucune pièce jointe." in words_of(answer)


def test_several_files_are_joined_at_once_then_listed(world, signed_in):
    dossier, client = world.draft(), signed_in(world.people.alice)
    answer = join(client, dossier, projet_medical=file(), avis_cme=file("avis.pdf"))
    assert answer["Location"] == at_section(dossier, Section.DOCUMENTS)
    kinds = dossier.attachments.values_list("kind", flat=True)
    assert sorted(kinds) == ["avis_cme", "projet_medical"]
    said = words_of(client.get(at_section(dossier, Section.DOCUMENTS)))
    assert "Projet médical partagé projet.pdf · 15 o" in said
    assert "Déjà jointe : un nouveau fichier la remplacera." in said


def test_without_a_file_one_may_go_on(world, signed_in):
    dossier = world.draft()
    answer = join(signed_in(world.people.alice), dossier, suite="suivante")
    assert answer["Location"] == page("review", dossier.pk)


def test_joining_nothing_says_so(world, signed_in):
    answer = join(signed_in(world.people.alice), world.draft())
    assert answer.status_code == 422
    assert "Choisissez au moins un fichier, par exemple projet-medical.pdf." in words_of(answer)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (("virus.exe", b"MZ"), "« virus.exe » : ce format n’est pas accepté. Joignez un PDF, un PNG ou un JPEG"),
        (("avis.pdf", b"\x89PNG"), "« avis.pdf » n’est pas un fichier PDF malgré son nom."),
        (("vide.pdf", b""), "« vide.pdf » est vide."),
        (("lourd.pdf", b"%PDF-" + b"0" * 10 * 1024 * 1024), "« lourd.pdf » pèse plus de 10 Mo."),
    ],
)  # fmt: skip
def test_a_wrong_file_is_said_and_the_good_ones_are_joined(world, signed_in, sent, message):
    dossier = world.draft()
    answer = join(
        signed_in(world.people.alice), dossier, projet_medical=file(), avis_cme=file(*sent)
    )
    said = words_of(answer)
    assert answer.status_code == 422
    assert (
        f"Avis du président de CME. {message}" in said
        or f"Avis du président de CME : {message}" in said
    )
    assert "1 pièce jointe. Les autres fichiers sont à corriger ci-dessous." in said
    assert dossier.attachments.get().kind == DocumentKind.MEDICAL_PROJECT


def test_download_is_for_keeping_and_runs_nothing(world, signed_in):
    attachment = joined(world, world.draft(), name="projet médical.pdf")
    for name in ("alice", "anne", "bob"):
        answer = signed_in(getattr(world.people, name)).get(page("download", attachment.pk))
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == (
            "attachment; filename*=utf-8''projet%20m%C3%A9dical.pdf"
        )
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        directives = answer["Content-Security-Policy"].split("; ")
        assert {"sandbox", "default-src 'none'"} <= set(directives)


@pytest.mark.parametrize("name", ["gael", "chloe", "hana", "david"])
def test_download_of_what_one_does_not_see_is_a_404(world, signed_in, name):
    attachment = joined(world, world.draft())
    client = signed_in(getattr(world.people, name))
    assert client.get(page("download", attachment.pk)).status_code == 404
    assert client.post(page("remove", attachment.pk)).status_code == 404


def test_the_candidate_s_cv_is_not_the_partner_s(world, signed_in):
    dossier = world.draft()
    cv = joined(world, dossier, DocumentKind.CANDIDATE_CV, "cv-treguer.pdf")
    bob, alice = signed_in(world.people.bob), signed_in(world.people.alice)
    assert bob.get(page("download", cv.pk)).status_code == 404
    own = alice.get(page("download", cv.pk))
    assert b"".join(own.streaming_content) == PDF
    for address in (page("dossier", dossier.pk), at_section(dossier, Section.DOCUMENTS),
                    page("agreement", dossier.partners.get().pk)):  # fmt: skip
        assert "cv-treguer.pdf" not in words_of(bob.get(address))


def test_a_file_lost_by_the_disk_is_a_404(world, signed_in):
    attachment = joined(world, world.draft())
    attachment.file.content.storage.delete(attachment.file.content.name)
    answer = signed_in(world.people.alice).get(page("download", attachment.pk))
    assert answer.status_code == 404


def test_remove_takes_the_document_out(world, signed_in):
    dossier = world.draft()
    attachment, client = joined(world, dossier), signed_in(world.people.anne)
    assert client.get(page("remove", attachment.pk)).status_code == 302
    assert dossier.attachments.get().removed_at is None
    answer = client.post(page("remove", attachment.pk))
    assert answer["Location"] == at_section(dossier, Section.DOCUMENTS)
    assert dossier.attachments.get().removed_at == NOW
    assert client.get(page("download", attachment.pk)).status_code == 404


def test_partner_may_neither_join_nor_remove(world, signed_in):
    dossier = world.draft()
    attachment, client = joined(world, dossier), signed_in(world.people.bob)
    read = words_of(client.get(at_section(dossier, Section.DOCUMENTS)))
    assert "Joindre des pièces" not in read
    assert "Retirer" not in read
    for answer in (
        join(client, dossier, avis_cme=file()),
        client.post(page("remove", attachment.pk)),
    ):
        assert answer.status_code == 422
        assert "Seul le bureau des affaires médicales" in words_of(answer)
    assert dossier.attachments.get().removed_at is None


def test_a_filed_dossier_takes_no_document(world, signed_in):
    dossier = world.filed()
    answer = join(signed_in(world.people.alice), dossier, avis_cme=file())
    assert answer.status_code == 422
    assert "Le dossier est déposé" in words_of(answer)
    assert not dossier.attachments.exists()
