"""What the ISO 20022 messages of this package have in common: names of versions, amounts, ids, states."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import IO, Any, Final

from lxml import etree

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, fen
from duixian.ports.banks import PaymentState
from duixian.reading.safexml import text, version_of

PAIN_001: Final = "pain.001.001.09"
PAIN_002: Final = "pain.002.001.10"
CAMT_053: Final = "camt.053.001.08"

CNAPS: Final = "CNAPS"
"""The clearing system a 联行号 belongs to (external code list of ISO 20022)."""

STATE_CODES: Final[Mapping[PaymentState, str]] = {
    PaymentState.ACCEPTED: "ACCP",
    PaymentState.PENDING: "ACSP",
    PaymentState.SETTLED: "ACSC",
    PaymentState.REJECTED: "RJCT",
}

_STATES: Final[Mapping[str, PaymentState]] = {
    "RCVD": PaymentState.ACCEPTED,
    "ACTC": PaymentState.ACCEPTED,
    "ACCP": PaymentState.ACCEPTED,
    "ACWC": PaymentState.ACCEPTED,
    "PART": PaymentState.PENDING,
    "PDNG": PaymentState.PENDING,
    "ACSP": PaymentState.PENDING,
    "ACWP": PaymentState.PENDING,
    "ACSC": PaymentState.SETTLED,
    "ACCC": PaymentState.SETTLED,
    "RJCT": PaymentState.REJECTED,
    "CANC": PaymentState.REJECTED,
}

REASONS: Final[Mapping[str, str]] = {
    "AC01": "收款账号不存在或不正确",
    "AC04": "收款账户已销户",
    "AC06": "收款账户已冻结或止付",
    "AG01": "该账户不允许此类交易",
    "AM04": "付款账户余额不足",
    "AM05": "重复的付款编号",
    "AM10": "笔数或合计金额与明细不符",
    "BE01": "收款人户名与账号不符",
    "DT01": "日期不正确",
    "FF01": "报文格式不正确",
    "MS03": "银行未说明原因",
    "RC01": "联行号不正确",
}
"""Reason codes of ISO 20022 (external status reasons) with the words a Chinese bank would use."""


def namespace(version: str) -> str:
    """The namespace of a message version."""
    return f"urn:iso:std:iso:20022:tech:xsd:{version}"


def state_of(code: str) -> PaymentState:
    """Our state for a status code. Raises `BadInput` (`bank.status`) for one we do not know: it must not be guessed."""
    try:
        return _STATES[code]
    except KeyError:
        raise BadInput(
            Fault("bank.status", "银行返回了未知的状态码", "请向银行核实", field="状态", value=code)
        ) from None


def amount_of(raw: str, place: str) -> Fen:
    """An XML amount in fen. A negative one and more than two decimals are refused (`BadInput`)."""
    try:
        found = fen(raw)
    except BadInput as bad:
        raise BadInput(*(_at(fault, place) for fault in bad.faults)) from bad
    if found < 0:
        raise BadInput(Fault("amount.negative", "金额不得为负数", "请由银行更正", field="金额", value=raw, place=place))
    return found


def _at(fault: Fault, place: str) -> Fault:
    return Fault(fault.code, fault.template, fault.remedy, fault.field, fault.value, place, fault.data)


def count_of(raw: str, place: str) -> int:
    """A number of transactions. Raises `BadInput` (`bank.count`)."""
    if not re.fullmatch(r"\d{1,15}", raw):
        raise BadInput(Fault("bank.count", "笔数不是整数", field="笔数", value=raw, place=place))
    return int(raw)


def moment_of(raw: str) -> datetime:
    """An ISO date-time; raises `BadInput` (`date.unreadable`)."""
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        raise BadInput(Fault("date.unreadable", "不是有效的日期时间", field="时间", value=raw)) from None


def day_of(raw: str) -> date:
    """An ISO date, or the day of a date-time; raises `BadInput` (`date.unreadable`)."""
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        raise BadInput(Fault("date.unreadable", "不是有效的日期", field="日期", value=raw)) from None


def must_be(root: Any, message: str) -> str:
    """The version of the document if it is a `message` (such as "pain.002"), else `BadInput` (`bank.message_kind`)."""
    version = version_of(root)
    if not version.startswith(message + "."):
        raise BadInput(
            Fault(
                "bank.message_kind",
                "这不是 {wanted} 报文",
                "请核对文件",
                value=version or etree.QName(root).localname,
                data={"wanted": message},
            )
        )
    return version


def required(element: Any, path: str, place: str) -> str:
    """The text at `path`; `BadInput` (`bank.missing`) if it is not there."""
    found = text(element, path)
    if not found:
        raise BadInput(Fault("bank.missing", "报文缺少 {path}", "请由银行补全", place=place, data={"path": path}))
    return found


def leaf(parent: Any, name: str, content: str, **attributes: str) -> None:
    """Append a child with text; nothing at all if the text is empty."""
    if content:
        child = branch(parent, name)
        child.text = content
        for key, value in attributes.items():
            child.set(key, value)


def branch(parent: Any, path: str) -> Any:
    """Append nested children along a slash-separated path and return the innermost."""
    space = etree.QName(parent).namespace
    for step in path.split("/"):
        parent = etree.SubElement(parent, f"{{{space}}}{step}")
    return parent


@contextmanager
def document(out: IO[bytes], version: str, body: str, *, remark: str = "") -> Iterator[Any]:
    """Open `<Document><body>` of a message version for writing piece by piece; yields lxml's incremental writer.

    `remark` becomes an XML comment on top (a simulator says there that it is one).
    """
    space = namespace(version)
    prefixes: Any = {None: space}  # the default namespace; lxml-stubs do not know it
    with etree.xmlfile(out, encoding="UTF-8") as writer:
        writer.write_declaration()
        if remark:
            writer.write(etree.Comment(f" {remark.replace('--', '—')} "))
        with writer.element(f"{{{space}}}Document", nsmap=prefixes), writer.element(f"{{{space}}}{body}"):
            yield writer


def element(version: str, name: str) -> Any:
    """A new detached element of a message version."""
    space = namespace(version)
    prefixes: Any = {None: space}
    return etree.Element(f"{{{space}}}{name}", nsmap=prefixes)
