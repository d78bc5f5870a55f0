"""Bulk rows by INSERT … SELECT that keep up with the models: what a call leaves out gets the field's own default."""

from typing import Any, Protocol

from django.db import connection
from django.db.models import Model


class Cursor(Protocol):
    """A cursor that binds parameters on the client's side: Django's, or psycopg's `ClientCursor`."""

    @property
    def rowcount(self) -> int:
        """Rows of the last statement."""

    def execute(self, statement: Any, params: Any = None) -> Any:
        """Run a statement."""


def insert(
    cursor: Cursor, model: type[Model], *, source: str, values: dict[str, Any] | None = None, **columns: str
) -> int:
    """Insert a row of `model` for each row of `source` (what follows FROM); `columns` are SQL expressions.

    `values` are the parameters of both. Returns how many rows were inserted.
    """
    known = {field.column for field in model._meta.concrete_fields}
    if strange := set(columns) - known:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(strange))}")
    params: dict[str, Any] = dict(values or {})
    selected = dict(columns)
    for field in model._meta.concrete_fields:
        if field.column is None or field.column in selected or field.primary_key or field.null:
            continue
        params[f"default_{field.column}"] = field.get_db_prep_save(field.get_default(), connection)
        selected[field.column] = f"%(default_{field.column})s"
    names, expressions = ", ".join(selected), ", ".join(selected.values())
    cursor.execute(f"insert into {model._meta.db_table} ({names}) select {expressions} from {source}", params)
    return cursor.rowcount
