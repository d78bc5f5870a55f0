"""The innocent explanations a detector tries before it speaks, and on what each is held."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Explanation:
    """An innocent explanation. `held_when`: what must be in the columns for it to hold."""

    id: str
    title: str
    held_when: str


_ALL: Final = (
    Explanation("living", "家庭生活必需费用", "按被执行人家庭每月必需的生活费用扣除"),
    Explanation("wage", "收款人自己的工资", "有收款人与付款单位的劳动关系材料"),
    Explanation("custom", "诉讼之前就有的家庭安排", "送达应诉通知书之前即按月支付，以当时的数额为限"),
    Explanation("support", "赡养父母", "向父母支付，以每人每月必需生活费用为限"),
    Explanation("medical", "医疗支出", "款项支付给医院，或收款人随后支付给医院"),
    Explanation("school", "学费", "款项支付给学校"),
    Explanation("rent", "租金", "有租赁合同，或款项标明为租金且送达前即按月支付"),
    Explanation("maintenance", "判决确定的抚养费、赡养费", "有生效法律文书"),
    Explanation("loan", "归还有合同的到期借款", "有借款合同，款项确曾收到，且已到期"),
    Explanation("returned", "出借后收回", "同一人原路归还"),
    Explanation("trade", "正常经营往来", "付款人或收款人在送达之前即为往来客户"),
    Explanation("labour", "支付劳动报酬", "有劳动关系材料，或送达之前即发放工资"),
    Explanation("performance", "向法院缴纳案款", "收款人为法院"),
    Explanation("secured", "清偿有担保的到期债务", "收款人为银行或有担保登记"),
    Explanation("dealings", "送达之前即有的往来", "送达之前即向同一人支付，且数额相当"),
    Explanation("exemption", "经法院准许的消费", "消费日在准许期间内"),
    Explanation("small", "日常小额", "单笔未达到阈值"),
    Explanation("own_accounts", "自有账户之间转存", "款项来自已报告的本人账户"),
    Explanation("paid", "价款、借款实际支付", "转账记录与金额相符"),
    Explanation("market", "价格合理", "价格在合理范围之内，或差额在评估误差之内"),
    Explanation("custody", "照顾抚养子女一方", "子女随对方生活"),
    Explanation("fair", "分割在合理幅度之内", "偏离均等未超过阈值"),
    Explanation("own_business", "亲属自己的经营", "收入来自与被执行人无往来的客户"),
    Explanation("own_income", "持卡人自己的收入", "持卡人有稳定的工资收入"),
    Explanation("insolvency", "对方确无清偿能力", "对方已进入破产程序"),
    Explanation("discount", "通常的让步", "放弃的部分不超过债权的两成"),
    Explanation("short", "短期宽限", "展期未超过阈值"),
)

EXPLANATIONS: Final = {one.id: one for one in _ALL}
"""Every explanation by its id."""
