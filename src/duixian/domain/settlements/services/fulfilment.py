"""Writing which money fulfils which instalment, and undoing it with a reason."""

from collections.abc import Iterable
from datetime import date, datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import Receipt
from duixian.domain.settlements.models import Fulfilment, FulfilmentKind, Instalment, InstalmentKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.settlement import Share

_BASIS = "《民法典》第五百六十条"


def fulfil(*, acting: Acting, case_id: int, court_id: int, shares: Iterable[Share], now: datetime) -> list[Fulfilment]:
    """Keep what an allocation said: parts of receipts fulfil instalments. The database holds each to what came in and
    to what was agreed."""
    wanted = list(shares)
    if not wanted:
        return []
    trail.take_turn(court_id)
    receipts = Receipt.objects.in_bulk([one.pot for one in wanted])
    made = [
        Fulfilment.objects.create(
            court_id=court_id,
            instalment_id=one.instalment,
            kind=FulfilmentKind.RECEIPT,
            receipt=receipts[one.pot],
            amount_fen=one.amount,
            paid_on=receipts[one.pot].received_on,
            at=now,
        )
        for one in wanted
    ]
    trail.record(
        acting=acting,
        act="settlement.fulfil",
        now=now,
        ground=_BASIS,
        subject=f"case:{case_id}",
        payload={"parts": [[row.receipt_id, row.instalment_id, row.amount_fen] for row in made]},
    )
    return made


def acknowledge(
    *, acting: Acting, instalment: Instalment, amount: Fen, paid_on: date, acknowledged: str, on: date, now: datetime
) -> Fulfilment:
    """The creditor says that he was paid directly: so many fen on a day, by a paper or on the record. Raises `BadInput`
    without that, for more than is missing, and for a day that has not come."""
    require(acting, "settlement.record", of_court=instalment.court_id)
    trail.take_turn(instalment.court_id)
    instalment.refresh_from_db()
    faults = []
    if not acknowledged.strip():
        faults.append(Fault("direct.paper", "须有申请执行人的确认", "请填写收条、笔录的日期和内容", field="确认"))
    missing = instalment.amount_fen - instalment.paid_fen
    if instalment.kind != InstalmentKind.MONEY or not 0 < amount <= missing:
        faults.append(
            Fault(
                "direct.amount",
                "金额须大于零且不超过该期未付的 {missing}",
                "超出的部分计入下一期，请分期登记",
                field="金额",
                value=display(amount),
                data={"missing": display(missing)},
            )
        )
    if paid_on > on:
        faults.append(Fault("direct.day", "付款日期晚于今天", "请核对", field="付款日期", value=paid_on.isoformat()))
    if faults:
        raise BadInput.of(faults)
    made = Fulfilment.objects.create(
        court_id=instalment.court_id,
        instalment=instalment,
        kind=FulfilmentKind.DIRECT,
        acknowledged=acknowledged.strip()[:200],
        amount_fen=amount,
        paid_on=paid_on,
        at=now,
    )
    trail.record(
        acting=acting,
        act="settlement.acknowledge",
        now=now,
        ground=_BASIS,
        subject=f"case:{instalment.settlement.case_id}",
        payload={"instalment": instalment.pk, "fen": amount, "on": paid_on.isoformat()},
    )
    return made


def undo_receipt(*, acting: Acting, receipt: Receipt, why: str, now: datetime) -> list[Fulfilment]:
    """A receipt leaves the case: what it fulfilled is open again. Returns what was undone."""
    rows = list(
        Fulfilment.objects.filter(receipt=receipt, undone_at__isnull=True).select_related("instalment__settlement")
    )
    if not rows:
        return []
    if not why.strip():
        raise Refused(Fault("receipt.reason", "撤回认领须写明原因", "请填写原因", field="原因"))
    trail.take_turn(receipt.court_id)
    for row in rows:
        Fulfilment.objects.filter(pk=row.pk).update(undone_at=now, undone_why=why.strip()[:200])
    trail.record(
        acting=acting,
        act="settlement.undo",
        now=now,
        ground=_BASIS,
        subject=f"case:{rows[0].instalment.settlement.case_id}",
        payload={"receipt": receipt.pk, "parts": [[row.instalment_id, row.amount_fen] for row in rows]},
    )
    return rows
