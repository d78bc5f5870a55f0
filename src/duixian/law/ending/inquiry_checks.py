"""Whether the debtor was told, and everything asked and looked into."""

from collections.abc import Mapping

from duixian.base.days import add_days
from duixian.base.faults import Fault
from duixian.law.ending.answers import Answer, Met, Said, listed
from duixian.law.ending.facts import DebtorSeen, Interest, QueryClass, RoundEndFacts
from duixian.law.params import series

_NETWORK = (
    QueryClass.BANK,
    QueryClass.WALLET,
    QueryClass.SECURITIES,
    QueryClass.VEHICLE,
    QueryClass.LAND,
    QueryClass.COMPANY,
)
"""What the second machine check lists: deposits, internet banks, securities, vehicles, land, the company register."""

CLASS_NAMES: Mapping[QueryClass, str] = {
    QueryClass.BANK: "银行存款",
    QueryClass.WALLET: "互联网银行和支付账户",
    QueryClass.LAND: "不动产",
    QueryClass.VEHICLE: "车辆",
    QueryClass.SECURITIES: "证券",
    QueryClass.INSURANCE: "保险",
    QueryClass.PROVIDENT_FUND: "住房公积金",
    QueryClass.COMPANY: "股权（市场监管登记）",
}
INTEREST_NAMES: Mapping[Interest, str] = {
    Interest.PROVIDENT_FUND: "公积金",
    Interest.WEALTH: "理财产品",
    Interest.INSURANCE: "保险",
    Interest.DIVIDENDS: "股息红利",
}
_TOLD_BY: Mapping[Interest, QueryClass] = {
    Interest.PROVIDENT_FUND: QueryClass.PROVIDENT_FUND,
    Interest.WEALTH: QueryClass.BANK,
    Interest.INSURANCE: QueryClass.INSURANCE,
    Interest.DIVIDENDS: QueryClass.SECURITIES,
}
"""Which class of agency tells of it, where it is open."""


def notice(facts: RoundEndFacts) -> Answer:
    """执行通知书 issued and served on every debtor who lives (373号 art. 1)."""
    bare = [one.name for one in facts.living if one.notice_issued is None]
    if bare:
        return Fault(
            "round_end.notice_not_issued",
            "尚未向 {count} 名被执行人发出执行通知书：{names}",
            "请制作并送达执行通知书",
            data={"count": len(bare), "names": listed(bare), "step": "instrument.execution_notice"},
        )
    unserved = [one.name for one in facts.living if one.notice_served is None or one.notice_served.on > facts.on]
    if unserved:
        return Fault(
            "round_end.notice_not_served",
            "{count} 名被执行人的执行通知书没有送达记录：{names}",
            "请登记送达日期、方式和送达回证",
            data={"count": len(unserved), "names": listed(unserved), "step": "evidence.notice_served"},
        )
    return Met(Said("执行通知书已送达 {count} 名被执行人", {"count": len(facts.living)}))


def report(facts: RoundEndFacts) -> Answer:
    """报告财产令 issued, served, and what was reported or not was dealt with (373号 art. 2)."""
    bare = [one.name for one in facts.living if one.report_issued is None]
    if bare:
        return Fault(
            "round_end.report_not_ordered",
            "尚未责令 {count} 名被执行人报告财产：{names}",
            "请制作并送达报告财产令",
            data={"count": len(bare), "names": listed(bare), "step": "instrument.report_order"},
        )
    unserved = [one.name for one in facts.living if one.report_served is None or one.report_served.on > facts.on]
    if unserved:
        return Fault(
            "round_end.report_not_served",
            "{count} 名被执行人的报告财产令没有送达记录：{names}",
            "请登记送达日期、方式和送达回证",
            data={"count": len(unserved), "names": listed(unserved), "step": "evidence.report_served"},
        )
    unchecked = [one.name for one in facts.living if one.report_checked is None or one.report_checked.on > facts.on]
    if unchecked:
        return Fault(
            "round_end.report_not_checked",
            "{count} 名被执行人的财产报告没有核查记录：{names}",
            "请登记报告内容的核查结果；拒不报告、虚假报告的，登记处罚情况（法〔2016〕373号第二条）",
            data={"count": len(unchecked), "names": listed(unchecked), "step": "evidence.report_checked"},
        )
    return Met(Said("{count} 名被执行人均已责令报告并核查", {"count": len(facts.living)}))


def queries(facts: RoundEndFacts) -> Answer:
    """Every class the network opens was answered by every agency within the window; the others were asked outside."""
    days = int(series("ending.query_window").at(facts.on).raw)
    missing = [
        f"{one.name}：{CLASS_NAMES[kind]}{_how_far(one, kind)}"
        for one in facts.living
        for kind in _NETWORK
        if not _fresh(one, kind, facts)
    ]
    if missing:
        return Fault(
            "round_end.queries",
            "有 {count} 项在前 {days} 日内没有完整的查询结果：{names}",
            "请发起网络查询；网络不能查询的，现场查询后登记",
            data={"count": len(missing), "days": days, "names": listed(missing), "step": "control.search"},
        )
    return Met(
        Said(
            "{count} 名被执行人的 {classes} 类财产在前 {days} 日内均已查询",
            {"count": len(facts.living), "classes": len(_NETWORK), "days": days},
        )
    )


def _fresh(debtor: DebtorSeen, kind: QueryClass, facts: RoundEndFacts) -> bool:
    """Whether every agency of a class answered about a debtor within the window, or the class was asked outside."""
    asked = debtor.queries.get(kind)
    if asked is None:
        return False
    since = add_days(facts.on, -int(series("ending.query_window").at(facts.on).raw))
    if asked.outside is not None and since <= asked.outside.on <= facts.on:
        return True
    return (
        bool(asked.offices) and asked.answered >= asked.offices and asked.oldest is not None and asked.oldest >= since
    )


def _how_far(one: DebtorSeen, kind: QueryClass) -> str:
    asked = one.queries.get(kind)
    if asked is None or not asked.offices:
        return "（未联网，也未现场查询）"
    if asked.answered < asked.offices:
        return f"（{asked.answered}/{asked.offices} 家已答复）"
    return f"（最早一次为 {asked.oldest}）"


def inquiry(facts: RoundEndFacts) -> Answer:
    """At least one of: inquiry on site, search of premises, bounty, audit."""
    done = [one for one in facts.inquiries if one.on <= facts.on]
    if not done:
        return Fault(
            "round_end.inquiry",
            "没有现场调查、搜查、悬赏或者审计的记录（0 次）",
            "请至少采取一项并登记",
            data={"step": "evidence.on_site"},
        )
    last = max(done, key=lambda one: one.on)
    return Met(Said("共 {count} 次，最近一次 {day}", {"count": len(done), "day": last.on.isoformat()}))


def interests(facts: RoundEndFacts) -> Answer:
    """公积金 (of natural persons), wealth products, insurance, dividends: told by an agency or looked into."""
    missing = [
        f"{one.name}：{INTEREST_NAMES[what]}"
        for one in facts.living
        for what in Interest
        if (one.natural or what is not Interest.PROVIDENT_FUND)
        and what not in one.interests
        and not _fresh(one, _TOLD_BY[what], facts)
    ]
    if missing:
        return Fault(
            "round_end.interests",
            "有 {count} 项尚未查明：{names}",
            "请网络查询，或者现场查询后登记",
            data={"count": len(missing), "names": listed(missing), "step": "evidence.interest"},
        )
    return Met(Said("{count} 名被执行人均已查明", {"count": len(facts.living)}))


def clues(facts: RoundEndFacts) -> Answer:
    """No clue without its verification."""
    loose = [one.record.what for one in facts.clues if one.checked is None or one.checked.on > facts.on]
    if loose:
        return Fault(
            "round_end.clues",
            "有 {count} 条财产线索尚未核实：{names}",
            "请核实并登记结果（《财产调查规定》第二条）",
            data={"count": len(loose), "names": listed(loose), "step": "evidence.clue_checked"},
        )
    if not facts.clues:
        return Met(Said("没有收到财产线索"))
    return Met(Said("{count} 条线索均已核实", {"count": len(facts.clues)}))
