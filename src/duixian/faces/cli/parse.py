"""`duixian parse FILE…`: a judgment on paper into obligations, and what was not understood."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from duixian.base.faults import Fault
    from duixian.law.obligations import InterestTerm, MoneyItem, When
    from duixian.reading.judgments import Census, Gap, Reading


@click.command("parse", short_help="读取裁判文书：当事人、给付义务、利息、未识别内容")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（金额为以元为单位的十进制字符串）")
@click.option("--corpus", is_flag=True, help="文件是 JSONL，每行一个 text：只统计各金额的归属")
def command(files: tuple[Path, ...], as_json: bool, corpus: bool) -> None:
    """读取判决书、调解书、裁决书的全文或主文（.txt .docx .pdf；“-”为标准输入）。

    退出码：0 全部金额均已归入义务；1 有未识别的金额或读不了的文件；2 用法错误。
    """
    if corpus:
        sys.exit(_corpus(files, as_json))
    results: list[dict[str, Any]] = []
    failed = False
    for path in _progress(files):
        reading, faults = _read(path)
        if reading is None:
            failed = True
            results.append({"source": str(path), "ok": False, "faults": [fault.as_json() for fault in faults]})
            if not as_json:
                for fault in faults:
                    click.echo(f"{path}：{fault}", err=True)
            continue
        failed = failed or not reading.census.complete
        results.append({"source": str(path), "ok": reading.census.complete, **as_dict(reading)})
        if not as_json:
            show(str(path), reading)
    if as_json:
        click.echo(json.dumps({"results": results, "ok": not failed}, ensure_ascii=False, indent=2))
    sys.exit(1 if failed else 0)


def _progress(files: tuple[Path, ...]) -> Iterable[Path]:
    if len(files) < 4 or not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description="读取文书", console=Console(stderr=True))


def _bytes(path: Path) -> bytes:
    from duixian.base.faults import BadInput, Fault

    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as flaw:
        raise BadInput(Fault("file.unreadable", "文件打不开", "请检查路径和权限", "文件", str(path))) from flaw


def _read(path: Path) -> "tuple[Reading | None, tuple[Fault, ...]]":
    from duixian.base.faults import BadInput
    from duixian.reading.documents import read_document
    from duixian.reading.judgments import read

    try:
        return read(read_document(_bytes(path), path.name).text), ()
    except BadInput as bad:
        return None, bad.faults


def as_dict(reading: "Reading") -> dict[str, Any]:
    """The reading with stable keys; amounts are decimal strings in yuan (units of the currency)."""
    header, ordered = reading.header, reading.ordered
    return {
        "title_kind": header.kind.value,
        "court": header.court,
        "case_number": str(header.number) if header.number else None,
        "cause": header.cause,
        "dated": header.dated.isoformat() if header.dated else None,
        "parties": [
            {
                "name": p.name,
                "role": p.printed_role,
                "kind": p.kind.value,
                "id_number": p.id_number,
                "address": p.address,
                "representative": p.representative,
            }
            for p in header.parties
        ],
        "operative": {"start": reading.operative[0], "end": reading.operative[1], "rule": reading.operative_rule},
        "money": [_money(item) for item in ordered.items],
        "interest": [_interest(term) for term in ordered.interests],
        "acts": [{"key": a.key, "text": a.text, "debtors": list(a.debtors), "due": _when(a.due)} for a in ordered.acts],
        "set_off": list(ordered.set_off),
        "acceleration": ordered.acceleration,
        "doubled_clause": ordered.doubled_clause,
        "items": [
            {"ordinal": i.ordinal, "start": i.start, "end": i.end, "rules": list(i.rules), "keys": list(i.keys)}
            for i in reading.items
        ],
        "spans": [
            {"start": s.start, "end": s.end, "what": s.what.value, "rule": s.rule, "refers": list(s.refers)}
            for s in reading.spans
        ],
        "not_understood": [_gap(gap) for gap in reading.not_understood],
        "attention": [_gap(gap) for gap in reading.attention],
        "amounts": _census(reading.census),
    }


def _money(item: "MoneyItem") -> dict[str, Any]:
    from duixian.base.money import yuan

    return {
        "key": item.key,
        "label": item.label,
        "kind": item.kind.value,
        "amount": None if item.amount is None else yuan(item.amount),
        "currency": item.currency,
        "debtors": list(item.debtors),
        "creditors": list(item.creditors),
        "liability": item.liability.value,
        "behind": list(item.behind),
        "shares": {name: yuan(share) for name, share in item.shares.items()},
        "limits": {name: yuan(limit) for name, limit in item.limits.items()},
        "due": _when(item.due),
        "instalments": [{"amount": yuan(part.amount), "due": _when(part.due)} for part in item.instalments],
        "priority": item.priority,
    }


def _interest(term: "InterestTerm") -> dict[str, Any]:
    from duixian.base.money import yuan

    rate = term.rate
    return {
        "key": term.key,
        "label": term.label,
        "items": list(term.items),
        "base_amount": None if term.base_amount is None else yuan(term.base_amount),
        "base_mode": term.base_mode.value,
        "rate": {
            "source": rate.source.value,
            "value": None if rate.value is None else str(rate.value),
            "per": rate.per.value,
            "multiple": str(rate.multiple),
            "plus": str(rate.plus),
            "pinned_on": _when(rate.pinned_on),
            "term": rate.term.value if rate.term else None,
        },
        "from": _when(term.start),
        "to": _when(term.end),
        "cap": None if term.cap is None else yuan(term.cap),
        "penalty": term.penalty,
        "conditional": term.conditional,
    }


def _when(when: "When | None") -> dict[str, Any] | None:
    if when is None:
        return None
    return {
        "on": when.on.isoformat() if when.on else None,
        "event": when.event.value if when.event else None,
        "days": when.days,
        "months": when.months,
        "following": when.following,
    }


def _gap(gap: "Gap") -> dict[str, Any]:
    return {"start": gap.start, "end": gap.end, "text": gap.text, "money": gap.money, **gap.reason.as_json()}


def _census(census: "Census") -> dict[str, int]:
    return {
        "total": census.total,
        "assigned": census.assigned,
        "checked_totals": census.checked_totals,
        "described": census.described,
        "not_understood": census.not_understood,
        "outside": census.outside,
    }


_EVENTS = {
    "effective": "生效",
    "served": "送达",
    "signed": "签订",
    "filed": "起诉",
    "demanded": "催告",
    "expiry": "履行期满",
    "paid": "付清",
    "breached": "逾期",
}
_KINDS = {
    "principal": "本金类",
    "penalty": "违约金",
    "interest": "利息",
    "fee": "费用",
    "costs": "诉讼费（付申请人）",
    "costs_to_court": "诉讼费（交法院）",
}
_LIABILITY = {
    "sole": "",
    "several": "按份",
    "joint": "共同",
    "joint_and_several": "连带",
    "supplementary": "补充",
}


def _day(when: "When | None") -> str:
    if when is None:
        return ""
    if when.on:
        return when.on.isoformat() + ("次日" if when.following else "")
    span = f"后{when.days}日" if when.days else f"后{when.months}个月" if when.months else ""
    return (_EVENTS[when.event.value] if when.event else "") + span + ("次日" if when.following else "")


def _rate(term: "InterestTerm") -> str:
    rate = term.rate
    per = {"year": "年", "month": "月", "day": "日"}[rate.per.value]
    base = {"fixed": f"{per}{rate.value}%", "lpr_1y": "一年期LPR", "lpr_5y": "五年期LPR", "benchmark": "贷款基准利率"}[
        rate.source.value
    ]
    times = f"×{rate.multiple}" if rate.multiple != 1 else ""
    return (
        base
        + times
        + (f"{rate.plus:+}个百分点" if rate.plus else "")
        + (f"（{_day(rate.pinned_on)}）" if rate.pinned_on else "")
    )


def show(name: str, reading: "Reading") -> None:
    """Print what was read and, in full, what was not understood."""
    from duixian.base.money import display
    from duixian.faces.cli.console import Sheet, console, number, say, text

    out, header = console(), reading.header
    head = "  ".join(filter(None, (header.court, str(header.number or ""), header.cause)))
    say(out, name, style="bold")
    if head:
        say(out, head)
    for party in header.parties:
        say(out, f"{party.printed_role} {party.name} {party.id_number}")
    columns = [*text("项", "类别", "名称"), *number("金额"), *text("义务人", "权利人", "责任", "履行期限")]
    money = Sheet(columns, title="金钱给付")
    for item in reading.ordered.items:
        amount = (
            "—" if item.amount is None else display(item.amount, "¥" if item.currency == "CNY" else item.currency + " ")
        )
        due = _day(item.due) or "；".join(f"{_day(p.due)} {display(p.amount)}" for p in item.instalments)
        money.add(
            item.key,
            _KINDS[item.kind.value],
            item.label,
            amount,
            "、".join(item.debtors),
            "、".join(item.creditors),
            _LIABILITY[item.liability.value],
            due,
        )
    out.print(money)
    interest = Sheet([*text("项", "名称", "基数", "利率", "自", "至"), *number("上限")], title="利息")
    for term in reading.ordered.interests:
        base = display(term.base_amount) if term.base_amount is not None else "未付的 " + "、".join(term.items)
        interest.add(
            term.key,
            term.label,
            base,
            _rate(term),
            _day(term.start),
            _day(term.end) or "付清",
            "" if term.cap is None else display(term.cap),
        )
    out.print(interest)
    for act in reading.ordered.acts:
        say(out, f"行为 {act.key}：{act.text}")
    if reading.ordered.set_off:
        say(out, "抵扣顺序：" + " → ".join(reading.ordered.set_off))
    for title, gaps in (("未识别", reading.not_understood), ("请核对", reading.attention)):
        for gap in gaps:
            say(out, f"{title}：{reading.words(gap)} — {gap.reason.message}（{gap.reason.remedy}）")
    c = reading.census
    say(
        out,
        f"主文金额 {c.total} 处：已归入义务或费用 {c.assigned}，合计已核对 {c.checked_totals}，非给付 {c.described}，"
        f"未识别 {c.not_understood}；主文之外 {c.outside}",
    )


def _corpus(files: tuple[Path, ...], as_json: bool) -> int:
    """Count what became of every sum in a file of texts, one JSON object with `text` a line."""
    from duixian.base.faults import BadInput
    from duixian.reading.judgments import read

    counts = dict.fromkeys(
        ("texts", "with_amounts", "complete", "complete_with_amounts", "strict", "with_gaps", "failed"), 0
    )
    sums = dict.fromkeys(("total", "assigned", "checked_totals", "described", "not_understood", "outside"), 0)
    reasons: dict[str, int] = {}
    for text in _texts(files):
        counts["texts"] += 1
        try:
            reading = read(text)
        except BadInput:
            counts["failed"] += 1
            continue
        census = reading.census
        counts["with_amounts"] += census.total > 0
        counts["complete"] += census.complete
        counts["complete_with_amounts"] += census.complete and census.total > 0
        counts["strict"] += census.complete and census.described == 0
        counts["with_gaps"] += bool(reading.not_understood)
        for gap in reading.not_understood:
            reasons[gap.reason.code] = reasons.get(gap.reason.code, 0) + 1
        for key, value in _census(census).items():
            sums[key] += value
    if as_json:
        click.echo(
            json.dumps({"texts": counts, "amounts": sums, "not_understood": reasons}, ensure_ascii=False, indent=2)
        )
    else:
        _corpus_table(counts, sums, reasons)
    return 1 if counts["failed"] else 0


def _texts(files: tuple[Path, ...]) -> Iterator[str]:
    from duixian.base.faults import BadInput

    for path in files:
        try:
            lines = _bytes(path).decode("utf-8-sig").splitlines()
        except BadInput as bad:
            raise click.UsageError(str(bad)) from bad
        except UnicodeDecodeError as flaw:
            raise click.UsageError(f"{path} 不是 UTF-8 文本") from flaw
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield str(json.loads(line)["text"])
                except (ValueError, KeyError, TypeError) as flaw:
                    raise click.UsageError(f"{path} 第 {number} 行不是含 text 的 JSON") from flaw


def _corpus_table(counts: dict[str, int], sums: dict[str, int], reasons: dict[str, int]) -> None:
    from duixian.faces.cli.console import Sheet, console, number, text

    texts = max(1, counts["texts"])

    def share(value: int) -> str:
        tenths = value * 1000 // texts
        return f"{tenths // 10}.{tenths % 10}%"

    table = Sheet([*text("文书"), *number("数量", "比例")])
    for key, label in (
        ("texts", "文书总数"),
        ("with_amounts", "主文含金额"),
        ("complete", "每一金额均有归属（含非给付性说明）"),
        ("strict", "每一金额均归入义务、费用或已核对的合计"),
        ("with_gaps", "有未识别内容（含不涉金额的）"),
        ("failed", "无法读取"),
    ):
        table.add(label, counts[key], share(counts[key]))
    amounts = Sheet([*text("金额"), *number("数量")])
    for key, label in (
        ("total", "主文中的金额"),
        ("assigned", "归入义务或费用"),
        ("checked_totals", "合计，已与各项核对"),
        ("described", "非给付性（被撤销、确认、票面等）"),
        ("not_understood", "未识别，已列明"),
        ("outside", "主文之外（后续程序的叙述）"),
    ):
        amounts.add(label, sums[key])
    why = Sheet([*text("未识别的原因"), *number("数量")])
    for code, count in sorted(reasons.items(), key=lambda pair: -pair[1]):
        why.add(code, count)
    out = console()
    for one in (table, amounts, why):
        out.print(one)
