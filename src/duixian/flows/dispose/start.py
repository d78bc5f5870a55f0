"""Begin to sell a controlled thing: in force, not exempt, nobody else's, and needed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.assets import things
from duixian.domain.assets.models import Asset, Control, ControlState
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal
from duixian.domain.disposal.services import disposals
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.bars import bars
from duixian.flows.dispose import limits
from duixian.law.control.exempt import exemption
from duixian.law.control.facts import HomeException
from duixian.law.control.things import HoldingKind
from duixian.law.procedure.case_life import NOT_SOLD_FOR

BASIS = "《拍卖、变卖财产的规定》第一条、第二条；《确定财产处置参考价规定》第一条"
MONEY = (HoldingKind.DEPOSIT, HoldingKind.WALLET)


@dataclass(frozen=True, slots=True)
class OnlyHome:
    """Why the only home of a debtor may be sold all the same (异议复议规定 20), and what proves it."""

    ground: HomeException
    proof: str


def start(
    *,
    acting: Acting,
    control: Control,
    why: str,
    on: date,
    now: datetime,
    home: OnlyHome | None = None,
) -> Disposal:
    """Begin to sell what a control holds. Raises `Refused` with every reason against it."""
    require(acting, "disposal.start", of_court=control.court_id)
    with transaction.atomic():
        trail.take_turn(control.court_id)
        control = Control.objects.select_related("asset", "case").get(pk=control.pk)
        reasons = tuple(reasons_against(control, on=on, home=home))
        if reasons:
            raise Refused(*reasons)
        made = disposals.start(
            acting=acting,
            case=control.case,
            asset=control.asset,
            control=control,
            basis=BASIS,
            why=why,
            data={"home": home.ground.value, "proof": home.proof} if home else {},
            on=on,
            now=now,
        )
        if control.effective_on is not None:
            limits.begin(made, limits.START_PRICING, since=control.effective_on)
    return made


def approve(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> Disposal:
    """Approve the sale; without it nothing is announced."""
    with transaction.atomic():
        return disposals.approve(acting=acting, disposal=disposal, on=on, now=now)


def reasons_against(control: Control, *, on: date, home: OnlyHome | None = None) -> Iterator[Fault]:
    """Everything that stands against selling what a control holds."""
    asset, case = control.asset, control.case
    if control.state != ControlState.IN_FORCE or control.until is None or control.until < on:
        yield Fault(
            "disposal.not_controlled",
            "该财产没有生效的查封、扣押、冻结，不得处分（《民诉法解释》第四百八十四条）",
            "请先控制，或者续行查封",
            field="控制",
            value=control.get_state_display(),
        )
    if control.releasing_fen:
        yield Fault("disposal.releasing", "该项控制正在解除", "请先撤销解除", field="控制")
    if case.state in NOT_SOLD_FOR:
        yield Fault(
            "disposal.case_at_rest",
            "案件处于“{state}”状态，不能处置财产",
            "恢复执行后再办理",
            field="案号",
            value=case.number,
            data={"state": case.get_state_display()},
        )
    if HoldingKind(asset.kind) in MONEY:
        yield Fault("disposal.money", "存款直接扣划，无须变价", "请办理扣划", field="财产", value=asset.title)
    if asset.gone_on is not None:
        yield Fault("disposal.gone", "该财产已不存在或者已被处分", "请核对", field="财产", value=asset.title)
    yield from _exempt(asset, on, home)
    if objected := bars(asset, case_id=case.pk, on=on):
        yield objected


def _exempt(asset: Asset, on: date, home: OnlyHome | None) -> Iterator[Fault]:
    if asset.exemption == "whole":
        yield Fault(
            "disposal.exempt",
            "属于豁免执行的财产：{basis}",
            "不得拍卖、变卖",
            field="财产",
            value=asset.title,
            data={"basis": asset.exempt_basis},
        )
        return
    thing = things.thing_of(asset, only_home=_only_home(asset))
    found = exemption(replace(thing, home_exception=home.ground) if home else thing, None, on=on)
    if not found.takeable:
        yield Fault(
            "disposal.not_saleable",
            "{reason}（{basis}）",
            "具备《异议复议规定》第二十条所列情形的，请写明依据和证明",
            field="财产",
            value=asset.title,
            data={"reason": found.reason, "basis": str(found.citation or "")},
        )


def _only_home(asset: Asset) -> bool:
    """Whether it is the only home of a natural person, as far as anybody told."""
    if asset.kind != HoldingKind.HOME or asset.person.kind != PersonKind.NATURAL:
        return False
    return asset.pk in things.only_homes(Asset.objects.filter(court_id=asset.court_id, person_id=asset.person_id))
