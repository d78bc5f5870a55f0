"""Whether two names of companies or other units may be one, and in what respect."""

from typing import Final

from rapidfuzz.distance import OSA

from duixian.analytics.names.characters import fold, is_han, plain
from duixian.analytics.names.latin import ENOUGH, likeness
from duixian.analytics.names.model import Kind, MatchClass
from duixian.analytics.names.persons import Agreement
from duixian.analytics.names.readings import readings
from duixian.analytics.names.units import TRADES, Unit, unit_of
from duixian.base.chinese import NUMERAL_CHARACTERS

_ONE_UNIT: Final = frozenset(("limited", "joint", "company", "group-limited", "group-joint"))
"""Forms one company may have had one after the other (变更公司形式); a plant, a shop, a partnership is another."""
_COUNTING: Final = frozenset(NUMERAL_CHARACTERS + "0123456789甲乙丙丁东西南北中")
_CORE_FROM: Final = 4
"""A trade name of fewer characters with one of them changed is another trade name."""


def companies_agree(asked: str, listed: str) -> Agreement | None:
    """The strongest respect in which two units' names agree, or None."""
    if asked == listed:
        return Agreement(MatchClass.NAME, 300, True, "名称完全相同") if plain(asked) else None
    one, other = fold(asked), fold(listed)
    if not one or not other:
        return None
    if plain(asked) == plain(listed):
        return Agreement(MatchClass.NAME, 300, True, "名称完全相同，仅括号、空格或全半角不同")
    if one == other:
        return Agreement(MatchClass.FOLDED, 290, True, "繁简、异体字统一后名称相同")
    if not _has_han(one) and not _has_han(other):
        return _in_letters(asked, listed)
    return _by_parts(unit_of(asked), unit_of(listed))


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _in_letters(asked: str, listed: str) -> Agreement | None:
    like = likeness(asked, listed, Kind.ORGANISATION)
    if like < ENOUGH:
        return None
    if like >= 950:
        return Agreement(MatchClass.LATIN, 250, True, "外文名称相同，仅词序、分写或组织形式写法不同")
    return Agreement(MatchClass.TYPO, like // 5, True, "外文名称相近，可能有缩写或笔误")


def _by_parts(one: Unit, other: Unit) -> Agreement | None:
    if one.branch != other.branch or not _regions_agree(one, other):
        return None
    if one.core == other.core:
        return _same_core(one, other)
    slip = _slip(one, other)
    if slip is not None:
        return slip
    if one.trade == other.trade and _forms_agree(one.form, other.form) and _sound_alike(one.core, other.core):
        return Agreement(MatchClass.HOMOPHONE, 120, False, "字号读音相同而用字不同，不是同一字号")
    return None


def _sound_alike(one: str, other: str) -> bool:
    return len(one) == len(other) and not set(readings(one, person=False)).isdisjoint(readings(other, person=False))


def _regions_agree(one: Unit, other: Unit) -> bool:
    """Two divisions that both names give must be one, or one within the other as written; 中国 goes with any."""
    first, second = one.regions - {"中国"}, other.regions - {"中国"}
    return not first or not second or first <= second or second <= first


def _forms_agree(one: str, other: str) -> bool:
    return one == other or not one or not other or (one in _ONE_UNIT and other in _ONE_UNIT)


def _same_core(one: Unit, other: Unit) -> Agreement | None:
    if not _forms_agree(one.form, other.form):
        return None
    if one.trade == other.trade:
        return _same_body(one, other)
    short, full = (one, other) if len(one.trade) < len(other.trade) else (other, one)
    if short.form and (full.form or short.trade):
        return None  # both give a full name, and of different trades: two companies
    if short.trade not in full.trade:
        return None
    return Agreement(
        MatchClass.SHORT, 130 + 20 * bool(short.regions) + 20 * bool(short.trade), True, "简称与名称的字号相符"
    )


def _same_body(one: Unit, other: Unit) -> Agreement:
    if one.regions == other.regions and one.form == other.form:
        return Agreement(MatchClass.SHORT, 280, True, "名称相同，仅“有限公司”与“有限责任公司”等写法不同")
    if not one.form or not other.form:
        return Agreement(MatchClass.SHORT, 200, True, "简称与名称的字号、行业相符")
    if one.regions == other.regions:
        return Agreement(MatchClass.SHORT, 220, True, "字号、行业、行政区划相同，公司形式不同，可能已变更")
    return Agreement(MatchClass.SHORT, 190, True, "字号、行业相同，一方未写行政区划")


def _slip(one: Unit, other: Unit) -> Agreement | None:
    """One wrong character: in a long trade name, or in the words behind the trade name when they make no trade."""
    if not _forms_agree(one.form, other.form) or OSA.distance(one.body, other.body, score_cutoff=1) > 1:
        return None
    if not _COUNTING.isdisjoint(set(one.body) ^ set(other.body)):
        return None  # 第一公司, 第二公司
    wrong = Agreement(MatchClass.TYPO, 110, True, "名称仅差一字（错、漏、多或颠倒）")
    if one.trade == other.trade:
        return wrong if min(len(one.core), len(other.core)) >= _CORE_FROM else None
    known, garbled = (one, other) if one.trade else (other, one)
    behind = garbled.body.startswith(known.core) and garbled.body[len(known.core) :] not in TRADES
    return wrong if behind and known.trade else None
