"""Who may do what with a dossier. Each answer carries its reason."""

from __future__ import annotations

from tandem.apps.accounts.actor import Actor
from tandem.apps.accounts.models import Role
from tandem.apps.accounts.permissions import has_role, is_of_agency
from tandem.apps.calls.models import Call
from tandem.apps.dossiers.models import Dossier, Partner
from tandem.domain.kernel.finding import Decision, allow, refuse
from tandem.domain.workflow.call import CallPhase, CallState
from tandem.domain.workflow.dossier import UNDECIDED, DossierState


def is_of_owner(actor: Actor, dossier: Dossier) -> Decision:
    """The medical affairs office of the structure that holds the dossier."""
    if actor.is_bam and actor.structure is not None and actor.structure.pk == dossier.owner_id:
        return allow()
    return refuse(
        "owner",
        "Seul le bureau des affaires médicales de l’établissement recruteur peut le faire.",
    )


def may_create(actor: Actor, call: Call, at: object) -> Decision:
    """A medical affairs office, while the call is open."""
    decision = has_role(actor, Role.BAM)
    if call.phase_at(at) is not CallPhase.OPEN:
        decision += refuse("call_is_open", "Cet appel n’est pas ouvert au dépôt.")
    return decision


def may_edit(actor: Actor, dossier: Dossier, section: str) -> Decision:
    """The owner: a draft whole, or the sections that the agency reopened."""
    decision = is_of_owner(actor, dossier)
    if dossier.state == DossierState.DRAFT:
        return decision
    waiting = dossier.waiting_complement
    if waiting is not None and section in waiting.sections:
        return decision
    return decision + refuse(
        "section_is_open",
        "Le dossier est déposé : cette section ne peut plus être modifiée.",
        expected="L’agence peut la rouvrir par une demande de complément.",
    )


def may_agree(actor: Actor, partner: Partner) -> Decision:
    """The direction or the medical affairs office of the partner, while it is a draft."""
    decision = has_role(actor, Role.DIRECTION, Role.BAM)
    if actor.structure is None or actor.structure.pk != partner.structure_id:
        decision += refuse("partner", "Seule la structure partenaire peut donner cet accord.")
    if partner.dossier.state != DossierState.DRAFT:
        decision += refuse("is_draft", "Le dossier est déjà déposé : l’accord est figé.")
    return decision


def may_screen(actor: Actor, dossier: Dossier) -> Decision:
    """Officers and signatories of the agency of the call, once the dossier is filed."""
    decision = is_of_agency(actor, dossier.call.agency_id)
    if dossier.state == DossierState.DRAFT:
        decision += refuse("is_filed", "Le dossier n’est pas déposé.")
    return decision


def may_reopen(actor: Actor, dossier: Dossier) -> Decision:
    """Those who may screen, until the results are announced: the letters are then sent."""
    decision = may_screen(actor, dossier)
    if dossier.call.state == CallState.ANNOUNCED:
        decision += refuse("not_announced", "Les résultats sont publiés : rien ne se rouvre.")
    return decision


def may_review(actor: Actor, dossier: Dossier) -> Decision:
    """Those who may screen, until admissibility is declared."""
    decision = may_screen(actor, dossier)
    if dossier.state not in UNDECIDED:
        decision += refuse(
            "is_being_screened",
            "La recevabilité n’est plus en cours d’examen : les constats sont figés.",
            expected="Rouvrez d’abord l’instruction, avec un motif.",
        )
    return decision
