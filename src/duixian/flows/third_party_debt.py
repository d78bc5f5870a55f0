"""A debt that a third party owes the debtor (到期债权): frozen, noticed, fifteen days, objection or enforcement.

`law.control.third_party_debt` says what may be enforced; an objection in time ends it without review for the part it
denies, silence opens it, and nobody reaches beyond the debtor's own debtor (执行规定 45–53; 民诉解释 499). What is
frozen counts against what the case needs like every other control.
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.assets.models import ThirdPartyDebt
from duixian.domain.assets.selectors import thirdparty as reading
from duixian.domain.assets.services import budgets, subjects, thirdparty
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.cases.services import course
from duixian.domain.courts import scope
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess
from duixian.flows.instruments.control import issue_debt_notice, issue_debt_notice_once, issue_debt_ruling
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.law import calendar
from duixian.law.control import thirdparty as law

RULE = "third_party_debt"


def draft(
    *,
    acting: Acting,
    case: Case,
    debtor: Person,
    third_party: Person,
    amount: Fen,
    basis: str,
    on: date,
    now: datetime,
    falls_due_on: date | None = None,
) -> ThirdPartyDebt:
    """Make out the freeze of a debt. Raises `BadInput` without a sum or what the debt rests on, and for a debtor of
    the third party; `Refused` for somebody who does not owe in this case, an incomplete identity, and for more than
    the case needs."""
    require(acting, "third_party.draft", of_court=case.court_id)
    if not basis.strip():
        raise BadInput(Fault("third_party.basis", "须写明债权的来源和凭据", "请填写合同、对账单或判决", field="依据"))
    with transaction.atomic():
        trail.take_turn(case.court_id)
        _of_the_debtor(case, debtor, amount, on)
        subjects.subject_of(third_party)
        if third_party.pk == debtor.pk:
            raise Refused(Fault("third_party.self", "第三人不能是被执行人自己", "请核对第三人", field="第三人"))
        _within_need(acting, case, debtor, amount, on, now)
        return thirdparty.make_out(
            acting=acting,
            case=case,
            debtor=debtor,
            third_party=third_party,
            amount=amount,
            basis=basis,
            falls_due_on=falls_due_on,
            now=now,
        )


def approve(*, acting: Acting, debt: ThirdPartyDebt, on: date, now: datetime) -> ThirdPartyDebt:
    """Another person approves; what the case needs is looked at again: a draft that is superfluous by now has ended.
    Raises `Refused`."""
    require(acting, "third_party.approve", of_court=debt.court_id)
    with transaction.atomic():
        trail.take_turn(debt.court_id)
        release_excess.refresh(case=debt.case, acting=acting, on=on, now=now)
        debt = thirdparty.approve(acting=acting, debt=debt, now=now)
        issue_debt_ruling(acting=acting, debt=debt, on=on, now=now)
        if debt.falls_due_on is None or debt.falls_due_on <= on:
            issue_debt_notice(acting=acting, debt=debt, on=on, now=now)
        return debt


def serve(*, acting: Acting, debt: ThirdPartyDebt, on: date, now: datetime) -> ThirdPartyDebt:
    """The ruling and the notice to perform were served: the fifteen days run. Raises `Refused` for a debt that is not
    due yet: it stays frozen, and nobody has to pay before the day."""
    require(acting, "third_party.record", of_court=debt.court_id)
    if debt.falls_due_on is not None and on < debt.falls_due_on:
        raise Refused(
            Fault(
                "third_party.not_due",
                "该债权 {day} 才到期，届时方可通知履行",
                "冻结继续有效，到期后再送达履行通知",
                field="到期日",
                value=debt.falls_due_on.isoformat(),
                data={"day": debt.falls_due_on.isoformat()},
            )
        )
    with transaction.atomic():
        trail.take_turn(debt.court_id)
        until = deadline_of(court_id=debt.court_id, rule=RULE, since=on).day
        if debt.falls_due_on is not None:  # due later than it was frozen: the notice was not yet made then
            issue_debt_notice_once(acting=acting, debt=debt, on=on, now=now)
        debt = thirdparty.note_service(acting=acting, debt=debt, on=on, answer_until=until, now=now)
        open_nodes(case=debt.case, rules=[RULE], since=on)
        return debt


def object_to(
    *, acting: Acting, debt: ThirdPartyDebt, denied: Fen | None, text: str, on: date, now: datetime
) -> ThirdPartyDebt:
    """Take in the third party's objection: to all of the debt (`denied` None) or to a part, fen. It is not looked into:
    in time it ends enforcement of what it denies; later it is kept and stops nothing. Raises `BadInput` for a sum that
    is none of the debt or an empty objection, `Refused` before service."""
    require(acting, "third_party.record", of_court=debt.court_id)
    if not text.strip():
        raise BadInput(Fault("third_party.text", "须写明异议的内容", "请按异议书填写", field="异议"))
    amount = debt.amount_fen if denied is None else denied
    if not 0 < amount <= debt.amount_fen:
        raise BadInput(
            Fault(
                "third_party.denied",
                "异议的数额须大于零且不超过债权额 {amount}",
                "请按异议书填写",
                field="异议金额",
                value=display(amount),
                data={"amount": display(debt.amount_fen)},
            )
        )
    with transaction.atomic():
        trail.take_turn(debt.court_id)
        debt.refresh_from_db()
        in_time = debt.answer_until is not None and on <= debt.answer_until
        debt = thirdparty.note_objection(
            acting=acting, debt=debt, denied=amount, in_time=in_time, text=text, on=on, now=now
        )
        _close_node(debt, on)
        return debt


def pay(
    *, acting: Acting, debt: ThirdPartyDebt, receipt: Receipt, reason: str, on: date, now: datetime
) -> ThirdPartyDebt:
    """A receipt identified to the case was paid on this debt. A payer of another name needs a reason. Raises `Refused`,
    `BadInput`."""
    require(acting, "third_party.record", of_court=debt.court_id)
    payer = receipt.payer.strip()
    if payer != debt.third_party.name and not reason.strip():
        raise BadInput(
            Fault(
                "third_party.payer",
                "付款人“{payer}”不是第三人“{name}”",
                "确系代付的，请写明理由",
                field="到账",
                value=payer,
                data={"payer": payer, "name": debt.third_party.name},
            )
        )
    with transaction.atomic():
        debt = thirdparty.note_payment(acting=acting, debt=debt, receipt=receipt, reason=reason, now=now)
        _close_node(debt, on)
        return debt


def end(*, acting: Acting, debt: ThirdPartyDebt, why: str, on: date, now: datetime) -> ThirdPartyDebt:
    """Lift the freeze: paid otherwise, renounced, found not to be. Raises `Refused`."""
    with transaction.atomic():
        debt = thirdparty.end(acting=acting, debt=debt, why=why, now=now)
        _close_node(debt, on)
        return debt


def standing(debt: ThirdPartyDebt, *, on: date) -> law.DebtStanding:
    """What may be enforced against the third party on a day, by the law. Raises `Refused` before service."""
    if debt.served_on is None:
        raise Refused(Fault("third_party.not_served", "尚未送达第三人", "送达后起算十五日", field="到期债权"))
    denied = debt.undisputed_fen is not None
    amount = debt.amount_fen - (debt.released_fen if reading.holds(debt) else 0)  # what was let go was denied first
    facts = law.ThirdPartyDebt(
        amount=amount,
        noticed_on=debt.served_on,
        denied=max(0, amount - (debt.undisputed_fen or 0)) if denied else None,
        objected_on=debt.objected_on if denied else None,
        paid=reading.paid(debt),
    )
    return law.third_party_debt(facts, on=on, calendar=calendar.national())


def open_due(*, court_id: int, on: date, now: datetime) -> list[ThirdPartyDebt]:
    """Every night: debts whose days are over become enforceable, for what was neither paid nor denied."""
    acting = Acting.system(court_id, "watch")
    opened = []
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        for debt in reading.running_out(court_id, on=on).select_related("case"):
            if standing(debt, on=on).standing is law.Standing.ENFORCEABLE:
                opened.append(thirdparty.note_due(acting=acting, debt=debt, now=now))
                _close_node(debt, on)
    return opened


def _of_the_debtor(case: Case, debtor: Person, amount: Fen, on: date) -> None:
    """Whether it is a debt to a debtor of the case, and not to one who himself is reached only as a third party."""
    if case.state == CaseState.CLOSED:
        raise Refused(Fault("third_party.closed", "案件已结案", "先恢复执行", field="案件", value=case.number))
    owing = subjects.liable([case.pk]).get(case.pk, [])
    reached = ThirdPartyDebt.objects.filter(case=case, third_party=debtor).exists()
    tier = 2 if reached and debtor not in owing else 1
    facts = law.ThirdPartyDebt(amount=amount, noticed_on=on, tier=tier)
    law.third_party_debt(facts, on=on, calendar=calendar.national())  # refuses a second tier, and no sum
    if debtor not in owing:
        raise Refused(subjects.not_liable_fault(debtor))


def _within_need(acting: Acting, case: Case, debtor: Person, amount: Fen, on: date, now: datetime) -> None:
    """No more than the case needs, what it holds otherwise counted in (查封规定 19). The need is counted anew and
    written down, so that the database holds the debt to it as it holds every control."""
    release_excess.refresh(case=case, acting=acting, on=on, now=now)
    left = budgets.room(case_id=case.pk, person_id=debtor.pk)
    if amount > left:
        raise Refused(
            Fault(
                "third_party.over",
                "冻结 {amount} 将超过本案尚需控制的 {left}（查封规定第十九条）",
                "请减少金额，或先解除其他控制",
                field="债权额",
                value=display(amount),
                data={"amount": display(amount), "left": display(left)},
            )
        )


def _close_node(debt: ThirdPartyDebt, on: date) -> None:
    """The days of the third party are over for this debt; the node is done once none of that day's debts waits."""
    waiting = ThirdPartyDebt.objects.filter(
        case_id=debt.case_id, state=ThirdPartyDebt.State.SERVED, undisputed_fen__isnull=True, served_on=debt.served_on
    )
    if debt.served_on is not None and not waiting.exists():
        course.finish_node(case=debt.case, rule=RULE, on=on, since=debt.served_on)
