"""The agency's list of filed dossiers: saved views, filters and orders, each from a closed list.

Only stored columns are read: no rule runs for a list, whatever its length.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Length
from django.utils.text import slugify

from tandem.apps.accounts.models import User
from tandem.apps.dossiers.models import Complement, Dossier, Partner
from tandem.apps.foundation.text import folded
from tandem.domain.workflow.dossier import ANNOUNCED, FILED_ONCE, LABELS, UNDECIDED, DossierState

ALL, MINE, TO_SCREEN, TO_COMPLETE = "tous", "ma-file", "a-instruire", "a-completer"
LATE, BLOCKED = "en-retard", "bloquants"
VIEW_LABELS = {
    ALL: "Tous",
    MINE: "Ma file",
    TO_SCREEN: "À instruire",
    TO_COMPLETE: "À compléter",
    LATE: "Compléments en retard",
    BLOCKED: "Bloquants",
}
STATES = {"en-cours": UNDECIDED} | {slugify(LABELS[state]): (state,) for state in FILED_ONCE}
STATE_LABELS = {"en-cours": "En cours"} | {slugify(LABELS[s]): LABELS[s] for s in FILED_ONCE}
FINDINGS = {
    "bloquent": Q(blocking_count__gt=0),
    "a-voir": Q(to_see_count__gt=0),
    "rien": Q(blocking_count=0, to_see_count=0),
}
FINDING_LABELS = {"bloquent": "Au moins un bloque", "a-voir": "À voir", "rien": "Rien à voir"}
BY_NUMBER = "numero"
ROW_FIELDS = (
    "number", "title", "state", "blocking_count", "to_see_count", "agency_cents", "filed_at",
    "specialty__name", "recruiter__name", "recruiter__commune__department_id",
    "screener__civility", "screener__first_name", "screener__last_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads the list and on which day: what « my queue » and « late » mean."""

    user: User
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked of the list. A value outside its closed list raises KeyError."""

    words: str = ""
    view: str = ALL
    state: str = ""
    department: str = ""
    specialty: str = ""
    findings: str = ""
    order: str = BY_NUMBER


@dataclass(frozen=True, slots=True)
class Choice:
    """A value present in the list, with the number of its dossiers."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CallFigures:
    """How many dossiers a call has. The agency counts drafts and never reads one."""

    drafts: int = 0
    filed: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dossier stands in a list: its rank from 1 (0 when it is not there), the two beside."""

    rank: int
    total: int
    before: object | None = None
    after: object | None = None


def views(reader: Reader) -> dict[str, Q]:
    """The condition of each saved view."""
    newer = Complement.objects.filter(
        dossier=OuterRef("dossier"), asked_at__gt=OuterRef("asked_at")
    )
    overdue = Complement.objects.filter(~Exists(newer), answered_at=None, due_on__lt=reader.on)
    return {
        ALL: Q(),
        MINE: Q(state__in=UNDECIDED, screener=reader.user),
        TO_SCREEN: Q(state=DossierState.FILED),
        TO_COMPLETE: Q(state=DossierState.TO_COMPLETE),
        LATE: Q(state=DossierState.TO_COMPLETE, pk__in=overdue.values("dossier")),
        BLOCKED: Q(state__in=UNDECIDED, blocking_count__gt=0),
    }


def figures(dossiers: QuerySet[Dossier], reader: Reader) -> dict[str, int]:
    """Counts in one query: every saved view by its key, then what was declared or withdrawn."""
    declared = (DossierState.ADMISSIBLE, *ANNOUNCED)
    conditions = views(reader) | {
        "admissible": Q(state__in=declared),
        "inadmissible": Q(state=DossierState.INADMISSIBLE),
        "withdrawn": Q(state=DossierState.WITHDRAWN),
    }
    counted = {
        name: Count("pk", filter=condition) if condition else Count("pk")
        for name, condition in conditions.items()
    }
    return dossiers.order_by().aggregate(**counted)


def filtered(dossiers: QuerySet[Dossier], asked: Filters, reader: Reader) -> QuerySet[Dossier]:
    """The dossiers asked for, in the order asked for."""
    condition = views(reader)[asked.view]
    for word in folded(asked.words).split():
        condition &= Q(search__contains=word)
    if asked.state:
        condition &= Q(state__in=STATES[asked.state])
    if asked.department:
        condition &= Q(recruiter__commune__department=asked.department)
    if asked.specialty:
        condition &= Q(specialty=asked.specialty)
    if asked.findings:
        condition &= FINDINGS[asked.findings]
    return ordered(dossiers.filter(condition), asked.order)


def _step() -> Case:
    """The rank of a state in the life of a dossier."""
    return Case(
        *(When(state=state, then=Value(rank)) for rank, state in enumerate(DossierState)),
        output_field=IntegerField(),
    )


ORDERS: Mapping[str, tuple[object, ...]] = {
    BY_NUMBER: (),
    "projet": (F("title"),),
    "etat": (_step(),),
    "constats": (F("blocking_count"), F("to_see_count")),
    "agence": (F("agency_cents"),),
    "depot": (F("filed_at"),),
    "instruit": (F("screener__last_name"), F("screener__first_name")),
}
ORDER_KEYS = tuple(f"{sign}{key}" for key in ORDERS for sign in ("", "-"))


def ordered(dossiers: QuerySet[Dossier], order: str) -> QuerySet[Dossier]:
    """In the order of a key of ORDERS, reversed after a hyphen; then by number, for ever."""
    descending = order.startswith("-")
    keys = [
        OrderBy(key, descending=descending, nulls_last=True)
        for key in ORDERS[order.removeprefix("-")]
    ]
    by_number = [
        OrderBy(key, descending=descending and not keys) for key in (Length("number"), F("number"))
    ]
    return dossiers.order_by(*keys, *by_number)


def rows(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same dossiers with what a row shows and nothing more, in three queries."""
    partners = Partner.objects.select_related("structure").only(
        "dossier_id", "position", "structure__name"
    )
    return (
        dossiers.select_related("specialty", "recruiter__commune", "screener")
        .only(*ROW_FIELDS)
        .prefetch_related(Prefetch("partners", partners), "weeks")
    )


def departments(dossiers: QuerySet[Dossier]) -> list[Choice]:
    """The departments of the recruiters."""
    return _choices(dossiers, "recruiter__commune__department", "code")


def specialties(dossiers: QuerySet[Dossier]) -> list[Choice]:
    """The specialties of the projects."""
    return _choices(dossiers, "specialty", "name")


def _choices(dossiers: QuerySet[Dossier], path: str, order: str) -> list[Choice]:
    present = dossiers.filter(**{f"{path}__isnull": False}).order_by(f"{path}__{order}")
    counted = present.values_list(path, f"{path}__name").annotate(count=Count("pk"))
    return [Choice(key, label, count) for key, label, count in counted]


def place_of(dossier: Dossier, dossiers: QuerySet[Dossier]) -> Place:
    """The place of a dossier in an ordered list, to go from one to the next."""
    keys = list(dossiers.values_list("pk", flat=True))
    if dossier.pk not in keys:
        return Place(0, len(keys))
    rank = keys.index(dossier.pk)
    return Place(
        rank + 1,
        len(keys),
        before=keys[rank - 1] if rank else None,
        after=keys[rank + 1] if rank + 1 < len(keys) else None,
    )


def figures_by_call(call_ids: Collection[object]) -> dict[object, CallFigures]:
    """The figures of each call, in one query; a call without any dossier has zeros."""
    drafts = Q(state=DossierState.DRAFT)
    counted = (
        Dossier.objects.filter(call__in=call_ids)
        .order_by()
        .values("call")
        .annotate(drafts=Count("pk", filter=drafts), filed=Count("pk", filter=~drafts))
    )
    found = {row["call"]: CallFigures(drafts=row["drafts"], filed=row["filed"]) for row in counted}
    return {call: found.get(call, CallFigures()) for call in call_ids}
