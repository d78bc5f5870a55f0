"""What a plan file holds: its tables and columns, the same for JSON (by name) and for a workbook (by Chinese heading).

One list serves the reader, its messages and the template that users download, so that the three cannot drift.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from duixian.law.distribution import ClaimKind, CostKind, DebtorKind, FeePosition, PracticeKey, SecurityKind


class Form(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    MONEY = "money"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"


FORMS = {
    Form.TEXT: "文字",
    Form.MONEY: "元，至多两位小数",
    Form.DAY: "日期，如 2026-11-22",
    Form.NUMBER: "整数",
    Form.FLAG: "是／否",
    Form.CHOICE: "从列表选择",
}
"""How each form is described to a user."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in JSON, its heading, how it is read, and for a choice the words and their values."""

    name: str
    heading: str
    form: Form = Form.TEXT
    required: bool = False
    note: str = ""
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name in JSON, its sheet, its columns. `single`: one record, written down the page."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    single: bool = False

    def column(self, text: str) -> Column | None:
        """The column of that name or heading; a unit in brackets after the heading does not matter."""
        bare = text.split("（")[0].split("(")[0].strip()
        return next((c for c in self.columns if bare in (c.name, c.heading)), None)


DEBTOR_KINDS = {
    "自然人": DebtorKind.PERSON,
    "公民": DebtorKind.PERSON,
    "其他组织": DebtorKind.ORGANISATION,
    "企业法人": DebtorKind.COMPANY,
}
CLAIM_KINDS = {"普通": ClaimKind.ORDINARY, "工资": ClaimKind.WAGES, "税款": ClaimKind.TAX}
SECURITY_KINDS = {
    "抵押权": SecurityKind.MORTGAGE,
    "质权": SecurityKind.PLEDGE,
    "留置权": SecurityKind.LIEN,
    "建设工程价款": SecurityKind.CONSTRUCTION,
    "其他优先权": SecurityKind.OTHER,
}
COST_KINDS = {
    "申请执行费": CostKind.EXECUTION_FEE,
    "评估费": CostKind.APPRAISAL,
    "拍卖费": CostKind.AUCTION,
    "保管费": CostKind.CUSTODY,
    "公告费": CostKind.NOTICE,
    "其他": CostKind.OTHER,
}
FEE_POSITIONS = {"先收": FeePosition.FIRST, "后收": FeePosition.LAST}
PRACTICE_KEYS = {"首封多分百分比": PracticeKey.FIRST_SEIZER_PERCENT, "工资优先": PracticeKey.WAGES_FIRST}
STATUSES = {status: status for status in ("V", "W", "R", "X")}

PLAN = Table(
    "plan",
    "方案",
    (
        Column("debtor", "被执行人", required=True),
        Column("debtor_kind", "被执行人性质", Form.CHOICE, True, choices=DEBTOR_KINDS),
        Column("on", "分配日期", Form.DAY, note="不填写的，按运行命令的当天"),
        Column("finished_on", "财产执行终结日期", Form.DAY, note="其后提出的参与分配申请不列入"),
        Column("doubled_agreed", "约定加倍部分一并受偿", Form.FLAG, note="全体当事人另有约定的填“是”"),
        Column("execution_fee", "申请执行费", Form.CHOICE, note="缺省先收", choices=FEE_POSITIONS),
        Column("set_off", "抵充顺序", note="缺省为 fees,interest,principal（费用、利息、本金）"),
    ),
    single=True,
)
PROCEEDS = Table(
    "proceeds",
    "款项",
    (
        Column("key", "编号", note="缺省同名称"),
        Column("label", "名称", required=True, note="例如 房屋拍卖款"),
        Column("amount", "金额", Form.MONEY, True),
    ),
)
COSTS = Table(
    "costs",
    "费用",
    (
        Column("key", "编号", note="缺省同名称"),
        Column("label", "名称", required=True),
        Column("amount", "金额", Form.MONEY, True),
        Column("kind", "种类", Form.CHOICE, choices=COST_KINDS),
        Column("proceeds", "款项编号", note="只为某项财产支出的，填写该款项的编号"),
        Column("payee", "收款人"),
    ),
)
CLAIMS = Table(
    "claims",
    "债权",
    (
        Column("key", "编号", note="缺省同案号，没有案号的同债权人"),
        Column("creditor", "债权人", required=True),
        Column("case_number", "案号"),
        Column("principal", "本金", Form.MONEY),
        Column("interest", "一般债务利息", Form.MONEY),
        Column("fees", "费用", Form.MONEY),
        Column("doubled", "加倍部分", Form.MONEY),
        Column("kind", "性质", Form.CHOICE, choices=CLAIM_KINDS),
        Column("title", "执行依据", note="同一执行依据的多个债权人填写相同内容"),
        Column("control_rank", "控制顺位", Form.NUMBER, note="1 为首封"),
        Column("controlled_on", "控制日期", Form.DAY),
        Column("applied_on", "申请参与分配日期", Form.DAY),
        Column("titled", "有执行依据", Form.FLAG, note="缺省为是"),
    ),
)
SECURITIES = Table(
    "securities",
    "优先权",
    (
        Column("claim", "债权编号", required=True),
        Column("proceeds", "款项编号", required=True),
        Column("kind", "种类", Form.CHOICE, choices=SECURITY_KINDS),
        Column("rank", "顺位", Form.NUMBER, note="缺省为 1"),
        Column("limit", "优先受偿限额", Form.MONEY, note="不填写为债权全额"),
        Column("covers_doubled", "及于加倍部分", Form.FLAG),
    ),
)
PRACTICE = Table(
    "practice",
    "地方规定",
    (
        Column("key", "事项", Form.CHOICE, True, choices=PRACTICE_KEYS),
        Column("value", "值", Form.NUMBER, True),
        Column("province", "地方", required=True),
        Column("since", "施行日期", Form.DAY, True),
        Column("until", "失效日期", Form.DAY),
        Column("source", "出处", required=True),
        Column("article", "条文"),
        Column("status", "核实程度", Form.CHOICE, note="V 全文 W 摘录 R 记忆 X 有争议", choices=STATUSES),
    ),
)

TABLES = (PLAN, PROCEEDS, COSTS, CLAIMS, SECURITIES, PRACTICE)
REMARK = "备注"
"""A column anybody may add; it is not read."""
