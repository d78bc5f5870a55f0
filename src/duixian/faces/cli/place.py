"""Finding the database a command works on: the environment, or the folder of a running demo court."""

import os
from pathlib import Path

import click

DEMO_ENV = "demo.env"
"""A file of NAME=VALUE lines that a running demo court keeps in its folder."""

_WANTED = "DUIXIAN_DB_NAME"


def home_folder(home: Path | None) -> Path:
    """The folder asked for, or the one of the environment, or the demo's default."""
    return home or Path(os.environ.get("DUIXIAN_HOME", Path.cwd() / "var" / "demo"))


def enter(home: Path | None) -> None:
    """Put the variables of the database into the environment, unless they are there.

    Raises `click.UsageError` when neither the environment nor a running demo court names one.
    """
    if home is None and os.environ.get(_WANTED):
        return
    file = home_folder(home) / DEMO_ENV
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise click.UsageError(
            f"不知道用哪个数据库：请先运行 duixian demo，或用 --home 指明其文件夹，或设置 {_WANTED} 等变量。找过 {file}"
        ) from error
    for line in lines:
        name, equals, value = line.strip().partition("=")
        if equals and name.startswith("DUIXIAN_"):
            os.environ[name] = value.strip().strip("'\"")


def owner_dsn(home: Path | None) -> str:
    """A connection string for the owner of the tables."""
    enter(home)
    read = os.environ.get
    parts = {
        "host": read("DUIXIAN_DB_HOST", ""),
        "port": read("DUIXIAN_DB_PORT", "5432"),
        "dbname": read(_WANTED, ""),
        "user": read("DUIXIAN_DB_OWNER", "duixian_owner"),
        "password": read("DUIXIAN_DB_OWNER_PASSWORD", ""),
    }
    from psycopg.conninfo import make_conninfo

    return make_conninfo("", **{name: value for name, value in parts.items() if value})


def set_up_django(home: Path | None) -> None:
    """Make the apps usable in this process, on the database found."""
    enter(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    import django

    django.setup()
