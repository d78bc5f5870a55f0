"""Bank statements in ISO 20022: camt.053 of every version from 001.02 on.

The versions differ in little that matters here: from .08 on a party is wrapped in `Pty` and a status in `Cd`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import IO, Any

from lxml import etree

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, fen, yuan
from duixian.reading.safexml import elements, every, text, version_of
from duixian.reading.statements.model import Direction, StatementFile, Transfer, with_fingerprints

_NOTHING = frozenset({"", "NOTPROVIDED", "NONREF"})


@dataclass(slots=True)
class _Open:
    """A statement while it is being read."""

    node: Any
    reference: str
    account: str = ""
    holder: str = ""
    bank: str = ""
    currency: str = "CNY"
    first: date | None = None
    last: date | None = None
    opening: Fen | None = None
    closing: Fen | None = None
    summary: dict[str, tuple[int | None, Fen | None]] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    entries: int = 0


def read(source: IO[bytes], *, name: str = "", account: str = "") -> list[StatementFile]:
    """Every statement of the document, in order. `account` stands in the fingerprints instead of the printed number.

    Raises `BadInput` for broken XML (`xml.*`) or another kind of message (`statement.layout`). An entry that cannot be
    read becomes a fault of its statement; the others stay. Balances that do not agree with the entries are a fault
    (`statement.balance`), as are a number or sum other than the summary says (`statement.count`, `statement.total`).
    """
    walk = elements(source, "FrToDt", "Acct", "Bal", "TxsSummry", "Ntry")
    root = next(walk)
    version = version_of(root)
    if not version.startswith("camt.053."):
        raise BadInput(
            Fault(
                "statement.layout",
                "不是可识别的银行对账单报文",
                "需要 camt.053，或从网银导出的 CSV、Excel 流水",
                value=version or etree.QName(root).localname,
                place=name,
            )
        )
    found: list[_Open] = []
    for element in walk:
        parent = element.getparent()
        if etree.QName(parent).localname != "Stmt":
            continue
        if not found or found[-1].node is not parent:
            found.append(_Open(parent, text(parent, "Id")))
        _take(element, found[-1])
    if not found:
        raise BadInput(Fault("statement.empty", "对账单报文中没有账户", "请核对文件", place=name))
    return [_close(statement, version, name, account) for statement in found]


def _take(element: Any, into: _Open) -> None:
    match etree.QName(element).localname:
        case "FrToDt":
            into.first = _day(text(element, "FrDtTm") or text(element, "FrDt"))
            into.last = _day(text(element, "ToDtTm") or text(element, "ToDt"))
        case "Acct":
            into.account = text(element, "Id/Othr/Id") or text(element, "Id/IBAN")
            into.holder = text(element, "Ownr/Nm") or text(element, "Nm")
            into.currency = text(element, "Ccy") or "CNY"
            into.bank = next(
                (
                    found
                    for path in ("Svcr/FinInstnId/Nm", "Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC")
                    if (found := text(element, path))
                ),
                "",
            )
        case "Bal":
            _balance(element, into)
        case "TxsSummry":
            for kind in ("TtlCdtNtries", "TtlDbtNtries"):
                count, total = text(element, f"{kind}/NbOfNtries"), text(element, f"{kind}/Sum")
                into.summary[kind] = (int(count) if count.isdecimal() else None, fen(total) if total else None)
        case "Ntry":
            into.entries += 1
            place = f"第 {into.entries} 笔分录"
            try:
                into.transfers.extend(_entry(element, place, into))
            except BadInput as bad:
                into.faults += [replace(fault, place=place) for fault in bad.faults]


def _balance(element: Any, into: _Open) -> None:
    kind = text(element, "Tp/CdOrPrtry/Cd")
    if kind not in {"OPBD", "PRCD", "CLBD"}:
        return
    try:
        amount = fen(text(element, "Amt"), field="余额")
    except BadInput as bad:
        into.faults += bad.faults
        return
    amount = -amount if text(element, "CdtDbtInd") == "DBIT" else amount
    day = _day(text(element, "Dt/Dt") or text(element, "Dt/DtTm"))
    if kind == "CLBD":
        into.closing, into.last = amount, into.last or day
    elif into.opening is None or kind == "OPBD":
        into.opening = amount
        into.first = into.first or (day if kind == "OPBD" else None)


def _entry(entry: Any, place: str, into: _Open) -> Iterator[Transfer]:
    status = text(entry, "Sts/Cd") or text(entry, "Sts")
    if status not in {"BOOK", ""}:
        into.notes.append(
            Fault("statement.not_booked", "尚未入账（{status}），未计入", place=place, data={"status": status})
        )
        return
    amount = _amount(text(entry, "Amt"))
    indicator = text(entry, "CdtDbtInd")
    if indicator not in {"CRDT", "DBIT"}:
        raise BadInput(Fault("statement.direction", "缺少借贷标志", field="借贷", value=indicator))
    direction = Direction.CREDIT if indicator == "CRDT" else Direction.DEBIT
    stamp = text(entry, "BookgDt/DtTm") or text(entry, "BookgDt/Dt") or text(entry, "ValDt/Dt")
    whole = Transfer(
        booked_on=_needed_day(stamp),
        booked_time=_time(stamp),
        amount=amount,
        direction=direction,
        reference=_some(text(entry, "AcctSvcrRef")) or _some(text(entry, "NtryRef")),
        currency=_currency(entry, into.currency),
        remark=text(entry, "AddtlNtryInf"),
        returned=text(entry, "RvslInd") == "true" or text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd") == "RRTN",
        row=into.entries,
        place=place,
    )
    details = every(entry, "NtryDtls/TxDtls")
    parts = [_part(detail, whole, into.account) for detail in details]
    if len(parts) > 1 and sum(part.amount for part in parts) != amount:
        into.faults.append(
            Fault(
                "statement.batch",
                "汇总入账 {whole} 元，明细合计 {parts} 元，按汇总入账",
                "请向银行索取明细",
                place=place,
                data={"whole": yuan(amount), "parts": yuan(sum(part.amount for part in parts))},
            )
        )
        parts = []
    elif len(parts) == 1:
        parts = [replace(parts[0], amount=amount)]
    yield from parts or [whole]


def _part(detail: Any, whole: Transfer, account: str) -> Transfer:
    """One transaction of an entry. The other side is the debtor of money in and the creditor of money out."""
    returned = whole.returned or bool(every(detail, "RtrInf"))
    other, own = ("Dbtr", "Cdtr") if (whole.direction is Direction.CREDIT) != returned else ("Cdtr", "Dbtr")
    own_number = _number(detail, own)
    amount = text(detail, "Amt") or text(detail, "AmtDtls/TxAmt/Amt")
    remark = " ".join(
        part for part in [(line.text or "").strip() for line in every(detail, "RmtInf/Ustrd")] if part
    ) or text(detail, "AddtlTxInf" if not text(detail, "AddtlTxInf").startswith("余额") else "RmtInf/Strd/AddtlRmtInf")
    return replace(
        whole,
        amount=_amount(amount) if amount else whole.amount,
        counterparty=text(detail, f"RltdPties/{other}/Pty/Nm") or text(detail, f"RltdPties/{other}/Nm"),
        counterparty_account=_number(detail, other),
        counterparty_bank=text(detail, f"RltdAgts/{other}Agt/FinInstnId/Nm")
        or text(detail, f"RltdAgts/{other}Agt/FinInstnId/ClrSysMmbId/MmbId"),
        remark=remark or whole.remark,
        reference=_some(text(detail, "Refs/AcctSvcrRef")) or whole.reference,
        end_to_end_id=_some(text(detail, "Refs/EndToEndId")),
        sub_account=own_number if own_number != account else "",
        returned=returned,
        reason_code=text(detail, "RtrInf/Rsn/Cd") or text(detail, "RtrInf/Rsn/Prtry"),
        balance=_running(text(detail, "AddtlTxInf")),
    )


def _number(detail: Any, role: str) -> str:
    path = f"RltdPties/{role}Acct/Id"
    return text(detail, f"{path}/Othr/Id") or text(detail, f"{path}/IBAN")


def _running(note: str) -> Fen | None:
    if not note.startswith("余额 "):
        return None
    return fen(note.removeprefix("余额 "), field="余额")


def _currency(entry: Any, default: str) -> str:
    amount = entry.find("{*}Amt")
    return (amount.get("Ccy") if amount is not None else "") or default


def _amount(raw: str) -> Fen:
    found = fen(raw)
    if found < 0:
        raise BadInput(Fault("amount.negative", "金额不得为负数", "请由银行更正", field="金额", value=raw))
    return found


def _some(reference: str) -> str:
    return "" if reference in _NOTHING else reference


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        return None


def _needed_day(raw: str) -> date:
    day = _day(raw)
    if day is None:
        raise BadInput(Fault("date.unreadable", "不是有效的日期", "请由银行更正", field="入账日期", value=raw))
    return day


def _time(raw: str) -> time | None:
    if "T" not in raw:
        return None
    try:
        return datetime.fromisoformat(raw).time().replace(microsecond=0)
    except ValueError:
        return None


def _close(statement: _Open, version: str, name: str, account: str) -> StatementFile:
    transfers = tuple(with_fingerprints(statement.transfers, account=account or statement.account))
    faults = statement.faults + list(_sums(statement))
    return StatementFile(
        bank=statement.bank,
        layout=version,
        account=statement.account,
        holder=statement.holder,
        currency=statement.currency,
        first_day=statement.first,
        last_day=statement.last,
        opening=statement.opening,
        closing=statement.closing,
        transfers=transfers,
        faults=tuple(faults),
        notes=tuple(statement.notes),
        source=name,
        encoding="xml",
        signature=version,
        reference=statement.reference,
    )


def _sums(statement: _Open) -> Iterator[Fault]:
    moved = sum(transfer.signed for transfer in statement.transfers)
    opening, closing = statement.opening, statement.closing
    if opening is not None and closing is not None and opening + moved != closing:
        yield Fault(
            "statement.balance",
            "期初余额 {opening} 元加本期发生额 {moved} 元得 {computed} 元，与期末余额 {closing} 元不符",
            "请重新下载完整的对账单；仍不符的，请向银行核实",
            place=statement.account,
            data={
                "opening": yuan(opening),
                "moved": yuan(moved),
                "computed": yuan(opening + moved),
                "closing": yuan(closing),
            },
        )
    for kind, direction, word in (
        ("TtlCdtNtries", Direction.CREDIT, "收入"),
        ("TtlDbtNtries", Direction.DEBIT, "支出"),
    ):
        said_count, said_total = statement.summary.get(kind, (None, None))
        rows = {t.row for t in statement.transfers if t.direction is direction}
        total = sum(t.amount for t in statement.transfers if t.direction is direction)
        if said_count is not None and said_count != len(rows):
            yield Fault(
                "statement.count",
                "{word}写明 {said} 笔，实际 {found} 笔",
                "请重新下载完整的对账单",
                place=statement.account,
                data={"word": word, "said": said_count, "found": len(rows)},
            )
        if said_total is not None and said_total != total:
            yield Fault(
                "statement.total",
                "{word}写明合计 {said} 元，明细合计 {found} 元",
                "请重新下载完整的对账单",
                place=statement.account,
                data={"word": word, "said": yuan(said_total), "found": yuan(total)},
            )
