"""The tables of the scene: how the cases stand every ten days, what was done, what was checked."""

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count

from duixian.base.money import display
from duixian.domain.cases.models import Case, CaseState, ClosingKind
from duixian.domain.courts import scope
from duixian.domain.funds.models import Payout, PayoutState, Receipt, ReceiptState
from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.domain.measures.models import Measure
from duixian.testing.scenes.outcome import Outcome

if TYPE_CHECKING:
    from duixian.testing.scenes.hundred_days.checks import Ledger
    from duixian.testing.scenes.hundred_days.days import Scene

COLUMNS = ("至", "立案", "在办", "和解中", "停止", "终本", "结案", "限消", "失信", "到账", "发放", "核对", "有误")
_AT_REST = (CaseState.SUSPENDED, CaseState.STAYED, CaseState.ENTRUSTED, CaseState.INSOLVENCY)


def tell_day(outcome: Outcome, scene: "Scene", kept: "Ledger") -> None:
    """One row: how everything stands this evening, over all courts."""
    day = scene.province.above.today
    with scope.of_all_courts():
        states = Counter(dict(Case.objects.values_list("state").annotate(n=Count("pk")).order_by()))
        received = Receipt.objects.filter(state=ReceiptState.IDENTIFIED)
        paid = Payout.objects.filter(state=PayoutState.PAID)
        limited = ConsumptionLimit.objects.filter(state="in_force").count()
        listed = Listing.objects.filter(state="in_force").count()
        came, went = (sum(rows.values_list("amount_fen", flat=True)) for rows in (received, paid))
    running = sum(states[state] for state in (CaseState.FILED, CaseState.NOTIFIED, CaseState.PAYING))
    figures = (
        sum(states.values()),
        running,
        states[CaseState.SETTLING],
        sum(states[state] for state in _AT_REST),
        states[CaseState.ROUND_ENDED],
        states[CaseState.CLOSED],
        limited,
        listed,
    )
    outcome.columns = COLUMNS
    outcome.rows.append(
        (
            day.isoformat(),
            *(f"{figure:,}" for figure in figures),
            display(came),
            display(went),
            f"{sum(kept.checked.values()):,}",
            f"{sum(kept.wrong.values()):,}",
        )
    )


def tell_end(outcome: Outcome, scene: "Scene", kept: "Ledger") -> None:
    """What was done and refused, how cases ended, and each check: how often it was made and how often it held."""
    day = scene.province.above.today.isoformat()
    with scope.of_all_courts():
        closed = dict(Case.objects.exclude(closing="").values_list("closing").annotate(n=Count("pk")).order_by())
        taken = dict(
            Measure.objects.filter(begun_at__isnull=False).values_list("kind").annotate(n=Count("pk")).order_by()
        )
    ends = "、".join(f"{kind.label} {closed.get(kind.value, 0):,}" for kind in ClosingKind)
    outcome.step(day, f"结案：{ends}")
    measures = "、".join(f"{kind.label} {taken.get(kind.value, 0):,}" for kind in Measure.Kind)
    outcome.step(day, f"已实施的措施：{measures}")
    done = scene.tally.done
    outcome.step(day, "办理：" + "、".join(f"{what} {count:,}" for what, count in sorted(done.items()) if count))
    refused = sorted(scene.tally.refused.items(), key=lambda one: -one[1])
    outcome.step(day, "未办或被拒绝：" + "、".join(f"{what}/{code} {n:,}" for (what, code), n in refused if n))
    for label, first in kept.first.items():
        outcome.step(day, f"有误：{label}，{first}")
    for label, count in kept.checked.items():
        outcome.check(label, count, count - kept.wrong[label], "次")
