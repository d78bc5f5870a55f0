"""Put a value on a thing, or a better one: what it counts for changes, and with it what has to be let go.

Nothing is controlled whose value nobody knows; a value found later may show that too much is held, or too little.
"""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import LARGEST, Fen, display
from duixian.domain.assets import things
from duixian.domain.assets.models import Asset, Control, Exemption
from duixian.domain.assets.services import controls, findings
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import release_excess
from duixian.flows.living import livings


def value_asset(
    *, acting: Acting, asset: Asset, value: Fen, source: str, valued_on: date, on: date, now: datetime
) -> Asset:
    """Note that a thing is worth `value`, fen as a whole, by whose word (`source`) and on which day. Its controls count
    for what it brings net of charges and co-owners, and what becomes superfluous by it is released.

    Raises `BadInput` for a value that cannot be, a day to come or no source, `Refused` for money: an account is worth
    what is on it.
    """
    require(acting, "control.value", of_court=asset.court_id)
    _refuse_unusable(value, source, valued_on, on)
    with transaction.atomic():
        trail.take_turn(asset.court_id)
        current = Asset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
        if current.divisible:
            raise Refused(
                Fault("asset.is_money", "按金额控制的财产不另行估价", "请重新查询余额", "财产", current.title)
            )
        before = current.value_fen
        current.value_fen, current.value_source, current.value_on = value, source.strip()[:80], valued_on
        thing = things.thing_of(current)
        worth = thing.potential
        current.counts_fen = 0 if worth is None or current.exemption == Exemption.WHOLE else worth
        current.save(update_fields=["value_fen", "value_source", "value_on", "counts_fen"])
        # the sentences that explain what it counts for, and what else of the person counts otherwise now
        findings.recount(
            current, livings=livings(court_id=current.court_id, person_ids=[current.person_id], on=on), on=on
        )
        trail.record(
            acting=acting,
            act="asset.value",
            now=now,
            ground=source.strip(),
            subject=f"asset:{current.pk}",
            payload={"fen": value, "before": before, "on": valued_on.isoformat()},
        )
        if thing.worth is not None:
            _recount(acting, current, thing.worth, on, now)
    return current


def _recount(acting: Acting, asset: Asset, size: Fen, on: date, now: datetime) -> None:
    """Every control on the thing counts for its new value; first goes what that makes superfluous."""
    rows = Control.objects.filter(asset=asset, state__in=things.ALIVE).select_related("case").order_by("pk")
    for control in rows:
        if size > control.limit_fen:
            release_excess.make_room(case=control.case, control=control, size=size, on=on, now=now)
        controls.revalue(control, size=size)
        release_excess.settle(case=control.case, acting=acting, on=on, now=now)


def _refuse_unusable(value: Fen, source: str, valued_on: date, on: date) -> None:
    faults = []
    if not 0 <= value <= LARGEST:
        faults.append(Fault("asset.value", "价值不在可处理的范围内", "请核对单位", "价值", display(value)))
    if not source.strip():
        faults.append(Fault("asset.value_source", "须写明价值的来源", "请填写询价或评估文书", "来源"))
    if valued_on > on:
        faults.append(Fault("asset.valued_later", "估价日晚于今天", "请核对日期", "估价日", valued_on.isoformat()))
    if faults:
        raise BadInput.of(faults)
