"""The life of a dossier, from draft to decision (`domain.md` §6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Decision, allow, refuse
from tandem.domain.workflow.machine import Move, table


class DossierState(StrEnum):
    """Where a dossier is. What the committee proposes is beside it, until it is announced."""

    DRAFT = "draft"
    FILED = "filed"
    TO_COMPLETE = "to_complete"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    WITHDRAWN = "withdrawn"


LABELS = {
    DossierState.DRAFT: "Brouillon",
    DossierState.FILED: "Déposé",
    DossierState.TO_COMPLETE: "À compléter",
    DossierState.ADMISSIBLE: "Recevable",
    DossierState.INADMISSIBLE: "Irrecevable",
    DossierState.SELECTED: "Retenu",
    DossierState.RESERVE: "Liste complémentaire",
    DossierState.NOT_SELECTED: "Non retenu",
    DossierState.WITHDRAWN: "Retiré",
}
UNDECIDED = (DossierState.FILED, DossierState.TO_COMPLETE)
SCREENED = (DossierState.ADMISSIBLE, DossierState.INADMISSIBLE)
ANNOUNCED = (DossierState.SELECTED, DossierState.RESERVE, DossierState.NOT_SELECTED)
FILED_ONCE = tuple(state for state in DossierState if state is not DossierState.DRAFT)

DEADLINE_RULE = "dossier_is_in_time"
BAM, AGENCY, SIGNATORY, PLATFORM = "bam", "agency_officer", "agency_signatory", "platform"


def before_deadline(facts: Mapping[str, Any]) -> Decision:
    """A filing counts iff its instant is before `closes_at` (half-open, trust.md §1.6).

    When the rule of the call already refuses it, with its source, nothing is said twice.
    """
    at: datetime = facts["at"]
    decision: Decision = facts["assessment"]
    if at < facts["opens_at"]:
        return refuse("call_is_open", f"Le dépôt ouvre {french.instant(facts['opens_at'])}.")
    if at < facts["closes_at"] or any(f.rule == DEADLINE_RULE for f in decision.refusals):
        return allow()
    last = french.day(facts["closes_on"])
    return refuse("call_is_open", f"Le dépôt est clos depuis le {last}. Votre brouillon est gardé.")


def complete(facts: Mapping[str, Any]) -> Decision:
    """Nothing that the form requires is missing; every gap is named at once."""
    missing: tuple[str, ...] = facts["missing"]
    return Decision(
        tuple(f for sentence in missing for f in refuse("section_is_complete", sentence).findings)
    )


def eligible(facts: Mapping[str, Any]) -> Decision:
    """No blocking rule of the call is surely unmet; undetermined does not refuse."""
    decision: Decision = facts["assessment"]
    return decision


def agreed(facts: Mapping[str, Any]) -> Decision:
    """Every partner has agreed to the content as it stands."""
    if not facts["pending_partners"]:
        return allow()
    names = french.enumerate_words(facts["pending_partners"])
    return refuse(
        "partner_has_agreed",
        f"L’accord du partenaire manque ou porte sur une version antérieure : {names}.",
        expected="Le partenaire le donne dans son espace, page « Accords à donner »\u00a0: prévenez-le, puis déposez.",
    )


def nothing_blocks(facts: Mapping[str, Any]) -> Decision:
    """Admissible only when each blocking finding is met or set aside with a motive."""
    blocking: tuple[str, ...] = facts["blocking_titles"]
    if not blocking:
        return allow()
    return refuse(
        "nothing_blocks",
        f"Une règle bloque encore : {french.enumerate_words(blocking)}.",
        expected="Écartez le constat avec un motif, demandez un complément ou déclarez irrecevable.",
    )


def due_later(facts: Mapping[str, Any]) -> Decision:
    """A complement is asked for with a day at least five days away (setting of the platform)."""
    if facts["due_on"] and facts["due_on"] >= facts["earliest_due_on"]:
        return allow()
    example = facts["earliest_due_on"].strftime("%d/%m/%Y")
    return refuse(
        "due_day_is_reachable",
        "La date de réponse laisse moins de cinq jours à l’établissement.",
        expected=f"Écrivez une date à partir du {example}.",
    )


def _moves() -> tuple[Move, ...]:
    s = DossierState
    return (
        Move(name="file", sources=(s.DRAFT,), target=s.FILED, actors=(BAM,),
             label="Déposer le dossier", done="Dossier déposé",
             guards=(before_deadline, complete, agreed, eligible)),
        Move(name="withdraw", sources=(s.FILED, s.TO_COMPLETE, s.ADMISSIBLE),
             target=s.WITHDRAWN, actors=(BAM,), label="Retirer le dossier",
             done="Dossier retiré", needs_comment=True),
        Move(name="ask_complement", sources=(s.FILED,), target=s.TO_COMPLETE, actors=(AGENCY, SIGNATORY),
             label="Demander un complément", done="Complément demandé", needs_comment=True,
             guards=(due_later,)),
        Move(name="answer_complement", sources=(s.TO_COMPLETE,), target=s.FILED, actors=(BAM,),
             label="Répondre à la demande", done="Complément reçu", needs_comment=True),
        Move(name="declare_admissible", sources=UNDECIDED, target=s.ADMISSIBLE, actors=(AGENCY, SIGNATORY),
             label="Déclarer recevable", done="Déclaré recevable", guards=(nothing_blocks,)),
        Move(name="declare_inadmissible", sources=UNDECIDED, target=s.INADMISSIBLE, actors=(AGENCY, SIGNATORY),
             label="Déclarer irrecevable", done="Déclaré irrecevable", needs_comment=True),
        Move(name="reopen_screening", sources=SCREENED, target=s.FILED, actors=(AGENCY, SIGNATORY),
             label="Rouvrir l’instruction", done="Instruction rouverte", needs_comment=True),
        Move(name="select", sources=(s.ADMISSIBLE,), target=s.SELECTED, actors=(SIGNATORY,),
             label="Retenir", done="Retenu"),
        Move(name="put_in_reserve", sources=(s.ADMISSIBLE,), target=s.RESERVE, actors=(SIGNATORY,),
             label="Inscrire en liste complémentaire", done="Inscrit en liste complémentaire"),
        Move(name="turn_down", sources=(s.ADMISSIBLE,), target=s.NOT_SELECTED,
             actors=(SIGNATORY,), label="Ne pas retenir", done="Non retenu"),
    )  # fmt: skip


MACHINE = table({state.value: label for state, label in LABELS.items()}, *_moves())
