"""Search, control and sales of the flagship court, acted through the flows over the running simulated agencies.

Two groups of cases: one searched almost a year ago, whose controls end within the month; one searched six weeks ago,
whose sealed things are being sold, each at another stage. Everything is acted on its own day; nothing waits for it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Control, ControlKind, ControlOrder, ControlState, OrderState
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import scope
from duixian.domain.courts.models import Court, Officer
from duixian.domain.trail.acting import Acting
from duixian.flows import control_assets, object_to_asset, search_assets, state_need
from duixian.flows.control_assets import Chosen
from duixian.flows.living import MONTHLY_SETTING
from duixian.flows.set_court_value import set_court_value
from duixian.testing.couriers import AgencyOf, Couriers
from duixian.testing.demo.sales import sell_some
from duixian.worlds.courts import FLAGSHIP

ZONE: Final = ZoneInfo("Asia/Shanghai")
LIVING_FEN: Final = 85_000
LONG_AGO, LATELY = 345, 45
"""Days before the day of looking on which the two groups were searched: a freeze of a year ends 20 days from now."""
OLD_CASES, NEW_CASES, CONTROLLED, LEFT_AS_DRAFTS = 12, 28, 22, 3
_ROUNDS: Final = 30


@dataclass
class Day:
    """The flagship on one day of the story; `tell` makes it that day at the agencies too."""

    court: Court
    staff: dict[str, Acting]
    couriers: Couriers
    agency_of: AgencyOf
    tell: Callable[[date], None]
    moment: datetime

    @property
    def today(self) -> date:
        """The day."""
        return self.moment.date()

    def at(self, day: date) -> None:
        """Move to a morning."""
        self.moment = datetime.combine(day, time(9, 30), ZONE)
        self.tell(day)

    def send(self) -> None:
        """Send, until nothing is under way; a minute passes between the rounds."""
        for _ in range(_ROUNDS):
            self.couriers.send(agency_of=self.agency_of, clock=lambda: self.moment)
            self.couriers.listen(agency_of=self.agency_of, clock=lambda: self.moment)
            with scope.of_court(self.court.pk):
                if not ControlOrder.objects.filter(state__in=(OrderState.APPROVED, OrderState.SENT)).exists():
                    return
            self.moment += timedelta(minutes=1)


def play_control(
    *, couriers: Couriers, agency_of: AgencyOf, tell: Callable[[date], None], hall_key: Ed25519PrivateKey, now: datetime
) -> None:
    """Act it all; the last acts are of this morning."""
    court = Court.objects.get(code=FLAGSHIP)
    staff = {officer.username.split(".")[1]: officer.acting() for officer in Officer.objects.filter(court=court)}
    as_of = now.astimezone(ZONE).date()
    day = Day(court, staff, couriers, agency_of, tell, now)
    day.at(as_of - timedelta(days=LONG_AGO))
    with scope.of_court(court.pk):
        set_court_value(
            acting=staff["chief"],
            court=court,
            key=MONTHLY_SETTING,
            value=LIVING_FEN,
            since=day.today,
            source="云川市城乡居民最低生活保障标准（合成）",
            now=day.moment,
        )
    _control(day, _search(day, OLD_CASES, "年度集中查控"))
    day.at(as_of - timedelta(days=LATELY))
    lately = _search(day, NEW_CASES, "十月份网络查控")
    _control(day, lately[:CONTROLLED])
    sell_some(day, hall_key, now=now)
    day.at(as_of)
    _leave_drafts(day, lately[CONTROLLED:])
    _object(day)
    tell(as_of)


def _search(day: Day, count: int, title: str) -> list[Case]:
    """So many cases that are open on the day, filed before it and not searched yet."""
    with scope.of_court(day.court.pk):
        searched = ControlOrder.objects.values("case_id")
        found = Case.objects.filter(state=CaseState.NOTIFIED, filed_on__lt=day.today).exclude(pk__in=searched)
        cases = list(found.select_related("court", "title").order_by("-filed_on", "pk")[:count])
        if not cases:
            return []
        search_assets.search_many(acting=day.staff["officer"], cases=cases, now=day.moment, title=title)
    day.send()
    return cases


def _control(day: Day, cases: Sequence[Case]) -> None:
    """What is proposed for these cases, ordered by the officer, approved by the chief, carried out."""
    drafts = [order for case in cases for order in _drafts(day, case)]
    if drafts:
        with scope.of_court(day.court.pk):
            control_assets.approve(acting=day.staff["chief"], drafts=drafts, now=day.moment)
    day.send()


def _drafts(day: Day, case: Case) -> list[ControlOrder]:
    """The drafts for one case; none where its debt cannot be counted or nothing is there."""
    with suppress(Refused, BadInput), scope.of_court(day.court.pk):
        state_need.state(acting=day.staff["officer"], case=case, on=day.today, now=day.moment)
        offer = control_assets.propose(case, on=day.today)
        if offer.lines:
            return control_assets.order(
                acting=day.staff["officer"],
                case=case,
                chosen=[Chosen(line.asset.pk) for line in offer.lines],
                on=day.today,
                now=day.moment,
            )
    return []


def _leave_drafts(day: Day, cases: Sequence[Case]) -> None:
    """Some cases wait for the chief, the others for a proposal."""
    made = 0
    for case in cases:
        made += bool(_drafts(day, case))
        if made == LEFT_AS_DRAFTS:
            return


def _object(day: Day) -> None:
    """An outsider says that a sealed thing is his."""
    with scope.of_court(day.court.pk):
        sealed = Control.objects.filter(state=ControlState.IN_FORCE, kind=ControlKind.SEAL).select_related(
            "asset", "case"
        )
        control = sealed.order_by("-pk").first()
        if control is not None:
            object_to_asset.enter(
                acting=day.staff["registry"],
                case=control.case,
                asset=control.asset,
                objector="合成省云川市某某汽车租赁有限公司",
                grounds="异议人主张已于查封前购得该财产并占有使用，提交买卖合同和付款凭证",
                on=day.today,
                now=day.moment,
            )
