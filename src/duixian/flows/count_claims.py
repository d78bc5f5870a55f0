"""What one creditor of a case is owed by one debtor on a day, by component: what a plan divides money over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from duixian.base.faults import BadInput, Fault
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole, Party
from duixian.domain.funds import selectors as funds
from duixian.flows.state_debt import conventions_of, events_of, exchange_of, excluded_of, uncounted_in
from duixian.law import calendar
from duixian.law.distribution import Amounts
from duixian.law.interest import LineKind, Payment, PaymentSource, Statement, by_currency, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import ItemKind, Liability, Ordered

_PARTS = {
    LineKind.PRINCIPAL: "principal",
    LineKind.PENALTY: "principal",
    LineKind.DELAY_MONEY: "principal",
    LineKind.INTEREST: "interest",
    LineKind.ORDINARY: "interest",
    LineKind.FEE: "fees",
    LineKind.COSTS: "fees",
    LineKind.DOUBLED: "doubled",
    LineKind.OLD_DELAY: "doubled",
}


def claim_amounts(
    case: Case, applicant: Party, *, debtor: Party, on: date, alone: bool
) -> tuple[Amounts, tuple[Fault, ...]]:
    """What this debtor owes one applicant on a day before the money now on the accounts is divided, by component, and
    what could not be counted.

    With one creditor and one case (`alone`) the money stopped the interest on the days it came in; else every claim is
    counted to the same day. Raises `BadInput` where the title does not say whose an item or an interest is.
    """
    own, only_one = _of_applicant(case, applicant)
    _only_payer(case, own, debtor)
    before = funds.distributed_to(case.pk, payee_id=None if only_one else applicant.person_id)
    counted, missing = _statement(case, own, before, on, debtor.label)
    if counted is None:
        return Amounts(), missing
    paid = {(line.key, line.kind): line.paid for line in counted.lines}
    if alone:
        everything, _ = _statement(case, own, [p for p in funds.payments_of(case.pk) if p.on <= on], on, debtor.label)
        counted = everything or counted
    parts = dict.fromkeys(("principal", "interest", "fees", "doubled"), 0)
    for line in counted.lines:
        parts[_PARTS[line.kind]] += line.opening + line.accrued - paid.get((line.key, line.kind), 0)
    return Amounts(**parts), missing


def _of_applicant(case: Case, applicant: Party) -> tuple[Ordered, bool]:
    """What a title orders for one applicant, and whether he is the only one."""
    ordered = cases.ordered_by(case.title)
    items = tuple(item for item in ordered.items if item.kind is not ItemKind.COSTS_TO_COURT)
    if case.parties.filter(role=CaseRole.APPLICANT).count() == 1:
        return replace(ordered, items=items), True
    owners = {item.key: frozenset(item.creditors) for item in items}
    principal = [item.key for item in items if item.kind is ItemKind.PRINCIPAL]
    of_term = {
        term.key: frozenset[str]().union(*(owners.get(key, frozenset()) for key in term.items or principal))
        for term in ordered.interests
    }
    shared = [item.label for item in items if len(owners[item.key]) != 1]
    shared += [term.label for term in ordered.interests if len(of_term[term.key]) != 1]
    if shared:
        raise BadInput(
            Fault(
                "plan.shared_item",
                "“{label}”有多名权利人而未载明各自份额",
                "请在案件中按份录入后再分配",
                field="给付内容",
                value=case.number,
                data={"label": shared[0]},
            )
        )
    his = {applicant.label}
    return replace(
        ordered,
        items=tuple(item for item in items if owners[item.key] == his),
        interests=tuple(term for term in ordered.interests if of_term[term.key] == his),
    ), False


def _only_payer(case: Case, ordered: Ordered, debtor: Party) -> None:
    """Where debtors answer for different sums, what another has paid cannot be told from what this one owes."""
    apart = any(
        item.debtors and (debtor.label not in item.debtors or item.liability is Liability.SEVERAL)
        for item in ordered.items
    )
    if apart and funds.others_paid(case.pk, debtor_id=debtor.person_id):
        raise BadInput(
            Fault(
                "plan.other_debtor",
                "各被执行人责任不同，且该案已分配过其他被执行人的款项",
                "请核对已付款项应抵充的给付内容后另案办理",
                field="案号",
                value=case.number,
            )
        )


def _statement(
    case: Case, ordered: Ordered, payments: Sequence[funds.Paid], on: date, debtor: str
) -> tuple[Statement | None, tuple[Fault, ...]]:
    """The debt in RMB, None where there is none, and what could not be counted in it."""
    resolved = facts_from(
        ordered,
        events=events_of(case.title),
        payments=[Payment(day=p.on, amount=p.amount, source=PaymentSource(p.source)) for p in payments],
        excluded=excluded_of(case),
        conventions=conventions_of(case),
        calendar=calendar.national(),
        debtor=debtor,
    )
    missing = uncounted_in(resolved.faults)
    facts = replace(resolved.facts, exchange=exchange_of(case))
    if not facts.exchange and any(item.currency != "CNY" for item in facts.items):
        missing = (
            *missing,
            Fault(
                "plan.foreign",
                "该案有外币债权尚未折算",
                "请先由申请执行人书面选择按人民币计算，或以外币受偿",
                field="案号",
                value=case.number,
            ),
        )
        facts = by_currency(facts).get("CNY", replace(facts, items=(), terms=()))
    return (calculate(facts, on=on) if facts.items or facts.terms else None), missing
