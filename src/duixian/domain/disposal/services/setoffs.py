"""A failed thing taken in kind."""

from collections.abc import Sequence
from datetime import date, datetime

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Disposal, SetOff
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

BASIS = "《拍卖、变卖财产的规定》第十六条"


def accept(
    *,
    acting: Acting,
    disposal: Disposal,
    auction: AuctionRound,
    taker: Person,
    price: Fen,
    difference: Fen,
    why: Sequence[str],
    on: date,
) -> SetOff:
    """A creditor takes the thing at the reserve of the round that failed, and pays `difference` fen on top. In the
    caller's act."""
    require(acting, "disposal.start", of_court=disposal.court_id)
    trail.take_turn(disposal.court_id)
    return SetOff.objects.create(
        court_id=disposal.court_id,
        disposal=disposal,
        round=auction,
        taker=taker,
        price_fen=price,
        difference_fen=difference,
        why=list(why),
        accepted_on=on,
    )


def rule(*, acting: Acting, set_off: SetOff, on: date, now: datetime) -> SetOff:
    """The ruling is made (以物抵债裁定); it takes effect when it is served on the taker."""
    require(acting, "disposal.rule", of_court=set_off.court_id)
    trail.take_turn(set_off.court_id)
    if not SetOff.objects.filter(pk=set_off.pk, ruled_on__isnull=True).update(ruled_on=on):
        raise Refused(Fault("setoff.ruled", "抵债裁定已经作出", "请送达", field="裁定"))
    set_off.refresh_from_db()
    trail.record(
        acting=acting,
        act="setoff.rule",
        now=now,
        ground=BASIS,
        subject=f"case:{set_off.disposal.case_id}",
        payload={"disposal": set_off.disposal_id},
    )
    return set_off


def serve(*, acting: Acting, set_off: SetOff, on: date) -> SetOff:
    """The ruling is served: the thing is the taker's. In the caller's act, which lets the debt fall."""
    require(acting, "disposal.serve", of_court=set_off.court_id)
    trail.take_turn(set_off.court_id)
    set_off.refresh_from_db()
    if set_off.ruled_on is None or on < set_off.ruled_on:
        raise Refused(Fault("setoff.not_ruled", "尚未作出抵债裁定", "请先作出裁定", field="裁定"))
    if set_off.served_on is not None:
        raise Refused(Fault("setoff.served", "抵债裁定已经送达", "无须再次办理", field="裁定"))
    SetOff.objects.filter(pk=set_off.pk).update(served_on=on)
    set_off.refresh_from_db()
    return set_off
