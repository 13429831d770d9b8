"""Who sees which dossier, what the rules say of it, and what its sections still ask for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.apps.accounts.actor import VISITOR
from tandem.apps.dossiers import completeness, content, facts, funding, preview, selectors
from tandem.apps.dossiers.models import Dossier, WeekPeriod
from tandem.apps.dossiers.services import drafts
from tandem.domain.eligibility.facts import Filing
from tandem.domain.kernel import digest
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.finding import Outcome
from tandem.domain.schemes.vocabulary import FilerRole, Mission, Profession, Section
from tests.apps.dossiers.acts import attach, fresh, save, sections, whole, withdraw
from tests.apps.refusals import rules
from tests.world import NOW, World


@pytest.fixture
def dossiers(world: World) -> dict[str, Dossier]:
    """A draft of Alice, a filed one, and a draft of Gaël's hospital."""
    theirs = drafts.create(call=world.call, actor=world.people.actor("gael"), at=NOW)
    return {"draft": world.draft("Un"), "filed": world.filed("Deux"), "theirs": theirs}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("alice", {"draft", "filed"}),
        ("anne", {"draft", "filed"}),
        ("bob", {"draft", "filed"}),
        ("gael", {"theirs"}),
        ("chloe", {"filed"}),
        ("diane", {"filed"}),
        ("hana", set()),
        ("david", set()),
        (None, set()),
    ],
)
def test_visible_to(world: World, dossiers, who, seen):
    actor = world.people.actor(who) if who else VISITOR
    assert set(selectors.visible_to(actor)) == {dossiers[key] for key in seen}
    assert selectors.visible_to(actor).count() == len(seen)


def test_withdrawn_dossier_stays_visible(world: World):
    dossier = world.filed()
    withdraw(world, dossier)
    for who in ("alice", "bob", "chloe"):
        assert list(selectors.visible_to(world.people.actor(who))) == [dossier]


def test_former_partner_sees_the_dossier_no_more(world: World):
    dossier = world.draft()
    values = {**sections(world)[Section.PARTNER], "structure": world.other}
    save(world, dossier, Section.PARTNER, **values)
    assert not selectors.visible_to(world.people.actor("bob")).exists()
    assert list(selectors.visible_to(world.people.actor("gael"))) == [dossier]


def test_partnerships_are_those_of_the_structure(world: World):
    dossier = world.draft()
    of = {who: list(selectors.partnerships_of(world.people.actor(who)))
          for who in ("alice", "bob", "chloe")}  # fmt: skip
    assert of == {"alice": [], "bob": list(dossier.partners.all()), "chloe": []}


def test_parts_are_read_in_a_fixed_number_of_queries(world: World):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            for dossier in selectors.with_parts(Dossier.objects.all()):
                selectors.assessment(dossier)
                content.filed_content(dossier)
                funding.plan_of(dossier)
                completeness.missing(dossier)
                selectors.pending_partners(dossier)
        return len(captured)

    world.ready("Un")
    one = queries()
    world.ready("Deux")
    world.ready("Trois")
    assert queries() == one


# --- What the rules say


def test_assessment_of_a_complete_draft_is_undetermined_only_on_the_act_of_filing(world: World):
    dossier = whole(world.ready())
    decision = selectors.assessment(dossier)
    assert decision.allowed
    assert {f.rule for f in decision.undetermined} == {
        "dossier_is_in_time",
        "recruiter_office_files",
    }
    tried = selectors.assessment(dossier, NOW)
    assert (tried.allowed, tried.undetermined) == (True, ())


def test_about_section_gives_its_findings_with_what_is_stored_or_typed(world: World):
    dossier = whole(world.draft())
    stored = selectors.about_section(dossier, Section.FUNDING)
    assert {finding.section for finding in stored} == {Section.FUNDING}
    assert stored.allowed
    typed = preview.facts_with(
        dossier,
        Section.FUNDING,
        {"recruiter_share": Decimal(20), "partner_share": Decimal(15)},
    )
    assert rules(selectors.about_section(dossier, Section.FUNDING, typed)) == (
        "structures_pay_the_rest",
    )


def test_to_see_is_what_an_officer_must_look_at(world: World):
    dossier = whole(world.filed())
    seen = selectors.to_see(selectors.assessment(dossier))
    assert fresh(dossier).to_see_count == len(seen) > 0
    assert all(finding.outcome is not Outcome.MET for finding in seen)
    assert selectors.still_to_see(dossier, selectors.assessment(dossier)) == seen


# --- From rows to facts


def test_facts_say_what_is_stored(world: World):
    told = facts.facts_of(whole(world.draft()))
    assert told.recruiter.legal_entity == world.recruiter.legal_entity_id
    assert [partner.name for partner in told.partners] == [world.partner.name]
    assert (told.common_direction, told.profession) == (False, Profession.DOCTOR)
    assert (told.specialty, told.main_place) == ("Gériatrie", 0)
    assert told.missions == frozenset(Mission)
    assert told.objectives == {"O1", "O2"}
    assert [(s.place, s.half_days) for s in told.segments] == [(0, 6), (1, 4)]
    assert told.shares == (Fraction(1, 5), Fraction(1, 5))
    assert (told.filing, told.candidate, told.renewal) == (None, None, None)
    assert told.documents == frozenset()


def test_facts_of_an_empty_draft_are_unknown(world: World):
    empty = drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW)
    told = facts.facts_of(whole(empty))
    assert (told.partners, told.common_direction, told.profession) == ((), None, None)
    assert (told.missions, told.objectives, told.permanence) == (None, None, None)
    assert (told.segments, told.shares, told.main_place) == ((), None, None)


def test_facts_of_filing_are_those_of_the_deposit_then_of_the_attempt(world: World):
    draft, filed = whole(world.draft("Un")), whole(world.filed("Deux"))
    later = NOW + timedelta(days=90)
    entity = world.recruiter.legal_entity_id
    assert facts.filing(draft) is None
    assert facts.filing(draft, later) == Filing(
        at=later, role=FilerRole.RECRUITER_BAM, structure=entity
    )
    assert facts.filing(filed, later).at == NOW


def test_facts_of_a_renewal(world: World):
    dossier = whole(world.draft(is_renewal=True, renewal_months=6, renewal_same_candidate=True,
                                renewal_same_partners=False))  # fmt: skip
    renewal = facts.facts_of(dossier).renewal
    assert (renewal.same_project, renewal.months) == (True, 6)
    assert (renewal.same_candidate, renewal.same_partners) == (True, False)


def test_missions_are_those_that_are_described(world: World):
    told = facts.facts_of(whole(world.draft(teaching=" ", research="")))
    assert told.missions == {Mission.CLINICAL}
    nothing = facts.facts_of(whole(world.draft(clinical="", teaching="", research="")))
    assert nothing.missions == frozenset()


def test_segments_count_the_half_days_of_each_structure():
    week = WeekPeriod(
        starts_on=date(2025, 11, 1), ends_on=date(2027, 10, 31), half_days="2-RR11R-11"
    )
    assert [(s.place, s.half_days) for s in facts.segments(week)] == [(0, 3), (1, 4), (2, 1)]


# --- What would be said of what is typed and not saved


def test_preview_writes_nothing_and_reads_what_is_typed(world: World):
    dossier = whole(world.draft())
    before = facts.facts_of(dossier)
    values = sections(world)
    cases = {
        Section.RECRUITER: ({"recruiter": world.other}, "recruiter"),
        Section.PARTNER: (
            {**values[Section.PARTNER], "structure": world.private, "common_direction": True},
            "partners",
        ),
        Section.PROJECT: ({"objectives": ["O5"]}, "objectives"),
        Section.TIME: ({**values[Section.TIME], "half_days": "RRRRR11111"}, "segments"),
        Section.CANDIDATE: ({"last_name": "Feu", "first_name": "Farid"}, "candidate"),
        Section.FUNDING: (
            {"recruiter_share": Decimal(10), "partner_share": Decimal(30)}, "shares",
        ),
    }  # fmt: skip
    with CaptureQueriesContext(connection) as captured:
        for section, (typed, changed) in cases.items():
            told = preview.facts_with(dossier, section, typed)
            assert getattr(told, changed) != getattr(before, changed), section
            assert facts.facts_of(dossier) == before
    assert not [q for q in captured if not q["sql"].startswith("SELECT")]
    assert facts.facts_of(whole(dossier)) == before


@pytest.mark.parametrize(
    ("section", "typed", "changed", "expected"),
    [
        (Section.PARTNER, {"structure": None, "common_direction": None}, "partners", ()),
        (Section.TIME, {"half_days": "-" * 10, "main_place": None}, "segments", ()),
        (Section.CANDIDATE, {"last_name": ""}, "candidate", None),
        (Section.FUNDING, {"recruiter_share": None, "partner_share": None}, "shares", None),
    ],
)
def test_preview_of_an_emptied_section(world: World, section, typed, changed, expected):
    told = preview.facts_with(whole(world.draft()), section, typed)
    assert getattr(told, changed) == expected


def test_preview_of_a_section_without_rules_is_what_is_stored(world: World):
    dossier = whole(world.draft())
    assert preview.facts_with(dossier, Section.DOCUMENTS, {}) == facts.facts_of(dossier)


# --- What the sections still ask for


def missing(dossier: Dossier) -> list[str]:
    return [sentence.split("\u202f»")[0].split("«\u202f")[1]
            for sentence in completeness.missing(whole(dossier))]  # fmt: skip


def test_missing_of_a_new_draft_names_every_section_in_order(world: World):
    empty = drafts.create(call=world.call, actor=world.people.actor("alice"), at=NOW)
    assert missing(empty) == (
        ["Recruteur"] + ["Partenaire"] * 3 + ["Projet médical"] * 6 + ["Temps partagé"] * 3
        + ["Financement"] * 2 + ["Certification"]
    )  # fmt: skip


def test_missing_of_a_complete_draft_is_the_certification(world: World):
    assert completeness.missing(whole(world.draft())) == (
        "Section «\u202fCertification\u202f»\u00a0: certifiez l’exactitude au moment du dépôt.",
    )


@pytest.mark.parametrize(
    ("section", "values", "label"),
    [
        (Section.RECRUITER, {"recruiter": None}, "Recruteur"),
        (Section.RECRUITER, {"service": ""}, "Recruteur"),
        (Section.RECRUITER, {"contact_name": ""}, "Recruteur"),
        (Section.RECRUITER, {"contact_email": ""}, "Recruteur"),
        (Section.PROJECT, {"title": ""}, "Projet médical"),
        (Section.PROJECT, {"profession": ""}, "Projet médical"),
        (Section.PROJECT, {"specialty": None}, "Projet médical"),
        (Section.PROJECT, {"description": ""}, "Projet médical"),
        (Section.PROJECT, {"clinical": ""}, "Projet médical"),
        (Section.PROJECT, {"is_renewal": None}, "Projet médical"),
    ],
)
def test_missing_names_each_gap(world: World, section, values, label):
    dossier = world.draft()
    save(world, dossier, section, **values)
    assert missing(dossier) == [label, "Certification"]


def test_statuses_say_how_far_each_section_is(world: World):
    dossier = world.draft()
    status = {s.section: s for s in completeness.statuses(whole(dossier))}
    assert [(s.label, s.done, len(s.items)) for s in status.values()] == [
        ("Recruteur", 4, 4), ("Partenaire", 3, 3), ("Projet médical", 6, 6),
        ("Temps partagé", 3, 3), ("Candidat", 0, 1), ("Financement", 2, 2),
        ("Avis et pièces", 0, 1), ("Certification", 0, 1),
    ]  # fmt: skip
    assert status[Section.CANDIDATE].missing == status[Section.DOCUMENTS].missing == ()
    assert status[Section.CANDIDATE].is_optional
    assert status[Section.DOCUMENTS].is_optional


def test_document_taken_out_does_not_count(world: World, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    dossier = world.draft()
    attachment = attach(world, dossier)

    def done() -> int:
        return {s.section: s.done for s in completeness.statuses(whole(dossier))}[Section.DOCUMENTS]

    assert done() == 1
    assert facts.facts_of(whole(dossier)).documents == {"projet_medical"}
    drafts.detach(attachment=attachment, actor=world.people.actor("alice"), at=NOW)
    assert done() == 0
    assert facts.facts_of(whole(dossier)).documents == frozenset()


# --- What it costs


def test_plan_of_a_dossier_sums_to_the_cent(world: World):
    found = funding.required_plan(whole(world.draft()))
    assert found.cost.total_cents == 76_911_64
    assert (found.plan.years, found.plan.months) == ((2025, 2026, 2027), (2, 12, 10))
    totals = {line.payer: line.total_cents for line in found.plan.lines}
    assert totals == {"agency": 92_293_97, "recruiter": 30_764_66, "partner": 30_764_66}
    assert found.agency_cents == 92_293_97
    assert sum(totals.values()) == found.plan.total_cents == 153_823_29
    assert sum(found.plan.by_year) == found.plan.total_cents


def test_plan_without_a_week_or_with_wrong_shares_is_none(world: World):
    no_week, wrong = world.draft("Un"), world.draft("Deux")
    save(world, no_week, Section.TIME, half_days="-" * 10, main_place=None)
    save(world, wrong, Section.FUNDING, recruiter_share=Decimal(30), partner_share=Decimal(20))
    for dossier in (whole(no_week), whole(wrong)):
        assert funding.plan_of(dossier) is None
        with pytest.raises(InvalidInputError, match=f"^{dossier.number}\u00a0: le coût ne peut"):
            funding.required_plan(dossier)
    assert funding.cost_from(world.call, facts.facts_of(whole(no_week))) is None
    assert funding.cost_from(world.call, facts.facts_of(whole(wrong))).total_cents == 76_911_64


def test_plan_while_no_share_is_typed_is_that_of_the_edition(world: World):
    dossier = world.draft()
    save(world, dossier, Section.FUNDING, recruiter_share=None, partner_share=None)
    assert funding.plan_of(whole(dossier)).agency_cents == 92_293_97


def test_agreed_content_without_a_recruiter_says_so(world: World):
    dossier = world.draft()
    before = content.agreed_sha256(whole(dossier))
    save(world, dossier, Section.RECRUITER, recruiter=None)
    assert content.agreed_content(whole(dossier))["recruiter"] is None
    assert content.agreed_sha256(whole(dossier)) != before


def test_agreed_content_is_the_same_read_whole_or_in_parts(world: World):
    dossier = world.draft()
    assert content.agreed_sha256(whole(dossier)) == content.agreed_sha256(fresh(dossier))
    assert content.agreed_sha256(fresh(dossier)) == digest.sha256(
        digest.as_json(content.agreed_content(whole(dossier)))
    )
