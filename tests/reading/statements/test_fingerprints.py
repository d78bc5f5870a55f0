"""Importing twice changes nothing: the same booking has the same fingerprint in every export that contains it."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duixian.reading.statements.importer import read
from duixian.reading.statements.model import Direction, Transfer, with_fingerprints

HEADING = "交易日期,收入,支出,余额,对方户名,摘要,交易流水号\n"


def prints(lines: list[str], account: str = "32050001") -> list[str]:
    (found,) = read((HEADING + "\n".join(lines) + "\n").encode(), "x.csv", account=account)
    return [transfer.fingerprint for transfer in found.transfers]


FIRST = ["2026-11-01,1.00,,1.00,张三,a,S1", "2026-11-02,2.00,,3.00,李四,b,S2", "2026-11-02,2.00,,5.00,李四,b,"]
LATER = [FIRST[1], FIRST[2], "2026-11-03,4.00,,9.00,王五,c,S4"]


def test_the_same_file_twice() -> None:
    assert prints(FIRST) == prints(FIRST)


def test_two_exports_whose_days_overlap() -> None:
    assert prints(FIRST)[1:] == prints(LATER)[:2]
    assert prints(LATER)[2] not in prints(FIRST)


def test_two_equal_lines_are_two_bookings() -> None:
    line = "2026-11-02,2.00,,,李四,b,"
    assert len(set(prints([line, line]))) == 2


def test_the_text_of_the_remark_and_the_masking_of_the_account_do_not_matter() -> None:
    assert prints([FIRST[0]]) == prints([FIRST[0].replace(",a,", ",另一种摘要,")])
    assert prints([FIRST[0]], account="6222********0001") == prints([FIRST[0]], account="6222000000000001")


def test_another_account_is_another_booking() -> None:
    assert prints([FIRST[0]], account="32050001") != prints([FIRST[0]], account="32050002")


transfers = st.lists(
    st.builds(
        Transfer,
        booked_on=st.sampled_from([date(2026, 11, 1), date(2026, 11, 2)]),
        amount=st.integers(1, 3),
        direction=st.sampled_from([Direction.CREDIT, Direction.DEBIT]),
        reference=st.sampled_from(["", "S1", "S2"]),
        counterparty=st.sampled_from(["张三", "李四"]),
    ),
    max_size=12,
)


@given(transfers, st.randoms())
def test_fingerprints_are_unique_and_do_not_depend_on_the_order(lines: list[Transfer], random: object) -> None:
    there = sorted(t.fingerprint for t in with_fingerprints(lines))
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    back = sorted(t.fingerprint for t in with_fingerprints(shuffled))
    assert there == back
    assert len(set(there)) == len(lines)


@given(transfers, transfers)
def test_a_longer_export_of_the_same_days_contains_the_shorter(lines: list[Transfer], more: list[Transfer]) -> None:
    short = {t.fingerprint for t in with_fingerprints(lines)}
    long = {t.fingerprint for t in with_fingerprints([*more, *lines])}
    assert short <= long


def test_a_fingerprint_does_not_depend_on_the_row_it_stood_in() -> None:
    line = Transfer(date(2026, 11, 1), 100, Direction.CREDIT, row=7, place="第 7 行")
    (here,), (there,) = (list(with_fingerprints([each])) for each in (line, replace(line, row=9, place="第 9 行")))
    assert here.fingerprint == there.fingerprint
