"""Writing what somebody did, was called to, and is."""

from datetime import date, datetime

from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.measures.models import Circumstance, Misconduct, Summons
from duixian.domain.measures.services.refusals import refusing
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.measures import ANSWERS, MisconductKind


def note_misconduct(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    kind: MisconductKind,
    done_on: date,
    what: str,
    evidence: str,
    on: date,
    now: datetime,
    ordered_by: date | None = None,
) -> Misconduct:
    """Enter one act against enforcement. For a personal duty `ordered_by` is the deadline that passed, set anew each
    time (民诉解释 503). Raises `BadInput` for a day that cannot be and for an act without evidence, `Refused` for one
    that is entered already."""
    require(acting, "measure.note", of_court=case.court_id)
    faults = []
    if done_on > on:
        faults.append(
            Fault(
                "misconduct.day",
                "行为发生的日期在将来",
                "请更正日期",
                field="行为日期",
                value=done_on.isoformat(),
            )
        )
    if not what.strip() or not evidence.strip():
        faults.append(
            Fault("misconduct.evidence", "须写明行为和证据", "请填写何时何地做了什么、证据何在", field="行为")
        )
    if kind is MisconductKind.PERSONAL_DUTY and (ordered_by is None or ordered_by >= done_on):
        faults.append(
            Fault(
                "misconduct.deadline",
                "须写明已经届满的履行期限",
                "先责令其在指定期间内履行，期满未履行的再登记（民诉解释第五百零三条）",
                field="指定期限",
            )
        )
    if faults:
        raise BadInput.of(faults)
    trail.take_turn(case.court_id)
    with refusing():
        made = Misconduct.objects.create(
            court_id=case.court_id,
            case=case,
            person=person,
            kind=kind.value,
            done_on=done_on,
            what=what.strip()[:300],
            evidence=evidence.strip()[:300],
            ordered_by=ordered_by,
            noted_by=acting.code,
            noted_at=now,
        )
    trail.record(
        acting=acting,
        act="misconduct.note",
        now=now,
        ground=str(ANSWERS[kind][0]),
        subject=f"case:{case.pk}",
        payload={"misconduct": made.pk, "person": person.pk, "kind": kind.value, "on": done_on.isoformat()},
    )
    return made


def summon(
    *, acting: Acting, case: Case, person: Person, reason: str, place: str, summoned_for: datetime, now: datetime
) -> Summons:
    """Make out a summons. Raises `BadInput` for an hour that has passed, `Refused` for the same hour twice."""
    require(acting, "measure.note", of_court=case.court_id)
    if summoned_for <= now:
        raise BadInput(Fault("summons.past", "传唤时间已过", "请填写将来的时间", field="传唤时间"))
    if not place.strip():
        raise BadInput(Fault("summons.place", "须写明应到处所", "请填写应到处所", field="应到处所"))
    trail.take_turn(case.court_id)
    with refusing():
        made = Summons.objects.create(
            court_id=case.court_id,
            case=case,
            person=person,
            reason=reason.strip()[:160],
            place=place.strip()[:120],
            summoned_for=summoned_for,
            made_by=acting.code,
            made_at=now,
        )
    _note(acting, made, "summons.make", now, summoned_for=summoned_for.isoformat())
    return made


def note_service(*, acting: Acting, summons: Summons, on: date, how: str, now: datetime) -> Summons:
    """The summons reached the person, before the hour. Raises `BadInput` without a proof of service and for a day after
    the hour: who was called too late ignored nothing."""
    require(acting, "measure.note", of_court=summons.court_id)
    if not how.strip():
        raise BadInput(Fault("summons.how", "须写明送达方式和回证", "请填写送达方式、回证编号", field="送达"))
    if on > summons.summoned_for.date():
        raise BadInput(
            Fault(
                "summons.late",
                "送达晚于传唤时间，不能作为拘传的依据",
                "请重新制作传票",
                field="送达日期",
                value=on.isoformat(),
            )
        )
    _update(summons, served_on=on, served_how=how.strip()[:120])
    _note(acting, summons, "summons.serve", now, on=on.isoformat())
    return summons


def note_attendance(*, acting: Acting, summons: Summons, came: bool, excuse: str = "", now: datetime) -> Summons:
    """Whether the person came, and the good reason if not. Raises `Refused` before service and before the hour."""
    require(acting, "measure.note", of_court=summons.court_id)
    if summons.served_on is None:
        raise Refused(Fault("summons.unserved", "传票尚未送达", "请先登记送达", field="传票"))
    if now < summons.summoned_for:
        raise Refused(Fault("summons.early", "尚未到传唤时间", "到时后再登记", field="传票"))
    _update(summons, came=came, excuse=excuse.strip()[:200])
    _note(acting, summons, "summons.attendance", now, came=came, excused=bool(excuse.strip()))
    return summons


def note_circumstance(
    *,
    acting: Acting,
    person: Person,
    kind: str,
    since: date,
    source: str,
    now: datetime,
    permission: str = "",
) -> Circumstance:
    """Put on record what stands in the way of measures against a person. Raises `BadInput` without a source."""
    require(acting, "measure.note", of_court=person.court_id)
    if not source.strip():
        raise BadInput(Fault("circumstance.source", "须写明来源", "请填写证明文件或者查询结果", field="来源"))
    trail.take_turn(person.court_id)
    with refusing():
        made = Circumstance.objects.create(
            court_id=person.court_id,
            person=person,
            kind=kind,
            since=since,
            source=source.strip()[:200],
            permission=permission.strip()[:200],
            noted_by=acting.code,
            noted_at=now,
        )
    trail.record(
        acting=acting,
        act="circumstance.note",
        now=now,
        subject=f"person:{person.pk}",
        payload={"kind": kind, "since": since.isoformat(), "permitted": bool(permission.strip())},
    )
    return made


def permit(*, acting: Acting, circumstance: Circumstance, permission: str, now: datetime) -> Circumstance:
    """The people's congress permits a measure against its member. Raises `BadInput` without the number of the paper."""
    require(acting, "measure.note", of_court=circumstance.court_id)
    if not permission.strip():
        raise BadInput(Fault("circumstance.permission", "须写明许可的文件", "请填写许可文件的编号", field="许可"))
    trail.take_turn(circumstance.court_id)
    Circumstance.objects.filter(pk=circumstance.pk).update(permission=permission.strip()[:200])
    trail.record(acting=acting, act="circumstance.permit", now=now, subject=f"person:{circumstance.person_id}")
    circumstance.refresh_from_db()
    return circumstance


def end_circumstance(*, acting: Acting, circumstance: Circumstance, on: date, now: datetime) -> Circumstance:
    """It is so no longer. Death does not end: Raises `Refused`."""
    require(acting, "measure.note", of_court=circumstance.court_id)
    if circumstance.kind == "dead":
        raise Refused(Fault("circumstance.dead", "死亡登记不能终止", "登记有误的，由院长批准更正", field="情况"))
    trail.take_turn(circumstance.court_id)
    Circumstance.objects.filter(pk=circumstance.pk, until__isnull=True).update(until=on)
    trail.record(acting=acting, act="circumstance.end", now=now, subject=f"person:{circumstance.person_id}")
    circumstance.refresh_from_db()
    return circumstance


def _update(summons: Summons, **fields: object) -> None:
    trail.take_turn(summons.court_id)
    with refusing():
        Summons.objects.filter(pk=summons.pk).update(**fields)
    summons.refresh_from_db()


def _note(acting: Acting, summons: Summons, act: str, now: datetime, **payload: object) -> None:
    trail.record(
        acting=acting,
        act=act,
        now=now,
        ground="民诉法解释（2022）第四百八十二条",
        subject=f"case:{summons.case_id}",
        payload={"summons": summons.pk, "person": summons.person_id, **payload},
    )
