"""`duixian work`: the background worker of a real installation (payouts to the bank, results, statements)."""

import os

import click


@click.command("work", short_help="后台任务进程（真实安装，使用 DUIXIAN_DB_*）")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 32), help="同时进行的任务数。")
def command(concurrency: int) -> None:
    """取出并执行后台任务，直到收到停止信号；正在进行的任务先做完。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    import django

    django.setup()
    from duixian.faces.workers.run import run

    run(concurrency=concurrency)


if __name__ == "__main__":
    command()
