"""Papers of measures against persons: one with each decision, one with each thing that is done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from duixian.connectors import typesetting as paper
from duixian.connectors.typesetting import Kind, MeasurePaper
from duixian.connectors.typesetting.measure_particulars import minute
from duixian.connectors.typesetting.wording import figures
from duixian.domain.cases.models import Case
from duixian.domain.documents.models import Instrument
from duixian.domain.measures.models import Measure, Reconsideration, ReviewState, Summons
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Wanted
from duixian.law import periods
from duixian.law.measures import ANSWERS, REVIEW, MeasureKind, MisconductKind, values
from duixian.law.measures.conduct import OnSpot

_K = Measure.Kind
_CPL = "《中华人民共和国民事诉讼法》"
_JI = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》"
_PROCEDURE = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉执行程序若干问题的解释》"
_INQUIRY = "《最高人民法院关于民事执行中财产调查若干问题的规定》"
_ARTICLES: Mapping[str, tuple[str, ...]] = {
    _K.COMPEL: (f"{_CPL}第一百一十九条", f"{_JI}第四百八十二条"),
    _K.DETAIN: (f"{_CPL}第一百一十八条、第一百一十九条", f"{_JI}第一百七十八条"),
    _K.FINE: (f"{_CPL}第一百一十八条、第一百一十九条",),
    _K.SEARCH: (f"{_CPL}第二百五十九条", f"{_JI}第四百九十四条"),
    _K.EXIT_BAN: (f"{_CPL}第二百六十六条", f"{_PROCEDURE}第二十四条"),
    _K.LOOKOUT: (f"{_CPL}第一百一十七条",),
    _K.EVICT: (f"{_CPL}第二百六十一条",),
}
_DECISIONS: Mapping[str, tuple[Kind, ...]] = {
    _K.COMPEL: (Kind.COMPEL_ORDER,),
    _K.DETAIN: (Kind.DETENTION_DECISION,),
    _K.FINE: (Kind.FINE_DECISION,),
    _K.SEARCH: (Kind.SEARCH_ORDER,),
    _K.EXIT_BAN: (Kind.EXIT_BAN_DECISION, Kind.EXIT_BAN_REQUEST),
    _K.LOOKOUT: (Kind.LOOKOUT_REQUEST,),
    _K.EVICT: (Kind.EVICTION_NOTICE,),
}
_WATCHERS: Mapping[str, tuple[str, str]] = {
    _K.EXIT_BAN: ("移民管理机构", "不准该人出境"),
    _K.LOOKOUT: ("公安机关", "查找、控制该人"),
}
_RECORD_KINDS: Mapping[str, Kind] = {_K.SEARCH: Kind.SEARCH_RECORD, _K.EVICT: Kind.EVICTION_RECORD}


def issue_summons(*, acting: Acting, summons: Summons, on: date, now: datetime) -> Instrument:
    """传票, to whoever is called."""
    case = _case(summons.case_id)
    matter, person = frame.matter_of(case), frame.named(summons.person)

    def facts(heading: paper.Heading) -> paper.Instrument:
        return MeasurePaper(
            kind=Kind.SUMMONS,
            heading=heading,
            matter=matter,
            subject=person,
            conduct=summons.reason,
            at=summons.summoned_for,
            place=summons.place,
        )

    return frame.keep(acting=acting, wanted=[Wanted(case, facts)], on=on, now=now)[0]


def issue_decision(*, acting: Acting, measure: Measure, on: date, now: datetime) -> list[Instrument]:
    """The papers of a decision the president signed. Raises `BadInput` for what cannot be printed: then nothing is
    signed."""
    wanted = [_wanted(measure, kind, on) for kind in _DECISIONS[measure.kind]]
    return frame.keep(acting=acting, wanted=wanted, on=on, now=now)


def issue_renewal(*, acting: Acting, measure: Measure, on: date, now: datetime) -> list[Instrument]:
    """The request to go on, to whoever watches."""
    kind = Kind.EXIT_BAN_REQUEST if measure.kind == _K.EXIT_BAN else Kind.LOOKOUT_REQUEST
    return frame.keep(acting=acting, wanted=[_wanted(measure, kind, on)], on=on, now=now)


def issue_release(*, acting: Acting, measure: Measure, why: str, on: date, now: datetime) -> None:
    """提前解除拘留决定书, to the house that keeps the person; a missing glyph keeps nobody in custody."""
    articles = (f"{_JI}第一百八十二条",)
    one = _wanted(measure, Kind.RELEASE_DECISION, on, why=why, articles=articles, review_days=0)
    frame.keep_if_printable(acting=acting, wanted=[one], on=on, now=now)


def issue_lifting(*, acting: Acting, measure: Measure, why: str, on: date, now: datetime) -> None:
    """The decision that lifts or revokes, and the letter to whoever watches; never held up by a glyph."""
    revoked = measure.state == Measure.State.REVOKED
    articles = (f"{_CPL}第一百一十九条",) if revoked else (f"{_PROCEDURE}第二十五条",)
    number = "revoked" if revoked else ""
    more = {"why": why, "articles": articles, "number": number, "review_days": 0}
    wanted = [_wanted(measure, Kind.LIFTING_DECISION, on, **more)]
    if measure.kind in _WATCHERS and measure.begun_at is not None:
        wanted.append(_wanted(measure, Kind.WITHDRAWAL_REQUEST, on, why=why))
    frame.keep_if_printable(acting=acting, wanted=wanted, on=on, now=now)


def issue_medical(*, acting: Acting, measure: Measure, on: date, now: datetime) -> None:
    """送拘体检记录, with the last finding; the check stands whether or not its paper can be set."""
    last = measure.records.filter(kind="medical").order_by("-at", "-id")[0]
    rows = (
        ("体检时间", minute(last.at)),
        ("体检医院", last.place),
        ("结　　论", last.note),
        ("是否送拘", "可以送拘" if last.data["fit"] else "不宜拘留，不予送拘"),
    )
    one = _wanted(measure, Kind.MEDICAL_RECORD, on, rows=rows, articles=(f"{_JI}第一百七十八条",), what="送拘前体检")
    frame.keep_if_printable(acting=acting, wanted=[one], on=on, now=now)


def issue_family_notice(*, acting: Acting, measure: Measure, custody: str, on: date, now: datetime) -> None:
    """被拘留人家属通知书."""
    to = f"{measure.person.name}的家属"
    one = _wanted(measure, Kind.FAMILY_NOTICE, on, to=to, place=custody, at=measure.begun_at)
    frame.keep_if_printable(acting=acting, wanted=[one], on=on, now=now)


def issue_spot_record(*, acting: Acting, measure: Measure, spot: OnSpot, on: date, now: datetime) -> None:
    """搜查笔录 or 强制迁出笔录, and 强制开启笔录 where a lock was broken: for signing on the spot."""
    rows = _rows(spot)
    wanted = [_wanted(measure, _RECORD_KINDS[measure.kind], on, rows=rows)]
    if spot.opened_by_force:
        opened = (*rows[:4], ("强制开启", "经责令开启拒不配合，依法强制开启"))
        articles = (f"{_INQUIRY}第十四条",)
        wanted.append(_wanted(measure, Kind.OPENING_RECORD, on, rows=opened, articles=articles, what="强制开启"))
    frame.keep_if_printable(acting=acting, wanted=wanted, on=on, now=now)


def issue_review(*, acting: Acting, review: Reconsideration, on: date, now: datetime) -> None:
    """What the upper court decided, to whoever asked."""
    measure = Measure.objects.select_related("case__court", "person", "represents", "misconduct").get(
        pk=review.measure_id
    )
    left = {
        ReviewState.UPHELD.value: "维持原决定",
        ReviewState.REVOKED.value: "撤销原决定",
        ReviewState.CHANGED.value: _changed(review),
    }[review.state]
    more = {"number": review.number, "why": left, "upper_court": review.upper_court, "review_days": 0}
    one = _wanted(measure, Kind.REVIEW_NOTICE, on, **more)
    frame.keep_if_printable(acting=acting, wanted=[one], on=on, now=now)


def _changed(review: Reconsideration) -> str:
    if review.days is not None:
        return f"将拘留变更为{review.days}日"
    return f"将罚款变更为{figures(review.amount_fen or 0)}"


def _rows(spot: OnSpot) -> tuple[tuple[str, str], ...]:
    owner = spot.owner_side or "经通知拒不到场"
    witness = spot.grassroots or "经通知未派员"
    bodies = "；".join(f"{one.searched}，由{one.by}搜查" for one in spot.bodies)
    return (
        ("时　　间", f"{minute(spot.started)}至{minute(spot.ended)}"),
        ("地　　点", spot.place),
        ("执行人员", "、".join(f"{one.name}（{one.card}）" for one in spot.officers)),
        ("被执行人一方", owner),
        ("基层组织", witness),
        *((("人身搜查", bodies),) if bodies else ()),
        ("清　　单", "；".join(spot.inventory) or "没有发现或者没有搬出财物"),
    )


def _wanted(measure: Measure, kind: Kind, on: date, **more: Any) -> Wanted:
    case = _case(measure.case_id)
    known: dict[str, Any] = {
        "matter": frame.matter_of(case),
        "subject": frame.named(measure.person),
        "capacity": measure.get_capacity_display(),
        "represents": measure.represents.name if measure.represents else "",
        "conduct": measure.misconduct.what if measure.misconduct else measure.grounds,
        "evidence": measure.misconduct.evidence if measure.misconduct else "",
        "articles": _articles(measure),
        "amount": measure.amount_fen,
        "days": measure.days,
        "until": measure.until,
        "place": measure.place,
        "what": measure.get_kind_display(),
        "upper_court": case.court.parent.name if case.court.parent else "上一级人民法院",
        "review_days": _review_days(measure),
    }
    if kind is Kind.COMPEL_ORDER:
        name = "compel_hours_complex" if measure.complex_case else "compel_hours"
        known["what"] = str(values.number(name, on=on))
    if kind in (Kind.EXIT_BAN_REQUEST, Kind.LOOKOUT_REQUEST, Kind.WITHDRAWAL_REQUEST):
        known["to"], known["place"] = _WATCHERS[measure.kind]
    facts = known | more
    return Wanted(case, lambda heading: MeasurePaper(kind=kind, heading=heading, **facts))


def _articles(measure: Measure) -> tuple[str, ...]:
    own = _ARTICLES[measure.kind]
    if measure.misconduct is None:
        return own
    answered = ANSWERS[MisconductKind(measure.misconduct.kind)][0]
    return (str(answered), *own)


def _review_days(measure: Measure) -> int:
    rule = REVIEW.get(MeasureKind(measure.kind))
    return periods.rule(rule[0]).limit.amount if rule else 0


def _case(case_id: int) -> Case:
    return Case.objects.select_related("court__parent", "officer", "title").get(pk=case_id)
