"""Reading objections of outsiders: what stands in the way of disposing of a thing."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from duixian.base.faults import Fault
from duixian.domain.assets.models import Asset, OutsiderObjection

_S = OutsiderObjection.State

_WHY: Final = {
    _S.FILED: Fault(
        "asset.objected",
        "案外人“{who}”的异议正在审查，审查期间不得处分（《民事诉讼法》第二百三十八条）",
        "请等待裁定",
        field="案外人异议",
    ),
    _S.REJECTED: Fault(
        "asset.objected",
        "案外人“{who}”的异议被驳回，裁定送达后十五日内不得处分（《民诉法解释》第三百一十三条）",
        "期满无人起诉的，可以继续处分",
        field="案外人异议",
    ),
    _S.SUED: Fault(
        "asset.objected",
        "案外人“{who}”的异议之诉尚未终结，不得处分（《民诉法解释》第三百一十三条）",
        "请等待判决生效",
        field="案外人异议",
    ),
    _S.UPHELD: Fault(
        "asset.objected",
        "案外人“{who}”的异议成立，不得处分（《民事诉讼法》第二百三十八条）",
        "请办理解除控制",
        field="案外人异议",
    ),
}


def standing(*, on: date) -> QuerySet[OutsiderObjection]:
    """Objections that stop disposal on a day (民诉法 238; 民诉解释 313–314), of all visible courts: being looked into,
    rejected and the days to sue not over (or the ruling not served), in suit, upheld."""
    rejected = Q(state=_S.REJECTED) & (Q(stops_until__isnull=True) | Q(stops_until__gte=on))
    return OutsiderObjection.objects.filter(Q(state__in=[_S.FILED, _S.SUED, _S.UPHELD]) | rejected).order_by("pk")


def stops_disposal(asset: Asset, on: date) -> Fault | None:
    """Why the thing may not be disposed of, sold or deducted, on a day because an outsider claims it; None: nothing
    stands in the way. Whose case the objection was filed in makes no difference: the thing is one."""
    return stopped([asset.pk], on=on).get(asset.pk)


def stopped(asset_ids: Collection[int], *, on: date) -> dict[int, Fault]:
    """The same for many things in one query: asset id → reason, of those that are stopped."""
    found: dict[int, Fault] = {}
    for objection in standing(on=on).filter(asset_id__in=asset_ids):
        why = replace(_WHY[_S(objection.state)], data={"who": objection.objector})
        found.setdefault(objection.asset_id, why)
    return found


def upheld(asset_ids: Collection[int]) -> frozenset[int]:
    """Those things of which a court found, and no later judgment undid it, that they are an outsider's: nothing new is
    controlled there."""
    rows = OutsiderObjection.objects.filter(asset_id__in=asset_ids, state=_S.UPHELD)
    return frozenset(rows.values_list("asset_id", flat=True))


def to_lift(court_id: int, *, on: date) -> QuerySet[OutsiderObjection]:
    """Upheld and served, the days in which the applicant might have sued are over and nobody did: the control has to be
    lifted (民诉解释 314)."""
    return OutsiderObjection.objects.filter(
        court_id=court_id, state=_S.UPHELD, sued_on__isnull=True, stops_until__lt=on
    ).order_by("pk")


def over(court_id: int, *, on: date) -> QuerySet[OutsiderObjection]:
    """Rejected and served, and nobody sued in the days: nothing of it stops anything any more."""
    return OutsiderObjection.objects.filter(court_id=court_id, state=_S.REJECTED, stops_until__lt=on).order_by("pk")


def of_case(case_id: int) -> QuerySet[OutsiderObjection]:
    """Every objection to things of a case, newest first, with the thing."""
    return OutsiderObjection.objects.filter(case_id=case_id).select_related("asset").order_by("-filed_on", "-pk")
