"""docs/reference/json-output.md: the keys of `--json`, read off what the tools print for the examples."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from duixian.faces.cli import main
from pages.markdown import page, table

_EXAMPLES = Path(__file__).parents[2] / "docs/reference/examples"
_SHOWN = 40

_RUNS: tuple[tuple[str, ...], ...] = (
    ("parse", "judgment.txt"),
    ("debt", "facts.json"),
    ("fee", "500000", "--on", "2026-11-22"),
    ("deadline", "plan_objection", "--from", "2026-09-18"),
    ("split", "plan.json"),
    ("statement", "unknown-bank.csv", "--map", "unknown-bank.map.json"),
    ("casenumber", "(2024)粤0606执123号"),
)


def write() -> str:
    """The page: one table of keys for every tool."""
    blocks = [
        "# JSON 输出 JSON output",
        "每个不需要数据库的命令都可加 `--json`。键名在同一主版本内不变，可以增加。"
        "金额是以元为单位、两位小数的十进制字符串；日期为 ISO 8601；没有的为 null。"
        "下列各键和示例取自对 `docs/reference/examples` 中文件的实际输出。",
        "`results` 与参数一一对应：`source` 是参数，`ok` 为假的带 `faults`，每条有 `code`（稳定）、`field`、"
        "`value`、`place`、`message`、`remedy`；其余各项照常给出。",
    ]
    for arguments in _RUNS:
        blocks.append(f"## {arguments[0]}")
        blocks.append("`duixian " + " ".join([*arguments, "--json"]) + "`")
        blocks.append(table(("键 Key", "类型 Type", "例 Example"), _rows(output(arguments))))
    return page(*blocks)


def output(arguments: tuple[str, ...]) -> Any:
    """What a tool prints, with file names as they are in the folder of examples. Raises `ValueError` when it fails."""
    paths = [str(_EXAMPLES / one) if (_EXAMPLES / one).is_file() else one for one in arguments]
    done = CliRunner().invoke(main, [*paths, "--json"])
    if done.exit_code != 0:
        raise ValueError(f"{arguments}: {done.output}")
    return json.loads(done.stdout.replace(f"{_EXAMPLES}/", ""))


def _rows(value: Any) -> Iterator[tuple[str, str, str]]:
    seen: dict[str, tuple[str, str]] = {}
    for key, leaf in _leaves(value, ""):
        known = seen.get(key)
        if known is None or (known[0] in ("null", "list") and leaf not in (None, [])):
            seen[key] = (_kind(leaf), _example(leaf))
    return ((f"`{key}`", kind, example) for key, (kind, example) in seen.items())


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Every value that holds no other, by the path of its keys; entries of a list share one path."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{at}.{key}" if at else key)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _leaves(inner, f"{at}[]")
    else:
        yield at, value


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "object"
    names = {bool: "true / false", int: "integer", str: "string", list: "list", type(None): "null"}
    return names[type(value)]


def _example(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False).replace("`", "'")
    return f"`{shown[:_SHOWN]}…`" if len(shown) > _SHOWN else f"`{shown}`"
