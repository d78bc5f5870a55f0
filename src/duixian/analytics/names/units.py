"""The name of a company or other unit, taken apart: where, who, what it does, in which form, and whether a part of one.

A registered name is built of a division, a trade name (字号), a trade and a form (企业名称登记管理规定, art. 6); people
leave out any but the trade name. Two units may have all but one of them in common and be strangers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from duixian.analytics.names.characters import fold_bracketed

_LEAST_CORE: Final = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's name in parts, all folded. `core` is never empty unless the name is.

    `regions`: stems of divisions (上海); `trade`: what follows the core before the form; `form`: family of legal forms,
    "" when the name gives none (a short form); `branch`: the words that make it a part of another unit, "" for a whole.
    """

    core: str
    regions: frozenset[str] = frozenset()
    trade: str = ""
    form: str = ""
    branch: str = ""

    @property
    def body(self) -> str:
        """Core and trade: the name without region and form."""
        return self.core + self.trade


def _lines(name: str) -> list[list[str]]:
    text = resources.files("duixian.analytics.names").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


_REGIONS: Final = {written: stem for stem, forms in _lines("regions.txt") for written in forms.split()}
_FORMS: Final = {form: row[1] for row in _lines("company_words.txt") if row[0] == "form" for form in row[2].split()}
_BRANCHES: Final = {word: word for row in _lines("company_words.txt") if row[0] == "branch" for word in row[1].split()}
_TRADES: Final = {word: word for row in _lines("company_words.txt") if row[0] == "trade" for word in row[1].split()}
_NAMED_SO: Final = re.compile(r"(.{2,3}(?<![城都超门夜菜]))[省市县](?![场政])(?=..)")
_PART_OF_TOWN: Final = re.compile(r"(.{2,3}(?<![园社小景厂矿]))[区镇乡](?=..)")
"""Divisions that are in no table: a town by its ending, and a part of it behind a town."""
TRADES: Final = frozenset(_TRADES)
_INCORPORATED: Final = ("有限责任公司", "有限公司", "股份公司", "集团公司", "总公司", "公司", "银行", "事务所", "厂")
"""What a whole unit ends with when the words for a branch follow."""


def _longest(table: Mapping[str, str]) -> range:
    return range(max(map(len, table)), 0, -1)


_REGION_LENGTHS: Final = _longest(_REGIONS)
_FORM_LENGTHS: Final = _longest(_FORMS)
_BRANCH_LENGTHS: Final = _longest(_BRANCHES)
_TRADE_LENGTHS: Final = _longest(_TRADES)


@lru_cache(maxsize=1 << 15)
def unit_of(name: str) -> Unit:
    """Take a unit's name apart. Never fails: what is not recognised is core."""
    text, regions, form = _brackets(fold_bracketed(name))
    text, branch = _branch(text)
    text, written = _tail(text, _FORMS, _FORM_LENGTHS, least=1)
    form = _FORMS.get(written, "") or form
    text, at_head = _regions(text, regions)
    core, trade = _trade(text)
    return Unit(core, at_head, trade, form, branch)


def _brackets(text: str) -> tuple[str, frozenset[str], str]:
    """The text with its brackets dissolved: divisions and forms in them taken out, all else left in its place."""
    if "(" not in text:
        return text.replace(")", ""), frozenset(), ""
    regions, form, kept = set(), "", ""
    for piece in text.replace(")", "(").split("("):
        if kept and piece in _REGIONS:
            regions.add(_REGIONS[piece])
        elif kept and piece != "集团" and piece in _FORMS:
            form = _FORMS[piece]
        else:
            kept += piece
    return kept, frozenset(regions), form


def _branch(text: str) -> tuple[str, str]:
    """The whole, and the words that make a part of it (上海分公司); the part's division belongs to these words."""
    _, word = _tail(text, _BRANCHES, _BRANCH_LENGTHS, least=1)
    if not word:
        return text, ""
    before = text[: len(text) - len(word)]
    end = max((at + len(form) for form in _INCORPORATED if (at := before.rfind(form)) > 0), default=len(before))
    return text[:end], text[end:]


def _tail(text: str, table: Mapping[str, str], lengths: range, *, least: int) -> tuple[str, str]:
    """The longest word of the table at the end, when `least` characters stay before it."""
    size = len(text)
    for length in lengths:
        if size - length >= least and text[size - length :] in table:
            return text[: size - length], text[size - length :]
    return text, ""


def _regions(text: str, found: frozenset[str]) -> tuple[str, frozenset[str]]:
    """Divisions at the head taken off, one after the other, as long as a core stays."""
    for _ in range(3):
        for length in _REGION_LENGTHS:
            stem = _REGIONS.get(text[:length]) if len(text) - length >= _LEAST_CORE else None
            if stem:
                text, found = text[length:], found | {stem}
                break
        else:
            named = _NAMED_SO.match(text) or (_PART_OF_TOWN.match(text) if found else None)
            if named is None:
                break
            text, found = text[named.end() :], found | {named[1]}
    return text, found


def _trade(text: str) -> tuple[str, str]:
    core = text
    while True:
        shorter, word = _tail(core, _TRADES, _TRADE_LENGTHS, least=_LEAST_CORE)
        if not word:
            return core, text[len(core) :]
        core = shorter
