"""`duixian screen`: screening for agencies and banks, on the database of the court or on a list built beforehand."""

import os
from pathlib import Path

import click


@click.command("screen", short_help="名单比对服务（协助单位和银行按号码、按名称查询）")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8050, show_default=True, type=click.IntRange(1, 65535), help="监听端口。")
@click.option("--home", type=click.Path(path_type=Path), help="数据所在的文件夹；缺省为演示。")
@click.option(
    "--list",
    "list_",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="名单目录：不用数据库，须同时指明以下三项。",
)
@click.option("--keys", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="密钥文件（JSON）。")
@click.option("--journal", type=click.Path(path_type=Path, dir_okay=False), help="留痕文件，只追加。")
@click.option("--files", type=click.Path(path_type=Path, file_okay=False), help="批量文件的工作目录。")
def command(
    host: str,
    port: int,
    home: Path | None,
    list_: Path | None,
    keys: Path | None,
    journal: Path | None,
    files: Path | None,
) -> None:
    """受理单个、成批和文件查询，直到收到停止信号。每次查询先核对密钥和用途，留痕之后才答复。

    缺省用法院的数据库：机构、密钥、限额由法院登记（duixian agency），名单随公布记录即时更新。
    """
    from duixian.faces.cli import place
    from duixian.faces.cli.running import processes

    if not processes.free(port, host):
        raise click.ClickException(f"端口 {port} 已被占用。请停止占用它的程序，或用 --port 换一个端口。")
    given = (list_, keys, journal, files)
    if any(given):
        if not all(given):
            raise click.UsageError("不用数据库时，--list、--keys、--journal、--files 须同时指明")
        os.environ |= {
            "DUIXIAN_SCREEN_LIST": str(list_),
            "DUIXIAN_SCREEN_KEYS": str(keys),
            "DUIXIAN_SCREEN_JOURNAL": str(journal),
            "DUIXIAN_SCREEN_FILES": str(files),
        }
        line = processes.screen_command(host=host, port=port, application="duixian.config.screen")
    else:
        place.enter(home)
        line = processes.screen_command(host=host, port=port)
    os.execv(line[0], line)
