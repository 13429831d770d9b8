"""Publishing: one act announces all, opens the posts and writes the letters; or nothing happens."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from tandem.apps.accounts.actor import VISITOR
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier, TransitionLog
from tandem.apps.dossiers.services import screening
from tandem.apps.journal.models import Event
from tandem.apps.journal.services import broken_links
from tandem.apps.jury.models import Mark, Reading
from tandem.apps.messaging.models import Message
from tandem.apps.posts import selectors, services
from tandem.apps.posts.models import DecisionLetter, PlanLine, Post, PostTransition
from tandem.apps.selection import services as selection
from tandem.apps.selection.models import Run
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.selection.outcome import Status
from tests.apps.dossiers.acts import ask, declare, fresh, withdraw
from tests.apps.race import race
from tests.apps.refusals import refused
from tests.world import NOW, World

SITTING = NOW + timedelta(days=65)
PUBLISHING = SITTING + timedelta(days=6, hours=1)
REFUSAL = "Les deux structures ont une direction commune."


def run(world: World) -> Run:
    return selection.run(call=world.call, actor=world.people.actor("chloe"), at=SITTING)


def publish(world: World, who: str = "diane") -> Run:
    return services.publish(call=world.call, actor=world.people.actor(who), at=PUBLISHING)


def start(world: World, post: Post, on: date, who: str = "chloe") -> Post:
    return services.start(post=post, started_on=on, actor=world.people.actor(who), at=PUBLISHING)


@pytest.fixture
def decided(world: World) -> list[Dossier]:
    """Two selected, one in reserve, one not selected, one inadmissible, one withdrawn, a draft."""
    inadmissible, withdrawn = world.filed("Irrecevable"), world.filed("Retiré")
    declare(world, inadmissible, admissible=False, reason=REFUSAL)
    withdraw(world, withdrawn)
    world.draft("Brouillon")
    marked = world.marked(5, 4, 3, 2)
    run(world)
    return [*marked, inadmissible, withdrawn]


@pytest.fixture
def published(world: World, decided: list[Dossier]) -> list[Dossier]:
    publish(world)
    return decided


# --- One act


def test_publish_announces_every_decision(world: World, published):
    kept = [fresh(dossier) for dossier in published]
    assert [(d.state, d.rank, d.reserve_rank) for d in kept] == [
        ("selected", 1, None), ("selected", 2, None), ("reserve", 3, 1),
        ("not_selected", 4, None), ("inadmissible", None, None), ("withdrawn", None, None),
    ]  # fmt: skip
    assert [d.decided_at for d in kept] == [PUBLISHING] * 4 + [None] * 2
    assert {d.pending_decision for d in kept} == {""}
    assert kept[0].decision_reason == "Rang 1, couvert par les postes et l’enveloppe."
    assert kept[3].decision_reason == (
        "Il manque 2\u00a0postes. À 40,00 points du rang 2, dernier financé."
    )
    assert Dossier.objects.get(title="Brouillon").state == "draft"
    moved = TransitionLog.objects.filter(at=PUBLISHING).order_by("pk")
    assert [(log.move, log.comment) for log in moved] == [
        ("select", kept[0].decision_reason), ("select", kept[1].decision_reason),
        ("put_in_reserve", kept[2].decision_reason), ("turn_down", kept[3].decision_reason),
    ]  # fmt: skip
    assert {log.actor for log in moved} == {world.people.diane}


def test_publish_marks_the_run_and_the_call(world: World, published):
    made, call = Run.objects.get(), Call.objects.get(pk=world.call.pk)
    assert (made.published_at, made.published_by) == (PUBLISHING, world.people.diane)
    assert (call.state, call.announced_at, call.announced_by) == (
        "announced", PUBLISHING, world.people.diane,
    )  # fmt: skip
    verbs = Event.objects.filter(at=PUBLISHING).values_list("verb", flat=True)
    assert list(verbs) == [
        "dossier.select", "dossier.select", "dossier.put_in_reserve", "dossier.turn_down",
        "selection.published", "call.announced",
    ]  # fmt: skip
    assert broken_links() == []


def test_publish_opens_a_post_for_each_selected_dossier(world: World, published):
    posts = Post.objects.order_by("dossier__rank")
    assert [post.dossier for post in posts] == published[:2]
    for post in posts:
        assert (post.call, post.state, post.state_label) == (world.call, "open", "À pourvoir")
        assert (post.starts_on, post.ends_on) == (date(2025, 11, 1), date(2027, 10, 31))
        assert (post.total_cents, post.agency_cents) == (153_823_29, 92_293_97)
        assert post.cost["total_cents"] == 76_911_64
        assert "exact" not in post.cost
        assert str(post) == str(post.dossier)


def test_plan_of_a_post_sums_to_the_cent(world: World, published):
    post = Post.objects.get(dossier=published[0])
    lines = [(x.payer, x.payer_label, x.rate, x.year, x.months, x.cents)
             for x in post.plan_lines.all()]  # fmt: skip
    agency, recruiter, partner = "ARS Île-de-France", str(world.recruiter), str(world.partner)
    assert lines == [
        ("agency", agency, "60\u00a0%", 2025, 2, 7_691_16),
        ("agency", agency, "60\u00a0%", 2026, 12, 46_146_99),
        ("agency", agency, "60\u00a0%", 2027, 10, 38_455_82),
        ("recruiter", recruiter, "20\u00a0%", 2025, 2, 2_563_72),
        ("recruiter", recruiter, "20\u00a0%", 2026, 12, 15_382_33),
        ("recruiter", recruiter, "20\u00a0%", 2027, 10, 12_818_61),
        ("partner", partner, "20\u00a0%", 2025, 2, 2_563_72),
        ("partner", partner, "20\u00a0%", 2026, 12, 15_382_33),
        ("partner", partner, "20\u00a0%", 2027, 10, 12_818_61),
    ]
    assert sum(line[-1] for line in lines) == post.total_cents
    assert sum(line[-1] for line in lines if line[0] == "agency") == post.agency_cents
    assert str(post.plan_lines.first()) == "agency 2025"


def test_publish_writes_a_letter_and_a_mail_for_each_decision(world: World, published):
    letters = DecisionLetter.objects.order_by("number")
    assert [(x.dossier, x.number, x.kind) for x in letters] == [
        (published[4], "DEC-IDF12-001", "inadmissible"),
        (published[0], "DEC-IDF12-004", "selected"),
        (published[1], "DEC-IDF12-005", "selected"),
        (published[2], "DEC-IDF12-006", "reserve"),
        (published[3], "DEC-IDF12-007", "not_selected"),
    ]
    for letter in letters:
        assert (letter.issued_on, letter.signed_by) == (date(2025, 6, 20), world.people.diane)
        assert letter.content_sha256 == digest.sha256(letter.content)
        assert (letter.content["number"], str(letter)) == (letter.number, letter.number)
        mail = Message.objects.get(key=f"decision-{letter.number}")
        assert (mail.to, mail.created_at) == (world.people.alice.email, PUBLISHING)
        assert letter.content["object"] in mail.body
        assert letter.content["opening"] in mail.body
    assert Message.objects.filter(created_at=PUBLISHING).count() == 5


def test_publish_says_the_motive_of_the_committee(world: World, decided):
    _, second, third, *_ = decided
    selection.change(
        run=Run.objects.get(),
        changes=[
            selection.Change(dossier=second, to_status=Status.RESERVE, motive="Territoire servi"),
            selection.Change(dossier=third, to_status=Status.SELECTED, motive="Territoire"),
        ],
        actor=world.people.actor("diane"),
        at=SITTING,
    )
    publish(world)
    assert [(fresh(d).state, fresh(d).reserve_rank) for d in (second, third)] == [
        ("reserve", 1), ("selected", None),
    ]  # fmt: skip
    assert fresh(third).decision_reason == "Décision motivée du comité : Territoire"
    assert third.letter.content["reasons"] == ["Décision motivée du comité\u00a0: Territoire"]
    assert {post.dossier for post in Post.objects.all()} == {decided[0], third}


# --- Or nothing


def nothing_published(world: World) -> bool:
    return (
        Call.objects.get(pk=world.call.pk).state == "opened"
        and not Dossier.objects.filter(decided_at__isnull=False).exists()
        and not Run.objects.filter(published_at__isnull=False).exists()
        and not Post.objects.exists()
        and not PlanLine.objects.exists()
        and not DecisionLetter.objects.filter(signed_by=world.people.diane).exists()
        and not Message.objects.filter(created_at=PUBLISHING).exists()
        and not Event.objects.filter(at=PUBLISHING).exists()
        and not TransitionLog.objects.filter(at=PUBLISHING).exists()
    )


def test_publish_by_others_than_a_signatory_is_refused(world: World, decided):
    for who, expected in {
        "chloe": ("role",),
        "hana": ("agency", "role"),
        "alice": ("agency", "role"),
        "david": ("agency", "role"),
    }.items():
        with refused(*expected):
            publish(world, who)
    assert nothing_published(world)


def test_publish_without_a_list_is_refused(world: World):
    world.marked(5)
    with pytest.raises(InvalidInputError, match="Aucune liste n’est calculée"):
        publish(world)
    assert nothing_published(world)


def change_a_mark(world: World, dossiers: list[Dossier]) -> None:
    Mark.objects.filter(reading=Reading.objects.filter(dossier=dossiers[0]).first()).update(value=0)


def withdraw_the_first(world: World, dossiers: list[Dossier]) -> None:
    withdraw(world, dossiers[0])


def raise_the_envelope(world: World, dossiers: list[Dossier]) -> None:
    Call.objects.filter(pk=world.call.pk).update(posts=3)


@pytest.mark.parametrize("act", [change_a_mark, withdraw_the_first, raise_the_envelope])
def test_publish_of_a_list_that_is_no_longer_true_is_refused(world: World, decided, act):
    act(world, decided)
    with pytest.raises(InvalidInputError, match="ont changé depuis le calcul"):
        publish(world)
    assert nothing_published(world)
    run(world)
    assert publish(world).published_at == PUBLISHING


def test_publish_while_a_dossier_waits_for_its_admissibility_is_refused(world: World, decided):
    """Nobody filed for nothing: a dossier left aside would never get a decision."""
    screening.reopen(
        dossier=decided[4], reason="Nouvelle pièce", actor=world.people.actor("chloe"), at=SITTING
    )
    ask(world, world.filed("Autre"))
    with pytest.raises(InvalidInputError) as caught:
        publish(world)
    assert str(caught.value) == (
        "Recevabilité à déclarer avant de publier\u00a0: IDF12-001 et IDF12-008. "
        "Ces dossiers resteraient sans décision."
    )
    assert nothing_published(world)


def test_publish_twice_is_refused(world: World, published):
    with refused("not_published"):
        publish(world)
    assert (Post.objects.count(), DecisionLetter.objects.count()) == (2, 5)


def test_publish_that_fails_midway_writes_nothing(world: World, decided):
    """The number of a letter is taken by an accident: nothing of what came before remains."""
    DecisionLetter.objects.create(
        dossier=Dossier.objects.get(title="Brouillon"), number="DEC-IDF12-006", kind="selected",
        issued_on=date(2025, 6, 1), content={}, content_sha256="0" * 64,
        signed_by=world.people.chloe,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(world)
    assert nothing_published(world)
    assert fresh(decided[0]).pending_decision == "selected"
    DecisionLetter.objects.all().delete()
    publish(world)
    assert not nothing_published(world)


@pytest.mark.django_db(transaction=True)
def test_publish_at_the_same_time_happens_once(world: World):
    world.marked(5, 4)
    run(world)
    results = race(4, lambda _: publish(world))
    assert [result for result in results if isinstance(result, Run)] == [Run.objects.get()]
    assert (Post.objects.count(), DecisionLetter.objects.count()) == (2, 2)
    assert Event.objects.filter(verb="call.announced").count() == 1


@pytest.mark.django_db(transaction=True)
def test_publish_and_withdrawals_at_the_same_time_never_contradict(world: World):
    """Either all is announced and nobody withdraws any more, or someone did and nothing is."""
    dossiers = world.marked(5, 4, 3)
    run(world)
    acts = [partial(publish, world), *(partial(withdraw, world, each) for each in dossiers)]
    race(4, lambda place: acts[place]())
    announced = Call.objects.get(pk=world.call.pk).state == "announced"
    withdrawn = Dossier.objects.filter(state="withdrawn").exists()
    assert announced is not withdrawn
    assert DecisionLetter.objects.count() == (3 if announced else 0)
    assert broken_links() == []


# --- What each one reads afterwards


def test_results_are_public_only_once_published(world: World, decided):
    assert not selectors.published_results(world.call).exists()
    assert selectors.published_figures(world.call) is None
    publish(world)
    call = Call.objects.get(pk=world.call.pk)
    assert list(selectors.published_results(call)) == decided[:2]
    made = Run.objects.get()
    assert selectors.published_figures(call) == selectors.PublishedFigures(
        posts=2,
        agency_cents=2 * 92_293_97,
        total_cents=2 * 153_823_29,
        seed=made.seed,
        problem_sha256=made.problem_sha256,
        overrides=0,
    )


def test_figures_of_a_list_without_any_post_are_zero(world: World):
    world.marked(5)
    Call.objects.filter(pk=world.call.pk).update(posts=0)
    run(world)
    publish(world)
    found = selectors.published_figures(Call.objects.get(pk=world.call.pk))
    assert (found.posts, found.agency_cents, found.total_cents) == (0, 0, 0)


def test_letters_go_to_the_owner_and_the_agency_posts_also_to_the_partner(world: World, published):
    def seen(who: str) -> tuple[int, int]:
        actor = world.people.actor(who) if who else VISITOR
        posts = selectors.visible_to(actor)
        return selectors.letters_visible_to(actor).count(), posts.count()

    expected = {
        "alice": (5, 2), "anne": (5, 2), "bob": (0, 2), "chloe": (5, 2), "diane": (5, 2),
        "gael": (0, 0), "hana": (0, 0), "david": (0, 0), "": (0, 0),
    }  # fmt: skip
    assert {who: seen(who) for who in expected} == expected


def test_is_letter_takes_both_the_number_and_the_fingerprint(world: World, published):
    letter = DecisionLetter.objects.first()
    assert selectors.is_letter(letter.number, letter.content_sha256)
    assert not selectors.is_letter(letter.number, "0" * 64)
    assert not selectors.is_letter("DEC-IDF12-999", letter.content_sha256)


# --- The post begins


def test_start_notes_the_first_day(world: World, published):
    for who, post in zip(("chloe", "diane"), Post.objects.all(), strict=True):
        kept = Post.objects.get(pk=start(world, post, date(2025, 11, 3), who).pk)
        assert (kept.state, kept.state_label, kept.started_on) == (
            "running", "En poste", date(2025, 11, 3),
        )  # fmt: skip
        move = PostTransition.objects.latest("pk")
        assert (move.post, str(move), move.from_state, move.to_state) == (
            kept, "start", "open", "running",
        )  # fmt: skip
        assert move.done == "Prise de poste constatée"
        assert (move.actor_label, move.at) == (world.people.actor(who).label, PUBLISHING)
        with refused("state"):
            start(world, kept, date(2025, 11, 4), who)


def test_start_outside_the_contract_is_refused_with_an_example(world: World, published):
    post = Post.objects.first()
    for on in (date(2025, 10, 31), date(2027, 11, 1)):
        with pytest.raises(InvalidInputError) as caught:
            start(world, post, on)
        assert str(caught.value) == (
            f"La prise de poste doit être entre le {french.day(post.starts_on)} et le "
            f"{french.day(post.ends_on)}, par exemple 01/11/2025."
        )
    assert not PostTransition.objects.exists()


def test_start_by_others_is_refused(world: World, published):
    for who in ("alice", "bob", "hana", "david"):
        with refused("agency"):
            start(world, Post.objects.first(), date(2025, 11, 1), who)
    assert Post.objects.filter(state="open").count() == 2


def test_database_refuses_half_truths(world: World, published):
    post = Post.objects.filter(pk=Post.objects.first().pk)
    for changes, constraint in (
        ({"state": "running"}, "post_started_has_a_day"),
        ({"state": "ended"}, "post_started_has_a_day"),
        ({"started_on": date(2025, 11, 1)}, "post_started_has_a_day"),
        ({"agency_cents": 153_823_30}, "post_agency_pays_a_part"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            post.update(**changes)
    line = PlanLine.objects.first()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
