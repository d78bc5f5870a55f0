"""How many listed shares a freeze takes (rulebook CTL-08): the claim divided by the prior close, within a tolerance."""

from dataclasses import dataclass
from datetime import date

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display
from duixian.law.citations import Citation, Status
from duixian.law.params import series


@dataclass(frozen=True, slots=True)
class ShareQuantity:
    """How many shares cover a claim; a freeze between `fewest` and `most` keeps within the tolerance."""

    quantity: int
    fewest: int
    most: int
    citation: Citation
    status: Status
    reason: str

    def allows(self, shares: int) -> bool:
        """Whether a freeze of so many shares keeps within the tolerance."""
        return self.fewest <= shares <= self.most


def share_quantity(claim: Fen, *, close: Fen, on: date) -> ShareQuantity:
    """The shares that cover `claim` at the prior close, both fen; rounded up to a whole share.

    Before the opinion of 2019-12-16 no tolerance is known: `law.no_value`. Raises `BadInput` (`control.close`) for a
    claim that is negative or a price that is not positive.
    """
    if claim < 0 or close <= 0:
        raise BadInput(
            Fault(
                "control.close",
                "债权额不能为负数，收盘价须为正数",
                "请核对前一交易日收盘价",
                field="收盘价",
                value=f"{display(claim)} ÷ {display(close)}",
            )
        )
    value = series("control.share_tolerance").at(on)
    percent = int(value.raw)
    quantity = -(-claim // close)
    fewest = -(-quantity * (100 - percent) // 100)
    most = quantity * (100 + percent) // 100
    reason = (
        f"债权额 {display(claim)} ÷ 前一交易日收盘价 {display(close)}，计 {quantity} 股，上下浮动不超过 {percent}%"
        f"（{value.citation}）"
    )
    return ShareQuantity(quantity, fewest, most, value.citation, value.status, reason)
