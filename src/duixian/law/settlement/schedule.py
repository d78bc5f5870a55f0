"""Schedules made from a rule, so that nobody types sixty dates."""

from datetime import date

from duixian.base.days import add_months_clipped
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display
from duixian.law.settlement.terms import MOST_INSTALMENTS, Instalment


def equal(*, total: Fen, count: int, first: date, months: int = 1) -> tuple[Instalment, ...]:
    """`total` fen in `count` equal instalments every `months` months from `first` on; what does not divide goes, a fen
    each, to the last ones. Raises `BadInput` for a count or a sum that makes no schedule."""
    if not 1 <= count <= MOST_INSTALMENTS or months < 1:
        raise BadInput(
            Fault("settlement.count", "期数或间隔不正确", "请填写正整数", field="期数", value=f"{count}／{months}")
        )
    if total < count:
        raise BadInput(
            Fault("settlement.too_small", "金额不足以分期", "请核对金额和期数", field="金额", value=display(total))
        )
    part, rest = divmod(total, count)
    return tuple(
        Instalment(
            number=place + 1,
            amount=part + (1 if place >= count - rest else 0),
            due=add_months_clipped(first, place * months),
        )
        for place in range(count)
    )
