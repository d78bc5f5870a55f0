"""docs/law/coercion.md: settlement, the end of a round, measures against persons, the lists; who signs what."""

from collections.abc import Iterator

from duixian.law import approvals, screening
from duixian.law.approvals import Office
from duixian.law.ending.verdict import check_rows
from pages.markdown import STATUS, page, table
from pages.values import names, values

_OFFICES = {Office.CHIEF: "执行局长 head of enforcement", Office.PRESIDENT: "院长 president"}
_REGISTERS = {"dishonest": "失信 dishonest", "limited": "限消 limited"}


def write() -> str:
    """The page: every value of the three tables, the conditions of an end, approvals, purposes of screening."""
    return page(
        "# 和解、终本、强制措施与名单 Settlement, ends, measures, lists",
        "数据：`src/duixian/law/params/settlement.yaml`、`src/duixian/law/params/ending.yaml`、"
        "`src/duixian/law/params/measures.yaml`、`src/duixian/law/params/lists.yaml`、"
        "`src/duixian/law/params/approvals.yaml`、`src/duixian/law/params/screening.yaml`。"
        "X 的是缺省值，法律没有规定或者各地不一，由本院设定。",
        "## 和解与担保 Settlement and guarantee",
        values(names("settlement")),
        "## 终本的条件 Conditions to end a round",
        "逐项核查，缺一不可；“核查项”为法院公开的终本核查规则的编号。",
        table(("条件 Condition", "核查项", "依据 Article", "核实"), _checks()),
        values(name for name in names("ending") if name != "ending.checks"),
        "## 强制措施 Measures against persons",
        values(names("measures")),
        "## 限制消费与失信 Consumption limits and the list",
        values(names("lists")),
        "## 谁签批 Who signs",
        "最低由此岗位签批；呈批的人不能签批自己呈批的事项。",
        table(("事项 Act", "岗位 Office", "依据 Article", "核实", "说明"), _approvals()),
        "## 查询用途 Purposes of screening",
        "没有列明的用途一律拒绝。",
        table(("用途 Purpose", "名单 Lists", "依据 Article", "核实"), _purposes()),
    )


def _checks() -> Iterator[tuple[object, ...]]:
    for row in check_rows().values():
        yield f"{row.title} `{row.id}`", row.machine or "—", row.citation, _known(row.status.value)


def _approvals() -> Iterator[tuple[object, ...]]:
    for rule in approvals.rules().values():
        yield f"{rule.title} `{rule.act}`", _OFFICES[rule.level], rule.citation, _known(rule.status.value), rule.note


def _purposes() -> Iterator[tuple[object, ...]]:
    for one in screening.purposes().values():
        lists = "、".join(_REGISTERS[register] for register in sorted(one.registers))
        yield f"{one.title} {one.english} `{one.id}`", lists, one.citation, _known(one.status.value)


def _known(letter: str) -> str:
    return f"{letter} {STATUS[letter]}"
