"""Write down what agencies answer: many answers in one transaction, each counted once.

Every call is kept, whatever became of it. An answer to a query becomes assets, an answer to any other order moves its
control; then what is held above the need is let go. An answer that comes twice, late or for an order that is settled
already is kept and changes nothing. One answer that cannot be written down does not hold up the others.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets import things
from duixian.domain.assets.models import (
    Control,
    ControlOrder,
    ControlState,
    NoticeKept,
    OrderExchange,
    OrderState,
)
from duixian.domain.assets.services import controls, findings, searches
from duixian.domain.assets.services.findings import Told
from duixian.domain.cases.models import Case, Node
from duixian.domain.courts import scope
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed, record_many
from duixian.flows import release_excess
from duixian.flows.living import livings
from duixian.flows.open_nodes import open_nodes
from duixian.flows.send_orders import JOB, Outgoing
from duixian.ports.agencies import (
    Act,
    AgencyFailure,
    AgencyUnreachable,
    Answer,
    AnswerNotTrusted,
    Exchange,
    Holding,
    NoticeKind,
    OrderRefused,
    Outcome,
    Reply,
    UnknownOrder,
)
from duixian.ports.answers import Reason, check, usable_holdings

HIT_NODE: Final = "online_control"
"""The limit for control after property was found."""

_FIRST_PAUSE: Final = timedelta(seconds=4)
_LONGEST_PAUSE: Final = timedelta(minutes=30)
_FIRST_POLL: Final = timedelta(seconds=2)
_TRIES_AT_ONCE: Final = 3
_DEAD: Final = frozenset({Reason.SUBJECT_DEAD, Reason.SUBJECT_DISSOLVED})
_NOT_HELD: Final = frozenset({Reason.CONTROL_UNKNOWN, Reason.CONTROL_ENDED})
_TELLING: Final = frozenset({Outcome.DONE, Outcome.PARTIAL, Outcome.NOTHING})
_UNDER_WAY: Final = (OrderState.APPROVED, OrderState.SENT)
_OVER: Final = frozenset({ControlState.RELEASED, ControlState.LAPSED, ControlState.ENDED, ControlState.REFUSED})


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one sending, and when."""

    outgoing: Outgoing
    result: Reply | AgencyFailure
    at: datetime

    @property
    def exchange(self) -> Exchange:
        """The call as it went over the wire."""
        return self.result.exchange


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a result means for its order. `due_at`: when the worker tries again; `settled`: the answer is final."""

    state: OrderState
    reason: str = ""
    outcome: str = ""
    done: int | None = None
    answered_at: datetime | None = None
    due_at: datetime | None = None
    answer: Answer | None = None
    holdings: tuple[Holding, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing more is expected of this order."""
        return self.state not in _UNDER_WAY


@dataclass(slots=True)
class Summary:
    """What a batch of results came to."""

    answered: int = 0
    failed: int = 0
    again: int = 0
    kept_only: int = 0
    found: int = 0
    touched: set[int] = field(default_factory=set)

    def __iadd__(self, other: "Summary") -> "Summary":
        self.answered += other.answered
        self.failed += other.failed
        self.again += other.again
        self.kept_only += other.kept_only
        self.found += other.found
        self.touched |= other.touched
        return self


def pause(key: str, attempts: int, *, first: timedelta = _FIRST_PAUSE) -> timedelta:
    """How long to wait before the next try: doubling from `first` up to half an hour, shifted by up to a quarter by the
    order's own key, so that orders that failed together do not come back together."""
    grown = min(_LONGEST_PAUSE, first * (1 << min(max(attempts, 1) - 1, 16)))
    spread = hashlib.sha256(f"{key}:{attempts}".encode()).digest()[0]
    return grown + grown * spread / 1024


def judge(heard: Heard, *, now: datetime) -> Verdict:
    """What a result means for its order; reads nothing, writes nothing."""
    order, attempt = heard.outgoing.order, heard.outgoing.attempt
    result = heard.result
    again = now + pause(order.key, attempt)
    if isinstance(result, Reply):
        return _of_reply(heard, result, now)
    said = str(result)[:200]
    if isinstance(result, AnswerNotTrusted):
        return Verdict(OrderState.SENT, f"答复不可采信：{said}", due_at=again, faults=result.faults)
    if isinstance(result, OrderRefused):
        return _of_refusal(heard, f"协助单位未接受指令：{said}", now)
    if isinstance(result, UnknownOrder):
        soon = now if attempt <= _TRIES_AT_ONCE else again
        return Verdict(OrderState.SENT, "协助单位未收到指令，重新发送", due_at=soon, faults=result.faults)
    if isinstance(result, AgencyUnreachable) and result.retry_after:
        again = max(again, now + timedelta(seconds=result.retry_after))
    pending = Outcome.PENDING if heard.outgoing.ask else ""
    return Verdict(OrderState.SENT, f"未能联系：{said}", pending, due_at=again, faults=result.faults)


def _of_refusal(heard: Heard, said: str, now: datetime) -> Verdict:
    """Refused when it was first sent, an order was not carried out. Refused later, it may have been the first time:
    then the agency is asked, and if it will not say, people are."""
    assert isinstance(heard.result, OrderRefused)
    faults = heard.result.faults
    if heard.outgoing.attempt == 1:
        return Verdict(OrderState.FAILED, said, Outcome.REFUSED, faults=faults)
    if heard.outgoing.ask:
        return Verdict(OrderState.FAILED, f"{said}；此前的发送结果不明，请与协助单位核实", faults=faults)
    return Verdict(OrderState.SENT, said, Outcome.PENDING, due_at=now, faults=faults)


def _of_reply(heard: Heard, reply: Reply, now: datetime) -> Verdict:
    order, answer = heard.outgoing.order, reply.answer
    wrong = check(order, answer)
    if wrong:  # the adapter should have seen it; nothing of it may be used all the same
        again = now + pause(order.key, heard.outgoing.attempt)
        return Verdict(OrderState.SENT, f"答复不可采信：{wrong[0]}", due_at=again, faults=wrong)
    holdings, faults = usable_holdings(order, answer)
    faults = (*reply.faults, *(fault for fault in faults if fault not in reply.faults))
    if answer.outcome is Outcome.PENDING:
        poll = now + pause(order.key, heard.outgoing.attempt, first=_FIRST_POLL)
        return Verdict(OrderState.SENT, answer.reason, Outcome.PENDING, due_at=poll, faults=faults)
    return Verdict(
        OrderState.ANSWERED,
        answer.reason,
        answer.outcome,
        answer.amount,
        answer.answered_at,
        answer=answer,
        holdings=holdings,
        faults=faults,
    )


# --- writing down


def take(*, court_id: int, heard: Sequence[Heard], now: datetime) -> Summary:
    """Write down what came of these sendings of one court, in one transaction.

    Where the database or the law refuses one of them, all are tried one by one, and the one that cannot be written down
    is kept with the reason and comes again later, for people to see.
    """
    try:
        with scope.of_court(court_id):
            return _take_together(court_id, heard, now)
    except (DatabaseError, Refused, BadInput) as error:
        if isinstance(error, OperationalError):  # the database itself is away: the lease brings the orders back
            raise
        if len(heard) == 1:
            return _keep_only(court_id, heard[0], error, now)
    summary = Summary()
    for one in heard:
        summary += take(court_id=court_id, heard=[one], now=now)
    return summary


def _take_together(court_id: int, heard: Sequence[Heard], now: datetime) -> Summary:
    acting = Acting.system(court_id, JOB)
    on = timezone.localtime(now).date()
    trail.take_turn(court_id)
    orders = {
        order.pk: order
        for order in ControlOrder.objects.select_for_update(of=("self",))
        .select_related("case", "control", "asset")
        .filter(pk__in={one.outgoing.order_id for one in heard})
        .order_by("pk")
    }
    summary = Summary()
    judged: list[tuple[Heard, Verdict]] = []
    news: list[tuple[ControlOrder, Verdict]] = []
    for one in heard:
        order, verdict = orders[one.outgoing.order_id], judge(one, now=now)
        judged.append((one, verdict))
        if order.state not in _UNDER_WAY:
            summary.kept_only += 1
            continue
        order.state = verdict.state
        news.append((order, verdict))
    _keep_exchanges(judged)
    _write_orders(news)
    for _, verdict in news:
        summary.answered += verdict.state == OrderState.ANSWERED
        summary.failed += verdict.state == OrderState.FAILED
        summary.again += not verdict.settled
    summary.found = _take_findings(news, court_id, on, now)
    summary.touched = _move_controls(acting, news, on, now)
    _note_deaths(news, now)
    over = {order.search_id for order, verdict in news if verdict.settled and order.search_id}
    searches.finish_searches(search_ids=sorted(over), acting=acting, now=now)
    for case in Case.objects.filter(pk__in=summary.touched).order_by("pk"):
        release_excess.settle(case=case, acting=acting, on=on, now=now)
    return summary


def _keep_only(court_id: int, heard: Heard, error: Exception, now: datetime) -> Summary:
    """An answer that cannot be written down: the call is kept with the reason, and the order comes again later."""
    faults = error.reasons if isinstance(error, Refused) else error.faults if isinstance(error, BadInput) else ()
    said = Fault("answer.not_taken", "答复无法入账：{why}", "请核对本案的控制和答复", data={"why": str(error)[:200]})
    later = now + pause(heard.outgoing.order.key, heard.outgoing.attempt + 4)
    outcome = Outcome.PENDING if isinstance(heard.result, Reply) else ""
    verdict = Verdict(OrderState.SENT, str(said), outcome, due_at=later, faults=(said, *faults))
    with scope.of_court(court_id):
        trail.take_turn(court_id)
        order = ControlOrder.objects.select_for_update().get(pk=heard.outgoing.order_id)
        _keep_exchanges([(heard, verdict)])
        if order.state not in _UNDER_WAY:
            return Summary(kept_only=1)
        _write_orders([(order, verdict)])
    return Summary(again=1)


def _keep_exchanges(judged: Sequence[tuple[Heard, Verdict]]) -> None:
    """Keep every call. The bytes of one call that carried many orders are kept with the first of them."""
    carriers: dict[int, OrderExchange] = {}
    carried: list[OrderExchange] = []
    for one, verdict in judged:
        exchange, first = one.exchange, carriers.get(id(one.exchange))
        row = OrderExchange(
            court_id=one.outgoing.court_id,
            order_id=one.outgoing.order_id,
            attempt=one.outgoing.attempt,
            operation=exchange.operation[:20],
            request=b"" if first else exchange.request,
            request_signature="" if first else exchange.request_signature,
            request_sha256=exchange.request_sha256,
            reply=b"" if first else exchange.reply,
            reply_signature="" if first else exchange.reply_signature,
            reply_sha256=exchange.reply_sha256,
            status=exchange.status,
            trusted=exchange.trusted and isinstance(one.result, Reply),
            error=(exchange.error or ("" if isinstance(one.result, Reply) else str(one.result)))[:300],
            faults=[fault.as_json() for fault in verdict.faults],
            carried_by=first,
            at=one.at,
        )
        if first is None:
            carriers[id(exchange)] = row
        else:
            carried.append(row)
    OrderExchange.objects.bulk_create(carriers.values(), batch_size=500)
    OrderExchange.objects.bulk_create(carried, batch_size=1000)


_WRITE = """
update assets_controlorder o
   set state = v.state, outcome = v.outcome, done_fen = v.done, answer_reason = v.reason, answered_at = v.answered_at,
       due_at = v.due_at
  from jsonb_to_recordset(%s::jsonb) as v (id bigint, state text, outcome text, done bigint, reason text,
       answered_at timestamptz, due_at timestamptz)
 where o.id = v.id
"""


def _write_orders(news: Sequence[tuple[ControlOrder, Verdict]]) -> None:
    rows = [
        {
            "id": order.pk,
            "state": verdict.state,
            "outcome": verdict.outcome,
            "done": verdict.done,
            "reason": verdict.reason[:300],
            "answered_at": verdict.answered_at.isoformat() if verdict.answered_at else None,
            "due_at": verdict.due_at.isoformat() if verdict.due_at else None,
        }
        for order, verdict in news
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [json.dumps(rows, ensure_ascii=False)])


# --- what follows from an answer


def _take_findings(news: Sequence[tuple[ControlOrder, Verdict]], court_id: int, on: date, now: datetime) -> int:
    """Answers to queries become assets; the first property found in a case starts the limit for control."""
    told = [
        Told(
            order=order,
            holdings=verdict.holdings,
            answered_at=verdict.answer.answered_at,
            complete=order.asset_id is None and not verdict.faults and verdict.answer.outcome is not Outcome.PARTIAL,
        )
        for order, verdict in news
        if order.act == Act.QUERY and verdict.answer is not None and verdict.answer.outcome in _TELLING
    ]
    if not told:
        return 0
    people = {one.order.person_id for one in told}
    taken = findings.take_findings(told=told, livings=livings(court_id=court_id, person_ids=people, on=on), now=now)
    begun = set(Node.objects.filter(case_id__in=taken.found, rule=HIT_NODE).values_list("case_id", flat=True))
    for case in Case.objects.filter(pk__in=set(taken.found) - begun).order_by("pk"):
        open_nodes(case=case, rules=[HIT_NODE], since=on)
    return sum(taken.found.values())


def _move_controls(acting: Acting, news: Sequence[tuple[ControlOrder, Verdict]], on: date, now: datetime) -> set[int]:
    """Answers to other orders move their controls; the ids of the cases whose controls may have changed."""
    touched: set[int] = set()
    deeds: list[Deed] = []
    for order, verdict in news:
        if order.act == Act.QUERY or not verdict.settled or order.control is None:
            continue
        touched.add(order.case_id)
        move_control(order, order.control, verdict, on)
        deeds.append(
            Deed(
                acting,
                f"order.{order.act}.answered",
                now,
                ground=order.ground,
                subject=f"case:{order.case_id}",
                payload={
                    "order": order.key,
                    "outcome": verdict.outcome,
                    "amount_fen": verdict.done,
                    "reason": verdict.reason[:300],
                },
            )
        )
    record_many(deeds)
    return touched


def move_control(order: ControlOrder, control: Control, verdict: Verdict, on: date) -> None:
    """Carry one final result over to the control it is about."""
    control.refresh_from_db()
    done = verdict.outcome in (Outcome.DONE, Outcome.PARTIAL)
    answer = verdict.answer
    if order.act in (Act.FREEZE, Act.SEAL):
        if control.state != ControlState.ORDERED:
            return
        if verdict.outcome in (Outcome.NOTHING, Outcome.REFUSED):
            controls.refuse(control, why=verdict.reason or "协助单位查无此财产", on=on)
        elif answer is not None:
            _begin(order, control, answer)
    elif order.act == Act.DEDUCT:  # of a control that is over too: it was done before the release that was told first
        if done and verdict.done and control.state != ControlState.REFUSED:
            controls.deducted(control, amount=verdict.done, on=on)
    elif control.state in _OVER and not things.still_there(control):
        return
    elif order.act == Act.RELEASE:
        if done or verdict.outcome == Outcome.NOTHING or (answer and answer.reason_code in _NOT_HELD):
            _let_go(order, control, verdict, on, done=done)
    elif order.act == Act.RENEW and control.state not in _OVER and done and answer is not None:
        until = answer.until or order.until
        assert until is not None
        controls.renewed(control, until=until)


def _let_go(order: ControlOrder, control: Control, verdict: Verdict, on: date, *, done: bool) -> None:
    """What a release let go of. One of everything that was done in part leaves the rest held, and is asked for again;
    in part of a thing that has no parts, nothing was let go."""
    if verdict.outcome == Outcome.PARTIAL and order.amount_fen is None:
        if control.divisible and verdict.done is not None:
            controls.released(control, amount=verdict.done, on=on)
        return
    whole = order.amount_fen is None or not done
    controls.released(control, amount=None if whole else verdict.done, on=on)


def _begin(order: ControlOrder, control: Control, answer: Answer) -> None:
    """A control begins: in force, or in the queue."""
    until = answer.until or order.until
    assert until is not None
    since = timezone.localtime(answer.effective_at or answer.answered_at).date()
    rank = answer.rank or 1
    if answer.outcome is Outcome.WAITING or rank > 1:
        controls.wait(control, rank=max(rank, 2), reference=answer.control, effective_on=since, until=until)
        return
    controls.confirm(
        control,
        held=answer.amount if order.act == Act.FREEZE else None,
        rank=rank,
        reference=answer.control,
        effective_on=since,
        until=until,
    )


def _note_deaths(news: Sequence[tuple[ControlOrder, Verdict]], now: datetime) -> None:
    """An agency that says a person is dead or dissolved has said it for every order to come."""
    NoticeKept.objects.bulk_create(
        [
            NoticeKept(
                court_id=order.court_id,
                counterparty_id=order.counterparty_id,
                notice_id=f"answer:{verdict.answer.answer_id}"[:60],
                kind=NoticeKind.SUBJECT_DIED,
                person_id=order.person_id,
                payload={"order": order.key, "reason": verdict.reason[:300]},
                reply_sha256="",
                told_at=verdict.answer.answered_at,
                taken_at=now,
            )
            for order, verdict in news
            if verdict.answer is not None and verdict.answer.reason_code in _DEAD
        ],
        ignore_conflicts=True,
    )
