"""Court fees of enforcement, preservation, property cases and bankruptcy (诉讼费用交纳办法, 国务院令第481号)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display, half_up, yuan
from duixian.law.citations import Citation, Status
from duixian.law.params import Value, series


class FeeKind(StrEnum):
    """Which fee."""

    EXECUTION = "execution"
    PRESERVATION = "preservation"
    PROPERTY_CASE = "property_case"
    BANKRUPTCY = "bankruptcy"


@dataclass(frozen=True, slots=True)
class FeeStep:
    """What one bracket adds: the part of the amount within it at its percentage. Fen; `amount` exact, unrounded."""

    above: Fen
    up_to: Fen | None
    part: Fen
    percent: str
    amount: Fraction
    formula: str


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee with its steps; `least` and `most` differ only where the law leaves a range (no amount in dispute)."""

    kind: FeeKind
    title: str
    amount: Fen
    due: Fen
    most: Fen
    steps: tuple[FeeStep, ...]
    citation: Citation
    status: Status
    notes: tuple[str, ...] = ()


def fee(kind: FeeKind, amount: Fen, *, on: date) -> Fee:
    """The fee for an amount in fen, by the law in force `on`; rounded half up to the fen once.

    Raises `BadInput`: `fee.negative`, `law.no_value` before 2007-04-01.
    """
    if amount < 0:
        raise BadInput(
            Fault("fee.negative", "金额不能为负", "请填写不小于零的金额", field="金额", value=display(amount))
        )
    value = series(f"fees.{kind.value}_fee").at(on)
    table = value.raw
    if "of" in table:
        return _share_of(kind, amount, on, value)
    steps = list(_steps(amount, table))
    exact = sum((step.amount for step in steps), Fraction(0))
    return _fee(kind, amount, value, steps, exact)


def execution_fee(amount: Fen, *, on: date) -> Fee:
    """申请执行费 (FEE-01): not prepaid, collected when money comes in, borne by the debtor (办法 20, 38)."""
    return fee(FeeKind.EXECUTION, amount, on=on)


def execution_fee_without_amount(*, on: date) -> Fee:
    """申请执行费 of a title without an amount: 50 to 500 yuan; `due` is the least, `most` the most."""
    value = series("fees.execution_fee").at(on)
    least, most = (_fen(text) for text in value.raw["without_amount"])
    title = series("fees.execution_fee").title
    return Fee(
        FeeKind.EXECUTION,
        title,
        0,
        least,
        most,
        (),
        value.citation,
        value.status,
        ("没有执行金额，由法院在幅度内确定",),
    )


def preservation_fee(amount: Fen, *, on: date) -> Fee:
    """申请保全措施费 (FEE-04), at most 5,000 yuan."""
    return fee(FeeKind.PRESERVATION, amount, on=on)


def property_case_fee(amount: Fen, *, on: date) -> Fee:
    """案件受理费 of a case about property."""
    return fee(FeeKind.PROPERTY_CASE, amount, on=on)


def bankruptcy_fee(estate: Fen, *, on: date) -> Fee:
    """破产案件申请费: half the property case fee on the estate, at most 300,000 yuan."""
    return fee(FeeKind.BANKRUPTCY, estate, on=on)


def _steps(amount: Fen, table: dict[str, object]) -> Sequence[FeeStep]:
    free = _fen(str(table["free"]))
    base = _fen(str(table["base"]))
    steps = [FeeStep(0, free, min(amount, free), "", Fraction(base), f"{yuan(free)} 元以下：{yuan(base)} 元")]
    above = free
    brackets = table["brackets"]
    assert isinstance(brackets, list)
    for upper, percent in brackets:
        if amount <= above:
            break
        up_to = None if upper is None else _fen(upper)
        part = amount - above if up_to is None else min(amount, up_to) - above
        exact = Fraction(part) * Fraction(Decimal(percent)) / 100
        steps.append(FeeStep(above, up_to, part, percent, exact, f"{yuan(part)} × {percent}%"))
        if up_to is None:
            break
        above = up_to
    return steps


def _fee(kind: FeeKind, amount: Fen, value: Value, steps: Sequence[FeeStep], exact: Fraction) -> Fee:
    due = half_up(exact)
    notes = []
    cap = value.raw.get("cap")
    if cap is not None and due > _fen(cap):
        due = _fen(cap)
        notes.append(f"最多 {yuan(due)} 元")
    title = series(f"fees.{kind.value}_fee").title
    return Fee(kind, title, amount, due, due, tuple(steps), value.citation, value.status, tuple(notes))


def _share_of(kind: FeeKind, amount: Fen, on: date, value: Value) -> Fee:
    whole = series(f"fees.{value.raw['of']}").at(on)
    steps = list(_steps(amount, whole.raw))
    exact = sum((step.amount for step in steps), Fraction(0)) * Fraction(Decimal(value.raw["share"]))
    made = _fee(kind, amount, value, steps, exact)
    note = f"按{series('fees.' + value.raw['of']).title}标准减半"
    return Fee(
        kind, made.title, amount, made.due, made.most, made.steps, made.citation, made.status, (note, *made.notes)
    )


def _fen(text: str) -> Fen:
    exact = Fraction(Decimal(text)) * 100
    assert exact.denominator == 1
    return exact.numerator
