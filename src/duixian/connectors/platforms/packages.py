"""What goes out to a platform: a publication as canonical JSON signed by the court, and as a sheet for people.

Signed bytes: `duixian.round.v1`, line feed, the body. Ed25519; the signature travels beside the body as hex.
"""

import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from openpyxl import Workbook

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, yuan
from duixian.law.control.things import HoldingKind
from duixian.law.disposal.terms import RoundKind
from duixian.ports.platforms import Publication, Withdrawal

FORMAT: Final = "duixian.round.v1"
SIGNATURE: Final = "Platform-Signature"
"""The header that carries the signature over HTTP."""

Sign = Callable[[bytes], bytes]


def to_json(publication: Publication) -> bytes:
    """The body of a publication: amounts in integer fen, times RFC 3339 with their zone, keys sorted."""
    return _canonical(
        {
            "format": FORMAT,
            "act": "publish",
            "round_ref": publication.round_ref,
            "platform": publication.platform,
            "court_name": publication.court_name,
            "case_number": publication.case_number,
            "title": publication.title,
            "kind": publication.kind.value,
            "thing": publication.thing.value,
            "start": publication.start,
            "increment": publication.increment,
            "deposit": publication.deposit,
            "appraisal": publication.appraisal,
            "published_at": publication.published_at.isoformat(),
            "opens_at": publication.opens_at.isoformat(),
            "ends_at": publication.ends_at.isoformat(),
            "notice": publication.notice,
        }
    )


def withdrawal_json(withdrawal: Withdrawal) -> bytes:
    """The body of a withdrawal."""
    return _canonical(
        {
            "format": FORMAT,
            "act": "withdraw",
            "round_ref": withdrawal.round_ref,
            "platform": withdrawal.platform,
            "reason": withdrawal.reason,
            "at": withdrawal.at.isoformat(),
        }
    )


def from_json(data: bytes) -> Publication | Withdrawal:
    """Read a body back. Raises `BadInput` (`package.unreadable`)."""
    try:
        body = json.loads(data)
        if body["format"] != FORMAT:
            raise ValueError(body["format"])
        return _withdrawal(body) if body["act"] == "withdraw" else _publication(body)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            Fault("package.unreadable", "不是可识别的发布内容", "请重新发送完整的内容", value=str(error)[:80])
        ) from error


def _publication(body: dict[str, Any]) -> Publication:
    if body["act"] != "publish":
        raise ValueError(body["act"])
    return Publication(
        str(body["round_ref"]),
        str(body["platform"]),
        str(body["court_name"]),
        str(body["case_number"]),
        str(body["title"]),
        RoundKind(body["kind"]),
        HoldingKind(body["thing"]),
        _amount(body["start"]),
        _amount(body["increment"]),
        _amount(body["deposit"]),
        None if body["appraisal"] is None else _amount(body["appraisal"]),
        _instant(body["published_at"]),
        _instant(body["opens_at"]),
        _instant(body["ends_at"]),
        str(body["notice"]),
    )


def _withdrawal(body: dict[str, Any]) -> Withdrawal:
    return Withdrawal(str(body["round_ref"]), str(body["platform"]), str(body["reason"]), _instant(body["at"]))


def _amount(found: object) -> Fen:
    if type(found) is not int or found <= 0:
        raise ValueError(f"not a positive whole number of fen: {found!r}")
    return found


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"no zone: {text}")
    return found


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signer(key: Ed25519PrivateKey) -> Sign:
    """What signs a body with the court's key."""
    return lambda body: key.sign(_signed(body))


def verified(body: bytes, signature: str, key: Ed25519PublicKey) -> bool:
    """Whether the holder of `key` signed this very body."""
    try:
        key.verify(bytes.fromhex(signature), _signed(body))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(body: bytes) -> bytes:
    return FORMAT.encode() + b"\n" + body


def to_sheet(publication: Publication) -> bytes:
    """The same as an xlsx of two columns, for platforms where a person types it in; amounts in yuan, as text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "拍卖发布"
    lines = (
        ("法院编号", publication.round_ref),
        ("法院", publication.court_name),
        ("案号", publication.case_number),
        ("标的物", publication.title),
        ("轮次", _ROUNDS[publication.kind]),
        ("起拍价（元）", yuan(publication.start)),
        ("增价幅度（元）", yuan(publication.increment)),
        ("保证金（元）", yuan(publication.deposit)),
        ("参考价（元）", "" if publication.appraisal is None else yuan(publication.appraisal)),
        ("公告时间", publication.published_at.isoformat(sep=" ")),
        ("竞价开始", publication.opens_at.isoformat(sep=" ")),
        ("竞价结束", publication.ends_at.isoformat(sep=" ")),
        ("公告", publication.notice),
    )
    for line in lines:
        sheet.append(line)
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"  # what begins with = is text here, never a formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ROUNDS: Final = {RoundKind.FIRST: "第一次拍卖", RoundKind.SECOND: "第二次拍卖", RoundKind.SALE: "变卖"}
