"""A seeded list of millions, and the customers of a bank to screen against it: names about as frequent as in life,
numbers that pass every check under a region that is given to no county.

Common surnames are as common as the census says (a table of a hundred); given names follow a falling law over common
characters. One in six entries is a unit; a few have a passport, an old number, a masked number or none.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from duixian.analytics.screening.entries import NEVER, SCHEMA
from duixian.analytics.screening.numbers import UNKNOWN_DAY

SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""By how many bear them, most first."""
GIVEN: Final = (
    "伟华英明国文丽建玉红军平志秀海小杰芳强春永艳敏林燕云晓金涛静俊勇辉兰霞荣生成波娟梅忠庆斌飞祥东宇峰新珍琴超光德宏莉福亮凤龙"
    "萍桂凯浩清立学家佳雪慧亚洪美正雨子天翠娜欣磊少振刚卫兴莲思爱玲瑞振鹏世鑫雅怡晨宁洋博淑瑶旭楠诗涵梓轩泽昊嘉琪雯倩婷颖璐健康"
    "仁义礼智信和顺富贵长守延继传耀祖启良善美真如意吉安昌盛隆泰恒久远达通利源润泉河江湖山川岳松柏竹菊荷莹洁冰露霜晴阳月星辰"
)
_PLACES: Final = ("合成省云川市", "合成省临泽市", "云川市", "临泽市", "云川", "临泽", "合成省", "")
_WORDS: Final = (
    "长风宏远顺达金穗恒泰华信瑞丰天成永昌嘉禾中正航同心润明德广源启鼎新兴隆盛世万象博雅晨曦佳美安联创诚锐东方"
)
_TRADES: Final = (
    "贸易", "建材", "建筑工程", "商贸", "物流", "食品", "装饰工程", "机械制造", "房地产开发", "餐饮管理", "科技",
    "劳务", "投资", "置业", "电子", "服装", "农业发展", "矿业", "文化传媒", "汽车销售",
)  # fmt: skip
_FORMS: Final = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
_USCC: Final = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", dtype=np.uint8)
_X: Final = int(np.flatnonzero(ord("X") == _USCC)[0])
_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS: Final = 90
_SPAN_DAYS: Final = (-11_000, 13_800)
"""Birth dates from 1939 to 2007, days from 1970-01-01."""
_TODAY: Final = 20_779

_UNITS: Final = 6
_RESIDENT, _USCC_KIND, _PASSPORT = 0, 1, 2


def entries(count: int, *, seed: int) -> pl.DataFrame:
    """A list of so many entries as columns (`screening.entries.SCHEMA`); the same seed gives the same list.

    Of a hundred persons one has a passport, one a masked number, one none; one unit in fifty has a former name.
    """
    dice = np.random.default_rng(seed)
    people = _people(count, dice)
    rare = dice.integers(0, 100, count)
    units = people["kind"].to_numpy() == 1
    passport, masked, none = ((rare == n) & ~units for n in range(3))
    frame = people.with_columns(
        id_high=pl.Series(dice.integers(0, 1 << 63, count, dtype=np.uint64)),
        id_low=pl.Series(dice.integers(0, 1 << 63, count, dtype=np.uint64)),
        register=pl.Series((rare % 2).astype(np.uint8)),
        expires=pl.Series(np.where(units, NEVER, _TODAY + dice.integers(30, 730, count)).astype(np.int32)),
        born=pl.when(pl.Series(passport | none)).then(pl.col("born")).otherwise(UNKNOWN_DAY),
        sex=pl.when(pl.Series(passport | none)).then(pl.col("sex")).otherwise(0),
        number=pl.when(pl.Series(passport))
        .then(_passports(dice, count))
        .when(pl.Series(masked))
        .then(pl.col("number").str.slice(0, 10) + "****" + pl.col("number").str.slice(14))
        .when(pl.Series(none))
        .then(pl.lit(""))
        .otherwise(pl.col("number")),
        number_kind=pl.when(pl.Series(passport)).then(_PASSPORT).otherwise(pl.col("number_kind")),
        more=pl.when(pl.Series(units & (rare < 2)))
        .then('{"former": ["' + pl.Series(_firms(count, dice)) + '"]}')
        .otherwise(pl.lit("")),
    )
    return frame.select(SCHEMA.names()).cast(SCHEMA)


def customers(count: int, listed: pl.DataFrame, *, seed: int, share: float = 0.01) -> pl.DataFrame:
    """A bank's customers as columns (`screening.bulk.CUSTOMERS`). A `share` are entries of the list, known with their
    numbers; of a hundred one has a passport with a birth date, one a masked number, one a name and birth date alone."""
    dice = np.random.default_rng(seed)
    people = _people(count, dice).select("name", "kind", "number", "number_kind", "born", "sex")
    known = dice.random(count) < share
    whose = listed.select("name", "kind", "number", "number_kind", "born", "sex")
    drawn = whose[dice.integers(0, len(listed), count)]
    frame = people.select(
        pl.when(pl.Series(known)).then(drawn[name]).otherwise(pl.col(name)).alias(name) for name in people.columns
    )
    rare = dice.integers(0, 100, count)
    units = frame["kind"].to_numpy() == 1
    passport, masked, none = ((rare == n) & ~units & ~known for n in range(3))
    frame = frame.with_columns(
        born=pl.when(pl.Series(masked)).then(UNKNOWN_DAY).otherwise(pl.col("born")),
        number=pl.when(pl.Series(passport))
        .then(_passports(dice, count))
        .when(pl.Series(masked))
        .then(pl.col("number").str.slice(0, 10) + "****" + pl.col("number").str.slice(14))
        .when(pl.Series(none))
        .then(pl.lit(""))
        .otherwise(pl.col("number")),
        number_kind=pl.when(pl.Series(passport)).then(_PASSPORT).otherwise(pl.col("number_kind")),
    )
    kept = pl.Schema({name: SCHEMA[name] for name in ("name", "kind", "number", "number_kind", "born", "sex")})
    return frame.select(kept.names()).cast(kept)


def _people(count: int, dice: np.random.Generator) -> pl.DataFrame:
    """Persons and units with a number each."""
    units = dice.integers(0, _UNITS, count) == 0
    born = dice.integers(*_SPAN_DAYS, count)
    male = dice.integers(0, 2, count)
    residents = _residents(born, male, dice)
    codes = _credit_codes(count, dice)
    persons, firms = pl.Series(_names(count, dice)), pl.Series(_firms(count, dice))
    return pl.DataFrame({"kind": units.astype(np.uint8), "born": np.where(units, UNKNOWN_DAY, born)}).select(
        pl.when(pl.col("kind") == 1).then(firms).otherwise(persons).alias("name"),
        pl.col("kind"),
        pl.when(pl.col("kind") == 1).then(codes).otherwise(residents).alias("number"),
        pl.when(pl.col("kind") == 1).then(_USCC_KIND).otherwise(_RESIDENT).alias("number_kind"),
        pl.col("born"),
        pl.when(pl.col("kind") == 1).then(0).otherwise(pl.Series(2 - male)).alias("sex"),
    )


def _drawn(characters: str, count: int, dice: np.random.Generator, *, flat: float) -> pl.Series:
    """Characters drawn by a law that falls with their rank: 1 / (rank + flat)."""
    weights = 1 / (np.arange(len(characters)) + flat)
    edges = np.cumsum(weights / weights.sum())
    found = np.minimum(np.searchsorted(edges, dice.random(count)), len(characters) - 1)
    return _chosen(tuple(characters), found)


def _chosen(words: tuple[str, ...], places: NDArray[np.int64]) -> pl.Series:
    return pl.Series(values=words, dtype=pl.String).gather(places)


def _names(count: int, dice: np.random.Generator) -> pl.Series:
    """A surname and one given character or two (three names in four have two)."""
    second = pl.Series(dice.random(count) < 0.75)
    pair = pl.DataFrame({"more": second, "given": _drawn(GIVEN, count, dice, flat=18.0)}).select(
        pl.when(pl.col("more")).then(pl.col("given")).otherwise(pl.lit(""))
    )
    return _drawn(SURNAMES, count, dice, flat=8.0) + _drawn(GIVEN, count, dice, flat=18.0) + pair.to_series()


def _firms(count: int, dice: np.random.Generator) -> pl.Series:
    """Place, trade name of two to four characters, trade and form."""
    pieces = [_chosen(_PLACES, dice.integers(0, len(_PLACES), count))]
    pieces += [_chosen(tuple(_WORDS), dice.integers(0, len(_WORDS), count)) for _ in range(2)]
    pieces += [_chosen((*_WORDS, *[""] * len(_WORDS)), dice.integers(0, 2 * len(_WORDS), count)) for _ in range(2)]
    pieces += [_chosen(words, dice.integers(0, len(words), count)) for words in (_TRADES, _FORMS)]
    named = pieces[0]
    for piece in pieces[1:]:
        named = named + piece
    return named


def _residents(born: NDArray[np.int64], male: NDArray[np.int64], dice: np.random.Generator) -> pl.Series:
    """Resident numbers with their check digit."""
    days = born.astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    months = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    within = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    region = 649_900 + dice.integers(1, _REGIONS, len(born))
    serial = dice.integers(0, 500, len(born)) * 2 + male
    return _with_check(((region * 10_000 + years) * 10_000 + months * 100 + within) * 1000 + serial)


def _with_check(bodies: NDArray[np.int64]) -> pl.Series:
    total = np.zeros(len(bodies), dtype=np.int64)
    for place, weight in enumerate(_RESIDENT_WEIGHTS):
        total += bodies // 10 ** (16 - place) % 10 * weight
    check = _chosen(tuple("10X98765432"), total % 11)
    return pl.Series(bodies).cast(pl.String) + check


def _credit_codes(count: int, dice: np.random.Generator) -> pl.Series:
    """Unified social credit codes with both their checks."""
    codes = np.empty((count, 18), dtype=np.uint8)
    codes[:, :6] = (9, 1, 6, 4, 9, 9)
    codes[:, 6:8] = dice.integers(0, 10, (count, 2))
    codes[:, 8:16] = dice.integers(0, 10, (count, 8))
    total = sum(codes[:, 8 + place].astype(np.int64) * w for place, w in enumerate(_ORGANISATION_WEIGHTS))
    check = -np.asarray(total) % 11
    codes[:, 16] = np.where(check == 10, _X, check)
    total = sum(codes[:, place].astype(np.int64) * pow(3, place, 31) for place in range(17))
    codes[:, 17] = -np.asarray(total) % 31
    joined = _USCC[codes].tobytes().decode()
    return pl.Series(values=[joined[at : at + 18] for at in range(0, len(joined), 18)], dtype=pl.String)


def _passports(dice: np.random.Generator, count: int) -> pl.Series:
    return "E" + pl.Series(dice.integers(10_000_000, 100_000_000, count)).cast(pl.String)
