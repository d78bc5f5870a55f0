"""docs/law/procedures.md: the tables of procedure as diagrams, and every move with its article."""

from collections.abc import Iterator
from typing import Any

from duixian.base.procedure import Procedure
from duixian.law.procedure.auction_life import DISPOSAL_LIFE, ROUND_LIFE
from duixian.law.procedure.case_life import CASE_LIFE
from duixian.law.procedure.control_life import CONTROL_LIFE
from pages.markdown import fenced, page, table

LIVES: tuple[tuple[str, str, Procedure[Any]], ...] = (
    ("案件 A case", "src/duixian/law/procedure/case_life.py", CASE_LIFE),
    ("控制 A control", "src/duixian/law/procedure/control_life.py", CONTROL_LIFE),
    ("处置 A disposal", "src/duixian/law/procedure/auction_life.py", DISPOSAL_LIFE),
    ("轮次 A round", "src/duixian/law/procedure/auction_life.py", ROUND_LIFE),
)


def write() -> str:
    """The page: one diagram and one table for each life."""
    blocks = [
        "# 程序 Procedures",
        "状态和行为用代码中的名称（中文见 [GLOSSARY.md](../../GLOSSARY.md)）。表中没有的一律不许；"
        "条件不满足时拒绝，并列出全部缺少的条件。数据库中有同样的表，由测试比对。",
    ]
    for title, source, life in LIVES:
        blocks += [f"## {title}", f"`{source}`", fenced("\n".join(_diagram(life)), "mermaid")]
        blocks.append(table(("自 From", "行为 Act", "至 To", "条件", "依据 Article"), _moves(life)))
    return page(*blocks)


def _diagram(life: Procedure[Any]) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {life.start}"
    acts: dict[tuple[str, str], list[str]] = {}
    for move in life:
        acts.setdefault((str(move.source), str(move.target)), []).append(str(move.act))
    for (source, target), names in acts.items():
        yield f"    {source} --> {target}: {', '.join(names)}"
    ends = {str(move.target) for move in life} - {str(move.source) for move in life}
    for state in sorted(ends):
        yield f"    {state} --> [*]"


def _moves(life: Procedure[Any]) -> Iterator[tuple[object, ...]]:
    for move in life:
        yield f"`{move.source}`", f"`{move.act}`", f"`{move.target}`", len(move.conditions) or "", move.basis
