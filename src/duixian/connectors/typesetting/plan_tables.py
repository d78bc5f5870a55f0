"""A distribution plan as the tables and sentences of its paper, and one payee's part of it."""

from typing import Any

from duixian.base.money import in_words
from duixian.law.distribution import DebtorKind, FeePosition, Plan, PracticeKey, StepKind, explain
from duixian.law.distribution.words import money

_SHORT_FOR = {
    "民诉解释": "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》",
    "执行规定": "《最高人民法院关于人民法院执行工作若干问题的规定（试行）》",
    "法释〔2014〕8号": "《最高人民法院关于执行程序中计算迟延履行期间的债务利息适用法律若干问题的解释》",
    "法释〔2020〕25号": "《最高人民法院关于审理建设工程施工合同纠纷案件适用法律问题的解释（一）》",
}

_DEBTORS = {
    DebtorKind.PERSON: "自然人",
    DebtorKind.ORGANISATION: "其他组织",
    DebtorKind.COMPANY: "企业法人",
}

_ORDINARY = {
    True: "普通债权按照财产保全和执行中查封、扣押、冻结的先后清偿；同一生效法律文书的多个债权人按债权比例受偿"
    "（民诉解释第514条，执行规定第55条）。",
    False: "普通债权按照其占全部参与分配债权数额的比例受偿（民诉解释第508条）。",
}


def plan_particulars(plan: Plan) -> dict[str, Any]:
    """What the paper of a plan shows."""
    facts = plan.facts
    names = {payee.key: payee.creditor for payee in plan.payees}
    paid_costs = {cost.key: 0 for cost in facts.costs}
    for step in plan.steps:
        if step.kind in (StepKind.COSTS, StepKind.FEE_LAST):
            for line in step.lines:
                paid_costs[line.key] += line.paid
    rules = _rules(plan)
    steps = [
        [
            str(step.number),
            f"{step.label}（{'；'.join(str(basis) for basis in step.bases)}）",
            money(step.available),
            money(step.owed),
            money(step.paid),
        ]
        for step in plan.steps
    ]
    return {
        "debtor": facts.debtor,
        "debtor_kind": _DEBTORS[facts.debtor_kind],
        "funds": f"{money(facts.funds)}元（大写：{in_words(facts.funds)}）",
        "funds_plain": money(facts.funds),
        "pots": [[str(i), pot.label, money(pot.amount)] for i, pot in enumerate(facts.proceeds, start=1)],
        "costs": [
            [str(i), cost.label, money(cost.amount), money(paid_costs[cost.key])]
            for i, cost in enumerate(facts.costs, start=1)
        ],
        "costs_owed": money(sum(cost.amount for cost in facts.costs)),
        "costs_paid": money(plan.costs_paid),
        "rules": rules,
        "abbreviations": _abbreviations("".join([*rules, *(step[1] for step in steps)])),
        "steps": steps,
        "payees": [
            [str(i), p.creditor, p.case_number, money(p.claimed.total), money(p.paid), money(p.rest)]
            for i, p in enumerate(plan.payees, start=1)
        ],
        "claimed": money(sum(payee.claimed.total for payee in plan.payees)),
        "paid": money(plan.claims_paid),
        "paid_words": in_words(plan.claims_paid),
        "rests": money(plan.rests),
        "left_out": [[names[left.key], money(left.amount), left.reason.message] for left in plan.left_out],
        "residue": f"分配后余款人民币{money(plan.residue)}元"
        + ("，退还被执行人。" if plan.residue and not plan.left_out else "。"),
        "notes": list(plan.notes),
    }


def payee_particulars(plan: Plan, key: str) -> dict[str, Any]:
    """What one payee's sheet shows. Raises `KeyError` for a key that is not in the plan."""
    payee = plan.payee(key)
    sentences = explain(plan, key)
    rows = (
        ("本金", payee.claimed.principal, payee.parts.principal),
        ("一般债务利息", payee.claimed.interest, payee.parts.interest),
        ("费用", payee.claimed.fees, payee.parts.fees),
        ("加倍部分债务利息", payee.claimed.doubled, payee.parts.doubled),
    )
    return {
        "payee": payee.creditor,
        "payee_case": payee.case_number,
        "debtor": plan.facts.debtor,
        "abbreviations": _abbreviations("".join(basis for sentence in sentences for basis in sentence.bases)),
        "claimed": money(payee.claimed.total),
        "paid": money(payee.paid),
        "paid_words": in_words(payee.paid),
        "rest": money(payee.rest),
        "parts": [[label, money(owed), money(paid), money(owed - paid)] for label, owed, paid in rows if owed],
        "steps": [
            {"number": str(s.step), "label": s.label, "bases": "；".join(s.bases), "text": s.text} for s in sentences
        ],
        "left_out": next((left.reason.message for left in plan.left_out if left.key == key), ""),
    }


def _abbreviations(text: str) -> str:
    """What the short names used in a text stand for, or nothing."""
    used = [f"{short}，指{full}" for short, full in _SHORT_FOR.items() if short in text]
    return f"文中简称：{'；'.join(used)}。" if used else ""


def _rules(plan: Plan) -> list[str]:
    """The rules that bore on this plan, in one sentence each, the local ones with their source and status."""
    facts = plan.facts
    rules = [
        "先扣除执行费用，再清偿优先受偿的债权，然后清偿普通债权。",
        _ORDINARY[facts.debtor_kind is DebtorKind.COMPANY],
    ]
    if facts.rules.doubled_agreed:
        rules.append("当事人约定加倍部分债务利息与本债权一并受偿（法释〔2014〕8号第4条）。")
    else:
        rules.append("先清偿生效法律文书确定的金钱债务，再清偿加倍部分债务利息（法释〔2014〕8号第4条）。")
    if facts.rules.execution_fee is FeePosition.LAST:
        rules.append("申请执行费在各债权受偿之后收取（本院设置）。")
    for key in PracticeKey:
        setting = facts.practice.setting(key, facts.on)
        if setting and setting.value:
            what = (
                f"首先查封的债权人按其债权的{100 + setting.value}%计入比例"
                if "seizer" in key
                else "职工工资先于普通债权"
            )
            rules.append(f"{what}（{setting.cited}{setting.article}，地方规定，全国性规定对此没有条文）。")
    rules.append("按比例计算的款项取到分，余分以最大余数法分配，余数相同的先给债权较大者，再依编号。")
    return [f"（{number}）{rule}" for number, rule in enumerate(rules, start=1)]
