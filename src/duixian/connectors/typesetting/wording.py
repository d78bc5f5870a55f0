"""Amounts, lists and titles as running text has them."""

from collections.abc import Iterable

from duixian.base.money import Fen, in_words
from duixian.connectors.typesetting.instruments import TitleCited
from duixian.law.distribution.words import money


def yuan(amount: Fen) -> str:
    """An amount, fen, in figures and in capital numerals."""
    return f"人民币{money(amount)}元（大写：{in_words(amount)}）"


def figures(amount: Fen) -> str:
    """An amount, fen, in figures alone."""
    return f"人民币{money(amount)}元"


def listed(names: Iterable[str]) -> str:
    """Names one after the other."""
    return "、".join(names)


def cited(title: TitleCited) -> str:
    """An enforceable title: who made it, its number, its name."""
    return f"{title.issuer}{title.number}{title.name}"
