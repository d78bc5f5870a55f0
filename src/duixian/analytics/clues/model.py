"""What is known of debtors and of those around them, as columns, and what the detectors say of it.

Days are whole days since 1970-01-01 (local), moments milliseconds UTC, sums fen. Codes are dense: the account with code
n stands in row n of `accounts`, the person with code n in row n of `persons`. A missing day is `NEVER`, a missing code
-1. A finding is a question to a person who studies it, never a verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.base.faults import BadInput, Fault

NEVER: Final = 1 << 30
"""A day that does not come."""

DAY_MS: Final = 86_400_000
LOCAL_MS: Final = 8 * 3_600_000
"""China keeps one time, eight hours ahead of UTC."""


class TransferKind(IntEnum):
    """What the bank calls it; often it does not say."""

    UNTOLD = 0
    TRANSFER = 1
    SALARY = 2
    RENT = 3
    CONSUMPTION = 4
    LOAN = 5
    REPAYMENT = 6
    WITHDRAWAL = 7
    FEE = 8
    TUITION = 9
    MEDICAL = 10
    MAINTENANCE = 11


class AccountKind(IntEnum):
    BANK = 0
    WALLET = 1
    CASH = 2


class PersonKind(IntEnum):
    NATURAL = 0
    COMPANY = 1


class Trade(IntEnum):
    """What a company lives from, as the register or the merchant code of the payment says."""

    NONE = 0
    BUSINESS = 1
    SHOP = 2
    HOSPITAL = 3
    SCHOOL = 4
    BANK = 5
    INSURER = 6
    COURT = 7
    HOTEL = 8
    CLUB = 9
    AIRLINE = 10
    DEVELOPER = 11
    PRIVATE_SCHOOL = 12
    TRAVEL = 13
    UTILITY = 14


class RelationKind(IntEnum):
    """Of `a` to `b`; spouses, siblings and other kin are written once, in any order."""

    SPOUSE = 1
    PARENT = 2
    SIBLING = 3
    KIN = 4
    EMPLOYS = 5
    HEADS = 6
    HOLDS = 7


class PaperKind(IntEnum):
    """A document on file. `a` owes what the paper is about to `b`."""

    LOAN = 1
    LEASE = 2
    MAINTENANCE = 3
    EXEMPTION = 4
    LABOUR = 5
    INSOLVENCY = 6
    SUPPLY = 7
    SECURED = 8


class AssetKind(IntEnum):
    HOUSE = 1
    SHARE = 2
    VEHICLE = 3


Schema: TypeAlias = dict[Any, pl.DataType]
"""The columns of a frame."""

_I8, _I32, _I64 = pl.Int8(), pl.Int32(), pl.Int64()

SCHEMAS: Final[Mapping[str, Schema]] = {
    # in order of time; `id` is the row, `kind` a TransferKind
    "transfers": {"source": _I32, "target": _I32, "at": _I64, "amount": _I64, "kind": _I8},
    "accounts": {"owner": _I32, "kind": _I8, "opened": _I32},
    "persons": {"kind": _I8, "trade": _I8, "born": _I32, "died": _I32, "address": _I32},
    "relations": {"a": _I32, "b": _I32, "kind": _I8, "since": _I32, "until": _I32},
    # served: 应诉通知书送达; effective: the title; limit_from: 限制消费令; reported_on: the property report, NEVER if
    # there is none; living: the family's cost of living a month
    "debtors": {
        "case": _I64,
        "person": _I32,
        "served_on": _I32,
        "effective_on": _I32,
        "owed": _I64,
        "limit_from": _I32,
        "reported_on": _I32,
        "living": _I64,
    },
    "reports": {"case": _I64, "account": _I32, "asset": _I32},  # what a report names, one of the two -1
    "assets": {"kind": _I8, "owner": _I32, "since": _I32, "until": _I32, "market": _I64},
    # price null: a gift; market null: nobody knows
    "deals": {"kind": _I8, "asset": _I32, "seller": _I32, "buyer": _I32, "on": _I32, "price": _I64, "market": _I64},
    # what each got out of the common property, and which common debts each took
    "divorces": {
        "a": _I32,
        "b": _I32,
        "on": _I32,
        "got_a": _I64,
        "got_b": _I64,
        "debts_a": _I64,
        "debts_b": _I64,
        "custody": _I32,  # with whom the children live, -1: none
    },
    "companies": {"person": _I32, "head": _I32, "founded": _I32},
    # settled: days from filing to settlement, -1 if judged; proved: payment of the claim shown in evidence
    "suits": {"plaintiff": _I32, "defendant": _I32, "on": _I32, "sum": _I64, "settled": _I32, "proved": _I64},
    # a claim whose creditor let go (`left` of it) or gave time (`new_due`) on day `changed_on`
    "claims": {
        "creditor": _I32,
        "obligor": _I32,
        "sum": _I64,
        "due": _I32,
        "changed_on": _I32,
        "left": _I64,
        "new_due": _I32,
    },
    "papers": {"kind": _I8, "a": _I32, "b": _I32, "since": _I32, "until": _I32, "amount": _I64},
}


@dataclass(frozen=True)
class Dossier:
    """Everything known, one frame a noun, columns as in `SCHEMAS`. Frames not given are empty.

    A row's id is its place. Raises `BadInput` (`clues.columns`, `clues.order`) on construction through `of`.
    """

    transfers: pl.DataFrame
    accounts: pl.DataFrame
    persons: pl.DataFrame
    relations: pl.DataFrame
    debtors: pl.DataFrame
    reports: pl.DataFrame
    assets: pl.DataFrame
    deals: pl.DataFrame
    divorces: pl.DataFrame
    companies: pl.DataFrame
    suits: pl.DataFrame
    claims: pl.DataFrame
    papers: pl.DataFrame

    @classmethod
    def of(cls, **frames: pl.DataFrame) -> "Dossier":
        """Frames checked against their schemas."""
        faults = [fault for name, frame in frames.items() for fault in _faults(name, frame)]
        if faults:
            raise BadInput.of(faults)
        made = {name: frames.get(name, pl.DataFrame(schema=schema)) for name, schema in SCHEMAS.items()}
        dossier = cls(**made)
        if not dossier.transfers["at"].is_sorted():
            raise BadInput(Fault("clues.order", "转账须按时间先后排列", "请先按 at 排序", field="transfers.at"))
        if frame_beyond(dossier):
            raise BadInput(
                Fault("clues.codes", "账户或人员编号超出表的范围", "请核对编号", value="、".join(frame_beyond(dossier)))
            )
        return dossier

    def array(self, frame: str, column: str) -> NDArray[Any]:
        """A column as numpy, without copying where that is possible."""
        found: pl.DataFrame = getattr(self, frame)
        return found[column].to_numpy()

    @cached_property
    def owner(self) -> NDArray[np.int32]:
        """The owner of each account."""
        return self.array("accounts", "owner")


def _faults(name: str, frame: pl.DataFrame) -> list[Fault]:
    if name not in SCHEMAS:
        return [Fault("clues.columns", "没有这张表", "可用：{known}", value=name, data={"known": "、".join(SCHEMAS)})]
    wanted = SCHEMAS[name]
    return [
        Fault("clues.columns", "缺列或类型不符：应为 {wanted}", "请按 SCHEMAS 准备", field=f"{name}.{column}",
              data={"wanted": str(kind)})
        for column, kind in wanted.items()
        if column not in frame.columns or frame.schema[column] != kind
    ]  # fmt: skip


_CODES: Final = (
    ("transfers", "source", "accounts"),
    ("transfers", "target", "accounts"),
    ("accounts", "owner", "persons"),
    ("relations", "a", "persons"),
    ("relations", "b", "persons"),
    ("debtors", "person", "persons"),
    ("deals", "seller", "persons"),
    ("deals", "buyer", "persons"),
)


def frame_beyond(dossier: Dossier) -> list[str]:
    """Columns with a code beyond the table it points into."""
    beyond = []
    for frame, column, table in _CODES:
        codes = dossier.array(frame, column)
        if len(codes) and int(codes.max()) >= len(getattr(dossier, table)):
            beyond.append(f"{frame}.{column}")
    return beyond


# -- what is found --------------------------------------------------------------------------------------------------


class Proof(IntEnum):
    """The table an id of the evidence points into."""

    TRANSFER = 0
    DEAL = 1
    DIVORCE = 2
    COMPANY = 3
    SUIT = 4
    CLAIM = 5
    ASSET = 6
    ACCOUNT = 7


FINDING_SCHEMAS: Final[Mapping[str, Schema]] = {
    # sum: what stays unexplained after the living cost; gross: what was looked at; score: per mille
    "rows": {
        "finding": _I64,
        "detector": pl.String(),
        "case": _I64,
        "person": _I32,
        "gross": _I64,
        "sum": _I64,
        "first_on": _I32,
        "last_on": _I32,
        "score": _I32,
    },
    "parts": {"finding": _I64, "part": pl.String(), "points": _I32},
    # every explanation tried: what it explains of the gross sum, and whether that was anything
    "explanations": {
        "finding": _I64,
        "explanation": pl.String(),
        "explained": _I64,
        "share": _I32,
        "held": pl.Boolean(),
    },
    "evidence": {"finding": _I64, "place": _I32, "proof": _I8, "id": _I64},
}


@dataclass(frozen=True)
class Findings:
    """What one or several detectors found: the findings, the parts of each score, the explanations tried with the share
    of the sum (per mille) each took away, and the evidence in order: a path where there is one."""

    rows: pl.DataFrame
    parts: pl.DataFrame
    explanations: pl.DataFrame
    evidence: pl.DataFrame

    @classmethod
    def none(cls) -> "Findings":
        """No finding."""
        return cls(**{name: pl.DataFrame(schema=schema) for name, schema in FINDING_SCHEMAS.items()})

    @classmethod
    def together(cls, found: "list[Findings]") -> "Findings":
        """Those of several detectors, numbered through."""
        first, moved = 0, []
        for each in found:
            moved.append(each.numbered_from(first))
            first += len(each.rows)
        return (
            cls(*(pl.concat([getattr(one, field.name) for one in moved]) for field in fields(cls)))
            if moved
            else cls.none()
        )

    def numbered_from(self, first: int) -> "Findings":
        """The same with other numbers."""
        shift = pl.col("finding") + first
        return Findings(*(getattr(self, field.name).with_columns(shift) for field in fields(self)))

    def __len__(self) -> int:
        return len(self.rows)
