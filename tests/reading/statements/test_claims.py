"""Which case a receipt belongs to: certain only where one case alone can be meant; else candidates with reasons."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duixian.reading.statements.claims import Candidate, Result, match, numbers_in, plain_name
from duixian.reading.statements.model import Direction, Transfer

COURT = "苏0804"
A = Candidate(
    "（2024）苏0804执123号", "3205000100000123", ("某健身有限公司",), ("91320804MA1XXXXX5T",), ("王五",), 80_000_00
)
B = Candidate("（2024）苏0804执456号", "3205000100000456", ("张三",), ("320804199001011234",), ("李四",), 1_000_00)
C = Candidate("（2024）苏0804执789号", "3205000100000789", ("张三",), ("320804198502025678",), ("赵六",), 2_000_00)
ALL = (A, B, C)


def line(**details: object) -> Transfer:
    blank = Transfer(date(2026, 11, 22), 500_00, Direction.CREDIT)
    return replace(blank, **details)  # type: ignore[arg-type]


def judge(**details: object) -> Result:
    return match(line(**details), ALL, court_code=COURT)


def codes(result: Result, number: str) -> list[str]:
    return next(([r.code for r in found.reasons] for found in result.candidates if found.number == number), [])


def notes(result: Result) -> list[str]:
    return [reason.code for reason in result.reasons]


def test_the_account_of_a_case_is_certain_whoever_pays() -> None:
    result = judge(sub_account=A.account, counterparty="一个远房亲戚")
    assert result.certain is not None
    assert result.certain.number == A.number
    assert [reason.message for reason in result.certain.reasons] == ["付入该案专用账号"]


@pytest.mark.parametrize(
    "remark",
    [
        "（2024）苏0804执123号",
        "(2024)苏0804执123号还款",
        "2024苏0804执123",
        "2024苏0804执123号案款",
        "[2024]苏0804执00123号",
        "2024 苏 0804 执 123 号",
        "２０２４苏０８０４执１２３号",
        "执行款（2024）苏0804执123号之一",
        "2024年苏0804执字第123号",
    ],
)
def test_one_full_number_of_this_court_is_certain_however_it_is_typed(remark: str) -> None:
    result = judge(remark=remark)
    assert result.certain is not None
    assert result.certain.number == A.number


@pytest.mark.parametrize(
    ("details", "note"),
    [
        ({"sub_account": A.account, "remark": B.number}, "receipt.contradiction"),
        ({"sub_account": "3205000100009999", "remark": A.number}, "receipt.contradiction"),
        ({"remark": A.number + "和" + B.number}, "receipt.contradiction"),
        ({"remark": A.number, "counterparty": "张三"}, "receipt.contradiction"),
        ({"remark": A.number + "（2024）粤0606执5号"}, "receipt.contradiction"),
        ({"sub_account": A.account, "remark": "（2024）粤0606执5号"}, "receipt.contradiction"),
        ({"remark": A.number, "currency": "HKD"}, "receipt.currency"),
    ],
)
def test_what_contradicts_itself_waits_for_an_officer(details: dict[str, str], note: str) -> None:
    result = judge(**details)
    assert result.certain is None
    assert note in notes(result)
    assert result.candidates


def test_a_number_of_another_court_gives_no_candidate_and_says_whose_it_is() -> None:
    result = judge(remark="（2024）粤0606执123号", counterparty="路人")
    assert result.candidates == ()
    assert result.certain is None
    (reason,) = result.reasons
    assert reason.code == "receipt.other_court"
    assert "粤0606" in reason.message


def test_a_number_this_court_does_not_have_is_said_to_be_unknown() -> None:
    result = judge(remark="（2024）苏0804执999号")
    assert result.candidates == ()
    assert notes(result) == ["receipt.unknown_number"]


def test_the_number_of_the_judgment_is_a_hint_and_no_contradiction() -> None:
    title = "（2023）苏08民终77号"
    result = match(
        line(remark=f"还款 {title}", sub_account=A.account), [replace(A, titles=(title,)), B], court_code=COURT
    )
    assert result.certain is not None
    assert codes(result, A.number) == ["match.account", "match.title"]
    assert match(line(remark=title), [replace(A, titles=(title,))], court_code=COURT).certain is None


def test_a_name_never_decides_not_even_with_the_amount() -> None:
    result = judge(counterparty="某健身有限公司", amount=80_000_00)
    assert result.certain is None
    assert codes(result, A.number) == ["match.payer_only", "match.amount"]


def test_a_namesake_gives_every_case_and_the_amount_orders_them() -> None:
    result = judge(counterparty="张三", amount=2_000_00)
    assert [found.number for found in result.candidates] == [C.number, B.number]
    assert codes(result, C.number) == ["match.payer", "match.amount"]
    assert codes(result, B.number) == ["match.payer"]


def test_the_last_digits_of_an_identity_number_tell_namesakes_apart() -> None:
    result = judge(counterparty="张三", remark="张三 1234 还款")
    assert result.candidates[0].number == B.number
    assert "match.id" in codes(result, B.number)
    assert "match.id" not in codes(result, C.number)


def test_digits_inside_a_longer_number_are_no_identity() -> None:
    assert "match.id" not in codes(judge(counterparty="张三", remark="订单9912345"), B.number)


def test_a_closed_case_is_never_certain_and_says_it_is_closed() -> None:
    result = match(line(remark=A.number), [replace(A, open=False)], court_code=COURT)
    assert result.certain is None
    assert codes(result, A.number) == ["match.number", "match.closed"]


def test_part_of_a_number_is_a_candidate_only() -> None:
    result = judge(remark="执123号案款")
    assert result.certain is None
    assert [found.number for found in result.candidates] == [A.number]
    assert codes(result, A.number) == ["match.partial"]


def test_an_account_written_into_the_remark_is_a_candidate_only() -> None:
    result = judge(remark=f"转{A.account}")
    assert result.certain is None
    assert codes(result, A.number) == ["match.account_written"]


def test_a_masked_name_is_a_weak_hint() -> None:
    assert codes(judge(counterparty="某***公司"), A.number) == ["match.payer_masked"]
    assert judge(counterparty="***").candidates == ()
    assert judge(counterparty="某***银行").candidates == ()


def test_nothing_known_gives_nothing() -> None:
    assert judge(counterparty="路人", remark="货款") == Result(())


@pytest.mark.parametrize(
    ("one", "other"),
    [("支付宝-李四", "李四"), ("甲(北京)公司", "甲（北京）公司"), ("阿依古丽·买买提", "阿依古丽买买提")],
)
def test_names_are_compared_without_their_dress(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_two_serials_do_not_run_into_one_number() -> None:
    assert [str(number) for number in numbers_in("2024苏0804执123 20241122")] == ["（2024）苏0804执123号"]
    assert [str(number) for number in numbers_in("2024苏0804执123,20241122")] == ["（2024）苏0804执123号"]


remarks = st.text(alphabet="（）()2024苏粤0804执恢123456号之一 张三李四还款", max_size=40)


@given(remarks, st.sampled_from(["", *[c.account for c in ALL], "999"]), st.sampled_from(["", "张三", "路人"]))
def test_certain_always_has_an_account_or_a_number_behind_it(remark: str, account: str, payer: str) -> None:
    result = judge(remark=remark, sub_account=account, counterparty=payer)
    if result.certain:
        assert {reason.code for reason in result.certain.reasons} & {"match.account", "match.number"}
    assert all(found.reasons for found in result.candidates)
    assert match(line(remark=remark, sub_account=account, counterparty=payer), ALL[::-1], court_code=COURT) == result
