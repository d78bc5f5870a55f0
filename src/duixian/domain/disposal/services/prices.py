"""Inquiries into the price of a thing: opened, answered, served, objected to, fixed. One is open at a time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import LARGEST, Fen, display
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import Disposal, PriceInquiry, PriceMethod, PriceObjection, PriceQuote
from duixian.domain.disposal.services import disposals
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting

State = PriceInquiry.State
OPEN = (State.OPEN, State.REPORTED, State.OBJECTED)


def open_inquiry(
    *,
    acting: Acting,
    disposal: Disposal,
    method: PriceMethod,
    basis: str,
    why: str,
    asked: Iterable[str],
    entrusted_on: date,
    due_on: date,
    now: datetime,
) -> PriceInquiry:
    """Ask: the parties, an office, platforms or an agency, each by name. Raises `Refused` while another inquiry is
    open."""
    require(acting, "disposal.price", of_court=disposal.court_id)
    trail.take_turn(disposal.court_id)
    if PriceInquiry.objects.filter(disposal=disposal, state__in=OPEN).exists():
        raise Refused(
            Fault("price.another_open", "另一方式的询价尚未结束", "请先办结", field="参考价", value=str(disposal.pk))
        )
    names = list(dict.fromkeys(name.strip() for name in asked))
    if not names or not all(names):
        raise BadInput(Fault("price.nobody_asked", "没有写明向谁询价", "请填写名称", field="询价对象"))
    inquiry = PriceInquiry.objects.create(
        court_id=disposal.court_id,
        disposal=disposal,
        method=method,
        why=why[:300],
        entrusted_on=entrusted_on,
        due_on=due_on,
        made_by=acting.code,
    )
    PriceQuote.objects.bulk_create(
        PriceQuote(court_id=disposal.court_id, inquiry=inquiry, quoted_by=name[:120]) for name in names
    )
    disposals.note(
        acting=acting,
        disposal=disposal,
        act="ask_price",
        basis=basis,
        on=entrusted_on,
        now=now,
        text=why,
        data={"inquiry": inquiry.pk, "method": method, "due_on": due_on.isoformat()},
    )
    return inquiry


def answer(
    *,
    acting: Acting,
    inquiry: PriceInquiry,
    quoted_by: str,
    amount: Fen,
    answered_on: date,
    late: bool,
    document_sha256: str = "",
) -> PriceQuote:
    """Keep what one of those asked said. A second answer of his replaces the first while the inquiry is open.

    Raises `Refused` from somebody not asked, `BadInput` for a sum that is none.
    """
    require(acting, "disposal.price", of_court=inquiry.court_id)
    trail.take_turn(inquiry.court_id)
    if not 0 < amount <= LARGEST:
        raise BadInput(Fault("price.amount", "报价须为正的金额", "请核对金额", field=quoted_by, value=display(amount)))
    _in(inquiry, State.OPEN)
    quote = PriceQuote.objects.filter(inquiry=inquiry, quoted_by=quoted_by.strip())
    kept = quote.update(amount_fen=amount, answered_on=answered_on, late=late, document_sha256=document_sha256)
    if not kept:
        raise Refused(Fault("price.not_asked", "未向其发出询价委托", "请核对名称", field="询价对象", value=quoted_by))
    return quote.get()


def move_due(
    *, acting: Acting, inquiry: PriceInquiry, due_on: date, days: int, why: str, on: date, now: datetime
) -> PriceInquiry:
    """Give `days` more to report, until `due_on`; the law's limits are the caller's."""
    require(acting, "disposal.price", of_court=inquiry.court_id)
    trail.take_turn(inquiry.court_id)
    _in(inquiry, State.OPEN)
    PriceInquiry.objects.filter(pk=inquiry.pk).update(due_on=due_on)
    inquiry.refresh_from_db()
    disposals.note(
        acting=acting,
        disposal=inquiry.disposal,
        act="extend_inquiry",
        basis="《确定财产处置参考价规定》第十九条",
        on=on,
        now=now,
        text=why,
        data={"inquiry": inquiry.pk, "days": days},
    )
    return inquiry


def report(
    *, acting: Acting, inquiry: PriceInquiry, price: Fen, explanation: Sequence[str], on: date, now: datetime
) -> PriceInquiry:
    """The inquiry has brought a price, fen."""
    return _write(
        acting,
        inquiry,
        "price_reported",
        (State.OPEN, State.OBJECTED),
        on=on,
        now=now,
        state=State.REPORTED,
        price_fen=price,
        reported_on=on,
        served_on=None,
        objections_until=None,
        explanation=list(explanation),
    )


def serve(
    *, acting: Acting, inquiry: PriceInquiry, served_on: date, until: date, posted: bool, now: datetime
) -> PriceInquiry:
    """The last party has the report, or it counts as received; objections are heard `until`."""
    return _write(
        acting,
        inquiry,
        "price_served",
        (State.REPORTED,),
        on=served_on,
        now=now,
        text="公告送达" if posted else "",
        served_on=served_on,
        objections_until=until,
    )


def object_to(
    *, acting: Acting, inquiry: PriceInquiry, objector: str, grounds: str, on: date, now: datetime
) -> PriceObjection:
    """A party or an interested person objects to the report (参考价规定 22, 23). Raises `Refused` outside the five
    days."""
    require(acting, "disposal.price", of_court=inquiry.court_id)
    trail.take_turn(inquiry.court_id)
    if not objector.strip() or not grounds.strip():
        raise BadInput(Fault("price.objection", "须写明异议人和理由", "请填写", field="异议"))
    _in(inquiry, State.REPORTED, State.OBJECTED)
    if inquiry.served_on is None or inquiry.objections_until is None:
        raise Refused(Fault("price.not_served", "报告尚未送达", "请先送达", field="参考价"))
    if not inquiry.served_on <= on <= inquiry.objections_until:
        raise Refused(
            Fault(
                "price.objection_late",
                "不在异议期内（至 {until}）",
                "《确定财产处置参考价规定》第二十二条、第二十三条",
                field="异议日期",
                value=on.isoformat(),
                data={"until": inquiry.objections_until.isoformat()},
            )
        )
    made = PriceObjection.objects.create(
        court_id=inquiry.court_id, inquiry=inquiry, objector=objector[:120], grounds=grounds[:500], filed_on=on
    )
    _write(acting, inquiry, "object_to_price", (inquiry.state,), on=on, now=now, text=objector, state=State.OBJECTED)
    return made


def settle(
    *, acting: Acting, objection: PriceObjection, answer: str, upheld: bool, on: date, now: datetime
) -> PriceObjection:
    """Answer an objection once; with the last one answered the report stands again."""
    require(acting, "disposal.price", of_court=objection.court_id)
    trail.take_turn(objection.court_id)
    if not answer.strip():
        raise BadInput(Fault("price.answer", "须写明处理意见", "请填写", field="处理意见"))
    waiting = PriceObjection.objects.filter(pk=objection.pk, answered_on__isnull=True)
    if not waiting.update(answer=answer[:500], answered_on=on, upheld=upheld):
        raise Refused(Fault("price.answered", "该异议已经处理", "无须再次处理", value=str(objection.pk)))
    inquiry = objection.inquiry
    left = PriceObjection.objects.filter(inquiry=inquiry, answered_on__isnull=True).exists()
    state = State.OBJECTED if left else State.REPORTED
    _write(acting, inquiry, "answer_objection", (State.OBJECTED,), on=on, now=now, text=answer, state=state)
    objection.refresh_from_db()
    return objection


def fix(*, acting: Acting, inquiry: PriceInquiry, valid_until: date, on: date, now: datetime) -> PriceInquiry:
    """The price is fixed from today on."""
    return _write(
        acting,
        inquiry,
        "price_fixed",
        (State.REPORTED,),
        on=on,
        now=now,
        state=State.FIXED,
        fixed_on=on,
        valid_until=valid_until,
    )


def fail(*, acting: Acting, inquiry: PriceInquiry, why: str, on: date, now: datetime) -> PriceInquiry:
    """The inquiry brought no price that can stand: the next method follows."""
    return _write(acting, inquiry, "price_failed", OPEN, on=on, now=now, text=why, state=State.FAILED)


def _in(inquiry: PriceInquiry, *states: str) -> None:
    inquiry.refresh_from_db()
    if inquiry.state not in states:
        raise Refused(
            Fault(
                "price.moved_on",
                "询价目前为“{state}”，不能这样办理",
                "请刷新后查看",
                field="参考价",
                value=str(inquiry.pk),
                data={"state": inquiry.get_state_display()},
            )
        )


def _write(
    acting: Acting,
    inquiry: PriceInquiry,
    act: str,
    states: Sequence[str],
    *,
    on: date,
    now: datetime,
    text: str = "",
    **changes: Any,
) -> PriceInquiry:
    require(acting, "disposal.price", of_court=inquiry.court_id)
    trail.take_turn(inquiry.court_id)
    _in(inquiry, *states)
    PriceInquiry.objects.filter(pk=inquiry.pk).update(**changes)
    inquiry.refresh_from_db()
    disposals.note(
        acting=acting,
        disposal=inquiry.disposal,
        act=act,
        basis="《确定财产处置参考价规定》",
        on=on,
        now=now,
        text=text,
        data={"inquiry": inquiry.pk, "fen": inquiry.price_fen},
    )
    return inquiry
