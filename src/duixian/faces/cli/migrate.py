"""`duixian migrate`: bring the database of a real installation to the newest schema, as the owner of its tables."""

import os
from importlib import import_module

import click


@click.command("migrate", short_help="把数据库结构更新到最新（真实安装，使用 DUIXIAN_DB_*）")
def command() -> None:
    """以表的所有者（DUIXIAN_DB_OWNER）身份更新数据库结构；重复运行不改变任何内容。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    import django
    from django.db import OperationalError

    django.setup()
    try:
        # the wiring of the program stands above the faces, so it is asked by name
        import_module("duixian.config.database").prepare(verbosity=1)
    except OperationalError as error:
        raise click.ClickException(
            f"连接不上数据库：{str(error).strip()}\n请核对 DUIXIAN_DB_HOST、DUIXIAN_DB_PORT、DUIXIAN_DB_NAME、"
            "DUIXIAN_DB_OWNER、DUIXIAN_DB_OWNER_PASSWORD。"
        ) from error
