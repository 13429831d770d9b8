"""What a selection is decided from: dossiers, published rules, and a published seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tandem.domain.kernel.digest import sha256
from tandem.domain.kernel.errors import InvalidInputError
from tandem.domain.kernel.french import enumerate_words, euros, percent, typography
from tandem.domain.selection import wire

NO_SPLIT = ""
# The engine looks at every set of reserved traits: 2**8 sets stay instant.
MOST_RESERVES = 8


class ProblemError(InvalidInputError):
    """A selection that cannot be run; `reasons` says everything that is wrong, in French."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = tuple(typography(reason) for reason in reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A dossier to rank. `score` is out of 100, `cost_cents` is the share that the agency pays."""

    id: str
    label: str
    territory: str
    score: Fraction
    cost_cents: int
    establishment: str = ""
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """A `share` of the seats of each territory kept for one trait; `basis` cites the rule."""

    trait: str
    share: Fraction
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionRules:
    """The published rules. None means no limit, save that posts or budget must be given.

    `weights` shares posts out between territories (interns, say); empty, there is no split and
    the territories of the dossiers play no part. `carry` holds the posts that each territory got
    in earlier years. `reserve_length` is how many unfunded dossiers are ranked in reserve.
    """

    weights: Mapping[str, int] = field(default_factory=dict)
    carry: Mapping[str, int] = field(default_factory=dict)
    reserves: tuple[Reserve, ...] = ()
    threshold: Fraction | None = None
    posts: int | None = None
    budget_cents: int | None = None
    reserve_length: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", dict(self.weights))
        object.__setattr__(self, "carry", dict(self.carry))
        faults = tuple(_faults_of_rules(self))
        if faults:
            raise ProblemError(faults)

    @property
    def claims(self) -> Mapping[str, int]:
        """Weights to share out with: a single territory when there is no split."""
        return self.weights or {NO_SPLIT: 1}

    def territory_of(self, applicant: Applicant) -> str:
        """The territory in which this dossier competes."""
        return applicant.territory if self.weights else NO_SPLIT

    def reserved_traits(self, applicant: Applicant) -> frozenset[str]:
        """The traits of this dossier for which seats are reserved."""
        return applicant.traits.intersection(reserve.trait for reserve in self.reserves)

    def retains(self, applicant: Applicant) -> bool:
        """Whether the score reaches the threshold (a score equal to it does)."""
        return self.threshold is None or applicant.score >= self.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything that decides. Dossiers are kept in the order of their ids: no other order counts.

    Raises ProblemError with every fault (French).
    """

    applicants: tuple[Applicant, ...]
    rules: SelectionRules
    seed: str

    def __post_init__(self) -> None:
        faults = tuple(_faults_of_applicants(self.applicants, self.rules))
        if not self.seed.strip():
            faults += (
                "La graine du tirage au sort est vide : publiez-en une, par exemple « appel-12 ».",
            )
        if faults:
            raise ProblemError(faults)
        ordered = tuple(sorted(self.applicants, key=lambda applicant: applicant.id))
        object.__setattr__(self, "applicants", ordered)

    def as_json(self) -> dict[str, Any]:
        """The canonical mapping, whose fingerprint is published before the sitting."""
        mapping: dict[str, Any] = wire.plain(self)
        return mapping

    @property
    def sha256(self) -> str:
        """Fingerprint of the whole problem."""
        return sha256(self.as_json())

    @classmethod
    def from_json(cls, data: Any) -> Problem:
        """Read what `as_json` wrote. Raises FormatError or ProblemError (French)."""
        return _read_problem(data)


def _faults_of_rules(rules: SelectionRules) -> Iterator[str]:
    if rules.posts is None and rules.budget_cents is None:
        yield "Ni postes ni enveloppe : fixez au moins l’un des deux, par exemple 24 postes."
    limits = {
        "nombre de postes": rules.posts,
        "enveloppe": rules.budget_cents,
        "longueur de la réserve": rules.reserve_length,
    }
    for name, limit in limits.items():
        if limit is not None and limit < 0:
            yield f"Valeur négative ({name}) : écrivez zéro ou plus, par exemple 24."
    yield from _faults_of_split(rules)
    yield from _faults_of_reserves(rules.reserves)


def _faults_of_split(rules: SelectionRules) -> Iterator[str]:
    for territory, weight in rules.weights.items():
        if weight < 1:
            yield f"Territoire « {territory} » : le poids {weight} est trop faible. Écrivez 1 ou plus, par exemple 126."
    for territory, posts in rules.carry.items():
        if territory not in rules.weights:
            yield f"Report « {territory} » : ce territoire n’a pas de poids. {_known(rules)}"
        elif posts < 0:
            yield f"Report « {territory} » : {posts} poste est négatif. Écrivez zéro ou plus."


def _faults_of_reserves(reserves: tuple[Reserve, ...]) -> Iterator[str]:
    for reserve in reserves:
        if reserve.share <= 0:
            yield f"Réserve « {reserve.trait} » : la part doit dépasser 0 %, par exemple 20 %."
        if not reserve.basis.strip():
            yield f"Réserve « {reserve.trait} » : citez le texte ou le réglage qui la fonde."
    total = sum((reserve.share for reserve in reserves), Fraction(0))
    if total > 1:
        yield f"Les parts réservées font {percent(total)} des sièges : leur somme ne peut dépasser 100 %."
    for trait, count in Counter(reserve.trait for reserve in reserves).items():
        if count > 1:
            yield f"La réserve « {trait} » figure {count} fois : gardez une seule ligne par réserve."
    if len(reserves) > MOST_RESERVES:
        yield f"{len(reserves)} réserves : le moteur en calcule {MOST_RESERVES} au plus."


def _faults_of_applicants(
    applicants: tuple[Applicant, ...], rules: SelectionRules
) -> Iterator[str]:
    for key, count in Counter(applicant.id for applicant in applicants).items():
        if count > 1:
            yield f"Le dossier « {key} » figure {count} fois : gardez une seule ligne par dossier."
    for applicant in applicants:
        if applicant.cost_cents < 0:
            yield (
                f"Dossier « {applicant.label} » : le coût {euros(applicant.cost_cents)} est négatif. "
                f"Écrivez zéro ou plus, par exemple {euros(9_229_400)}."
            )
        if rules.weights and applicant.territory not in rules.weights:
            yield (
                f"Dossier « {applicant.label} » : le territoire « {applicant.territory} » "
                f"n’a pas de poids. {_known(rules)}"
            )


def _known(rules: SelectionRules) -> str:
    known = enumerate_words(sorted(rules.weights)) or "aucun"
    return f"Territoires connus : {known}."


_read_applicant = wire.record(
    Applicant,
    id=wire.text,
    label=wire.text,
    territory=wire.text,
    score=wire.fraction,
    cost_cents=wire.whole,
    establishment=wire.text,
    traits=lambda value: frozenset(wire.many(wire.text)(value)),
)
_read_reserve = wire.record(Reserve, trait=wire.text, share=wire.fraction, basis=wire.text)
_read_rules = wire.record(
    SelectionRules,
    weights=wire.table(wire.whole),
    carry=wire.table(wire.whole),
    reserves=wire.many(_read_reserve),
    threshold=wire.optional(wire.fraction),
    posts=wire.optional(wire.whole),
    budget_cents=wire.optional(wire.whole),
    reserve_length=wire.optional(wire.whole),
)
_read_problem = wire.record(
    Problem, applicants=wire.many(_read_applicant), rules=_read_rules, seed=wire.text
)
