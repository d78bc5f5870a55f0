"""The circumstances by which refusal cases are alike: what was done, over how much, through whom, out of what, and what
came of it."""

from dataclasses import dataclass
from enum import StrEnum

from duixian.base.money import Fen
from duixian.law.refusal.catalogue import Conduct


class Relation(StrEnum):
    """Through whom it went."""

    SPOUSE = "spouse"
    FAMILY = "family"
    FRIEND = "friend"
    COMPANY = "company"
    SELF = "self"


class Means(StrEnum):
    """What the ability consisted of."""

    WALLET = "wallet"  # WeChat, Alipay
    BANK = "bank"
    HOUSE = "house"
    VEHICLE = "vehicle"
    INCOME = "income"
    SHARES = "shares"
    RENT = "rent"


class Result(StrEnum):
    """What came of it."""

    IMPRISONMENT = "imprisonment"
    PROBATION = "probation"
    DETENTION = "detention"
    FINE = "fine"
    WITHDRAWN = "withdrawn"
    PERFORMED = "performed"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of one case. What is empty or None is not known, and counts neither for nor against."""

    conducts: frozenset[Conduct] = frozenset()
    sum_fen: Fen | None = None
    relations: frozenset[Relation] = frozenset()
    means: frozenset[Means] = frozenset()
    results: frozenset[Result] = frozenset()
