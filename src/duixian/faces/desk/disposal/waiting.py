"""What waits for an officer's hand in disposal, for the workbench."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import Disposal, DisposalState, Sale
from duixian.domain.disposal.services.disposals import OVER
from duixian.faces.desk.lights import Light, Tone


@dataclass(frozen=True, slots=True)
class DisposalTask:
    """A kind of work that waits: how many, how urgent, and the page where it is done."""

    label: str
    count: int
    light: Light | None
    url: str


def tasks(officer: Officer, *, on: date, now: datetime) -> list[DisposalTask]:
    """What waits for this officer, worst first, in four statements. An officer sees the own cases, who approves the
    whole court's."""
    acting = officer.acting()
    leads, sells = may(acting, "disposal.approve"), may(acting, "disposal.start")
    if not leads and not sells:
        return []
    court = officer.court_id
    mine = Q() if leads else Q(case__officer_id=officer.pk)
    rows = Disposal.objects.filter(mine, court_id=court)
    counted = rows.aggregate(
        approve=Count("pk", filter=Q(approved_by="") & ~Q(state__in=OVER) & ~Q(made_by=acting.code)),
        failed=Count("pk", filter=Q(state=DisposalState.FAILED)),
        price=Count("pk", filter=Q(state=DisposalState.PRICED)),
        rule=Count("pk", filter=Q(state=DisposalState.PAID)),
        over=Count("pk", filter=Q(state=DisposalState.RULED)),
    )
    sales = Sale.objects.filter(court_id=court, defaulted_on__isnull=True).exclude(round__state="annulled")
    if not leads:
        sales = sales.filter(round__disposal__case__officer_id=officer.pk)
    unpaid = sales.filter(paid_on__isnull=True, pay_until__lt=on).aggregate(count=Count("pk"), first=Min("pay_until"))
    late = sales.filter(served_on__isnull=False, handed_over_on__isnull=True, hand_over_until__lt=on).count()
    refunds = selectors.refunds_due(court_id=court, now=now)
    if not leads:
        refunds = refunds.filter(round__disposal__case__officer_id=officer.pk)
    found: list[DisposalTask] = []
    found += _task(gettext_noop("尾款逾期未付"), unpaid["count"], _overdue(unpaid["first"], on), _list("sold"))
    found += _task(gettext_noop("逾期未移交"), late, Light(Tone.RED, gettext("已超期")), _list("sold"))
    hours = Light(Tone.RED, gettext("已超过 24 小时"))
    found += _task(gettext_noop("保证金待退还"), refunds.count(), hours, reverse("desk:batches"))
    if leads:
        found += _task(gettext_noop("待审批处置"), counted["approve"], None, _list("unapproved"))
    found += _task(gettext_noop("价款付清待裁定、送达"), counted["rule"], None, _list("sold"))
    if sells:
        found += _task(gettext_noop("裁定已送达待移交"), counted["over"], None, _list("sold"))
        found += _task(gettext_noop("流拍待办"), counted["failed"], None, _list("failed"))
        found += _task(gettext_noop("参考价已定待公告"), counted["price"], None, _list("pricing"))
    return found


def _task(label: str, count: int, light: Light | None, url: str) -> list[DisposalTask]:
    return [DisposalTask(label, count, light, url)] if count else []


def _overdue(first: date | None, on: date) -> Light | None:
    return Light(Tone.RED, gettext("超期 {days} 天").format(days=(on - first).days)) if first else None


def _list(group: str) -> str:
    return f"{reverse('desk:disposals')}?group={group}"
