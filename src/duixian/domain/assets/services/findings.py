"""What agencies tell of things, put down as assets: newer facts replace older ones, whatever order the answers come in.

An answer that is late or comes twice changes nothing that is known better. A thing that a later answer no longer names
is gone; one that is told of again is back. What each thing can bring the court, and what of it the law keeps from the
court, is counted anew with every telling.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Final

from django.utils import timezone

from duixian.base.money import Fen, display
from duixian.domain.assets.models import Asset, Control, ControlOrder, ControlState, Exemption, OrderState, Source
from duixian.law.control import (
    Earmark,
    Extent,
    HoldingKind,
    HomeException,
    Living,
    Necessity,
    Thing,
    allowances,
    exemption,
)
from duixian.law.control import Exemption as Exempt
from duixian.ports.agencies import Act, Charge, CoOwner, Holding, OtherControl, Outcome

WHOLE_KINDS: Final = frozenset({HoldingKind.HOME, HoldingKind.LAND, HoldingKind.VEHICLE, HoldingKind.THING})
"""Things that are sealed as a whole; everything else is frozen by amount."""

NOTED: Final = frozenset(
    {"arrives_fen", "business", "home_exception", "lived_in", "necessity", "only_home", "own_project"}
)
"""What an officer may note among a thing's details; no agency writes or overwrites these."""

_FACTS: Final = (
    "kind", "title", "currency", "divisible", "balance_fen", "available_fen", "value_fen", "value_source", "value_on",
    "earmark", "share", "co_owners", "charges", "other_controls", "details", "source", "source_order", "as_of",
    "gone_on", "gone_why", "counts_fen", "counted_why", "exemption", "exempt_fen", "exempt_basis",
)  # fmt: skip
_GONE: Final = "该单位最近一次答复中已无此项财产"
_COUNTED: Final = ("counts_fen", "counted_why", "exemption", "exempt_fen", "exempt_basis")


@dataclass(frozen=True, slots=True)
class Told:
    """What one answer to one order says. `complete`: it names everything the agency has of the person, and all of it
    could be used; what it does not name is not there any more."""

    order: ControlOrder
    holdings: Sequence[Holding]
    answered_at: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What changed: things not known before by case, things told of anew, things gone."""

    found: Mapping[int, int]
    changed: int
    gone: int


Livings = Mapping[int, Living | None]
"""Natural persons by id, with what the household needs; None while the court has not set the local minimum. Legal
persons are not in it."""

_Key = tuple[int, int, str]


def take_findings(*, told: Sequence[Told], livings: Livings, now: datetime) -> Taken:
    """Put down what these answers say, oldest first; for one court, under its turn."""
    known: dict[_Key, Asset] = {_key(asset): asset for asset in _known(told)}
    made: dict[_Key, Asset] = {}
    touched: dict[_Key, Asset] = {}
    spared: set[_Key] = {key for key, asset in known.items() if _exempt_by_hand(asset)}
    found: dict[int, int] = {}
    gone = 0
    for one in sorted(told, key=lambda one: (one.answered_at, one.order.pk)):
        place = one.order.person_id, one.order.counterparty_id
        for holding in one.holdings:
            key = (*place, holding.reference)
            asset = known.get(key)
            if asset is None:
                asset = known[key] = made[key] = _new(one.order, holding.reference, now)
                found[one.order.case_id] = found.get(one.order.case_id, 0) + 1
            elif asset.as_of >= holding.as_of:
                continue
            else:
                touched[key] = asset
            _state(asset, one.order, holding)
        if one.complete:
            for key, asset in _missing(known, place, one):
                asset.gone_on = timezone.localtime(one.answered_at).date()
                asset.gone_why = _GONE
                asset.as_of = one.answered_at
                touched[key] = asset
                gone += 1
    _outdated(made, told)
    changed = {key: asset for key, asset in touched.items() if key not in made}
    recounted = _count(made | changed, known, livings, spared, timezone.localtime(now).date())
    Asset.objects.bulk_create(made.values(), batch_size=1000)
    Asset.objects.bulk_update(changed.values(), _FACTS, batch_size=200)
    Asset.objects.bulk_update(recounted, _COUNTED, batch_size=200)
    return Taken(found=found, changed=len(changed) - gone, gone=gone)


def recount(asset: Asset, *, livings: Livings, on: date) -> None:
    """Count anew what a thing can bring after somebody stated something of it, and with it the other things of the same
    person; for one court, under its turn."""
    mine = Asset.objects.select_for_update().filter(person_id=asset.person_id).exclude(pk=asset.pk).order_by("pk")
    known = {_key(one): one for one in (asset, *mine)}
    spared = {key for key, one in known.items() if _exempt_by_hand(one)}
    changed = _count({_key(asset): asset}, known, livings, spared, on)
    Asset.objects.bulk_update([asset, *changed], _COUNTED, batch_size=200)


def _known(told: Sequence[Told]) -> Iterable[Asset]:
    """Everything known of these persons, wherever it is: what is left to live on is counted over all of it."""
    people = {one.order.person_id for one in told}
    return Asset.objects.select_for_update().filter(person_id__in=people).order_by("pk")


def _key(asset: Asset) -> _Key:
    return asset.person_id, asset.counterparty_id or 0, asset.reference


def _outdated(made: Mapping[_Key, Asset], told: Sequence[Told]) -> None:
    """A thing first heard of from an old answer, while a later one that is on the books does not name it, is gone."""
    if not made:
        return
    said = {one.order.pk: one.answered_at for one in told}
    rows = ControlOrder.objects.filter(
        person_id__in={key[0] for key in made},
        counterparty_id__in={key[1] for key in made},
        act=Act.QUERY,
        asset__isnull=True,
        outcome__in=(Outcome.DONE, Outcome.NOTHING),
        state=OrderState.ANSWERED,
    ).values_list("person_id", "counterparty_id", "answered_at")
    latest: dict[tuple[int, int], datetime] = {}
    for person_id, counterparty_id, answered_at in rows:
        place = person_id, counterparty_id
        assert answered_at is not None  # the table demands it of an answered order
        latest[place] = max(answered_at, latest.get(place, answered_at))
    for key, asset in made.items():
        last = latest.get(key[:2])
        if asset.gone_on is None and last is not None and last > said[asset.source_order_id or 0]:
            asset.gone_on = timezone.localtime(last).date()
            asset.gone_why = _GONE
            asset.as_of = last


def _exempt_by_hand(asset: Asset) -> bool:
    """What a person found exempt stays so: neither its kind nor an earmark says it, so no answer can unsay it."""
    return asset.exemption == Exemption.WHOLE and asset.earmark in (Earmark.NONE, Earmark.WAGES)


def _missing(known: Mapping[_Key, Asset], place: tuple[int, int], one: Told) -> list[tuple[_Key, Asset]]:
    """Things an older answer named at this place and this one does not."""
    named = {holding.reference for holding in one.holdings}
    return [
        (key, asset)
        for key, asset in known.items()
        if key[:2] == place
        and asset.reference not in named
        and asset.source == Source.ORDER
        and asset.gone_on is None
        and asset.as_of < one.answered_at
    ]


def _new(order: ControlOrder, reference: str, now: datetime) -> Asset:
    return Asset(
        court_id=order.court_id,
        person_id=order.person_id,
        counterparty_id=order.counterparty_id,
        reference=reference,
        source=Source.ORDER,
        known_since=now,
    )


def _state(asset: Asset, order: ControlOrder, holding: Holding) -> None:
    """Write what the agency says onto the thing, fen and days as they came."""
    asset.kind = holding.kind
    asset.title = holding.title[:160]
    asset.currency = holding.currency
    asset.divisible = holding.kind not in WHOLE_KINDS
    asset.balance_fen, asset.available_fen = holding.balance, holding.available
    if holding.value is not None or asset.divisible:  # an agency that knows no value does not unsay the court's
        asset.value_fen, asset.value_source = holding.value, holding.value_source[:80]
        asset.value_on = timezone.localtime(holding.as_of).date() if holding.value is not None else None
    asset.earmark = holding.earmark
    asset.share = holding.share
    asset.co_owners = [_owner(owner) for owner in holding.co_owners]
    asset.charges = [_charge(charge) for charge in holding.charges]
    asset.other_controls = [_other(control) for control in holding.controls]
    noted = {name: word for name, word in (asset.details or {}).items() if name in NOTED}
    asset.details = {name: word for name, word in holding.details.items() if name not in NOTED} | noted
    asset.source = Source.ORDER
    asset.source_order = order
    asset.as_of = holding.as_of
    asset.gone_on, asset.gone_why = None, ""


def _owner(owner: CoOwner) -> dict[str, Any]:
    return {"name": owner.name, "share": owner.share}


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        "kind": charge.kind,
        "holder": charge.holder,
        "secured": charge.secured,
        "since": charge.since.isoformat() if charge.since else None,
    }


def _other(control: OtherControl) -> dict[str, Any]:
    return {
        "court": control.court,
        "case_number": control.case_number,
        "rank": control.rank,
        "amount": control.amount,
        "until": control.until.isoformat() if control.until else None,
    }


# --- what a thing counts for


def thing_of(asset: Asset, *, held: Fen = 0, ours: Collection[str] = (), only_home: bool = False) -> Thing:
    """The asset as the law of control looks at it. `held`: what our own controls hold of it, fen, which the agency no
    longer calls available; `ours`: numbers of the cases whose controls on it are our own; `only_home`: no other home of
    this person is known, so this one is protected as the home he needs (查封规定 4).

    What an officer noted among the details goes first."""
    others = [one for one in asset.other_controls if one["case_number"] not in ours]
    secured = [charge["secured"] for charge in asset.charges]
    amounts = [one["amount"] for one in others]
    noted = asset.details
    available = asset.value_fen if asset.available_fen is None else asset.available_fen + held
    return Thing(
        key=str(asset.pk or asset.reference),
        debtor=str(asset.person_id),
        kind=HoldingKind(asset.kind),
        title=asset.title,
        earmark=Earmark(asset.earmark),
        available=available if asset.divisible else None,
        value=None if asset.divisible else asset.value_fen,
        unit=1 if asset.divisible else None,
        share=Fraction(asset.share),
        co_owned=bool(asset.co_owners) or Fraction(asset.share) != 1,
        charged=None if None in secured else sum(secured),
        ahead=0 if asset.divisible else None if None in amounts else sum(amounts),
        rank=1 if asset.divisible else 1 + len(others),
        arrives=int(noted.get("arrives_fen") or 0),
        own_project=noted.get("own_project") == "yes",
        business=noted.get("business") == "yes",
        lived_in=noted.get("lived_in") == "yes",
        only_home=noted.get("only_home") == "yes" or (only_home and noted.get("only_home") != "no"),
        home_exception=HomeException(noted["home_exception"]) if noted.get("home_exception") else None,
        necessity=Necessity(noted["necessity"]) if noted.get("necessity") else None,
    )


def _count(
    fresh: Mapping[_Key, Asset],
    known: Mapping[_Key, Asset],
    livings: Livings,
    spared: Collection[_Key],
    on: date,
) -> Sequence[Asset]:
    """Count what the things of each person in `fresh` can bring; returns those not in `fresh` that count otherwise now.

    The living allowance is left once, over all accounts of a person, so a new account can change what another counts.
    `spared` was found exempt by a person, and stays so.
    """
    people = {key[0] for key in fresh}
    things = {key: asset for key, asset in known.items() if key[0] in people}
    held = _held_by_us(things.values())
    homes = Counter(key[0] for key, asset in things.items() if asset.kind == HoldingKind.HOME and not asset.gone_on)
    seen: dict[_Key, Thing] = {}
    for key, asset in things.items():
        ours, numbers = held.get(asset.pk, (0, frozenset()))
        only = asset.kind == HoldingKind.HOME and homes[key[0]] == 1 and key[0] in livings
        seen[key] = replace(thing_of(asset, held=ours, ours=numbers, only_home=only), key="/".join(map(str, key)))
    shares: dict[str, Fen] = {}
    for person_id, living in livings.items():
        if living is not None:
            own = [seen[key] for key, asset in things.items() if key[0] == person_id and asset.gone_on is None]
            shares |= allowances(own, living, on=on)
    otherwise = []
    for key, asset in things.items():
        before = [getattr(asset, name) for name in _COUNTED]
        living = livings.get(key[0])
        counted = exemption(seen[key], living, on=on, keep=shares.get(seen[key].key, 0))
        if key not in spared:
            _put(asset, seen[key], counted)
        if key not in fresh and before != [getattr(asset, name) for name in _COUNTED]:
            otherwise.append(asset)
    return otherwise


def _held_by_us(assets: Iterable[Asset]) -> Mapping[int, tuple[Fen, frozenset[str]]]:
    """By asset: what controls of ours hold of it, and the numbers of their cases."""
    ids = [asset.pk for asset in assets if asset.pk]
    rows = Control.objects.filter(asset_id__in=ids, state__in=(ControlState.IN_FORCE, ControlState.WAITING))
    found: dict[int, tuple[Fen, frozenset[str]]] = {}
    for asset_id, number, held in rows.values_list("asset_id", "case__number", "held_fen"):
        before, numbers = found.get(asset_id, (0, frozenset()))
        found[asset_id] = before + held, numbers | {number}
    return found


def _put(asset: Asset, thing: Thing, counted: Exempt) -> None:
    """An account that wages come to carries its part of the living allowance as exempt; on any other account it is kept
    free by the order (`keep`), so that a freeze may stand there for what comes later."""
    worth = thing.potential
    left = (counted.amount or 0) if counted.extent in (Extent.LIVING, Extent.WHOLE) else 0
    if counted.extent is Extent.WHOLE:
        asset.exemption = Exemption.WHOLE
    elif left and thing.earmark is Earmark.WAGES:
        asset.exemption = Exemption.PART
    else:
        asset.exemption = Exemption.NONE
    asset.exempt_fen = 0 if asset.exemption == Exemption.NONE else left
    basis = "" if counted.extent is Extent.NONE else f"{counted.reason}（{counted.citation}）"
    asset.exempt_basis = basis[:200]
    nothing = asset.gone_on is not None or counted.extent is Extent.WHOLE or worth is None
    asset.counts_fen = 0 if nothing or worth is None else max(0, worth - left)
    asset.counted_why = list(_why(asset, thing, counted))


def _why(asset: Asset, thing: Thing, counted: Exempt) -> Iterable[str]:
    gross = thing.available if thing.available is not None else thing.value
    word = "可用" if asset.available_fen is not None else "价值"
    yield f"{word} {display(gross)}" if gross is not None else "价值未知，须先评估"
    if thing.share != 1:
        yield f"被执行人的份额 {asset.share}"
    if thing.charged is None:
        yield "设有担保，担保数额不明，须先查明"
    elif thing.charged:
        yield f"先受偿的担保 {display(thing.charged)}"
    if thing.rank > 1:
        yield f"其他法院在先控制 {thing.rank - 1} 项" + (f"，计 {display(thing.ahead)}" if thing.ahead else "")
    if counted.extent is not Extent.NONE:
        yield f"{counted.reason}（{counted.citation}）"
    if asset.gone_on:
        yield asset.gone_why
