"""Papers of the end of a round: the talk, the ruling, the result of each later search, the resumption."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from duixian.base.money import display
from duixian.connectors import typesetting as paper
from duixian.domain.cases.models import Case, Resumption, RoundEndQuery
from duixian.domain.documents.models import Instrument
from duixian.domain.funds import selectors as funds
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Wanted
from duixian.law.ending import AssetSeen, RoundEndFacts, Standing, Unexecutable, judge

REASONS: Mapping[Unexecutable, str] = {
    Unexecutable.UNSOLD: "拍卖、变卖未能成交，无人接受抵债，不能强制管理",
    Unexecutable.NOT_HELD: "已查封，未能实际扣押",
    Unexecutable.BEHIND_OTHERS: "他案查封、冻结在先",
    Unexecutable.EXEMPT: "依法豁免执行",
    Unexecutable.NO_SURPLUS: "扣除优先权和费用后没有剩余价值",
    Unexecutable.OUTSIDER: "案外人异议成立",
}
_PROCEEDINGS = ("open", "ruling", "living", "money", "time", "account", "assets", "cash", "consent", "approval")
"""Conditions that are not the course of the enforcement, and stand elsewhere in the ruling."""


def asset_left(asset: AssetSeen) -> paper.AssetLeft:
    """A thing with why it cannot be executed; what nobody gave a reason for is a trifle of money."""
    if asset.record is None or asset.reason is None:
        return paper.AssetLeft(asset.owner, asset.title, f"余额 {display(asset.reachable)}，数额过小")
    return paper.AssetLeft(asset.owner, asset.title, f"{REASONS[asset.reason]}（{asset.record.document}）")


def course_of(facts: RoundEndFacts) -> tuple[str, ...]:
    """The course of the enforcement in sentences: the conditions that are met, with their figures."""
    findings = judge(facts, proposing=True).findings
    met = [one for one in findings if one.standing is Standing.MET and one.row.id not in _PROCEEDINGS]
    return tuple(f"{one.row.title}：{one.text}；" for one in met)


def issue_ruling(*, acting: Acting, case: Case, facts: RoundEndFacts, on: date, now: datetime) -> Instrument:
    """终本裁定, with the five contents of art. 6, under a number of its own. Raises `BadInput` for what cannot be
    printed: then the round is not ended."""
    paid = sum(one.amount for one in funds.payments_of(case.pk) if one.on <= on)
    signed = facts.applicant_signed is not None
    wanted = Wanted(
        case,
        lambda heading: paper.RoundEndRuling(
            heading=heading,
            matter=frame.matter_of(case),
            claimed=facts.claim,
            course=course_of(facts),
            assets=tuple(asset_left(one) for one in facts.assets if not one.cash or one.reachable or one.record),
            paid=paid,
            remaining=facts.remaining,
            consent="申请执行人已签字确认。" if signed else "本院已组成合议庭审查核实，并经院长批准。",
        ),
        frame.Numbers.of([case]).next(case),
    )
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


def issue_talk(
    *, acting: Acting, case: Case, facts: RoundEndFacts, spoke_with: str, answer: str, on: date, now: datetime
) -> Instrument:
    """终本约谈笔录, with what the record says on the day of the talk (art. 5)."""
    findings = judge(facts, proposing=True).findings
    told = tuple(f"{one.row.title}：{one.text}；" for one in findings if one.text and one.row.id not in _TOLD_LATER)
    wanted = Wanted(
        case,
        lambda heading: paper.RoundEndTalk(
            heading=heading,
            matter=frame.matter_of(case),
            talked_on=on,
            spoke_with=spoke_with,
            told=told,
            answer=answer,
            remaining=facts.remaining,
        ),
    )
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


_TOLD_LATER = ("talk", "consent", "approval", "ruling", "open")


def issue_requery_notice(
    *, acting: Acting, query: RoundEndQuery, found: Sequence[AssetSeen], on: date, now: datetime
) -> Instrument | None:
    """终本后财产查询结果告知书, None where it could not be set: then the trail says so."""
    case = query.round_end.case
    wanted = Wanted(
        case,
        lambda heading: paper.RequeryNotice(
            heading=heading,
            matter=frame.matter_of(case),
            place=query.place,
            launched_on=query.launched_on,
            found=tuple(
                paper.AssetLeft(one.owner, one.title, f"约值 {display(one.reachable if one.cash else one.worth)}")
                for one in found
            ),
            left_out=tuple(str(one.get("name", "")) for one in query.left_out),
        ),
    )
    made = frame.keep_if_printable(acting=acting, wanted=[wanted], on=on, now=now)
    return made[0] if made else None


def issue_resumption(*, acting: Acting, resumption: Resumption, on: date, now: datetime) -> Instrument:
    """恢复执行通知书, under the number of the resumption."""
    case = resumption.case
    wanted = Wanted(
        case,
        lambda heading: paper.ResumptionNotice(
            heading=heading,
            matter=frame.matter_of(case),
            ended=resumption.round_end.ruling_number,
            resumed_on=resumption.resumed_on,
            ground=Resumption.Ground(resumption.ground).label,
            reason=resumption.reason,
        ),
        resumption.number,
    )
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]
