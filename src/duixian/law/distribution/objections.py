"""What an objection to a plan holds back: the disputed part waits (提存), the rest is paid at once.

民诉解释 509–510 and 执行程序解释 17–18: during the objection suit money is distributed all the same, except an amount
equal to the disputed claims. The 15-day windows are periods, and live in `law.periods`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, yuan
from duixian.law.distribution import bases
from duixian.law.distribution.bases import Basis
from duixian.law.distribution.plan import Plan


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection that still stands, against one line of the plan. `disputed`: the part of the line it attacks, fen;
    None: all of it. `line` is the key of a claim, a cost, or `RESIDUE`."""

    line: str
    by: str
    disputed: Fen | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One line under objections: `planned` = `held` + `released`, fen."""

    key: str
    planned: Fen
    held: Fen

    @property
    def released(self) -> Fen:
        """What can be paid now."""
        return self.planned - self.held


@dataclass(frozen=True, slots=True)
class Held:
    """The plan split into what waits and what goes; every line of the plan once, sorted by key."""

    lines: tuple[HeldLine, ...]

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The articles on which the disputed part waits."""
        return (bases.OBJECTION, bases.OBJECTION_PROCEDURE)

    @property
    def held(self) -> Fen:
        """All that waits, fen."""
        return sum(line.held for line in self.lines)

    @property
    def released(self) -> Fen:
        """All that can be paid now, fen."""
        return sum(line.released for line in self.lines)


@dataclass(frozen=True, slots=True)
class Change:
    """One line that an amended plan pays differently, fen."""

    key: str
    before: Fen
    after: Fen

    @property
    def difference(self) -> Fen:
        """More (positive) or less (negative) than before."""
        return self.after - self.before


def hold_disputed(plan: Plan, objections: Iterable[Objection]) -> Held:
    """Hold of each line the largest part any objection attacks.

    Two objections to one line each ask for a smaller payment, so both attack its top: the larger one covers the other.
    Raises `BadInput` for a line that is not in the plan and for a disputed amount that is not positive or exceeds it.
    """
    amounts = plan.amounts()
    attacked: dict[str, Fen] = {}
    faults: list[Fault] = []
    for objection in objections:
        planned = amounts.get(objection.line)
        if planned is None:
            faults.append(
                Fault(
                    "objection.unknown_line",
                    "分配方案中没有这一行",
                    "请填写方案中的编号",
                    field="异议对象",
                    value=objection.line,
                )
            )
            continue
        disputed = planned if objection.disputed is None else objection.disputed
        if objection.disputed is not None and not 0 < disputed <= planned:
            faults.append(
                Fault(
                    "objection.amount",
                    "争议金额应大于零且不超过该行分得的 {planned} 元",
                    "请核对争议金额",
                    field="争议金额",
                    value=yuan(disputed),
                    place=objection.line,
                    data={"planned": yuan(planned)},
                )
            )
            continue
        attacked[objection.line] = max(attacked.get(objection.line, 0), disputed)
    if faults:
        raise BadInput.of(faults)
    return Held(tuple(HeldLine(key, amount, attacked.get(key, 0)) for key, amount in sorted(amounts.items())))


def diff(before: Plan, after: Plan) -> tuple[Change, ...]:
    """The lines two plans pay differently, sorted by key; a line missing on one side counts as 0."""
    old, new = before.amounts(), after.amounts()
    changes = (Change(key, old.get(key, 0), new.get(key, 0)) for key in sorted(old.keys() | new.keys()))
    return tuple(change for change in changes if change.difference)


def objections_from(plan: Plan, wanted: Plan, *, by: str, ground: str = "") -> tuple[Objection, ...]:
    """The lines an objector attacks who wants `wanted` (the plan recomputed with his facts): each that would shrink,
    by the amount it would shrink."""
    return tuple(
        Objection(change.key, by, -change.difference, ground) for change in diff(plan, wanted) if change.difference < 0
    )
