"""Open and close the rounds of our own hall when their hour has come."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from duixian.domain.disposal.models import AuctionRound, RoundState
from duixian.domain.disposal.services import hall
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose.close_round import close_round
from duixian.flows.dispose.open_round import opened, stopped_before_opening


def due(*, clock: hall.Clock) -> list[tuple[int, int]]:
    """Court and id of every round of our own hall that has to be opened or closed now, the most overdue first."""
    now = clock()
    found = AuctionRound.objects.filter(
        Q(state=RoundState.ANNOUNCED, starts_at__lte=now)
        | Q(state=RoundState.OPEN, ends_at__lte=now - hall.LONGEST_QUEUE),
        platform__own=True,
    )
    return list(found.order_by("ends_at").values_list("court_id", "pk"))


def open_or_close(*, round_id: int, acting: Acting, clock: hall.Clock, sign: hall.Sign, now: datetime) -> None:
    """Do what is due for one round: the outcome of a closed one goes into its disposal in the same transaction.

    Repeating it changes nothing. The court's turn is taken before the round's row: nobody waits in a circle.
    """
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        if stopped_before_opening(round_id=round_id, acting=acting, now=now):
            return
        if hall.open_round(round_id=round_id, clock=clock):
            opened(round_id=round_id, acting=acting, now=now)
            return
        closing = hall.close(round_id=round_id, clock=clock, sign=sign)
        if closing is not None:
            round_ = AuctionRound.objects.select_related("disposal").get(pk=round_id)
            close_round(auction=round_, closing=closing, acting=acting, now=now)
