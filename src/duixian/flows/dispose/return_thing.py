"""Nobody buys it and nobody takes it: the control is released and the thing goes back (拍卖变卖规定 24, 25)."""

from datetime import date, datetime

from django.db import transaction

from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.dispose import course
from duixian.flows.instruments.disposal import issue_return_notice
from duixian.flows.release_excess import let_go
from duixian.law.procedure.auction_life import DisposalAct


def return_thing(*, acting: Acting, disposal: Disposal, on: date, now: datetime) -> Disposal:
    """Give the thing back to the debtor after the last round failed and every creditor refused it: its release is
    ordered in the same transaction. Raises `Refused` otherwise."""
    require(acting, "disposal.return", of_court=disposal.court_id)
    with transaction.atomic():
        trail.take_turn(disposal.court_id)
        disposal = course.move(acting=acting, disposal=disposal, act=DisposalAct.RETURN, on=on, now=now)
        let_go(
            acting=Acting.system(disposal.court_id, "disposal"),
            control=disposal.control,
            why="变卖不成且无债权人接受抵债，退还被执行人（《拍卖、变卖财产的规定》第二十四条、第二十五条）",
            on=on,
            now=now,
        )
        issue_return_notice(acting=acting, disposal=disposal, on=on, now=now)
    return disposal
