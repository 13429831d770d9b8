"""The call list as a table: rows, the frontier, and the middle ranks folded into one link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tandem.apps.calls.models import Call, TerritorySplit
from tandem.apps.selection.selectors import ListedDossier
from tandem.domain.kernel import french
from tandem.domain.selection.outcome import NextRank, Outcome, Status, Totals

HEAD, TAIL, BELOW = 3, 5, 3
STATES = {
    Status.SELECTED: "selected",
    Status.RESERVE: "reserve",
    Status.NOT_SELECTED: "not_selected",
    Status.BELOW_THRESHOLD: "not_selected",
}
WORDS = {
    Status.SELECTED: "Financé",
    Status.NOT_SELECTED: "Non retenu",
    Status.BELOW_THRESHOLD: "Sous le seuil",
}
FOLDED_WORDS = {
    Status.SELECTED: "tous financés",
    Status.RESERVE: "en liste complémentaire",
    Status.NOT_SELECTED: "non retenus",
    Status.BELOW_THRESHOLD: "sous le seuil",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A dossier of the list; `is_below` when the computation does not fund it."""

    listed: ListedDossier
    is_below: bool
    kind: str = "row"

    @property
    def state(self) -> str:
        """Its shape, a key of glyphs.STATES."""
        return STATES[self.listed.line.status]

    @property
    def word(self) -> str:
        """« Financé », « Liste complémentaire, rang 2 », « Non retenu », « Sous le seuil »."""
        rank = self.listed.line.reserve_rank
        return f"Liste complémentaire, rang {rank}" if rank else WORDS[self.listed.line.status]

    @property
    def score(self) -> str:
        """The score out of 100, two decimals."""
        return french.number(self.listed.line.computed.score)

    @property
    def computed_word(self) -> str:
        """What the computation said of a line that the committee changed."""
        computed = self.listed.line.computed
        if computed.reserve_rank:
            return f"liste complémentaire, rang {computed.reserve_rank}"
        return WORDS[computed.status].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Ranks that are not shown, and the words of the link that shows them."""

    words: str
    is_below: bool
    kind: str = "fold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Where the computed list stops, and why there."""

    title: str
    detail: str
    kind: str = "frontier"


Item = Row | Fold | Frontier


def items(lines: Sequence[ListedDossier], outcome: Outcome, *, is_whole: bool) -> list[Item]:
    """The rows in call order with the frontier in its place; folded unless `is_whole`."""
    funded = [Row(listed=each, is_below=False) for each in lines if _is_funded(each)]
    others = [Row(listed=each, is_below=True) for each in lines if not _is_funded(each)]
    frontier = frontier_of(outcome.totals, outcome.next_rank)
    if is_whole:
        return [*funded, frontier, *others]
    tail = len(funded) - TAIL
    above = _folded(funded, lambda place: place < HEAD or place >= tail)
    reserve = sum(row.listed.line.computed.status is Status.RESERVE for row in others)
    below = _folded(others, lambda place: place < reserve + BELOW)
    return [*above, frontier, *below]


def _is_funded(listed: ListedDossier) -> bool:
    return listed.line.computed.status is Status.SELECTED


def _folded(rows: Sequence[Row], is_shown: Callable[[int], bool]) -> Iterator[Item]:
    """The rows; two or more in a row that are neither shown nor changed by hand become a link."""
    marked = [
        (row, is_shown(place) or row.listed.line.is_changed) for place, row in enumerate(rows)
    ]
    for shown, group in groupby(marked, key=lambda pair: pair[1]):
        run = [row for row, _ in group]
        if shown or len(run) == 1:
            yield from run
        else:
            yield from _folds(run)


def _folds(rows: Sequence[Row]) -> Iterator[Fold]:
    """One link for each decision among these rows."""
    for status, group in groupby(rows, key=lambda row: row.listed.line.status):
        ranks = [row.listed.line.computed.rank for row in group]
        words = f"Montrer {_ranks(ranks)}, {FOLDED_WORDS[status]}"
        yield Fold(words=words, is_below=rows[0].is_below)


def _ranks(ranks: Sequence[int | None]) -> str:
    """« le rang 4 », « les rangs 4 et 5 », « les rangs 4 à 7 »; a number when they have no rank."""
    if ranks[0] is None:
        return french.plural(len(ranks), "dossier")
    if len(ranks) == 1:
        return f"le rang {ranks[0]}"
    return f"les rangs {ranks[0]} {'et' if len(ranks) == 2 else 'à'} {ranks[-1]}"  # noqa: PLR2004


def frontier_of(totals: Totals, following: NextRank | None) -> Frontier:
    """The sentence of the frontier: what is funded, what is left, what the next rank asks."""
    posts = french.plural(totals.selected, "poste financé", "postes financés")
    committed = french.euros_rounded(totals.committed_cents)
    if totals.budget_cents is None:
        said = [f"{committed} engagés."]
    else:
        left = french.euros_rounded(totals.left_cents or 0)
        said = [
            f"{committed} sur {french.euros_rounded(totals.budget_cents)}.",
            f"Il reste {left}.",
        ]
    said += _why_here(following) if following else ["Tous les dossiers classés sont financés."]
    return Frontier(
        title=french.typography(f"Frontière : {posts}"), detail=french.typography(" ".join(said))
    )


def _why_here(following: NextRank) -> list[str]:
    """What stops the list: the posts, the money, or both."""
    why = []
    if following.posts_missing:
        why.append("Tous les postes ouverts sont pourvus.")
    if following.cents_missing:
        cost = french.euros_rounded(following.cost_cents)
        why.append(f"Le rang {following.rank} demande {cost}.")
    return [*why, "La liste s’arrête ici, sans sauter de dossier."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A territory: its seats, its dossiers, its weight if the call has one."""

    name: str
    seats: int
    dossiers: int
    weight: int | None

    @property
    def detail(self) -> str:
        """« 5 dossiers, poids 126 »."""
        count = french.plural(self.dossiers, "dossier")
        return f"{count}, poids {french.integer(self.weight)}" if self.weight else count


def places(lines: Sequence[ListedDossier], call: Call) -> list[Place]:
    """The departments of the recruiters, by code, with the seats as decided."""
    weights = call.weights if call.split == TerritorySplit.MANUAL else {}
    names: dict[str, str] = {}
    dossiers: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    for each in lines:
        department = each.dossier.recruiter.department
        code = department.code if department else ""
        names[code] = department.name if department else "Département inconnu"
        dossiers[code] += 1
        seats[code] += each.line.status is Status.SELECTED
    return [
        Place(name=names[code], seats=seats[code], dossiers=dossiers[code],
              weight=weights.get(code))
        for code in sorted(names)
    ]  # fmt: skip


def split_note(call: Call) -> str:
    """How the posts are shared between territories, in one sentence."""
    if call.split == TerritorySplit.NONE:
        return "Aucune répartition entre territoires : seules les notes décident."
    return (
        f"{call.get_split_display()}, par la méthode de Sainte-Laguë, dans la limite des dossiers "
        "présents. Réglage de l’agence."
    )
