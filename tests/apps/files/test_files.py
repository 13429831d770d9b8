"""A file is what its first bytes say; a name that lies, an empty or a heavy file is refused."""

from __future__ import annotations

import hashlib

import pytest

from tandem.apps.files import services
from tandem.apps.files.models import StoredFile
from tandem.domain.kernel.errors import InvalidInputError
from tests.world import NOW, World

PDF = b"%PDF-1.7\nfictif"
PNG = b"\x89PNG\r\n\x1a\nfictif"
JPEG = b"\xff\xd8\xff\xe0fictif"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("avis.pdf", PDF, "application/pdf"),
        ("AVIS.PDF", PDF, "application/pdf"),
        ("plan.png", PNG, "image/png"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("archive.tar.pdf", PDF, "application/pdf"),
    ],
)
def test_store_keeps_what_was_received(world: World, tmp_path, name, content, media_type):
    stored = services.store(name=name, content=content, by=world.people.alice, at=NOW)
    kept = StoredFile.objects.get(pk=stored.pk)
    fingerprint = hashlib.sha256(content).hexdigest()
    assert (kept.name, kept.media_type, kept.size) == (name, media_type, len(content))
    assert (kept.sha256, kept.stored_at, kept.stored_by) == (
        fingerprint, NOW, world.people.alice,
    )  # fmt: skip
    assert kept.content.name == f"{fingerprint[:2]}/{kept.pk}"
    assert (tmp_path / fingerprint[:2] / str(kept.pk)).read_bytes() == content
    assert str(kept) == name


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("avis.pdf", PNG, "n’est pas un fichier PDF malgré son nom"),
        ("avis.png", PDF, "n’est pas un fichier PNG malgré son nom"),
        ("avis.jpg", PDF, "n’est pas un fichier JPG malgré son nom"),
        ("avis.pdf", b" %PDF-1.7", "n’est pas un fichier PDF malgré son nom"),
        ("avis.pdf", b"%PDF", "n’est pas un fichier PDF malgré son nom"),
        ("page.pdf", b"<html><script>", "n’est pas un fichier PDF malgré son nom"),
        ("outil.exe", b"MZ", "ce format n’est pas accepté"),
        ("avis.docx", b"PK\x03\x04", "ce format n’est pas accepté"),
        ("avis.svg", b"<svg/>", "ce format n’est pas accepté"),
        ("avis.pdf.exe", PDF, "ce format n’est pas accepté"),
        ("avis", PDF, "ce format n’est pas accepté"),
        (".pdf", PDF, "ce format n’est pas accepté"),
        ("", PDF, "ce format n’est pas accepté"),
        ("avis.pdf", b"", "est vide"),
        ("avis.pdf", PDF + b"x" * services.MAX_BYTES, "pèse plus de 10 Mo"),
    ],
)
@pytest.mark.django_db
def test_store_refuses_what_is_not_a_document(tmp_path, name, content, message):
    with pytest.raises(InvalidInputError, match=message):
        services.store(name=name, content=content, by=None, at=NOW)
    assert not StoredFile.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_refusal_says_what_to_do():
    with pytest.raises(InvalidInputError) as caught:
        services.media_type_of("avis.odt", b"PK")
    assert str(caught.value) == (
        "« avis.odt » : ce format n’est pas accepté. "
        "Joignez un PDF, un PNG ou un JPEG, par exemple avis-cme.pdf."
    )


@pytest.mark.django_db
def test_store_of_exactly_the_limit_is_accepted():
    content = PDF + b"x" * (services.MAX_BYTES - len(PDF))
    assert services.store(name="a.pdf", content=content, by=None, at=NOW).size == 10 * 1024 * 1024


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/avis.pdf", "avis.pdf"),
        ("C:\\Users\\bam\\avis.pdf", "avis.pdf"),
        ("/srv/avis.pdf", "avis.pdf"),
        ("l'avis.pdf", "l’avis.pdf"),
        ("a" * 200 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
@pytest.mark.django_db
def test_store_keeps_a_name_without_its_path(tmp_path, typed, kept):
    stored = services.store(name=typed, content=PDF, by=None, at=NOW)
    assert stored.name == kept
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written == [tmp_path / stored.sha256[:2] / str(stored.pk)]


@pytest.mark.django_db
def test_store_twice_the_same_bytes_keeps_two_files():
    first, second = (services.store(name="a.pdf", content=PDF, by=None, at=NOW) for _ in range(2))
    assert first.sha256 == second.sha256
    assert first.content.name != second.content.name
