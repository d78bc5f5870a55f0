"""docs/law/procedures.md: the tables of procedure as diagrams, and every move with its article."""

from collections.abc import Iterator
from typing import Any

from duixian.base.procedure import Procedure
from duixian.law.procedure.application_life import APPLICATION_LIFE
from duixian.law.procedure.auction_life import DISPOSAL_LIFE, ROUND_LIFE
from duixian.law.procedure.case_life import CASE_LIFE
from duixian.law.procedure.control_life import CONTROL_LIFE
from duixian.law.procedure.entrust_life import ENTRUST_LIFE, ENTRUSTED_LIFE
from duixian.law.procedure.listing_life import LISTING_LIFE
from duixian.law.procedure.measure_life import MEASURE_LIFE
from duixian.law.procedure.objection_life import OBJECTION_LIFE, REVIEW_LIFE, SUPERVISION_LIFE
from duixian.law.procedure.party_change_life import CHANGE_LIFE
from duixian.law.procedure.refusal_life import REFUSAL_LIFE
from duixian.law.procedure.repair_life import REPAIR_LIFE
from duixian.law.procedure.settlement_life import SETTLEMENT_LIFE
from duixian.law.procedure.task_life import TASK_ASKED, TASK_GIVEN
from pages.markdown import fenced, page, table

LIVES: tuple[tuple[str, str, Procedure[Any]], ...] = (
    ("案件 A case", "src/duixian/law/procedure/case_life.py", CASE_LIFE),
    ("控制 A control", "src/duixian/law/procedure/control_life.py", CONTROL_LIFE),
    ("处置 A disposal", "src/duixian/law/procedure/auction_life.py", DISPOSAL_LIFE),
    ("轮次 A round", "src/duixian/law/procedure/auction_life.py", ROUND_LIFE),
    ("执行申请 An application", "src/duixian/law/procedure/application_life.py", APPLICATION_LIFE),
    ("执行和解 A settlement", "src/duixian/law/procedure/settlement_life.py", SETTLEMENT_LIFE),
    ("强制措施 A measure", "src/duixian/law/procedure/measure_life.py", MEASURE_LIFE),
    ("拒执案件 A refusal case", "src/duixian/law/procedure/refusal_life.py", REFUSAL_LIFE),
    ("名单决定 A listing", "src/duixian/law/procedure/listing_life.py", LISTING_LIFE),
    ("修复申请 A request for repair", "src/duixian/law/procedure/repair_life.py", REPAIR_LIFE),
    ("执行异议 An objection", "src/duixian/law/procedure/objection_life.py", OBJECTION_LIFE),
    ("复议 A review", "src/duixian/law/procedure/objection_life.py", REVIEW_LIFE),
    ("执行监督 A supervision", "src/duixian/law/procedure/objection_life.py", SUPERVISION_LIFE),
    ("变更追加 A change of party", "src/duixian/law/procedure/party_change_life.py", CHANGE_LIFE),
    ("委托执行 An entrusting", "src/duixian/law/procedure/entrust_life.py", ENTRUST_LIFE),
    ("受托案件 An entrusted case", "src/duixian/law/procedure/entrust_life.py", ENTRUSTED_LIFE),
    ("事项委托 A task asked", "src/duixian/law/procedure/task_life.py", TASK_ASKED),
    ("受托事项 A task given", "src/duixian/law/procedure/task_life.py", TASK_GIVEN),
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
