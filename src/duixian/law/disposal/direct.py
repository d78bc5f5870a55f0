"""Sales outside the online auction: price of a direct sale, commission of an entrusted one (AUC-16, AUC-22)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from duixian.base.faults import Fault
from duixian.base.money import Fen, display, fen, half_up
from duixian.law.disposal.values import cited, number, value


@dataclass(frozen=True, slots=True)
class DirectSale:
    """A direct sale (变卖) as proposed. Fen. `agreed`: both sides and every creditor with a right to the thing agree on
    the price; `market`: where there is a public market price; `unsold`: offered at the appraisal and not sold."""

    price: Fen
    agreed: bool = False
    market: Fen | None = None
    appraisal: Fen | None = None
    unsold: bool = False


def check_direct(sale: DirectSale, *, on: date) -> tuple[Fault, ...]:
    """Why the price is unlawful (拍卖变卖规定第三十一条、第三十二条): agreed; else at least the market price; else at
    least the appraisal, and never below half of it."""
    return tuple(_reasons(sale, on))


def _reasons(sale: DirectSale, on: date) -> Iterator[Fault]:
    if sale.price <= 0:
        yield Fault("direct.price", "变卖价须为正的金额", "请核对金额", field="变卖价", value=display(sale.price))
    elif sale.agreed:
        return
    elif sale.market is not None:
        if sale.price < sale.market:
            yield _below("direct.below_market", "低于市价 {floor}", sale.price, sale.market)
    elif sale.appraisal is None:
        yield Fault(
            "direct.no_appraisal",
            "没有市价的，应当先评估（《拍卖、变卖财产的规定》第三十二条）",
            "请先确定参考价，或者由当事人协议定价",
            field="变卖价",
        )
    else:
        percent = number("direct_floor_percent", on=on) if sale.unsold else 100
        floor = -(-sale.appraisal * percent // 100)
        if sale.price < floor:
            yield _below("direct.below_floor", "低于变卖价的下限 {floor}", sale.price, floor)


def _below(code: str, template: str, price: Fen, floor: Fen) -> Fault:
    return Fault(
        code,
        template + "（《拍卖、变卖财产的规定》第三十二条）",
        "请提高变卖价，或者由当事人协议定价",
        field="变卖价",
        value=display(price),
        data={"floor": display(floor)},
    )


@dataclass(frozen=True, slots=True)
class Commission:
    """The most an auction house may take of the buyer, fen, rounded half up once; `basis`: how well it is known."""

    most: Fen
    basis: str


def commission(price: Fen, *, on: date) -> Commission:
    """The ceiling of the commission of an entrusted auction, part by part (第二十九条)."""
    exact, below = Fraction(0), 0
    for upper, percent in value("commission", on=on).raw:
        up_to = price if upper is None else min(price, fen(upper))
        if up_to > below:
            exact += Fraction(up_to - below) * Fraction(Decimal(percent)) / 100
            below = up_to
    return Commission(half_up(exact), cited("commission", on=on))
