"""Selling the only home: what its seller keeps (《异议复议规定》第二十条、《查封扣押冻结规定》第四条、第五条)."""

from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_months_clipped
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display
from duixian.law.params import series

_BASIS = "《异议复议规定》第二十条"


@dataclass(frozen=True, slots=True)
class KeptRent:
    """What is taken out of the price before anybody is paid: so many years' rent of a home of the local size, fen."""

    amount: Fen
    years: int
    basis: str = f"{_BASIS}第一款第三项"


def kept_rent(monthly_rent: Fen, *, years: int, on: date) -> KeptRent:
    """Five to eight years' rent at the average local market rent (CTL-10c). The court chooses the years within these.

    Raises `BadInput`: `home.years`, `home.rent`.
    """
    least, most = series("control.home_exception").at(on).raw["rent_years"]
    if not least <= years <= most:
        raise BadInput(
            Fault(
                "home.years",
                "应保留五至八年租金（{basis}）",
                "请填写 {least} 至 {most} 年",
                field="年数",
                value=str(years),
                data={"basis": _BASIS, "least": least, "most": most},
            )
        )
    if monthly_rent <= 0:
        raise BadInput(
            Fault("home.rent", "月租金须为正的金额", "请按当地房屋租赁市场平均租金填写", value=display(monthly_rent))
        )
    return KeptRent(monthly_rent * 12 * years, years)


def leaves_something(expected: Fen, *, kept: KeptRent, ahead: Fen) -> tuple[Fault, ...]:
    """Why an only home should not be sold: after the rent its seller keeps and what goes before (`ahead`: mortgage and
    costs, fen) nothing of the expected price is left for the claim. A sale that only harms is refused."""
    left = expected - kept.amount - ahead
    if left > 0:
        return ()
    return (
        Fault(
            "home.nothing_left",
            "预计变价 {expected}，保留租金 {kept}、清偿优先债权和费用 {ahead} 后没有剩余（{basis}，"
            "《拍卖、变卖财产的规定》第六条）",
            "不得处置；可续行查封",
            data={
                "expected": display(expected),
                "kept": display(kept.amount),
                "ahead": display(ahead),
                "basis": _BASIS,
            },
        ),
    )


def grace_until(served_on: date) -> date:
    """The last day to move out where the title itself orders the home to be handed over: three months from service of
    the execution notice (第二十条第二款)."""
    return add_months_clipped(served_on, int(series("control.home_exception").at(served_on).raw["grace_months"]))
