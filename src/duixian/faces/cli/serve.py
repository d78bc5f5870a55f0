"""`duixian serve`: the web server of a real installation, on the database that DUIXIAN_DB_* names."""

import os

import click


@click.command("serve", short_help="网页服务（真实安装，使用 DUIXIAN_DB_*）")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="监听端口。")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="进程数。")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="每个进程的线程数。")
def command(host: str, port: int, workers: int, threads: int) -> None:
    """提供网页和接口，直到收到停止信号。数据库结构须已是最新（duixian migrate）。"""
    from duixian.faces.cli.running import processes

    if not processes.free(port, host):
        raise click.ClickException(f"端口 {port} 已被占用。请停止占用它的程序，或用 --port 换一个端口。")
    line = processes.web_command(host=host, port=port, workers=workers, threads=threads)
    os.execv(line[0], line)
