"""What the trail keeps for ever: every act once, with its ground, and nobody's name, number or account."""

import json
from datetime import date, timedelta

from courthouse import CourtHouse, item

from duixian.domain.funds.models import Posting, Receipt
from duixian.domain.trail.models import Entry
from duixian.flows.identify_receipt import identify_receipt, take_back_receipt
from duixian.ports.banks import PaymentState

DAY = date(2026, 4, 1)
PAYER, APPLICANT, DEBTOR = "张三丰", "洪春生", "黎明华"


def whole_path(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, APPLICANT, DEBTOR))
    own.take_in(own.camt(own.transfer(500_000, DAY, counterparty=PAYER, remark=f"代{DEBTOR}还款，电话13800138000")))
    receipt = Receipt.objects.get()
    said = [{"code": "match.payer", "message": f"付款人{PAYER}与被执行人同名", "value": PAYER}]
    identify_receipt(acting=own.accountant, receipt=receipt, case=case, reasons=said, on=DAY, now=own.now)
    take_back_receipt(acting=own.accountant, receipt=receipt, reason="认领有误", on=DAY, now=own.now)
    identify_receipt(acting=own.accountant, receipt=receipt, case=case, reasons=said, on=DAY, now=own.now)
    own.distribute(case, on=DAY)
    own.name(own.applicant(case))
    batch = own.sent()
    own.answer(batch, PaymentState.SETTLED, on=DAY)
    payout = batch.payouts.get()
    back = own.transfer(
        500_000,
        DAY + timedelta(days=1),
        returned=True,
        end_to_end_id=payout.end_to_end_id,
        reason_code="AC04",
        remark=f"退汇 户名{APPLICANT}不符",
    )
    own.take_in(own.camt(back), "back.xml")


def test_nothing_that_cannot_be_erased_names_anybody(own: CourtHouse) -> None:
    whole_path(own)

    kept = "\n".join(Posting.objects.values_list("memo", flat=True)) + "\n".join(
        json.dumps(payload, ensure_ascii=False) for payload in Entry.objects.values_list("payload", flat=True)
    )
    private = (PAYER, APPLICANT, DEBTOR, "13800138000", "6217000000000011", "6222020000000001")
    assert [word for word in private if word in kept] == []


def test_what_is_not_in_the_trail_is_in_its_own_row(own: CourtHouse) -> None:
    whole_path(own)

    assert Receipt.objects.get().reasons[0]["value"] == PAYER


def test_each_act_on_money_is_recorded_once(own: CourtHouse) -> None:
    whole_path(own)

    acts = list(Entry.objects.order_by("seq").values_list("act", flat=True))
    counted = {act: acts.count(act) for act in acts if act.split(".")[0] in ("funds", "plan", "payout")}
    assert counted == {
        "funds.open_bank_account": 1,
        "funds.import_statement": 2,
        "funds.identify": 2,
        "funds.take_back": 1,
        "plan.draft": 1,
        "plan.confirm": 1,
        "plan.carry_out": 1,
        "payout.make": 1,
        "payout.check": 1,
        "payout.send": 1,
        "payout.results": 1,
        "payout.returned": 1,
    }
