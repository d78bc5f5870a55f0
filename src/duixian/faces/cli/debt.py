"""`duixian debt`: what is owed on a day, with every step. From a facts file, from flags, or of a case by its number."""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from duixian.base.days import read_day
from duixian.base.faults import BadInput, Fault
from duixian.law.interest.conventions import NOTES

_CASE_NUMBER = re.compile(r"^\s*[（(\[〔]?\d{4}[）)\]〕].+号")

_OK, _BAD = 0, 1


def _conventions(function: Any) -> Any:
    """An option for every convention, its choices from the law's own table."""
    for name, note in reversed(list(NOTES.items())):
        flag = f"--{name.replace('_', '-')}"
        help_text = f"{note.label}：{'；'.join(f'{value} {text}' for value, text in note.values.items())}"
        function = click.option(flag, name, type=click.Choice(list(note.values)), help=help_text)(function)
    return function


@click.command("debt", context_settings={"show_default": True})
@click.argument("sources", nargs=-1)
@click.option("--principal", metavar="金额", help="本金，元。")
@click.option("--costs", metavar="金额", help="由被执行人负担并付给申请执行人的诉讼费用，元。")
@click.option("--fixed-interest", metavar="金额", help="执行依据已载明数额的利息，元。")
@click.option("--due", metavar="日期", help="履行期间的最后一日。")
@click.option(
    "--instalment", "instalments", multiple=True, metavar="日期:金额", help="分期履行，可重复；各期之和为本金。"
)
@click.option("--acceleration", is_flag=True, help="一期未付，其余一并到期。")
@click.option("--paid", "payments", multiple=True, metavar="日期:金额", help="付款，可重复。")
@click.option("--ordinary", metavar="利率", help="一般债务利息，例如 lpr*1.5、4.35%、0.05%/day、benchmark:1y。")
@click.option("--ordinary-from", metavar="日期", help="一般债务利息起算日；缺省为履行期间届满次日。")
@click.option("--ordinary-until", metavar="日期", help="一般债务利息止日；缺省为实际付清之日。")
@click.option("--cap", metavar="金额", help="一般债务利息的总额上限，元。")
@click.option("--excluded", multiple=True, metavar="起:止", help="不计加倍部分的期间，止日为恢复计算之日，可重复。")
@click.option("--currency", default="CNY", metavar="代码", help="货币。")
@click.option("--on", "on_text", metavar="日期", help="计算日；缺省为文件中的 on，否则为今天。")
@_conventions
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--example", is_flag=True, help="打印一个事实文件的示例。")
def command(sources: tuple[str, ...], on_text: str | None, as_json: bool, example: bool, **flags: Any) -> None:
    """计算某日的债务：本金、费用、一般债务利息、加倍部分，逐段列出算式与条文。

    SOURCES 为事实文件（JSON，可多个，- 为标准输入）或案号；不给文件时用参数填写。
    """
    if example:
        click.echo(json.dumps(_EXAMPLE, ensure_ascii=False, indent=2))
        return
    chosen = {name: flags.pop(name) for name in NOTES}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    given = [name for name in _FACT_FLAGS if flags.get(name)]
    if not sources and not given:
        raise click.UsageError("请给出事实文件，或至少填写 --principal")
    if sources and given:
        raise click.UsageError("事实文件与事实参数不能同时使用")
    numbers = [source for source in sources if _CASE_NUMBER.match(source) and not Path(source).exists()]
    if numbers:
        _of_cases(sources, numbers, on_text, as_json, chosen)
        return
    results = []
    for source in _shown(sources or ("",)):
        try:
            data = _read(source) if source else _from_flags(flags)
            on = _day_of(data, on_text)
            results.append(_computed(source, data, on, chosen))
        except BadInput as bad:
            results.append({"source": source, "ok": False, "faults": [fault.as_json() for fault in bad.faults]})
            if not as_json:
                for fault in bad.faults:
                    click.echo(f"{source + '：' if source and not fault.place else ''}{fault}", err=True)
    if as_json:
        shown = [{key: value for key, value in result.items() if key != "_statement"} for result in results]
        click.echo(json.dumps({"results": shown}, ensure_ascii=False, indent=2))
    else:
        _show(results)
    sys.exit(_OK if all(result["ok"] for result in results) else _BAD)


_EXAMPLE = {
    "on": "2026-11-22",
    "items": [
        {
            "key": "p",
            "label": "借款本金",
            "kind": "principal",
            "instalments": [
                {"amount": "50000.00", "due": "2024-01-31"},
                {"amount": "50000.00", "due": "2024-06-30"},
            ],
        },
        {"key": "c", "label": "案件受理费", "kind": "costs", "amount": "1150.00", "due": "2024-01-31"},
    ],
    "interests": [{"key": "i", "label": "利息", "items": ["p"], "rate": "lpr*1.5", "start": "2023-06-01"}],
    "payments": [{"day": "2024-03-15", "amount": "20000.00", "source": "voluntary", "for": []}],
    "excluded": [{"from": "2024-08-01", "until": "2024-10-01", "reason": "再审中止执行"}],
    "acceleration": False,
    "conventions": {"year_basis": "365", "count_days": "end_minus_start", "set_off": "title"},
}
_FACT_FLAGS = ("principal", "costs", "fixed_interest", "instalments", "payments", "ordinary", "excluded", "due", "cap")


def _shown(sources: Sequence[str]) -> Iterator[str]:
    """The sources one by one, with a bar on a terminal when they are many."""
    if len(sources) < 20 or not sys.stderr.isatty():
        yield from sources
        return
    with click.progressbar(sources, label="计算", file=sys.stderr) as bar:
        yield from bar


def _of_cases(
    sources: Sequence[str], numbers: Sequence[str], on_text: str | None, as_json: bool, chosen: Mapping[str, str]
) -> None:
    if len(numbers) != len(sources):
        raise click.UsageError("案号与文件不能混用")
    try:
        case_debt: Any = import_module("duixian.faces.cli.case_debt")
    except ImportError as error:
        raise click.ClickException("按案号计算需要连接数据库，本安装未包含该功能") from error
    try:
        on = read_day(on_text, field="--on") if on_text else _today()
    except BadInput as bad:
        raise click.UsageError(str(bad)) from bad
    done = [case_debt.show(number, on=on, as_json=as_json, conventions=dict(chosen)) for number in numbers]
    sys.exit(_OK if all(done) else _BAD)


def _read(source: str) -> dict[str, Any]:
    place = "标准输入" if source == "-" else source
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
        data = json.loads(text, parse_float=Decimal)
    except FileNotFoundError as error:
        raise BadInput(Fault("file.missing", "找不到文件", "请核对路径", place=place)) from error
    except (OSError, UnicodeDecodeError) as error:
        remedy = "请核对文件，并以 UTF-8 编码保存"
        raise BadInput(Fault("file.unreadable", "不能读取文件", remedy, place=place)) from error
    except (ValueError, RecursionError) as error:
        at = f"{place}:{error.lineno}" if isinstance(error, json.JSONDecodeError) else place
        raise BadInput(Fault("file.not_json", "不是有效的 JSON", "请核对该处的引号、逗号和括号", place=at)) from error
    if not isinstance(data, dict):
        raise BadInput(Fault("facts.shape", "文件内容应为一个对象", "用 duixian debt --example 查看示例", place=place))
    return data


def _from_flags(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The facts document that the flags mean; it is then read like any file, with the same checks."""
    data: dict[str, Any] = {"items": [], "payments": [], "excluded": [], "acceleration": flags["acceleration"]}
    common = {"currency": flags["currency"], "due": flags["due"]}
    if flags["instalments"]:
        parts = [
            dict(zip(("due", "amount"), _pair(text, "--instalment"), strict=True)) for text in flags["instalments"]
        ]
        principal = {"key": "principal", "label": "本金", "instalments": parts, "currency": flags["currency"]}
        if flags["principal"]:
            principal["amount"] = flags["principal"]
        data["items"].append(principal)
    elif flags["principal"]:
        data["items"].append({"key": "principal", "label": "本金", "amount": flags["principal"], **common})
    if flags["costs"]:
        data["items"].append({"key": "costs", "label": "诉讼费用", "kind": "costs", "amount": flags["costs"], **common})
    if flags["fixed_interest"]:
        data["items"].append(
            {"key": "interest", "label": "已定利息", "kind": "interest", "amount": flags["fixed_interest"], **common}
        )
    if flags["ordinary"]:
        start = flags["ordinary_from"] or flags["due"]
        following = not flags["ordinary_from"]
        data["interests"] = [
            {
                "key": "ordinary",
                "label": "一般债务利息",
                "items": ["principal"],
                "rate": flags["ordinary"],
                "start": _next_day(start) if start and following else start,
                "end": flags["ordinary_until"],
                "cap": flags["cap"],
            }
        ]
    for text in flags["payments"]:
        day, amount = _pair(text, "--paid")
        data["payments"].append({"day": day, "amount": amount, "currency": flags["currency"]})
    for text in flags["excluded"]:
        first, until = _pair(text, "--excluded")
        data["excluded"].append({"from": first, "until": until})
    return data


def _pair(text: str, field: str) -> tuple[str, str]:
    left, colon, right = text.replace("：", ":").partition(":")
    if not colon or not left or not right:
        raise BadInput(Fault("flag.pair", "应写成 前:后 两部分", "例如 2026-01-31:5000", field=field, value=text))
    return left, right


def _next_day(text: str) -> str:
    day = read_day(text, field="--due")
    return date.fromordinal(day.toordinal() + 1).isoformat()


def _day_of(data: Mapping[str, Any], on_text: str | None) -> date:
    text = on_text or data.get("on")
    return read_day(str(text), field="--on") if text else _today()


def _today() -> date:
    return date.today()  # noqa: DTZ011 the court's own calendar day; a face may read the clock


def _computed(source: str, data: Mapping[str, Any], on: date, chosen: Mapping[str, str]) -> dict[str, Any]:
    from duixian.base.money import yuan
    from duixian.law.fees import execution_fee
    from duixian.law.interest import by_currency, calculate
    from duixian.law.interest.document import read_facts, statement_as_json

    own = data.get("conventions") or {}
    if isinstance(own, dict):
        data = {**data, "conventions": {**own, **chosen}}
    facts = read_facts(data, place=source)
    groups = [facts] if facts.exchange else list(by_currency(facts).values())
    statements = [calculate(group, on=on) for group in groups]
    debts = [statement_as_json(statement) for statement in statements]
    result: dict[str, Any] = {"source": source, "ok": True, "debts": debts, "_statement": statements}
    home = [statement for statement in statements if statement.currency == "CNY"]
    if home:
        # as on the case page: on the sums the title names, which are what is applied for; what grows by the day is not
        fee = execution_fee(sum(line.opening for line in home[0].lines), on=on)
        result["execution_fee"] = {
            "base": yuan(fee.amount),
            "amount": yuan(fee.due),
            "citation": fee.citation.as_json(),
            "note": "按执行依据载明的金额计，执行后由被执行人负担",
        }
    return result


def _show(results: Sequence[Mapping[str, Any]]) -> None:
    shown = [result for result in results if result["ok"]]
    if not shown:
        return
    from duixian.faces.cli.console import console, say
    from duixian.faces.cli.debt_table import print_statement

    out = console()
    for result in shown:
        if result["source"]:
            say(out, result["source"], style="bold")
        for statement in result["_statement"]:
            print_statement(out, statement)
        fee = result.get("execution_fee")
        if fee:
            basis = f"{fee['citation']['instrument']}{fee['citation']['article']}"
            say(out, f"另：申请执行费 {fee['amount']} 元（{fee['note']}，{basis}）")
