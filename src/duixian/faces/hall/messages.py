"""What goes over the hall's wire: a bid in, an answer out, the state of a round for everybody watching."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from duixian.base.faults import BadInput, Fault
from duixian.base.money import LARGEST, Fen
from duixian.domain.courts import scope
from duixian.domain.disposal.models import AuctionRound, HallEntry
from duixian.domain.disposal.services import hall

SHOWN_BIDS: Final = 20
"""Bids of the live page; the whole log is there for download."""

_KEY: Final = re.compile(r"[0-9A-Za-z\-]{1,40}")
_NUMBER: Final = re.compile(r"[0-9A-Z]{1,12}")
_SECRET: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,80}")


@dataclass(frozen=True, slots=True)
class BidMessage:
    """A bid as a bidder's page sends it; `amount` fen."""

    key: str
    number: str
    secret: str
    amount: Fen


def read_bid(body: bytes) -> BidMessage:
    """Read a bid. Raises `BadInput` naming every field that is wrong."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise BadInput(Fault("bid.not_json", "出价须为 JSON 对象", "请按接口说明提交"))
    faults = [
        Fault("bid.field", "内容不符合要求", remedy, field=name, value=_shown(sent.get(key, "")))
        for key, name, remedy, good in (
            ("key", "编号", "每次出价用一个新的编号：1 至 40 个字母、数字、连字符", _matches(_KEY, sent.get("key"))),
            ("number", "竞买号", "请填写报名时取得的竞买号", _matches(_NUMBER, sent.get("number"))),
            ("amount", "出价", "请填写以分为单位的正整数", _is_sum(sent.get("amount"))),
        )
        if not good
    ]
    secret = sent.get("secret")
    if not isinstance(secret, str) or _SECRET.fullmatch(secret) is None:
        faults.append(Fault("bid.field", "内容不符合要求", "请填写报名时取得的密码", field="密码"))
    if faults:
        raise BadInput(*faults)
    return BidMessage(sent["key"], sent["number"], sent["secret"], sent["amount"])


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _shown(value: object) -> str:
    """What was sent, short, in characters that can be sent back."""
    return str(value)[:40].encode("utf-8", "replace").decode()


def _is_sum(value: object) -> bool:
    """A sum that a row of the log can hold; whether it is a lawful bid is the law's to say, and the log's to keep."""
    return type(value) is int and -LARGEST <= value <= LARGEST


def answer(judged: hall.Judged) -> dict[str, Any]:
    """What a bidder is told about his bid."""
    told: dict[str, Any] = {
        "key": judged.key,
        "accepted": judged.accepted,
        "seq": judged.seq,
        "hash": judged.hash,
        "at": iso(judged.at),
    }
    if judged.fault is not None:
        told["fault"] = judged.fault.as_json()
    return told


def state(round_id: int, court_id: int) -> dict[str, Any]:
    """A round as the public sees it now; bidders by number alone, amounts in fen."""
    with scope.of_court(court_id):
        auction = AuctionRound.objects.select_related("leader").get(pk=round_id)
        rows = HallEntry.objects.filter(round=auction, kind="bid").order_by("-seq")[:SHOWN_BIDS]
        return {
            "code": auction.code,
            "state": auction.state,
            "seq": auction.log_seq,
            "head": auction.log_head,
            "highest": auction.highest_fen,
            "leader": auction.leader.number if auction.leader else "",
            "least": (auction.highest_fen + auction.increment_fen) if auction.highest_fen else auction.start_fen,
            "bids_count": auction.bids_count,
            "extensions": auction.extensions,
            "starts_at": iso(auction.starts_at),
            "ends_at": iso(auction.ends_at),
            "server_time": iso(hall.database_clock()),
            "bids": [_bid(row) for row in rows],
        }


def _bid(row: HallEntry) -> Mapping[str, Any]:
    return {"seq": row.seq, "bidder": json.loads(row.payload)["bidder"], "amount": row.amount_fen, "at": iso(row.at)}


def iso(at: datetime) -> str:
    """An instant for a browser."""
    return at.isoformat(timespec="milliseconds")
