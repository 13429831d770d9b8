"""The partner's yes is bound to what it read: a change of substance puts it back to pending."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tandem.apps.accounts.models import Membership, Role
from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Dossier, PartnerAgreement
from tandem.apps.dossiers.services import drafts
from tandem.apps.journal.models import Event
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests.apps.dossiers.acts import ask, attach, file, fresh, save, sections, whole
from tests.apps.refusals import refused
from tests.people import SINCE
from tests.world import NOW, World


def agree(world: World, dossier: Dossier, who: str = "bob", sha256: str = "") -> PartnerAgreement:
    read = whole(dossier)
    return drafts.agree(
        partner=read.partners.get(),
        seen_sha256=sha256 or content.agreed_sha256(read),
        actor=world.people.actor(who),
        at=NOW,
    )


def pending(dossier: Dossier) -> tuple[str, ...]:
    return selectors.pending_partners(whole(dossier))


def test_agree_binds_the_person_to_the_content(world: World):
    dossier = world.draft()
    assert pending(dossier) == (str(world.partner),)
    given = PartnerAgreement.objects.get(pk=agree(world, dossier).pk)
    assert (given.given_by, given.given_at) == (world.people.bob, NOW)
    assert given.given_by_label == str(given) == f"Bob Brun, {world.partner}"
    assert given.content_sha256 == content.agreed_sha256(whole(dossier))
    assert given.version == fresh(dossier).version
    assert pending(dossier) == ()
    event = Event.objects.last()
    assert (event.verb, event.detail) == (
        "dossier.agreed", {"content_sha256": given.content_sha256},
    )  # fmt: skip


def test_agree_twice_keeps_one_agreement(world: World):
    dossier = world.draft()
    first, second = agree(world, dossier), agree(world, dossier)
    assert (first.pk, PartnerAgreement.objects.count()) == (second.pk, 1)


CHANGES = {
    "title": (Section.PROJECT, {"title": "Autre titre"}),
    "objectives": (Section.PROJECT, {"objectives": ["O5"]}),
    "renewal": (Section.PROJECT, {"is_renewal": True}),
    "week": (Section.TIME, {"half_days": "RRRRR11111"}),
    "main site": (Section.TIME, {"half_days": "RRRRRR1111", "main_place": 1}),
    "distance": (Section.TIME, {"half_days": "RRRRRR1111", "distance_km": Decimal("41.1")}),
    "money": (Section.FUNDING, {"recruiter_share": Decimal(25), "partner_share": Decimal(15)}),
    "candidate": (Section.CANDIDATE, {"last_name": "Feu", "first_name": "Farid"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_change_of_substance_puts_the_agreement_back_to_pending(world: World, change):
    dossier = world.ready()
    name, values = CHANGES[change]
    save(world, dossier, name, **values)
    assert pending(dossier) == (str(world.partner),)
    with refused("partner_has_agreed"):
        file(world, dossier)
    agree(world, dossier)
    assert file(world, dossier).number == "IDF12-001-D1"


def test_change_of_the_partner_structure_asks_the_new_one(world: World):
    dossier = world.ready()
    values = {**sections(world)[Section.PARTNER], "structure": world.other}
    save(world, dossier, Section.PARTNER, **values)
    assert pending(dossier) == (str(world.other),)
    with refused("partner"):
        agree(world, dossier)
    agree(world, dossier, "gael")
    assert pending(dossier) == ()


def test_content_that_comes_back_is_agreed_again(world: World):
    dossier = world.ready()
    funding = sections(world)[Section.FUNDING]
    save(world, dossier, Section.FUNDING, **{**funding, "recruiter_share": Decimal(21)})
    assert pending(dossier) == (str(world.partner),)
    save(world, dossier, Section.FUNDING, **funding)
    assert pending(dossier) == ()


def test_change_of_contact_or_document_keeps_the_agreement(world: World):
    dossier = world.ready()
    save(world, dossier, Section.RECRUITER, contact_name="Anne Ambre", service="Médecine",
         contact_email="anne@example.org", contact_phone="01 99 00 00 02")  # fmt: skip
    referent = {"referent_name": "Paul Martin", "referent_email": "paul@example.org",
                "service": "Oncologie médicale"}  # fmt: skip
    save(world, dossier, Section.PARTNER, **{**sections(world)[Section.PARTNER], **referent})
    attach(world, dossier, DocumentKind.MEDICAL_PROJECT)
    assert pending(dossier) == ()
    assert file(world, dossier).number == "IDF12-001-D1"


def test_agree_to_content_that_changed_since_is_refused(world: World):
    dossier = world.draft()
    read = content.agreed_sha256(whole(dossier))
    save(world, dossier, Section.PROJECT, title="Titre changé entre-temps")
    with pytest.raises(drafts.StaleError, match="Alice Azur a enregistré ce dossier"):
        agree(world, dossier, sha256=read)
    assert not PartnerAgreement.objects.exists()


def test_agree_after_the_partner_was_removed_is_stale(world: World):
    dossier = world.draft()
    read = whole(dossier)
    partner, sha256 = read.partners.get(), content.agreed_sha256(read)
    save(world, dossier, Section.PARTNER, structure=None)
    with pytest.raises(drafts.StaleError):
        drafts.agree(partner=partner, seen_sha256=sha256, actor=world.people.actor("bob"), at=NOW)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("alice", ("partner",)),
        ("gael", ("partner",)),
        ("chloe", ("role", "partner")),
        ("david", ("role", "partner")),
    ],
)
def test_agree_by_strangers_is_refused(world: World, who, expected):
    dossier = world.draft()
    with refused(*expected):
        agree(world, dossier, who)
    assert pending(dossier) == (str(world.partner),)


def test_agree_by_the_office_of_the_partner(world: World):
    Membership.objects.create(
        user=world.people.hana, role=Role.BAM, structure=world.partner, starts_on=SINCE
    )
    Membership.objects.filter(user=world.people.hana, role=Role.AGENCY_OFFICER).delete()
    dossier = world.draft()
    assert agree(world, dossier, "hana").given_by == world.people.hana


def test_agree_once_filed_is_refused(world: World):
    dossier = world.filed()
    with refused("is_draft"):
        agree(world, dossier)
    ask(world, dossier, Section.PROJECT)
    with refused("is_draft"):
        agree(world, dossier)


def test_awaiting_agreement_lists_what_the_partner_has_to_read(world: World):
    first, agreed = world.draft("Premier"), world.ready("Deuxième")
    world.filed("Troisième")
    bob = world.people.actor("bob")
    assert [p.dossier for p in selectors.awaiting_agreement(bob)] == [first]
    save(world, agreed, Section.PROJECT, title="Titre changé")
    waiting = {partner.dossier for partner in selectors.awaiting_agreement(bob)}
    assert waiting == {first, agreed}
    assert selectors.awaiting_agreement(world.people.actor("gael")) == []
    assert selectors.awaiting_agreement(world.people.actor("chloe")) == []


def test_first_agreements_due_counts_drafts_never_agreed(world: World, django_assert_num_queries):
    agreed, _waiting = world.ready("Premier"), world.draft("Deuxième")
    world.filed("Troisième")
    save(world, agreed, Section.PROJECT, title="Titre changé")
    bob = world.people.actor("bob")
    with django_assert_num_queries(1):
        assert selectors.first_agreements_due(bob) == 1
    assert selectors.first_agreements_due(world.people.actor("gael")) == 0
    assert selectors.first_agreements_due(world.people.actor("chloe")) == 0


def test_valid_agreement_is_the_last_one_given_to_this_content(world: World):
    dossier = world.draft()
    given = agree(world, dossier)
    partner = whole(dossier).partners.get()
    assert selectors.valid_agreement(partner, given.content_sha256) == given
    assert selectors.valid_agreement(partner, "0" * 64) is None
