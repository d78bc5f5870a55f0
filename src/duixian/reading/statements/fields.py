"""What a column of a statement can mean, and the many names banks give to each meaning."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """The meaning of a column."""

    DATE = "date"  # day, or day with time
    TIME = "time"
    AMOUNT = "amount"  # one column for both directions
    CREDIT = "credit"  # money in
    DEBIT = "debit"  # money out
    DIRECTION = "direction"
    BALANCE = "balance"
    COUNTERPARTY = "counterparty"
    COUNTERPARTY_ACCOUNT = "counterparty_account"
    COUNTERPARTY_BANK = "counterparty_bank"
    PARTY = "party"  # name and account of the other side in one cell
    PAYER = "payer"  # the other side, if money came in
    PAYER_ACCOUNT = "payer_account"
    PAYER_BANK = "payer_bank"
    PAYEE = "payee"  # the other side, if money went out
    PAYEE_ACCOUNT = "payee_account"
    PAYEE_BANK = "payee_bank"
    REMARK = "remark"  # several columns may say something; they are joined
    REFERENCE = "reference"
    CURRENCY = "currency"
    ACCOUNT = "account"  # the account the line belongs to
    HOLDER = "holder"
    SUB_ACCOUNT = "sub_account"  # 一案一账户
    STATUS = "status"
    END_TO_END = "end_to_end"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SYNONYMS: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.DATE: _words(
        "记账日期 入账日期 交易日期 记账日 入账日 交易日 日期 会计日期 交易日期时间 交易成功时间 付款时间 "
        "postdate bookingdate transactiondate date 交易时间 记账时间 入账时间 交易创建时间 时间"
    ),
    Field.TIME: _words("交易时间 记账时间 入账时间 时间 time"),
    Field.CREDIT: _words(
        "收入 收入金额 贷方 贷方金额 贷方发生额 贷方发生金额 存入 存入金额 转入金额 收款金额 收入(元) "
        "贷方发生额(收入) 收入(贷) 贷(收入) 记账金额(收入) 来账金额 credit creditamount deposit 存入额 转入"
    ),
    Field.DEBIT: _words(
        "支出 支出金额 借方 借方金额 借方发生额 借方发生金额 支取 支取金额 转出金额 付款金额 支出(元) "
        "借方发生额(支取) 借方发生额(支出) 支出(借) 借(支出) 记账金额(支出) 往账金额 debit debitamount "
        "withdrawal 支取额 转出"
    ),
    Field.AMOUNT: _words(
        "交易金额 金额 发生额 发生金额 金额(元) 交易金额(元) 金额(分) 交易金额(分) 人民币金额 结算金额 "
        "实付金额 记账金额 billingamount amount"
    ),
    Field.DIRECTION: _words(
        "收/支 收支 借贷 借/贷 借贷标志 借贷标识 借贷方向 借贷类型 借贷标记 收付标志 收支标志 收支类型 "
        "收支方向 收付方向 交易方向 方向 进出标志 往来标志 credit/debit dc dcflag"
    ),
    Field.BALANCE: _words(
        "余额 账户余额 帐户余额 本次余额 联机余额 交易余额 交易后余额 当前余额 账面余额 余额(元) 账户余额(分) "
        "本次余额(元) balance"
    ),
    Field.COUNTERPARTY: _words(
        "对方户名 对方账户名 对方账户名称 对方名称 对方单位名称 对方单位 对方姓名 对手户名 对手名称 "
        "交易对手户名 交易对手名称 交易对方 交易对手 收/付方名称 对手侧账户名称 商户名称 merchantname "
        "counterparty 对方账户户名 对方帐户名称 对方户名/商户名"
    ),
    Field.COUNTERPARTY_ACCOUNT: _words(
        "对方账号 对方帐号 收/付方账号 收/付方帐号 对方账户 对方卡号/账号 对方卡号 对方账卡号 对方账号/卡号 "
        "对手账号 对手账户 交易对手账卡号 交易对手账号 对手方银行卡号 对方账户账号"
    ),
    Field.COUNTERPARTY_BANK: _words(
        "对方开户行 对方开户行名 收/付方开户行名 对方开户银行 对方行名 对方银行 对方开户机构 对手开户银行 "
        "对手开户行 交易对手开户行 对手侧银行名称 对方开户行名称 对方行名称 对方银行名称"
    ),
    Field.PARTY: _words("对手信息 对方信息 交易对方信息 对方账户信息"),
    Field.PAYER: _words("付款人户名 付款人名称 付款方户名 付款方名称 付款人"),
    Field.PAYER_ACCOUNT: _words("付款人账号 付款方账号 付款人帐号 付款方支付帐号 付款方支付账号 付款账号"),
    Field.PAYER_BANK: _words("付款人开户行 付款方开户行 付款方银行卡所属行 付款人开户行名"),
    Field.PAYEE: _words("收款人户名 收款人名称 收款方户名 收款方名称 收款人 收款方的商户名称"),
    Field.PAYEE_ACCOUNT: _words("收款人账号 收款方账号 收款人帐号 收款方支付帐号 收款方支付账号"),
    Field.PAYEE_BANK: _words("收款人开户行 收款方开户行 收款方银行卡所属行 收款人开户行名"),
    Field.REMARK: _words(
        "摘要 交易摘要 摘要说明 用途 交易用途 附言 交易附言 客户附言 客户摘要 备注 备注1 备注2 说明 商品说明 "
        "商品 交易说明 订单标题 交易描述 交易名称 交易类型 交易分类 个性化信息 description remark memo "
        "摘要/用途"
    ),
    Field.REFERENCE: _words(
        "交易流水号 银行流水号 核心流水号 流水号 交易单号 交易订单号 交易号 日志号 账户明细编号-交易流水号 "
        "账户明细编号 交易序列号 企业流水号 reference transactionid 凭证号"
    ),
    Field.CURRENCY: _words("币种 币别 货币 交易币种 交易货币 记账币种 结算币种 账户币种 billingcurrency currency"),
    Field.ACCOUNT: _words(
        "本方账号 本方账户 账号 帐号 交易账号 交易卡号 卡号 借记卡号 卡号末四位 卡末四位 查询账号 用户银行卡号"
    ),
    Field.HOLDER: _words("本方户名 户名 账户名称 账号名称 账户名 账户开户名称 交易户名 交易方户名 用户侧账号名称"),
    Field.SUB_ACCOUNT: _words(
        "子账号 子账户 子帐号 虚拟账号 虚拟子账号 虚拟账户 收款子账号 收款子账户 案款子账号 案款账号 案件账号 "
        "一案一账号 缴款账号"
    ),
    Field.STATUS: _words("交易状态 当前状态 状态 交易是否成功 交易结果 transactionstatus"),
    Field.END_TO_END: _words("客户流水号 客户端流水号 付款编号 endtoendid"),
}
"""The names of columns, normalised as by `plain`; among several present, the earlier name in the list is taken."""


def plain(heading: str) -> str:
    """A heading as it is compared: narrow characters, lower case, no white space, no colon or star at the end.

    A translation in square brackets behind it, 交易日期[ Transaction Date ], does not count.
    """
    narrow = unicodedata.normalize("NFKC", heading).lower()
    without_english = re.sub(r"\[[^\]]*\]$", "", re.sub(r"\s", "", narrow))
    return (without_english or narrow).strip(":*·")


def signature(headings: Iterable[str]) -> str:
    """What a layout is remembered by: a hash of its headings in their order, 16 hexadecimal digits."""
    cells = [plain(heading) for heading in headings]
    while cells and not cells[-1]:
        cells.pop()
    return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16]
