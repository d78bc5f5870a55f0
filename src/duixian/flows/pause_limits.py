"""Days that do not count: gathered from the record of a case, and its open limits counted anew (审限规定 9).

A case that is halted pauses from that day and runs on from the day it is resumed. Appraisals and sales pause the
statutory time alone; they are read from the record of disposal whenever limits are counted.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from duixian.base.days import Period, add_months_clipped
from duixian.domain.cases.models import Case, Extension, Node, Pause
from duixian.domain.cases.services import pauses
from duixian.domain.disposal.models import AuctionRound, Disposal, PriceInquiry, PriceMethod
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import court_limit
from duixian.law import calendar, periods
from duixian.law import pauses as law

_END = tuple(sorted(law.EXTENDABLE))


def on_record(case: Case) -> list[law.Paused]:
    """Every stretch of days that does not count in this case, from whatever record."""
    kept = [
        law.Paused(row.kind, Period(row.since, row.until))
        for row in Pause.objects.filter(case=case)
        if row.until is None or row.until > row.since
    ]
    return [*kept, *_appraisals(case), *_sales(case)]


def _appraisals(case: Case) -> Iterable[law.Paused]:
    rows = PriceInquiry.objects.filter(disposal__case=case, method=PriceMethod.APPRAISAL)
    for row in rows:
        until = row.reported_on
        if until is None and row.state != PriceInquiry.State.OPEN:
            continue  # came to nothing, and nobody noted when: no day is left out
        if until is None or until > row.entrusted_on:
            yield law.Paused("appraisal", Period(row.entrusted_on, until))


def _sales(case: Case) -> Iterable[law.Paused]:
    for row in AuctionRound.objects.filter(disposal__case=case):
        until = timezone.localtime(row.closed_at or row.ends_at).date()
        if until > row.noticed_on:
            yield law.Paused("auction", Period(row.noticed_on, until))


def recount(*, case: Case, rules: Iterable[str] | None = None) -> list[Node]:
    """Count the open limits of a case anew; those whose day moved. A limit that a pause still stops keeps its day until
    the pause ends: it is shown as standing still (`stopped`)."""
    nodes = Node.objects.filter(case=case, done_on__isnull=True, cancelled=False)
    nodes = nodes if rules is None else nodes.filter(rule__in=list(rules))
    stretches = on_record(case)
    months = _granted(nodes)
    moved = []
    for node in nodes:
        touched = any(node.rule in law.kinds()[one.kind].rules for one in stretches)
        if node.rule not in periods.rules() or not (touched or node.pk in months):
            continue
        counted = _counted(node, stretches, months.get(node.pk, ()))
        if counted is None or counted.day == node.due_on:
            continue
        pauses.set_due(node=node, due_on=counted.day, explanation=(*counted.steps, *counted.notes))
        node.due_on = counted.day
        moved.append(node)
    return moved


def extended_day(node: Node, months: int) -> date:
    """The last day of a node with so many months on top of what it has; while it stands still, from its day so far."""
    granted = _granted(Node.objects.filter(pk=node.pk)).get(node.pk, [])
    counted = _counted(node, on_record(node.case), (*granted, months))
    return counted.day if counted else calendar.national().next_working(add_months_clipped(node.due_on, months))


def _granted(nodes: QuerySet[Node]) -> dict[int, list[int]]:
    months: dict[int, list[int]] = {}
    for row in Extension.objects.filter(node__in=nodes, state=Extension.State.GRANTED):
        months.setdefault(row.node_id, []).append(row.months)
    return months


def _counted(node: Node, stretches: Sequence[law.Paused], months: Sequence[int]) -> periods.Deadline | None:
    return law.counted_anew(
        periods.rule(node.rule),
        node.started_on,
        calendar=calendar.national(),
        pauses=stretches,
        extensions=months,
        court_override=court_limit(court_id=node.court_id, rule=node.rule, on=node.started_on),
    )


def follow(*, acting: Acting, case: Case, before: str, on: date, now: datetime) -> None:
    """The case went from `before` to where it stands: end the pause of the one, begin that of the other."""
    kinds = law.of_state()
    if before in kinds and before != case.state:
        pauses.end(acting=acting, case=case, kind=kinds[before].kind, until=on, now=now)
        recount(case=case)
    if case.state in kinds and before != case.state:
        pauses.begin(
            acting=acting,
            case=case,
            kind=kinds[case.state].kind,
            subject=f"case:{case.pk}",
            since=on,
            now=now,
        )


def record_pause(
    *, acting: Acting, case: Case, kind: str, since: date, until: date | None, document: str, now: datetime
) -> Pause:
    """Put on record service by public notice or a dispute of jurisdiction, and count anew. In the caller's transaction.
    Raises `BadInput`."""
    pause = pauses.record(
        acting=acting, case=case, kind=kind, since=since, until=until, subject=document[:80], note=document, now=now
    )
    recount(case=case)
    return pause


def recount_court(*, court_id: int) -> int:
    """The statutory times of a court that an appraisal or a sale moved: counted anew each night. How many moved."""
    nodes = Node.objects.filter(court_id=court_id, rule__in=_END, done_on__isnull=True, cancelled=False)
    selling = Disposal.objects.filter(court_id=court_id).values("case_id")
    cases = Case.objects.filter(pk__in=nodes.values("case_id")).filter(pk__in=selling)
    return sum(len(recount(case=case, rules=_END)) for case in cases)


def stopped(nodes: Iterable[Node], *, on: date) -> dict[int, law.Paused]:
    """Of these nodes those that stand still on a day, by id, each with the pause that stops it: their light is grey."""
    rows = list(nodes)
    running: dict[int, list[law.Paused]] = {}
    for row in Pause.objects.filter(case_id__in={node.case_id for node in rows}, until__isnull=True):
        running.setdefault(row.case_id, []).append(law.Paused(row.kind, Period(row.since)))
    found = {}
    for node in rows:
        pause = law.stopped(node.rule, running.get(node.case_id, ()), on=on)
        if pause is not None:
            found[node.pk] = pause
    return found
