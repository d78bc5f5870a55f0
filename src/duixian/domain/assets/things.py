"""Assets and controls in the law's own words: `law.control` judges these, never rows of tables.

Everything divisible is counted to the fen, shares too: an agency holds them by value, and a sum that is rounded up to
the next share would be more than the case may hold.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from duixian.base.money import Fen
from duixian.domain.assets.models import (
    Asset,
    Control,
    ControlOrder,
    ControlState,
    Exemption,
    OrderState,
    ThirdPartyDebt,
)
from duixian.domain.assets.selectors import thirdparty
from duixian.domain.assets.services import findings
from duixian.law.control import Earmark, HeldThing, HoldingKind, HomeException, Necessity, Reason, Thing
from duixian.ports.agencies import Act

ALIVE = (ControlState.ORDERED, ControlState.IN_FORCE, ControlState.WAITING)
UNDER_WAY = (OrderState.DRAFT, OrderState.APPROVED, OrderState.SENT)


def key_of(asset_id: int) -> str:
    """How an asset is called among the things of a proposal."""
    return str(asset_id)


def person_key(person_id: int) -> str:
    """How a debtor is called among those liable."""
    return str(person_id)


def only_homes(assets: Iterable[Asset]) -> frozenset[int]:
    """Homes that are a person's only one as far as anybody told: without a word to the contrary it is protected."""
    homes: dict[int, list[int]] = {}
    for asset in assets:
        if asset.kind == HoldingKind.HOME and asset.gone_on is None:
            homes.setdefault(asset.person_id, []).append(asset.pk)
    return frozenset(found[0] for found in homes.values() if len(found) == 1)


def thing_of(asset: Asset, *, only_home: bool = False) -> Thing:
    """An asset as something that may be controlled now: as it was counted, with what an officer has noted of it. An
    account on which others hold everything is a place in a queue. `only_home`: nothing else to live in is known of."""
    counted = findings.thing_of(asset, only_home=only_home)
    full = asset.divisible and bool(asset.other_controls) and not counted.available and bool(asset.balance_fen)
    amounts = [control.get("amount") for control in asset.other_controls]
    noted = asset.details
    if full:
        counted = replace(
            counted,
            available=asset.balance_fen,
            ahead=None if None in amounts else sum(amounts),
            rank=len(amounts) + 1,
        )
    exception = noted.get("home_exception")
    return replace(
        counted,
        arrives=int(noted.get("arrives_fen") or 0),
        own_project=noted.get("own_project") == "yes",
        business=noted.get("business") == "yes",
        lived_in=noted.get("lived_in") == "yes",
        only_home=noted.get("only_home") == "yes" or (only_home and noted.get("only_home") != "no"),
        home_exception=HomeException(exception) if exception else None,
        necessity=_necessity(asset),
    )


def _necessity(asset: Asset) -> Necessity | None:
    """A thing found exempt as a whole stays so, whatever its kind says."""
    stated = asset.details.get("necessity")
    if stated:
        return Necessity(stated)
    by_hand = asset.exemption == Exemption.WHOLE and asset.earmark in (Earmark.NONE, Earmark.WAGES)
    return Necessity.OTHER if by_hand else None


def grounded(control: Control) -> Fen:
    """What a control holds or may come to hold, less what is being released."""
    return control.limit_fen - control.releasing_fen


def covers(control: Control) -> Fen:
    """What a control covers now: not what a standing freeze still waits for. Without what is in transit."""
    if control.state == ControlState.IN_FORCE and control.divisible:
        return min(control.held_fen, grounded(control))
    return grounded(control) if control.state in (ControlState.ORDERED, ControlState.IN_FORCE) else 0


def held_thing_of(control: Control, *, pinned: Fen = 0, only_home: bool = False, size: Fen | None = None) -> HeldThing:
    """A control as something that may be let go; `control.asset` is read. `pinned`, fen, is being deducted: it is not
    to be let go. `size`: what a whole thing is worth by now, where the control does not say so yet."""
    waiting = control.state == ControlState.WAITING
    counts = control.limit_fen if waiting else max(0, covers(control) - pinned)
    counts = counts if size is None else size
    thing = thing_of(control.asset, only_home=only_home)
    return HeldThing(
        key=str(control.pk),
        debtor=person_key(control.person_id),
        kind=thing.kind,
        counts=counts,
        since=control.effective_on or control.ordered_on,
        title=control.asset.title,
        earmark=thing.earmark,
        unit=1 if control.divisible else None,
        open=0 if waiting else max(0, grounded(control) - covers(control)),
        waiting=waiting,
        business=thing.business,
        lived_in=thing.lived_in,
        only_home=thing.only_home,
        own_project=thing.own_project,
    )


_DEBT = "debt:"


def debt_key(debt_id: int) -> str:
    """How a frozen debt of a third party is called among what is held."""
    return f"{_DEBT}{debt_id}"


def held_debt_of(debt: ThirdPartyDebt, *, since: date) -> HeldThing:
    """A third party's debt as something that may be let go, by the fen. It is not money yet, and weighs like
    securities."""
    return HeldThing(
        key=debt_key(debt.pk),
        debtor=person_key(debt.debtor_id),
        kind=HoldingKind.SECURITIES,
        counts=thirdparty.holds(debt),
        since=since,
        title=f"第三人“{debt.third_party.name}”的到期债权",
        unit=1,
    )


def alive(case_id: int) -> list[Control]:
    """The controls of a case that stand, wait or are ordered, with their assets, oldest first."""
    rows = Control.objects.filter(case_id=case_id, state__in=ALIVE)
    return list(rows.select_related("asset__counterparty", "person").order_by("pk"))


def still_there(control: Control) -> bool:
    """Whether a control that is over, its thing sold, has not been struck out by the agency yet."""
    return control.state == ControlState.ENDED and control.releasing_fen > 0


def to_strike_out(case_id: int) -> list[Control]:
    """The controls of a case on things that were sold and that the agency has still to strike out, those in the queue
    first: none of them is to move up."""
    rows = Control.objects.filter(case_id=case_id, state=ControlState.ENDED, releasing_fen__gt=0)
    return list(rows.select_related("asset__counterparty", "person").order_by("-rank", "pk"))


def in_transit(case_id: int) -> dict[int, Fen]:
    """What was deducted of each person and has not arrived, fen."""
    rows = (
        Control.objects.filter(case_id=case_id, transit_fen__gt=0).values("person_id").annotate(fen=Sum("transit_fen"))
    )
    return {row["person_id"]: int(row["fen"]) for row in rows.order_by()}


def deductions_under_way(case_id: int) -> dict[int, Fen]:
    """What orders without an answer may yet deduct of each control, fen; also one that went out and was given up: no
    one knows whether it was carried out, and a second one beside it could take the debt twice."""
    unknown = Q(state=OrderState.FAILED, outcome__in=("", "pending"), attempts__gt=0, receipt=None)
    rows = ControlOrder.objects.filter(Q(state__in=UNDER_WAY) | unknown, case_id=case_id, act=Act.DEDUCT)
    return {
        row["control_id"]: int(row["fen"])
        for row in rows.values("control_id").annotate(fen=Sum("amount_fen")).order_by()
    }


def releases_under_way(case_id: int) -> dict[int, tuple[bool, Fen]]:
    """What orders without an answer release of each control: whether everything, and the sum of parts, fen."""
    rows = ControlOrder.objects.filter(case_id=case_id, act=Act.RELEASE, state__in=UNDER_WAY)
    counted = rows.values("control_id").annotate(
        whole=Count("pk", filter=Q(amount_fen__isnull=True)), fen=Sum("amount_fen", default=0)
    )
    return {row["control_id"]: (row["whole"] > 0, int(row["fen"])) for row in counted.order_by()}


def releases_refused(case_id: int, *, on: date) -> frozenset[int]:
    """Controls whose release was refused, failed or let nothing go on this day or later: it is not asked for again the
    same day, or an agency that says so every time would be asked without end."""
    rows = ControlOrder.objects.filter(case_id=case_id, act=Act.RELEASE, made_at__date__gte=on)
    failed = rows.filter(
        Q(state=OrderState.FAILED)
        | Q(outcome="refused")
        | Q(outcome__in=("done", "partial"), done_fen=0)
        | Q(outcome="partial") & (Q(done_fen=None) | Q(control__divisible=False))
    )
    return frozenset(failed.exclude(control=None).values_list("control_id", flat=True))


def told(reason: Reason) -> dict[str, Any]:
    """A reason as it is kept with an order or a control: code, template, what fills it, and what it rests on."""
    return {
        "code": reason.code,
        "template": reason.template,
        "data": dict(reason.data),
        "basis": str(reason.citation) if reason.citation else "",
        "text": str(reason),
    }
