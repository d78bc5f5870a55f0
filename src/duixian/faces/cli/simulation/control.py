"""The report of years of control: what became of the measures, who acted, and how the ends of terms fall."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rich.console import Console

from duixian.faces.cli.console import Sheet, number, say, text, whole
from duixian.worlds.control_years import By, Course, Fate

_BAR = 40
_BUSIEST = 5

_FATES = {
    Fate.HELD: "期满时仍有效",
    Fate.RELEASED: "清偿后解除",
    Fate.LET_GO: "失效：两人决定不再续行（合法）",
    Fate.UNOWED: "失效：届满时已无欠款（合法）",
    Fate.LOST: "失效：仍有欠款且无人决定（事件，已记录）",
}
_BY = {By.OFFICER: "承办人提出，局长批准", By.CHIEF: "局长接到提示后批准", By.PROGRAM: "最后安全日，程序依职权"}
_TOLD = {"officer": "提示承办人", "chief": "提示负责人", "trouble": "续行受阻，即告负责人"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the command; shares in thousandths."""

    measures: int
    start: date
    days: int
    seed: int
    forget: int
    late: int
    down: int
    outage: int
    standing: bool


def months(course: Course, asked: Asked) -> dict[str, int]:
    """Ends of terms by month, of the days simulated."""
    found: Counter[str] = Counter()
    for day in range(asked.days):
        found[(asked.start + timedelta(days=day)).strftime("%Y-%m")] += course.ends.get(day, 0)
    return dict(found)


def busiest(course: Course, asked: Asked) -> list[tuple[date, int]]:
    """The days on which most terms end."""
    inside = Counter({day: count for day, count in course.ends.items() if 0 <= day < asked.days})
    return [(asked.start + timedelta(days=day), count) for day, count in inside.most_common(_BUSIEST)]


def as_json(course: Course, asked: Asked, *, seconds: float) -> dict[str, Any]:
    """The report as data; `silent` is the figure that must be nought."""
    return {
        "measures": asked.measures,
        "start": asked.start.isoformat(),
        "days": asked.days,
        "seed": asked.seed,
        "forget": asked.forget / 1000,
        "late": asked.late / 1000,
        "down": asked.down / 1000,
        "outage_days": asked.outage,
        "standing_renewal": asked.standing,
        "silent": course.silent,
        "fates": {fate.name.lower(): count for fate, count in course.fates().items()},
        "incidents": dict(course.incidents),
        "renewed": {by.name.lower(): course.renewed[by] for by in By},
        "told": dict(course.told),
        "judgements": course.judged,
        "ends_by_month": months(course, asked),
        "busiest": [{"day": day.isoformat(), "ends": count} for day, count in busiest(course, asked)],
        "seconds": round(seconds, 1),
    }


def show(out: Console, course: Course, asked: Asked, *, seconds: float) -> None:
    """The report for a terminal."""
    end = asked.start + timedelta(days=asked.days - 1)
    outcome = Sheet(
        [*text("控制措施的去向"), *number("件")],
        title=f"{asked.measures:,} 项控制，{asked.start} 至 {end}（{seconds:.0f} 秒，{course.judged:,} 次判断）",
    )
    fates = course.fates()
    for fate, label in _FATES.items():
        outcome.add(label, f"{fates[fate]:,}")
    outcome.add("届满时续行已发出、协助单位未答复（事件，已记录）", f"{course.incidents['unconfirmed']:,}")
    outcome.add("无声失效：仍有欠款、未续行、未记录", f"{course.silent:,}", style="bold", ruled=True)
    out.print(outcome)
    acted = Sheet([*text("谁办理了续行"), *number("次", "占")])
    total = sum(course.renewed.values())
    for by, label in _BY.items():
        acted.add(label, f"{course.renewed[by]:,}", f"{100 * course.renewed[by] / max(1, total):.1f}%")
    out.print(acted)
    told = "；".join(f"{label} {course.told[step]:,} 次" for step, label in _TOLD.items())
    say(out, f"提示：{told}。")
    if not asked.standing:
        say(out, "本次未设常设指令：程序只提示、只备稿，不自行续行。")
    _calendar(out, course, asked)


def _calendar(out: Console, course: Course, asked: Asked) -> None:
    load = months(course, asked)
    most = max(load.values(), default=0) or 1
    sheet = Sheet([*whole("月份"), *number("届满"), *whole("负荷")], title="届满日历")
    for month, count in load.items():
        sheet.add(month, f"{count:,}", "█" * round(_BAR * count / most) or "·")
    out.print(sheet)
    say(out, f"最忙的日子：{'；'.join(f'{day} {count:,} 项' for day, count in busiest(course, asked))}。")
