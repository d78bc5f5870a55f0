"""An outsider says a controlled thing is theirs (民诉法 238; 民诉解释 302–314, 463).

From the filing until fifteen days after service of the ruling, and while a suit is pending, the thing is not disposed
of (`assets.selectors.stops_disposal`); the control stays. Rejected, and nobody sues: disposal goes on. Upheld, and the
applicant does not sue: the control is lifted by the program within the seven days, because the law says so.
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets.models import Asset, Control, ControlOrder, ControlState, OutsiderObjection
from duixian.domain.assets.selectors import objections as reading
from duixian.domain.assets.services import objections
from duixian.domain.cases.models import Case
from duixian.domain.cases.services import course
from duixian.domain.courts import scope
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.open_nodes import deadline_of, open_nodes
from duixian.flows.release_excess import let_go

RULING, SUIT = "objection_ruling", "objection_suit"
_LIFTED = "案外人异议成立，申请执行人未在十五日内起诉，解除控制（《民诉法解释》第三百一十四条）"
_ALIVE = (ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING)


def enter(
    *, acting: Acting, case: Case, asset: Asset, objector: str, grounds: str, on: date, now: datetime
) -> OutsiderObjection:
    """File an objection: it stops disposal at once and is ruled on within fifteen days.

    Raises `BadInput` without a name or grounds; `Refused` where the case does not control the thing, where its
    enforcement is over, and for a party of the case, who objects otherwise (民诉法 236).
    """
    require(acting, "objection.enter", of_court=case.court_id)
    if not objector.strip() or not grounds.strip():
        raise BadInput(Fault("objection.empty", "须写明案外人和异议理由", "请按异议书填写", field="异议"))
    with transaction.atomic():
        trail.take_turn(case.court_id)
        asset.refresh_from_db()
        _still_controlled(case, asset, on)
        if case.parties.filter(person__name=objector.strip()).exists():
            raise Refused(
                Fault(
                    "objection.party",
                    "“{who}”是本案当事人，不是案外人",
                    "当事人认为执行行为违法的，按民诉法第二百三十六条提出",
                    field="案外人",
                    value=objector.strip(),
                    data={"who": objector.strip()},
                )
            )
        due = deadline_of(court_id=case.court_id, rule=RULING, since=on).day
        objection = objections.enter(
            acting=acting, case=case, asset=asset, objector=objector, grounds=grounds, on=on, due_on=due, now=now
        )
        open_nodes(case=case, rules=[RULING], since=on)
        return objection


def rule(
    *, acting: Acting, objection: OutsiderObjection, upheld: bool, outcome: str, on: date, now: datetime
) -> OutsiderObjection:
    """Rule on an objection. Raises `Refused` for who handles the case, and for one that is ruled on already."""
    if not outcome.strip():
        raise BadInput(Fault("objection.outcome", "须写明裁定文号和理由", "请填写裁定书", field="裁定"))
    with transaction.atomic():
        objection = objections.rule(acting=acting, objection=objection, upheld=upheld, outcome=outcome, on=on, now=now)
        _finish(objection, RULING, on, OutsiderObjection.State.FILED)
        return objection


def serve(*, acting: Acting, objection: OutsiderObjection, on: date, now: datetime) -> OutsiderObjection:
    """The ruling was served: fifteen days to sue, in which nothing is disposed of."""
    with transaction.atomic():
        until = deadline_of(court_id=objection.court_id, rule=SUIT, since=on).day
        objection = objections.note_service(acting=acting, objection=objection, on=on, stops_until=until, now=now)
        open_nodes(case=objection.case, rules=[SUIT], since=on)
        return objection


def note_suit(*, acting: Acting, objection: OutsiderObjection, suit: str, on: date, now: datetime) -> OutsiderObjection:
    """Somebody sued: disposal stays stopped until the judgment. Raises `Refused` after the days, or before service."""
    if not suit.strip():
        raise BadInput(Fault("objection.suit", "须写明诉讼的案号和原告", "请填写受理通知书", field="异议之诉"))
    if objection.stops_until is None or on > objection.stops_until:
        raise Refused(
            Fault(
                "objection.too_late",
                "不在裁定送达后十五日的起诉期内",
                "请核对送达日期和起诉日期（民诉法第二百三十八条）",
                field="起诉日",
                value=on.isoformat(),
            )
        )
    with transaction.atomic():
        objection = objections.note_suit(acting=acting, objection=objection, suit=suit, on=on, now=now)
        _finish_suit(objection, on)
        return objection


def note_judgment(
    *, acting: Acting, objection: OutsiderObjection, outsider_prevails: bool, outcome: str, on: date, now: datetime
) -> list[ControlOrder]:
    """The suit ended: the outsider's thing is let go at once, the debtor's goes on being disposed of. Returns the
    orders given."""
    if not outcome.strip():
        raise BadInput(Fault("objection.judgment", "须写明生效判决", "请填写判决书文号和结果", field="判决"))
    with transaction.atomic():
        objections.note_judgment(
            acting=acting,
            objection=objection,
            outsider_prevails=outsider_prevails,
            outcome=outcome,
            on=on,
            now=now,
        )
        if not outsider_prevails:
            return []
        return _lift(objection, f"判决排除执行，解除控制（{outcome.strip()[:100]}）", on, now)


def withdraw(
    *, acting: Acting, objection: OutsiderObjection, outcome: str, on: date, now: datetime
) -> OutsiderObjection:
    """The outsider takes the objection, or the suit, back: nothing stops disposal any more. Raises `Refused`."""
    with transaction.atomic():
        objection = objections.withdraw(acting=acting, objection=objection, outcome=outcome, now=now)
        _finish(objection, RULING, on, OutsiderObjection.State.FILED)
        return objection


def lift_due(*, court_id: int, on: date, now: datetime) -> list[ControlOrder]:
    """Every night: controls are lifted whose thing was found to be an outsider's, where the applicant did not sue in
    the fifteen days; rejected objections nobody sued about are closed."""
    given: list[ControlOrder] = []
    system = Acting.system(court_id, "watch")
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        for objection in reading.to_lift(court_id, on=on).select_related("case"):
            given += _lift(objection, _LIFTED, on, now)
            _finish_suit(objection, on)
        for objection in reading.over(court_id, on=on).select_related("case"):
            objections.close(acting=system, objection=objection, now=now)
            _finish_suit(objection, on)
    return given


def _lift(objection: OutsiderObjection, why: str, on: date, now: datetime) -> list[ControlOrder]:
    """Let go of what the case controls of the thing. The objection stays upheld: nothing new is controlled there."""
    system = Acting.system(objection.court_id, "objection")
    given: list[ControlOrder] = []
    held = Control.objects.filter(case_id=objection.case_id, asset_id=objection.asset_id, state__in=_ALIVE)
    for control in held.select_related("case__court", "asset__counterparty", "person"):
        if control.releasing_fen < control.limit_fen:  # asked every night, given once
            given += let_go(acting=system, control=control, why=why, on=on, now=now)
    return given


def _still_controlled(case: Case, asset: Asset, on: date) -> None:
    if asset.court_id != case.court_id or not Control.objects.filter(case=case, asset=asset, state__in=_ALIVE).exists():
        raise Refused(
            Fault(
                "objection.not_controlled",
                "本案没有控制该财产",
                "请核对财产和案件",
                field="财产",
                value=asset.title,
            )
        )
    if asset.gone_on is not None and asset.gone_on <= on:
        raise Refused(
            Fault(
                "objection.over",
                "对该财产的执行已于 {day} 终结（民诉解释第四百六十三条）",
                "可以另行提起诉讼",
                field="财产",
                value=asset.title,
                data={"day": asset.gone_on.isoformat()},
            )
        )


def _finish(objection: OutsiderObjection, rule_id: str, on: date, waiting: str) -> None:
    """The step is done once no other objection of that day waits for it."""
    same_day = OutsiderObjection.objects.filter(
        case_id=objection.case_id, filed_on=objection.filed_on, state=waiting
    ).exclude(pk=objection.pk)
    if not same_day.exists():
        course.finish_node(case=objection.case, rule=rule_id, on=on, since=objection.filed_on)


def _finish_suit(objection: OutsiderObjection, on: date) -> None:
    course.finish_node(case=objection.case, rule=SUIT, on=on, since=objection.served_on)
