"""Pay out: from payees' balances to the bank and back, through the hands the law wants.

`submit` and `collect` talk to the bank; they run in workers, never inside a transaction of a page. Each step may be
repeated after a crash: the bank knows a batch by its message id, the books know a result by the payout's state.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Node
from duixian.domain.cases.services import filing
from duixian.domain.courts import scope
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.disposal.services import bidders
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import AccountKind, BankAccount, Payout, PayoutBatch, PayoutState
from duixian.domain.funds.services import payout_results, payouts
from duixian.domain.funds.services.accounts import account
from duixian.domain.trail.acting import Acting
from duixian.flows import outbox
from duixian.flows.follow_money import follow_money
from duixian.ports.banks import (
    Bank,
    BankRefused,
    BatchReport,
    PaymentBatch,
    PaymentOrder,
    PaymentResult,
    PaymentState,
    UnknownBatch,
)

APPROVE_FROM: Fen = 10_000_000
"""From 100,000 yuan on a batch needs an approver, unless the court has set an amount of its own (practice, MON-04)."""


def _transit(court_id: int) -> int:
    return account(court_id=court_id, kind=AccountKind.IN_TRANSIT).pk


def bank_account_of(court_id: int) -> BankAccount:
    """The court's deposit account. Raises `Refused` while there is none."""
    found = BankAccount.objects.filter(court_id=court_id).first()
    if found is None:
        raise Refused(Fault("bank_account.missing", "本院尚未登记执行款专户", "请先在法院设置中登记专户"))
    return found


def make_batch(*, acting: Acting, now: datetime, cases: Sequence[int] | None = None) -> PayoutBatch:
    """Put every payee who can be paid into one batch, of these cases or of all."""
    bank = bank_account_of(acting.court_id)
    day = timezone.localtime(now).date()
    threshold = courts.setting(court_id=acting.court_id, key="payout.approve_from_fen", on=day, default=APPROVE_FROM)
    with transaction.atomic():
        serial = filing.next_serial(court_id=acting.court_id, year=day.year, type_word="付款")
        return payouts.make_batch(
            acting=acting,
            bank_account=bank,
            message_id=f"DX{acting.court_id:04d}{day:%Y%m%d}{serial:05d}",
            threshold=int(threshold),
            cases=cases,
            transit=_transit(acting.court_id),
            on=day,
            now=now,
        )


def check_batch(*, acting: Acting, batch: PayoutBatch, now: datetime) -> PayoutBatch:
    """Check a batch; below the court's amount it goes to the bank at once."""
    with transaction.atomic():
        batch = payouts.check_batch(acting=acting, batch=batch, now=now)
        _send_when_ready(batch)
    return batch


def approve_batch(*, acting: Acting, batch: PayoutBatch, now: datetime) -> PayoutBatch:
    """Approve a batch; it goes to the bank."""
    with transaction.atomic():
        batch = payouts.approve_batch(acting=acting, batch=batch, now=now)
        _send_when_ready(batch)
    return batch


def _send_when_ready(batch: PayoutBatch) -> None:
    if payouts.ready_to_send(batch):
        outbox.later(
            outbox.SEND_BATCH,
            lock=f"batch:{batch.pk}",
            once=f"send:{batch.pk}",
            court_id=batch.court_id,
            batch_id=batch.pk,
        )


def cancel_batch(*, acting: Acting, batch: PayoutBatch, reason: str, now: datetime) -> PayoutBatch:
    """Take a batch back that has not gone to the bank."""
    with transaction.atomic():
        if payouts.ready_to_send(batch):
            raise Refused(
                Fault(
                    "payout.queued",
                    "批次已完成审批，正在提交银行",
                    "请等待银行结果",
                    field="发放批次",
                    value=batch.message_id,
                )
            )
        return payouts.cancel_batch(
            acting=acting,
            batch=batch,
            reason=reason,
            transit=_transit(batch.court_id),
            on=timezone.localtime(now).date(),
            now=now,
        )


class _Orders:
    """The orders of a batch, read from the database as often as somebody walks them, a few thousand at a time."""

    def __init__(self, batch: PayoutBatch) -> None:
        self.batch = batch

    def __len__(self) -> int:
        return self.batch.count

    def __contains__(self, order: object) -> bool:
        return any(order == mine for mine in self)

    def __iter__(self) -> Iterator[PaymentOrder]:
        rows = Payout.objects.filter(batch=self.batch).order_by("pk")
        for row in rows.values_list(
            "end_to_end_id", "holder", "account_number", "amount_fen", "bank_code", "bank_name", "case__number"
        ).iterator(chunk_size=5000):
            yield PaymentOrder(
                end_to_end_id=row[0],
                payee_name=row[1],
                payee_account=row[2],
                amount=row[3],
                purpose=f"{row[6]}执行案款",
                bank_code=row[4],
                bank_name=row[5],
            )


def payment_batch(batch: PayoutBatch) -> PaymentBatch:
    """The batch as the port wants it; equal every time it is built, so that the bank knows it again."""
    bank = batch.bank_account
    decided = batch.approved_at or batch.checked_at or batch.made_at
    return PaymentBatch(
        message_id=batch.message_id,
        debtor_account=bank.number,
        debtor_name=bank.holder,
        created_at=decided,
        execute_on=timezone.localtime(decided).date(),
        orders=_Orders(batch),
        debtor_bank_code=bank.bank_code,
    )


def submit(*, court_id: int, batch_id: int, bank: Bank, now: datetime) -> PayoutBatch:
    """Hand a batch to the bank and note it. After a crash in between, the next run hands it over again: the bank pays
    a message id once. A batch the bank refuses, and does not know when asked, fails as a whole: its money returns to
    the payees with the reason. Raises `BankUnreachable`; then nothing is noted and the job comes again."""
    acting = Acting.system(court_id, "payout")
    with scope.of_court(court_id):
        batch = PayoutBatch.objects.select_related("bank_account").get(pk=batch_id)
        if batch.state in (PayoutState.SENT, PayoutState.PAID, PayoutState.FAILED):
            return batch
        if not payouts.ready_to_send(batch):
            raise Refused(Fault("payout.not_ready", "批次尚未完成复核或审批", value=batch.message_id))
        prepared = payment_batch(batch)
        try:
            bank.submit(prepared)
        except BankRefused as refused:
            if not _known(bank, batch.message_id):
                return payout_results.take_refusal(
                    acting=acting,
                    batch=batch,
                    reason=str(refused),
                    transit=_transit(court_id),
                    on=timezone.localtime(now).date(),
                    now=now,
                )
        batch = payouts.mark_sent(acting=acting, batch=batch, now=now)
        outbox.later(
            outbox.COLLECT_RESULTS,
            lock=f"batch:{batch_id}",
            once=f"collect:{batch_id}",
            court_id=court_id,
            batch_id=batch_id,
        )
    return batch


def _known(bank: Bank, message_id: str) -> bool:
    """Whether the bank has a batch after all: it refuses a message id it has taken before when anything differs."""
    try:
        bank.results(message_id)
    except UnknownBatch:
        return False
    return True


def collect(*, court_id: int, batch_id: int, bank: Bank, now: datetime) -> PayoutBatch:
    """Ask the bank what became of a batch and book it; ask again later while answers are missing."""
    with scope.of_court(court_id):
        batch = PayoutBatch.objects.select_related("bank_account").get(pk=batch_id)
    report = bank.results(batch.message_id)
    with scope.of_court(court_id):
        batch, _, _ = take_report(acting=Acting.system(court_id, "payout"), batch=batch, report=report, now=now)
        if batch.state == PayoutState.SENT:
            outbox.later(
                outbox.COLLECT_RESULTS,
                lock=f"batch:{batch_id}",
                once=f"collect:{batch_id}",
                delay_seconds=5,
                court_id=court_id,
                batch_id=batch_id,
            )
    return batch


def take_report(
    *, acting: Acting, batch: PayoutBatch, report: BatchReport, now: datetime
) -> tuple[PayoutBatch, int, int]:
    """Book a result file or answer; returns the batch, how many became paid and how many failed now.

    Raises `BadInput` when the report speaks of another batch, of a payment we never ordered, of another amount, or
    contradicts a final answer; `Refused` for a batch that is not with the bank. Then nothing of it is booked.
    """
    require(acting, "payout.send", of_court=batch.court_id)
    if report.message_id != batch.message_id:
        raise BadInput(
            Fault("payout.other_batch", "回执不属于本批次", "请核对文件", field="批次号", value=report.message_id)
        )
    if batch.state not in (PayoutState.SENT, PayoutState.PAID):
        raise Refused(
            Fault(
                "payout.not_sent",
                "批次当前是“{state}”，不应有银行结果",
                "请与银行核对该批次是否已付款，核对前不要重新发放",
                field="发放批次",
                value=batch.message_id,
                data={"state": batch.get_state_display()},
            )
        )
    final = _final_results(batch, report)
    rows = Payout.objects.filter(batch=batch)
    if len(final) < batch.count // 10:
        rows = rows.filter(end_to_end_id__in=[r.end_to_end_id for r in final])
    known = {
        end_to_end_id: (amount, state)
        for end_to_end_id, amount, state in rows.values_list("end_to_end_id", "amount_fen", "state").iterator()
    }
    ordered = {end_to_end_id: amount for end_to_end_id, (amount, _) in known.items()}
    faults = [
        Fault(
            "payout.unknown_result", "回执含有本批次没有的付款", "请与银行核对", field="付款编号", value=r.end_to_end_id
        )
        for r in final
        if r.end_to_end_id not in ordered
    ] + [
        Fault("payout.other_amount", "回执金额与付款金额不符", "请与银行核对", field="付款编号", value=r.end_to_end_id)
        for r in final
        if r.amount is not None and r.amount != ordered.get(r.end_to_end_id, r.amount)
    ]
    faults += [
        Fault(
            "payout.contradiction",
            "银行先后的结果相反：此前为“{before}”",
            "请立即与银行核对，核对前不要再次发放",
            field="付款编号",
            value=r.end_to_end_id,
            data={"before": PayoutState(known[r.end_to_end_id][1]).label},
        )
        for r in final
        if r.end_to_end_id in known and (known[r.end_to_end_id][1], r.state) in _CONTRADICTIONS
    ]
    if faults:
        raise BadInput.of(faults[:50])
    today = timezone.localtime(now).date()
    with transaction.atomic():
        paid, failed = payout_results.take_results(
            acting=acting,
            batch=batch,
            outcomes=[
                payout_results.Outcome(
                    end_to_end_id=result.end_to_end_id,
                    paid=result.state is PaymentState.SETTLED,
                    reason=f"{result.reason_code} {result.reason}".strip(),
                    settled_on=result.settled_on or today,
                )
                for result in final
            ],
            transit=_transit(batch.court_id),
            now=now,
        )
        if paid:
            _finish_payout_nodes(batch, today)
            follow_money(acting=acting, case_ids=funds.cases_settled_by(batch), on=today, now=now)
            bidders.note_refunded(cases=Payout.objects.filter(batch=batch).values("case_id"))
    return batch, paid, failed


_CONTRADICTIONS = {(PayoutState.FAILED, PaymentState.SETTLED), (PayoutState.PAID, PaymentState.REJECTED)}


def _final_results(batch: PayoutBatch, report: BatchReport) -> list[PaymentResult]:
    """The final answers of a report. One that rejects the whole batch, and lists nothing, rejects every payment."""
    if report.state is PaymentState.REJECTED and not report.results:
        ids = Payout.objects.filter(batch=batch, state=PayoutState.SENT).values_list("end_to_end_id", flat=True)
        return [PaymentResult(one, PaymentState.REJECTED, report.reason_code, report.reason) for one in ids]
    return [result for result in report.results if result.state.final]


def settle_by_return(*, acting: Acting, payout: Payout, on: date, now: datetime) -> None:
    """Book a payout as paid whose money the statement shows coming back before its result was read: it had arrived, or
    it could not have come back. The result, when it is read, changes nothing any more."""
    payout_results.take_results(
        acting=acting,
        batch=payout.batch,
        outcomes=[payout_results.Outcome(end_to_end_id=payout.end_to_end_id, paid=True, reason="", settled_on=on)],
        transit=_transit(payout.court_id),
        now=now,
    )


def _finish_payout_nodes(batch: PayoutBatch, on: date) -> None:
    """The 30-day limit of a case is met once nothing of its money waits any more."""
    open_nodes = Node.objects.filter(rule="payout", done_on__isnull=True, cancelled=False)
    open_nodes.filter(case_id__in=funds.cases_settled_by(batch)).update(done_on=on)
