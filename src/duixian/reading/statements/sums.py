"""Whether a statement agrees with itself: printed totals and the chain of balances."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from duixian.base.faults import Fault
from duixian.base.money import Fen, yuan
from duixian.reading.statements.model import Direction, Transfer

_SHOWN: Final = 5
"""Breaks of the chain that are named one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums printed in a statement, in fen, and how many lines they are of; None: not printed."""

    credits: Fen | None
    debits: Fen | None
    label: str
    place: str
    credits_count: int | None = None
    debits_count: int | None = None


def check_totals(transfers: Sequence[Transfer], totals: Iterable[Totals], *, rejected: bool) -> Iterator[Fault]:
    """Every printed total that differs from the lines read; `rejected`: bad lines may explain the difference."""
    for printed in totals:
        for direction, said, count, word in (
            (Direction.CREDIT, printed.credits, printed.credits_count, "收入"),
            (Direction.DEBIT, printed.debits, printed.debits_count, "支出"),
        ):
            lines = [transfer.amount for transfer in transfers if transfer.direction is direction]
            found = sum(lines)
            if said is not None and said != found:
                yield Fault(
                    "statement.total",
                    "{word}合计印为 {said} 元，明细合计 {found} 元，相差 {difference} 元",
                    "先更正上面列出的错误行" if rejected else "请重新导出完整的流水；仍不符的，请向银行核实",
                    field=printed.label,
                    value=yuan(said),
                    place=printed.place,
                    data={
                        "word": word,
                        "said": yuan(said),
                        "found": yuan(found),
                        "difference": yuan(said - found),
                    },
                )
            elif count is not None and count != len(lines):
                yield Fault(
                    "statement.count",
                    "{word}印为 {said} 笔，实际 {found} 笔",
                    "请重新导出完整的流水",
                    field=printed.label,
                    value=str(count),
                    place=printed.place,
                    data={"word": word, "said": count, "found": len(lines)},
                )


def check_balances(transfers: Sequence[Transfer], *, opening: Fen | None, closing: Fen | None) -> list[Fault]:
    """Breaks of the chain: the balance before a line plus its amount must be the balance printed behind it.

    Exports run forwards or backwards; the direction with fewer breaks is taken. Without any balances only the printed
    opening and closing balance are compared with the sum of all lines.
    """
    backwards = _is_backwards(transfers)
    ordered = list(reversed(transfers)) if backwards else list(transfers)
    breaks = _breaks(ordered)
    pairs = sum(1 for _ in _balanced_pairs(ordered))
    faults = [
        Fault(
            "statement.balance",
            "上一笔余额 {before} 元，本笔{word} {amount} 元，应为 {computed} 元，印为 {said} 元",
            "该行之前可能缺少明细，请重新导出完整的流水",
            field="余额",
            value=yuan(after.balance or 0),
            place=after.place,
            data={
                "before": yuan(before.balance or 0),
                "word": "收入" if after.direction is Direction.CREDIT else "支出",
                "amount": yuan(after.amount),
                "computed": yuan((before.balance or 0) + after.signed),
                "said": yuan(after.balance or 0),
            },
        )
        for before, after in breaks[:_SHOWN]
    ]
    if len(breaks) > _SHOWN:
        faults.append(
            Fault(
                "statement.balance",
                "余额与发生额共有 {breaks} 处对不上（可核对 {pairs} 处），可能是筛选后导出的流水",
                "请导出未经筛选的完整流水",
                data={"breaks": len(breaks), "pairs": pairs},
            )
        )
    moved = sum(transfer.signed for transfer in transfers)
    if opening is not None and closing is not None and opening + moved != closing:
        faults.append(
            Fault(
                "statement.balance",
                "期初余额 {opening} 元加本期发生额 {moved} 元得 {computed} 元，与期末余额 {closing} 元不符",
                "请重新导出完整的流水；仍不符的，请向银行核实",
                data={
                    "opening": yuan(opening),
                    "moved": yuan(moved),
                    "computed": yuan(opening + moved),
                    "closing": yuan(closing),
                },
            )
        )
    return faults


def _balanced_pairs(ordered: Sequence[Transfer]) -> Iterator[tuple[Transfer, Transfer]]:
    """Neighbouring lines of one account and currency that both carry a balance; one without it interrupts the chain."""
    for before, after in pairwise(ordered):
        same = (before.account, before.currency) == (after.account, after.currency)
        if same and before.balance is not None and after.balance is not None:
            yield before, after


def _breaks(ordered: Sequence[Transfer]) -> list[tuple[Transfer, Transfer]]:
    return [
        (before, after)
        for before, after in _balanced_pairs(ordered)
        if (before.balance or 0) + after.signed != after.balance
    ]


def _is_backwards(transfers: Sequence[Transfer]) -> bool:
    if not transfers:
        return False
    forwards, backwards = _breaks(transfers), _breaks(list(reversed(transfers)))
    if len(forwards) != len(backwards):
        return len(backwards) < len(forwards)
    return transfers[0].booked_on > transfers[-1].booked_on
