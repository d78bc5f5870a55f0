"""Cases whose debtor may be limited or listed, behind the pages' province: noticed, numbered, with a president."""

import io
from dataclasses import dataclass
from datetime import timedelta

from controlled import Holder, holder
from django.test import Client
from django.utils.timezone import localdate, localtime
from province import NOON, PASSWORD, LogIn, Province

from duixian.connectors.banks import camt053
from duixian.domain.cases.models import Approval, Case
from duixian.domain.cases.services import ending as records
from duixian.domain.courts import scope, services
from duixian.domain.courts.models import Officer, Role
from duixian.domain.funds.models import BankAccount, CaseAccount
from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.import_statement import import_statement
from duixian.law.ending import EvidenceKind
from duixian.reading.statements import Direction, Transfer


@dataclass
class Punished:
    """The court, its president, and one case whose debtor was noticed yesterday and may be limited today."""

    province: Province
    president: Officer
    held: Holder
    log_in: LogIn

    @property
    def case(self) -> Case:
        return self.held.case

    @property
    def debtor(self) -> Person:
        return self.held.debtor

    @property
    def officer(self) -> Client:
        return self.log_in(self.province.officer)

    def sign(self) -> None:
        """The president signs everything that waits."""
        with scope.of_officer(self.president):
            for waiting in Approval.objects.filter(state="waiting"):
                approve(
                    acting=self.president.acting(), approval=waiting, approved=True, on=localdate(), now=localtime()
                )

    def limit(self) -> ConsumptionLimit:
        with scope.of_court(self.case.court_id):
            return ConsumptionLimit.objects.order_by("pk").last()  # type: ignore[return-value]

    def listing(self) -> Listing:
        with scope.of_court(self.case.court_id):
            return Listing.objects.order_by("pk").last()  # type: ignore[return-value]

    def pay(self, fen: int) -> None:
        """Money comes in today under the case's own number."""
        court_id, now = self.case.court_id, localtime()
        with scope.of_officer(self.province.accountant):
            bank = BankAccount.objects.get(court_id=court_id)
            line = Transfer(
                booked_on=localdate(),
                amount=fen,
                direction=Direction.CREDIT,
                counterparty="陈静",
                counterparty_account="6222020000000001",
                reference="S1",
                sub_account=CaseAccount.objects.get(case=self.case).number,
            )
            out = io.BytesIO()
            camt053.write(
                out,
                statement_id="ST1",
                created_at=now,
                account=bank.number,
                holder=bank.holder,
                first=localdate(),
                last=localdate(),
                opening=0,
                closing=fen,
                transfers=(line,),
            )
            done = import_statement(
                acting=self.province.accountant.acting(), data=out.getvalue(), file_name="a.xml", now=now
            )
            assert [one.case_id for one in done.identified] == [self.case.pk]

    def limited(self, client: Client) -> ConsumptionLimit:
        """Proposed on the page, and signed."""
        address = f"/cases/{self.case.pk}/limit/{self.debtor.pk}/propose"
        answer = client.post(address, {"reason": "收到通知后拒不履行", "grace": "0"})
        assert answer.status_code == 302, answer.content.decode()
        self.sign()
        return self.limit()

    def listed(self, client: Client, **more: str) -> Listing:
        """The same for a listing of who lied in his report."""
        posted = {
            "kind": "report", "reason": "隐瞒车辆", "evidence": "false_report", "evidence_text": "名下有车未报告",
            "evidence_source": "车管所查询回执", "grace": "0", "longer_by": "0",
        } | more  # fmt: skip
        answer = client.post(f"/cases/{self.case.pk}/listing/{self.debtor.pk}/propose", posted)
        assert answer.status_code == 302, answer.content.decode()
        self.sign()
        return self.listing()


def notice(held: Holder, officer: Officer) -> None:
    """The execution notice was served yesterday."""
    said = records.EvidenceIn(
        kind=EvidenceKind.NOTICE_SERVED,
        on=localdate() - timedelta(days=1),
        what="直接送达",
        document="送达回证第1号",
        person=held.debtor,
    )
    with scope.of_officer(officer):
        records.record(acting=officer.acting(), case=held.case, said=said, now=localtime())


def punished(province: Province, log_in: LogIn, *, noticed: bool = True) -> Punished:
    """A president is taken on, a case filed, its debtor noticed."""
    with scope.of_court(province.court.pk):
        president = services.take_on(
            username="nh-president",
            name="周正",
            court=province.court,
            roles=(Role.PRESIDENT,),
            password=PASSWORD,
            acting=Acting.system(province.court.pk, "test"),
            now=NOON,
        )
    held = holder(province)
    if noticed:
        notice(held, province.officer)
    return Punished(province, president, held, log_in)
