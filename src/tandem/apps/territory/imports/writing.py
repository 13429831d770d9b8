"""Bringing a table to what a file says, in bulk: add, change, never delete."""

# ruff: noqa: SLF001 - `_meta` and `_default_manager` are the documented way for any model
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
)

from tandem.apps.journal.services import Act, record
from tandem.apps.territory.imports.report import Change, ImportOptions, ImportReport, Tally
from tandem.apps.territory.models import Dataset
from tandem.apps.territory.registers.detect import RegisterFile
from tandem.apps.territory.registers.rows import RegisterError

M = TypeVar("M", bound=Model)
T = TypeVar("T")
WORDS = frozenset(
    {"name", "official_name", "address", "category_label", "group_name", "postal_codes", "search"}
)
CHUNK = 5000  # below the number of parameters that SQLite and PostgreSQL allow in a query


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Slices of a list that fit in one query."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, given by attribute; what they do not say takes the default of its field.

    A plain statement and not `bulk_create`, which takes longer than all the rest of an import.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    marks = ", ".join(["%s"] * len(fields))
    makers = [(field.attname, field.get_default, _preparation(field)) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names of the model
            [
                [
                    prepare(row[name] if name in row else default())
                    for name, default, prepare in makers
                ]
                for row in rows
            ],
        )


def _preparation(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value goes to the database: as it is for texts, figures and their foreign keys."""
    target = field.target_field if isinstance(field, ForeignKey) else field
    if isinstance(target, (CharField, IntegerField, FloatField, BooleanField)):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)


class Writer(Generic[M]):
    """Collects the rows of one table, tells which are new or changed, then writes them at once.

    `known` are the rows already there, by the key of the register. Values that are absent from
    `values` are left as they are.
    """

    def __init__(self, model: type[M], known: Mapping[str, M], tally: Tally) -> None:
        self.model, self.known, self.tally = model, known, tally
        self.limits = {
            field.attname: field.max_length
            for field in model._meta.concrete_fields
            if isinstance(field, CharField) and field.max_length
        }
        self.new: dict[str, Mapping[str, Any]] = {}
        self.stale: dict[str, M] = {}
        self.same: dict[Any, list[Any]] = {}

    def put(self, key: str, values: Mapping[str, Any], dataset: Dataset) -> None:
        """What a file says of one row, by attribute (`commune_id`, never `commune`)."""
        values = self._fitted(key, values)
        row = self.known.get(key)
        if row is None:
            self.new[key] = {**values, "dataset_id": dataset.pk}
            self.tally.added += 1
            return
        found = {
            name: (getattr(row, name), value)
            for name, value in values.items()
            if getattr(row, name) != value
        }
        if not found:
            self.tally.unchanged += 1
            self.same.setdefault(dataset.pk, []).append(row.pk)
            return
        self._change(key, row, found)
        row.dataset_id = dataset.pk

    def _fitted(self, key: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values as the table can hold them: words are cut, a code that is too long is false."""
        long = {
            name: values[name]
            for name, limit in self.limits.items()
            if len(values.get(name) or "") > limit
        }
        for name, value in long.items():
            if name not in WORDS:
                raise RegisterError(
                    f"un code de {key} est trop long.",
                    column=name,
                    expected=f"{self.limits[name]} caractères au plus",
                    found=value,
                )
        return {**values, **{name: value[: self.limits[name]] for name, value in long.items()}}

    def _change(self, key: str, row: M, found: dict[str, tuple[Any, Any]]) -> None:
        for name, (_, value) in found.items():
            setattr(row, name, value)
        self.stale[key] = row
        if found.get("is_active") == (True, False):
            self.tally.closed.append(key)
        else:
            self.tally.changed.append(Change(key, str(row), found))

    def save(self) -> None:
        """Write the new rows and the changed ones; say of the others that they still hold."""
        insert(self.model, list(self.new.values()))
        manager = self.model._default_manager
        names = [field.name for field in self.model._meta.concrete_fields if not field.primary_key]
        manager.bulk_create(
            self.stale.values(),
            batch_size=CHUNK,
            update_conflicts=True,
            update_fields=names,
            unique_fields=["pk"],
        )
        for dataset, keys in self.same.items():
            for some in chunks(keys):
                manager.filter(pk__in=some).update(dataset=dataset)


def opened(kind: str, file: RegisterFile, options: ImportOptions) -> Dataset:
    """The record of the import of one file; its report comes last."""
    return Dataset.objects.create(
        kind=kind,
        source=(options.source or file.name)[:200],
        dated_on=options.dated_on,
        imported_at=options.at,
        sha256=file.sha256(),
    )


def closed(datasets: Sequence[Dataset], report: ImportReport, options: ImportOptions) -> None:
    """Keep the report with its datasets, and one line in the journal for each."""
    for dataset in datasets:
        dataset.report = dict(report.as_json())
        dataset.save(update_fields=["report", "dated_on"])
        record(
            Act(
                verb="register_imported",
                subject_type="dataset",
                subject_id=str(dataset.pk),
                subject_label=f"{dataset.kind} {dataset.source}",
                at=options.at,
                detail={"sha256": dataset.sha256, "tables": dataset.report["tables"]},
            )
        )
