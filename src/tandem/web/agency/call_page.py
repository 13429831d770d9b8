"""What the pages of a call show: its phase, its calendar, its rules and its settings, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tandem.apps.calls.models import Call, EnvelopeKind, TerritorySplit
from tandem.apps.foundation import clock
from tandem.domain.kernel import french
from tandem.domain.kernel.citation import Citation
from tandem.domain.kernel.finding import Severity
from tandem.domain.schemes.scheme import Edition, Rule
from tandem.domain.schemes.vocabulary import DUE_LABELS, Due
from tandem.domain.workflow.call import CallPhase
from tandem.web.theme.verdicts import source_names

PHASE_STATES = {
    CallPhase.PREPARED: "prepared",
    CallPhase.UPCOMING: "waiting",
    CallPhase.OPEN: "open",
    CallPhase.SCREENING: "screening",
    CallPhase.JURY: "at_jury",
    CallPhase.DECISION: "proposed",
    CallPhase.ANNOUNCED: "announced",
}
NATURES = {
    Severity.WARNING: "Ne bloque pas, l’agence le voit",
    Severity.TO_APPRECIATE: "À apprécier",
    Severity.COMPUTES: "Calcul",
    Severity.INFORMS: "À savoir",
}
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the calendar; `ends_at` is the instant from which it is past."""

    when: str
    title: str
    note: str
    ends_at: datetime | None
    state: str = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A figure of the call. `notes` say why it is an assumption; empty when a text gives it."""

    label: str
    value: str
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    opening: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRule:
    """A rule with what an unmet one entails, in words."""

    rule: Rule
    nature: str
    opening: str


def opening(citations: tuple[Citation, ...]) -> str:
    """« Appel, ligne 9 », « CSP, R. 6152-504 », or « Réglage de l’agence »."""
    named = source_names(citations)
    return named[0].upper() + named[1:]


def phase_state(call: Call, at: datetime) -> str:
    """The key of glyphs.STATES that draws the phase of a call."""
    return PHASE_STATES[call.phase_at(at)]


def closing_hour(call: Call) -> str:
    """« 23 h 59, heure de Paris »: the last minute that counts, whole."""
    return f"{french.clock(_last_second(call))}, heure de Paris"


def closing(call: Call) -> str:
    """The same with its day: « 30 avril 2025 à 23 h 59, heure de Paris »."""
    return f"{french.day(_last_second(call).date())} à {closing_hour(call)}"


def _last_second(call: Call) -> datetime:
    return (call.closes_at - SECOND).astimezone(clock.PARIS)


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.PARIS) + timedelta(days=1)


def _steps(call: Call) -> Iterator[Step]:
    opens = call.opens_at.astimezone(clock.PARIS)
    last = _last_second(call)
    yield Step(
        when=french.day(opens.date()),
        title="Ouverture du dépôt",
        note=f"À {french.clock(opens)}, heure de Paris",
        ends_at=call.opens_at,
    )
    yield Step(
        when=french.day(last.date()),
        title="Clôture du dépôt",
        note=f"Jusqu’à {french.clock(last)}",
        ends_at=call.closes_at,
    )
    yield Step(
        when=span(call.jury_from, call.jury_to),
        title="Jury de sélection",
        note="Lectures, notation, séance",
        ends_at=_end_of(call.jury_to),
    )
    announced = call.announced_at
    yield Step(
        when=french.day(announced.astimezone(clock.PARIS).date()) if announced else "Sans date",
        title="Publication des résultats",
        note="Un seul acte publie tout",
        ends_at=announced,
    )
    yield Step(
        when=french.day(call.starts_on),
        title="Prise de poste",
        note="Pour toute la durée du soutien",
        ends_at=_end_of(call.starts_on),
    )
    yield Step(
        when=french.day(call.ends_on),
        title="Fin du soutien",
        note="Dernier jour financé",
        ends_at=_end_of(call.ends_on),
    )


def span(first: date, last: date) -> str:
    """« 9 au 13 juin 2025 », or both days whole when the months differ."""
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if first.day == 1 else str(first.day)
        return french.day(last) if first == last else f"{start} au {french.day(last)}"
    return f"{french.day(first)} au {french.day(last)}"


def timeline(call: Call, at: datetime) -> list[Step]:
    """The calendar: what is past, the next step, what follows; all to come while it is prepared."""
    shown, is_ahead = [], not call.opened_at
    for step in _steps(call):
        past = not is_ahead and step.ends_at is not None and step.ends_at <= at
        state = "past" if past else "next" if is_ahead else "now"
        is_ahead = is_ahead or not past
        shown.append(replace(step, state=state))
    return shown


def rules(edition: Edition) -> list[ShownRule]:
    """The rules in the order of the edition."""
    return [
        ShownRule(rule=rule, nature=_nature(rule), opening=opening(rule.citations))
        for rule in edition.rules
    ]


def _nature(rule: Rule) -> str:
    if rule.severity is Severity.BLOCKING:
        due = DUE_LABELS[rule.due]
        return f"Bloque {due}" if rule.due is not Due.START else f"Exigée à {due}"
    return NATURES[rule.severity]


def _cited(label: str, value: str, citations: tuple[Citation, ...]) -> Setting:
    texts = tuple(c for c in citations if not c.is_assumption)
    return Setting(
        label=label,
        value=value,
        citations=texts,
        notes=tuple(c.locator for c in citations if c.is_assumption),
        opening=opening(texts),
    )


def settings(call: Call, edition: Edition, names: dict[str, str]) -> list[Setting]:
    """Every figure of the call; `names` gives the departments by code."""
    funding = edition.funding
    cited = funding.citations
    remainder = " et ".join(french.percent(share) for share in funding.structure_shares)
    counted = {True: "Comptée", False: "Non comptée"}
    written = (
        ("Part de l’agence", french.percent(funding.agency_rate), "agency_rate"),
        ("Prime d’exercice territorial (PET)", counted[funding.includes_pet], "includes_pet"),
        ("Part des structures, par défaut", remainder, "remainder"),
        ("Durée du soutien", french.plural(funding.months, "mois", "mois"), "months"),
        ("Taux de charges", french.percent(funding.charges_rate), "charges_rate"),
        ("Indemnité d’engagement (IESPE)", counted[funding.includes_iespe], "includes_iespe"),
    )
    return [
        *(_cited(label, value, cited[key]) for label, value, key in written),
        _cited("Grille du jury", _grid(edition), (edition.grid_citation,)),
        *_own(call, names),
    ]


def _grid(edition: Edition) -> str:
    return ", ".join(f"{each.label.lower()} {each.weight}" for each in edition.grid)


def _own(call: Call, names: dict[str, str]) -> list[Setting]:
    """The settings that no text even mentions."""
    own = ("fixé par l’agence pour cet appel",)
    weights = ", ".join(f"{names.get(code, code)} {n}" for code, n in sorted(call.weights.items()))
    split = TerritorySplit(call.split).label
    return [
        Setting(
            label="Clé entre territoires",
            value=f"{split}\u00a0: {weights}" if weights else split,
            notes=own,
        ),
        Setting(
            label="Liste complémentaire",
            value=french.plural(call.reserve_length, "dossier"),
            notes=own,
        ),
        Setting(
            label="Lectures par dossier", value=french.plural(call.readings, "juré"), notes=own
        ),
    ]


def envelope(call: Call) -> str:
    """« 2 150 000,00 €, prévisionnelle », or « Sans montant »."""
    if call.envelope_cents is None:
        return "Sans montant"
    return f"{french.euros(call.envelope_cents)}, {EnvelopeKind(call.envelope_kind).label}"
