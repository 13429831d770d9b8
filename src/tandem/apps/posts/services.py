"""Publishing: one act announces every decision, opens the posts and writes the letters."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import services as calls
from tandem.apps.calls.models import Call
from tandem.apps.dossiers import funding
from tandem.apps.dossiers import selectors as dossier_selectors
from tandem.apps.dossiers.models import Dossier
from tandem.apps.dossiers.services import moves
from tandem.apps.foundation import clock
from tandem.apps.jury import selectors as jury
from tandem.apps.messaging import services as messaging
from tandem.apps.posts import letters, permissions
from tandem.apps.posts.models import DecisionLetter, PlanLine, Post, PostTransition
from tandem.apps.selection import permissions as selection_permissions
from tandem.apps.selection import selectors as selection
from tandem.apps.selection import services as selection_services
from tandem.apps.selection.models import Run
from tandem.apps.selection.selectors import ListedDossier
from tandem.domain.kernel import digest, french
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.workflow.dossier import UNDECIDED, DossierState
from tandem.domain.workflow.post import MACHINE

MOVES = {
    DossierState.SELECTED: "select",
    DossierState.RESERVE: "put_in_reserve",
    DossierState.NOT_SELECTED: "turn_down",
}


@transaction.atomic
def publish(*, call: Call, actor: Actor, at: datetime) -> Run:
    """Announce everything at once, or nothing. Raises RefusedError, InvalidInputError (French)."""
    locked = Call.objects.select_for_update().get(pk=call.pk)
    run = selection.latest(locked)
    if run is None:
        msg = "Aucune liste n’est calculée : lancez d’abord le classement."
        raise InvalidInputError(msg)
    selection_permissions.may_publish(actor, run).require()
    _all_screened(locked)
    _up_to_date(run)
    scores = jury.scores(locked)
    for entry in selection.listed(run):
        _decide(entry, scores.get(entry.dossier.pk), actor, at)
    for dossier in _inadmissible(locked):
        _write_letter(_inadmissible_case(dossier, actor, at), at)
    selection_services.mark_published(run=run, actor=actor, at=at)
    calls.announce(call=locked, actor=actor, at=at)
    return run


def _all_screened(call: Call) -> None:
    """Nobody filed for nothing: every dossier gets its decision in this act. Locks them all."""
    dossiers = Dossier.objects.select_for_update().filter(call=call).order_by("number")
    waiting = [dossier.number for dossier in dossiers if dossier.state in UNDECIDED]
    if waiting:
        msg = (
            f"Recevabilité à déclarer avant de publier : {french.enumerate_words(waiting)}. "
            "Ces dossiers resteraient sans décision."
        )
        raise InvalidInputError(french.typography(msg))


def _up_to_date(run: Run) -> None:
    """The list must still be that of the dossiers, marks and costs as they stand."""
    if selection_services.build_problem(run.call).sha256 != run.problem_sha256:
        msg = (
            "Des dossiers, des notes ou des coûts ont changé depuis le calcul : relancez le "
            "classement, puis relisez la liste avant de publier."
        )
        raise InvalidInputError(french.typography(msg))


def _decide(entry: ListedDossier, score: object, actor: Actor, at: datetime) -> None:
    dossier = entry.dossier
    decision = DossierState(selection_services.decision_of(entry.line.status))
    dossier.decided_at, dossier.pending_decision = at, ""
    dossier.rank = entry.line.computed.rank
    dossier.reserve_rank = entry.line.reserve_rank
    dossier.decision_reason = entry.reason
    moves.move(dossier, moves.Step(name=MOVES[decision], actor=actor, at=at, comment=entry.reason))
    plan = funding.required_plan(dossier)
    if decision is DossierState.SELECTED:
        _open_post(dossier, plan)
    case = letters.Case(
        dossier=dossier,
        decision=decision,
        reasons=(entry.reason,),
        score=score,
        plan=plan,
        signatory=actor.user,
        issued_on=at.astimezone(clock.PARIS).date(),
    )
    _write_letter(case, at)


def _inadmissible(call: Call) -> list[Dossier]:
    found = Dossier.objects.filter(call=call, state=DossierState.INADMISSIBLE)
    return list(dossier_selectors.with_parts(found).prefetch_related("transitions"))


def _inadmissible_case(dossier: Dossier, actor: Actor, at: datetime) -> letters.Case:
    decision = dossier_selectors.assessment(dossier)
    blocking = dossier_selectors.still_blocking(dossier, decision)
    declared = [t for t in dossier.transitions.all() if t.move == "declare_inadmissible"]
    said = (declared[-1].comment,) if declared else ()
    return letters.Case(
        dossier=dossier,
        decision=DossierState.INADMISSIBLE,
        reasons=said + tuple(finding.reason for finding in blocking),
        score=None,
        plan=None,
        signatory=actor.user,
        issued_on=at.astimezone(clock.PARIS).date(),
    )


def _open_post(dossier: Dossier, found: funding.PostPlan) -> Post:
    """Open the funded post, its plan frozen in cents."""
    cost = {name: value for name, value in asdict(found.cost).items() if name != "exact"}
    post = Post.objects.create(
        dossier=dossier,
        call=dossier.call,
        starts_on=dossier.call.starts_on,
        ends_on=dossier.call.ends_on,
        cost=digest.as_json(cost),
        total_cents=found.plan.total_cents,
        agency_cents=found.agency_cents,
    )
    names = letters.payer_labels(dossier)
    PlanLine.objects.bulk_create(
        PlanLine(
            post=post,
            position=position,
            payer=line.payer,
            payer_label=names[line.payer],
            rate=french.percent(line.share),
            year=year,
            months=months,
            cents=cents,
        )
        for position, line in enumerate(found.plan.lines)
        for year, months, cents in zip(
            found.plan.years, found.plan.months, line.by_year, strict=True
        )
    )
    return post


def _write_letter(case: letters.Case, at: datetime) -> None:
    content = letters.content(case)
    letter = DecisionLetter.objects.create(
        dossier=case.dossier,
        number=case.number,
        kind=case.decision,
        issued_on=case.issued_on,
        content=content,
        content_sha256=digest.sha256(content),
        signed_by=case.signatory,
    )
    link = settings.BASE_URL + reverse("my_room")
    messaging.write(
        key=f"decision-{letter.number}",
        to=case.dossier.contact_email,
        subject=f"Dossier {case.dossier.number} : décision de l’agence",
        body=french.typography(
            f"{content['object']}\n\n{content['opening']}\n\nLa lettre est dans votre espace : {link}"
        ),
        at=at,
    )


@transaction.atomic
def start(*, post: Post, started_on: date, actor: Actor, at: datetime) -> Post:
    """Note that the assistant has started. Raises RefusedError, InvalidInputError."""
    post = Post.objects.select_for_update().select_related("call").get(pk=post.pk)
    permissions.may_follow(actor, post).require()
    if not post.starts_on <= started_on <= post.ends_on:
        msg = (
            f"La prise de poste doit être entre le {french.day(post.starts_on)} et le "
            f"{french.day(post.ends_on)}, par exemple {post.starts_on:%d/%m/%Y}."
        )
        raise InvalidInputError(french.typography(msg))
    MACHINE.check("start", state=post.state, actor=actor.role or "", facts={}).require()
    before, post.state, post.started_on = post.state, MACHINE.moves["start"].target, started_on
    post.save(update_fields=["state", "started_on"])
    PostTransition.objects.create(
        post=post,
        move="start",
        from_state=before,
        to_state=post.state,
        actor=actor.user,
        actor_label=actor.label,
        at=at,
    )
    return post
