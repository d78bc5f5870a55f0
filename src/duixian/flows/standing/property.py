"""What of a case's debtors is found, held, being sold; and what was asked of whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.utils import timezone

from duixian.base.money import Fen
from duixian.domain.assets.models import (
    Asset,
    Budget,
    Control,
    ControlOrder,
    ControlState,
    Exemption,
    OrderState,
    OutsiderObjection,
)
from duixian.domain.cases.models import CaseRole, Party
from duixian.domain.disposal.models import Disposal, DisposalState
from duixian.ports.agencies import Act

_ALIVE = (ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING)
_UNDER_WAY = (OrderState.APPROVED, OrderState.SENT)
_SOLD = (DisposalState.HANDED_OVER, DisposalState.RETURNED, DisposalState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Property:
    """Of one case; sums in fen. Everything defaults to nothing."""

    need_stated: bool = False
    controllable: Fen = 0
    deductible: Fen = 0
    to_value: int = 0
    selling: int = 0
    unapproved: int = 0
    waiting: int = 0
    objections: int = 0


def of_cases(case_ids: Collection[int]) -> Mapping[int, Property]:
    """Six queries for any number of cases."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for case_id in Budget.objects.filter(case_id__in=case_ids, person=None).values_list("case_id", flat=True):
        found[case_id]["need_stated"] = True
    for case_id, fen in _controllable(case_ids):
        found[case_id]["controllable"] = fen
    held = Control.objects.filter(case_id__in=case_ids, state=ControlState.IN_FORCE)
    selling = Disposal.objects.filter(control=OuterRef("pk")).exclude(state__in=_SOLD)
    free = F("held_fen") - F("releasing_fen")
    for row in (
        held.values("case_id")
        .annotate(
            money=Sum(free, filter=Q(divisible=True, held_fen__gt=F("releasing_fen")), default=0),
            things=Count("pk", filter=Q(divisible=False) & ~Q(Exists(selling))),
        )
        .order_by()
    ):
        found[row["case_id"]] |= {"deductible": int(row["money"]), "to_value": row["things"]}
    for counted in (
        ControlOrder.objects.filter(case_id__in=case_ids)
        .values("case_id")
        .annotate(
            unapproved=Count("pk", filter=Q(state=OrderState.DRAFT)),
            waiting=Count("pk", filter=Q(state__in=_UNDER_WAY)),
        )
        .order_by()
    ):
        found[counted["case_id"]] |= {"unapproved": counted["unapproved"], "waiting": counted["waiting"]}
    for name, rows in (
        ("selling", Disposal.objects.exclude(state__in=_SOLD)),
        ("objections", OutsiderObjection.objects.filter(state=OutsiderObjection.State.FILED)),
    ):
        for one in rows.filter(case_id__in=case_ids).values("case_id").annotate(n=Count("pk")).order_by():
            found[one["case_id"]][name] = one["n"]
    return {case_id: Property(**values) for case_id, values in found.items()}  # type: ignore[arg-type]


def _controllable(case_ids: Collection[int]) -> list[tuple[int, Fen]]:
    """What the debtors of each case have that no control of the case is on, as it counts for the court."""
    debtors = Party.objects.filter(case_id__in=case_ids, role=CaseRole.DEBTOR).values_list("case_id", "person_id")
    by_person: dict[int, list[int]] = defaultdict(list)
    for case_id, person_id in debtors:
        by_person[person_id].append(case_id)
    assets = Asset.objects.filter(person_id__in=by_person, gone_on=None, counts_fen__gt=0).exclude(
        exemption=Exemption.WHOLE
    )
    controlled = set(Control.objects.filter(case_id__in=case_ids, state__in=_ALIVE).values_list("case_id", "asset_id"))
    sums: dict[int, Fen] = defaultdict(int)
    for asset_id, person_id, fen in assets.values_list("pk", "person_id", "counts_fen"):
        for case_id in by_person[person_id]:
            if (case_id, asset_id) not in controlled:
                sums[case_id] += fen
    return list(sums.items())


def searched(case_ids: Collection[int]) -> Mapping[tuple[int, int], date]:
    """The day a query about a debtor was last answered, by case and person."""
    rows = (
        ControlOrder.objects.filter(case_id__in=case_ids, act=Act.QUERY, state=OrderState.ANSWERED)
        .values("case_id", "person_id")
        .annotate(last=Max("answered_at"))
        .order_by()
    )
    return {(row["case_id"], row["person_id"]): timezone.localdate(row["last"]) for row in rows}
