"""What parties agree: settlements in instalments, their breach and the title resumed, promises with an hour."""

from datetime import date, timedelta

from django.db.models import F

from duixian.domain.cases.models import CaseState
from duixian.domain.settlements.models import Instalment, Settlement
from duixian.flows.settle import agree as agree_flow
from duixian.flows.settle import promise as promise_flow
from duixian.flows.settle import resume as resume_flow
from duixian.flows.settle import spread
from duixian.flows.state_debt import debt_of
from duixian.law.settlement import Form, Side, Signer, Terms, equal
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Turn

_FEE_WAIVED = "《诉讼费用交纳办法》第四十七条"
_FIRST_DUE = timedelta(days=10)
_IN_DAYS, _THIS_AFTERNOON = timedelta(days=4), timedelta(hours=8)


def terms_of(dossier: Dossier, *, first: date) -> Terms:
    """Three monthly instalments from a day on, for a little less than what is owed, signed today."""
    today = dossier.bench.today
    total = debt_of(dossier.case, on=today).remaining * 95 // 100
    signers = (
        Signer(dossier.life.applicant.name, Side.CREDITOR, today),
        Signer(dossier.life.debtor.name, Side.DEBTOR, today),
    )
    return Terms(Form.JOINT, today, equal(total=total, count=3, first=first), signers)


def agree(province: Province, dossier: Dossier, turn: Turn) -> None:
    """They settle; the debtor is freed of the fee."""
    bench = dossier.bench
    bench.stage.waive_fee(dossier.case, _FEE_WAIVED)
    case = dossier.case
    terms = terms_of(dossier, first=bench.today + _FIRST_DUE)
    dossier.matter_id = agree_flow.enter(
        acting=bench.officer,
        case=case,
        creditor=dossier.applicant,
        debtor=dossier.debtor,
        terms=terms,
        on=bench.today,
        now=bench.now,
    ).pk


def hand_over(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The next instalment goes from hand to hand, and the creditor writes a receipt."""
    bench = dossier.bench
    waiting = Instalment.objects.filter(settlement_id=dossier.matter_id, paid_fen__lt=F("amount_fen"))
    due = waiting.order_by("number").first()
    if due is None:
        return "nothing_due"
    spread.acknowledge(
        acting=bench.officer,
        instalment=due,
        amount=due.amount_fen - due.paid_fen,
        paid_on=bench.today,
        acknowledged=f"收条（第{due.number}期）",
        on=bench.today,
        now=bench.now,
    )
    return None


def resume_title(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The applicant asks for the title again after the breach."""
    bench = dossier.bench
    settlement = Settlement.objects.select_related("case", "creditor", "debtor").get(pk=dossier.matter_id)
    if settlement.state != "breached":
        return f"settlement_{settlement.state}"
    resume_flow.ask(
        acting=bench.officer,
        settlement=settlement,
        applicant=settlement.creditor,
        requested_on=bench.today,
        grounds="第二期逾期未付",
        on=bench.today,
        now=bench.now,
    )
    return None


def promise(province: Province, dossier: Dossier, turn: Turn) -> str | None:
    """The debtor says when he will pay: in some days, which he keeps, or this afternoon, which he does not."""
    bench, case = dossier.bench, dossier.case
    if case.state == CaseState.CLOSED:
        return "closed"
    late = _IN_DAYS if turn.percent else _THIS_AFTERNOON
    promise_flow.note(
        acting=bench.officer,
        case=case,
        person=dossier.debtor,
        what="支付全部执行款",
        amount=debt_of(case, on=bench.today).to_pay,
        due_at=bench.stage.moment + late,
        now=bench.now,
    )
    return None
