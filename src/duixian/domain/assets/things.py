"""Assets and controls in the law's own words: `law.control` judges these, never rows of tables.

Everything divisible is counted to the fen, shares too: an agency holds them by value, and a sum that is rounded up to
the next share would be more than the case may hold.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, Sum

from duixian.base.money import Fen
from duixian.domain.assets.models import Asset, Control, ControlOrder, ControlState, Exemption, OrderState
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
    """An asset as something that may be controlled. `only_home`: nothing else to live in is known of."""
    controls: list[Mapping[str, Any]] = asset.other_controls
    charges: list[Mapping[str, Any]] = asset.charges
    free = asset.available_fen if asset.available_fen is not None else asset.balance_fen
    waits = bool(controls) and (not asset.divisible or free == 0)
    if waits and asset.balance_fen is not None:
        free = asset.balance_fen
    stated = asset.details.get("only_home")
    exception = asset.details.get("home_exception")
    return Thing(
        key=key_of(asset.pk),
        debtor=person_key(asset.person_id),
        kind=HoldingKind(asset.kind),
        title=asset.title,
        earmark=Earmark(asset.earmark),
        available=free if asset.divisible else None,
        value=asset.value_fen if not asset.divisible or free is None else None,
        unit=1 if asset.divisible else None,
        share=Fraction(asset.share),
        co_owned=bool(asset.co_owners),
        charged=_sum(charge.get("secured") for charge in charges),
        ahead=_sum(control.get("amount") for control in controls) if waits else 0,
        rank=len(controls) + 1 if waits else 1,
        arrives=int(asset.details.get("arrives_fen") or 0),
        own_project=asset.details.get("own_project") == "yes",
        business=asset.details.get("business") == "yes",
        lived_in=asset.details.get("lived_in") == "yes",
        only_home=stated == "yes" or (only_home and stated != "no"),
        home_exception=HomeException(exception) if exception else None,
        necessity=_necessity(asset),
    )


def _sum(parts: Iterable[Any]) -> Fen | None:
    """The sum, or None where one part is not known."""
    known = list(parts)
    return None if any(part is None for part in known) else sum(int(part) for part in known)


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


def held_thing_of(control: Control, *, pinned: Fen = 0, only_home: bool = False) -> HeldThing:
    """A control as something that may be let go; `control.asset` is read. `pinned`, fen, is being deducted: it is not
    to be let go."""
    waiting = control.state == ControlState.WAITING
    counts = control.limit_fen if waiting else max(0, covers(control) - pinned)
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
    )


def alive(case_id: int) -> list[Control]:
    """The controls of a case that stand, wait or are ordered, with their assets, oldest first."""
    rows = Control.objects.filter(case_id=case_id, state__in=ALIVE)
    return list(rows.select_related("asset__counterparty", "person").order_by("pk"))


def in_transit(case_id: int) -> dict[int, Fen]:
    """What was deducted of each person and has not arrived, fen."""
    rows = (
        Control.objects.filter(case_id=case_id, transit_fen__gt=0).values("person_id").annotate(fen=Sum("transit_fen"))
    )
    return {row["person_id"]: int(row["fen"]) for row in rows.order_by()}


def deductions_under_way(case_id: int) -> dict[int, Fen]:
    """What orders without an answer may yet deduct of each control, fen."""
    rows = ControlOrder.objects.filter(case_id=case_id, act=Act.DEDUCT, state__in=UNDER_WAY)
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
    """Controls whose release was refused or failed on this day or later: it is not asked for again the same day."""
    rows = ControlOrder.objects.filter(case_id=case_id, act=Act.RELEASE, made_at__date__gte=on)
    failed = rows.filter(Q(state=OrderState.FAILED) | Q(outcome="refused"))
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
