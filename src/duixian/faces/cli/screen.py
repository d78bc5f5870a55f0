"""`duixian screen`: the screening server for agencies and banks, on a list built beforehand."""

import os
import sys
from pathlib import Path

import click


@click.command("screen", short_help="名单比对服务（协助单位和银行按号码、按名称查询）")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8030, show_default=True, type=click.IntRange(1, 65535), help="监听端口。")
@click.option(
    "--list", "list_", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, help="名单目录。"
)
@click.option(
    "--keys", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True, help="密钥文件（JSON）。"
)
@click.option("--journal", type=click.Path(path_type=Path, dir_okay=False), required=True, help="留痕文件，只追加。")
@click.option("--files", type=click.Path(path_type=Path, file_okay=False), required=True, help="批量文件的工作目录。")
def command(host: str, port: int, list_: Path, keys: Path, journal: Path, files: Path) -> None:
    """受理单个、成批和文件查询，直到收到停止信号。每次查询先核对密钥和用途，留痕之后才答复。"""
    from duixian.faces.cli.running import processes

    if not processes.free(port, host):
        raise click.ClickException(f"端口 {port} 已被占用。请停止占用它的程序，或用 --port 换一个端口。")
    environment = os.environ | {
        "DUIXIAN_SCREEN_LIST": str(list_),
        "DUIXIAN_SCREEN_KEYS": str(keys),
        "DUIXIAN_SCREEN_JOURNAL": str(journal),
        "DUIXIAN_SCREEN_FILES": str(files),
    }
    line = (
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port), "--workers", "1",
        "--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "5",
        "duixian.config.screen:application",
    )  # fmt: skip
    os.execve(line[0], line, environment)
