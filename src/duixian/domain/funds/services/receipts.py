"""Money coming in: statement lines kept once, receipts given to their case, or back to the queue when it was wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import (
    AccountKind,
    BankAccount,
    BankTransfer,
    LineDoubt,
    Receipt,
    ReceiptState,
    StatementImport,
    StatementLayout,
)
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


@dataclass(frozen=True, slots=True)
class TransferIn:
    """A line of a statement, as read; `amount` positive fen."""

    fingerprint: str
    booked_on: date
    booked_at: datetime | None
    incoming: bool
    amount: Fen
    balance: Fen | None = None
    counterparty: str = ""
    counterparty_account: str = ""
    sub_account: str = ""
    remark: str = ""
    reference: str = ""
    end_to_end_id: str = ""
    returned: bool = False
    reason_code: str = ""


def line_of(read: TransferIn, *, bank_account: BankAccount, statement: StatementImport) -> BankTransfer:
    """The row that keeps a line of a statement; texts are cut to their columns."""
    return BankTransfer(
        court_id=statement.court_id,
        bank_account=bank_account,
        statement=statement,
        fingerprint=read.fingerprint,
        booked_on=read.booked_on,
        booked_at=read.booked_at,
        incoming=read.incoming,
        amount_fen=read.amount,
        balance_fen=read.balance,
        counterparty=read.counterparty[:200],
        counterparty_account=read.counterparty_account[:60],
        sub_account=read.sub_account[:60],
        remark=read.remark[:500],
        reference=read.reference[:120],
        end_to_end_id=read.end_to_end_id[:35],
        returned=read.returned,
        reason_code=read.reason_code[:20],
    )


def keep_statement(
    *,
    acting: Acting,
    bank_account: BankAccount,
    file_name: str,
    sha256: str,
    layout: str,
    transfers: Sequence[TransferIn],
    faults: Sequence[Mapping[str, Any]],
    closing: Fen | None,
    closing_on: date | None,
    now: datetime,
    part: int = 0,
) -> tuple[StatementImport, list[BankTransfer]]:
    """Keep a statement and those of its lines that are new. The lines already known, from this file or another, are
    counted and left alone. `part` is its place in a file of several. Returns the import and the new lines."""
    trail.take_turn(acting.court_id)  # two who import one file at once: the second finds every line known
    prints = [transfer.fingerprint for transfer in transfers]
    known = set(
        BankTransfer.objects.filter(bank_account=bank_account, fingerprint__in=prints).values_list(
            "fingerprint", flat=True
        )
    )
    fresh = {t.fingerprint: t for t in transfers if t.fingerprint not in known}
    statement = StatementImport.objects.create(
        court_id=acting.court_id,
        bank_account=bank_account,
        file_name=file_name[:200],
        sha256=sha256,
        part=part,
        layout=layout,
        rows=len(transfers) + len(faults),
        added=len(fresh),
        known=len(transfers) - len(fresh),
        faults=list(faults),
        closing_fen=closing,
        closing_on=closing_on,
        imported_at=now,
        imported_by=acting.code,
    )
    kept = BankTransfer.objects.bulk_create(
        [line_of(t, bank_account=bank_account, statement=statement) for t in fresh.values()],
        batch_size=5000,
    )
    trail.record(
        acting=acting,
        act="funds.import_statement",
        now=now,
        payload={
            "file": file_name,
            "sha256": sha256,
            "rows": statement.rows,
            "added": len(fresh),
            "faults": len(faults),
        },
    )
    return statement, kept


def note_doubts(
    *, statement: StatementImport, lines: Sequence[BankTransfer], told: Collection[str]
) -> dict[int, LineDoubt]:
    """Find the new lines of a statement that another import may have told before; by the new line's id.

    Two exports of different form share no serial, so a booking they both tell has two fingerprints. A line is in doubt
    when a line of another import has its day, direction and sum, and nothing tells them apart: two different balances,
    or two serials of one form. `told` are the fingerprints of the file: lines it tells itself are known to be others.
    Each line is the twin of one line of a file at the most.
    """
    days = {line.booked_on for line in lines}
    before: dict[tuple[date, bool, Fen], list[BankTransfer]] = {}
    earlier = BankTransfer.objects.filter(bank_account=statement.bank_account_id, booked_on__in=days)
    originals = earlier.exclude(statement=statement).filter(Q(doubt__isnull=True) | Q(doubt__same=False))
    for row in originals.select_related("statement").order_by("pk"):
        if row.fingerprint not in told:
            before.setdefault((row.booked_on, row.incoming, row.amount_fen), []).append(row)
    doubts: list[LineDoubt] = []
    for line in lines:
        others = before.get((line.booked_on, line.incoming, line.amount_fen), [])
        twin = next((other for other in others if not _told_apart(line, other, statement.layout)), None)
        if twin is not None:
            others.remove(twin)
            doubts.append(LineDoubt(court_id=line.court_id, transfer=line, twin=twin))
    return {doubt.transfer_id: doubt for doubt in LineDoubt.objects.bulk_create(doubts)}


def _told_apart(line: BankTransfer, other: BankTransfer, layout: str) -> bool:
    if line.balance_fen is not None and other.balance_fen is not None and line.balance_fen != other.balance_fen:
        return True
    one_form = other.statement.layout == layout
    return bool(one_form and line.reference and other.reference and line.reference != other.reference)


def settle_doubt(*, acting: Acting, doubt: LineDoubt, same: bool, reason: str, now: datetime) -> Receipt | None:
    """Say whether a line in doubt is its twin once more. If it is another, money that came in is booked and waits to be
    identified: its receipt is returned. Raises `Refused` without a reason, and when somebody has said so before."""
    require(acting, "funds.import", of_court=doubt.court_id)
    if not reason.strip():
        raise Refused(Fault("doubt.reason", "须写明核对结果", "请写明流水号、余额等核对情况", field="理由"))
    trail.take_turn(doubt.court_id)
    changed = LineDoubt.objects.filter(pk=doubt.pk, same__isnull=True).update(
        same=same, reason=reason.strip()[:200], decided_by=acting.code, decided_at=now
    )
    if not changed:
        raise Refused(Fault("doubt.settled", "该笔疑似重复已有结论", "请刷新后查看", value=str(doubt.pk)))
    trail.record(
        acting=acting,
        act="funds.settle_doubt",
        now=now,
        ground=reason.strip(),
        payload={"transfer": doubt.transfer_id, "twin": doubt.twin_id, "same": same},
    )
    doubt.refresh_from_db()
    return receive(transfer=doubt.transfer, candidates=[], now=now) if doubt.transfer.incoming and not same else None


def receive(
    *,
    transfer: BankTransfer,
    candidates: Sequence[Mapping[str, Any]],
    now: datetime,
    source: str = "voluntary",
) -> Receipt:
    """Book an incoming line: the bank has more, and somebody, not yet known, is owed it."""
    trail.take_turn(transfer.court_id)
    receipt = Receipt.objects.create(
        court_id=transfer.court_id,
        transfer=transfer,
        amount_fen=transfer.amount_fen,
        received_on=transfer.booked_on,
        payer=transfer.counterparty,
        candidates=list(candidates),
        source=source,
    )
    bank = transfer.bank_account.account_id
    waiting = account(court_id=transfer.court_id, kind=AccountKind.UNIDENTIFIED)
    ledger.post(
        court_id=transfer.court_id,
        act="receive",
        on=transfer.booked_on,
        now=now,
        key=f"receive:{transfer.fingerprint}",
        legs=((bank, transfer.amount_fen), (waiting.pk, -transfer.amount_fen)),
        memo=transfer.reference[:60],
    )
    return receipt


def codes_of(reasons: Sequence[Mapping[str, Any]]) -> list[str]:
    """Reasons as the trail keeps them: what nobody can erase names nobody. In full they stand in the receipt."""
    return [str(reason.get("code", "")) for reason in reasons]


def identify(
    *, acting: Acting, receipt: Receipt, case: Case, reasons: Sequence[Mapping[str, Any]], on: date, now: datetime
) -> Receipt:
    """Give a receipt to its case. Raises `Refused` when somebody else did so first or the case is another court's."""
    if case.court_id != receipt.court_id:
        raise Refused(Fault("receipt.other_court", "案件不属于本院", "请核对案号", field="案号", value=case.number))
    trail.take_turn(receipt.court_id)
    changed = Receipt.objects.filter(pk=receipt.pk, state=ReceiptState.UNIDENTIFIED).update(
        state=ReceiptState.IDENTIFIED,
        case=case,
        reasons=list(reasons),
        identified_at=now,
        identified_by=acting.code,
    )
    if not changed:
        raise Refused(Fault("receipt.taken", "该笔到账已被认领", "请刷新后查看", field="到账", value=str(receipt.pk)))
    turn = trail.record(
        acting=acting,
        act="funds.identify",
        now=now,
        ground="法发〔2017〕6号",
        subject=f"case:{case.pk}",
        payload={"receipt": receipt.pk, "fen": receipt.amount_fen, "reasons": codes_of(reasons)},
    )
    waiting = account(court_id=receipt.court_id, kind=AccountKind.UNIDENTIFIED)
    of_case = account(court_id=receipt.court_id, kind=AccountKind.CASE, case_id=case.pk)
    ledger.post(
        court_id=receipt.court_id,
        act="identify",
        on=on,
        now=now,
        key=f"identify:{receipt.pk}:{turn}",
        legs=((waiting.pk, receipt.amount_fen), (of_case.pk, -receipt.amount_fen)),
        memo=case.number,
    )
    receipt.refresh_from_db()
    return receipt


def take_back(*, acting: Acting, receipt: Receipt, reason: str, on: date, now: datetime) -> Receipt:
    """Undo a wrong identification while the money still lies on the case's account; else `Overdrawn`."""
    case = receipt.case
    if case is None:
        raise Refused(
            Fault("receipt.not_identified", "该笔到账尚未认领", "无须撤回", field="到账", value=str(receipt.pk))
        )
    if not reason.strip():
        raise Refused(Fault("receipt.reason", "撤回认领须写明原因", "请填写原因", field="原因"))
    trail.take_turn(receipt.court_id)
    changed = Receipt.objects.filter(pk=receipt.pk, state=ReceiptState.IDENTIFIED, case=case).update(
        state=ReceiptState.UNIDENTIFIED, case=None, reasons=[], identified_at=None, identified_by=""
    )
    if not changed:
        raise Refused(Fault("receipt.taken", "该笔到账状态已变更", "请刷新后查看", field="到账", value=str(receipt.pk)))
    turn = trail.record(
        acting=acting,
        act="funds.take_back",
        now=now,
        ground=reason.strip(),
        subject=f"case:{case.pk}",
        payload={"receipt": receipt.pk, "fen": receipt.amount_fen},
    )
    waiting = account(court_id=receipt.court_id, kind=AccountKind.UNIDENTIFIED)
    of_case = account(court_id=receipt.court_id, kind=AccountKind.CASE, case_id=case.pk)
    ledger.post(
        court_id=receipt.court_id,
        act="take_back",
        on=on,
        now=now,
        key=f"take_back:{receipt.pk}:{turn}",
        legs=((of_case.pk, receipt.amount_fen), (waiting.pk, -receipt.amount_fen)),
        memo=case.number,
    )
    receipt.refresh_from_db()
    return receipt


def remember_layout(
    *, acting: Acting, signature: str, bank_name: str, mapping: Mapping[str, Any], now: datetime
) -> StatementLayout:
    """Keep how a person mapped a bank's columns, by the header's signature."""
    kept, _ = StatementLayout.objects.update_or_create(
        court_id=acting.court_id,
        signature=signature,
        defaults={"bank_name": bank_name, "mapping": dict(mapping), "set_by": acting.code, "set_at": now},
    )
    trail.record(acting=acting, act="funds.map_statement", now=now, payload={"bank": bank_name, "signature": signature})
    return kept
