"""Writing promises with an hour: made, reminded of, judged, answered."""

from datetime import datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen, display
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.settlements.models import Promise, PromiseState
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

_BASIS = "《民事诉讼法》第二百四十一条"


def note(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    what: str,
    amount: Fen | None,
    due_at: datetime,
    remind_at: datetime,
    now: datetime,
) -> Promise:
    """Keep a promise. Raises `BadInput` for an hour that has passed, for no words, and for no sum."""
    require(acting, "promise.note", of_court=case.court_id)
    faults = []
    if due_at <= now:
        faults.append(
            Fault(
                "promise.past",
                "约定时间已过",
                "请填写今后的时间；当场履行的，直接登记到账",
                field="约定时间",
                value=due_at.isoformat(timespec="minutes"),
            )
        )
    if not what.strip():
        faults.append(Fault("promise.what", "须写明承诺的内容", "请按笔录或者通话记录填写", field="内容"))
    if amount is not None and amount <= 0:
        faults.append(Fault("promise.amount", "金额须大于零", "请核对", field="金额", value=display(amount)))
    if faults:
        raise BadInput.of(faults)
    trail.take_turn(case.court_id)
    made = Promise.objects.create(
        court_id=case.court_id,
        case=case,
        person=person,
        what=what.strip()[:300],
        amount_fen=amount,
        made_at=now,
        due_at=due_at,
        remind_at=remind_at,
        noted_by=acting.code,
    )
    _record(acting, made, "note", now)
    return made


def note_reminded(*, promise: Promise, now: datetime) -> bool:
    """The reminder went out; False where it had."""
    return bool(Promise.objects.filter(pk=promise.pk, reminded_at__isnull=True).update(reminded_at=now))


def judge(*, acting: Acting, promise: Promise, state: PromiseState, came_in: Fen, now: datetime) -> Promise:
    """Keep how a promise turned out. A broken one becomes kept where the money turns out to have been in time."""
    trail.take_turn(promise.court_id)
    changed = (
        Promise.objects.filter(pk=promise.pk, state__in=(PromiseState.OPEN, PromiseState.BROKEN))
        .exclude(state=state)
        .update(state=state, judged_at=now, came_in_fen=came_in)
    )
    promise.refresh_from_db()
    if changed:
        _record(acting, promise, str(state), now)
    return promise


def note_done(*, acting: Acting, promise: Promise, done: str, now: datetime) -> Promise:
    """What was promised was done, other than by money that came in here. Raises `BadInput`, `Refused`."""
    require(acting, "promise.note", of_court=promise.court_id)
    if not done.strip():
        raise BadInput(Fault("promise.done", "须写明履行情况", "请填写凭据", field="履行情况"))
    trail.take_turn(promise.court_id)
    waiting = Promise.objects.filter(
        pk=promise.pk, state__in=(PromiseState.OPEN, PromiseState.BROKEN), answered_at=None
    )
    if not waiting.update(state=PromiseState.KEPT, judged_at=now, done_note=done.strip()[:300]):
        raise Refused(_over(promise))
    promise.refresh_from_db()
    _record(acting, promise, "kept", now)
    return promise


def withdraw(*, acting: Acting, promise: Promise, why: str, now: datetime) -> Promise:
    """It was noted by mistake, or the parties made another. Raises `BadInput`, `Refused`."""
    require(acting, "promise.note", of_court=promise.court_id)
    if not why.strip():
        raise BadInput(Fault("promise.why", "须写明取消的原因", "请填写原因", field="原因"))
    trail.take_turn(promise.court_id)
    open_ = Promise.objects.filter(pk=promise.pk, state=PromiseState.OPEN)
    if not open_.update(state=PromiseState.WITHDRAWN, judged_at=now, done_note=why.strip()[:300]):
        raise Refused(_over(promise))
    promise.refresh_from_db()
    _record(acting, promise, "withdrawn", now)
    return promise


def answer(*, acting: Acting, promise: Promise, text: str, now: datetime) -> Promise:
    """What the officer does about a broken promise. Nothing follows by itself. Raises `BadInput`, `Refused`."""
    require(acting, "promise.note", of_court=promise.court_id)
    if not text.strip():
        raise BadInput(Fault("promise.answer", "须写明如何处理", "请填写", field="处理意见"))
    trail.take_turn(promise.court_id)
    waiting = Promise.objects.filter(pk=promise.pk, state=PromiseState.BROKEN, answered_at__isnull=True)
    if not waiting.update(answer=text.strip()[:300], answered_at=now, answered_by=acting.code):
        raise Refused(_over(promise))
    promise.refresh_from_db()
    _record(acting, promise, "answered", now)
    return promise


def _over(promise: Promise) -> Fault:
    return Fault(
        "promise.over", "该承诺不在此状态（{state}）", "请刷新后查看", field="承诺",
        data={"state": promise.get_state_display()},
    )  # fmt: skip


def _record(acting: Acting, promise: Promise, what: str, now: datetime) -> None:
    trail.record(
        acting=acting,
        act=f"promise.{what}",
        now=now,
        ground=_BASIS,
        subject=f"case:{promise.case_id}",
        payload={"promise": promise.pk, "due": promise.due_at.isoformat(), "fen": promise.amount_fen},
    )
