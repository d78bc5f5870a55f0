"""Whether anything that was found could still be executed, and any money waits."""

from duixian.base.faults import Fault
from duixian.base.money import display
from duixian.law.ending.answers import Answer, Met, Said, listed
from duixian.law.ending.facts import AssetSeen, RoundEndFacts, Unexecutable
from duixian.law.params import series


def assets(facts: RoundEndFacts) -> Answer:
    """Each thing found, money apart, has a reason why it cannot be executed, and the record bears it (art. 4)."""
    things = [one for one in facts.assets if not one.cash]
    bare = [f"{one.owner}的{one.title}" for one in things if one.reason is None or one.record is None]
    if bare:
        return Fault(
            "round_end.assets",
            "有 {count} 项财产没有不能执行的理由：{names}",
            "请继续处置，或者登记不能执行的理由和依据",
            data={"count": len(bare), "names": listed(bare), "step": "evidence.unexecutable"},
        )
    unproved = [f"{one.owner}的{one.title}" for one in things if not reason_holds(one)]
    if unproved:
        return Fault(
            "round_end.asset_reason",
            "有 {count} 项财产的理由与案卷记录不符：{names}",
            "请核对：未拍卖的不是流拍，未查封的车辆不是无法扣押，尚有净值的不是无益处置",
            data={"count": len(unproved), "names": listed(unproved), "step": "evidence.unexecutable"},
        )
    if not things:
        return Met(Said("除存款外没有查到财产"))
    return Met(Said("{count} 项财产均有不能执行的理由", {"count": len(things)}))


def reason_holds(asset: AssetSeen) -> bool:
    """Whether the record bears the reason an officer gave: a reason nobody can prove is none."""
    if asset.reason is None or asset.record is None:
        return False
    if asset.cash and asset.reason not in (Unexecutable.EXEMPT, Unexecutable.BEHIND_OTHERS, Unexecutable.OUTSIDER):
        return False
    return {
        Unexecutable.UNSOLD: asset.unsold,
        Unexecutable.NOT_HELD: asset.registered_movable and asset.sealed,
        Unexecutable.BEHIND_OTHERS: asset.behind_others,
        Unexecutable.EXEMPT: asset.exempt,
        Unexecutable.NO_SURPLUS: asset.worth == 0,
        Unexecutable.OUTSIDER: asset.objection_upheld,
    }[asset.reason]


def cash(facts: RoundEndFacts) -> Answer:
    """What lies in accounts counts together: ignored only below the sum **and** up to the share of the claim."""
    left = sum(one.reachable for one in facts.assets if one.cash and not reason_holds(one))
    if not left:
        return Met(Said("没有可供执行的存款"))
    below = int(series("ending.cash_ignored_below").at(facts.on).raw)
    share = int(series("ending.cash_ignored_share").at(facts.on).raw)
    below = below if facts.cash_below is None else min(below, facts.cash_below)
    share = share if facts.cash_share is None else min(share, facts.cash_share)
    data = {"left": display(left), "below": display(below), "share": share}
    if left >= below or left * 100 > facts.claim * share:
        return Fault(
            "round_end.cash",
            "账户尚有 {left} 可供执行（须少于 {below}，并且不超过申请执行标的的 {share}%）",
            "请先冻结、扣划并发放",
            data={**data, "step": "control.deduct"},
        )
    return Met(Said("账户余额 {left}，少于 {below} 且不超过标的的 {share}%", data))


def account(facts: RoundEndFacts) -> Answer:
    """Nothing of the case waits to reach anybody."""
    if facts.waiting > 0:
        return Fault(
            "round_end.money_waiting",
            "案款账户尚有 {amount} 未发放",
            "请先办理发放、退款或提存",
            data={"amount": display(facts.waiting), "step": "payout.make"},
        )
    if facts.in_flight > 0:
        return Fault(
            "round_end.payout_under_way",
            "有 {count} 笔付款尚无银行结果",
            "请在取得银行回执后办理",
            data={"count": facts.in_flight, "step": "payout.make"},
        )
    return Met(Said("没有未发放的案款"))


def something_open(facts: RoundEndFacts) -> Answer:
    """A round without a rest is performed, not ended."""
    if facts.remaining <= 0:
        return Fault(
            "round_end.nothing_open",
            "债务已经清偿，尚欠 {amount}",
            "请按执行完毕结案",
            data={"amount": display(0), "step": "case.close"},
        )
    return Met(Said("尚欠 {amount}", {"amount": display(facts.remaining)}))


def orders_money(facts: RoundEndFacts) -> Answer:
    """A title that orders only acts is not ended for want of property."""
    if facts.orders_money:
        return Met(Said("执行依据有金钱给付内容"))
    return Fault(
        "round_end.acts_only",
        "执行依据只有行为义务，没有金钱给付",
        "行为义务请继续执行，或者依法终结执行",
        data={"step": "case.acts"},
    )


def found_again(facts: RoundEndFacts) -> tuple[AssetSeen, ...]:
    """Of what was found, what would keep the round from being ended today: a reason to take it up again (art. 9)."""
    things = tuple(one for one in facts.assets if not one.cash and not reason_holds(one))
    money = tuple(one for one in facts.assets if one.cash and one.reachable and not reason_holds(one))
    return things + (money if isinstance(cash(facts), Fault) else ())
