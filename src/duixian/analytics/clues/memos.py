"""What a remark says where the bank does not: 工资, 房租, 学费. A remark is the payer's word, so it explains nothing by
itself; it only tells a detector which explanation to try."""

from typing import Final

import polars as pl

from duixian.analytics.clues.model import TransferKind

_WORDS: Final = (
    (TransferKind.WITHDRAWAL, ("取现", "取款", "ATM", "提现")),
    (TransferKind.FEE, ("手续费", "年费", "短信费", "服务费")),
    (TransferKind.SALARY, ("代发工资", "工资", "薪资", "薪酬", "劳务费", "奖金")),
    (TransferKind.TUITION, ("学费", "学杂费", "保育费", "培训费")),
    (TransferKind.MEDICAL, ("医药费", "医疗费", "住院", "门诊", "手术费", "挂号")),
    (TransferKind.MAINTENANCE, ("抚养费", "赡养费", "扶养费")),
    (TransferKind.RENT, ("房租", "租金", "房屋租赁")),
    (TransferKind.REPAYMENT, ("还款", "归还借款", "还钱", "还本", "还息", "按揭", "月供")),
    (TransferKind.LOAN, ("借款", "借给", "放款")),
    (TransferKind.CONSUMPTION, ("消费", "购物", "货款", "支付宝", "财付通", "美团", "京东")),
)
"""In the order of asking: 归还借款 is no loan, and what an agent of wages pays is a wage."""


def kinds(kind: pl.Series, memo: pl.Series) -> pl.Series:
    """The kind of each transfer: as told, else as the remark says, else untold. `memo` may hold nulls."""
    said = pl.coalesce(
        *(
            pl.when(pl.col("memo").str.contains_any(list(words))).then(pl.lit(int(which), pl.Int8))
            for which, words in _WORDS
        ),
        pl.lit(int(TransferKind.UNTOLD), pl.Int8),
    )
    told = pl.col("kind") != int(TransferKind.UNTOLD)
    frame = pl.DataFrame({"kind": kind.cast(pl.Int8), "memo": memo.cast(pl.String)})
    return frame.select(kind=pl.when(told).then(pl.col("kind")).otherwise(said))["kind"]
