"""What a structure reads as a partner, and the acknowledgement that it may have again."""

from __future__ import annotations

from datetime import timedelta

from tandem.apps.accounts.actor import VISITOR
from tandem.apps.candidates.models import Candidate
from tandem.apps.dossiers.selectors import attachments_visible_to, partnerships_of
from tandem.apps.dossiers.services import drafts, filing
from tandem.apps.messaging.models import Message
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests.apps.dossiers.acts import attach, save, whole
from tests.apps.refusals import refused
from tests.world import NOW, World


def test_partnerships_are_those_of_the_structure(world: World):
    place = world.draft().partners.get()
    actor = world.people.actor
    assert list(partnerships_of(actor("bob"))) == [place]
    for name in ("alice", "gael", "chloe", "david"):
        assert not partnerships_of(actor(name)).exists()
    assert not partnerships_of(VISITOR).exists()


def test_the_candidate_s_cv_goes_to_the_recruiter_and_to_the_agency(world: World):
    dossier = world.ready()
    project = attach(world, dossier)
    cv = attach(world, dossier, DocumentKind.CANDIDATE_CV)
    gone = attach(world, dossier, DocumentKind.FREE)
    drafts.detach(attachment=gone, actor=world.people.actor("alice"), at=NOW)
    actor = world.people.actor
    assert set(attachments_visible_to(actor("alice"))) == {project, cv}
    assert set(attachments_visible_to(actor("bob"))) == {project}
    assert not attachments_visible_to(actor("gael")).exists()
    assert not attachments_visible_to(actor("chloe")).exists()
    certified = filing.Certification(is_accurate=True, people_informed=True)
    filing.file_dossier(dossier=dossier, certification=certified, actor=actor("alice"), at=NOW)
    assert set(attachments_visible_to(actor("chloe"))) == {project, cv}
    assert not attachments_visible_to(actor("hana")).exists()


def test_a_candidate_taken_out_of_a_draft_is_erased(world: World):
    dossier = world.draft()
    save(world, dossier, Section.CANDIDATE, last_name="Tréguer", first_name="Maïwenn")
    assert Candidate.objects.count() == 1
    save(world, dossier, Section.CANDIDATE, last_name="")
    assert (whole(dossier).candidate, Candidate.objects.count()) == (None, 0)
    save(world, dossier, Section.CANDIDATE, last_name="")
    assert Candidate.objects.count() == 0


def test_receipt_is_sent_again_to_who_asks_once_a_minute(world: World):
    deposit = world.filed().deposit
    anne = world.people.actor("anne")
    for seconds in (0, 30, 59, 60):
        at = NOW + timedelta(seconds=seconds)
        assert filing.send_receipt(deposit=deposit, actor=anne, at=at) == anne.user.email
    assert Message.objects.filter(to=anne.user.email).count() == 2
    with refused("owner"):
        filing.send_receipt(deposit=deposit, actor=world.people.actor("bob"), at=NOW)


def test_trying_a_filing_leaves_the_dossier_as_it_was(world: World):
    dossier = whole(world.ready())
    decision = filing.may_file(dossier=dossier, actor=world.people.actor("alice"), at=NOW)
    assert decision.allowed
    assert dossier.is_certified is False
