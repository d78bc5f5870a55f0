"""The instruments of settlements and guarantees in words."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.connectors.typesetting.control_particulars import LAW, ON_LAW, account_lines, in_the_matter
from duixian.connectors.typesetting.dates import in_digits
from duixian.connectors.typesetting.instruments import Kind
from duixian.connectors.typesetting.settlement_papers import (
    Decision,
    GuaranteeLetter,
    PerformanceReminder,
    ScheduleLine,
    SettlementRecord,
    SettlementRuling,
)
from duixian.connectors.typesetting.wording import listed, yuan
from duixian.law.distribution.words import money

ON_SETTLEMENT = "《最高人民法院关于执行和解若干问题的规定》"
ON_GUARANTEE = "《最高人民法院关于执行担保若干问题的规定》"

_ARTICLES: Mapping[Decision, str] = {
    Decision.SUSPEND: f"{LAW}第二百四十一条、{ON_SETTLEMENT}第二条",
    Decision.RESUME: f"{LAW}第二百四十一条第二款、{ON_LAW}第四百六十五条、{ON_SETTLEMENT}第九条、第十一条、第十七条",
    Decision.REFUSE: f"{ON_SETTLEMENT}第十一条",
    Decision.CALL_SURETY: f"{ON_SETTLEMENT}第十八条",
    Decision.CALL_GUARANTOR: f"{LAW}第二百四十二条、{ON_LAW}第四百六十九条、{ON_GUARANTEE}第十一条",
}


def _ordered(paper: SettlementRuling) -> list[str]:
    title, debtors = paper.matter.title, listed(one.name for one in paper.matter.debtors)
    if paper.decision is Decision.SUSPEND:
        return [
            f"中止对{title.issuer}{title.number}{title.name}的执行。",
            "执行和解协议履行期间，已采取的控制措施继续有效，到期前应当续行；申请执行人申请解除的，另行处理。",
        ]
    if paper.decision is Decision.RESUME:
        return [
            f"恢复对{title.issuer}{title.number}{title.name}的执行。",
            "执行和解协议已经履行的部分依法扣除；迟延履行期间的债务利息按执行依据和法律规定连续计算。",
        ]
    if paper.decision is Decision.REFUSE:
        return ["不予恢复执行。"]
    what = f"担保财产（{paper.thing}）" if paper.thing else "财产"
    limit = f"，以{yuan(paper.limit)}为限" if paper.limit is not None else "，以其应当履行义务的部分为限"
    said = [f"执行担保人{paper.guarantor}的{what}{limit}。"]
    if paper.decision is Decision.CALL_GUARANTOR:
        said.append(f"被执行人{debtors}有便于执行的现金、银行存款的，先予执行。")
    said.append(f"{paper.guarantor}不因本裁定成为被执行人。")
    return said


def _ruling(paper: SettlementRuling) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "because": [f"{sentence.rstrip('。')}。" for sentence in paper.because],
        "articles": _ARTICLES[paper.decision],
        "ordered": _ordered(paper),
        "at_once": paper.decision is not Decision.REFUSE,
    }


def _line(one: ScheduleLine) -> list[str]:
    when = in_digits(one.due) if one.due else one.condition
    return [str(one.number), when, money(one.amount) if one.amount is not None else "—", one.what or "给付金钱"]


def _record(paper: SettlementRecord) -> dict[str, Any]:
    terms = []
    if paper.grace_days:
        terms.append(f"各期均有{paper.grace_days}日的宽限期。")
    if paper.acceleration:
        terms.append("任何一期逾期未履行的，其余各期一并到期。")
    if paper.whole:
        terms.append("按本协议全部履行完毕的，执行依据确定的其他给付申请执行人不再主张；未履行完毕的，该放弃不生效。")
    if paper.clauses:
        terms.append(" ".join(paper.clauses.split()))
    terms.append("被执行人不履行本协议的，申请执行人可以申请恢复执行原生效法律文书，也可以就履行本协议提起诉讼。")
    return {
        **in_the_matter(paper.matter),
        "form": paper.form,
        "signed_on": in_digits(paper.signed_on),
        "debt": yuan(paper.debt),
        "total": yuan(paper.total),
        "table": {
            "heads": ["期次", "履行日期或者条件", "金额（元）", "内容"],
            "widths": [12, 0, 32, 42],
            "aligns": ["center", "left", "right", "left"],
            "rows": [_line(one) for one in paper.schedule],
            "keys": [],
        },
        "terms": terms,
        "guarantors": list(paper.guarantors),
        "signings": [
            [one.side, one.name + (f"（代理人：{one.agent}）" if one.agent else "")] for one in paper.signings
        ],
    }


def _reminder(paper: PerformanceReminder) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "debtor": paper.debtor,
        "number": str(paper.number),
        "due": in_digits(paper.due),
        "missing": None if paper.missing is None else yuan(paper.missing),
        "what": paper.what,
        "account": account_lines(paper.account),
    }


def _letter(paper: GuaranteeLetter) -> dict[str, Any]:
    number = f"{paper.guarantor.number_label}{paper.guarantor.number}"
    rows = [
        ["担　保　人", paper.guarantor.name],
        *([["证件号码", number]] if paper.guarantor.number else []),
        ["担保数额", yuan(paper.amount)],
        ["担保方式", f"财产担保：{paper.thing}" if paper.thing else "保证"],
        ["暂缓期限", f"{in_digits(paper.stay_from)}至{in_digits(paper.stay_until)}"],
        ["担保期间", f"自暂缓执行期限届满之日起至{in_digits(paper.until)}"],
    ]
    return {**in_the_matter(paper.matter), "rows": rows, "guarantor": paper.guarantor.name}


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.SETTLEMENT_RULING: _ruling,
    Kind.SETTLEMENT_RECORD: _record,
    Kind.PERFORMANCE_REMINDER: _reminder,
    Kind.GUARANTEE_LETTER: _letter,
}
