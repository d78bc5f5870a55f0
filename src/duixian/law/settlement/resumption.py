"""Whether the original title may be resumed after a settlement, and until when (执行和解规定 9–13, 16; 民诉解释 466).

Article 11 is a closed list of refusals. The two years are a limitation of the claim to enforce: they run from the last
day of the agreed period, begin anew when interrupted, stand still for an obstacle in their last six months, and count
only where the debtor invokes them; so he is asked before a late application is granted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.days import Period, add_months_clipped
from duixian.base.faults import Fault
from duixian.law.calendar import Calendar
from duixian.law.params import series
from duixian.law.periods import deadline, rule
from duixian.law.settlement.performance import Standing

RULE = "resume_limit"


@dataclass(frozen=True, slots=True)
class ResumeLimit:
    """The last day to apply, from which day it was counted, and how, in sentences."""

    day: date
    since: date
    steps: tuple[str, ...]


def resume_limit(
    last_day: date, *, calendar: Calendar, interruptions: Sequence[date] = (), obstacles: Sequence[Period] = ()
) -> ResumeLimit:
    """The last day to apply for resumption: two years from the last day of the agreed period, or from the last
    interruption within the running period (demand, part performance, promise: 执行程序解释 20)."""
    since = last_day
    ends = deadline(rule(RULE), since, calendar=calendar)
    for day in sorted(interruptions):
        if since < day <= ends.day:
            since = day
            ends = deadline(rule(RULE), since, calendar=calendar)
    final = add_months_clipped(ends.day, -int(series("settlement.limit_suspended_months").at(last_day).raw))
    holes = [cut for gap in obstacles if (cut := _from(gap, final)) is not None]
    if holes:
        ends = deadline(rule(RULE), since, calendar=calendar, suspensions=holes)
    return ResumeLimit(ends.day, since, ends.steps)


def _from(gap: Period, first: date) -> Period | None:
    """The part of an obstacle from a day on."""
    if gap.end is not None and gap.end <= first:
        return None
    return Period(max(gap.start, first), gap.end)


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """What is known on the day of the application. `voided`: a court declared the agreement void or rescinded it
    (art. 16); `anticipatory`: why it is clear that the debtor will not perform (民法典 578), empty where it is not;
    `limit`: None where the agreed period has no last day yet; `limitation_raised`: whether the debtor invokes the
    limitation, None where nobody asked him."""

    on: date
    requested_on: date
    by_applicant: bool
    standing: Standing
    voided: bool = False
    anticipatory: str = ""
    limit: ResumeLimit | None = None
    limitation_raised: bool | None = None


def refusals(facts: ResumeFacts) -> tuple[Fault, ...]:
    """Why the title is not resumed; empty when it is."""
    return tuple(_refusals(facts))


def _refusals(facts: ResumeFacts) -> Iterator[Fault]:
    if not facts.by_applicant:
        yield Fault(
            "resume.not_asked",
            "恢复执行须由申请执行人申请（执行和解规定第九条）",
            "请先取得申请执行人的书面申请或者记入笔录",
            field="申请人",
        )
    if facts.standing.fulfilled and not facts.voided:
        yield Fault(
            "resume.performed",
            "和解协议已履行完毕，不予恢复执行（执行和解规定第十一条第一项）",
            "因迟延或者瑕疵履行受到损害的，可以另行起诉（第十五条）",
            field="恢复执行",
        )
    elif not facts.voided and facts.standing.breached_on is None and not facts.anticipatory.strip():
        yield from _not_yet(facts.standing)
    yield from _late(facts)


def _not_yet(now: Standing) -> Iterator[Fault]:
    if now.started:
        yield Fault(
            "resume.performing",
            "被执行人正在按照和解协议履行，不予恢复执行（执行和解规定第十一条第三项）",
            "逾期后再申请；有预期违约情形的，请写明事实和证据（民法典第五百七十八条）",
            field="恢复执行",
        )
    else:
        yield Fault(
            "resume.not_due",
            "履行期限尚未届至或者条件尚未成就，不予恢复执行（执行和解规定第十一条第二项）",
            "逾期后再申请；有预期违约情形的，请写明事实和证据（民法典第五百七十八条）",
            field="恢复执行",
        )


def _late(facts: ResumeFacts) -> Iterator[Fault]:
    if facts.limit is None or facts.requested_on <= facts.limit.day or facts.limitation_raised is False:
        return
    if facts.limitation_raised is None:
        yield Fault(
            "resume.limit_unasked",
            "申请已超过二年期间（至 {day}），尚未询问被执行人是否提出时效异议",
            "请询问被执行人并记入笔录（执行和解规定第十条；民诉解释第四百六十六条、第四百八十一条）",
            field="申请日期",
            value=facts.requested_on.isoformat(),
            data={"day": facts.limit.day.isoformat()},
        )
    else:
        yield Fault(
            "resume.too_late",
            "申请已超过二年期间（至 {day}），被执行人提出时效异议",
            "有中断、中止事由的，请登记后重新计算（执行程序解释第十九条、第二十条）",
            field="申请日期",
            value=facts.requested_on.isoformat(),
            data={"day": facts.limit.day.isoformat()},
        )
