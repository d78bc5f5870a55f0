"""docs/law/limits.md: every time limit with its article, and a last day computed for each."""

from collections.abc import Iterator
from datetime import date

from duixian.base.days import Period
from duixian.law.calendar import national
from duixian.law.params import document
from duixian.law.periods import Counting, Limit, LimitUnit, Rule, deadline, rule, rules
from pages.markdown import STATUS, page, table

_EVENT = date(2026, 9, 18)
_GROUPS = {
    "filing": "立案 Filing",
    "inquiry": "财产调查 Inquiry",
    "control": "控制 Control",
    "disposal": "处置 Disposal",
    "money": "案款 Money",
    "credit": "信用惩戒 Credit",
    "course": "案件进程 Course",
    "remedy": "救济 Remedy",
    "ending": "破产审查 Insolvency",
}
_COUNTING = {
    Counting.AFTER: "届满前办理",
    Counting.BEFORE: "事件前至少",
    Counting.EARLIEST: "届满后方可",
    Counting.EXPIRY: "届满失效",
}


def write() -> str:
    """The page: rules by group, how days are counted, what a court may set."""
    checked = {row["id"]: row["checked"] for row in document("limits")["rules"]}
    groups = list(dict.fromkeys(entry.group for entry in rules().values()))
    blocks = [
        "# 期限 Time limits",
        "数据：`src/duixian/law/params/limits.yaml`；计算：`src/duixian/law/periods.py`；节假日："
        "`src/duixian/law/params/holidays.yaml`。",
        f"“例”一栏：事件发生在 {_EVENT}，最后一日（“届满后方可”为可以办理的首日）由程序按节假日安排算出。"
        "最后一日后的括号说明顺延或提前。“地方”是某些法院的做法，并非全国性规定，由本院设定。"
        "“缺省”的节点在每件新案立案时设置。",
        "命令：`duixian deadline 代号 --from 日期`，逐步列出怎样计算。",
    ]
    for group in groups:
        blocks.append(f"## {_GROUPS[group]}")
        blocks.append(
            table(
                ("期限 Limit", "自 From", "长度", "方式", "依据 Article", "版本", "核实", "核对日期", "例 Example"),
                (_row(entry, checked[entry.id]) for entry in rules().values() if entry.group == group),
            )
        )
    blocks.extend(_counting())
    return page(*blocks)


def _row(entry: Rule, checked: date) -> tuple[object, ...]:
    made = deadline(entry, _EVENT, calendar=national())
    moved = (
        f"（原 {made.counted_to}）" if made.day != made.counted_to and entry.counting is not Counting.EARLIEST else ""
    )
    marks = [word for word, on in (("地方", entry.local), ("缺省", entry.default)) if on]
    title = entry.title + (f"（{'，'.join(marks)}）" if marks else "")
    return (
        f"{title}<br>{entry.english}<br>`{entry.id}`",
        entry.event_title,
        entry.limit,
        _COUNTING[entry.counting],
        str(entry.citation) + (f"<br>{entry.note}" if entry.note else ""),
        entry.citation.version,
        f"{entry.status.value} {STATUS[entry.status.value]}",
        checked,
        f"{made.day}{moved}",
    )


def _counting() -> Iterator[str]:
    """How days are counted, each way shown by a computation."""
    calendar = national()
    years = sorted(calendar.years)
    yield "## 怎样计算 How days are counted"
    yield f"节假日安排收录 {years[0]} 至 {years[-1]} 年；其他年份只按周六、周日推算，结果中会说明。"
    objection = rule("plan_objection")
    notice = rule("notice")
    suspended = (Period(date(2026, 9, 21), date(2026, 9, 28)),)
    shown = (
        ("事件当日不计；最后一日为节假日的顺延", deadline(objection, _EVENT, calendar=calendar)),
        ("中止、暂停的日子不计", deadline(objection, _EVENT, calendar=calendar, suspensions=suspended)),
        (
            "本院更严的期限",
            deadline(notice, _EVENT, calendar=calendar, court_override=Limit(3, LimitUnit.WORKING_DAY)),
        ),
    )
    for title, made in shown:
        lines = [f"- {step}" for step in (*made.steps, *made.notes)]
        yield f"**{title}**：{made.rule.title}，{made.day}\n\n" + "\n".join(lines)
