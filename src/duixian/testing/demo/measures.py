"""Measures of the flagship against persons: three wait for the president, some are carried out, one is lifted."""

from datetime import timedelta
from typing import Final

from duixian.domain.cases.models import Case
from duixian.domain.measures.models import Measure, Summons
from duixian.domain.measures.services import conduct
from duixian.domain.measures.services.measures import Order
from duixian.flows.measures import detain, ending, serve
from duixian.flows.measures.propose import propose
from duixian.flows.measures.summon import summon
from duixian.law.measures import MeasureKind, MisconductKind
from duixian.testing.demo.story import Pile, Story, debtor_of

BANNED, FINED, DETAINED, UNBANNED = 30, 14, 4, 2
"""Days before the day of looking."""
_FINE: Final = 500_000
_TERM: Final = 80
"""Days a ban is asked for: within the first term of every court."""


def play_measures(story: Story, cases: Pile) -> None:
    """Act it all."""
    story.at(BANNED)
    bans = [made for _ in range(3) if (made := story.first(cases, lambda case: _banned(story, case)))]
    story.at(FINED)
    story.first(cases, lambda case: _fined(story, case))
    story.at(DETAINED)
    story.first(cases, lambda case: _in_custody(story, case))
    story.first(cases, lambda case: _unfit(story, case))
    story.at(UNBANNED)
    for ban in bans[:1]:
        story.tried(lambda ban=ban: _lifted(story, ban))  # type: ignore[misc]
    story.at(0)
    for order in (
        Order(MeasureKind.DETAIN, "转移名下车辆，拒不履行", days=10),
        Order(MeasureKind.FINE, "拒不报告财产", amount=_FINE),
        Order(MeasureKind.SEARCH, "拒不交出账簿，隐匿财产", place="云川市东湖区某小区（合成）"),
    ):
        story.first(cases, lambda case, order=order: _proposed(story, case, order))  # type: ignore[misc]
    story.first(cases, lambda case: _summoned(story, case))


def _proposed(story: Story, case: Case, order: Order) -> Measure:
    """Laid before the president, on an act entered today where the measure answers one."""
    act = None
    if order.kind in (MeasureKind.DETAIN, MeasureKind.FINE, MeasureKind.SEARCH):
        act = conduct.note_misconduct(
            acting=story.officer,
            case=case,
            person=debtor_of(case),
            kind=MisconductKind.HIDES,
            done_on=story.today - timedelta(days=5),
            what="将名下车辆过户给他人",
            evidence="车辆登记查询结果（合成）",
            on=story.today,
            now=story.now,
        )
    asked = Order(
        order.kind, order.grounds, misconduct=act, amount=order.amount, days=order.days, until=order.until,
        place=order.place,
    )  # fmt: skip
    return propose(acting=story.officer, case=case, person=debtor_of(case), order=asked, on=story.today, now=story.now)


def _decided(story: Story, case: Case, order: Order) -> Measure:
    made = _proposed(story, case, order)
    story.sign(f"measure:{made.pk}")
    made.refresh_from_db()
    return made


def _banned(story: Story, case: Case) -> Measure:
    order = Order(MeasureKind.EXIT_BAN, "有出境可能，尚未履行", until=story.today + timedelta(days=_TERM))
    made = _decided(story, case, order)
    return serve.tell_watchers(
        acting=story.officer,
        measure=made,
        at=story.now,
        office="合成省出入境边防检查总站",
        receipt=f"边控{made.pk}号",
        now=story.now,
    )


def _fined(story: Story, case: Case) -> Measure:
    made = _decided(story, case, Order(MeasureKind.FINE, "虚假报告财产", amount=_FINE))
    at = story.now
    return serve.serve(acting=story.officer, measure=made, at=at, how="直接送达，回证（合成）", now=story.now)


def _examined(story: Story, case: Case, *, fit: bool) -> Measure:
    made = _decided(story, case, Order(MeasureKind.DETAIN, "隐藏、转移财产", days=15))
    at = story.now
    return detain.examine(
        acting=story.officer,
        measure=made,
        at=at,
        fit=fit,
        hospital="云川市第一人民医院（合成）",
        finding="无异常" if fit else "严重心律失常，不宜拘留",
        on=story.today,
        now=story.now,
    )


def _in_custody(story: Story, case: Case) -> Measure:
    made = _examined(story, case, fit=True)
    at = story.now
    made = detain.hand_over(
        acting=story.officer,
        measure=made,
        at=at,
        custody="云川市拘留所（合成）",
        receipt=f"拘收{made.pk}号",
        on=story.today,
        now=story.now,
    )
    at = story.now
    detain.tell_family(acting=story.officer, measure=made, at=at, who="配偶，电话通知", on=story.today, now=story.now)
    return made


def _unfit(story: Story, case: Case) -> Measure:
    """Found ill: decided, and not carried out."""
    return _examined(story, case, fit=False)


def _lifted(story: Story, ban: Measure) -> None:
    ending.ask_lift(acting=story.officer, measure=ban, grounds="提供了充分有效的担保", now=story.now)
    story.sign(f"measure:{ban.pk}")


def _summoned(story: Story, case: Case) -> Summons:
    return summon(
        acting=story.officer,
        case=case,
        person=debtor_of(case),
        reason="说明财产状况",
        place="执行局203室",
        summoned_for=story.as_of + timedelta(days=3),
        on=story.today,
        now=story.now,
    )
