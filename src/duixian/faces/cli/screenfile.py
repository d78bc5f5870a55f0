"""`duixian screenfile`: a file of customers against a list, without a server."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

import click


@click.command("screenfile", short_help="用名单比对一个客户文件（CSV、Parquet）")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--list", "list_", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, help="名单目录。"
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="结果目录。")
def command(file: Path, list_: Path, out: Path) -> None:
    """逐行答复：是、可能、否；读不懂的行连同原因另存。

    表头须有姓名（名称）和证件号码，可有编号、主体类型、证件类型、出生日期、性别。
    """
    from duixian.analytics.screening.bulk import Bulk
    from duixian.analytics.screening.index import State
    from duixian.analytics.screening.snapshot import Snapshot, UnreadableSnapshot
    from duixian.base.faults import BadInput
    from duixian.faces.screen.files import ANSWERS, BAD, screen_file

    with tempfile.TemporaryDirectory() as scratch:
        try:
            bulk = Bulk(State.of(Snapshot.open(list_)), scratch=Path(scratch), threads=os.cpu_count() or 1)
            done = screen_file(file, bulk, out=out, on=datetime.now().astimezone().date())
        except UnreadableSnapshot as trouble:
            raise click.ClickException(f"名单目录无法使用：{trouble}") from trouble
        except BadInput as bad:
            raise click.ClickException(str(bad)) from bad
    click.echo(
        f"已比对 {done.good:,} 行：是 {done.yes:,}，可能 {done.possible:,}；名单截至第 {done.as_of} 条公布记录。"
    )
    click.echo(f"结果：{out / ANSWERS}")
    if done.bad:
        click.echo(f"未能比对 {done.bad:,} 行，原因见 {out / BAD}")
