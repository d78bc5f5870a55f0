"""Decide what to control, have it approved, take it back: 查封, 冻结 by the sum that is needed and no more.

`propose` only shows. `order` writes controls and drafts, all or none: from that moment they count against what the case
may hold. A second person approves before anything is sent. What answers leave uncovered is proposed again, round after
round, until the need is met.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.assets import things
from duixian.domain.assets.models import (
    Asset,
    Budget,
    Control,
    ControlKind,
    ControlOrder,
    ControlState,
    Exemption,
)
from duixian.domain.assets.selectors import objections
from duixian.domain.assets.selectors import thirdparty as debts
from duixian.domain.assets.services import controls, orders, subjects
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.cases.services import course
from duixian.domain.courts.policies import require
from duixian.domain.documents.models import Instrument
from duixian.domain.parties.models import Person, PersonKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import deduct_money
from duixian.flows.count_need import practice_of
from duixian.flows.instruments.control import issue_for_orders
from duixian.flows.living import livings
from duixian.flows.take_answer import HIT_NODE
from duixian.law import control as law
from duixian.law.control import ClaimNature, Held, Liable, Mode, Proposal, ProposedLine, Thing
from duixian.law.obligations import Liability
from duixian.ports.agencies import Act

GROUND: Final = "《民事诉讼法》第253条、第255条；《查封扣押冻结规定》第1条、第19条"


@dataclass(frozen=True, slots=True)
class Line:
    """One control that is proposed, of one asset. `line.amount` is within what the database still has room for."""

    asset: Asset
    line: ProposedLine
    until: date


@dataclass(frozen=True, slots=True)
class Aside:
    """A thing that is not proposed, and why."""

    asset: Asset
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What could be controlled for a case now, fen. `need` in all, `held` of it held, ordered or on its way,
    `uncovered` what nothing found would cover; `keep`: what stays free for living, by asset."""

    case: Case
    on: date
    need: Fen
    held: Fen
    lines: tuple[Line, ...]
    aside: tuple[Aside, ...]
    uncovered: Fen
    excess: Fen
    lower: Fen
    keep: Mapping[int, Fen]

    def line_of(self, asset_id: int) -> Line | None:
        """The line of an asset, or None."""
        return next((line for line in self.lines if line.asset.pk == asset_id), None)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the officer takes: an asset and, of a divisible one, how much, fen (None: as proposed)."""

    asset_id: int
    amount: Fen | None = None


# --- what could be done


def propose(case: Case, *, on: date, claim: ClaimNature = ClaimNature.ORDINARY, supplementary: bool = False) -> Offer:
    """What to control for what is still uncovered; nothing is written. `supplementary`: also of those who answer only
    after others (补充责任), once the officer has found that these have nothing.

    Raises `Refused` while the need is not stated, `BadInput` where the court has not set its minimum of living.
    """
    budget = Budget.objects.filter(case=case, person__isnull=True).first()
    if budget is None:
        raise Refused(Fault("control.need_missing", "尚未载明本案所需控制的数额", "请先核定所需数额", field="所需数额"))
    people = _debtors(case)
    allowance = livings(court_id=case.court_id, person_ids=list(people), on=on)
    rows = things.alive(case.pk)
    waits = sum(things.grounded(row) - things.covers(row) for row in rows if row.state == ControlState.IN_FORCE)
    taken = budget.divisible_fen + budget.whole_fen
    found, aside = _usable(case, people, supplementary=supplementary)
    homes = things.only_homes(found)
    known = [_known(asset, people, only_home=asset.pk in homes) for asset in found]
    liable = [
        Liable(things.person_key(pk), person.kind == PersonKind.NATURAL, allowance.get(pk), _ceiling(case, pk))
        for pk, person in people.items()
    ]
    held = _held(case, rows)
    proposal = law.propose(
        max(0, budget.need_fen - taken + waits),
        known,
        debtors=liable,
        practice=practice_of(case, on=on),
        on=on,
        held=held,
        claim=claim,
    )
    assets = {things.key_of(asset.pk): asset for asset in found}
    lines = _within_room(case, budget, proposal, assets, on, extra=proposal.lower)
    return Offer(
        case=case,
        on=on,
        need=budget.need_fen,
        held=taken,
        lines=lines,
        aside=(*aside, *(Aside(assets[out.key], out.reason.code, str(out.reason)) for out in proposal.left_out)),
        uncovered=proposal.uncovered,
        excess=proposal.excess,
        lower=proposal.lower,
        keep=_keep(known, liable, held, on),
    )


def _debtors(case: Case) -> dict[int, Person]:
    """Who has to pay in this case, as the orders will ask."""
    return {person.pk: person for person in subjects.liable([case.pk]).get(case.pk, ())}


def _known(asset: Asset, people: Mapping[int, Person], *, only_home: bool) -> Thing:
    natural = people[asset.person_id].kind == PersonKind.NATURAL
    return things.thing_of(asset, only_home=only_home and natural)


def _ceiling(case: Case, person_id: int) -> Fen | None:
    return Budget.objects.filter(case=case, person_id=person_id).values_list("need_fen", flat=True).first()


def _usable(case: Case, people: Mapping[int, Person], *, supplementary: bool) -> tuple[list[Asset], list[Aside]]:
    """Things that may be looked at, and those set aside for what the law of choice does not see."""
    dead = subjects.known_dead(people)
    after = frozenset() if supplementary else _stand_behind(case, people)
    assets = Asset.objects.filter(person_id__in=people, gone_on__isnull=True).select_related("person", "counterparty")
    upheld = objections.upheld(list(assets.values_list("pk", flat=True)))
    found, aside = [], []
    for asset in assets.order_by("pk"):
        why = (
            ("aside.theirs", "案外人异议成立，不得执行（《民事诉讼法》第238条）")
            if asset.pk in upheld
            else ("aside.dead", "被执行人已经死亡或者终止，应先变更被执行人")
            if asset.person_id in dead
            else ("aside.supplementary", "补充责任人：先执行主债务人，不足部分才执行其财产")
            if asset.person_id in after
            else ("aside.currency", "外币财产，暂不能按人民币数额控制")
            if asset.currency != "CNY"
            else ("aside.on_the_spot", "没有可以联网通知的协助单位，须现场查封、扣押")
            if asset.counterparty is None or not asset.counterparty.active
            else None
        )
        if why is None:
            found.append(asset)
        else:
            aside.append(Aside(asset, *why))
    return found, aside


def _stand_behind(case: Case, people: Mapping[int, Person]) -> frozenset[int]:
    """Debtors who answer for every item only after others."""
    labels = {
        party.person_id: {party.label, party.person.name}
        for party in case.parties.exclude(role=CaseRole.APPLICANT).select_related("person")
    }
    items = cases.ordered_by(case.title).items
    return frozenset(
        pk
        for pk in people
        if (own := [item for item in items if labels.get(pk, set()) & set(item.debtors)])
        and all(item.liability is Liability.SUPPLEMENTARY and not labels[pk] & set(item.behind) for item in own)
        and any(item.behind for item in own)
    )


def _held(case: Case, rows: Sequence[Control]) -> Held:
    """What is controlled or ordered already, by debtor. A thing under a control is not proposed again."""
    counts: dict[str, Fen] = {things.person_key(pk): fen for pk, fen in things.in_transit(case.pk).items()}
    for debt in debts.live(case.pk):
        debtor = things.person_key(debt.debtor_id)
        counts[debtor] = counts.get(debtor, 0) + debts.holds(debt)
    open_: dict[str, Fen] = {}
    for row in rows:
        debtor = things.person_key(row.person_id)
        counts[debtor] = counts.get(debtor, 0) + things.covers(row)
        if row.state == ControlState.IN_FORCE:  # a place in a queue waits for no money
            open_[debtor] = open_.get(debtor, 0) + max(0, things.grounded(row) - things.covers(row))
    kept = (
        ControlOrder.objects.filter(control__in=[row.pk for row in rows], act=Act.FREEZE, keep_fen__gt=0)
        .values("person_id")
        .annotate(fen=Sum("keep_fen"))
        .order_by()
    )
    return Held(
        counts=counts,
        open={debtor: fen for debtor, fen in open_.items() if fen},
        kept={things.person_key(row["person_id"]): int(row["fen"]) for row in kept},
        keys=frozenset(things.key_of(row.asset_id) for row in rows),
    )


def _keep(known: Iterable[Thing], liable: Iterable[Liable], held: Held, on: date) -> dict[int, Fen]:
    """What stays free for living on each account that is not controlled yet."""
    keep: dict[int, Fen] = {}
    for debtor in liable:
        if debtor.living is not None:
            mine = [t for t in known if t.debtor == debtor.key and t.key not in held.keys and t.rank == 1]
            found = law.allowances(mine, debtor.living, on=on, kept=held.kept.get(debtor.key, 0))
            keep |= {int(key): fen for key, fen in found.items()}
    return keep


def _within_room(
    case: Case, budget: Budget, proposal: Proposal, assets: Mapping[str, Asset], on: date, *, extra: Fen
) -> tuple[Line, ...]:
    """The lines within what the case may still hold, debtor by debtor, and beside what is exempt of each account."""
    room = max(0, budget.need_fen - budget.divisible_fen - budget.whole_fen) + extra
    own = {
        row.person_id: max(0, row.need_fen - row.divisible_fen - row.whole_fen)
        for row in Budget.objects.filter(case=case, person__isnull=False)
    }
    others = _held_by_others(case, [asset.pk for asset in assets.values()])
    lines = []
    for line in proposal.lines:
        asset = assets[line.key]
        amount = line.amount
        if asset.divisible and line.mode is not Mode.WAITING:
            amount = min(amount, room, own.get(asset.person_id, amount), _beside_exempt(asset, others, amount))
            room -= amount
            if asset.person_id in own:
                own[asset.person_id] -= amount
        if amount > 0:
            cut = replace(line, amount=amount, counts=min(line.counts, amount))
            lines.append(Line(asset, cut, law.last_day(law.HoldingKind(asset.kind), on)))
    return tuple(lines)


def _held_by_others(case: Case, asset_ids: Sequence[int]) -> dict[int, Fen]:
    """What other cases of this court hold of the same accounts, fen."""
    rows = Control.objects.filter(asset_id__in=asset_ids, state__in=(ControlState.ORDERED, ControlState.IN_FORCE))
    counted = (
        rows.exclude(case=case)
        .values("asset_id")
        .annotate(
            fen=Sum("limit_fen") - Sum("releasing_fen"),
        )
    )
    return {row["asset_id"]: int(row["fen"]) for row in counted.order_by()}


def _beside_exempt(asset: Asset, others: Mapping[int, Fen], amount: Fen) -> Fen:
    if asset.exemption == Exemption.NONE or not asset.exempt_fen:
        return amount
    there = next((fen for fen in (asset.balance_fen, asset.available_fen, asset.value_fen) if fen is not None), 0)
    return max(0, there - asset.exempt_fen - others.get(asset.pk, 0))


# --- doing it


def order(
    *,
    acting: Acting,
    case: Case,
    chosen: Sequence[Chosen],
    on: date,
    now: datetime,
    reason: str = "",
    claim: ClaimNature = ClaimNature.ORDINARY,
    supplementary: bool = False,
) -> list[ControlOrder]:
    """Make out controls and the drafts of their orders: all or none. Less than proposed may be taken as it is; another
    thing, or more, only with a `reason`, and never beyond the need, an exemption or somebody else's right.

    Raises `Refused` with every reason.
    """
    require(acting, "control.propose", of_court=case.court_id)
    if not chosen or len({one.asset_id for one in chosen}) != len(chosen):
        raise BadInput(Fault("control.chosen", "未选择财产，或者同一财产选了两次", "请核对所选财产", field="财产"))
    with transaction.atomic():
        trail.take_turn(case.court_id)
        case = Case.objects.select_related("court", "title").get(pk=case.pk)
        offer = propose(case, on=on, claim=claim, supplementary=supplementary)
        lines = [_line_for(offer, one, reason) for one in chosen]
        _lower_standing(case, offer)
        made = [_order_line(acting, case, line, reason, on, now) for line in lines]
        trail.record(
            acting=acting,
            act="control.order",
            now=now,
            ground=GROUND,
            subject=f"case:{case.pk}",
            payload={
                "controls": [row.control_id for row in made],
                "fen": [line.line.amount for line in lines],
                "need": offer.need,
                "held": offer.held,
                "reason": reason.strip(),
            },
        )
    return made


def _line_for(offer: Offer, one: Chosen, reason: str) -> Line:
    """The line as it is ordered: as proposed, or as the officer chose it instead, with the reason."""
    proposed = offer.line_of(one.asset_id)
    if proposed is not None and (one.amount is None or 0 < one.amount <= proposed.line.amount):
        if one.amount is None or not proposed.asset.divisible:
            return proposed
        return replace(proposed, line=replace(proposed.line, amount=one.amount))
    aside = next((out for out in offer.aside if out.asset.pk == one.asset_id), None)
    asset = proposed.asset if proposed else aside.asset if aside else None
    if asset is None:
        raise Refused(
            Fault("control.unknown_thing", "不是本案可以控制的财产", "请从列表中选择", "财产", str(one.asset_id))
        )
    if aside is not None and aside.code not in ("choice.enough", "choice.trifle"):
        raise Refused(
            Fault(
                "control.left_out",
                "不能控制：{why}",
                "请改选其他财产",
                "财产",
                asset.title,
                "",
                {"why": aside.sentence},
            )
        )
    if not reason.strip():
        raise Refused(
            Fault("control.other_choice", "与建议不同的选择须写明理由", "请填写理由，或按建议办理", "理由", asset.title)
        )
    return _own_choice(offer, asset, one.amount)


def _own_choice(offer: Offer, asset: Asset, amount: Fen | None) -> Line:
    thing = things.thing_of(asset)
    keep = offer.keep.get(asset.pk, 0)
    worth = max(0, (thing.worth or 0) - (keep if asset.divisible else 0))
    if not asset.divisible:
        amount = worth
    elif amount is None:  # what is uncovered, not all there is
        amount = min(worth, offer.need - offer.held) if offer.need > offer.held else worth
    if not 0 < amount <= worth:
        raise Refused(
            Fault(
                "control.beyond_thing",
                "该财产可以控制的数额为 {worth}",
                "请减少金额",
                field=asset.title,
                value=display(amount),
                data={"worth": display(worth)},
            )
        )
    mode = Mode.WAITING if thing.rank > 1 else Mode.AMOUNT if asset.divisible else Mode.WHOLE
    line = ProposedLine(thing.key, thing.debtor, mode, amount, amount, 0, keep=keep)
    return Line(asset, line, law.last_day(law.HoldingKind(asset.kind), offer.on))


def _lower_standing(case: Case, offer: Offer) -> None:
    """What standing freezes still wait for is lowered by what is found now, so that all stay within the need."""
    lower = offer.lower
    for row in things.alive(case.pk):
        waits = things.grounded(row) - things.covers(row)
        if lower > 0 and waits > 0 and row.state == ControlState.IN_FORCE:
            controls.start_release(row, amount=min(lower, waits))
            lower -= min(lower, waits)


def _order_line(acting: Acting, case: Case, line: Line, reason: str, on: date, now: datetime) -> ControlOrder:
    asset, what = line.asset, line.line
    assert asset.counterparty is not None, "things without an agency are set aside"
    waiting = what.mode is Mode.WAITING
    why = [things.told(one) for one in what.reasons]
    if reason.strip():
        why.append({"code": "control.officer", "template": reason.strip(), "data": {}, "text": reason.strip()})
    control = controls.order_control(
        acting=acting,
        case=case,
        asset=asset,
        limit=what.amount,
        kind=ControlKind.FREEZE if asset.divisible else ControlKind.SEAL,
        standing=what.mode is Mode.STANDING,
        until=line.until,
        why=why,
        on=on,
        rank=_next_rank(asset) if waiting else 1,
    )
    return orders.draft(
        acting=acting,
        case=case,
        person=asset.person,
        counterparty=asset.counterparty,
        act=Act.FREEZE if asset.divisible else Act.SEAL,
        ground=GROUND,
        now=now,
        amount=what.amount if asset.divisible else None,
        keep=what.keep,
        standing=what.mode is Mode.STANDING,
        until=line.until,
        asset=asset,
        control=control,
        reasons=why,
    )


def _next_rank(asset: Asset) -> int:
    ours = Control.objects.filter(asset=asset, state__in=things.ALIVE).aggregate(rank=Max("rank"))["rank"] or 0
    return max(len(asset.other_controls), ours, 1) + 1


def approve(
    *, acting: Acting, drafts: Sequence[ControlOrder], now: datetime, instrument: Instrument | None = None
) -> list[ControlOrder]:
    """Approve drafts, all or none; from then on they are sent, and the first control of a case ends its limit for
    control. `instrument` is the ruling they go out with; without
    one, rulings and requests to assist are issued here. Raises `Refused` for one's own drafts, `BadInput` where a paper
    cannot be printed."""
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        on = timezone.localtime(now).date()
        deduct_money.look_again([order for order in drafts if order.act == Act.DEDUCT], on=on)
        approved = orders.approve(acting=acting, orders=drafts, now=now, instrument=instrument)
        for case in {order.case_id: order.case for order in approved if order.act in (Act.FREEZE, Act.SEAL)}.values():
            course.finish_node(case=case, rule=HIT_NODE, on=on)
        if instrument is None:
            issue_for_orders(acting=acting, orders=approved, on=on, now=now)
        return approved


def cancel(*, acting: Acting, order: ControlOrder, reason: str, on: date, now: datetime) -> ControlOrder:
    """Take an order back that has not gone out; its control is over, and what it would have held is free again. Raises
    `Refused` once a worker has it, and for the release of an excess, which nobody may stop."""
    if order.act == Act.RELEASE and order.automatic:
        raise Refused(
            Fault("control.release_stands", "超标的部分的解除不能撤销", "无须办理", field="指令", value=order.key)
        )
    with transaction.atomic():
        cancelled = orders.cancel(acting=acting, order=order, reason=reason, now=now)
        if order.act in (Act.FREEZE, Act.SEAL) and order.control is not None:
            controls.refuse(order.control, why=f"撤销：{reason.strip()}", on=on)
        return cancelled
