"""Money of one debtor for several creditors: the plans that are served and waited for, through the flows themselves.

They are acted on the batch days of the court: proposed, approved, served, objected to on one, carried out on the next
one after the window has closed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo

from duixian.domain.funds.models import DistributionPlan, PlanLine, PlanState
from duixian.domain.funds.services import objections, plans
from duixian.flows import plan_distribution
from duixian.testing.demo.dossier import Dossier
from duixian.testing.demo.house import House
from duixian.worlds.lives import Arrival
from duixian.worlds.province import Shared


class Together:
    """The shared plans of one court."""

    def __init__(self, house: House, expected: Sequence[Shared], zone: tzinfo) -> None:
        self.house = house
        self.expected = list(expected)
        self.zone = zone
        self.ready: list[Shared] = []
        self.served: list[DistributionPlan] = []

    def arrived(self, key: int, arrival: Arrival) -> bool:
        """Whether this arrival is money to be shared; it will then be planned on the next batch day."""
        for shared in self.expected:
            if shared.cases[0] == key and shared.arrival == arrival:
                self.ready.append(shared)
                return True
        return False

    def act(self, day: date, dossiers: Mapping[int, Dossier]) -> None:
        """Carry out what may be carried out, then plan and serve what has come in since."""
        waiting: list[DistributionPlan] = []
        for plan in self.served:
            if plan.state == PlanState.SERVED and plan.objections_until and day <= plan.objections_until:
                waiting.append(plan)
                continue
            plans.carry_out(acting=self.house.who("accountant"), plan=plan, on=day, now=self._at(day, 17, 0, 10))
        self.served = waiting
        for place, shared in enumerate(self.ready):
            self._plan(shared, day, [dossiers[key] for key in shared.cases], 20 + place)
        self.ready = []

    def _plan(self, shared: Shared, day: date, of: Sequence[Dossier], second: int) -> None:
        lead = of[0]
        maker = self.house.acting(lead.of.officer)
        proposal = plan_distribution.propose(
            case_list=[type(lead.case).objects.get(pk=one.case.pk) for one in of], debtor=lead.debtor, on=day
        )
        plan = plan_distribution.make_plan(acting=maker, proposal=proposal, now=self._at(day, 17, 0, second))
        plan = plans.confirm(acting=self.house.who("chief"), plan=plan, now=self._at(day, 17, 0, second))
        plan = plan_distribution.serve_plan(acting=maker, plan=plan, on=day, now=self._at(day, 17, 0, second))
        if shared.objects:
            line = PlanLine.objects.filter(plan=plan, amount_fen__gt=0).order_by("position").first()
            if line is not None:
                objections.object_to(
                    acting=maker,
                    plan=plan,
                    line=line,
                    by=line.payee,
                    disputed=max(1, line.amount_fen * shared.disputed_percent // 100),
                    reason="认为分配方案未计入其迟延履行期间的加倍部分债务利息",
                    on=day,
                    now=self._at(day, 17, 0, second),
                )
        self.served.append(plan)

    def _at(self, day: date, hour: int, minute: int, second: int) -> datetime:
        return datetime.combine(day, time(hour, minute, second), tzinfo=self.zone)
