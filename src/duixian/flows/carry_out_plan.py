"""Make a plan of distribution effective, with what follows where it pays a debt off."""

from datetime import date, datetime

from django.db import transaction

from duixian.domain.cases.models import Case
from duixian.domain.funds.models import DistributionPlan, PlanLine, PlanSource
from duixian.domain.funds.services import plans
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.follow_money import follow_money
from duixian.flows.let_go import let_go


def carry_out_plan(*, acting: Acting, plan: DistributionPlan, on: date, now: datetime) -> DistributionPlan:
    """Carry a plan out. Money that came in for one case may pay another of the same debtor: in every case it takes from
    or gives to, whoever was limited, listed or banned for a debt that is paid now is let go. Raises what
    `plans.carry_out` raises."""
    with transaction.atomic():
        trail.take_turn(plan.court_id)
        plan = plans.carry_out(acting=acting, plan=plan, on=on, now=now)
        met = {
            *PlanSource.objects.filter(plan=plan).values_list("case_id", flat=True),
            *PlanLine.objects.filter(plan=plan).values_list("case_id", flat=True),
        }
        for case in Case.objects.filter(pk__in=met).order_by("pk"):
            let_go(case=case, on=on, now=now)
        follow_money(acting=acting, case_ids=met, on=on, now=now)  # a fee that takes all leaves nothing to pay out
    return plan
