"""Whether a measure may be laid before the president: every reason against it at once, none skipped."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_years_clipped
from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.measures import values
from duixian.law.measures.kinds import (
    CUSTODIAL,
    PERSONAL,
    SANCTIONS,
    SEARCHABLE,
    Capacity,
    CourtLevel,
    MeasureKind,
    MisconductKind,
)
from duixian.law.measures.terms import longest_until
from duixian.law.procedure.case_life import State

OPEN = frozenset({State.FILED, State.NOTIFIED, State.PAYING, State.ROUND_ENDED})
"""States in which a case takes measures. After 终本 obstruction is answered as before (法〔2016〕373号)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a measure is to meet. `circumstances`: recorded facts of the person (pregnant, nursing, deputy);
    `permitted`: the permission of a people's congress is on record; `represents`: an organisation stands behind."""

    name: str
    natural: bool
    authority: bool = False
    capacity: Capacity = Capacity.DEBTOR
    represents: bool = False
    born: date | None = None
    dead: bool = False
    circumstances: frozenset[str] = frozenset()
    permitted: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure as proposed. `amount` fen (fine), `days` (detention), `until` (bans: last day; eviction: last day to
    leave), `hours` (compelled appearance), `place` (search, eviction). `summonses_ignored`: lawful summonses, served
    and ignored without good reason, that no compelled appearance has answered yet. `fined_for_refusing`: the person was
    fined already because his unit would not assist."""

    kind: MeasureKind
    on: date
    case_state: State
    subject: Subject
    court: CourtLevel = CourtLevel.BASIC
    misconduct: MisconductKind | None = None
    done_on: date | None = None
    already: frozenset[MeasureKind] = frozenset()
    amount: Fen | None = None
    days: int | None = None
    until: date | None = None
    place: str = ""
    summonses_ignored: int = 0
    fined_for_refusing: bool = False


def faults_of(asked: Asked) -> tuple[Fault, ...]:
    """Everything that stands against a proposal; empty when it may be laid before the president."""
    return (*_case(asked), *_person(asked), *_ground(asked), *_extent(asked))


def _case(asked: Asked) -> Iterator[Fault]:
    if asked.case_state not in OPEN:
        yield Fault(
            "measure.case_state",
            "案件目前为“{state}”，不能采取强制措施",
            "恢复执行后再呈批；已结案的不再采取措施",
            field="案件状态",
            value=str(asked.case_state),
            data={"state": str(asked.case_state)},
        )


def _person(asked: Asked) -> Iterator[Fault]:
    subject = asked.subject
    if subject.dead:
        yield Fault(
            "measure.dead",
            "“{name}”已死亡，不能对其采取强制措施",
            "请变更被执行人，或终结执行",
            field="措施对象",
            value=subject.name,
            data={"name": subject.name},
        )
    if not subject.natural and asked.kind in PERSONAL:
        yield Fault(
            "measure.organisation",
            "“{name}”是单位，不能拘传、拘留、限制出境或者临控",
            "可对其法定代表人、主要负责人、直接责任人员或者实际控制人采取；对单位可以罚款",
            field="措施对象",
            value=subject.name,
            data={"name": subject.name},
        )
    if asked.kind is MeasureKind.COMPEL and subject.capacity not in _COMPELLABLE:
        yield Fault(
            "measure.not_compellable",
            "拘传只适用于被执行人及其法定代表人、主要负责人和实际控制人",
            "请核对其身份（民诉解释第四百八十二条）",
            field="身份",
            value=subject.name,
        )
    if asked.kind is MeasureKind.EXIT_BAN and subject.capacity not in _BANNABLE:
        yield Fault(
            "measure.not_bannable",
            "限制出境只适用于被执行人、法定代表人、主要负责人或者影响债务履行的直接责任人员",
            "请核对其身份（执行程序解释第二十四条）",
            field="身份",
            value=subject.name,
        )
    if subject.natural:
        yield from _protected(asked)


_COMPELLABLE = frozenset({Capacity.DEBTOR, Capacity.LEGAL_REP, Capacity.HEAD, Capacity.CONTROLLER})
_BANNABLE = frozenset({Capacity.DEBTOR, Capacity.LEGAL_REP, Capacity.HEAD, Capacity.DIRECT})


def _protected(asked: Asked) -> Iterator[Fault]:
    subject = asked.subject
    age = values.number("minor_age", on=asked.on)
    if subject.born is None:
        if asked.kind in CUSTODIAL:
            yield Fault(
                "measure.no_identity",
                "“{name}”的身份证号码未核实，无法确认是否成年",
                "请先补全身份证号码",
                field="措施对象",
                value=subject.name,
                data={"name": subject.name},
            )
    elif asked.on < add_years_clipped(subject.born, age) and asked.kind in PERSONAL | SANCTIONS:
        yield Fault(
            "measure.minor",
            "“{name}”未满 {age} 周岁，不采取此项措施",
            "向其法定代理人释明；依据：{basis}",
            field="措施对象",
            value=subject.name,
            data={"name": subject.name, "age": age, "basis": values.cited("minor_age", on=asked.on)},
        )
    barred = set(values.value("no_custody", on=asked.on).raw) & subject.circumstances
    if barred and asked.kind is MeasureKind.DETAIN:
        yield Fault(
            "measure.no_custody",
            "“{name}”怀孕或者正在哺乳，不予拘留",
            "可改用罚款等措施；依据：{basis}",
            field="措施对象",
            value=subject.name,
            data={"name": subject.name, "basis": values.cited("no_custody", on=asked.on)},
        )
    needs = values.value("deputy_permission", on=asked.on).raw and "deputy" in subject.circumstances
    if needs and not subject.permitted and asked.kind in CUSTODIAL:
        yield Fault(
            "measure.deputy",
            "“{name}”是人大代表，限制人身自由须先经许可",
            "请先报请主席团或者常委会许可并登记；依据：{basis}",
            field="措施对象",
            value=subject.name,
            data={"name": subject.name, "basis": values.cited("deputy_permission", on=asked.on)},
        )


def _ground(asked: Asked) -> Iterator[Fault]:
    kind = asked.kind
    if kind is MeasureKind.COMPEL and asked.summonses_ignored < values.number("summonses", on=asked.on):
        yield Fault(
            "measure.no_summons",
            "没有经传票传唤无正当理由拒不到场的记录",
            "请先送达传票并登记是否到场；每张传票只能据以拘传一次（民诉解释第四百八十二条）",
            field="传票",
            value=asked.subject.name,
        )
    if kind in SANCTIONS | {MeasureKind.SEARCH} and asked.misconduct is None:
        yield Fault(
            "measure.no_misconduct", "须先登记其妨害执行的行为和证据", "请登记何时做了什么、证据何在", field="行为"
        )
    if kind is MeasureKind.SEARCH and asked.misconduct is not None and asked.misconduct not in SEARCHABLE:
        yield Fault(
            "measure.search_ground",
            "搜查须以隐匿财产、会计账簿等资料或者拒绝、虚假报告为由",
            "请另行登记隐匿财产的行为和线索（民事诉讼法第二百五十九条）",
            field="行为",
        )
    if kind is MeasureKind.DETAIN and asked.misconduct is MisconductKind.UNIT_REFUSES and not asked.fined_for_refusing:
        yield Fault(
            "measure.fine_first",
            "协助执行单位拒绝协助的，对负责人先予罚款，仍不履行的方可拘留",
            "请先呈批罚款；仍不协助的，登记新的行为后再呈批拘留（民事诉讼法第一百一十七条）",
            field="行为",
        )
    if asked.done_on is not None and asked.done_on > asked.on:
        yield Fault(
            "measure.future_act",
            "行为发生的日期在将来",
            "请更正日期",
            field="行为日期",
            value=asked.done_on.isoformat(),
        )
    if kind in SANCTIONS and kind in asked.already:
        yield Fault(
            "measure.twice",
            "对同一行为已经决定过{kind}，不得再次适用",
            "发生新的妨害行为的，另行登记后可以重新罚款、拘留（民诉解释第一百八十四条）",
            field="行为",
            data={"kind": {MeasureKind.DETAIN: "拘留", MeasureKind.FINE: "罚款"}[kind]},
        )


def _extent(asked: Asked) -> Iterator[Fault]:
    if asked.kind is MeasureKind.DETAIN:
        yield from _days(asked)
    elif asked.kind is MeasureKind.FINE:
        yield from _fine(asked)
    elif asked.kind in (MeasureKind.EXIT_BAN, MeasureKind.LOOKOUT):
        yield from _term(asked)
    elif asked.kind is MeasureKind.EVICT:
        yield from _notice(asked)
    if asked.kind in (MeasureKind.SEARCH, MeasureKind.EVICT) and not asked.place.strip():
        yield Fault("measure.place", "须写明地点", "请填写搜查或者迁出的地点", field="地点")


def _days(asked: Asked) -> Iterator[Fault]:
    limit = values.number("detention_days", on=asked.on)
    if asked.days is None or not 1 <= asked.days <= limit:
        yield Fault(
            "measure.days",
            "拘留的期限为一日以上、{limit} 日以下，不能为 {days} 日",
            "请更正期限；依据：{basis}",
            field="拘留日数",
            value="" if asked.days is None else str(asked.days),
            data={"limit": limit, "days": asked.days or 0, "basis": values.cited("detention_days", on=asked.on)},
        )


def fine_bounds(*, natural: bool, on: date) -> tuple[Fen, Fen]:
    """The lowest and the highest fine on a day, fen, by the law of the day the act was done."""
    if natural:
        return 1, values.number("fine_individual_max", on=on)
    return values.number("fine_unit_min", on=on), values.number("fine_unit_max", on=on)


def _fine(asked: Asked) -> Iterator[Fault]:
    day = min(asked.done_on or asked.on, asked.on)  # a higher limit does not reach back
    low, high = fine_bounds(natural=asked.subject.natural, on=day)
    amount = asked.amount or 0
    if not low <= amount <= high:
        name = "fine_individual_max" if asked.subject.natural else "fine_unit_max"
        yield Fault(
            "measure.amount",
            "罚款金额应在 {low} 至 {high} 之间，不能为 {amount}",
            "请更正金额；依据：{basis}",
            field="罚款金额",
            value=display(amount),
            data={
                "low": display(low),
                "high": display(high),
                "amount": display(amount),
                "basis": values.cited(name, on=day),
            },
        )


def _term(asked: Asked) -> Iterator[Fault]:
    name = "exit_ban_months" if asked.kind is MeasureKind.EXIT_BAN else "lookout_months"
    latest = longest_until(asked.kind, court=asked.court, since=asked.on)
    if asked.until is None or not asked.on < asked.until <= latest:
        yield Fault(
            "measure.until",
            "期限应在 {since} 之后、不晚于 {latest}",
            "请更正届满日；需要延长的，届满前一个月内续期；依据：{basis}",
            field="届满日",
            value="" if asked.until is None else asked.until.isoformat(),
            data={
                "since": asked.on.isoformat(),
                "latest": latest.isoformat(),
                "basis": values.cited(name, on=asked.on),
            },
        )


def _notice(asked: Asked) -> Iterator[Fault]:
    least = values.number("eviction_notice_days", on=asked.on)
    if asked.until is None or (asked.until - asked.on).days < least:
        yield Fault(
            "measure.deadline",
            "迁出公告须指定期间，自公告之日起不少于 {days} 日",
            "请更正期限；依据：{basis}",
            field="迁出期限",
            value="" if asked.until is None else asked.until.isoformat(),
            data={"days": least, "basis": values.cited("eviction_notice_days", on=asked.on)},
        )
