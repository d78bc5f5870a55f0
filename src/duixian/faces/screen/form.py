"""A page for an office without programmers: key, purpose, reference, and whom it is about, a line each; to be printed.

It asks as any program asks (POST /v1/screen/many), so it is admitted, counted and written down like one. The key is
typed each time and kept nowhere: no cookie, no session, no script.
"""

import base64
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any, Final
from urllib.parse import parse_qs

from duixian.faces.screen.messages import MOST_AT_ONCE
from duixian.faces.screen.wire import Receive, Scope, Send, body_of
from duixian.law.screening import purposes

PATH: Final = "/form"
_STYLE: Final = (
    "body{font:16px/1.6 system-ui,'Microsoft YaHei',sans-serif;max-width:60em;margin:0 auto;padding:12px;color:#1c2733}"
    "label{display:block;margin:12px 0}input,select,textarea{display:block;width:100%;box-sizing:border-box;"
    "font:inherit;padding:8px;border:1px solid #8593a3;border-radius:4px}button{font:inherit;padding:10px 24px}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #b9c3ce;padding:6px;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}.bad{color:#a11;font-weight:600}@media print{form{display:none}}"
)
_POLICY: Final = (
    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)
_RESIDENT: Final = re.compile(r"[0-9]{15}|[0-9]{6}[0-9*]{8}[0-9*]{3}[0-9X*]")
_USCC: Final = re.compile(r"[0-9A-Z]{18}|[0-9A-Z]{9}")
_OUTCOMES: Final = {"yes": "是", "possible": "可能，请核对证件", "no": "否"}
_REGISTERS: Final = {"dishonest": "失信被执行人", "limited": "限制消费"}


class Form:
    """A branch of the server; `server` is the whole of it, asked as from outside."""

    def __init__(self) -> None:
        self.server: Callable[[Scope, Receive, Send], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> bool:
        if scope["path"] != PATH or scope["method"] not in ("GET", "POST"):
            return False
        given: dict[str, str] = {}
        found = ""
        if scope["method"] == "POST":
            sent = parse_qs((await body_of(receive)).decode("utf-8", "replace"))
            given = {name: values[0] for name, values in sent.items()}
            found = await self._found(given)
        await _send_page(send, _page(given, found))
        return True

    async def _found(self, given: Mapping[str, str]) -> str:
        lines = [line for line in given.get("who", "").splitlines() if line.strip()][:MOST_AT_ONCE]
        reference = given.get("reference", "").strip()
        call = {
            "purpose": given.get("purpose", ""),
            "reference": reference,
            "who": [_who(line) for line in lines],
        }
        told = await self._ask(given.get("key", "").strip(), call)
        if "answers" not in told:
            return "".join(f'<p class="bad" role="alert">{_fault(fault)}</p>' for fault in told["faults"])
        rows = "".join(_row(line, one) for line, one in zip(lines, told["answers"], strict=True))
        return (
            f"<h2>查询结果</h2><p>查询编号 {escape(told['call'])}；业务编号 {escape(reference)}</p>"
            f"<table><tr><th>查询对象</th><th>结果</th><th>说明</th></tr>{rows}</table>"
            "<p>“可能”不是命中，须核对证件；姓名相同不得据此限制。可用浏览器打印本页。</p>"
        )

    async def _ask(self, key: str, call: Mapping[str, Any]) -> dict[str, Any]:
        body, told = json.dumps(call).encode(), bytearray()
        headers = [(b"authorization", b"Bearer " + key.encode("latin-1", "replace"))]
        scope = {"type": "http", "method": "POST", "path": "/v1/screen/many", "query_string": b"", "headers": headers}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            told.extend(message.get("body", b""))

        assert self.server is not None
        await self.server(scope, receive, send)
        answer: dict[str, Any] = json.loads(bytes(told))
        return answer


def _who(line: str) -> dict[str, Any]:
    """A line `name,number`; what kind of number it is shows."""
    name, _, number = line.replace("，", ",").replace("\t", ",").partition(",")
    number = number.strip().upper()
    if not number:
        return {"name": name.strip(), "kind": "organisation" if len(name.strip()) >= 6 else "natural"}
    if _RESIDENT.fullmatch(number):
        kind, paper = "natural", "resident"
    elif _USCC.fullmatch(number) and len(name.strip()) >= 4:
        kind, paper = "organisation", "uscc"
    else:
        kind, paper = "natural", "passport"
    return {"name": name.strip(), "kind": kind, "numbers": [{"kind": paper, "text": number}]}


def _row(line: str, told: Mapping[str, Any]) -> str:
    if "faults" in told:
        return f'<tr><td>{escape(line)}</td><td class="bad">未查询</td><td>{_fault(told["faults"][0])}</td></tr>'
    said = "<br>".join(
        escape(f"{_REGISTERS[hit['register']]}：{'；'.join(hit['reasons'])}（{hit['entry_id']}）")
        + ("；有单次解除" if "exempt" in hit else "")
        for hit in told["hits"]
    )
    return f"<tr><td>{escape(line)}</td><td>{_OUTCOMES[told['outcome']]}</td><td>{said}</td></tr>"


def _fault(fault: Mapping[str, str]) -> str:
    return escape("：".join(part for part in (fault["field"], fault["message"]) if part) + f"。{fault['remedy']}")


def _page(given: Mapping[str, str], found: str) -> str:
    def value(name: str) -> str:
        return escape(given.get(name, ""), quote=True)

    chosen = given.get("purpose", "")
    options = "".join(
        f'<option value="{one.id}"{" selected" if one.id == chosen else ""}>{escape(one.title)}</option>'
        for one in purposes().values()
    )
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>名单查询</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head><body>'
        f"<h1>失信、限制消费名单查询</h1>{found}"
        f'<form method="post" action="{PATH}" autocomplete="off">'
        '<label>接口密钥（法院发给本单位）<input type="password" name="key" required autocomplete="off"></label>'
        f'<label>查询用途<select name="purpose" required>{options}</select></label>'
        f'<label>业务编号<input name="reference" maxlength="60" required value="{value("reference")}"></label>'
        f"<label>查询对象：每行一个，姓名（名称）,证件号码；至多 {MOST_AT_ONCE:,} 行"
        f'<textarea name="who" rows="6" required>{value("who")}</textarea></label>'
        "<button>查询</button></form></body></html>"
    )


async def _send_page(send: Send, page: str) -> None:
    body = page.encode("utf-8", "replace")
    head = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", _POLICY.encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})
