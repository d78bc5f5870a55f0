"""Take in a bank statement: keep its lines once, give what is certain to its case, queue the rest with candidates."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import display
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Bidder
from duixian.domain.funds.models import (
    BankAccount,
    BankTransfer,
    LineDoubt,
    Payout,
    PayoutState,
    Receipt,
    StatementImport,
    StatementLayout,
)
from duixian.domain.funds.services import payout_results, receipts
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import deduct_money
from duixian.flows.dispose.take_deposit import bidder_named, take_deposit
from duixian.flows.follow_money import wake
from duixian.flows.identify_receipt import identify_receipt
from duixian.flows.pay_out import bank_account_of, settle_by_return
from duixian.flows.statement_knowledge import Knowledge
from duixian.reading.statements import Direction, StatementFile, Transfer
from duixian.reading.statements import claims as matching
from duixian.reading.statements.importer import read
from duixian.reading.statements.layouts import Mapping as ColumnMapping


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `bidders`: money of bidders, kept for them. `repeated`: this very file was imported before
    and nothing changed. `doubted`: lines that another file may have told before; they are kept, not booked, until
    somebody says (`receipts.settle_doubt`)."""

    statements: list[StatementImport] = field(default_factory=list)
    identified: list[Receipt] = field(default_factory=list)
    waiting: list[Receipt] = field(default_factory=list)
    bidders: list[Receipt] = field(default_factory=list)
    doubted: list[LineDoubt] = field(default_factory=list)
    returned: int = 0
    known: int = 0
    faults: list[Fault] = field(default_factory=list)
    repeated: bool = False


def import_statement(
    *,
    acting: Acting,
    data: bytes,
    file_name: str,
    now: datetime,
    mapping: ColumnMapping | None = None,
) -> ImportReport:
    """Import a statement file of the court's account. Good lines are kept, bad lines come back as faults; the same
    file, or the same lines in another file, change nothing the second time.

    `mapping` explains a layout nobody knew; it is remembered for the next file. Raises `UnknownLayout` when it is
    needed, `BadInput` when the file cannot be read, is of another account, or contradicts its own sums.
    """
    require(acting, "funds.import")
    bank_account = bank_account_of(acting.court_id)
    digest = hashlib.sha256(data).hexdigest()
    if before := _imported(bank_account, digest):
        return before
    remembered = [
        ColumnMapping.from_json(row.mapping) for row in StatementLayout.objects.filter(court_id=acting.court_id)
    ]
    files = read(
        data,
        file_name,
        account=bank_account.number,
        mappings=[mapping, *remembered] if mapping else remembered,
    )
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        if before := _imported(bank_account, digest):  # by somebody else, while this one was being read
            return before
        report = _take_in_all(acting, bank_account, files, file_name, digest, now)
        if mapping is not None:
            receipts.remember_layout(
                acting=acting,
                signature=mapping.signature,
                bank_name=mapping.bank,
                mapping=mapping.as_json(),
                now=now,
            )
    return report


def take_statement(*, acting: Acting, statement: StatementFile, now: datetime) -> ImportReport:
    """Take in a statement the bank itself handed over, as `import_statement` does with a file. One that tells nothing
    new leaves no row: the bank is asked every few seconds.

    Raises `BadInput` for a statement of another account, or one that contradicts its own sums.
    """
    require(acting, "funds.import")
    bank_account = bank_account_of(acting.court_id)
    prints = {transfer.fingerprint for transfer in _usable(statement)}
    known = BankTransfer.objects.filter(bank_account=bank_account, fingerprint__in=prints)
    if known.count() == len(prints):
        return ImportReport(known=len(prints), repeated=True)
    digest = hashlib.sha256("\n".join(sorted(prints)).encode()).hexdigest()
    name = f"{statement.bank}直联 {statement.last_day or timezone.localtime(now).date()}"
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        return _take_in_all(acting, bank_account, [statement], name, digest, now)


def _take_in_all(
    acting: Acting,
    bank_account: BankAccount,
    files: Sequence[StatementFile],
    file_name: str,
    digest: str,
    now: datetime,
) -> ImportReport:
    _refuse_doubtful(files, bank_account, file_name)
    report = ImportReport()
    told = {transfer.fingerprint for statement in files for transfer in statement.transfers}
    for part, statement in enumerate(files):
        _take_in(acting, bank_account, statement, file_name, digest, part, told, report, now)
    return report


def _imported(bank_account: BankAccount, digest: str) -> ImportReport | None:
    """The report of a file that was imported before."""
    kept = list(StatementImport.objects.filter(bank_account=bank_account, sha256=digest).order_by("part"))
    return ImportReport(statements=kept, known=sum(row.rows for row in kept), repeated=True) if kept else None


def _refuse_doubtful(files: Sequence[StatementFile], bank_account: BankAccount, file_name: str) -> None:
    """A file whose sums disagree, or of somebody else's account, is not booked at all."""
    faults: list[Fault] = []
    for statement in files:
        if statement.in_doubt:
            faults += statement.faults
        digits = "".join(ch for ch in statement.account if ch.isdigit())
        if digits and digits != bank_account.number and not bank_account.number.endswith(digits[-4:]):
            faults.append(
                Fault(
                    "statement.other_account",
                    "对账单账号与本院执行款专户不符",
                    "请导入账号末四位为 {tail} 的对账单",
                    field="账号",
                    value=statement.account,
                    place=file_name,
                    data={"tail": bank_account.number[-4:]},
                )
            )
    if faults:
        raise BadInput.of(faults)


def _take_in(
    acting: Acting,
    bank_account: BankAccount,
    statement: StatementFile,
    file_name: str,
    digest: str,
    part: int,
    told: Collection[str],
    report: ImportReport,
    now: datetime,
) -> None:
    usable = _usable(statement)
    kept, fresh = receipts.keep_statement(
        acting=acting,
        bank_account=bank_account,
        file_name=file_name,
        sha256=digest,
        layout=statement.layout,
        transfers=[_as_input(transfer) for transfer in usable],
        faults=[fault.as_json() for fault in statement.faults],
        closing=statement.closing,
        closing_on=statement.last_day,
        now=now,
        part=part,
    )
    doubts = receipts.note_doubts(statement=kept, lines=fresh, told=told)
    report.statements.append(kept)
    report.known += kept.known
    report.faults += statement.faults
    by_print = {transfer.fingerprint: transfer for transfer in usable}
    for row in fresh:
        if row.pk in doubts and row.incoming:
            report.doubted.append(doubts[row.pk])
            report.faults.append(_told_before(row, by_print[row.fingerprint].place))
    sure = [row for row in fresh if row.pk not in doubts]
    incoming = [row for row in sure if row.incoming and not row.returned]
    knowledge = Knowledge(acting.court_id, [by_print[row.fingerprint] for row in incoming])
    on = timezone.localtime(now).date()
    for row in incoming:
        _take_receipt(acting, row, by_print[row.fingerprint], knowledge, report, on, now)
    for row in sure:
        if row.returned:
            _take_return(acting, bank_account, row, report, now)


def _usable(statement: StatementFile) -> list[Transfer]:
    """The lines that moved money."""
    return [t for t in statement.transfers if t.direction is not Direction.NEUTRAL and t.amount]


def _told_before(row: BankTransfer, place: str) -> Fault:
    return Fault(
        "statement.told_before",
        "{day} 收入 {amount}，与另一份已导入对账单中的一笔日期、金额相同，疑为同一笔，暂未入账",
        "请核对流水号和余额，确认是否同一笔",
        field="金额",
        value=display(row.amount_fen),
        place=place,
        data={"day": row.booked_on.isoformat(), "amount": display(row.amount_fen)},
    )


def _as_input(transfer: Transfer) -> receipts.TransferIn:
    at = None
    if transfer.booked_time is not None:
        at = timezone.make_aware(datetime.combine(transfer.booked_on, transfer.booked_time))
    return receipts.TransferIn(
        fingerprint=transfer.fingerprint,
        booked_on=transfer.booked_on,
        booked_at=at,
        incoming=transfer.direction is Direction.CREDIT,
        amount=transfer.amount,
        balance=transfer.balance,
        counterparty=transfer.counterparty,
        counterparty_account=transfer.counterparty_account,
        sub_account=transfer.sub_account,
        remark=transfer.remark,
        reference=transfer.end_to_end_id or transfer.reference,
        end_to_end_id=transfer.end_to_end_id,
        returned=transfer.returned,
        reason_code=transfer.reason_code,
    )


def _take_receipt(
    acting: Acting,
    row: BankTransfer,
    transfer: Transfer,
    knowledge: Knowledge,
    report: ImportReport,
    on: date,
    now: datetime,
) -> None:
    if knowledge.keys_in(transfer):
        _take_deducted(row, transfer, knowledge, report, on, now)
        return
    bidder = bidder_named(transfer.remark, court_id=row.court_id)
    if bidder is not None:
        _take_bidders(row, bidder, transfer, report, on, now)
        return
    result = matching.match(transfer, knowledge.candidates(transfer), court_code=knowledge.court_code)
    receipt = receipts.receive(
        transfer=row, candidates=[_as_candidate(candidate) for candidate in result.candidates], now=now
    )
    sure = result.certain
    if sure is None:
        report.waiting.append(receipt)
        return
    report.identified.append(
        identify_receipt(
            acting=Acting.system(acting.court_id, "identify"),
            receipt=receipt,
            case=knowledge.case(sure.number),
            reasons=[reason.as_json() for reason in sure.reasons],
            on=on,
            now=now,
        )
    )


def _take_bidders(
    row: BankTransfer, bidder: Bidder, transfer: Transfer, report: ImportReport, on: date, now: datetime
) -> None:
    """Money under the number of a lot and of a bidder: it is kept for him, and is no money of the case."""
    reason = Fault("receipt.bidder", "附言载有拍品编号和竞买号 {number}", data={"number": bidder.number}).as_json()
    receipt = receipts.receive(transfer=row, candidates=[], now=now)
    system = Acting.system(row.court_id, "identify")
    try:
        report.bidders.append(
            take_deposit(acting=system, receipt=receipt, bidder=bidder, reasons=[reason], on=on, now=now)
        )
    except Refused as refused:
        report.waiting.append(receipt)
        report.faults += [replace(fault, place=transfer.place) for fault in refused.reasons]


def _take_deducted(
    row: BankTransfer, transfer: Transfer, knowledge: Knowledge, report: ImportReport, on: date, now: datetime
) -> None:
    """Money under the key of an order to deduct: it belongs to the order's case, and no other, whatever else it says.
    What does not fit the order waits for a person, with the reason; it is booked all the same."""
    order = knowledge.deduction(transfer)
    doubt = deduct_money.why_not(
        order,
        key=knowledge.keys_in(transfer)[0],
        amount=transfer.amount,
        of_number=knowledge.by_sub.get(transfer.sub_account),
    )
    named = knowledge.candidates(transfer)
    result = matching.match(transfer, named, court_code=knowledge.court_code)
    candidates = [_as_candidate(candidate) for candidate in result.candidates]
    if order is not None:
        reason = doubt or Fault("receipt.deducted", "附言载有扣划指令 {key}", data={"key": order.key})
        mine = {"number": order.case.number, "score": 100, "reasons": [reason.as_json()]}
        candidates = [mine, *(one for one in candidates if one["number"] != order.case.number)]
    source = "deducted" if order is not None else "voluntary"
    receipt = receipts.receive(transfer=row, candidates=candidates, now=now, source=source)
    if order is None or doubt is not None:
        report.waiting.append(receipt)
        if doubt is not None:
            report.faults.append(replace(doubt, place=transfer.place))
        return
    acting = Acting.system(row.court_id, "identify")
    report.identified.append(
        identify_receipt(
            acting=acting, receipt=receipt, case=order.case, reasons=candidates[0]["reasons"], on=on, now=now
        )
    )
    knowledge.arrived(order)


def _as_candidate(found: matching.Match) -> Mapping[str, Any]:
    return {"number": found.number, "score": found.score, "reasons": [reason.as_json() for reason in found.reasons]}


def _take_return(
    acting: Acting, bank_account: BankAccount, row: BankTransfer, report: ImportReport, now: datetime
) -> None:
    """Money of a payout that came back. What fits no payout to the fen waits in the queue like other money."""
    system = Acting.system(acting.court_id, "returns")
    named = (
        Payout.objects.filter(end_to_end_id=row.end_to_end_id, court_id=acting.court_id) if row.end_to_end_id else []
    )
    payout = next((found for found in named if found.amount_fen == row.amount_fen), None)
    if payout is None:
        report.waiting.append(receipts.receive(transfer=row, candidates=[], now=now))
        return
    if payout.state == PayoutState.SENT:
        settle_by_return(acting=system, payout=payout, on=row.booked_on, now=now)
    came_back = payout_results.take_return(
        acting=system,
        payout=payout,
        reason=f"{row.reason_code} {row.remark}".strip() or "退汇",
        bank=bank_account.account_id,
        fingerprint=row.fingerprint,
        on=row.booked_on,
        now=now,
    )
    report.returned += came_back
    if came_back:
        wake(acting=system, case=payout.case, on=row.booked_on, now=now)  # its money waits for somebody again
