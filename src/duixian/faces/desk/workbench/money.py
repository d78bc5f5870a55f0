"""What waits for the officer's hand in the handling of case funds: counted for those whose office it is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet, Sum
from django.utils.translation import gettext, gettext_noop

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.funds.models import (
    DistributionPlan,
    LineDoubt,
    PayoutBatch,
    PayoutState,
    PlanState,
    Receipt,
    ReceiptState,
)
from duixian.domain.funds.selectors import RED_AFTER_DAYS
from duixian.faces.desk.lights import Light, Tone


@dataclass(frozen=True, slots=True)
class MoneyTask:
    """A kind of work that waits: how many, how much, since when, and the page where it is done."""

    label: str
    count: int
    total_fen: int
    light: Light | None
    route: str


def tasks(officer: Officer, *, on: date) -> list[MoneyTask]:
    """The kinds that have something waiting and are the officer's to do; `on` is today."""
    acting = officer.acting()
    court = officer.court_id
    waiting: list[MoneyTask] = []
    if may(acting, "funds.import"):
        receipts = Receipt.objects.filter(court_id=court, state=ReceiptState.UNIDENTIFIED)
        found = receipts.aggregate(count=Count("pk"), total=Sum("amount_fen"), oldest=Min("received_on"))
        if found["count"]:
            days = (on - found["oldest"]).days
            tone = Tone.RED if days > RED_AFTER_DAYS else Tone.YELLOW
            light = Light(tone, gettext("最早已等 {days} 天").format(days=days))
            waiting.append(
                MoneyTask(gettext_noop("待识别到账"), found["count"], found["total"], light, "desk:receipts")
            )
        doubts = LineDoubt.objects.filter(court_id=court, same__isnull=True)
        waiting += _one(gettext_noop("疑似重复的流水"), doubts, "transfer__amount_fen", "desk:doubts")
    if may(acting, "plan.confirm"):
        plans = DistributionPlan.objects.filter(court_id=court, state=PlanState.DRAFT).exclude(made_by=acting.code)
        waiting += _one(gettext_noop("待审批分配方案"), plans, "funds_fen", "desk:plans")
    batches = PayoutBatch.objects.filter(court_id=court)
    if may(acting, "payout.check"):
        drafts = batches.filter(state=PayoutState.DRAFT).exclude(made_by=acting.code)
        waiting += _one(gettext_noop("待复核发放批次"), drafts, "total_fen", "desk:batches")
    if may(acting, "payout.approve"):
        checked = batches.filter(state=PayoutState.CHECKED, needs_approval=True)
        checked = checked.exclude(made_by=acting.code).exclude(checked_by=acting.code)
        waiting += _one(gettext_noop("待审批发放批次"), checked, "total_fen", "desk:batches")
    return waiting


def _one(
    label: str,
    rows: "QuerySet[DistributionPlan] | QuerySet[LineDoubt] | QuerySet[PayoutBatch]",
    amount: str,
    route: str,
) -> list[MoneyTask]:
    found = rows.aggregate(count=Count("pk"), total=Sum(amount))
    return [MoneyTask(label, found["count"], found["total"], None, route)] if found["count"] else []
