"""What was found of the debtors and is still there, with what the record can prove of why it cannot be executed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Q

from duixian.base.money import Fen
from duixian.domain.assets import things
from duixian.domain.assets.models import Asset, Control, ControlState, Exemption, OutsiderObjection
from duixian.domain.cases.models import Case
from duixian.domain.disposal.models import Disposal, DisposalState
from duixian.domain.parties.models import Person
from duixian.law.control import HoldingKind
from duixian.law.ending import AssetSeen, Signed, Unexecutable

CASH: Final = frozenset({HoldingKind.DEPOSIT, HoldingKind.WALLET})
_MOVED: Final = frozenset({HoldingKind.VEHICLE})
_UNSOLD: Final = (DisposalState.FAILED, DisposalState.RETURNED)


def subject_of(asset: Asset) -> str:
    """How a record names a thing."""
    return f"asset:{asset.pk}"


def still_found(court_id: int, people: Sequence[Person]) -> list[Asset]:
    """The things of these people that are known and not gone; empty accounts and shares are nothing."""
    rows = Asset.objects.filter(court_id=court_id, person__in=people, gone_on__isnull=True)
    return [
        asset
        for asset in rows.select_related("person").order_by("kind", "pk")
        if asset.balance_fen != 0 or asset.value_fen or asset.counts_fen or asset.available_fen
    ]


def assets_seen(case: Case, people: Sequence[Person], *, reasons: Mapping[str, Signed]) -> tuple[AssetSeen, ...]:
    """The things found, each with the reason signed for it; four queries."""
    found = still_found(case.court_id, people)
    ids = [asset.pk for asset in found]
    held: dict[int, list[Control]] = defaultdict(list)
    for control in Control.objects.filter(case=case, asset_id__in=ids, state__in=things.ALIVE):
        held[control.asset_id].append(control)
    unsold = _ids(Disposal.objects.filter(asset_id__in=ids, state__in=_UNSOLD).values_list("asset_id", flat=True))
    upheld = Q(state=OutsiderObjection.State.UPHELD)
    objected = _ids(OutsiderObjection.objects.filter(upheld, asset_id__in=ids).values_list("asset_id", flat=True))
    return tuple(
        _seen(asset, held[asset.pk], reasons.get(subject_of(asset)), unsold=unsold, objected=objected)
        for asset in found
    )


def _ids(found: object) -> frozenset[int]:
    return frozenset(found)  # type: ignore[call-overload, no-any-return]


def _seen(
    asset: Asset,
    controls: Sequence[Control],
    signed: Signed | None,
    *,
    unsold: frozenset[int],
    objected: frozenset[int],
) -> AssetSeen:
    return AssetSeen(
        key=str(asset.pk),
        title=asset.title,
        owner=asset.person.name,
        cash=asset.kind in CASH,
        reachable=reachable(asset, controls) if asset.kind in CASH else 0,
        registered_movable=asset.kind in _MOVED,
        sealed=any(control.state == ControlState.IN_FORCE for control in controls),
        unsold=asset.pk in unsold,
        behind_others=bool(asset.other_controls) or any(one.state == ControlState.WAITING for one in controls),
        exempt=asset.exemption != Exemption.NONE,
        worth=asset.counts_fen,
        objection_upheld=asset.pk in objected,
        reason=Unexecutable(signed.outcome) if signed is not None else None,
        record=signed,
    )


def reachable(asset: Asset, controls: Sequence[Control]) -> Fen:
    """What the court could still take of an account: what is free there and what we hold of it, less what the law
    leaves to the debtor; at least what it was counted at, and what is held and may be taken."""
    ours = sum(control.held_fen for control in controls if control.state == ControlState.IN_FORCE)
    there = asset.balance_fen if asset.balance_fen is not None else ours
    free = asset.available_fen if asset.available_fen is not None else there
    return max(0, asset.counts_fen, min(there, free + ours) - asset.exempt_fen)
