"""Reference cases of the Supreme People's Court, one JSON a line, with the circumstances read out of their text.

The texts are not part of this program: whoever has the files brings them, and each case keeps its source and licence.
What the words do not say is left open; the circumstances only help to find a case, they decide nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.law.refusal.catalogue import Conduct
from duixian.law.refusal.circumstances import Circumstances, Means, Relation, Result


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from, and on which terms."""

    title: str
    licence: str


@dataclass(frozen=True, slots=True)
class ReferenceCase:
    """One case. `gist` is the rule it stands for (裁判要旨), `index` the articles it cites."""

    number: str
    title: str
    keywords: str
    facts: str
    result: str
    reasons: str
    gist: str
    index: str
    source: Source
    circumstances: Circumstances


@dataclass(frozen=True, slots=True)
class CasesRead:
    """The good rows, and why the others are not."""

    cases: tuple[ReferenceCase, ...]
    faults: tuple[Fault, ...]


_FIELDS: Final[Mapping[str, str]] = {
    "keywords": "关键词",
    "facts": "基本案情",
    "result": "裁判结果",
    "reasons": "裁判理由",
    "gist": "裁判要旨",
    "index": "关联索引",
}


def read_cases(lines: Iterable[str], *, source: Source) -> CasesRead:
    """Read lines of JSON. A row that is no object, has no number or title, or comes twice is a fault with its line."""
    cases: dict[str, ReferenceCase] = {}
    faults = []
    for place, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            case = _case(row, source)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            faults.append(
                Fault("reference.row", "不是参考案例", "须有编号和标题", value=str(error)[:60], place=f"第 {place} 行")
            )
            continue
        if case.number in cases:
            faults.append(
                Fault("reference.twice", "编号重复", "保留先出现的一条", value=case.number, place=f"第 {place} 行")
            )
            continue
        cases[case.number] = case
    return CasesRead(tuple(cases.values()), tuple(faults))


def _case(row: Mapping[str, Any], source: Source) -> ReferenceCase:
    said = {name: str(row.get(label, "")).strip() for name, label in _FIELDS.items()}
    number, title = str(row["number"]).strip(), str(row["title"]).strip()
    if not number or not title:
        raise ValueError("number")
    text = "".join((title, *said.values()))
    return ReferenceCase(
        number=number, title=title, source=source, circumstances=circumstances_in(text, said["result"] or text), **said
    )


_CONDUCTS: Final[Mapping[Conduct, str]] = {
    Conduct.HIDE_TRANSFER: (
        r"隐[藏匿].{0,6}财产|转移.{0,8}(财产|房产|资金|款)|(财产|房产|资金|款).{0,12}转移|故意毁损|无偿转让|低价转让"
        r"|转移、隐[藏匿]"
    ),
    Conduct.PLEDGED_PROPERTY: r"(已|被)(查封|扣押|担保).{0,12}(转移|变卖|处分|毁损)",
    Conduct.REFUSES_ASSISTANCE: r"拒不协助执行|协助执行义务人.{0,12}拒",
    Conduct.WAIVES_RIGHTS: r"放弃(到期)?债权|虚假和解|虚假转让|虚构.{0,10}(债权|债务)",
    Conduct.OVERPAYS: r"高价(受让|购买)|为他人.{0,4}债务.{0,4}担保",
    Conduct.FALSE_EVIDENCE: r"伪造.{0,8}证据|毁灭.{0,8}证据|妨害作证",
    Conduct.FALSE_REPORT: r"(拒绝|拒不|虚假|没有|不).{0,6}(报告|申报)财产|财产报告制度|违反限制(高)?消费",
    Conduct.REFUSES_HANDOVER: r"拒不(迁出|交付|腾退|退出)|拒绝(迁出|腾退)",
    Conduct.BREACHES_PROTECTION: r"人身安全保护令",
    Conduct.OBSTRUCTS: r"(暴力|威胁|推搡|聚众|辱骂).{0,10}(执行|法官|干警)|抗拒执行",
}
_RELATIONS: Final[Mapping[Relation, str]] = {
    Relation.SPOUSE: r"妻子|丈夫|夫妻|配偶|前妻|前夫|离婚",
    Relation.FAMILY: r"儿子|女儿|父亲|母亲|父母|弟弟|哥哥|姐姐|妹妹|其子|其女|亲属|岳父",
    Relation.FRIEND: r"朋友|他人账户|案外人",
    Relation.COMPANY: r"公司.{0,20}(法定代表人|股东)|关联公司|另行(成立|设立)",
}
_MEANS: Final[Mapping[Means, str]] = {
    Means.WALLET: r"微信|支付宝",
    Means.BANK: r"银行(账户|存款|流水|卡)",
    Means.HOUSE: r"房产|房屋|住宅|不动产|商铺",
    Means.VEHICLE: r"汽车|车辆|轿车|货车",
    Means.INCOME: r"工资|收入|工程款|货款",
    Means.SHARES: r"股权|股份",
    Means.RENT: r"租金",
}
_RESULTS: Final[Mapping[Result, str]] = {
    Result.IMPRISONMENT: r"有期徒刑",
    Result.PROBATION: r"缓刑",
    Result.DETENTION: r"判处拘役",
    Result.FINE: r"罚金",
    Result.WITHDRAWN: r"准许.{0,12}撤(诉|回)",
    Result.PERFORMED: r"(已|全部|主动)履行(完毕|了)?",
}
_SUM: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿|万)?余?元")
_UNIT: Final = {"": 100, "万": 1_000_000, "亿": 10_000_000_000}


def circumstances_in(text: str, result: str = "") -> Circumstances:
    """The circumstances a text names, by fixed words; the sum is the largest it names. `result`: where the outcome
    stands, the whole text where it is not told apart."""
    return Circumstances(
        conducts=frozenset(name for name, words in _CONDUCTS.items() if re.search(words, text)),
        sum_fen=max(_sums(text), default=None),
        relations=frozenset(name for name, words in _RELATIONS.items() if re.search(words, text)),
        means=frozenset(name for name, words in _MEANS.items() if re.search(words, text)),
        results=frozenset(name for name, words in _RESULTS.items() if re.search(words, result or text)),
    )


def _sums(text: str) -> list[Fen]:
    found = []
    for number, unit in _SUM.findall(text):
        whole, _, decimals = number.replace(",", "").partition(".")
        fen = int(whole) * _UNIT[unit]
        if decimals:
            fen += int(decimals[:8]) * _UNIT[unit] // 10 ** len(decimals[:8])
        found.append(Fen(fen))
    return found
