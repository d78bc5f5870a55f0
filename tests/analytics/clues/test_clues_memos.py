"""What a remark says where the bank does not."""

import polars as pl
import pytest

from duixian.analytics.clues.memos import kinds
from duixian.analytics.clues.model import TransferKind


@pytest.mark.parametrize(
    ("memo", "kind"),
    [
        ("代发工资2025年3月", TransferKind.SALARY),
        ("归还借款", TransferKind.REPAYMENT),
        ("借款给老王", TransferKind.LOAN),
        ("3月房租", TransferKind.RENT),
        ("ATM取款", TransferKind.WITHDRAWAL),
        ("小明抚养费", TransferKind.MAINTENANCE),
        ("", TransferKind.UNTOLD),
        (None, TransferKind.UNTOLD),
        ("谢谢", TransferKind.UNTOLD),
    ],
)
def test_a_remark_says_the_kind(memo: str | None, kind: TransferKind) -> None:
    assert kinds(pl.Series([0]), pl.Series([memo], dtype=pl.String)).to_list() == [kind]


def test_what_the_bank_tells_outweighs_the_remark() -> None:
    told = kinds(pl.Series([int(TransferKind.RENT)]), pl.Series(["工资"]))

    assert told.to_list() == [TransferKind.RENT]
