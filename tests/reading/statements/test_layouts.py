"""Layouts nobody has seen: read by the names of their columns, or explained once by the user and remembered."""

import json

import pytest

from duixian.base.faults import BadInput
from duixian.reading.statements.fields import Field, signature
from duixian.reading.statements.importer import read
from duixian.reading.statements.layouts import Mapping, Rule
from duixian.reading.statements.model import Direction, StatementFile
from duixian.reading.statements.recognition import UnknownLayout

CORPORATE = """江苏银行股份有限公司 对公账户明细
账号：32050001000000000001,户名：示范区人民法院
起始日期：2026-11-01 截止日期：2026-11-22
期初余额：1,000.00
交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,对方开户行,摘要,附言,交易流水号,收款子账号
20261102,09:01:02,,"80,000.00","81,000.00",某健身有限公司,1102020000000000009,工商银行,网银转入,（2026）苏0804执123号,F0001,320500010001
20261103,10:11:12,500.00,,"80,500.00",张三,6222000000000001,建设银行,执行款发放,P00000001,F0002,
期末余额：80500.00
"""


def one(text: str | bytes, **options: object) -> StatementFile:
    data = text.encode("gb18030") if isinstance(text, str) else text
    (found,) = read(data, "明细.csv", **options)  # type: ignore[arg-type]
    return found


def test_an_unknown_bank_is_read_by_the_names_of_its_columns() -> None:
    found = one(CORPORATE)
    assert found.bank == "江苏银行"
    assert (found.account, found.holder) == ("32050001000000000001", "示范区人民法院")
    assert (str(found.first_day), str(found.last_day)) == ("2026-11-01", "2026-11-22")
    assert (found.opening, found.closing) == (1_000_00, 80_500_00)
    receipt, payment = found.transfers
    assert (receipt.signed, receipt.counterparty, receipt.reference) == (80_000_00, "某健身有限公司", "F0001")
    assert receipt.sub_account == "320500010001"
    assert "（2026）苏0804执123号" in receipt.remark
    assert payment.signed == -500_00
    assert found.faults == ()


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_changes_nothing(codec: str) -> None:
    assert one(CORPORATE.encode(codec)).transfers == one(CORPORATE).transfers


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        ("收入", Direction.CREDIT),
        ("支出", Direction.DEBIT),
        ("贷", Direction.CREDIT),
        ("借", Direction.DEBIT),
        ("贷 Cr", Direction.CREDIT),
        ("进", Direction.CREDIT),
        ("出", Direction.DEBIT),
        ("入", Direction.CREDIT),
        ("C", Direction.CREDIT),
        ("D", Direction.DEBIT),
    ],
)
def test_every_word_for_a_direction_is_understood(word: str, direction: Direction) -> None:
    found = one(f"交易日期,借贷标志,交易金额,余额,对方户名\n2026-11-02,{word},1.00,,张三\n")
    assert [transfer.direction for transfer in found.transfers] == [direction]


def test_a_bank_does_not_know_lines_that_count_neither_way() -> None:
    found = one("交易日期,借贷标志,交易金额,余额,对方户名\n2026-11-02,/,1.00,,张三\n")
    assert [fault.code for fault in found.faults] == ["statement.direction"]


def test_a_statement_with_both_sides_names_the_other_one() -> None:
    found = one(
        "交易时间,借贷标志,交易金额,付款人名称,付款人账号,收款人名称,收款人账号\n"
        "2026-11-02 09:00:00,贷,1.00,张三,62220001,示范区人民法院,3205\n"
        "2026-11-02 09:00:01,借,2.00,示范区人民法院,3205,李四,62220002\n"
    )
    assert [(t.counterparty, t.counterparty_account) for t in found.transfers] == [
        ("张三", "62220001"),
        ("李四", "62220002"),
    ]


def test_a_payment_of_ours_that_came_back_is_no_receipt() -> None:
    found = one(
        "交易日期,收入,支出,余额,对方户名,摘要,客户流水号\n"
        "2026-11-02,,5.00,5.00,张三,执行款发放,P1\n"
        "2026-11-03,5.00,,10.00,张三,退汇 账号户名不符,P1\n"
        "2026-11-03,1.00,,11.00,李四,退款给法院,\n"
    )
    assert [(t.returned, t.end_to_end_id) for t in found.transfers] == [(False, "P1"), (True, "P1"), (False, "")]
    assert [t.counterparty for t in found.receipts] == ["李四"]


POLICE = (
    "交易卡号,交易账号,账户开户名称,交易时间,交易金额,交易余额,收付标志,交易对手账卡号,现金标志,对手户名,"
    "对手开户银行,摘要说明,交易币种,交易是否成功,交易流水号,查询反馈结果原因\n"
    "\t6222000000000001_CNY_1\t,1,张三,2026-01-02 03:04:05,-100.00,900.00,出,62220009,,李四,工行,转账,CNY,1,S1,\n"
    "\t6222000000000001_CNY_1\t,1,张三,2026-01-02 03:05:05,50.00,950.00,贷,62220009,,李四,工行,转账,CNY,1,S2,\n"
    "\t6222000000000001_CNY_1\t,1,张三,2026-01-02 03:06:05,60.00,,,62220009,,李四,工行,转账,CNY,1,S3,\n"
    "\t6222000000000001_CNY_1\t,1,张三,2026-01-02 03:07:05,70.00,,进,62220009,,李四,工行,转账,CNY,0,S4,\n"
    ",,,,,,,,,,,,,,,无此账户\n"
)


def test_a_police_export_is_read_with_its_dirt() -> None:
    found = one(POLICE)
    assert found.bank == "公安调单"
    assert [(t.signed, t.account) for t in found.transfers] == [
        (-100_00, "6222000000000001"),
        (50_00, "6222000000000001"),
    ]
    assert [fault.code for fault in found.faults] == ["statement.direction"]
    assert [note.code for note in found.notes] == ["statement.not_moved"]


def test_a_reply_of_tenpay_counts_in_fen() -> None:
    headings = (
        "用户ID\t交易单号\t大单号\t用户侧账号名称\t借贷类型\t交易业务类型\t交易用途类型\t交易时间\t交易金额(分)\t账户余额(分)\t"
        "用户银行卡号\t用户侧网银联单号\t网联/银联\t第三方账户名称\t对手方ID\t对手侧账户名称\t对手方银行卡号\t备注1\t备注2"
    )
    line = "wx1\tT1\t\t张三\t入\t转账\t\t2026-01-02 03:04:05\t12345\t20000\t\t\t\t\twx2\t李四\t\t货款\t"
    found = one(f"{headings}\r\n{line}\r\n".encode("utf-8-sig"))
    (transfer,) = found.transfers
    assert (transfer.signed, transfer.balance, transfer.counterparty) == (123_45, 200_00, "李四")
    assert found.bank == "财付通（司法协查）"


def test_a_reply_of_a_payment_institution_is_read() -> None:
    found = one(
        "序号,查询账号,付款方支付帐号,收款方支付帐号,支付机构内部订单号,交易时间,交易类型,借贷标志,币种,交易金额,交易余额,"
        "收款方的商户名称,交易流水号,备注\n"
        "1,A1,A1,B2,O1,20260102030405,消费,借,CNY,12.00,100.00,某商户,L1,\n"
    )
    (transfer,) = found.transfers
    assert (transfer.signed, str(transfer.booked_time), transfer.counterparty) == (-12_00, "03:04:05", "某商户")


STRANGE = "某村镇银行\n日子,进来的钱,出去的钱,谁,为啥\n2026-11-02,12.50,,张三,还款\n2026-11-03,,3.00,李四,发放\n"
COLUMNS = {"日子": "date", "进来的钱": "credit", "出去的钱": "debit", "谁": "counterparty", "为啥": "remark"}


def test_a_layout_that_is_not_known_comes_back_for_the_user_to_explain() -> None:
    with pytest.raises(UnknownLayout) as caught:
        read(STRANGE.encode(), "怪.csv")
    (candidate,) = caught.value.candidates
    assert candidate.headings == ("日子", "进来的钱", "出去的钱", "谁", "为啥")
    assert candidate.samples[0] == ("2026-11-02", "12.50", "", "张三", "还款")
    assert caught.value.faults[0].code == "statement.layout"
    assert caught.value.faults[0].value == candidate.signature


def test_explained_once_it_is_remembered_by_its_signature() -> None:
    with pytest.raises(UnknownLayout) as caught:
        read(STRANGE.encode(), "怪.csv")
    mapping = Mapping.from_json(
        {"signature": caught.value.candidates[0].signature, "columns": COLUMNS, "bank": "某村镇银行"}
    )
    later = STRANGE.replace("12.50", "99.00")
    found = one(later, mappings=[Mapping.from_json(json.dumps(mapping.as_json()))])
    assert [transfer.signed for transfer in found.transfers] == [99_00, -3_00]
    assert [transfer.counterparty for transfer in found.transfers] == ["张三", "李四"]
    assert found.bank == "某村镇银行"
    with pytest.raises(UnknownLayout):
        read(STRANGE.replace("为啥", "干啥").encode(), "另一种.csv", mappings=[mapping])


def test_a_mapping_can_turn_the_sign_and_the_order_of_days() -> None:
    mapping = Mapping(
        "", {"Day": Field.DATE, "Sum": Field.AMOUNT, "Who": Field.COUNTERPARTY}, rule=Rule.BILL, day_order="dmy"
    )
    found = one("Day,Sum,Who\n03/11/2026,12.00,张三\n", mappings=[mapping])
    assert (found.transfers[0].signed, str(found.transfers[0].booked_on)) == (-12_00, "2026-11-03")


def test_a_wrong_mapping_is_refused_with_every_reason() -> None:
    with pytest.raises(BadInput) as caught:
        Mapping.from_json({"columns": {"日子": "day", "钱": "amount"}, "rule": "guess", "unit": "jiao"})
    assert [fault.code for fault in caught.value.faults] == [
        "mapping.field",
        "mapping.value",
        "mapping.value",
        "mapping.incomplete",
    ]
    assert "counterparty_account" in str(caught.value)
    with pytest.raises(BadInput) as caught:
        Mapping.from_json({"columns": {"日子": "date", "钱": "amount"}})
    assert [fault.code for fault in caught.value.faults] == ["mapping.direction"]


def test_plain_sums_without_a_direction_are_not_guessed() -> None:
    text = "交易日期,金额,对方户名,摘要\n2026-11-02,12.50,张三,还款\n"
    with pytest.raises(UnknownLayout) as caught:
        read(text.encode(), "x.csv")
    signature_ = caught.value.candidates[0].signature
    columns = {"交易日期": "date", "金额": "amount", "对方户名": "counterparty"}
    mapping = Mapping.from_json({"signature": signature_, "columns": columns, "rule": "sign"})
    (found,) = read(text.encode(), "x.csv", mappings=[mapping])
    assert [t.signed for t in found.transfers] == [12_50]
    (signed,) = read(text.replace("12.50", "-12.50").encode(), "x.csv")
    assert [t.signed for t in signed.transfers] == [-12_50]


# Headings of corporate internet banks as commonly exported; no real file of them was at hand.
@pytest.mark.parametrize(
    ("headings", "line", "signed", "party"),
    [
        (
            "凭证号,本方账号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,个性化信息",
            "0,3205,62220001,2026-11-02 09:01:02,贷,,80.00,1021,转账,还款,甲公司,80.00,",
            80_00,
            ("甲公司", "62220001"),
        ),
        (
            "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要",
            "3205,法院,20261102 09:01:02,80.00,0.00,20.00,人民币元,甲公司,62220001,工行,20261102,发放",
            -80_00,
            ("甲公司", "62220001"),
        ),
        (
            "交易类型[ Transaction Type ],付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],"
            "收款人账号[ Payee's Account Number ],收款人名称[ Payee's Name ],交易日期[ Transaction Date ],"
            "交易时间[ Transaction time ],交易货币[ Trade Currency ],交易金额[ Trade Amount ],摘要[ Reference ]",
            "往账,3205,法院,62220001,甲公司,20261102,09:01:02,CNY,-80.00,发放",
            -80_00,
            ("甲公司", "62220001"),
        ),
        (
            "账号,账号名称,币种,交易日,交易时间,交易类型,借方金额,贷方金额,余额,摘要,流水号,收/付方名称,收/付方帐号,收/付方开户行名",
            "3205,法院,人民币,2026-11-02,09:01:02,转账,,80.00,80.00,还款,F1,甲公司,62220001,工行",
            80_00,
            ("甲公司", "62220001"),
        ),
    ],
)
def test_corporate_exports_are_read_by_their_headings(
    headings: str, line: str, signed: int, party: tuple[str, str]
) -> None:
    (transfer,) = one(f"{headings}\n{line}\n").transfers
    assert transfer.signed == signed
    assert (transfer.counterparty, transfer.counterparty_account) == party
    assert (str(transfer.booked_on), str(transfer.booked_time)) == ("2026-11-02", "09:01:02")


def test_a_signature_ignores_width_case_and_padding() -> None:
    assert signature(["交易日期 ", "金额（元）", "Remark"]) == signature(["交易日期", "金额(元)", "REMARK", ""])
    assert signature(["交易日期", "金额"]) != signature(["金额", "交易日期"])
