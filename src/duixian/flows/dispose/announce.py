"""Publish a round: first, second or direct sale, on terms the panel fixed and the law bears (网拍规定 10–27)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.assets.models import Asset
from duixian.domain.cases.models import CaseRole
from duixian.domain.cases.services import filing
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Disposal, Platform
from duixian.domain.disposal.services import disposals, hall, rounds
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course, limits
from duixian.flows.dispose.deliberate import decided
from duixian.flows.dispose.publish_round import publish_later
from duixian.flows.dispose.start import reasons_against
from duixian.flows.instruments.disposal import issue_auction_notice
from duixian.flows.state_debt import debt_of
from duixian.law import calendar
from duixian.law.control.things import HoldingKind
from duixian.law.disposal import (
    Continuation,
    Notified,
    ReferencePrice,
    RoundKind,
    RoundTerms,
    check_terms,
    default_terms,
    may_go_on,
    must_stop,
    rules_of,
    surplus,
)
from duixian.law.disposal.values import day_of
from duixian.law.procedure.auction_life import DisposalAct

ACT: Mapping[RoundKind, DisposalAct] = {
    RoundKind.FIRST: DisposalAct.ANNOUNCE,
    RoundKind.SECOND: DisposalAct.ANNOUNCE_SECOND,
    RoundKind.SALE: DisposalAct.ANNOUNCE_SALE,
}
SURPLUS_BASIS = "《拍卖、变卖财产的规定》第六条"
_NOT_OF_OUR_HALL = frozenset({"platform.unlisted"})


def suggest(*, disposal: Disposal, kind: RoundKind, publish_on: date, notified: Sequence[Notified] = ()) -> RoundTerms:
    """Terms the panel may start from. Raises `Refused` without a price or a platform."""
    price, platform = _ready(disposal)
    return default_terms(
        kind,
        HoldingKind(disposal.asset.kind),
        price=price,
        previous=selectors.previous_of(disposal),
        platform=platform.code,
        publish_on=publish_on,
        calendar=calendar.national(),
        notified=notified,
    )


def parties_to_tell(disposal: Disposal) -> list[str]:
    """Everybody the law wants told before a notice: the parties, co-owners and whoever has a right to the thing."""
    asset = disposal.asset
    roles = (CaseRole.APPLICANT, CaseRole.DEBTOR, CaseRole.GUARANTOR)
    parties = disposal.case.parties.filter(role__in=roles).select_related("person")
    names = [party.person.name for party in parties]
    names += [str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in asset.co_owners]
    names += [str(charge.get("holder", "")) for charge in asset.charges]
    return [name for name in dict.fromkeys(names) if name]


def announce(
    *,
    acting: Acting,
    disposal: Disposal,
    terms: RoundTerms,
    title: str,
    on: date,
    now: datetime,
    notice: Mapping[str, Any] | None = None,
    costs: Fen = 0,
    debtor_agrees: bool = False,
    clock: hall.Clock | None = None,
    sign: hall.Sign | None = None,
) -> AuctionRound:
    """Publish a round `on` that day; an outside platform is given it by a worker. `costs`: those of the sale, fen;
    `clock` and `sign` are the hall's, for a round of ours; `debtor_agrees`: to the sale of more than is needed
    (拍卖变卖规定 14).

    Raises `Refused` with everything that the law has against it.
    """
    require(acting, "disposal.announce", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal = Disposal.objects.select_related("asset", "control__asset", "control__case", "case", "platform").get(
            pk=disposal.pk
        )
        price, platform = _ready(disposal)
        if platform.own and (clock is None or sign is None):
            raise Refused(Fault("hall.no_key", "竞价大厅没有签名密钥", "请先配置竞价大厅", field="平台"))
        members, panel_on = decided(disposal, terms)
        terms = replace(terms, panel_on=panel_on)
        faults = tuple(_against(disposal, terms, price, platform, on, costs, debtor_agrees))
        if faults:
            raise Refused(*faults)
        verdict = course.judged(disposal, ACT[terms.kind], on=on)
        auction = rounds.publish(
            acting=acting,
            disposal=disposal,
            platform=platform,
            terms=terms,
            reference=price.amount,
            title=title,
            code=_code(disposal, on),
            panel=members,
            notice={**(notice or {}), **_as_notice(terms)},
        )
        disposal = disposals.move(
            acting=acting,
            disposal=disposal,
            act=ACT[terms.kind],
            verdict=verdict,
            on=on,
            now=now,
            text=title,
            data={"round": auction.pk, "code": auction.code, "start": terms.start},
        )
        if terms.kind is RoundKind.FIRST and auction.attempt == 1:
            limits.met(disposal, limits.START_SALE, since=price.fixed_on, on=on)
        if platform.own and clock is not None and sign is not None:
            hall.announce(round_id=auction.pk, rules=rules_of(terms), clock=clock, sign=sign)
        publish_later(auction)
        auction.refresh_from_db()
        issue_auction_notice(acting=acting, auction=auction, on=on, now=now)
    return auction


def _ready(disposal: Disposal) -> tuple[ReferencePrice, Platform]:
    price = selectors.price_of(disposal)
    reasons = []
    if price is None:
        reasons.append(Fault("disposal.no_price", "参考价尚未确定", "请先确定参考价", field="参考价"))
    if disposal.platform is None:
        reasons.append(Fault("disposal.no_platform", "尚未选择拍卖平台", "请先选择平台", field="平台"))
    if price is None or disposal.platform is None:
        raise Refused(*reasons)
    return price, disposal.platform


def _against(
    disposal: Disposal,
    terms: RoundTerms,
    price: ReferencePrice,
    platform: Platform,
    on: date,
    costs: Fen,
    debtor_agrees: bool,
) -> Iterator[Fault]:
    """Everything against publishing these terms today."""
    home = disposal.steps.filter(act="start").values_list("data", flat=True).first() or {}
    still = (reason for reason in reasons_against(disposal.control, on=on) if reason.code != "disposal.not_saleable")
    yield from (reasons_against(disposal.control, on=on) if not home.get("home") else still)
    if not disposal.approved_by:
        yield Fault("disposal.not_approved", "处置尚未审批", "请先审批（拍卖裁定）", field="审批")
    if terms.platform != platform.code:
        yield Fault("terms.platform", "不是已选定的平台", "请改为选定的平台", field="平台", value=terms.platform)
    if terms.thing != HoldingKind(disposal.asset.kind):
        yield Fault("terms.thing", "公告的财产种类与查封的不符", "请核对", field="财产", value=terms.thing.value)
    previous = selectors.previous_of(disposal)
    found = check_terms(terms, price=price, previous=previous, on=on, calendar=calendar.national())
    yield from (fault for fault in found if not (platform.own and fault.code in _NOT_OF_OUR_HALL))
    yield from _untold(disposal, terms)
    yield from _no_surplus(disposal, terms, costs, on)
    if not debtor_agrees:
        yield from _not_needed(disposal, on)


def _untold(disposal: Disposal, terms: RoundTerms) -> Iterator[Fault]:
    told = {one.name for one in terms.notified}
    for name in parties_to_tell(disposal):
        if name not in told:
            yield Fault(
                "terms.somebody_not_notified",
                "没有通知的记录（《网络司法拍卖规定》第十六条）",
                "请在公告发布三日前通知并记载；无法通知的，公示满五日",
                field="通知",
                value=name,
            )


def prior_claims(disposal: Disposal) -> Fen:
    """What rights over the thing take before the applicant, as the register tells it; an applicant's own right is not
    before himself. A right of an unknown sum counts as nothing: `unknown_charges` names it."""
    own = {
        party.person.name for party in disposal.case.parties.filter(role=CaseRole.APPLICANT).select_related("person")
    }
    return sum(
        int(charge["secured"])
        for charge in disposal.asset.charges
        if charge.get("secured") is not None and charge.get("holder") not in own
    )


def unknown_charges(asset: Asset) -> list[str]:
    """Holders of rights whose sum the register does not say."""
    return [str(charge.get("holder", "")) for charge in asset.charges if charge.get("secured") is None]


def _no_surplus(disposal: Disposal, terms: RoundTerms, costs: Fen, on: date) -> Iterator[Fault]:
    found = surplus(terms.start, prior_claims=prior_claims(disposal), costs=costs)
    steps = selectors.steps_since_repricing(disposal)
    told = steps.filter(act="tell_no_surplus").order_by("pk").last()
    asked = steps.filter(act="ask_to_go_on", pk__gt=told.pk).order_by("pk").last() if told else None
    step = Continuation(told.on, asked.on if asked else None, terms.start) if told else None
    yield from may_go_on(found, step, calendar=calendar.national(), on=on)


def _not_needed(disposal: Disposal, on: date) -> Iterator[Fault]:
    """Sell only what is needed (拍卖变卖规定 14): what is sold, and what is under the hammer, may cover it all."""
    need = debt_of(disposal.case, on=on).to_pay
    brought = selectors.pledged(disposal.case_id) + selectors.under_the_hammer(disposal.case_id, without=disposal.pk)
    if must_stop(brought, need=need):
        yield Fault(
            "disposal.not_needed",
            "已成交和正在拍卖的其他财产足以清偿 {need}（《拍卖、变卖财产的规定》第十四条）",
            "其他财产流拍后再处置；被执行人同意全部拍卖的，请注明",
            field="财产",
            value=disposal.asset.title,
            data={"need": display(need)},
        )


def tell_no_surplus(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> None:
    """The applicant was told that nothing would be left for him (AUC-14)."""
    _note(acting, disposal, "tell_no_surplus", on, now)


def ask_to_go_on(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> None:
    """He asked to go on all the same: if it fails, the costs are his."""
    _note(acting, disposal, "ask_to_go_on", on, now)


def _note(acting: Acting, disposal: Disposal, act: str, on: date, now: datetime) -> None:
    require(acting, "disposal.announce", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposals.note(acting=acting, disposal=disposal, act=act, basis=SURPLUS_BASIS, on=on, now=now)


def _code(disposal: Disposal, on: date) -> str:
    """The number of a lot: ours, found again in the remark of a payment."""
    serial = filing.next_serial(court_id=disposal.court_id, year=on.year, type_word="拍品")
    return f"PM{disposal.court_id:04d}{on.year % 100:02d}{serial:06d}"


def _as_notice(terms: RoundTerms) -> dict[str, Any]:
    return {
        "panel_on": terms.panel_on.isoformat() if terms.panel_on else None,
        "payment_days": terms.payment_days,
        "leader_may_raise": terms.leader_may_raise,
        "whole_steps": terms.whole_steps,
        "opens_on": day_of(terms.opens_at).isoformat(),
        "notified": [
            {
                "name": one.name,
                "told_on": one.told_on.isoformat() if one.told_on else None,
                "posted_on": one.posted_on.isoformat() if one.posted_on else None,
                "waived": one.waived,
                "preemptor": one.preemptor,
            }
            for one in terms.notified
        ],
    }
