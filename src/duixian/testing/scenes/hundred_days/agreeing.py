"""What parties agree: settlements in instalments, their breach and the title resumed, promises with an hour."""

from datetime import timedelta

from duixian.domain.cases.models import CaseState
from duixian.domain.settlements.models import Settlement
from duixian.flows.settle import agree as agree_flow
from duixian.flows.settle import promise as promise_flow
from duixian.flows.settle import resume as resume_flow
from duixian.flows.state_debt import debt_of
from duixian.law.settlement import Form, Side, Signer, Terms, equal
from duixian.testing.scenes.hundred_days.courts import Province
from duixian.testing.scenes.hundred_days.dossier import Dossier
from duixian.worlds.hundred_days import Turn

_FEE_WAIVED = "《诉讼费用交纳办法》第四十七条"
_FIRST_DUE = timedelta(days=10)


def agree(province: Province, dossier: Dossier, turn: Turn) -> None:
    """Three instalments for a little less than what is owed; the debtor is freed of the fee."""
    bench = dossier.bench
    bench.stage.waive_fee(dossier.case, _FEE_WAIVED)
    case = dossier.case
    total = debt_of(case, on=bench.today).remaining * 95 // 100
    signers = (
        Signer(dossier.life.applicant.name, Side.CREDITOR, bench.today),
        Signer(dossier.life.debtor.name, Side.DEBTOR, bench.today),
    )
    terms = Terms(Form.JOINT, bench.today, equal(total=total, count=3, first=bench.today + _FIRST_DUE), signers)
    dossier.matter_id = agree_flow.enter(
        acting=bench.officer,
        case=case,
        creditor=dossier.applicant,
        debtor=dossier.debtor,
        terms=terms,
        on=bench.today,
        now=bench.now,
    ).pk


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
    """The debtor says that he will pay by five o'clock of the day after; every other one lets it pass by a day."""
    bench, case = dossier.bench, dossier.case
    if case.state == CaseState.CLOSED:
        return "closed"
    late = timedelta(hours=8) if dossier.life.key % 2 else timedelta(days=4)
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
