"""The sentences of a proposal and of a release: what is done with a thing and why, with the article."""

from datetime import date

from duixian.base.money import Fen, display
from duixian.law.control.cover import Cover
from duixian.law.control.exempt import Exemption, Extent
from duixian.law.control.facts import HeldThing, Thing
from duixian.law.control.proposal import Reason, article


def not_liable(on: date) -> Reason:
    """Somebody else's."""
    return Reason("choice.not_liable", "不是本案被执行人的财产，不得查控", citation=article("debtor_only", on))


def held_already(on: date) -> Reason:
    """Controlled for this debt already."""
    return Reason("choice.held", "已经为本案控制或者正在办理，不重复控制", citation=article("over_control", on))


def exempt(exemption: Exemption) -> Reason:
    """Left to the debtor or to others."""
    return Reason("choice.exempt", exemption.reason, citation=exemption.citation)


def enough(on: date) -> Reason:
    """Not needed."""
    return Reason(
        "choice.enough", "其他财产已足以清偿债权和执行费用，或者影响更小", citation=article("over_control", on)
    )


def cash_suffices(on: date) -> Reason:
    """A thing is not needed, since money covers everything."""
    template = "货币和可分割的财产已足以清偿债权和执行费用，不查封须变价的财产"
    return Reason("choice.enough", template, citation=article("cash_first", on))


def disproportionate(missing: Fen, share: int, on: date) -> Reason:
    """What is missing is too little to seal a home; like a trifle, an officer may see it otherwise."""
    template = "尚缺 {missing}；可分割的财产不足的部分低于该住房净值的 {share}%，不为此查封住房"
    return Reason(
        "choice.trifle", template, {"missing": display(missing), "share": str(share)}, article("home_share", on)
    )


def trifle(missing: Fen, on: date) -> Reason:
    """What is missing is too little to take something whole."""
    return Reason(
        "choice.trifle",
        "尚缺 {missing}，数额较小，不为此另行查封不可分割的财产",
        {"missing": display(missing)},
        article("trifle", on),
    )


def beyond_ceiling(on: date) -> Reason:
    """The debtor answers for no more."""
    return Reason("choice.beyond_ceiling", "已达到该被执行人的责任限额", citation=article("over_control", on))


def unknown(thing: Thing, on: date) -> Reason:
    """Its value, or what stands before us, must be found out first."""
    template = "价值不明，先行询价或者评估，不得盲目查封"
    if thing.charged is None or thing.ahead is None:
        template = "在先担保或者在先控制的数额不明，先行查明，不得盲目查封"
    return Reason("choice.unknown", template, citation=article("over_control", on))


def worthless(thing: Thing, on: date) -> Reason:
    """Nothing would be left for this claim."""
    if thing.rank > 1:
        return Reason(
            "choice.worthless_rank",
            "在先控制清偿后已无剩余，第 {rank} 顺位轮候没有意义",
            {"rank": str(thing.rank)},
            article("waiting", on),
        )
    return Reason("choice.worthless", "没有可供执行的余额或者净值", citation=article("over_control", on))


def taken(thing: Thing, part: Fen, exemption: Exemption, on: date) -> Reason:
    """What of a thing is taken."""
    if thing.part is None:
        return Reason("choice.whole", "{name}净值 {part}，整体查封", {"name": thing.name, "part": display(part)}, None)
    kept = exemption.amount or 0
    data = {"name": thing.name, "there": display(thing.worth or 0), "part": display(part), "kept": display(kept)}
    if exemption.extent is Extent.LIVING and kept:
        template = "{name}可用 {there}，保留生活费用 {kept}，只冻结 {part}，其余不受影响"
        return Reason("choice.part_kept", template, data, article("state_amount", on))
    return Reason("choice.part", "{name}可用 {there}，只冻结 {part}，其余不受影响", data, article("state_amount", on))


def indivisible(thing: Thing, found: Cover, remainder: Fen | None, on: date) -> list[Reason]:
    """Why something is taken whole, and why it may come to more than the need. `remainder`: what money left open, fen;
    None where money did not come first."""
    reasons = [
        Reason(
            "choice.needed_whole",
            "货币和可分割的财产不足，且没有影响更小的组合足以清偿",
            citation=article("least_harm", on),
        )
        if remainder is None
        else Reason(
            "choice.remainder",
            "可以扣划的货币和可分割的财产 {cash} 已先行控制，尚缺 {missing}，没有超出更少或者影响更小的财产足以清偿",
            {"cash": display(found.cash), "missing": display(remainder)},
            article("least_harm", on),
        )
    ]
    if thing.only_home and thing.home_exception is None:
        reasons.append(
            Reason(
                "choice.last_resort", "没有其他财产足以清偿，最后才查封唯一住房", citation=article("exempt_home", on)
            )
        )
    if found.excess:
        reasons.append(
            Reason(
                "choice.excess",
                "合计超出 {excess}：财产不可分割，且没有其他财产可以更接近应清偿的数额",
                {"excess": display(found.excess)},
                article("over_control", on),
            )
        )
    return reasons


def standing(thing: Thing, amount: Fen, on: date) -> Reason:
    """Why the rest waits on one account."""
    data = {"name": thing.name, "amount": display(amount), "arrives": display(thing.arrives)}
    template = "现有财产尚缺 {amount}，在最可能进账的账户上续存冻结：{name}，月均进账 {arrives}；总额不超过所需"
    return Reason("choice.standing", template, data, article("state_amount", on))


def waiting(thing: Thing, missing: Fen, on: date) -> Reason:
    """Why a place in the queue is worth having."""
    data = {"missing": display(missing), "rank": str(thing.rank), "left": display(thing.potential or 0)}
    template = "有效控制尚缺 {missing}；第 {rank} 顺位轮候，在先清偿后预计余 {left}，生效前不计入"
    return Reason("choice.waiting", template, data, article("waiting", on))


def particulars(thing: Thing, exemption: Exemption, on: date) -> list[Reason]:
    """What else is to be minded about a thing that is taken."""
    reasons = []
    if thing.co_owned or thing.share != 1:
        data = {"share": str(thing.share)}
        template = "共有财产，只按被执行人的份额 {share} 计算，应当及时通知共有人"
        reasons.append(Reason("choice.co_owned", template, data, article("co_owned", on)))
    if thing.charged:
        data = {"charged": display(thing.charged)}
        reasons.append(Reason("choice.charged", "已扣除在先担保 {charged}", data, article("over_control", on)))
    if thing.unit and thing.unit > 1:
        data = {"unit": display(thing.unit)}
        template = "按前一交易日收盘价 {unit} 折算数量，取整到一份"
        reasons.append(Reason("choice.units", template, data, article("share_tolerance", on)))
    if not exemption.takeable or (exemption.extent is Extent.NONE and exemption.citation):
        reasons.append(Reason("choice.restricted", exemption.reason, citation=exemption.citation))
    return reasons


def released(thing: HeldThing, on: date) -> Reason:
    """Let go, since the rest suffices."""
    data = {"name": thing.name, "counts": display(thing.counts)}
    template = "{name}：其余控制已足以清偿债权和执行费用，全部解除 {counts}"
    return Reason("release.whole", template, data, article("over_control", on))


def released_part(thing: HeldThing, amount: Fen, on: date) -> Reason:
    """Let go in part."""
    data = {"name": thing.name, "amount": display(amount), "left": display(thing.counts - amount)}
    template = "{name}：超出所需，解除 {amount}，继续控制 {left}"
    return Reason("release.part", template, data, article("over_control", on))


def released_open(thing: HeldThing, amount: Fen, on: date) -> Reason:
    """A standing freeze is lowered."""
    data = {"name": thing.name, "amount": display(amount)}
    template = "{name}：待进账的冻结数额减少 {amount}，使总额不超过所需"
    return Reason("release.open", template, data, article("state_amount", on))


def released_waiting(thing: HeldThing, on: date) -> Reason:
    """A place in the queue is given up."""
    data = {"name": thing.name}
    return Reason("release.waiting", "{name}：有效控制已足额，轮候不再需要", data, article("over_control", on))
