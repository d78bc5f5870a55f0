"""`duixian deadline`: the last day of a legal time limit, and how it was counted."""

import json
import re
import sys
from datetime import date
from typing import Any

import click

from duixian.base.days import Period, read_day
from duixian.base.faults import BadInput, Fault
from duixian.law.periods import Deadline, Limit, LimitUnit, Rule, deadline, rule, rules

_LIMIT = re.compile(
    r"^(\d+)\s*(days?|d|日|天|working[-_ ]?days?|wd|个?工作日|months?|m|个?月|years?|y|年|hours?|h|小时)$"
)
_UNITS = {
    LimitUnit.DAY: ("day", "days", "d", "日", "天"),
    LimitUnit.WORKING_DAY: ("workingday", "workingdays", "wd", "工作日", "个工作日"),
    LimitUnit.MONTH: ("month", "months", "m", "月", "个月"),
    LimitUnit.YEAR: ("year", "years", "y", "年"),
    LimitUnit.HOUR: ("hour", "hours", "h", "小时"),
}


@click.command("deadline")
@click.argument("names", metavar="RULE...", nargs=-1)
@click.option("--from", "start_text", metavar="日期", help="起算事件之日（该日不计入）。")
@click.option("--suspended", multiple=True, metavar="起:止", help="不计入的期间，止日为恢复计算之日，可重复。")
@click.option("--court-limit", metavar="期限", help="本院更严的期限，例如 3日、5个工作日。")
@click.option("--list", "listing", is_flag=True, help="列出全部期限。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def command(
    names: tuple[str, ...],
    start_text: str | None,
    suspended: tuple[str, ...],
    court_limit: str | None,
    listing: bool,
    as_json: bool,
) -> None:
    """计算法定期限的最后一日。RULE 为期限代号（duixian deadline --list 查看），可多个。"""
    if listing:
        _list(as_json)
        return
    if not names or not start_text:
        raise click.UsageError("请给出期限代号和 --from 起算日，或用 --list 查看全部期限")
    from duixian.law.calendar import national

    results: list[dict[str, Any]] = []
    found: list[Deadline] = []
    for name in names:
        try:
            made = deadline(
                rule(name),
                read_day(start_text, field="--from"),
                calendar=national(),
                suspensions=[_period(text) for text in suspended],
                court_override=_limit(court_limit) if court_limit else None,
            )
        except BadInput as bad:
            results.append({"source": name, "ok": False, "faults": [fault.as_json() for fault in bad.faults]})
            if not as_json:
                click.echo(str(bad), err=True)
            continue
        results.append({"source": name, "ok": True, "deadline": _as_json(made)})
        found.append(made)
    if as_json:
        click.echo(json.dumps({"results": results}, ensure_ascii=False, indent=2))
    elif found:
        _show(found)
    sys.exit(0 if all(result["ok"] for result in results) else 1)


def _period(text: str) -> Period:
    first, colon, until = text.replace("：", ":").partition(":")
    if not colon:
        raise BadInput(Fault("flag.pair", "应写成 起:止", "例如 2026-01-01:2026-02-01", "--suspended", text))
    end = read_day(until, field="--suspended") if until else None
    return Period(read_day(first, field="--suspended"), end)


def _limit(text: str) -> Limit:
    match = _LIMIT.match(text.strip())
    if match is None:
        raise BadInput(Fault("flag.limit", "不是可识别的期限", "例如 3日、5个工作日、1个月", "--court-limit", text))
    word = re.sub(r"[-_ ]", "", match[2])
    unit = next(unit for unit, words in _UNITS.items() if word in words)
    return Limit(int(match[1]), unit)


def _rule_as_json(entry: Rule) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "english": entry.english,
        "group": entry.group,
        "event": entry.event,
        "event_title": entry.event_title,
        "limit": {"amount": entry.limit.amount, "unit": entry.limit.unit.value},
        "counting": entry.counting.value,
        "local": entry.local,
        "default": entry.default,
        "citation": entry.citation.as_json(),
        "status": entry.status.value,
    }


def _as_json(made: Deadline) -> dict[str, Any]:
    return {
        "rule": _rule_as_json(made.rule),
        "from": made.start.isoformat(),
        "limit": {"amount": made.limit.amount, "unit": made.limit.unit.value},
        "day": made.day.isoformat(),
        "counted_to": made.counted_to.isoformat(),
        "suspended_days": made.suspended_days,
        "steps": list(made.steps),
        "notes": list(made.notes),
    }


def _list(as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"rules": [_rule_as_json(e) for e in rules().values()]}, ensure_ascii=False, indent=2))
        return
    from duixian.faces.cli.console import Sheet, console, text, whole

    table = Sheet([*whole("代号"), *text("期限", "自"), *whole("长度"), *text("依据"), *whole("核对")])
    for entry in rules().values():
        local = "（地方）" if entry.local else ""
        table.add(
            entry.id, entry.title + local, entry.event_title, str(entry.limit), str(entry.citation), entry.status.value
        )
    console().print(table)


def _show(found: list[Deadline]) -> None:
    from duixian.faces.cli.console import Sheet, console, text, whole

    table = Sheet([*text("期限"), *whole("最后一日"), *text("怎样计算", "依据")])
    for made in found:
        how = "\n".join([*made.steps, *made.notes])
        table.add(made.rule.title, _weekday(made.day), how, made.rule.citation)
    console().print(table)


def _weekday(day: date) -> str:
    return f"{day.isoformat()}（周{'一二三四五六日'[day.weekday()]}）"
