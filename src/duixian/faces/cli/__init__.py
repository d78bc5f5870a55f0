"""The command `duixian`. Each command is a module with a `command`; it is imported only when it is called."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from duixian.faces.cli.streams import make_legible

_TOOLS = (
    "parse",
    "debt",
    "fee",
    "deadline",
    "split",
    "statement",
    "casenumber",
    "conform",
    "hall-check",
    "screenfile",
    "packetcheck",
)
_COURT = (
    "demo",
    "serve",
    "work",
    "migrate",
    "file",
    "explain",
    "scene",
    "verify",
    "crash",
    "hall",
    "simulate",
    "list",
    "screen",
    "agency",
    "bundle",
)


def _module(name: str) -> str:
    return f"duixian.faces.cli.{name.replace('-', '')}"


class _Lazy(click.Group):
    """Knows the names of its commands without importing them, so that `duixian fee` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in (*_TOOLS, *_COURT) if find_spec(_module(name))]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        found: Any = import_module(_module(name)).command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in (("不需要数据库的工具", _TOOLS), ("法院", _COURT)):
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                if command is not None:
                    rows.append((name, command.get_short_help_str(200)))
            with formatter.section(title):
                formatter.write_dl(rows)


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="duixian")
def main() -> None:
    """兑现：从一纸判决到申请人账户里的钱。"""
    make_legible()
