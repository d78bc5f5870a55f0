"""A plan in words that a layman can check with a pocket calculator: every sum with its formula, in yuan."""

from dataclasses import dataclass

from duixian.base.money import Fen, yuan
from duixian.law.distribution.plan import Line, Plan, Step, StepKind

_DECIMALS = 4
"""How much of an inexact quotient is printed: two places beyond the fen show why it was rounded."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One step as it concerns one payee: the step, the articles, the formula and the amount in fen."""

    step: int
    label: str
    bases: tuple[str, ...]
    text: str
    paid: Fen


def explain(plan: Plan, key: str) -> tuple[Sentence, ...]:
    """Every step in which a claim stands, with its formula. Empty for a claim that was left out."""
    found = ((step, step.line(key)) for step in plan.steps)
    return tuple(_sentence(step, line) for step, line in found if line)


def explain_all(plan: Plan) -> dict[str, tuple[Sentence, ...]]:
    """`explain` for every payee in one pass over the steps."""
    found: dict[str, list[Sentence]] = {payee.key: [] for payee in plan.payees}
    for step in plan.steps:
        if step.kind in (StepKind.COSTS, StepKind.FEE_LAST):
            continue
        ratio = _Ratio.of(step)
        for line in step.lines:
            found[line.key].append(_sentence(step, line, ratio))
    return {key: tuple(sentences) for key, sentences in found.items()}


def money(amount: Fen) -> str:
    """Yuan with thousands separators and no symbol, as formulas are read: 430,000.00."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{part:02d}"


@dataclass(frozen=True, slots=True)
class _Ratio:
    """What a short step divides and by what, those who reached their claim taken out before."""

    pool: Fen
    weights: int
    capped: Fen
    scale: int

    @classmethod
    def of(cls, step: Step) -> "_Ratio":
        taken = sum(line.paid for line in step.lines if line.capped)
        weights = sum(line.weight for line in step.lines if not line.capped)
        return cls(step.available - taken, weights, taken, _scale(step))


def _sentence(step: Step, line: Line, ratio: _Ratio | None = None) -> Sentence:
    bases = tuple(str(basis) for basis in step.bases)
    return Sentence(step.number, step.label, bases, _formula(step, line, ratio or _Ratio.of(step)), line.paid)


def _formula(step: Step, line: Line, ratio: _Ratio) -> str:
    if not step.short:
        paid = money(line.paid)
        return f"本步款项 {money(step.available)} 元，足以清偿应付的 {money(step.owed)} 元，全额受偿 {paid} 元。"
    if step.available == 0:
        return f"应付 {money(line.owed)} 元；款项已在前面各步分配完毕，本步受偿 0.00 元。"
    if len(step.lines) == 1:
        return f"应付 {money(line.owed)} 元，本步款项余 {money(step.available)} 元，受偿 {money(line.paid)} 元。"
    if line.capped:
        return f"按上浮后的比例计算已超过债权额，以债权额 {money(line.owed)} 元为限，受偿 {money(line.paid)} 元。"
    return _pro_rata(step, line, ratio)


def _pro_rata(step: Step, line: Line, ratio: _Ratio) -> str:
    counted = _counted(line, ratio.scale)
    pool = money(ratio.pool)
    quotient, exact = _quotient(ratio.pool * line.weight, ratio.weights)
    down = line.paid - line.odd_fen
    head = f"本步款项 {money(step.available)} 元"
    if ratio.capped:
        head += f"，减去已达债权额者 {money(ratio.capped)} 元，余 {pool} 元"
    total = _in_yuan(ratio.weights, ratio.scale)
    text = f"{head}，参与分配的债权合计 {total} 元：{pool} × {counted} ÷ {total} = {quotient}"
    if exact:
        return f"{text}，受偿 {money(line.paid)} 元。"
    odd = "，余分分配 + 0.01" if line.odd_fen else "，本步余分已依次分给余数较大者"
    return f"{text}…，取到分 {money(down)}{odd}，受偿 {money(line.paid)} 元。"


def _scale(step: Step) -> int:
    """100 where a first seizer counts for more than his claim and weights are therefore in hundredths of a fen."""
    return 100 if any(line.weight != line.owed for line in step.lines) else 1


def _counted(line: Line, scale: int) -> str:
    if scale == 1 or line.weight == line.owed * scale:
        return money(line.owed)
    percent = line.weight // line.owed
    return f"（{money(line.owed)} × {percent}%）"


def _in_yuan(weights: int, scale: int) -> str:
    """A sum of weights in yuan; scaled weights carry two more decimals, shown only when they matter."""
    whole, part = divmod(weights, scale)
    if not part:
        return money(whole)
    return f"{money(whole)}{part:02d}".rstrip("0")


def _quotient(numerator: int, denominator: int) -> tuple[str, bool]:
    """The quotient of fen in yuan with `_DECIMALS` places cut off, and whether it is a whole number of fen."""
    fen, rest = divmod(numerator, denominator)
    if not rest:
        return money(fen), True
    more = rest * 10 ** (_DECIMALS - 2) // denominator
    return f"{money(fen)}{more:0{_DECIMALS - 2}d}", False


def summary(plan: Plan, key: str) -> str:
    """One sentence for one payee: claimed, received, still owed. Raises `KeyError`."""
    payee = plan.payee(key)
    return (
        f"{payee.creditor}：债权 {yuan(payee.claimed.total)} 元，本次受偿 {yuan(payee.paid)} 元，"
        f"尚未受偿 {yuan(payee.rest)} 元。"
    )
