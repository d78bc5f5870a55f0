"""The readable waterfall of a plan and the sheet of one payee, for a terminal."""

from rich.console import Console

from duixian.faces.cli.console import Sheet, number, say, text, whole
from duixian.law.distribution import Plan, explain
from duixian.law.distribution.words import money

_DEBTORS = {"person": "自然人", "organisation": "其他组织", "company": "企业法人"}


def print_plan(console: Console, plan: Plan) -> None:
    """Steps, payees, who was left out, the residue, notes and checks."""
    facts = plan.facts
    kind = _DEBTORS[facts.debtor_kind.value]
    say(
        console,
        f"分配方案　被执行人 {facts.debtor}（{kind}）　{facts.on}　案款 {money(facts.funds)} 元",
        style="bold",
    )
    console.print(_steps(plan))
    console.print(_payees(plan))
    for left in plan.left_out:
        say(console, f"未列入：{left.creditor}（{left.key}）{money(left.amount)} 元：{left.reason.message}")
    say(console, f"余款 {money(plan.residue)} 元")
    for note in plan.notes:
        say(console, f"注意　{note}", style="yellow")
    for check in plan.checks():
        say(console, f"核对　{check.label}：{money(check.left)} ＝ {money(check.right)}", style="dim")


def print_payee(console: Console, plan: Plan, key: str) -> None:
    """One payee: claimed, received, owed, and the formula of every step. Raises `KeyError`."""
    payee = plan.payee(key)
    say(console, f"{payee.creditor}　{payee.case_number}　编号 {key}", style="bold")
    table = Sheet([*text("项目"), *number("债权（元）", "本次受偿（元）", "尚未受偿（元）")])
    for label, part in (("本金", "principal"), ("一般债务利息", "interest"), ("费用", "fees"), ("加倍部分", "doubled")):
        owed, paid = getattr(payee.claimed, part), getattr(payee.parts, part)
        if owed:
            table.add(label, money(owed), money(paid), money(owed - paid))
    table.add("合计", money(payee.claimed.total), money(payee.paid), money(payee.rest), style="bold", ruled=True)
    console.print(table)
    for sentence in explain(plan, key):
        say(console, f"第{sentence.step}步 {sentence.label}（{'；'.join(sentence.bases)}）")
        say(console, sentence.text, indent="　　")
    for left in plan.left_out:
        if left.key == key:
            say(console, f"未列入：{left.reason}", style="yellow")


def _steps(plan: Plan) -> Sheet:
    columns = [*number("步"), *text("项目", "出自"), *number("本步款项", "应付", "实付"), *text("依据")]
    table = Sheet(columns, title="分配步骤")
    for step in plan.steps:
        amounts = (money(step.available), money(step.owed), money(step.paid))
        table.add(step.number, step.label, step.source, *amounts, "；".join(str(basis) for basis in step.bases))
    return table


def _payees(plan: Plan) -> Sheet:
    columns = [*text("编号", "债权人"), *whole("案号"), *number("债权", "受偿", "未受偿")]
    table = Sheet(columns, title="各债权人受偿")
    for payee in plan.payees:
        amounts = (money(payee.claimed.total), money(payee.paid), money(payee.rest))
        table.add(payee.key, payee.creditor, payee.case_number, *amounts)
    claimed = sum(payee.claimed.total for payee in plan.payees)
    sums = (money(claimed), money(plan.claims_paid), money(plan.rests))
    table.add("合计", "", "", *sums, style="bold", ruled=True)
    return table
