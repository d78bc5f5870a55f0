"""The readable waterfall of a plan and the sheet of one payee, for a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from duixian.law.distribution import Plan, explain
from duixian.law.distribution.words import money

_DEBTORS = {"person": "自然人", "organisation": "其他组织", "company": "企业法人"}


def print_plan(console: Console, plan: Plan) -> None:
    """Steps, payees, who was left out, the residue, notes and checks."""
    facts = plan.facts
    kind = _DEBTORS[facts.debtor_kind.value]
    console.print(
        f"[bold]分配方案[/bold]　被执行人 {escape(facts.debtor)}（{kind}）　{facts.on}　案款 {money(facts.funds)} 元"
    )
    console.print(_steps(plan))
    console.print(_payees(plan))
    for left in plan.left_out:
        console.print(
            f"未列入：{left.creditor}（{left.key}）{money(left.amount)} 元：{left.reason.message}", markup=False
        )
    console.print(f"余款 {money(plan.residue)} 元")
    for note in plan.notes:
        console.print(f"注意　{note}", style="yellow", markup=False)
    for check in plan.checks():
        console.print(f"核对　{check.label}：{money(check.left)} ＝ {money(check.right)}", style="dim", markup=False)


def print_payee(console: Console, plan: Plan, key: str) -> None:
    """One payee: claimed, received, owed, and the formula of every step. Raises `KeyError`."""
    payee = plan.payee(key)
    console.print(f"[bold]{escape(payee.creditor)}[/bold]　{escape(payee.case_number)}　编号 {escape(key)}")
    table = Table(show_footer=True)
    table.add_column("项目", footer="合计")
    sums = (payee.claimed.total, payee.paid, payee.rest)
    for name, total in zip(("债权", "本次受偿", "尚未受偿"), sums, strict=True):
        table.add_column(f"{name}（元）", justify="right", footer=money(total))
    for label, part in (("本金", "principal"), ("一般债务利息", "interest"), ("费用", "fees"), ("加倍部分", "doubled")):
        owed, paid = getattr(payee.claimed, part), getattr(payee.parts, part)
        if owed:
            table.add_row(label, money(owed), money(paid), money(owed - paid))
    console.print(table)
    for sentence in explain(plan, key):
        console.print(f"第{sentence.step}步 {sentence.label}（{'；'.join(sentence.bases)}）", markup=False)
        console.print(f"　　{sentence.text}", markup=False)
    for left in plan.left_out:
        if left.key == key:
            console.print(f"未列入：{left.reason}", style="yellow", markup=False)


def _steps(plan: Plan) -> Table:
    table = Table(title="分配步骤", title_justify="left")
    table.add_column("步", justify="right")
    table.add_column("项目")
    table.add_column("出自")
    for name in ("本步款项", "应付", "实付"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("依据")
    for step in plan.steps:
        table.add_row(
            str(step.number),
            escape(step.label),
            escape(step.source),
            money(step.available),
            money(step.owed),
            money(step.paid),
            escape("；".join(str(basis) for basis in step.bases)),
        )
    return table


def _payees(plan: Plan) -> Table:
    table = Table(title="各债权人受偿", title_justify="left", show_footer=True)
    table.add_column("编号", footer="合计")
    table.add_column("债权人")
    table.add_column("案号")
    claimed = sum(payee.claimed.total for payee in plan.payees)
    for name, total in (("债权", claimed), ("受偿", plan.claims_paid), ("未受偿", plan.rests)):
        table.add_column(name, justify="right", no_wrap=True, footer=money(total))
    for payee in plan.payees:
        amounts = (money(payee.claimed.total), money(payee.paid), money(payee.rest))
        table.add_row(escape(payee.key), escape(payee.creditor), escape(payee.case_number), *amounts)
    return table
