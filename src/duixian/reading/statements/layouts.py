"""The layouts banks and wallets export, as a table; and `Mapping`, a layout a user has explained once.

A layout says which headings give it away, how it differs from the general rules, and nothing else: the meaning of
ordinary headings is in `fields.SYNONYMS`. To teach the importer a bank, add an entry here and a file to its test.
"""

import json
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Literal, Self

from duixian.base.faults import BadInput, Fault
from duixian.reading.statements.cells import DayOrder
from duixian.reading.statements.fields import Field, plain


class Rule(StrEnum):
    """Where the direction of a line stands."""

    COLUMNS = "columns"  # one column for money in, one for money out
    WORD = "word"  # a column says 收入 or 支出, 借 or 贷
    SIGN = "sign"  # + is money in
    BILL = "bill"  # a credit card bill: + is spending, - is repayment


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout.

    `marks`: normalised headings that together give it away. `columns`: headings by meaning where the general names do
    not do. `rule` None: by the columns present (two amounts, a word, else the sign). `wallet`: lines may count neither
    way, and totals printed on top need not agree (the wallets say so themselves). `absolute`: amounts may carry a sign
    that means nothing because the word decides. `title`: text above the heading that must also be there.
    """

    key: str
    bank: str
    marks: frozenset[str]
    columns: Dict[Field, tuple[str, ...]] = field(default_factory=dict)
    rule: Rule | None = None
    day_order: DayOrder = "ymd"
    unit: Literal["yuan", "fen"] = "yuan"
    wallet: bool = False
    absolute: bool = False
    title: str = ""


def _marks(text: str) -> frozenset[str]:
    return frozenset(plain(word) for word in text.split())


LAYOUTS: Final[tuple[Layout, ...]] = (
    Layout(
        "wechat",
        "微信支付",
        _marks("交易时间 交易类型 交易对方 商品 收/支 金额(元) 支付方式 当前状态 交易单号"),
        {Field.REMARK: ("商品", "备注", "交易类型"), Field.DATE: ("交易时间",)},
        wallet=True,
    ),
    Layout(
        "alipay",
        "支付宝",
        _marks("交易时间 交易分类 交易对方 对方账号 商品说明 收/支 金额 收/付款方式 交易状态 交易订单号"),
        {Field.REMARK: ("商品说明", "备注", "交易分类")},
        wallet=True,
    ),
    Layout(
        "alipay.judicial",
        "支付宝（司法协查）",
        _marks("交易号 商户订单号 交易创建时间 用户信息 交易对方信息 消费名称 金额(元) 收/支 交易状态"),
        {
            Field.DATE: ("付款时间", "交易创建时间"),
            Field.REMARK: ("消费名称", "备注", "类型"),
            Field.REFERENCE: ("交易号",),
        },
        wallet=True,
    ),
    Layout(
        "jd",
        "京东",
        _marks("交易时间 商户名称 交易说明 金额 收/付款方式 交易状态 收/支 交易订单号"),
        {Field.REMARK: ("交易说明", "备注")},
        wallet=True,
    ),
    Layout(
        "meituan",
        "美团",
        _marks("交易创建时间 交易成功时间 交易类型 订单标题 收/支 订单金额 实付金额 交易单号"),
        {Field.AMOUNT: ("实付金额",), Field.REMARK: ("订单标题", "备注")},
        wallet=True,
    ),
    Layout(
        "icbc.card",
        "中国工商银行",
        _marks("交易日期 摘要 交易场所 交易国家或地区简称 记账金额(收入) 记账金额(支出) 记账币种 余额 对方户名"),
        {Field.REMARK: ("摘要", "交易场所"), Field.CURRENCY: ("记账币种",)},
        rule=Rule.COLUMNS,
    ),
    Layout(
        "ccb",
        "中国建设银行",
        _marks("记账日 交易日期 交易时间 支出 收入 账户余额 币种 摘要 对方账号 对方户名 交易地点"),
        {Field.REMARK: ("摘要", "交易地点")},
    ),
    Layout(
        "cmb",
        "招商银行",
        _marks("记账日期 货币 交易金额 联机余额 交易摘要 对手信息 客户摘要"),
        {Field.REMARK: ("客户摘要", "交易摘要")},
    ),
    Layout(
        "cmb.card",
        "招商银行",
        _marks("交易日 记账日 交易摘要 人民币金额 卡号末四位 交易地金额"),
        {Field.AMOUNT: ("人民币金额",), Field.DATE: ("记账日",)},
        rule=Rule.BILL,
        day_order="md",
    ),
    Layout(
        "boc",
        "中国银行",
        _marks("记账日期 记账时间 币别 金额 余额 交易名称 渠道 网点名称 附言 对方账户名 对方卡号/账号 对方开户行"),
        {Field.REMARK: ("附言", "交易名称")},
    ),
    Layout(
        "abc",
        "中国农业银行",
        _marks("交易日期 交易时间 交易摘要 交易金额 本次余额 对手信息 日志号 交易渠道 交易附言"),
        {Field.REMARK: ("交易附言", "交易摘要")},
        rule=Rule.SIGN,
    ),
    Layout(
        "bocom",
        "交通银行",
        _marks("序号 交易日期 交易时间 交易类型 借贷 交易金额 余额 对方账号 对方户名 交易地点 摘要"),
        {Field.REMARK: ("摘要", "交易类型", "交易地点")},
    ),
    Layout(
        "citic.card",
        "中信银行",
        _marks("交易日期 入账日期 交易描述 卡末四位 交易币种 结算币种 交易金额 结算金额"),
        {Field.AMOUNT: ("结算金额",), Field.CURRENCY: ("结算币种",), Field.DATE: ("入账日期",)},
        rule=Rule.BILL,
    ),
    Layout(
        "hsbc.hk.card",
        "汇丰银行（香港）",
        _marks("transactiondate postdate description billingamount billingcurrency transactionstatus credit/debit"),
        {Field.REMARK: ("description",), Field.DATE: ("postdate",)},
        rule=Rule.WORD,
        day_order="dmy",
        absolute=True,
    ),
    Layout(
        "police",
        "公安调单",
        _marks("交易卡号 交易账号 交易时间 交易金额 交易余额 收付标志 交易对手账卡号 对手户名 摘要说明 交易是否成功"),
        {
            Field.ACCOUNT: ("交易卡号", "交易账号"),
            Field.REMARK: ("摘要说明", "备注"),
            Field.REFERENCE: ("交易流水号", "日志号"),
        },
        rule=Rule.WORD,
        absolute=True,
    ),
    Layout(
        "tenpay.judicial",
        "财付通（司法协查）",
        _marks("用户id 交易单号 借贷类型 交易时间 交易金额(分) 账户余额(分) 对手侧账户名称"),
        {
            Field.ACCOUNT: ("用户id",),
            Field.REMARK: ("备注1", "备注2", "交易用途类型", "交易业务类型"),
            Field.REFERENCE: ("交易单号",),
            Field.COUNTERPARTY_ACCOUNT: ("对手方id", "对手方银行卡号"),
        },
        rule=Rule.WORD,
        unit="fen",
    ),
    Layout(
        "payment.judicial",
        "支付机构（查询反馈）",
        _marks("查询账号 付款方支付帐号 收款方支付帐号 交易时间 借贷标志 交易金额 交易流水号"),
        {Field.ACCOUNT: ("查询账号",), Field.REMARK: ("备注", "交易类型")},
        rule=Rule.WORD,
    ),
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a user has said about a layout the importer does not know; remembered under `signature`.

    `columns`: heading as printed → meaning. `bank`: what to call it. `rule` as in `Layout`; None lets the columns
    decide. `unit`: what the amounts are in.
    """

    signature: str
    columns: Dict[str, Field]
    bank: str = ""
    rule: Rule | None = None
    day_order: DayOrder = "ymd"
    unit: Literal["yuan", "fen"] = "yuan"
    absolute: bool = False

    def as_layout(self) -> Layout:
        """The layout it describes."""
        columns: dict[Field, tuple[str, ...]] = {}
        for heading, meaning in self.columns.items():
            columns[meaning] = (*columns.get(meaning, ()), plain(heading))
        return Layout(
            key=f"mapped.{self.signature}",
            bank=self.bank or "自定义格式",
            marks=frozenset(plain(heading) for heading in self.columns),
            columns=columns,
            rule=self.rule,
            day_order=self.day_order,
            unit=self.unit,
            absolute=self.absolute,
        )

    def as_json(self) -> dict[str, Any]:
        """Stable keys; `from_json` reads them back."""
        return {
            "signature": self.signature,
            "bank": self.bank,
            "columns": {heading: meaning.value for heading, meaning in self.columns.items()},
            "rule": self.rule.value if self.rule else None,
            "day_order": self.day_order,
            "unit": self.unit,
            "absolute": self.absolute,
        }

    @classmethod
    def from_json(cls, text: str | Dict[str, Any]) -> Self:
        """Read a mapping. Raises `BadInput` naming every wrong key (`mapping.*`)."""
        try:
            data = json.loads(text) if isinstance(text, str) else dict(text)
        except ValueError as error:
            raise BadInput(Fault("mapping.broken", "不是有效的 JSON：{why}", data={"why": str(error)})) from error
        if not isinstance(data, dict) or not isinstance(data.get("columns"), dict):
            raise BadInput(
                Fault("mapping.columns", "缺少 columns：原表头 → 含义", '例如 {{"columns": {{"日期": "date"}}}}')
            )
        faults: list[Fault] = []
        columns: dict[str, Field] = {}
        known = {item.value for item in Field}
        for heading, meaning in data["columns"].items():
            if meaning in known:
                columns[str(heading)] = Field(meaning)
            else:
                faults.append(
                    Fault(
                        "mapping.field",
                        "没有这个含义",
                        "可用：{known}",
                        field=str(heading),
                        value=str(meaning),
                        data={"known": " ".join(sorted(known))},
                    )
                )
        for name, allowed in (
            ("rule", {None, *(item.value for item in Rule)}),
            ("day_order", {"ymd", "dmy", "mdy"}),
            ("unit", {"yuan", "fen"}),
        ):
            if name in data and data[name] not in allowed:
                faults.append(Fault("mapping.value", "取值不对", field=name, value=str(data[name])))
        meanings = set(columns.values())
        if Field.DATE not in meanings or not meanings & {Field.AMOUNT, Field.CREDIT, Field.DEBIT}:
            faults.append(
                Fault("mapping.incomplete", "至少需要日期列和金额列", "请指定 date，以及 amount 或 credit、debit")
            )
        two_sided = {Field.CREDIT, Field.DEBIT} & meanings or Field.DIRECTION in meanings
        if Field.AMOUNT in meanings and not two_sided and not data.get("rule"):
            faults.append(
                Fault(
                    "mapping.direction",
                    "只有一列金额，须写明怎样判断收支",
                    "请指定 direction 列，或写明 rule：sign（正数为收入）或 bill（正数为支出）",
                )
            )
        if faults:
            raise BadInput.of(faults)
        return cls(
            signature=str(data.get("signature", "")),
            columns=columns,
            bank=str(data.get("bank", "")),
            rule=Rule(data["rule"]) if data.get("rule") else None,
            day_order=data.get("day_order", "ymd"),
            unit=data.get("unit", "yuan"),
            absolute=bool(data.get("absolute", False)),
        )
