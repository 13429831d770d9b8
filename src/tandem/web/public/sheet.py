"""The page of one call, ready to be shown: its calendar, its rules by theme, what a post costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tandem.apps.foundation import clock
from tandem.domain.funding.cost import Cost, yearly_cost
from tandem.domain.funding.plan import payer_shares
from tandem.domain.kernel import french
from tandem.domain.kernel.finding import Severity
from tandem.domain.schemes.pay import PetSituation
from tandem.domain.schemes.scheme import Edition, Rule
from tandem.domain.schemes.vocabulary import Due, Section
from tandem.domain.workflow.call import CallPhase
from tandem.web.public.showcase import Shown

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)
PHASES = tuple(CallPhase)
THEMES: Mapping[str, tuple[Section, ...]] = {
    "Les deux structures": (Section.RECRUITER, Section.PARTNER),
    "Le projet": (Section.PROJECT, Section.CANDIDATE),
    "La semaine et la durée": (Section.TIME,),
    "Le financement": (Section.FUNDING,),
    "Le dépôt": (Section.DOCUMENTS, Section.CERTIFICATION),
}
BEFORE_START = "Avant la prise de poste"
EFFECTS: Mapping[Severity, str] = {
    Severity.BLOCKING: "Condition du dépôt",
    Severity.WARNING: "N’empêche pas le dépôt",
    Severity.TO_APPRECIATE: "L’agence apprécie",
    Severity.COMPUTES: "Se calcule",
    Severity.INFORMS: "Bon à savoir",
}
PAYERS: Mapping[str, str] = {
    "agency": "Agence",
    "recruiter": "Recruteur",
    "partner": "Partenaire",
}
# Weeks shown as examples: half-days outside the main site, kilometres between the two.
EXAMPLES: tuple[tuple[str, int, int], ...] = (
    ("5 + 5, à 41\u00a0km", 5, 41),
    ("6 + 4, à 41\u00a0km", 4, 41),
    ("7 + 3, à 41\u00a0km", 3, 41),
    ("6 + 4, à moins de 20\u00a0km", 4, 12),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the calendar: `state` is past, now or next."""

    when: str
    title: str
    note: str
    state: str


@dataclass(frozen=True, slots=True)
class PublicRule:
    """A rule with what it entails for a dossier."""

    rule: Rule

    @property
    def effect(self) -> str:
        """In two or three words."""
        return BEFORE_START if self.rule.due is Due.START else EFFECTS[self.rule.severity]

    @property
    def opening(self) -> str:
        """What opens the citation: a call, another text, or a setting of the agency."""
        texts = [c.source for c in self.rule.citations if not c.is_assumption]
        if not texts:
            return "Réglage de l’agence"
        return "Ce que dit l’appel" if texts[0].file else "Ce que dit le texte"


@dataclass(frozen=True, slots=True)
class Theme:
    """Rules that are read together."""

    title: str
    rules: tuple[PublicRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A week, what it costs in a year, in cents, and how the cost is shared."""

    week: str
    cost: Cost
    agency_cents: int

    @property
    def rest_cents(self) -> int:
        """What the structures pay together."""
        return self.cost.total_cents - self.agency_cents


@dataclass(frozen=True, slots=True)
class Share:
    """A payer, its name and its share of the whole."""

    payer: str
    name: str
    rate: Fraction


def steps(shown: Shown, edition: Edition) -> list[Step]:
    """The calendar of a call, from its opening to the end of the posts."""
    call, months = shown.call, french.plural(edition.funding.months, "mois", "mois")
    said = [
        (shown.opens, "Ouverture de l’appel", "Les règles sont figées"),
        (french.day(call.closes_on), "Clôture du dépôt", f"À {_hour(shown)}, heure de Paris"),
        (
            _screening(call.closes_on + ONE_DAY, call.jury_from - ONE_DAY),
            "Instruction",
            "Recevabilité, compléments",
        ),
        (_jury(call.jury_from, call.jury_to), "Jury de sélection", "Notation, puis séance"),
        (_announced(shown), "Résultats", "Tous publiés le même jour"),
        (french.day(call.starts_on), "Prise de poste", f"Pour {months}"),
        (french.day(call.ends_on), "Fin du soutien", "L’agence cesse de financer"),
    ]
    now = _current(shown)
    states = ("past" if i < now else "now" if i == now else "next" for i in range(len(said)))
    return [Step(*words, state) for words, state in zip(said, states, strict=True)]


def _hour(shown: Shown) -> str:
    return shown.closes.rpartition(", ")[2]


def _screening(first: date, last: date) -> str:
    return f"Du {french.day(first)} au {french.day(last)}" if first < last else "Après la clôture"


def _jury(first: date, last: date) -> str:
    if first.weekday() == 0 and last - first < WEEK:
        return f"Semaine du {french.day(first)}"
    return f"Du {french.day(first)} au {french.day(last)}"


def _announced(shown: Shown) -> str:
    at = shown.call.announced_at
    return french.day(at.astimezone(clock.PARIS).date()) if at else "Après le jury"


def _current(shown: Shown) -> int:
    """The step that one waits for, or that is under way."""
    today, call = shown.at.astimezone(clock.PARIS).date(), shown.call
    if shown.phase is not CallPhase.ANNOUNCED:
        return PHASES.index(shown.phase) - PHASES.index(CallPhase.UPCOMING)
    return 5 + (today >= call.starts_on) + (today > call.ends_on)


def themes(edition: Edition) -> list[Theme]:
    """The public rules: what a dossier must hold, theme by theme, then what the start asks."""
    public = [rule for rule in edition.rules if rule.is_public]
    groups = {
        title: [r for r in public if r.section in sections and r.due is not Due.START]
        for title, sections in THEMES.items()
    }
    groups[BEFORE_START] = [rule for rule in public if rule.due is Due.START]
    return [Theme(title, tuple(map(PublicRule, rules))) for title, rules in groups.items() if rules]


def examples(edition: Edition, on: date) -> list[Example]:
    """What a year of a post costs for usual weeks, at the figures in force on a day."""
    found = []
    for week, outside, distance in EXAMPLES:
        situation = PetSituation(
            half_days_outside=Fraction(outside), distance_km=Fraction(distance)
        )
        cost = yearly_cost(edition.pay, edition.funding, situation, on=on)
        agency = edition.funding.agency_cents(cost.total_cents)
        found.append(Example(week=week, cost=cost, agency_cents=agency))
    return found


def shares(edition: Edition) -> list[Share]:
    """Who pays which part by default, the agency first."""
    return [
        Share(payer, PAYERS[payer], rate) for payer, rate in payer_shares(edition.funding).items()
    ]


def shares_sentence(found: Sequence[Share]) -> str:
    """« Coût du poste : 60 % agence, 20 % recruteur, 20 % partenaire »."""
    parts = (f"{french.percent(share.rate)} {share.name.lower()}" for share in found)
    return f"Coût du poste\u00a0: {', '.join(parts)}"
