"""`duixian hall`: the server of the bidding hall, on the database that DUIXIAN_DB_* names."""

import os

import click


@click.command("hall", short_help="竞价大厅服务（出价、实时行情、公开记录）")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8020, show_default=True, type=click.IntRange(1, 65535), help="监听端口。")
def command(host: str, port: int) -> None:
    """受理出价、推送行情、按时开始和结束竞价，直到收到停止信号。

    需要 DUIXIAN_HALL_KEY（Ed25519 私钥，PEM）：公开竞价记录由它签名。可同时运行多个，顺序由数据库决定。
    """
    from duixian.faces.cli.running import processes

    if not processes.free(port, host):
        raise click.ClickException(f"端口 {port} 已被占用。请停止占用它的程序，或用 --port 换一个端口。")
    line = processes.hall_command(host=host, port=port)
    os.execv(line[0], line)
