"""`duixian conform`: ask a server of an agency everything the open exchange demands, and say what it does not obey."""

import asyncio
import json
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from duixian.base.faults import BadInput, Fault

if TYPE_CHECKING:
    from duixian.connectors.exchange.about import Sandbox
    from duixian.connectors.exchange.conformance.checks import Check, Result
    from duixian.connectors.exchange.conformance.running import Report
    from duixian.connectors.exchange.signing import Signer

_OBEYS, _FAILS = 0, 1


@click.command("conform")
@click.argument("url", required=False)
@click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='两个测试法院的私钥，JSON：[{"code": …, "private_key": …}, …]；缺省为公开的测试私钥。',
)
@click.option("--public-key", default="", help="该机构书面提供的公钥（base64）；缺省采用其机构说明中的公钥。")
@click.option(
    "--subjects",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="测试人员，JSON，格式同机构说明中的 sandbox；缺省采用机构说明中的。",
)
@click.option("--timeout", default=30.0, show_default=True, help="每次调用等待的秒数。")
@click.option("--list", "listing", is_flag=True, help="列出全部检查，不连接任何服务器。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，含每项检查的往来报文。")
def command(
    url: str | None,
    key_file: Path | None,
    public_key: str,
    subjects: Path | None,
    timeout: float,
    listing: bool,
    as_json: bool,
) -> None:
    """检验一家协助执行单位的服务器是否遵守网络查控开放交换标准。

    URL 为该机构的基础网址（/exchange/v1 之前的部分）。全部通过时退出码为 0，否则为 1 并逐项列出不符之处。
    只使用测试人员和测试法院，不影响真实的财产。
    """
    from duixian.connectors.exchange.conformance.running import all_checks, conform

    if listing:
        _list(all_checks(), as_json=as_json)
        return
    if not url:
        raise click.UsageError("请给出服务器的网址，或用 --list 列出全部检查")
    _must_be_address(url)
    try:
        courts = _courts(key_file)
        sandbox = _sandbox(subjects)
    except BadInput as bad:
        raise click.UsageError(str(bad)) from bad
    report = asyncio.run(
        conform(
            url,
            now=datetime.now(UTC),
            run=secrets.token_hex(5).upper(),
            courts=courts,
            sandbox=sandbox,
            public_key=public_key,
            timeout=timeout,
            told=_tell if sys.stderr.isatty() and not as_json else lambda result: None,
        )
    )
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    sys.exit(_OBEYS if report.obeys else _FAILS)


def _must_be_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        fine = False
    if not fine:
        raise click.UsageError("网址不成立，应如 https://bank.example/NZ-BANK-01")


def _courts(path: Path | None) -> "tuple[Signer, Signer]":
    """The two courts that give the orders. Raises `BadInput` (`key.file`, `key.unreadable`)."""
    from duixian.connectors.exchange.conformance.keys import COURT_A, COURT_B
    from duixian.connectors.exchange.signing import Signer

    if path is None:
        return COURT_A, COURT_B
    try:
        first, second = (
            Signer.from_secret(each["code"], each["private_key"]) for each in json.loads(path.read_bytes())
        )
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(
            Fault(
                "key.file",
                "不是两个测试法院的私钥文件",
                "内容应为 JSON 列表，恰有两项，每项有 code 和 private_key（32 字节，base64）",
                field="--key",
                place=str(path),
            )
        ) from error
    return first, second


def _sandbox(path: Path | None) -> "Sandbox | None":
    from duixian.connectors.exchange.about import decode_sandbox

    return decode_sandbox(path.read_bytes()) if path else None


def _tell(result: "Result") -> None:
    click.echo(f"{_WORDS[str(result.verdict)]} {result.check.name}", err=True)


_WORDS = {"pass": "通过", "fail": "不符", "not_offered": "不适用"}


def _list(checks: "Sequence[Check]", *, as_json: bool) -> None:
    from duixian.faces.cli.console import Sheet, console, text, whole

    if as_json:
        rows: list[dict[str, Any]] = [{"name": c.name, "proves": c.proves, "rule": c.rule} for c in checks]
        click.echo(json.dumps({"checks": rows}, ensure_ascii=False, indent=2))
        return
    sheet = Sheet([*whole("检查"), *text("证明什么", "标准条款")])
    for each in checks:
        sheet.add(each.name, each.proves, each.rule)
    console().print(sheet)


def _print(report: "Report") -> None:
    """The table to standard output; what failed, with its last call, to standard error."""
    from duixian.faces.cli.console import Sheet, console, say, text, whole

    out = console()
    if report.about:
        simulated = "（模拟）" if report.about.simulated else ""
        say(out, f"{report.about.name} {report.about.code}{simulated}：{report.url}")
    sheet = Sheet([*whole("检查"), *text("证明什么"), *whole("结论"), *text("说明")])
    for result in report.results:
        style = "red" if result.verdict == "fail" else "dim" if result.verdict == "not_offered" else ""
        sheet.add(result.check.name, result.check.proves, _WORDS[str(result.verdict)], result.reason, style=style)
    out.print(sheet)
    counts = report.as_json()["counts"]
    say(out, f"通过 {counts['pass']} 项，不符 {counts['fail']} 项，不适用 {counts['not_offered']} 项")
    problems = console(stderr=True)
    for result in report.results:
        if result.verdict == "fail":
            say(problems, f"不符：{result.check.name}（{result.check.rule}）：{result.reason}")
            for line in _last_call(result):
                say(problems, line, indent="    ")


def _last_call(result: "Result") -> list[str]:
    if not result.evidence:
        return []
    call = result.evidence[-1]
    shown = [f"→ {call.operation}"]
    if call.request:
        shown.append(f"  {call.request[:300].decode('utf-8', errors='replace')}")
    came = call.reply[:300].decode("utf-8", errors="replace")
    shown.append(f"← {call.error}" if call.error else f"← HTTP {call.status} {came}")
    return shown
