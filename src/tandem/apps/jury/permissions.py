"""Who may do what in the jury."""

from __future__ import annotations

from tandem.apps.accounts.actor import Actor
from tandem.apps.jury.models import Juror, Reading
from tandem.domain.kernel.finding import Decision, allow, refuse
from tandem.domain.workflow.dossier import DossierState


def is_this_juror(actor: Actor, juror: Juror) -> Decision:
    """The juror in person, in the quality of juror."""
    if actor.is_juror and actor.user is not None and actor.user.pk == juror.user_id:
        return allow()
    return refuse("juror", "Cette lecture appartient à un autre juré.")


def may_mark(actor: Actor, reading: Reading) -> Decision:
    """The juror in person, without a tie, before handing in, while nothing is decided."""
    decision = is_this_juror(actor, reading.juror)
    if reading.is_recused:
        decision += refuse(
            "no_conflict", "Vous avez déclaré un lien : ce dossier ne vous est plus ouvert."
        )
    if reading.submitted_at is not None:
        decision += refuse(
            "not_submitted", "Votre notation est rendue : elle ne peut plus changer."
        )
    if reading.dossier.state != DossierState.ADMISSIBLE:
        decision += refuse("dossier_is_admissible", "Ce dossier n’est plus au jury.")
    return decision
