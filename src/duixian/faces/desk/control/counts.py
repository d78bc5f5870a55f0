"""Numbers of search and control: what the cards of the centre open, and what waits for an officer's hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from duixian.base.money import Fen
from duixian.domain.assets.models import (
    Alarm,
    Asset,
    AssetSearch,
    Control,
    ControlOrder,
    ControlState,
    Counterparty,
    Incident,
    OrderState,
)
from duixian.domain.assets.selectors import watch
from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.faces.desk.lights import Light, Tone
from duixian.ports.agencies import Act, Outcome

SOON = 30
"""Days ahead within which the end of a control is shown on the centre."""

NEWS_DAYS = 3
"""Days for which a search that is through stays on the workbench of who launched it."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The cards of the centre. Sums in fen."""

    searching: int
    waiting: int
    drafts: int
    failed: int
    ending: int
    incidents: int
    releasing: int
    releasing_fen: Fen
    moving: int
    moving_fen: Fen
    resting: int


def of_court(court_id: int, *, on: date, now: datetime) -> Numbers:
    """All numbers of a court, six statements."""
    orders = ControlOrder.objects.filter(court_id=court_id).aggregate(
        waiting=Count("pk", filter=Q(state__in=(OrderState.APPROVED, OrderState.SENT))),
        drafts=Count("pk", filter=Q(state=OrderState.DRAFT)),
        failed=Count("pk", filter=_failed()),
    )
    releasing = Control.objects.filter(court_id=court_id, state__in=watch.ALIVE, releasing_fen__gt=0)
    released = releasing.aggregate(count=Count("pk"), fen=Sum("releasing_fen", default=0))
    moving = on_the_way(court_id).aggregate(count=Count("pk"), fen=Sum("done_fen", default=0))
    return Numbers(
        searching=AssetSearch.objects.filter(court_id=court_id, finished_at__isnull=True).count(),
        ending=watch.ending(court_id, until=on + timedelta(days=SOON)).count(),
        incidents=watch.incidents(court_id).count(),
        releasing=released["count"],
        releasing_fen=released["fen"],
        moving=moving["count"],
        moving_fen=moving["fen"],
        resting=Counterparty.objects.filter(active=True, rest_until__gt=now).count(),
        **orders,
    )


def _failed() -> Q:
    """Orders that need a person: nobody answered, or the agency said no to an act that takes hold of property."""
    return Q(state=OrderState.FAILED) | (Q(outcome=Outcome.REFUSED) & ~Q(act=Act.QUERY))


def failed(court_id: int) -> "QuerySet[ControlOrder]":
    """Orders that came to nothing and need a person, newest first."""
    return ControlOrder.objects.filter(_failed(), court_id=court_id).order_by("-id")


def on_the_way(court_id: int) -> "QuerySet[ControlOrder]":
    """Deductions an agency says it paid, whose money is not on a case yet."""
    return ControlOrder.objects.filter(
        court_id=court_id, act=Act.DEDUCT, state=OrderState.ANSWERED, done_fen__gt=0, receipt__isnull=True
    )


# --- the workbench


@dataclass(frozen=True, slots=True)
class ControlTask:
    """A kind of work that waits: how many, how urgent, and the page where it is done."""

    label: str
    count: int
    light: Light | None
    url: str


def tasks(officer: Officer, *, on: date, now: datetime) -> list[ControlTask]:
    """What waits for this officer in search and control, worst first. An officer sees the own cases, who leads the
    whole court's."""
    acting = officer.acting()
    if not may(acting, "control.search") and not may(acting, "control.approve"):
        return []
    court, leads = officer.court_id, may(acting, "control.approve")
    mine = Q() if leads else Q(case__officer_id=officer.pk)
    found: list[ControlTask] = []
    if leads:
        incidents = Incident.objects.filter(court_id=court, answered_at__isnull=True).count()
        found += _task(gettext_noop("控制失效事件"), incidents, _red(gettext("须立即处理")), _calendar("#incidents"))
    alarms = Alarm.objects.filter(court_id=court, told=acting.code, seen_at__isnull=True).filter(
        control__state__in=watch.ALIVE, control__lapse_confirmed_by=""
    )
    found += _task(gettext_noop("到期提示未阅"), alarms.count(), _red(gettext("请确认")), _calendar("#alarms"))
    ends = Control.objects.filter(mine, court_id=court, state__in=watch.ALIVE, until__lte=on + timedelta(days=SOON))
    ends = ends.filter(lapse_confirmed_by="").exclude(case__state="closed")
    near = ends.aggregate(count=Count("pk"), first=Min("until"))
    found += _task(gettext_noop("控制即将到期"), near["count"], _days(near["first"], on), _calendar(""))
    if leads:
        drafts = ControlOrder.objects.filter(court_id=court, state=OrderState.DRAFT).exclude(made_by=acting.code)
        found += _task(gettext_noop("待审批指令"), drafts.count(), None, _orders("draft"))
    broken = ControlOrder.objects.filter(_failed(), mine, court_id=court).count()
    found += _task(gettext_noop("未能办理的指令"), broken, None, _orders("failed"))
    money = on_the_way(court).filter(mine).aggregate(count=Count("pk"), first=Min("answered_at"))
    since = money["first"]
    late = bool(since) and (now - since).days >= NEWS_DAYS
    found += _task(
        gettext_noop("扣划未到账"), money["count"], _red(gettext("超过 3 日")) if late else None, _orders("moving")
    )
    found += _task(gettext_noop("查到财产待控制"), uncontrolled(court, mine), None, _centre("?due=propose"))
    done = AssetSearch.objects.filter(mine, court_id=court, finished_at__gte=now - timedelta(days=NEWS_DAYS))
    found += _task(gettext_noop("查询已答复"), done.count(), None, _centre("#searches"))
    return found


def uncontrolled(court_id: int, mine: Q) -> int:
    """Cases whose search found something that counts and that control nothing yet."""
    return to_propose(court_id, mine).count()


def to_propose(court_id: int, mine: Q) -> "QuerySet[AssetSearch]":
    """The latest finished search of each case that found something and led to no control, newest first."""
    held = Control.objects.filter(case_id=OuterRef("case_id")).exclude(state=ControlState.REFUSED)
    found = Asset.objects.filter(
        source_order__search_id=OuterRef("pk"), counts_fen__gt=0, gone_on__isnull=True, counterparty__isnull=False
    )
    later = AssetSearch.objects.filter(case_id=OuterRef("case_id"), pk__gt=OuterRef("pk"), finished_at__isnull=False)
    rows = AssetSearch.objects.filter(mine, court_id=court_id, finished_at__isnull=False)
    rows = rows.exclude(case__state="closed").filter(~Exists(later), Exists(found), ~Exists(held))
    return rows.order_by("-finished_at")


def _task(label: str, count: int, light: Light | None, url: str) -> list[ControlTask]:
    return [ControlTask(label, count, light, url)] if count else []


def _red(word: str) -> Light:
    return Light(Tone.RED, word)


def _days(first: date | None, on: date) -> Light | None:
    if first is None:
        return None
    left = (first - on).days
    return Light(Tone.RED if left <= 7 else Tone.YELLOW, gettext("最早剩 {days} 天").format(days=left))


def _calendar(place: str) -> str:
    return reverse("desk:control_calendar") + place


def _centre(place: str) -> str:
    return reverse("desk:control") + place


def _orders(state: str) -> str:
    return f"{reverse('desk:control_orders')}?state={state}"
