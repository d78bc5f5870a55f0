"""Reading settlements, promises and guarantees. Amounts in fen."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from duixian.base.money import Fen
from duixian.domain.courts import selectors as courts
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.domain.settlements.models import (
    ExecutionGuarantee,
    Fulfilment,
    GuaranteeState,
    Guarantor,
    Instalment,
    InstalmentKind,
    Promise,
    PromiseState,
    Settlement,
    SettlementState,
    SettlementStep,
)
from duixian.law import calendar
from duixian.law import settlement as law
from duixian.law.params import series

LIVE = (SettlementState.IN_FORCE, SettlementState.BREACHED)
"""States in which money fulfils instalments."""

REVIEWED = (*LIVE, SettlementState.PERFORMED)
"""States in which a day or a payment may change how a settlement stands."""


def value(court_id: int, name: str, *, on: date) -> int:
    """A value of `settlement.yaml` on a day, a court's own before the default."""
    key = f"settlement.{name}"
    return int(courts.setting(court_id=court_id, key=key, on=on, default=series(key).at(on).raw))


def whole(settlement_id: int) -> Settlement:
    """A settlement with what its pages and papers show. Raises `Settlement.DoesNotExist`."""
    related = ("case__court", "case__officer", "case__title", "creditor", "debtor")
    return Settlement.objects.select_related(*related).get(pk=settlement_id)


def of_case(case_id: int) -> QuerySet[Settlement]:
    """Every settlement of a case, the newest first."""
    return Settlement.objects.filter(case_id=case_id).select_related("creditor", "debtor").order_by("-pk")


def live_of(case_id: int) -> QuerySet[Settlement]:
    """Those being performed, or in breach, the oldest first."""
    return Settlement.objects.filter(case_id=case_id, state__in=LIVE).select_related("debtor").order_by("pk")


def performed_whole(case_id: int) -> bool:
    """Whether the case is settled by performance (执行和解规定 8): an agreement on the whole title was performed and no
    other of the case is open, in breach, resumed or in court."""
    states = set(
        Settlement.objects.filter(case_id=case_id)
        .exclude(state__in=(SettlementState.DROPPED, SettlementState.REPLACED))
        .values_list("state", "whole")
    )
    return (SettlementState.PERFORMED, True) in states and all(
        state == SettlementState.PERFORMED for state, _ in states
    )


def practice_of(settlement: Settlement, *, on: date) -> law.Practice:
    """What the agreement and the court say about days."""
    return law.Practice(
        grace_days=settlement.grace_days,
        acceleration=settlement.acceleration,
        moves=bool(value(settlement.court_id, "moves_to_working_day", on=on)),
    )


def standings(settlements: Iterable[Settlement], *, on: date) -> dict[int, law.Standing]:
    """How each of these stands on a day, in two queries for any number of one court."""
    rows = {one.pk: one for one in settlements}
    paid: dict[int, list[law.Paid]] = {}
    live = Fulfilment.objects.filter(instalment__settlement__in=rows, undone_at__isnull=True, paid_on__lte=on)
    for instalment_id, day, fen in live.values_list("instalment_id", "paid_on", "amount_fen"):
        paid.setdefault(instalment_id, []).append(law.Paid(day, fen))
    dues: dict[int, list[law.Due]] = {pk: [] for pk in rows}
    for one in Instalment.objects.filter(settlement__in=rows).order_by("number"):
        done = one.done_on if one.done_on is not None and one.done_on <= on else None
        parts = tuple(paid.get(one.pk, ()))
        due = law.Due(one.number, law.Kind(one.kind), one.amount_fen, one.due_on, parts, done)
        dues[one.settlement_id].append(due)
    practices: dict[tuple[int, int, bool], law.Practice] = {}
    found = {}
    for pk, one_ in rows.items():
        key = (one_.court_id, one_.grace_days, one_.acceleration)
        practice = practices.setdefault(key, practice_of(one_, on=on)) if key not in practices else practices[key]
        found[pk] = law.standing(dues[pk], on=on, practice=practice, calendar=calendar.national())
    return found


def standing_of(settlement: Settlement, *, on: date) -> law.Standing:
    """How one stands on a day."""
    return standings([settlement], on=on)[settlement.pk]


def resume_limit(settlement: Settlement, *, on: date) -> law.ResumeLimit | None:
    """The last day to apply for resumption; None while the agreed period has no last day."""
    last = standing_of(settlement, on=on).last_day
    if last is None:
        return None
    steps = SettlementStep.objects.filter(settlement=settlement, interrupts=True).values_list("on", flat=True)
    paid = Fulfilment.objects.filter(instalment__settlement=settlement, undone_at__isnull=True, paid_on__gt=last)
    interruptions = sorted({*steps, *paid.values_list("paid_on", flat=True)})
    return law.resume_limit(last, calendar=calendar.national(), interruptions=interruptions)


def free_receipts(case_id: int, *, since: date) -> list[tuple[Receipt, Fen]]:
    """Receipts of a case that came in from a day on, each with what of it fulfils nothing yet."""
    used = dict(
        Fulfilment.objects.filter(receipt__case_id=case_id, undone_at__isnull=True)
        .values_list("receipt_id")
        .annotate(fen=Sum("amount_fen"))
        .order_by()
    )
    rows = Receipt.objects.filter(case_id=case_id, state=ReceiptState.IDENTIFIED, received_on__gte=since)
    return [(row, row.amount_fen - int(used.get(row.pk, 0))) for row in rows.order_by("received_on", "pk")]


def over_paid(case_id: int) -> Fen:
    """What came in since the live or performed settlements took effect and fulfils nothing of them."""
    days = Settlement.objects.filter(case_id=case_id, state__in=REVIEWED).values_list("effective_on", flat=True)
    since = min((day for day in days if day is not None), default=None)
    return 0 if since is None else sum(free for _, free in free_receipts(case_id, since=since))


def to_review(court_id: int, *, on: date) -> QuerySet[Settlement]:
    """Settlements in force with an instalment whose agreed day has passed and that is not performed: the law says which
    of them are in breach."""
    late = Instalment.objects.filter(court_id=court_id, due_on__lt=on, settlement__state=SettlementState.IN_FORCE)
    open_ = late.filter(
        Q(kind=InstalmentKind.MONEY, paid_fen__lt=F("amount_fen"))
        | Q(kind__in=(InstalmentKind.THING, InstalmentKind.ACT), done_on__isnull=True)
    )
    return Settlement.objects.filter(pk__in=open_.values("settlement_id")).select_related("case").order_by("pk")


def to_remind(court_id: int, *, on: date, days: int) -> QuerySet[Instalment]:
    """Instalments due from today to so many days ahead, not performed and not reminded of."""
    rows = Instalment.objects.filter(
        court_id=court_id,
        reminded_on__isnull=True,
        due_on__gte=on,
        due_on__lte=on + timedelta(days=days),
        settlement__state__in=LIVE,
    ).exclude(kind=InstalmentKind.MONEY, paid_fen=F("amount_fen"))
    return rows.filter(done_on__isnull=True).select_related("settlement__debtor").order_by("due_on", "pk")


def to_ask(court_id: int) -> QuerySet[Settlement]:
    """Settlements in breach whose applicant nobody has asked yet what he wants (执行和解规定 9), the oldest first:
    to-dos of the officer."""
    waiting = Settlement.objects.filter(court_id=court_id, state=SettlementState.BREACHED, asked_at__isnull=True)
    return waiting.select_related("case", "creditor", "debtor").order_by("breached_on", "pk")


def performed_cases(court_id: int) -> list[int]:
    """Cases that stand as being settled and whose settlement on the whole was performed."""
    rows = Settlement.objects.filter(court_id=court_id, state=SettlementState.PERFORMED, whole=True)
    ids = rows.filter(case__state="settling").values_list("case_id", flat=True).distinct().order_by("case_id")
    return [case_id for case_id in ids if performed_whole(case_id)]


# --- promises


def promises_of(case_id: int) -> QuerySet[Promise]:
    """Promises made in a case, the latest first."""
    return Promise.objects.filter(case_id=case_id).select_related("person").order_by("-due_at", "-pk")


def promises_to_judge(court_id: int, *, now: datetime) -> QuerySet[Promise]:
    """Open promises whose hour has passed."""
    return Promise.objects.filter(court_id=court_id, state=PromiseState.OPEN, due_at__lt=now).order_by("due_at", "pk")


def promises_to_remind(court_id: int, *, now: datetime) -> QuerySet[Promise]:
    """Open promises whose reminder is due."""
    open_ = Promise.objects.filter(court_id=court_id, state=PromiseState.OPEN, due_at__gte=now)
    return open_.filter(reminded_at__isnull=True, remind_at__lte=now).order_by("due_at", "pk")


def broken_promises(court_id: int) -> QuerySet[Promise]:
    """Broken promises nobody has answered: to-dos, the oldest first."""
    waiting = Promise.objects.filter(court_id=court_id, state=PromiseState.BROKEN, answered_at__isnull=True)
    return waiting.select_related("case", "person").order_by("due_at", "pk")


def came_in(promise: Promise, *, until: datetime) -> Fen:
    """Money of the case that came in between the promise and its hour, or `until` where that is earlier, and keeps no
    other promise. A line of a bank without a time of day counts by its day, in the debtor's favour."""
    end = min(promise.due_at, until)
    days = (timezone.localdate(promise.made_at), timezone.localdate(end))
    rows = Receipt.objects.filter(case_id=promise.case_id, state=ReceiptState.IDENTIFIED)
    in_time = rows.filter(
        Q(transfer__booked_at__gt=promise.made_at, transfer__booked_at__lte=end)
        | Q(transfer__booked_at__isnull=True, received_on__gte=days[0], received_on__lte=days[1])
    )
    kept = Promise.objects.filter(case_id=promise.case_id, state=PromiseState.KEPT, due_at__gt=promise.made_at)
    others = kept.filter(made_at__lt=promise.due_at).exclude(pk=promise.pk).aggregate(fen=Sum("came_in_fen"))["fen"]
    return max(0, int(in_time.aggregate(fen=Sum("amount_fen"))["fen"] or 0) - int(others or 0))


# --- who answers for the debtor


def direct_guarantors(case_id: int) -> QuerySet[Guarantor]:
    """Guarantors of resumed settlements who promised direct enforcement and were called (执行和解规定 18)."""
    resumed = Guarantor.objects.filter(settlement__case_id=case_id, settlement__state=SettlementState.RESUMED)
    return resumed.filter(direct=True).select_related("person")


def guarantees_of(case_id: int) -> QuerySet[ExecutionGuarantee]:
    """Guarantees of enforcement of a case, the newest first."""
    return ExecutionGuarantee.objects.filter(case_id=case_id).select_related("guarantor").order_by("-pk")


def stays_over(court_id: int, *, on: date) -> QuerySet[ExecutionGuarantee]:
    """Guarantees whose stay ended before a day and that still stand as staying."""
    rows = ExecutionGuarantee.objects.filter(court_id=court_id, state=GuaranteeState.STAYING, stay_until__lt=on)
    return rows.select_related("case").order_by("pk")


def guarantees_over(court_id: int, *, on: date) -> QuerySet[ExecutionGuarantee]:
    """Guarantees whose period is over and that nobody called."""
    rows = ExecutionGuarantee.objects.filter(court_id=court_id, state=GuaranteeState.BINDING, until__lt=on)
    return rows.select_related("case").order_by("pk")
