"""Customer payment status report, ISO 20022 pain.002.001.10: what the bank says became of each payment."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, yuan
from duixian.connectors.banks.iso20022 import (
    PAIN_002,
    REASONS,
    STATE_CODES,
    amount_of,
    branch,
    count_of,
    day_of,
    document,
    element,
    leaf,
    moment_of,
    must_be,
    namespace,
    required,
    state_of,
)
from duixian.ports.banks import BatchReport, PaymentResult, PaymentState
from duixian.reading.safexml import elements, every, text

_REASON_LENGTH = 105  # Max105Text


def write(
    out: IO[bytes],
    *,
    report_id: str,
    created_at: datetime,
    message_id: str,
    state: PaymentState,
    results: Iterable[PaymentResult] = (),
    count: int | None = None,
    total: Fen | None = None,
    reason_code: str = "",
    reason: str = "",
    remark: str = "",
) -> None:
    """Write a report to `out` piece by piece. `total` is the control sum of the batch in fen.

    A group of state PENDING with results that differ is written as PART (partly accepted), as banks do.
    """
    with document(out, PAIN_002, "CstmrPmtStsRpt", remark=remark) as writer:
        header = element(PAIN_002, "GrpHdr")
        leaf(header, "MsgId", report_id)
        leaf(header, "CreDtTm", created_at.isoformat(timespec="seconds"))
        writer.write(header)
        group = element(PAIN_002, "OrgnlGrpInfAndSts")
        leaf(group, "OrgnlMsgId", message_id)
        leaf(group, "OrgnlMsgNmId", "pain.001.001.09")
        leaf(group, "OrgnlNbOfTxs", "" if count is None else str(count))
        leaf(group, "OrgnlCtrlSum", "" if total is None else yuan(total))
        leaf(group, "GrpSts", "PART" if state is PaymentState.PENDING else STATE_CODES[state])
        _reason(group, reason_code, reason)
        writer.write(group)
        with writer.element(f"{{{namespace(PAIN_002)}}}OrgnlPmtInfAndSts"):
            information = element(PAIN_002, "OrgnlPmtInfId")
            information.text = f"{message_id}"[:33] + "-1"
            writer.write(information)
            for result in results:
                writer.write(_transaction(result))


def _transaction(result: PaymentResult) -> Any:
    payment = element(PAIN_002, "TxInfAndSts")
    leaf(payment, "OrgnlEndToEndId", result.end_to_end_id)
    leaf(payment, "TxSts", STATE_CODES[result.state])
    _reason(payment, result.reason_code, result.reason)
    if result.settled_on:
        # Version 10 has no settlement date of its own in the status; the acceptance time of the settlement carries it.
        leaf(payment, "AccptncDtTm", f"{result.settled_on.isoformat()}T00:00:00")
    if result.amount is not None:
        leaf(branch(payment, "OrgnlTxRef/Amt"), "InstdAmt", yuan(result.amount), Ccy="CNY")
    return payment


def _reason(parent: Any, code: str, words: str) -> None:
    if not code and not words:
        return
    information = branch(parent, "StsRsnInf")
    known = code in REASONS
    leaf(branch(information, "Rsn"), "Cd" if known or len(code) == 4 else "Prtry", code or "NARR")
    leaf(information, "AddtlInf", words[:_REASON_LENGTH])


def read(source: IO[bytes]) -> BatchReport:
    """Read a report of any version of pain.002.

    Raises `BadInput`: broken XML, another message, an unknown status code, a payment without its end-to-end id, two
    different states for one payment in one report (`bank.contradiction`).
    """
    walk = elements(source, "GrpHdr", "OrgnlGrpInfAndSts", "TxInfAndSts")
    root = next(walk)
    must_be(root, "pain.002")
    simulated = "模拟" in "".join(node.text or "" for node in root.itersiblings(preceding=True))
    report_id, created_at = "", None
    group: dict[str, Any] = {}
    results: dict[str, PaymentResult] = {}
    for found in walk:
        match found.tag.rpartition("}")[2]:
            case "GrpHdr":
                report_id = required(found, "MsgId", "GrpHdr")
                stamp = text(found, "CreDtTm")
                created_at = moment_of(stamp) if stamp else None
            case "OrgnlGrpInfAndSts":
                group = _group(found)
            case "TxInfAndSts":
                result = _result(found, len(results) + 1)
                if results.get(result.end_to_end_id, result) != result:
                    raise BadInput(
                        Fault(
                            "bank.contradiction",
                            "同一笔付款在回执中有两种结果",
                            "请向银行核实",
                            field="付款编号",
                            value=result.end_to_end_id,
                        )
                    )
                results[result.end_to_end_id] = result
    if not group:
        raise BadInput(Fault("bank.missing", "回执没有说明是哪一个批次", "请由银行补全"))
    state = group["state"] or _overall(results.values())
    return BatchReport(
        message_id=group["message_id"],
        report_id=report_id,
        state=state,
        results=tuple(results.values()),
        reason_code=group["reason_code"],
        reason=group["reason"],
        count=group["count"],
        total=group["total"],
        created_at=created_at,
        simulated=simulated,
    )


def _group(found: Any) -> dict[str, Any]:
    code, words = _reason_of(found)
    status, count, total = text(found, "GrpSts"), text(found, "OrgnlNbOfTxs"), text(found, "OrgnlCtrlSum")
    return {
        "message_id": required(found, "OrgnlMsgId", "OrgnlGrpInfAndSts"),
        "state": state_of(status) if status else None,
        "reason_code": code,
        "reason": words,
        "count": count_of(count, "OrgnlNbOfTxs") if count else None,
        "total": amount_of(total, "OrgnlCtrlSum") if total else None,
    }


def _result(found: Any, number: int) -> PaymentResult:
    place = f"第 {number} 笔"
    state = state_of(required(found, "TxSts", place))
    code, words = _reason_of(found)
    if state is PaymentState.REJECTED and not code:
        code, words = "MS03", words or REASONS["MS03"]
    settled = text(found, "FctvIntrBkSttlmDt/Dt") or text(found, "AccptncDtTm")
    amount = text(found, "OrgnlTxRef/Amt/InstdAmt")
    return PaymentResult(
        end_to_end_id=required(found, "OrgnlEndToEndId", place),
        state=state,
        reason_code=code,
        reason=words or REASONS.get(code, ""),
        settled_on=day_of(settled) if settled and state is PaymentState.SETTLED else None,
        amount=amount_of(amount, place) if amount else None,
    )


def _reason_of(found: Any) -> tuple[str, str]:
    code = text(found, "StsRsnInf/Rsn/Cd") or text(found, "StsRsnInf/Rsn/Prtry")
    words = " ".join((part.text or "").strip() for part in every(found, "StsRsnInf/AddtlInf"))
    return code, words


def _overall(results: Iterable[PaymentResult]) -> PaymentState:
    states = {result.state for result in results}
    return states.pop() if len(states) == 1 else PaymentState.PENDING
