"""Screening: judging findings, asking for what lacks, deciding admissibility, coming back on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.calls import services as calls
from tandem.apps.dossiers import content, selectors
from tandem.apps.dossiers.models import Complement, Dossier, FindingReview, TransitionLog
from tandem.apps.dossiers.services import screening
from tandem.apps.journal.models import Event
from tandem.apps.messaging.models import Message
from tandem.apps.territory.models import Structure
from tandem.domain.kernel import digest
from tandem.domain.schemes.vocabulary import Section, StructureKind
from tests.apps.dossiers.acts import (
    DUE_ON,
    LATER,
    answer,
    ask,
    attach,
    declare,
    file,
    fresh,
    reopen,
    save,
    sections,
    whole,
    withdraw,
)
from tests.apps.refusals import refused, rules
from tests.world import AFTER_DEADLINE, NOW, World

Verdict = FindingReview.Verdict
STRANGERS = ["alice", "bob", "gael", "david", "hana"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def review(world: World, dossier: Dossier, rule: str, verdict: str, who="chloe", motive="") -> None:
    screening.review_finding(
        dossier=dossier,
        review=screening.Review(rule=rule, verdict=verdict, motive=motive),
        actor=world.people.actor(who),
        at=AFTER_DEADLINE,
    )


def blocked(world: World) -> Dossier:
    """A filed dossier whose partner the register has since called a private clinic."""
    dossier = world.filed()
    Structure.objects.filter(pk=world.partner.pk).update(kind=StructureKind.PRIVATE_HOSPITAL)
    return dossier


@pytest.mark.parametrize("who", STRANGERS)
def test_nothing_of_it_is_for_others(world: World, who):
    filed, decided = world.filed(), world.admissible("Autre")
    person = world.people.actor(who)

    def assign() -> None:
        screening.assign(dossier=filed, screener=world.people.hana, actor=person, at=NOW)

    acts = [
        assign,
        lambda: review(world, filed, "partner_is_eligible", Verdict.MET, who),
        lambda: ask(world, filed, Section.PROJECT, who=who),
        lambda: declare(world, filed, who=who),
        lambda: declare(world, filed, admissible=False, who=who, reason="Motif"),
        lambda: reopen(world, decided, who=who),
    ]
    for act in acts:
        with refused("agency"):
            act()
    assert (fresh(filed).state, fresh(decided).state) == ("filed", "admissible")
    assert fresh(filed).screener is None
    asked = screening.may_declare_admissible(dossier=whole(filed), actor=person)
    assert rules(asked)[0] == "agency"


# --- Taking a dossier


def test_assign_gives_the_dossier_to_a_person(world: World):
    dossier = world.filed()
    diane = world.people.actor("diane")
    screening.assign(dossier=dossier, screener=world.people.chloe, actor=diane, at=NOW)
    assert fresh(dossier).screener == world.people.chloe
    event = Event.objects.last()
    assert (event.verb, event.actor_label) == ("dossier.assigned", diane.label)


def test_assign_of_a_draft_is_refused(world: World):
    with refused("is_filed"):
        screening.assign(
            dossier=world.draft(), screener=world.people.chloe, actor=world.people.actor("chloe"),
            at=NOW,
        )  # fmt: skip


# --- Judging findings


def test_review_is_kept_and_corrected(world: World):
    dossier = world.filed()
    before = fresh(dossier).to_see_count
    review(world, dossier, "structures_have_no_tie", Verdict.MET)
    kept = FindingReview.objects.get()
    assert (kept.verdict, kept.motive, kept.at) == (Verdict.MET, "", AFTER_DEADLINE)
    assert kept.by_label == world.people.actor("chloe").label
    assert str(kept) == "structures_have_no_tie met"
    review(world, dossier, "structures_have_no_tie", Verdict.UNMET, "diane", "Même direction")
    kept = FindingReview.objects.get()
    assert (kept.verdict, kept.motive) == (Verdict.UNMET, "Même direction")
    assert kept.by_label == world.people.actor("diane").label
    assert fresh(dossier).to_see_count == before
    event = Event.objects.last()
    assert (event.verb, event.reason, event.detail) == (
        "dossier.finding_reviewed", "Même direction",
        {"rule": "structures_have_no_tie", "verdict": "unmet"},
    )  # fmt: skip


def test_review_of_what_is_to_see_takes_it_off_the_list(world: World):
    dossier = world.filed()
    waiting = selectors.still_to_see(whole(dossier), selectors.assessment(whole(dossier)))
    assert fresh(dossier).to_see_count == len(waiting) > 0
    for done, finding in enumerate(waiting, start=1):
        review(world, dossier, finding.rule, Verdict.MET)
        assert fresh(dossier).to_see_count == len(waiting) - done


def test_set_aside_takes_a_motive(world: World):
    dossier = blocked(world)
    with refused("motive"):
        review(world, dossier, "partner_is_eligible", Verdict.SET_ASIDE, motive="  ")
    assert not FindingReview.objects.exists()
    with pytest.raises(IntegrityError, match="finding_set_aside"), transaction.atomic():
        FindingReview.objects.create(
            dossier=dossier, rule="r", verdict=Verdict.SET_ASIDE, by_label="x", at=NOW
        )


def test_review_is_frozen_once_admissibility_is_declared(world: World):
    dossier = world.admissible()
    with refused("is_being_screened"):
        review(world, dossier, "partner_is_eligible", Verdict.MET)
    reopen(world, dossier)
    review(world, dossier, "partner_is_eligible", Verdict.MET)
    draft = world.draft("Autre")
    with refused("is_filed", "is_being_screened"):
        review(world, draft, "partner_is_eligible", Verdict.MET)


# --- Admissibility


@pytest.mark.parametrize("who", ["chloe", "diane"])
def test_declare_admissible(world: World, who):
    dossier = world.filed()
    declare(world, dossier, who=who)
    log = TransitionLog.objects.last()
    assert (fresh(dossier).state, log.move, log.comment) == (
        "admissible", "declare_admissible", "",
    )  # fmt: skip
    mail = Message.objects.order_by("-created_at").first()
    assert (mail.to, mail.subject) == (
        world.people.alice.email, "Dossier IDF12-001 : recevable",
    )  # fmt: skip


def test_declare_admissible_is_refused_while_a_finding_blocks(world: World):
    dossier, chloe = blocked(world), world.people.actor("chloe")
    asked = screening.may_declare_admissible(dossier=whole(dossier), actor=chloe)
    assert rules(asked) == ("nothing_blocks",)
    assert asked.refusals[0].reason == "Une règle bloque encore : Partenaire éligible."
    with refused("nothing_blocks"):
        declare(world, dossier)
    assert fresh(dossier).state == "filed"
    review(world, dossier, "partner_is_eligible", Verdict.UNMET, motive="Vu")
    with refused("nothing_blocks"):
        declare(world, dossier)


def test_declare_admissible_is_allowed_once_the_finding_is_set_aside(world: World):
    dossier, chloe = blocked(world), world.people.actor("chloe")
    assert selectors.still_blocking(whole(dossier), selectors.assessment(whole(dossier)))
    review(world, dossier, "partner_is_eligible", Verdict.SET_ASIDE, motive="ESPIC, vérifié")
    assert fresh(dossier).blocking_count == 0
    assert screening.may_declare_admissible(dossier=whole(dossier), actor=chloe).allowed
    declare(world, dossier)
    assert fresh(dossier).state == "admissible"


def test_blocking_count_tells_the_list(world: World):
    dossier = blocked(world)
    review(world, dossier, "structures_have_no_tie", Verdict.MET)
    assert fresh(dossier).blocking_count == 1


def test_declare_inadmissible_takes_a_reason(world: World):
    dossier = world.filed()
    with refused("comment"):
        declare(world, dossier, admissible=False)
    declare(world, dossier, admissible=False, reason="Direction commune.")
    log = TransitionLog.objects.last()
    assert (fresh(dossier).state, log.comment) == ("inadmissible", "Direction commune.")
    mail = Message.objects.order_by("-created_at").first()
    assert mail.subject == "Dossier IDF12-001 : irrecevable"
    assert mail.body.startswith("L’agence déclare votre dossier irrecevable.\n\nDirection commune.")


def test_declare_of_a_draft_or_twice_is_refused(world: World):
    with refused("is_filed"):
        declare(world, world.draft())
    dossier = world.admissible("Autre")
    with refused("state"):
        declare(world, dossier)
    with refused("state"):
        declare(world, dossier, admissible=False, reason="Motif")


def test_reopen_takes_a_reason_and_tells_each_decision(world: World):
    dossier = world.admissible()
    with refused("comment"):
        reopen(world, dossier, reason="")
    reopen(world, dossier, reason="Pièce illisible")
    assert fresh(dossier).state == "filed"
    declare(world, dossier, admissible=False, reason="Irrecevable")
    reopen(world, dossier, who="diane")
    declare(world, dossier)
    assert fresh(dossier).state == "admissible"
    logged = TransitionLog.objects.order_by("pk")
    moved = list(logged.values_list("from_state", "to_state"))
    assert moved == [
        ("draft", "filed"), ("filed", "admissible"), ("admissible", "filed"),
        ("filed", "inadmissible"), ("inadmissible", "filed"), ("filed", "admissible"),
    ]  # fmt: skip
    assert Message.objects.exclude(key__startswith="receipt").count() == 3


def test_reopen_once_the_results_are_announced_is_refused(world: World):
    dossier = world.filed()
    declare(world, dossier, admissible=False, reason="Irrecevable")
    calls.announce(call=world.call, actor=world.people.actor("diane"), at=LATER)
    with refused("not_announced"):
        reopen(world, dossier)
    assert fresh(dossier).state == "inadmissible"


# --- Complements


def test_ask_reopens_sections_until_a_day(world: World):
    dossier = world.filed()
    complement = ask(world, dossier, Section.PROJECT, Section.DOCUMENTS)
    kept = Complement.objects.get(pk=complement.pk)
    assert (kept.reason, kept.sections) == ("L’avis manque", ["projet", "pieces"])
    assert (kept.due_on, kept.asked_at, kept.answered_at) == (DUE_ON, AFTER_DEADLINE, None)
    assert (kept.asked_by_label, str(kept)) == (world.people.actor("chloe").label, "L’avis manque")
    assert fresh(dossier).state == "to_complete"
    mail = Message.objects.get(key=f"complement-{kept.pk}")
    assert mail.to == world.people.alice.email
    assert "L’avis manque\n\nRépondez au plus tard le 17\u00a0mai 2025." in mail.body


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reason": ""}, ("comment",)),
        ({"due_on": None}, ("due_day_is_reachable",)),
        ({"due_on": DUE_ON - timedelta(days=1)}, ("due_day_is_reachable",)),
        ({"reason": " ", "due_on": None}, ("comment", "due_day_is_reachable")),
    ],
)
def test_ask_takes_a_reason_and_five_days(world: World, changes, expected):
    dossier = world.filed()
    with refused(*expected):
        ask(world, dossier, Section.PROJECT, **changes)
    assert (fresh(dossier).state, Complement.objects.count()) == ("filed", 0)


def test_earliest_day_is_counted_in_paris():
    late = AFTER_DEADLINE.replace(hour=23, minute=30)
    assert screening.earliest_due_on(late) == date(2025, 5, 17)
    assert screening.earliest_due_on(late + timedelta(hours=1)) == date(2025, 5, 18)


def test_ask_of_a_dossier_already_waiting_or_decided_is_refused(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    with refused("state"):
        ask(world, dossier, Section.PROJECT)
    decided = world.admissible("Autre")
    with refused("state"):
        ask(world, decided, Section.PROJECT)


def test_answer_fingerprints_the_dossier_as_it_then_stands(world: World):
    dossier = world.filed()
    deposited = dossier.deposit.content_sha256
    ask(world, dossier, Section.PROJECT, Section.DOCUMENTS)
    save(world, dossier, Section.PROJECT, title="Titre complété")
    attach(world, dossier)
    complement = answer(world, dossier, "anne", "Titre et projet joints")
    kept = Complement.objects.get(pk=complement.pk)
    assert (kept.answered_at, kept.answer) == (LATER, "Titre et projet joints")
    assert kept.content_sha256 == digest.sha256(content.filed_content(whole(dossier)))
    assert kept.content_sha256 != deposited
    assert fresh(dossier).state == "filed"
    assert fresh(dossier).deposit.content_sha256 == deposited
    assert digest.sha256(fresh(dossier).deposit.content) == deposited
    log = TransitionLog.objects.last()
    assert (log.move, log.comment) == ("answer_complement", "Titre et projet joints")


def test_answer_without_a_change_gives_the_fingerprint_of_the_deposit(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    assert answer(world, dossier).content_sha256 == dossier.deposit.content_sha256


def test_answer_closes_the_sections_again(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    answer(world, dossier)
    with refused("section_is_open"):
        save(world, dossier, Section.PROJECT, title="Trop tard")


def test_answer_takes_a_sentence(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    with refused("comment"):
        answer(world, dossier, text="")
    assert Complement.objects.get().answered_at is None


@pytest.mark.parametrize("who", ["bob", "gael", "chloe", "diane"])
def test_answer_by_others_is_refused(world: World, who):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    with refused("owner"):
        answer(world, dossier, who)


def test_answer_without_a_request_is_refused(world: World):
    with refused("state"):
        answer(world, world.filed())


def test_answer_prices_the_dossier_again(world: World):
    dossier = world.filed()
    assert dossier.agency_cents == 92_293_97
    ask(world, dossier, Section.TIME)
    week = {**sections(world)[Section.TIME], "half_days": "RRRRR11111"}
    save(world, dossier, Section.TIME, **week)
    answer(world, dossier)
    # 300 € of PET a month more: × 24 months × 1.42 with charges × 60 %.
    assert fresh(dossier).agency_cents == 92_293_97 + 6_134_40


def test_request_that_lapsed_does_not_hinder_the_next_one(world: World):
    """Declared while a request waits, reopened, asked again: the answer goes to the last one."""
    dossier = world.filed()
    lapsed = ask(world, dossier, Section.PROJECT)
    declare(world, dossier)
    reopen(world, dossier)
    second = screening.ask_complement(
        dossier=dossier,
        request=screening.Request(
            reason="Autre pièce", sections=(Section.TIME,), due_on=date(2025, 6, 1)
        ),
        actor=world.people.actor("chloe"),
        at=LATER,
    )
    with refused("section_is_open"):
        save(world, dossier, Section.PROJECT, title="Section de la première demande")
    assert answer(world, dossier).pk == second.pk
    assert Complement.objects.get(pk=lapsed.pk).answered_at is None


def test_filing_again_a_dossier_to_complete_is_no_answer(world: World):
    dossier = world.filed()
    ask(world, dossier, Section.PROJECT)
    file(world, dossier)
    assert fresh(dossier).state == "to_complete"
    withdraw(world, dossier)
    with refused("state"):
        answer(world, dossier)
