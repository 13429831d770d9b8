"""Filing: once, whole, with its proof; refused with every reason and nothing changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.forms.models import model_to_dict

from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Deposit, Dossier, TransitionLog
from tandem.apps.dossiers.services import filing
from tandem.apps.journal.models import Event
from tandem.apps.journal.services import broken_links
from tandem.apps.messaging.models import Message
from tandem.domain.kernel import digest
from tandem.domain.schemes.vocabulary import DocumentKind, Section
from tests.apps.dossiers.acts import (
    CERTIFIED,
    LATER,
    PDF,
    ask,
    attach,
    declare,
    file,
    fresh,
    save,
    sections,
    whole,
    withdraw,
)
from tests.apps.race import race
from tests.apps.refusals import refused, rules
from tests.world import AFTER_DEADLINE, NOW, World

AT = NOW + timedelta(hours=1, minutes=2, seconds=3, microseconds=456_789)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def state_of(dossier: Dossier) -> dict[str, object]:
    """All that a refused filing must leave as it was."""
    return {
        "row": model_to_dict(fresh(dossier)),
        "deposits": Deposit.objects.count(),
        "moves": TransitionLog.objects.count(),
        "mails": Message.objects.count(),
    }


def test_file_moves_the_dossier_and_keeps_the_proof(world: World):
    ready = world.ready()
    deposit = Deposit.objects.get(pk=file(world, ready, at=AT).pk)
    dossier, label = fresh(ready), f"Alice Azur, {world.recruiter}"
    assert (dossier.state, dossier.version) == ("filed", ready.version + 1)
    assert (dossier.filed_at, dossier.filed_by) == (AT, world.people.alice)
    assert dossier.is_certified
    assert (deposit.dossier, deposit.number, deposit.filed_at) == (dossier, "IDF12-001-D1", AT)
    assert (deposit.filed_by_label, deposit.filed_by_email) == (label, world.people.alice.email)
    assert str(deposit) == "IDF12-001-D1"
    log = TransitionLog.objects.get()
    assert (log.move, log.from_state, log.to_state, log.at) == ("file", "draft", "filed", AT)
    assert (log.actor, log.actor_label, log.comment) == (world.people.alice, label, "")
    assert (log.done, str(log)) == ("Dossier déposé", "file 2025-04-10")


def test_file_by_the_colleague(world: World):
    assert file(world, world.ready(), "anne").filed_by_email == "anne.ambre@example.org"


def test_deposit_is_a_link_of_the_journal(world: World):
    deposit = file(world, world.ready())
    event = Event.objects.get(index=deposit.chain_index)
    assert (event.verb, event.subject_id) == ("dossier.file", str(deposit.dossier_id))
    assert event.detail == {"content_sha256": deposit.content_sha256}
    assert broken_links() == []


def test_deposit_content_gives_its_fingerprint_again(world: World):
    dossier = world.draft()
    attach(world, dossier)
    save(world, dossier, Section.CANDIDATE, last_name="Feu", first_name="Farid")
    world.agree(dossier)
    deposit = Deposit.objects.get(pk=file(world, dossier).pk)
    assert digest.sha256(deposit.content) == deposit.content_sha256
    assert digest.sha256(content.filed_content(whole(dossier))) == deposit.content_sha256
    kept = deposit.content
    assert kept["number"] == "IDF12-001"
    assert kept["rules"] == world.call.rules_sha256
    assert kept["project"]["specialty"] == "Gériatrie"
    assert kept["time"]["distance_km"] == "41.0"
    assert kept["time"]["weeks"] == [["2025-11-01", "2027-10-31", "RRRRRR1111"]]
    assert kept["funding"] == {"recruiter": "20.00"}
    assert [partner["share"] for partner in kept["partners"]] == ["20.00"]
    assert kept["candidate_detail"]["last_name"] == "Feu"
    assert kept["hosts"][0]["referent_name"] == "Bob Brun"
    assert kept["contact"]["contact_email"] == world.people.alice.email
    (agreement,) = kept["agreements"]
    assert agreement["by"] == f"Bob Brun, {world.partner}"
    assert agreement["sha256"] == content.agreed_sha256(whole(dossier))


def test_fingerprint_changes_with_any_word(world: World):
    first, second = file(world, world.ready("Un")), file(world, world.ready("Deux"))
    assert first.content_sha256 != second.content_sha256


def test_receipt_has_the_twelve_fields(world: World, settings):
    """The fields of the acknowledgement, in the order of trust.md §1.6."""
    dossier = world.draft()
    joined = attach(world, dossier, name="projet.pdf")
    world.agree(dossier)
    deposit = file(world, dossier, at=AT)
    receipt, agency = deposit.receipt, world.agency
    assert receipt["received"] == (
        "jeudi 10\u00a0avril 2025 à 11\u00a0h\u00a002\u00a0min\u00a003\u00a0s, "
        "heure de Paris (UTC+0200)"
    )
    assert receipt["service"] == [
        agency.name, agency.service, agency.address, agency.email, agency.phone,
    ]  # fmt: skip
    assert receipt["silence"] == "Sans réponse de l’agence, la demande est réputée rejetée."
    assert receipt["silence_on"] == (
        "Le 10\u00a0juin 2025, sous réserve que le dossier soit complet."
    )
    for remedy in ("deux mois", "recours gracieux", "recours hiérarchique",
                   "tribunal administratif de Montreuil", "Télérecours"):  # fmt: skip
        assert remedy in receipt["remedies"]
    assert receipt["missing"].startswith(
        "Pièces attendues et non jointes\u00a0: lettre d’engagement du partenaire, "
        "avis du chef de pôle et avis du président de CME."
    )
    assert receipt["identity"] == (
        f"Dossier IDF12-001, {world.call.title}. "
        f"Règles figées, empreinte {world.call.rules_sha256[:16]}."
    )
    assert receipt["filed_by"] == f"Alice Azur, {world.recruiter}, au nom de {world.recruiter}."
    assert receipt["documents"] == [
        {"kind": "projet_medical", "name": "projet.pdf", "size": len(PDF),
         "sha256": joined.file.sha256}
    ]  # fmt: skip
    assert receipt["fingerprint"] == deposit.content_sha256
    assert receipt["chain_index"] == deposit.chain_index
    assert receipt["verify_url"] == f"{settings.BASE_URL}/verifier/"
    assert agency.email in receipt["personal_data"]
    assert "traitement algorithmique" in receipt["algorithm"]
    assert "La décision est prise par une personne." in receipt["algorithm"]


def test_receipt_of_a_dossier_with_every_document_says_that_none_is_missing(world: World):
    dossier = world.draft()
    for kind in (DocumentKind.MEDICAL_PROJECT, DocumentKind.PARTNER_COMMITMENT,
                 DocumentKind.HEAD_OF_DEPARTMENT_OPINION,
                 DocumentKind.MEDICAL_BOARD_OPINION):  # fmt: skip
        attach(world, dossier, kind)
    world.agree(dossier)
    receipt = file(world, dossier).receipt
    assert receipt["missing"] == "Aucune pièce attendue ne manque."


def test_mail_of_the_receipt_says_the_twelve_fields(world: World):
    dossier = world.draft()
    attach(world, dossier)
    world.agree(dossier)
    deposit = file(world, dossier, at=AT)
    mail = Message.objects.get()
    assert (mail.to, mail.created_at, mail.sent_at) == (world.people.alice.email, AT, None)
    assert mail.subject == "Dossier IDF12-001 déposé : accusé de réception"
    receipt = deposit.receipt
    (document,) = receipt["documents"]
    said = [
        deposit.number, receipt["received"], ", ".join(receipt["service"]), receipt["silence"],
        receipt["silence_on"], receipt["remedies"], receipt["missing"], receipt["identity"],
        receipt["filed_by"], document["name"], f"{document['size']}\u00a0octets",
        document["sha256"], receipt["fingerprint"], f"journal, n° {receipt['chain_index']}",
        receipt["verify_url"], receipt["personal_data"], receipt["algorithm"],
    ]  # fmt: skip
    assert [words for words in said if words not in mail.body] == []


def test_mail_goes_to_the_filer_and_to_the_contact(world: World):
    dossier = world.draft()
    save(world, dossier, Section.RECRUITER, contact_email="contact@example.org")
    world.agree(dossier)
    file(world, dossier, "anne")
    assert set(Message.objects.values_list("to", flat=True)) == {
        "anne.ambre@example.org", "contact@example.org",
    }  # fmt: skip


def test_mail_to_a_very_long_address_is_written(world: World):
    dossier, address = world.draft(), f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example.org"
    save(world, dossier, Section.RECRUITER, contact_email=address)
    world.agree(dossier)
    file(world, dossier)
    assert Message.objects.filter(to=address).count() == 1


def test_file_again_gives_the_deposit_already_made(world: World):
    dossier = world.ready()
    first = file(world, dossier)
    before = (Event.objects.count(), state_of(dossier))
    assert file(world, dossier, "anne", at=AT) == first
    assert file(world, dossier, at=AFTER_DEADLINE) == first
    assert (Event.objects.count(), state_of(dossier)) == before


@pytest.mark.parametrize("act", [lambda w, d: ask(w, d, Section.TIME), declare])
def test_file_again_while_it_is_screened_gives_the_deposit_already_made(world: World, act):
    dossier = world.filed()
    act(world, dossier)
    assert file(world, dossier).number == "IDF12-001-D1"
    assert Deposit.objects.count() == 1


def test_file_after_withdrawing_is_refused(world: World):
    dossier = world.filed()
    withdraw(world, dossier)
    with refused("state"):
        file(world, dossier)
    assert fresh(dossier).state == "withdrawn"
    assert Deposit.objects.get().dossier == dossier


@pytest.mark.parametrize("who", ["bob", "gael", "chloe", "diane", "david", "hana"])
def test_file_by_others_is_refused_and_written_down(world: World, who):
    dossier = world.ready()
    before = state_of(dossier)
    with refused("owner"):
        file(world, dossier, who)
    assert state_of(dossier) == before
    event = Event.objects.last()
    assert (event.verb, event.actor) == (
        "dossier.filing_refused", getattr(world.people, who),
    )  # fmt: skip


def test_file_by_others_of_a_filed_dossier_does_not_show_the_deposit(world: World):
    with refused("owner"):
        file(world, world.filed(), "gael")


@pytest.mark.parametrize(
    "boxes",
    [
        {"is_accurate": True, "people_informed": False},
        {"is_accurate": False, "people_informed": True},
    ],
)
def test_file_without_both_boxes_is_refused(world: World, boxes):
    dossier = world.ready()
    with refused("section_is_complete"):
        filing.file_dossier(
            dossier=dossier,
            certification=filing.Certification(**boxes),
            actor=world.people.actor("alice"),
            at=NOW,
        )
    assert not fresh(dossier).is_certified


def bad_dossier(world: World) -> Dossier:
    """Incomplete, ineligible, without any agreement."""
    dossier = world.draft(title="", is_renewal=None)
    values = {**sections(world)[Section.PARTNER], "structure": world.private}
    return save(world, dossier, Section.PARTNER, **values)


EVERY_REASON = (
    "section_is_complete",
    "section_is_complete",
    "partner_has_agreed",
    "partner_is_eligible",
    "dossier_is_in_time",
)


def test_file_late_incomplete_and_ineligible_tells_every_reason_at_once(world: World):
    dossier = bad_dossier(world)
    before = state_of(dossier)
    with refused(*EVERY_REASON):
        file(world, dossier, at=AFTER_DEADLINE)
    assert state_of(dossier) == before


def test_file_refused_is_written_in_the_journal_with_its_reasons(world: World):
    dossier = bad_dossier(world)
    count = Event.objects.count()
    with refused(*EVERY_REASON):
        file(world, dossier, at=AFTER_DEADLINE)
    assert Event.objects.count() == count + 1
    event = Event.objects.last()
    assert (event.verb, event.actor, event.at) == (
        "dossier.filing_refused", world.people.alice, AFTER_DEADLINE,
    )  # fmt: skip
    reasons = event.detail["reasons"]
    assert len(reasons) == len(EVERY_REASON)
    assert reasons[0] == (
        "Section «\u202fProjet médical\u202f»\u00a0: donnez un titre, par exemple "
        "«\u202fOnco-gériatrie partagée\u202f»."
    )
    assert str(world.private) in reasons[2]
    assert reasons[4].startswith("Le dépôt est clos depuis la fin du 30\u00a0avril 2025")
    assert broken_links() == []


def test_file_refused_then_corrected_is_accepted(world: World):
    dossier = bad_dossier(world)
    with refused(*EVERY_REASON[:-1]):
        file(world, dossier)
    for name, values in sections(world).items():
        save(world, dossier, name, **values)
    world.agree(dossier)
    assert file(world, dossier).number == "IDF12-001-D1"


def test_may_file_says_what_would_refuse_and_writes_nothing(world: World):
    alice, dossier = world.people.actor("alice"), bad_dossier(world)
    before = (state_of(dossier), Event.objects.count())

    def asked(who, at):
        return rules(filing.may_file(dossier=whole(dossier), actor=who, at=at))

    assert asked(alice, AFTER_DEADLINE) == EVERY_REASON
    assert asked(world.people.actor("gael"), NOW) == ("owner", *EVERY_REASON[:-1])
    assert asked(world.people.actor("bob"), NOW) == ("owner", "actor", *EVERY_REASON[:-1])
    assert (state_of(dossier), Event.objects.count()) == before
    ready = world.ready()
    assert filing.may_file(dossier=whole(ready), actor=alice, at=NOW).allowed


def test_certification_keeps_the_key_of_the_form(world: World):
    deposit = filing.file_dossier(
        dossier=world.ready(),
        certification=filing.Certification(
            is_accurate=True, people_informed=True, idempotency_key="formulaire-1"
        ),
        actor=world.people.actor("alice"),
        at=NOW,
    )
    assert Deposit.objects.get(pk=deposit.pk).idempotency_key == "formulaire-1"
    assert CERTIFIED.idempotency_key == ""


def test_send_receipt_again_at_most_once_a_minute(world: World):
    deposit = file(world, world.ready())
    anne = world.people.actor("anne")
    for seconds in (0, 30, 60):
        address = filing.send_receipt(
            deposit=deposit, actor=anne, at=LATER.replace(second=0) + timedelta(seconds=seconds)
        )
        assert address == "anne.ambre@example.org"
    again = Message.objects.filter(to=address)
    assert again.count() == 2
    assert deposit.content_sha256 in again[0].body


@pytest.mark.parametrize("who", ["bob", "gael", "chloe"])
def test_send_receipt_to_others_is_refused(world: World, who):
    deposit = file(world, world.ready())
    with refused("owner"):
        filing.send_receipt(deposit=deposit, actor=world.people.actor(who), at=LATER)
    assert Message.objects.count() == 1


def test_is_deposit_takes_both_the_number_and_the_fingerprint(world: World):
    deposit = file(world, world.ready())
    assert selectors.is_deposit(deposit.number, deposit.content_sha256)
    assert not selectors.is_deposit(deposit.number, "0" * 64)
    assert not selectors.is_deposit("IDF12-002-D1", deposit.content_sha256)


@pytest.mark.parametrize("act", [None, lambda w, d: ask(w, d, Section.TIME), declare])
def test_withdraw_takes_a_reason(world: World, act):
    dossier = world.filed()
    if act:
        act(world, dossier)
    with refused("comment"):
        withdraw(world, dossier, reason=" ")
    withdraw(world, dossier, reason="Le praticien a renoncé")
    log = TransitionLog.objects.last()
    assert (fresh(dossier).state, log.move, log.comment) == (
        "withdrawn", "withdraw", "Le praticien a renoncé",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "expected"),
    [("bob", ("owner",)), ("gael", ("owner",)), ("chloe", ("owner",)), ("diane", ("owner",))],
)
def test_withdraw_by_others_is_refused(world: World, who, expected):
    with refused(*expected):
        withdraw(world, world.filed(), who)


def test_withdraw_of_a_draft_or_twice_is_refused(world: World):
    draft, filed = world.draft(), world.filed("Autre")
    with refused("state"):
        withdraw(world, draft)
    withdraw(world, filed)
    with refused("state"):
        withdraw(world, filed)


@pytest.mark.django_db(transaction=True)
def test_thirty_two_filings_at_the_same_time_give_one_deposit(world: World):
    """Two tabs, two clicks, two colleagues: one deposit, one mail, one link, one answer."""
    dossier = world.ready()
    people = [world.people.actor(name) for name in ("alice", "anne")]

    def click(place: int) -> Deposit:
        at = NOW + timedelta(microseconds=place)
        return filing.file_dossier(
            dossier=Dossier.objects.get(pk=dossier.pk),
            certification=CERTIFIED,
            actor=people[place % 2],
            at=at,
        )

    results = race(32, click)
    deposit = Deposit.objects.get()
    assert results == [deposit] * 32
    assert {result.content_sha256 for result in results} == {deposit.content_sha256}
    assert fresh(dossier).state == "filed"
    assert TransitionLog.objects.count() == 1
    assert Event.objects.filter(verb="dossier.file").count() == 1
    assert Event.objects.get(index=deposit.chain_index).at == deposit.filed_at
    assert not Event.objects.filter(verb="dossier.filing_refused").exists()
    filer = deposit.filed_by_email
    assert set(Message.objects.values_list("to", flat=True)) == {world.people.alice.email, filer}
    assert broken_links() == []
