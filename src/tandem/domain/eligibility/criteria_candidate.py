"""What the statute of hospital assistants asks of the candidate and of the structures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tandem.domain.eligibility.criterion import (
    Context,
    Verdict,
    computed,
    criterion,
    met,
    start_of,
    unknown,
    unmet,
    used,
)
from tandem.domain.eligibility.facts import CandidateFacts, Facts
from tandem.domain.eligibility.time_share import span
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import FactUsed
from tandem.domain.kernel.period import add_months
from tandem.domain.schemes.reading import members, whole
from tandem.domain.schemes.vocabulary import DOCUMENT_LABELS, DocumentKind, StructureKind

NO_CANDIDATE = "Le candidat n’est pas encore désigné ; le dépôt reste possible."


def _dated(label: str, day: date | None) -> tuple[FactUsed, ...]:
    return () if day is None else (used(label, french.day(day)),)


@criterion("missing", "starts_on")
def full_practice(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether thesis and Ordre are there on the first day (R-STAT-01; CSP, R. 6152-503)."""
    start, candidate = start_of(facts, context), facts.candidate
    expected = f"Une thèse et une inscription à l’Ordre au plus tard le {french.day(start)}, par exemple thèse du 12 mai 2025 et numéro RPPS 10000000017."
    if candidate is None:
        return unknown(NO_CANDIDATE, expected)
    steps = (
        ("la thèse", candidate.thesis_on),
        ("l’inscription à l’Ordre", candidate.registered_on),
    )
    read = (*_dated("Thèse", candidate.thesis_on), *_dated("Ordre", candidate.registered_on))
    late = [label for label, day in steps if day is not None and day > start]
    if late:
        words = {"missing": french.enumerate_words(late), "starts_on": french.day(start)}
        return unmet(expected, words, *read)
    missing = [label for label, day in steps if day is None]
    missing += [] if candidate.rpps else ["le numéro RPPS"]
    if missing:
        return unknown(f"Pas encore connu : {french.enumerate_words(missing)}.", expected, *read)
    return met(f"Thèse et inscription à l’Ordre acquises le {french.day(start)}.", *read)


@criterion("diploma", "diploma_on", "starts_on")
def specialty_diploma(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether a specialty diploma is held on the first day (R-STAT-02; CSP, R. 6152-503)."""
    start, candidate = start_of(facts, context), facts.candidate
    expected = f"Un diplôme obtenu au plus tard le {french.day(start)}, par exemple « DES de gériatrie, 31 octobre 2025 »."
    if candidate is None:
        return unknown(NO_CANDIDATE, expected)
    diploma, day = candidate.specialty_diploma, candidate.diploma_on
    read = (*_dated("Diplôme obtenu", day), *((used("Diplôme", diploma),) if diploma else ()))
    if day is not None and day > start:
        words = {
            "diploma": diploma or "diplôme de spécialité",
            "diploma_on": french.day(day),
            "starts_on": french.day(start),
        }
        return unmet(expected, words, *read)
    if diploma is None or day is None:
        return unknown("Le diplôme de spécialité ou sa date n’est pas connu.", expected, *read)
    return met(f"{diploma}, obtenu le {french.day(day)}.", *read)


def months_asked(facts: Facts, context: Context) -> int:
    """Length of the contract in months: the renewal asked, the period typed, else the call's."""
    if facts.renewal is not None and facts.renewal.months is not None:
        return facts.renewal.months
    period = span(facts.segments)
    return period.months if period else context.edition.funding.months


@criterion("months", "most", most_months=whole(1))
def assistant_ceiling(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether earlier and coming months as an assistant stay under the ceiling (R-STAT-03)."""
    most, candidate = params["most_months"], facts.candidate
    expected = "Les mois déjà faits comme assistant, par exemple 0."
    if candidate is None:
        return unknown(NO_CANDIDATE, expected)
    earlier = candidate.months_as_assistant
    if earlier is None:
        return unknown("Les fonctions d’assistant antérieures ne sont pas connues.", expected)
    asked = months_asked(facts, context)
    total = earlier + asked
    read = used("Fonctions d’assistant", f"{earlier} mois antérieurs et {asked} mois demandés")
    if total > most:
        room = max(most - asked, 0)
        expected = f"{room} mois antérieurs au plus, par exemple {room}."
        return unmet(expected, {"months": str(total), "most": str(most)}, read)
    return met(f"{total} mois au total, pour {most} au plus.", read)


@criterion("day", "risk", months=whole(1), consolidation_credit=whole())
def former_assistant_title(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """When the title of former assistant is earned (R-STAT-06; CSP, R. 6152-537)."""
    candidate = facts.candidate
    expected = "Les mois déjà faits et la phase 3, par exemple 0 mois et « non »."
    if candidate is None:
        return unknown(NO_CANDIDATE, expected)
    earlier, phase = candidate.months_as_assistant, candidate.has_consolidation_phase
    if earlier is None or phase is None:
        return unknown("Les mois d’assistant ou la phase 3 ne sont pas connus.", expected)
    credit = params["consolidation_credit"] if phase else 0
    left = max(params["months"] - credit - earlier, 0)
    start = start_of(facts, context)
    earned = add_months(start, left) - timedelta(days=1) if left else start
    end = add_months(start, months_asked(facts, context)) - timedelta(days=1)
    risk = (
        "avant la fin du contrat : un départ anticipé est possible"
        if earned < end
        else "à la fin du contrat"
    )
    read = used("Phase 3 validée", "oui" if phase else "non")
    words = {"day": french.day(earned), "risk": risk}
    return computed(words, read, used("Mois d’assistant antérieurs", str(earlier)))


OPINIONS = (DocumentKind.HEAD_OF_DEPARTMENT_OPINION, DocumentKind.MEDICAL_BOARD_OPINION)


@criterion("missing", exempt=members(StructureKind))
def opinions(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the opinions before the agreement are attached (R-STAT-04; CSP, R. 6152-501).

    The kinds of `exempt` have neither department head nor medical board: they owe none.
    """
    expected = "Un avis signé, en PDF, par exemple « avis-CME-2025-04.pdf »."
    structures = [structure for structure in (facts.recruiter, *facts.partners) if structure]
    if facts.partners and all(structure.kind in params["exempt"] for structure in structures):
        return met("Ces structures n’ont ni chef de pôle ni CME : aucun avis n’est demandé.")
    if facts.documents is None:
        return unknown("Les pièces ne sont pas encore jointes.", expected)
    labels = {kind: DOCUMENT_LABELS[kind].replace("Avis", "avis") for kind in OPINIONS}
    missing = [label for kind, label in labels.items() if kind not in facts.documents]
    present = [label for kind, label in labels.items() if kind in facts.documents]
    read = used("Avis joints", french.enumerate_words(present) or "aucun")
    if missing:
        return unmet(expected, {"missing": french.enumerate_words(missing)}, read)
    return met("Les avis sont joints.", read)


@criterion("starts_on", "signed_on")
def agreement(facts: Facts, params: Mapping[str, Any], context: Context) -> Verdict:
    """Whether the agreement is signed, with the practitioner's consent, before the first day."""
    start = start_of(facts, context)
    before = start - timedelta(days=1)
    expected = (
        f"Une convention signée avant le {french.day(start)}, par exemple le {french.day(before)}."
    )
    signed = facts.agreement_signed_on
    if signed is None:
        return unknown("La convention de partage n’est pas encore signée.", expected)
    read = used("Convention signée", french.day(signed))
    if signed >= start:
        words = {"starts_on": french.day(start), "signed_on": french.day(signed)}
        return unmet(expected, words, read)
    consent = _consent(facts.candidate)
    if consent is None:
        return unknown("L’accord écrit du praticien n’est pas connu.", expected, read)
    return met(
        f"Convention signée le {french.day(signed)}, avec l’accord du praticien.", read, consent
    )


def _consent(candidate: CandidateFacts | None) -> FactUsed | None:
    if candidate is None or candidate.agreed_on is None:
        return None
    return used("Accord du praticien", french.day(candidate.agreed_on))
