"""What a post costs, in the form that panels, bars and tables show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tandem.apps.calls import selectors as calls
from tandem.apps.dossiers import funding
from tandem.apps.dossiers.models import Dossier
from tandem.apps.posts.letters import payer_labels
from tandem.apps.posts.models import PlanLine, Post
from tandem.domain.eligibility.facts import Facts
from tandem.domain.funding.cost import Cost
from tandem.domain.funding.plan import payer_name
from tandem.domain.kernel import french
from tandem.domain.schemes.scheme import FundingRules
from tandem.web.hospital.reading import names_of
from tandem.web.theme.tables import MoneyRow, MoneyTable

PAYERS = ("agency", "recruiter", "partner")
ROUNDING = (
    "Un poste touche plusieurs années budgétaires. Les arrondis sont reportés sur la dernière "
    "année ; les totaux tombent juste."
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one payer owes a year."""

    payer: str
    label: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPanel:
    """A year of the post and who pays it; `problem` says why the shares cannot be applied."""

    total_cents: int
    parts: tuple[Part, ...]
    note: str
    problem: str = ""


def cost_note(cost: Cost) -> str:
    """The grid and everything that the figure takes for granted."""
    words = " ".join(cost.assumptions)
    return french.typography(f"Hypothèses : grille du {french.day(cost.grid_on)}. {words}")


def cost_panel(dossier: Dossier, facts: Facts) -> CostPanel | None:
    """The yearly cost of what these facts describe; None while the week is not known."""
    cost = funding.cost_from(dossier.call, facts)
    if cost is None:
        return None
    rules = calls.edition(dossier.call).funding
    shares, problem = _shares(rules, facts)
    cents = rules.parts(cost.total_cents, shares)
    names = dict(zip(PAYERS, ("Agence", *names_of(dossier)), strict=True))
    payers = ["agency", *(payer_name(place) for place in range(len(shares)))]
    rates = [rules.agency_rate, *shares]
    parts = [
        Part(payer, f"{names.get(payer, 'Partenaire')}, {french.percent(rate)}", amount)
        for payer, rate, amount in zip(payers, rates, cents, strict=True)
    ]
    kept = parts[:1] if problem else parts
    note = cost_note(cost) + _proposed(facts, problem)
    return CostPanel(total_cents=cost.total_cents, parts=tuple(kept), note=note, problem=problem)


def _shares(rules: FundingRules, facts: Facts) -> tuple[Sequence[Fraction], str]:
    """The structures' shares as typed, or those that the edition proposes; what is wrong."""
    rest = 1 - rules.agency_rate
    if facts.shares is None or sum(facts.shares) == rest:
        return facts.shares or rules.structure_shares, ""
    typed = french.percent(sum(facts.shares, Fraction(0)))
    problem = f"Les parts des structures font {typed} : il faut {french.percent(rest)}."
    return rules.structure_shares, french.typography(problem)


def _proposed(facts: Facts, problem: str) -> str:
    if facts.shares is not None or problem:
        return ""
    return " Parts des structures proposées, à confirmer dans « Financement »."


def funding_words(dossier: Dossier) -> dict[str, object]:
    """What the call says of who pays: the agency's part, what is left, and where it is written."""
    rules = calls.edition(dossier.call).funding
    return {
        "agency_rate": rules.agency_rate,
        "remainder": 1 - rules.agency_rate,
        "funding_citations": (*rules.citations["agency_rate"], *rules.citations["remainder"]),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBar:
    """One budget year of the bar twin: what each payer owes, out of the dearest year."""

    year: int
    months: int
    shares: tuple[tuple[str, int], ...]
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as a table and as bars; `legend` names the payers."""

    table: MoneyTable
    bars: tuple[YearBar, ...]
    legend: tuple[tuple[str, str], ...]
    anchor: str = "plan-montants"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    payer: str
    name: str
    rate: str
    cents: tuple[int, ...]


def _view(lines: Sequence[_Line], years: dict[int, int], note: str, of: str = "") -> PlanView:
    months = sum(years.values())
    columns = [f"{year} ({french.plural(n, 'mois', 'mois')})" for year, n in years.items()]
    rows = [MoneyRow(f"{line.name}, {line.rate}", line.cents, line.payer) for line in lines]
    caption = f"Plan de financement{of} sur {months} mois, au centime"
    table = MoneyTable(caption=caption, columns=columns, rows=rows, note=note)
    dearest = max(table.totals, default=0)
    bars = tuple(
        YearBar(
            year=year,
            months=count,
            shares=tuple((line.payer, line.cents[index]) for line in lines),
            whole=dearest,
        )
        for index, (year, count) in enumerate(years.items())
    )
    legend = tuple((line.payer, line.name) for line in lines)
    return PlanView(table=table, bars=bars if dearest else (), legend=legend)


def plan_view(dossier: Dossier) -> PlanView | None:
    """The plan that a dossier asks for; None while it cannot be computed."""
    found = funding.plan_of(dossier)
    if found is None:
        return None
    names = payer_labels(dossier)
    lines = [
        _Line(
            payer=line.payer,
            name=names[line.payer],
            rate=french.percent(line.share),
            cents=line.by_year,
        )
        for line in found.plan.lines
    ]
    years = dict(zip(found.plan.years, found.plan.months, strict=True))
    return _view(lines, years, f"{ROUNDING} {cost_note(found.cost)}")


def post_view(post: Post) -> PlanView:
    """The plan of a funded post, as it was frozen."""
    by_place: dict[int, list[PlanLine]] = {}
    for line in post.plan_lines.all():
        by_place.setdefault(line.position, []).append(line)
    lines = [_frozen(cells) for cells in by_place.values()]
    years = {cell.year: cell.months for cell in next(iter(by_place.values()), [])}
    view = _view(lines, years, ROUNDING, f" du poste {post.dossier.number}")
    return replace(view, anchor=f"plan-{post.pk}")


def _frozen(cells: Iterable[PlanLine]) -> _Line:
    first, *others = cells
    cents = (first.cents, *(cell.cents for cell in others))
    return _Line(payer=first.payer, name=first.payer_label, rate=first.rate, cents=cents)
