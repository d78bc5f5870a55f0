"""`duixian list`: the two lists in open formats."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duixian.base.days import read_day
from duixian.base.faults import BadInput
from duixian.faces.cli import place

if TYPE_CHECKING:
    from duixian.analytics.screening.model import ListedEntry, Register


@click.group("list", short_help="失信、限制消费名单的开放格式导出")
def command() -> None:
    """失信被执行人、限制消费名单。"""


@command.command("export")
@click.option("--format", "form", type=click.Choice(["ftm", "csv"]), default="csv", show_default=True)
@click.option("--register", type=click.Choice(["dishonest", "limited"]), default="dishonest", show_default=True)
@click.option("--on", "on_text", metavar="日期", help="当日的名单；过去的日期由公布记录重建。缺省为今天。")
@click.option("--full", is_flag=True, help="含完整证件号码（仅限依法比对使用，仅 ftm）。")
@click.option("--ground", metavar="依据", help="含完整号码时必填：向谁提供、依据哪一条；记入各公布法院的办案日志。")
@click.option("--home", type=click.Path(path_type=Path), help="数据所在的文件夹；缺省为演示。")
def export(form: str, register: str, on_text: str | None, full: bool, ground: str | None, home: Path | None) -> None:
    """导出名单到标准输出：ftm 为每行一个 FollowTheMoney 实体，csv 为官方字段。号码默认遮盖。"""
    if full and form == "csv":
        raise click.UsageError("官方字段的 CSV 只含遮盖的号码；--full 仅用于 --format ftm")
    if full and not (ground or "").strip():
        raise click.UsageError("含完整号码的导出须以 --ground 写明提供对象和依据")
    try:
        on = read_day(on_text) if on_text else None
    except BadInput as bad:
        raise click.UsageError(str(bad)) from None
    place.set_up_django(home)
    from django.utils import timezone

    from duixian.analytics.screening.model import Register
    from duixian.connectors.lists import entities, write_csv
    from duixian.domain.courts import scope
    from duixian.domain.lists.selectors import publication

    today = timezone.localdate()
    which = Register(register)
    with scope.of_all_courts():
        if on is not None and on < today:
            stood = [one.entry for one in publication.as_of(on).values() if one.entry.register is which]
        else:
            stood = [one.entry for one in publication.current(on=on or today, register=which)]
    if full:
        _note_full_export(stood, which, (ground or "").strip())
    if form == "csv":
        sys.stdout.write(write_csv(stood, which))
        return
    for entity in entities(stood, full=full):
        sys.stdout.write(json.dumps(entity, ensure_ascii=False) + "\n")


def _note_full_export(stood: "Sequence[ListedEntry]", register: "Register", ground: str) -> None:
    """Full numbers leave the system: that goes into the trail of every court whose entries they are, before they go."""
    from django.utils import timezone

    from duixian.domain.courts import scope
    from duixian.domain.courts.models import Court
    from duixian.domain.trail import services as trail
    from duixian.domain.trail.acting import Acting

    counts = Counter(entry.court for entry in stood)
    for court in Court.objects.filter(name__in=counts):
        with scope.of_court(court.pk):
            trail.record(
                acting=Acting.system(court.pk, "export"),
                act="lists.export_full",
                now=timezone.now(),
                ground=ground[:200],
                payload={"register": register, "entries": counts[court.name]},
            )
