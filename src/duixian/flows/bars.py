"""What keeps a thing that is controlled from being taken or sold for now: asked by disposal and by deduction alike.

An outsider's claim to it (民诉法 238); a party that was added by a ruling not yet final (变更追加规定 31, 32); an
objection to an act during which enforcement was halted against security (执行程序解释 9). Control itself is never
barred.
"""

from datetime import date

from duixian.base.faults import Fault
from duixian.domain.assets.models import Asset, Control, ControlOrder
from duixian.domain.assets.selectors import stops_disposal
from duixian.domain.cases.models.objections import Objection
from duixian.domain.cases.models.party_changes import PartyChange
from duixian.domain.disposal.models import Disposal
from duixian.law.parties_change import Side, ground
from duixian.law.procedure.objection_life import ObjectionState
from duixian.law.procedure.party_change_life import ChangeState

_DISPUTED = (ChangeState.GRANTED, ChangeState.SERVED, ChangeState.UNDER_REVIEW, ChangeState.IN_SUIT)
_RUNNING = (ObjectionState.FILED, ObjectionState.RULED, ObjectionState.SERVED, ObjectionState.UNDER_REVIEW)


def bars(asset: Asset, *, case_id: int, on: date) -> Fault | None:
    """Why a thing may not be sold or deducted for a case on a day; None where nothing stands in the way."""
    return (
        stops_disposal(asset, on)
        or disputed_joining(case_id=case_id, person_id=asset.person_id)
        or halted_by_objection(asset, case_id=case_id)
    )


def disputed_joining(*, case_id: int, person_id: int) -> Fault | None:
    """The ruling that added its owner is not final: reviewed, in suit, or the days for either run."""
    change = (
        PartyChange.objects.filter(
            case_id=case_id, joining_id=person_id, granted=True, overturned=False, state__in=_DISPUTED
        )
        .select_related("joining")
        .first()
    )
    if change is None or ground(change.ground).side is Side.CREDITOR:
        return None
    return Fault(
        "party_change.disputed",
        "追加“{name}”为被执行人的裁定尚未生效，不得处分其争议范围内的财产",
        "可以先行控制；申请人提供担保请求继续执行的，由法院决定（《变更、追加当事人规定》第三十一条）",
        field="当事人",
        data={"name": change.joining.name},
    )


def halted_by_objection(asset: Asset, *, case_id: int) -> Fault | None:
    """The court halted the disposal against security while an objection to the act is decided. An objection to an act
    about one thing halts that thing; to any other act of the case, all of them."""
    for objection in Objection.objects.filter(case_id=case_id, stayed_on__isnull=False, state__in=_RUNNING):
        about = _asset_of(objection.act_ref)
        if about is None or about == asset.pk:
            return Fault(
                "objection.halted",
                "{number}审查期间，{by}提供担保，已停止相应处分",
                "异议、复议审查终结后恢复（《执行程序解释》第九条）",
                field="财产",
                value=asset.title,
                data={"number": objection.number, "by": objection.objector},
            )
    return None


def _asset_of(act_ref: str) -> int | None:
    """The thing an act was about; None for an act about no one thing."""
    kind, _, number = act_ref.partition(":")
    if not number.isdigit():
        return None
    match kind:
        case "asset":
            return int(number)
        case "order":
            return ControlOrder.objects.filter(pk=number).values_list("asset_id", flat=True).first()
        case "control":
            return Control.objects.filter(pk=number).values_list("asset_id", flat=True).first()
        case "disposal":
            return Disposal.objects.filter(pk=number).values_list("asset_id", flat=True).first()
    return None
