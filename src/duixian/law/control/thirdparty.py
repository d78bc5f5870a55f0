"""Debts that others owe to the debtor (到期债权, rulebook CTL-12): notice, fifteen days, objection or enforcement."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.base.days import add_days
from duixian.base.faults import BadInput, Fault
from duixian.base.money import Fen, display
from duixian.law.calendar import Calendar
from duixian.law.citations import Citation
from duixian.law.params import series
from duixian.law.periods import deadline, rule


class Standing(StrEnum):
    """Where the enforcement of a third-party debt stands."""

    RUNNING = "running"  # the fifteen days run
    ENFORCEABLE = "enforceable"
    STOPPED = "stopped"  # objected to as a whole


@dataclass(frozen=True, slots=True)
class ThirdPartyDebt:
    """A debt noticed to the third party. `tier` 1: owed to the debtor himself; `denied`: what was objected to, fen,
    None where nothing was; `objected_on` the day of that; `paid`: what the third party has paid to the court."""

    amount: Fen
    noticed_on: date
    tier: int = 1
    denied: Fen | None = None
    objected_on: date | None = None
    paid: Fen = 0


@dataclass(frozen=True, slots=True)
class DebtStanding:
    """What may be enforced against the third party: `enforceable` fen from the day `opens`; `frozen`: the order not to
    pay the debtor, fen, which survives an objection. `reason` says why."""

    standing: Standing
    enforceable: Fen
    frozen: Fen
    opens: date
    reason: str
    citation: Citation


def third_party_debt(debt: ThirdPartyDebt, *, on: date, calendar: Calendar) -> DebtStanding:
    """What may be enforced `on` a day.

    The third party pays or objects within fifteen days of the notice. An objection in time stops the part it denies
    without review; what it leaves, and everything once the days pass in silence, is enforceable. The freeze stands; the
    creditor's way against a denied debt is the suit in the debtor's place (代位权诉讼). An objection after the days
    does not stop enforcement. Raises `BadInput`: `third_party.tier` (a debtor of the third party is never reached),
    `third_party.amount`.
    """
    faults = [*_unusable(debt)]
    if faults:
        raise BadInput.of(faults)
    last = deadline(rule("third_party_debt"), debt.noticed_on, calendar=calendar).day
    citation = series("control.third_party_debt").at(on).citation
    frozen = debt.amount - debt.paid
    late = debt.objected_on is not None and debt.objected_on > last
    denied = 0 if debt.denied is None or late else debt.denied
    rest = max(0, debt.amount - denied - debt.paid)
    opens = add_days(last, 1)
    if denied >= debt.amount:
        way = series("control.frozen_debt_stands").at(on).citation
        reason = f"第三人在期限内全部提出异议，不得强制执行，也不审查；冻结裁定继续有效，可以提起代位权诉讼（{way}）"
        return DebtStanding(Standing.STOPPED, 0, frozen, opens, reason, citation)
    if on <= last:
        reason = f"第三人可以在 {last.isoformat()} 前履行或者提出异议"
        return DebtStanding(Standing.RUNNING, 0, frozen, opens, reason, citation)
    if denied:
        reason = f"第三人对 {display(denied)} 提出异议，该部分不得强制执行；其余 {display(rest)} 可以强制执行"
    elif late:
        reason = f"第三人的异议在 {last.isoformat()} 之后提出，不影响强制执行 {display(rest)}"
    else:
        reason = f"第三人在期限内未提出异议又未履行，可以强制执行 {display(rest)}"
    return DebtStanding(Standing.ENFORCEABLE, rest, frozen, opens, reason, citation)


def _unusable(debt: ThirdPartyDebt) -> list[Fault]:
    faults = []
    if debt.tier != 1:
        faults.append(
            Fault(
                "third_party.tier",
                "不得对第三人的债务人强制执行",
                "只能向被执行人自己的债务人发出履行通知",
                field="到期债权",
                value=str(debt.tier),
            )
        )
    if not debt.amount > 0 or not 0 <= (debt.denied or 0) <= debt.amount or not 0 <= debt.paid <= debt.amount:
        faults.append(
            Fault(
                "third_party.amount",
                "债权额须为正数，异议和已付的数额不得超过债权额",
                "请按通知书和异议书填写",
                field="到期债权",
                value=display(debt.amount),
            )
        )
    if (debt.denied is None) is not (debt.objected_on is None):
        faults.append(
            Fault(
                "third_party.objection",
                "异议的数额和日期须一并填写",
                "请按异议书填写异议的数额和收到的日期",
                field="第三人异议",
            )
        )
    return faults
