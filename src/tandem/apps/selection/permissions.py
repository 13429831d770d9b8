"""Who may select: see `calls.permissions`. Deciding always takes a named signatory."""

from __future__ import annotations

from datetime import datetime

from tandem.apps.accounts.actor import Actor
from tandem.apps.calls import permissions as calls
from tandem.apps.calls.models import Call
from tandem.apps.selection.models import Run
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Decision, allow, refuse
from tandem.domain.workflow.call import CallState


def may_run(actor: Actor, call: Call, at: datetime) -> Decision:
    """Officers and signatories of the agency, from the closing until all is announced."""
    return calls.may_manage(actor, call) + _after_closing(call, at)


def _after_closing(call: Call, at: datetime) -> Decision:
    """Nothing is ranked while a dossier may still be filed, nor once all is announced."""
    if call.state != CallState.OPENED:
        return refuse("not_announced", "Les résultats de cet appel sont publiés.")
    if at < call.closes_at:
        until = french.day(call.closes_on)
        return refuse("call_is_closed", f"Le dépôt court jusqu’au {until} : attendez sa clôture.")
    return allow()


def may_change(actor: Actor, run: Run) -> Decision:
    """Officers and signatories of the agency, on the last run, until one is published."""
    return calls.may_manage(actor, run.call) + _not_published(run) + _is_last(run)


def may_publish(actor: Actor, run: Run) -> Decision:
    """Signatories of the agency, once."""
    return calls.may_decide(actor, run.call) + _not_published(run)


def _not_published(run: Run) -> Decision:
    if run.published_at is None:
        return Decision()
    return refuse("not_published", "La liste est publiée : elle ne change plus.")


def _is_last(run: Run) -> Decision:
    if run == Run.last_of(run.call):
        return Decision()
    return refuse(
        "run_is_last",
        "Une liste plus récente a été calculée.",
        expected="Rechargez la page, puis refaites votre changement sur la nouvelle liste.",
    )
