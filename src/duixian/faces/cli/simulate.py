"""`duixian simulate`: years in seconds, by the same rules the court's program follows every night."""

import json
import sys
import time
from datetime import date, timedelta

import click

from duixian.base.days import add_years_clipped, read_day
from duixian.base.faults import BadInput

_OK, _SILENT = 0, 1
_LAST = date(2026, 12, 31)
"""The last day with a known calendar of holidays."""


@click.group("simulate")
def command() -> None:
    """模拟：在内存中演练多年。"""


def _share(context: click.Context, parameter: click.Parameter, value: float) -> int:
    """A share as thousandths."""
    return round(value * 1000)


_SHARE = click.FloatRange(0, 1)


@command.command("control")
@click.option("--years", default=6, show_default=True, type=click.IntRange(1, 20), help="年数。")
@click.option("--measures", default=1_000_000, show_default=True, type=click.IntRange(1, 5_000_000), help="控制件数。")
@click.option("--seed", default=1, show_default=True, help="随机种子。")
@click.option("--start", "start_text", default="2013-01-01", show_default=True, help="起始日；默认跨 2015-02-04 新规。")
@click.option("--forget", default=0.3, show_default=True, type=_SHARE, callback=_share, help="承办人遗忘的比例。")
@click.option("--late", default=0.2, show_default=True, type=_SHARE, callback=_share, help="局长拖延数周的比例。")
@click.option("--down", default=0.1, show_default=True, type=_SHARE, callback=_share, help="协助单位失联日的比例。")
@click.option("--outage", default=5, show_default=True, type=click.IntRange(0, 60), help="一次失联最长日数。")
@click.option("--no-standing", is_flag=True, help="局长未作常设指令：程序不自行续行。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def control(
    years: int,
    measures: int,
    seed: int,
    start_text: str,
    forget: int,
    late: int,
    down: int,
    outage: int,
    no_standing: bool,
    as_json: bool,
) -> None:
    """控制措施多年不失效：承办人会忘、会病、会走，局长会拖，协助单位会失联，规则会变，债务会清偿。

    判断与续行用的是程序每晚所用的同一函数。过半年数后各院改为更早提示（45/20/10 日）。
    退出码：0 无一无声失效，1 有。
    """
    from duixian.faces.cli.console import console, say
    from duixian.faces.cli.simulation.control import Asked, show
    from duixian.faces.cli.simulation.control import as_json as report
    from duixian.law.calendar import national
    from duixian.law.control.practice import RenewalPractice
    from duixian.law.control.terms import longest_term
    from duixian.law.control.watch import WatchPractice
    from duixian.worlds.control_years import Setting, run
    from duixian.worlds.vigilance import KINDS, Habits
    from duixian.worlds.vigilance import measures as drawn

    try:
        start = read_day(start_text, field="--start")
        days = (add_years_clipped(start, years) - start).days
        for kind in KINDS:
            longest_term(kind, on=start)
    except BadInput as bad:
        raise click.UsageError(f"--start：{bad}") from bad
    turn = start + timedelta(days=days // 2)
    before = WatchPractice(standing=not no_standing)
    after = WatchPractice(RenewalPractice(officer=45, chief=20, ex_officio=10), standing=not no_standing)
    asked = Asked(measures, start, days, seed, forget, late, down, outage, not no_standing)
    out = console(stderr=as_json)
    began = time.monotonic()
    course = run(
        drawn(measures, seed=seed, days=days),
        Setting(
            start=start,
            days=days,
            calendar=national(),
            practice=lambda on: before if on < turn else after,
            habits=Habits(seed=seed, forget=forget, late=late, down=down, outage=outage),
        ),
        told=lambda line: say(out, line),
    )
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(report(course, asked, seconds=seconds), ensure_ascii=False, indent=2))
    else:
        show(out, course, asked, seconds=seconds)
        if start.year < min(national().years) or start + timedelta(days=days) > _LAST:
            say(out, f"节假日安排收录自 {min(national().years)} 至 {max(national().years)} 年，其余年份仅按周末推算。")
    sys.exit(_OK if course.silent == 0 else _SILENT)
