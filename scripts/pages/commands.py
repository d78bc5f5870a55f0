"""docs/reference/commands.md: every command with its arguments and options, from the commands themselves."""

from collections.abc import Iterator

import click

from duixian.faces.cli import main
from pages.markdown import page, table


def write() -> str:
    """The page: the commands in the order of `duixian --help`."""
    context = click.Context(main, info_name="duixian")
    blocks = [
        "# 命令 Commands",
        "`duixian 命令 --help` 显示同样的内容。结果写到标准输出，错误写到标准错误。"
        "退出码：0 全部完成；1 有一部分没有完成，或者复核发现错误；2 用法错误，或者什么也没能做。",
        "表格在终端按窗口宽度排列，窗口窄时改为逐条排列；写入管道或文件时宽 200 列，可用环境变量 `COLUMNS` 指定。"
        "任何宽度都不截断内容。",
    ]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is not None:
            blocks.extend(_command(context, name, command))
    return page(*blocks)


def _command(parent: click.Context, name: str, command: click.Command) -> Iterator[str]:
    """A command, and below a group of commands each of its own one level deeper."""
    context = click.Context(command, info_name=name, parent=parent)
    depth = len(context.command_path.split())
    yield f"{'#' * depth} {context.command_path.partition(' ')[2]}"
    yield "`" + " ".join([context.command_path, *command.collect_usage_pieces(context)]) + "`"
    yield " ".join(line.strip() for line in (command.help or "").strip().splitlines()).replace("  ", "\n\n")
    options = [_option(context, one) for one in command.get_params(context) if isinstance(one, click.Option)]
    rows = [row for row in options if row]
    if rows:
        yield table(("选项", "说明"), rows)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            one = command.get_command(context, below)
            if one is not None:
                yield from _command(context, below, one)


def _option(context: click.Context, option: click.Option) -> tuple[str, str] | None:
    if "--help" in option.opts or option.hidden:
        return None
    names = ", ".join(f"`{name}`" for name in option.opts)
    if not option.is_flag:
        names += f" {option.make_metavar(context)}"
    if option.multiple and "重复" not in (option.help or ""):
        return names, f"{option.help or ''}（可重复）"
    return names, option.help or ""
