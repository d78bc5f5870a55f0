"""The counter of the simulated bank, as a page: whoever tries the program pays there, as a debtor would."""

import secrets
from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qs

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display, fen
from duixian.connectors.banks.simulator import SIMULATED
from duixian.connectors.banks.simulator.ledger import Ledger
from duixian.ports.banks import BankRefused

LARGEST_FORM: Final = 16_384
"""Bytes: a form of seven short fields."""
_LONGEST: Final = 200

_STYLE: Final = (
    "body{font:16px/1.6 system-ui,'Noto Sans CJK SC','PingFang SC',sans-serif;max-width:40rem;margin:2rem auto;"
    "padding:0 1rem;color:#1b1b1b;background:#fff}label{display:block;margin:1rem 0 .25rem;font-weight:600}"
    "input,select,button{font:inherit;width:100%;padding:.5rem;box-sizing:border-box;border:1px solid #767676;"
    "border-radius:4px}button{margin-top:1.5rem;background:#12456b;color:#fff;border:0;cursor:pointer}"
    "small{color:#555}.simulated{background:#fff4ce;border:1px solid #8a6d00;padding:.5rem .75rem}"
    ".done{background:#e3f4e4;border:1px solid #1e6b24;padding:.5rem .75rem}"
    ".fault{background:#fde7e6;border:1px solid #a4262c;padding:.5rem .75rem}"
)
CONTENT_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
"""Nothing is loaded from anywhere, and nothing runs."""


def page(ledger: Ledger, *, filled: Mapping[str, str] | None = None, told: str = "", faults: str = "") -> bytes:
    """The form, as UTF-8. `filled`: what it shows already, by field; `told`, `faults`: what became of the last one."""
    values = {"key": secrets.token_hex(12), **(filled or {})}
    accounts = "".join(
        f'<option value="{escape(number)}"{" selected" if number == values.get("account") else ""}>'
        f"{escape(name)}（{escape(number)}）</option>"
        for number, name, _, _ in ledger.accounts()
    )

    def box(name: str, title: str, hint: str = "", *, must: bool = False) -> str:
        value = escape(values.get(name, ""))
        note = f"<small>{hint}</small>" if hint else ""
        needed = " required" if must else ""
        return (
            f'<label for="{name}">{title}</label>'
            f'<input id="{name}" name="{name}" value="{value}" maxlength="{_LONGEST}"{needed}>{note}'
        )

    said = f'<p class="done" role="status">{escape(told)}</p>' if told else ""
    said += f'<p class="fault" role="alert">{escape(faults)}</p>' if faults else ""
    body = (
        f'<h1>模拟银行柜台</h1><p class="simulated">{escape(SIMULATED)}。在此交款只改变本机的模拟账本。</p>{said}'
        f'<form method="post" action="/counter"><input type="hidden" name="key" value="{escape(values["key"])}">'
        f'<label for="account">收款人（法院案款专户）</label><select id="account" name="account">{accounts}</select>'
        + box("sub_account", "案款专用账号", "一案一号，见案件页和执行通知书；填写后款项自动归入该案，可不填")
        + box("payer", "付款人", must=True)
        + box("payer_account", "付款账号", "可不填")
        + box("amount", "金额（元）", "例如 1200.50", must=True)
        + box("remark", "附言", "例如案号；可不填")
        + '<button type="submit">交款</button></form>'
        "<p><small>法院每 15 秒向本行取一次对账单，交款随后出现在案款页面。</small></p>"
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>模拟银行柜台</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    ).encode()


def pay(ledger: Ledger, form: bytes) -> tuple[bool, bytes]:
    """Book what the form says, once under its key, and give the page that says so. False where nothing was booked
    because it could not be read; the page then says why and keeps what was typed."""
    filled = _fields(form)
    try:
        amount, booked = _book(ledger, filled)
    except BadInput as bad:
        return False, page(ledger, filled=filled, faults=str(bad))
    except BankRefused as refused:
        return False, page(ledger, filled=filled, faults=str(refused))
    told = f"已入账 {display(amount)}" if booked else "这笔款已经入账，没有重复记账"
    again = {name: value for name, value in filled.items() if name in ("account", "sub_account", "payer")}
    return True, page(ledger, filled=again, told=f"{told}：{filled['payer']}")


def _fields(form: bytes) -> dict[str, str]:
    given = parse_qs(form.decode("utf-8", "replace"), max_num_fields=20)
    return {name: values[-1].strip()[:_LONGEST] for name, values in given.items()}


def _book(ledger: Ledger, filled: Mapping[str, str]) -> tuple[Fen, bool]:
    for name, title in (("key", "页面编号"), ("account", "收款人"), ("payer", "付款人"), ("amount", "金额")):
        if not filled.get(name):
            raise BadInput(Fault("counter.missing", "缺少该项", "请填写", field=title))
    amount = fen(filled["amount"], field="金额")
    booked = ledger.receive(
        filled["account"],
        amount,
        key=f"counter:{filled['key']}",
        payer=filled["payer"],
        payer_account=filled.get("payer_account", ""),
        remark=filled.get("remark", ""),
        sub_account=filled.get("sub_account", ""),
    )
    return amount, booked
