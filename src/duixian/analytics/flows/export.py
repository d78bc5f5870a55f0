"""A trace for other programs: CSV, GraphML, and FollowTheMoney entities.

`names` says what an account is called (its number, as far as who receives this may see it); an account without a name
is called by its code. Moments are written in Chinese time (+08:00).
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from duixian.analytics.flows.model import Trace
from duixian.base.money import yuan

_CHINA: Final = timezone(timedelta(hours=8))
_HEADINGS: Final = (
    "行",
    "跳数",
    "转账",
    "付款账户",
    "收款账户",
    "时间",
    "金额（元）",
    "归属金额（元）",
    "承接行",
    "其后有省略",
)
_CALCULATES: Final = tuple("=+-@\t\r")
"""A spreadsheet takes a text that begins so for a formula."""


def moment(at: int) -> str:
    """Milliseconds UTC as ISO 8601 in Chinese time."""
    return (datetime.fromtimestamp(0, _CHINA) + timedelta(milliseconds=at)).isoformat(timespec="milliseconds")


def as_csv(trace: Trace, names: Mapping[int, str], *, attributed: Sequence[int] | None = None) -> str:
    """A table with headings. `承接行` is the row whose money was passed on, nothing for a first payment."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_HEADINGS)
    named = _namer(names)
    for place, (hop, transfer, source, target, at, amount, parent, cut) in enumerate(trace.frame().iter_rows()):
        table.writerow(
            (
                place + 1,
                hop,
                transfer,
                _text(named(source)),
                _text(named(target)),
                moment(at),
                yuan(amount),
                "" if attributed is None else yuan(int(attributed[place])),
                "" if parent < 0 else parent + 1,
                "是" if cut else "",
            )
        )
    return written.getvalue()


def as_graphml(trace: Trace, names: Mapping[int, str], *, attributed: Sequence[int] | None = None) -> str:
    """A directed graph: accounts, and an edge for each transfer with hop, moment, fen and attributed fen."""
    named = _namer(names)
    accounts = sorted({*trace.accounts.tolist(), *trace.source.tolist(), *trace.target.tolist()})
    asked = set(trace.accounts.tolist())
    keys = [("name", "node", "string"), ("asked", "node", "boolean")]
    keys += [("hop", "edge", "int"), ("at", "edge", "string"), ("fen", "edge", "long")]
    keys += [("attributed_fen", "edge", "long")] if attributed is not None else []
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [f'<key id="{key}" for="{kind}" attr.name="{key}" attr.type="{of}"/>' for key, kind, of in keys]
    lines.append('<graph id="trace" edgedefault="directed">')
    for account in accounts:
        told = {"name": named(account), "asked": str(account in asked).lower()}
        lines.append(f'<node id="a{account}">{_data(told)}</node>')
    for place, (hop, transfer, source, target, at, amount, _, _) in enumerate(trace.frame().iter_rows()):
        told = {"hop": str(hop), "at": moment(at), "fen": str(amount)}
        if attributed is not None:
            told["attributed_fen"] = str(int(attributed[place]))
        lines.append(f'<edge id="t{transfer}" source="a{source}" target="a{target}">{_data(told)}</edge>')
    return "\n".join((*lines, "</graph>", "</graphml>", ""))


def as_entities(trace: Trace, names: Mapping[int, str], *, prefix: str = "duixian") -> Iterator[dict[str, Any]]:
    """FollowTheMoney entities (schemata BankAccount, Payment) as plain JSON values: one line each makes the file.

    A `Payment` links accounts, its date is in Chinese time; who holds them is for whoever receives this to join.
    """
    named = _namer(names)
    for account in sorted({*trace.accounts.tolist(), *trace.source.tolist(), *trace.target.tolist()}):
        told = {"name": [named(account)], "country": ["cn"]}
        if account in names:
            told["accountNumber"] = [named(account)]
        yield {"id": f"{prefix}-account-{account}", "schema": "BankAccount", "properties": told}
    for _, transfer, source, target, at, amount, _, _ in trace.frame().iter_rows():
        yield {
            "id": f"{prefix}-transfer-{transfer}",
            "schema": "Payment",
            "properties": {
                "payerAccount": [f"{prefix}-account-{source}"],
                "beneficiaryAccount": [f"{prefix}-account-{target}"],
                "date": [moment(at)[:19]],
                "amount": [yuan(amount)],
                "currency": ["CNY"],
                "transactionNumber": [str(transfer)],
            },
        }


def _namer(names: Mapping[int, str]) -> Callable[[int], str]:
    return lambda account: names.get(account, f"#{account}")


def _text(value: str) -> str:
    """Marked as text where a spreadsheet would calculate it."""
    return f"'{value}" if value.startswith(_CALCULATES) else value


def _data(told: Mapping[str, str]) -> str:
    return "".join(f"<data key={quoteattr(key)}>{escape(value)}</data>" for key, value in told.items())
