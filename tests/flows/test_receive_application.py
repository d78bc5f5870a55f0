"""From an application to a case, or to a refusal with its ruling."""

from dataclasses import replace
from datetime import date

import pytest
from courthouse import CourtHouse, item
from django.db import IntegrityError, transaction

from duixian.base.casenumber import parse
from duixian.base.faults import Refused
from duixian.domain.cases.models import Application, Case, Node
from duixian.flows import receive_application as applications
from duixian.flows.receive_application import AboutFiling
from duixian.law.obligations import Ordered
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind

ON = date(2026, 3, 2)
GOOD = AboutFiling(link="first_instance", expires_on=date(2026, 1, 10))
DRAFT = FilingDraft(
    court="某某法院",
    title_number=parse("（2025）苏0804民初77号"),
    title_kind=TitleKind.JUDGMENT,
    title_date=date(2025, 12, 1),
    effective_on=date(2025, 12, 20),
    cause="买卖合同纠纷",
    parties=(
        DraftParty("洪春生", Role.APPLICANT, PartyKind.PERSON, "原告"),
        DraftParty("黎明华", Role.DEBTOR, PartyKind.PERSON, "被告", address="某某路1号"),
    ),
    ordered=Ordered(items=(item("1", 1_000_000, "洪春生", "黎明华"),)),
)


def received(own: CourtHouse, draft: FilingDraft = DRAFT, about: AboutFiling = GOOD) -> Application:
    return applications.receive(acting=own.officer, draft=draft, about=about, on=ON, now=own.now)


def test_an_application_becomes_a_case_within_its_seven_days(own: CourtHouse) -> None:
    application = received(own)
    assert application.due_on == date(2026, 3, 9)

    case = applications.file(acting=own.officer, application=application, on=date(2026, 3, 4), now=own.now)

    application.refresh_from_db()
    assert (application.state, application.case_id) == ("filed", case.pk)
    node = Node.objects.get(case=case, rule="file_decision")
    assert (node.started_on, node.due_on, node.done_on) == (ON, date(2026, 3, 9), date(2026, 3, 4))
    assert case.title.obligations.count() == 1


def test_what_is_missing_is_asked_for_and_then_filed(own: CourtHouse) -> None:
    application = received(own, about=replace(GOOD, link=""))
    with pytest.raises(Refused) as refusal:
        applications.file(acting=own.officer, application=application, on=ON, now=own.now)
    assert [reason.code for reason in refusal.value.reasons] == ["application.conditions"]
    assert not Case.objects.exists()

    application = applications.ask_supplement(
        acting=own.officer, application=application, what="管辖依据", due=date(2026, 3, 6), on=ON, now=own.now
    )
    application = applications.take_supplement(
        acting=own.officer, application=application, about=GOOD, on=date(2026, 3, 5), now=own.now
    )

    assert application.due_on == date(2026, 3, 12)
    assert applications.file(acting=own.officer, application=application, on=date(2026, 3, 5), now=own.now).number


def test_an_application_refused_has_a_ruling_with_a_number_and_no_case(own: CourtHouse) -> None:
    application = received(own, replace(DRAFT, effective_on=date(2026, 4, 1)))

    application = applications.refuse(
        acting=own.officer, application=application, reason="判决尚未生效", on=ON, now=own.now
    )

    assert (application.state, application.refusal) == ("refused", "effective")
    assert application.ruling_pdf is not None
    assert bytes(application.ruling_pdf).startswith(b"%PDF")
    assert application.ruling_number == f"（2026）{own.court.code}执1号"
    assert not Case.objects.exists()


def test_a_good_application_cannot_be_refused(own: CourtHouse) -> None:
    application = received(own)

    with pytest.raises(Refused) as refusal:
        applications.refuse(acting=own.officer, application=application, reason="案多人少", on=ON, now=own.now)

    assert [reason.code for reason in refusal.value.reasons] == ["application.not_refusable"]
    application.refresh_from_db()
    assert application.state == "received"


def test_a_late_application_is_filed_and_the_warning_kept(own: CourtHouse) -> None:
    application = received(own, about=replace(GOOD, expires_on=date(2023, 1, 10)))

    applications.file(acting=own.officer, application=application, on=ON, now=own.now)

    application.refresh_from_db()
    assert [told["code"] for told in application.warnings] == ["application.late"]


def test_the_database_keeps_what_was_decided(own: CourtHouse) -> None:
    application = received(own)
    applications.withdraw(acting=own.officer, application=application, reason="已履行", on=ON, now=own.now)

    with pytest.raises(IntegrityError, match="what was decided stands"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state="received")
