"""Obligations between the law's classes and the rows and JSON that keep them."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from duixian.domain.cases.models import Obligation, ObligationKind
from duixian.law.obligations import ActDuty, InterestTerm, MoneyItem, Ordered

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """A frozen value of the law as plain JSON; decimals and days as text, so that nothing is rounded."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [to_json(item) for item in value]
    return value


def from_json(kind: type[T], value: Any) -> T:
    """The inverse of `to_json` for a class of the law. Unknown keys are refused (`TypeError`), missing ones default."""
    hints = get_type_hints(kind)
    return kind(**{name: _read(hints[name], item) for name, item in value.items()})


def _read(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _read(next(arg for arg in get_args(hint) if arg is not type(None)), value)
    if origin is tuple:
        return tuple(_read(get_args(hint)[0], item) for item in value)
    if origin is not None and isinstance(value, dict):
        of_value = get_args(hint)[1]
        return {key: _read(of_value, item) for key, item in value.items()}
    if isinstance(hint, type):
        if is_dataclass(hint):
            return from_json(hint, value)
        if issubclass(hint, StrEnum | Decimal):
            return hint(value)
        if issubclass(hint, date):
            return date.fromisoformat(value)
    return value


def rows_of(ordered: Ordered) -> Iterable[dict[str, Any]]:
    """Columns of the obligation rows, in the order of the title."""
    for item in ordered.items:
        yield {
            "key": item.key,
            "kind": ObligationKind.MONEY,
            "label": item.label,
            "amount_fen": item.amount,
            "terms": to_json(item),
        }
    for term in ordered.interests:
        yield {
            "key": term.key,
            "kind": ObligationKind.INTEREST,
            "label": term.label,
            "amount_fen": None,
            "terms": to_json(term),
        }
    for duty in ordered.acts:
        yield {
            "key": duty.key,
            "kind": ObligationKind.ACT,
            "label": duty.text[:200],
            "amount_fen": None,
            "terms": to_json(duty),
        }


def ordered_of(
    rows: Iterable[Obligation], *, set_off: Iterable[str] = (), acceleration: bool = False, doubled_clause: bool = True
) -> Ordered:
    """Put the rows of a title together again."""
    kept = list(rows)
    return Ordered(
        items=tuple(from_json(MoneyItem, row.terms) for row in kept if row.kind == ObligationKind.MONEY),
        interests=tuple(from_json(InterestTerm, row.terms) for row in kept if row.kind == ObligationKind.INTEREST),
        acts=tuple(from_json(ActDuty, row.terms) for row in kept if row.kind == ObligationKind.ACT),
        set_off=tuple(set_off),
        acceleration=acceleration,
        doubled_clause=doubled_clause,
    )
