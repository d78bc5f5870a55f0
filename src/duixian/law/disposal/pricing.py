"""The reference price: by which method, valid how long, what it costs (《确定财产处置参考价规定》, 2018-09-01)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.money import Fen


class PriceMethod(StrEnum):
    """How a reference price is found, in the order of the rule (第二条)."""

    AGREED = "agreed"  # 当事人议价
    DIRECTED = "directed"  # 定向询价
    ONLINE = "online"  # 网络询价
    APPRAISAL = "appraisal"  # 委托评估


@dataclass(frozen=True, slots=True)
class ReferencePrice:
    """A reference price, fen. `fixed_on` the day it was fixed, `valid_until` its last day of validity (第二十七条)."""

    amount: Fen
    method: PriceMethod
    fixed_on: date
    valid_until: date
