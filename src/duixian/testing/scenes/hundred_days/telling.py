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
from duixian.testing.scenes.hundred_days.ends import NAMES, reached
from duixian.testing.scenes.outcome import Outcome
from duixian.worlds.hundred_days import UNLAWFUL, Fate

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
    """What was done and tried, how cases ended, and each check: how often it was made and how often it held."""
    day = scene.province.above.today.isoformat()
    with scope.of_all_courts():
        closed = dict(Case.objects.exclude(closing="").values_list("closing").annotate(n=Count("pk")).order_by())
        rounds = Case.objects.filter(state=CaseState.ROUND_ENDED).count()
        taken = dict(
            Measure.objects.filter(begun_at__isnull=False).values_list("kind").annotate(n=Count("pk")).order_by()
        )
    ends = "、".join(f"{kind.label} {closed.get(kind.value, 0):,}" for kind in ClosingKind)
    outcome.step(day, f"结案：{ends}、终结本次执行程序 {rounds:,}")
    measures = "、".join(f"{kind.label} {taken.get(kind.value, 0):,}" for kind in Measure.Kind)
    outcome.step(day, f"已实施的措施：{measures}")
    done = scene.tally.done
    outcome.step(day, "办理：" + "、".join(f"{what} {count:,}" for what, count in sorted(done.items()) if count))
    tally = scene.tally
    tried = "、".join(f"{name}（{UNLAWFUL[name]}）{count:,}" for name, count in sorted(tally.tried.items()))
    outcome.step(day, f"违法的尝试 {tally.tried.total():,} 次，被拒绝 {tally.refused.total():,} 次：{tried}")
    for what, count in tally.unforeseen.most_common():
        outcome.step(day, f"剧本未预告的拒绝：{what}，{count:,} 次")
    _tell_fates(outcome, scene)
    for label, first in kept.first.items():
        outcome.step(day, f"有误：{label}，{first}")
    for label, count in kept.checked.items():
        outcome.check(label, count, count - kept.wrong[label], "次")


def _tell_fates(outcome: Outcome, scene: "Scene") -> None:
    """Of each fate: how many cases had the days to come to their end, and how many the record shows there."""
    day = scene.province.above.today.isoformat()
    told, lived, ended = [], 0, 0
    for fate in Fate:
        whole = [one for one in scene.dossiers if one.life.fate is fate and one.life.whole]
        came = sum(
            reached(fate, bench, [one for one in whole if one.bench is bench]) for bench in scene.province.benches
        )
        if whole:
            outcome.check(f"结局：{NAMES[fate]}", len(whole), came, "件")
            told.append(f"{NAMES[fate]} {came:,}")
            lived, ended = lived + 1, ended + bool(came)
    outcome.step(day, "到达结局：" + "、".join(told))
    outcome.check("每种经历至少一件到达结局", lived, ended, "种")
