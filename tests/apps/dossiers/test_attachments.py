"""Documents of a dossier: joined, replaced, taken out, and shown to those who may read them."""

from __future__ import annotations

import pytest

from tandem.apps.dossiers import selectors
from tandem.apps.dossiers.models import Attachment, Dossier
from tandem.apps.dossiers.services import drafts
from tandem.apps.files.models import StoredFile
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests.apps.dossiers.acts import LATER, PDF, ask, attach, file, fresh
from tests.apps.refusals import refused
from tests.world import NOW, World

CV, FREE, PROJECT = DocumentKind.CANDIDATE_CV, DocumentKind.FREE, DocumentKind.MEDICAL_PROJECT


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def detach(world: World, attachment: Attachment, who: str = "alice") -> None:
    drafts.detach(attachment=attachment, actor=world.people.actor(who), at=LATER)


def kept(dossier: Dossier) -> list[tuple[str, str]]:
    joined = Attachment.objects.filter(dossier=dossier, removed_at=None)
    return [(attachment.kind, attachment.file.name) for attachment in joined]


def test_attach_keeps_the_file_and_grows_the_version(world: World):
    dossier = world.draft()
    attachment = attach(world, dossier, name="projet.pdf")
    assert kept(dossier) == [(PROJECT, "projet.pdf")]
    assert (attachment.added_at, str(attachment)) == (NOW, "projet.pdf")
    assert attachment.file.stored_by == world.people.alice
    assert fresh(dossier).version == dossier.version + 1


def test_attach_of_the_same_kind_replaces_the_former(world: World):
    dossier = world.draft()
    first = attach(world, dossier, name="un.pdf")
    attach(world, dossier, name="deux.pdf")
    assert kept(dossier) == [(PROJECT, "deux.pdf")]
    first.refresh_from_db()
    assert first.removed_at == NOW
    assert StoredFile.objects.count() == 2


def test_attach_of_free_documents_keeps_them_all(world: World):
    dossier = world.draft()
    for name in ("un.pdf", "deux.pdf"):
        attach(world, dossier, FREE, name=name)
    assert kept(dossier) == [(FREE, "un.pdf"), (FREE, "deux.pdf")]


def test_attach_of_what_is_not_a_document_changes_nothing(world: World):
    dossier = world.draft()
    attach(world, dossier, name="avant.pdf")
    version = fresh(dossier).version
    with pytest.raises(InvalidInputError, match="malgré son nom"):
        attach(world, dossier, content=b"MZ")
    assert (kept(dossier), fresh(dossier).version) == ([(PROJECT, "avant.pdf")], version)


@pytest.mark.parametrize("who", ["bob", "gael", "chloe", "david"])
def test_attach_and_detach_by_others_are_refused(world: World, who):
    dossier = world.draft()
    attachment = attach(world, dossier)
    with refused("owner"):
        attach(world, dossier, who=who)
    with refused("owner"):
        detach(world, attachment, who)
    assert kept(dossier) == [(PROJECT, "projet.pdf")]


def test_detach_keeps_the_file_and_counts_it_no_more(world: World):
    dossier = world.draft()
    attachment = attach(world, dossier)
    detach(world, attachment)
    assert kept(dossier) == []
    attachment.refresh_from_db()
    assert attachment.removed_at == LATER
    with attachment.file.content.open() as kept_file:
        assert kept_file.read() == PDF
    detach(world, attachment)
    assert Attachment.objects.get().removed_at == LATER


def test_documents_are_closed_once_filed_and_reopen_on_request(world: World):
    filed = world.filed()
    with refused("section_is_open"):
        attach(world, filed)
    ask(world, filed, Section.DOCUMENTS)
    joined = attach(world, filed, DocumentKind.MEDICAL_BOARD_OPINION, name="avis-cme.pdf")
    assert kept(filed) == [(DocumentKind.MEDICAL_BOARD_OPINION, "avis-cme.pdf")]
    detach(world, joined, "anne")
    assert kept(filed) == []


def test_document_of_another_section_reopened_stays_closed(world: World):
    filed = world.filed()
    ask(world, filed, Section.PROJECT)
    with refused("section_is_open"):
        attach(world, filed)


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("alice", {CV, FREE, PROJECT}, {CV, FREE, PROJECT}),
        ("anne", {CV, FREE, PROJECT}, {CV, FREE, PROJECT}),
        ("bob", {FREE, PROJECT}, {FREE, PROJECT}),
        ("gael", set(), set()),
        ("chloe", set(), {CV, FREE, PROJECT}),
        ("hana", set(), set()),
        ("david", set(), set()),
    ],
)
def test_attachments_visible_to(world: World, who, before, after):
    """The CV of a candidate goes to the recruiter and to the agency, not to the partner."""
    dossier = world.draft()
    for kind in (CV, FREE, PROJECT):
        attach(world, dossier, kind)
    detach(world, attach(world, dossier, FREE, name="retiré.pdf"))
    actor = world.people.actor(who)

    def seen() -> set[str]:
        return set(selectors.attachments_visible_to(actor).values_list("kind", flat=True))

    assert seen() == before
    world.agree(dossier)
    filed = file(world, dossier)
    assert {document["kind"] for document in filed.content["documents"]} == {CV, FREE, PROJECT}
    assert seen() == after
