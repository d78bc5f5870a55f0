"""Tell the debtor before anything is done: 督促履行 before enforcement, 预告知 before a limit or a listing. Each counts
from the day it was served, and the record says how."""

from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import Fault, Refused
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.courts.policies import require
from duixian.domain.lists.models import ListNotice
from duixian.domain.lists.services import requests
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import papers


def issue_notice(
    *,
    acting: Acting,
    case: Case,
    person: Person,
    kind: ListNotice.Kind,
    perform_by: date,
    on: date,
    now: datetime,
) -> ListNotice:
    """Issue a notice to a debtor with its paper. Raises `Refused` for who is no debtor, or a day that is past."""
    require(acting, "list.notice", of_court=case.court_id)
    missing = []
    if not case.parties.filter(role=CaseRole.DEBTOR, person=person).exists():
        missing.append(Fault("list.not_debtor", "不是本案被执行人", "请核对当事人", "当事人", person.name))
    if perform_by < on:
        missing.append(Fault("notice.past", "限期履行的日期已经过去", "请填写今日或者以后的日期", "限期"))
    if missing:
        raise Refused(*missing)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        row = ListNotice(
            court_id=case.court_id,
            case=case,
            person=person,
            kind=kind,
            perform_by=perform_by,
            issued_on=on,
            made_by=acting.code,
        )
        made = papers.notice(acting=acting, row=row, on=on, now=now)
        row.paper = made
        return requests.keep(acting=acting, row=row, act="list.notice", case_id=case.pk, now=now)


def record_service(*, acting: Acting, notice: ListNotice, how: str, day: date, on: date, now: datetime) -> ListNotice:
    """Record that a notice was served, how and when. Raises `Refused` for a day before it was issued or to come."""
    require(acting, "list.notice", of_court=notice.court_id)
    if not how.strip() or not notice.issued_on <= day <= on:
        raise Refused(Fault("notice.service", "送达日期或者方式有误", "请填写发出之后、今日以前的日期和送达方式"))
    with transaction.atomic():
        return requests.settle(
            acting=acting,
            row=notice,
            act="list.notice_served",
            case_id=notice.case_id,
            now=now,
            only_if={"served_on": None},
            served_on=day,
            served_how=how.strip()[:120],
        )
