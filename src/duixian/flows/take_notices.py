"""Take what agencies tell unasked: a waiting control moved up, money came under a standing freeze, a control ended,
a person died.

An agency tells all courts in one series, read by a cursor that moves on only when every court has its part. A notice
counts once, whatever is repeated, and in any order: `controls` knows what is past. One about a control whose own answer
has not come yet is left for the next time, and the cursor before it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duixian.base.faults import Refused
from duixian.domain.assets import things
from duixian.domain.assets.models import Control, ControlOrder, ControlState, Counterparty, NoticeKept, OrderState
from duixian.domain.assets.services import controls, counterparties, watch
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed, record_many
from duixian.flows import release_excess
from duixian.flows.send_orders import JOB
from duixian.ports.agencies import Exchange, Notice, NoticeKind

ENDED_OUTSIDE: Final = "ended_outside"
"""Kind of the incident of a control that an agency ended before its time."""

_UNDER_WAY: Final = (OrderState.APPROVED, OrderState.SENT)
_LASTS: Final = (ControlState.IN_FORCE, ControlState.WAITING)


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom a notice concerns at one court: a control, or a person. `early`: the control's own answer is yet to come."""

    court_id: int
    control_id: int | None = None
    person_id: int | None = None
    early: bool = False


@dataclass(slots=True)
class Taken:
    """What became of a page of notices."""

    kept: int = 0
    known: int = 0
    strangers: int = 0
    waiting: int = 0
    cursor: str = ""
    touched: set[int] = field(default_factory=set)


def listening(*, now: datetime) -> list[Counterparty]:
    """The agencies to ask for news: in use, and not resting."""
    awake = Q(rest_until__isnull=True) | Q(rest_until__lte=now)
    return list(Counterparty.objects.filter(awake, active=True))


def take(*, counterparty_id: int, notices: Sequence[Notice], exchange: Exchange, now: datetime) -> Taken:
    """Take a page of notices, oldest first, at every court they concern, each court in its own transaction; then move
    the cursor. A notice about nothing of ours is passed over and counted."""
    aims = _aims(counterparty_id, notices)
    taken = Taken()
    early = next((place for place, one in enumerate(notices) if any(a.early for a in aims[one.id])), len(notices))
    ready = notices[:early]
    taken.waiting = len(notices) - early
    taken.strangers = sum(not aims[one.id] for one in ready)
    by_court: dict[int, list[tuple[Notice, Aim]]] = defaultdict(list)
    for one in ready:
        for aim in aims[one.id]:
            by_court[aim.court_id].append((one, aim))
    for court_id, news in sorted(by_court.items()):
        _take_at(court_id, counterparty_id, news, exchange, now, taken)
    if ready:
        taken.cursor = ready[-1].id
        counterparties.take_cursor(counterparty_id=counterparty_id, cursor=taken.cursor)
    return taken


def _aims(counterparty_id: int, notices: Sequence[Notice]) -> Mapping[str, list[Aim]]:
    """For each notice what it concerns, over all courts."""
    with scope.of_all_courts():
        references = {one.control for one in notices if one.control}
        by_reference = {
            reference: Aim(court_id, control_id)
            for reference, court_id, control_id in Control.objects.filter(
                asset__counterparty_id=counterparty_id, reference__in=references
            ).values_list("reference", "court_id", "pk")
        }
        by_key = {
            key: Aim(court_id, control_id, early=state == ControlState.ORDERED and order in _UNDER_WAY)
            for key, court_id, control_id, state, order in ControlOrder.objects.filter(
                counterparty_id=counterparty_id,
                key__in={one.order_key for one in notices if one.order_key},
                control__isnull=False,
            ).values_list("key", "court_id", "control_id", "control__state", "state")
        }
        people: dict[str, list[Aim]] = defaultdict(list)
        numbers = {one.subject_number for one in notices if one.kind is NoticeKind.SUBJECT_DIED}
        for number, court_id, person_id in Person.objects.filter(id_number__in=numbers - {""}).values_list(
            "id_number", "court_id", "pk"
        ):
            people[number].append(Aim(court_id, person_id=person_id))
    found: dict[str, list[Aim]] = {}
    for one in notices:
        if one.kind is NoticeKind.SUBJECT_DIED:
            found[one.id] = people.get(one.subject_number, [])
        else:
            aim = by_reference.get(one.control) or by_key.get(one.order_key)
            found[one.id] = [aim] if aim else []
    return found


def _take_at(
    court_id: int,
    counterparty_id: int,
    news: Sequence[tuple[Notice, Aim]],
    exchange: Exchange,
    now: datetime,
    taken: Taken,
) -> None:
    acting = Acting.system(court_id, JOB)
    on = timezone.localtime(now).date()
    touched: set[int] = set()
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        known = set(
            NoticeKept.objects.filter(
                counterparty_id=counterparty_id, notice_id__in=[one.id for one, _ in news]
            ).values_list("notice_id", flat=True)
        )
        deeds: list[Deed] = []
        for one, aim in news:
            if one.id in known:
                taken.known += 1
                continue
            known.add(one.id)
            told = _carry_over(acting, one, aim, touched, now)
            NoticeKept.objects.create(
                court_id=court_id,
                counterparty_id=counterparty_id,
                notice_id=one.id,
                kind=one.kind,
                control_id=aim.control_id,
                person_id=aim.person_id,
                payload=_payload(one) | ({"not_taken": told} if told else {}),
                reply_sha256=exchange.reply_sha256,
                told_at=one.at,
                taken_at=now,
            )
            taken.kept += 1
            deeds.append(_deed(acting, one, aim, told, now))
        record_many(deeds)
        for case in Case.objects.filter(pk__in=touched).order_by("pk"):
            release_excess.settle(case=case, acting=acting, on=on, now=now)
    taken.touched |= touched


def _carry_over(acting: Acting, notice: Notice, aim: Aim, touched: set[int], now: datetime) -> str:
    """Let the control follow; why it could not, or nothing."""
    if aim.control_id is None:
        return ""
    control = Control.objects.get(pk=aim.control_id)
    day = timezone.localtime(notice.at).date()
    try:
        with transaction.atomic():
            _move(acting, control, notice, day, now)
    except Refused as refused:
        return str(refused)
    touched.add(control.case_id)
    return ""


def _move(acting: Acting, control: Control, notice: Notice, day: date, now: datetime) -> None:
    if notice.kind is NoticeKind.PROMOTED:
        assert notice.rank is not None  # the schema demands it
        if control.state == ControlState.WAITING and notice.rank < control.rank:
            controls.promote(control, rank=notice.rank, held=notice.amount, on=day)
    elif notice.kind is NoticeKind.ARRIVED:
        assert notice.amount is not None
        controls.hold_more(control, held=notice.amount, on=day, told_at=notice.at)
    elif notice.kind is NoticeKind.ENDED and control.state in _LASTS:
        if _untimely(control, day):
            story = [{"day": day.isoformat(), "reason": notice.reason, "until": str(control.until)}]
            watch.note_incident(acting=acting, control=control, kind=ENDED_OUTSIDE, story=story, now=now)
        controls.end(control, on=day, why=f"协助单位告知已终止：{notice.reason or '未说明原因'}")
    elif notice.kind is NoticeKind.ENDED and things.still_there(control):
        controls.released(control, amount=None, on=day)


def _untimely(control: Control, day: date) -> bool:
    """It ended there before its last day, and not because we let go of it: somebody has to answer for that."""
    let_go = control.releasing_fen >= control.limit_fen
    return not let_go and control.until is not None and day <= control.until


def _payload(notice: Notice) -> dict[str, Any]:
    return {
        "asset": notice.asset,
        "control": notice.control,
        "order_key": notice.order_key,
        "rank": notice.rank,
        "amount": notice.amount,
        "until": notice.until.isoformat() if notice.until else None,
        "reason": notice.reason,
    }


def _deed(acting: Acting, notice: Notice, aim: Aim, told: str, now: datetime) -> Deed:
    subject = f"person:{aim.person_id}" if aim.control_id is None else f"control:{aim.control_id}"
    return Deed(
        acting,
        f"notice.{notice.kind}",
        now,
        subject=subject,
        payload=_payload(notice) | {"id": notice.id, "not_taken": told},
    )
