"""docs/law/distribution.md: the articles of a distribution, and plans divided by the program, line by line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duixian.base.faults import BadInput
from duixian.law.distribution import Held, Objection, Plan, PracticeKey, bases, divide, explain, hold_disputed
from duixian.law.distribution.bases import Basis
from duixian.law.distribution.practice import ROOM
from duixian.law.distribution.words import money
from duixian.reading.plans import read_plan
from pages.markdown import STATUS, page, table

_SHORT = Path(__file__).parents[2] / "docs/reference/examples/plan.json"


@dataclass(frozen=True, slots=True)
class Example:
    """A plan as `duixian split` reads it; what follows from it is computed on the page."""

    title: str
    document: Mapping[str, Any]


def examples() -> tuple[Example, ...]:
    """The plans on the page: every article the program divides by is used by one of them, or the test says so."""
    short = json.loads(_SHORT.read_text(encoding="utf-8"))
    company = {
        "debtor": "某某食品有限公司",
        "debtor_kind": "company",
        "on": "2026-11-22",
        "proceeds": [
            {"key": "厂房", "label": "厂房拍卖款", "amount": "900000"},
            {"key": "存款", "label": "扣划存款", "amount": "60000"},
        ],
        "costs": [{"key": "执行费", "label": "申请执行费", "amount": "12000", "kind": "execution_fee"}],
        "claims": [
            {
                "key": "工程",
                "creditor": "某某建筑公司",
                "principal": "400000",
                "control_rank": 3,
                "securities": [{"proceeds": "厂房", "kind": "construction"}],
            },
            {
                "key": "一抵",
                "creditor": "甲银行",
                "principal": "300000",
                "control_rank": 2,
                "securities": [{"proceeds": "厂房", "kind": "mortgage", "rank": 1}],
            },
            {
                "key": "二抵",
                "creditor": "乙银行",
                "principal": "350000",
                "control_rank": 4,
                "securities": [{"proceeds": "厂房", "kind": "mortgage", "rank": 2}],
            },
            {"key": "税", "creditor": "某某税务局", "principal": "20000", "kind": "tax", "control_rank": 5},
            {"key": "货一", "creditor": "李某", "principal": "30000", "title": "T1", "control_rank": 1},
            {"key": "货二", "creditor": "王某", "principal": "15000", "title": "T1"},
            {"key": "未封", "creditor": "赵某", "principal": "8000"},
        ],
    }
    lien = {
        "debtor": "周某",
        "debtor_kind": "person",
        "on": "2026-11-22",
        "proceeds": [{"key": "货车", "label": "货车变卖款", "amount": "50000"}],
        "claims": [
            {
                "key": "修理",
                "creditor": "某某汽修厂",
                "principal": "8000",
                "securities": [{"proceeds": "货车", "kind": "lien"}],
            },
            {
                "key": "抵押",
                "creditor": "某某银行",
                "principal": "60000",
                "securities": [{"proceeds": "货车", "kind": "mortgage"}],
            },
        ],
    }
    local = {
        "debtor": "周某",
        "debtor_kind": "person",
        "on": "2026-11-22",
        "funds": "30000",
        "claims": [
            {"key": "首封", "creditor": "李某", "principal": "50000", "control_rank": 1},
            {"key": "后来", "creditor": "王某", "principal": "50000", "control_rank": 2},
        ],
        "practice": [
            {
                "key": "first_seizer_percent",
                "value": 20,
                "province": "某省",
                "since": "2020-01-01",
                "source": "（本例假设的地方指引）",
                "status": "X",
            }
        ],
        "rules": {"execution_fee": "last"},
        "costs": [{"key": "执行费", "label": "申请执行费", "amount": "650", "kind": "execution_fee"}],
    }
    return (
        Example("自然人：费用、抵押、按比例", short),
        Example("企业法人：工程价款、两个抵押权、税款、按控制先后", company),
        Example("留置权先于抵押权", lien),
        Example("地方规定：首封适当多分；申请执行费后收", local),
    )


def write() -> str:
    """The page: articles with the examples that use them, local practice, the plans."""
    plans = [(example, _divided(example)) for example in examples()]
    objection = Objection("货款", "何桂兰", 1_000_000, "对货款债权的数额有异议")
    held = hold_disputed(plans[0][1], [objection])
    blocks = [
        "# 分配 Distribution",
        "计算：`src/duixian/law/distribution/`。数字均在生成本页时算出；文件格式见[分配方案文件](../reference/plan-files.md)。"
        "“例”是下面用到该条的例子和步骤。",
        "## 条文 Articles",
        table(("条文 Article", "要点 Rule", "核实", "例 Example"), _articles([plan for _, plan in plans], held)),
        "条文号为2026年有效的文本：民诉解释（2022-04-10）、执行规定（2021-01-01）。",
        "## 地方规定留下的余地 Local practice",
        "全国性规定没有的，由法院带出处录入，缺省全部关闭，超出下列上限的拒绝。",
        table(
            ("事项 Matter", "上限 Ceiling", "理由 Why"),
            ((f"`{key.value}`", f"{ROOM[key].ceiling} {ROOM[key].unit}", ROOM[key].why) for key in PracticeKey),
        ),
        "## 例 Worked examples",
    ]
    for number, (example, plan) in enumerate(plans, 1):
        blocks.extend(_example(number, example, plan))
    blocks.extend(_objection(objection, held))
    return page(*blocks)


def _divided(example: Example) -> Plan:
    try:
        return divide(read_plan(json.dumps(example.document).encode()))
    except BadInput as bad:
        raise ValueError(f"{example.title}: {bad}") from bad


def articles() -> list[Basis]:
    """Every ground named in `law.distribution.bases`, in its order."""
    return [value for value in vars(bases).values() if isinstance(value, Basis)]


def _articles(plans: list[Plan], held: Held) -> Iterator[tuple[object, ...]]:
    for basis in articles():
        used = [
            f"{number}第{step.number}步"
            for number, plan in enumerate(plans, 1)
            for step in plan.steps
            if basis in step.bases
        ]
        if basis in held.bases:
            used.append("异议")
        yield basis, basis.gist, f"{basis.status} {STATUS[basis.status]}", "、".join(used) or "—"


def _example(number: int, example: Example, plan: Plan) -> Iterator[str]:
    facts = plan.facts
    yield f"### {number}. {example.title}"
    owed = "；".join(f"{claim.creditor}（{claim.key}）{money(claim.amounts.total)} 元" for claim in facts.claims)
    yield f"案款 {money(facts.funds)} 元。债权：{owed}。"
    yield table(
        ("步", "项目", "出自", "本步款项", "应付", "实付", "依据 Article"),
        (
            (
                step.number,
                step.label,
                step.source,
                money(step.available),
                money(step.owed),
                money(step.paid),
                "；".join(str(basis) for basis in step.bases),
            )
            for step in plan.steps
        ),
    )
    yield table(
        ("债权人", "债权", "受偿", "未受偿", "怎样算出 How"),
        (
            (
                f"{payee.creditor}（{payee.key}）",
                money(payee.claimed.total),
                money(payee.paid),
                money(payee.rest),
                "\n".join(f"第{sentence.step}步 {sentence.text}" for sentence in explain(plan, payee.key)),
            )
            for payee in plan.payees
        ),
    )
    said = [f"余款 {money(plan.residue)} 元。", *plan.notes]
    said += [f"未列入：{left.creditor} {money(left.amount)} 元：{left.reason.message}" for left in plan.left_out]
    yield "\n".join(f"- {sentence}" for sentence in said)


def _objection(objection: Objection, held: Held) -> Iterator[str]:
    yield "### 方案异议 Objection"
    disputed = money(objection.disputed or 0)
    yield (
        f"例1中，{objection.by}对“{objection.line}”一行的 {disputed} 元提出异议：争议部分提存，其余先行发放"
        f"（{'；'.join(str(basis) for basis in held.bases)}）。"
    )
    yield table(
        ("行 Line", "方案 Planned", "提存 Held", "发放 Released"),
        ((line.key, money(line.planned), money(line.held), money(line.released)) for line in held.lines),
    )
