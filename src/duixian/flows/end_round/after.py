"""What has to follow the end of a round: the entry in the database of ended rounds, and the ruling made public
(法〔2016〕373号 arts. 6, 12). The limit for the entry is met with it."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases import rounds
from duixian.domain.cases.models import Case, RoundEnd
from duixian.domain.cases.services import course, ending
from duixian.domain.courts.policies import require
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

ENTRY_NODE = "round_end_entry"


def note_entry(*, acting: Acting, case: Case, number: str, on: date, now: datetime) -> RoundEnd:
    """The ended round was entered in the database of ended rounds under a number, on a day. Raises `Refused` where no
    round of the case is ended or it was entered before, `BadInput` without a number or for a day that cannot be."""
    require(acting, "round.publish", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        ended = ending.enter_in_database(acting=acting, ended=_standing(case), number=number, on=on, now=now)
        course.finish_node(case=case, rule=ENTRY_NODE, on=on)
    return ended


def note_publication(*, acting: Acting, case: Case, where: str, on: date, now: datetime) -> RoundEnd:
    """The ruling was made public at an address, on a day. Raises as `note_entry`."""
    require(acting, "round.publish", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        return ending.publish(acting=acting, ended=_standing(case), where=where, on=on, now=now)


def _standing(case: Case) -> RoundEnd:
    ended = rounds.standing_end(case.pk)
    if ended is None:
        raise Refused(
            Fault("round.not_ended", "案件没有终结本次执行程序", "请核对案件状态", field="案号", value=case.number,
                  data={"step": "case"})
        )  # fmt: skip
    return ended
