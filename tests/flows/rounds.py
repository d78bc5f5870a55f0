"""A case that was enforced as far as it goes, by acting: papers out, agencies asked, evidence signed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from courthouse import CourtHouse, item, staff

from duixian.connectors.typesetting import Kind
from duixian.domain.assets.models import AssetSearch, ControlOrder, OrderState
from duixian.domain.assets.services import counterparties
from duixian.domain.cases.models import Approval, Case, EvidenceRecord
from duixian.domain.cases.services.ending import EvidenceIn
from duixian.domain.courts.models import Role
from duixian.domain.lists.models import ConsumptionLimit
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.end_round.end import propose
from duixian.flows.end_round.record import hold_talk, record
from duixian.flows.issue_instrument import issue
from duixian.flows.lists import limit
from duixian.flows.search_assets import search
from duixian.law.ending import EvidenceKind
from duixian.ports.agencies import AgencyKind

ON = date(2026, 7, 1)
CLAIM = 10_000_000
MEMBERS = ("赵审判长", "钱审判员", "孙审判员")


@dataclass
class EndingHouse:
    """A court with a president and an agency of every class; `at` is the day it acts on."""

    house: CourtHouse
    president: Acting
    on: date = ON
    minutes: int = field(default=0)

    @property
    def now(self) -> datetime:
        self.minutes += 1
        return datetime(self.on.year, self.on.month, self.on.day, 1, tzinfo=UTC) + timedelta(minutes=self.minutes)

    def file(self, *, debtor: str = "黎明华", fen: int = CLAIM) -> Case:
        return self.house.file(item("1", fen, "洪春生", debtor), debtors=(debtor,))

    def sign(self, case: Case, kind: EvidenceKind, *, on: date | None = None, **more: object) -> EvidenceRecord:
        known: dict[str, object] = {"what": f"{kind}：已办理", "document": f"{kind}笔录"}
        said = EvidenceIn(kind=kind, on=on or self.on - timedelta(days=2), **(known | more))  # type: ignore[arg-type]
        return record(acting=self.house.officer, case=case, said=said, now=self.now)

    def ask(self, case: Case) -> AssetSearch:
        """Everybody is asked and has nothing."""
        made = search(case=case, acting=self.house.officer, now=self.now, reason="终本前查询")
        self.answer(made.pk)
        return made

    def answer(self, search_id: int) -> None:
        """The agencies answer a search: nothing there."""
        ControlOrder.objects.filter(search_id=search_id).update(
            state=OrderState.ANSWERED, outcome="nothing", answered_at=self.now, attempts=1
        )

    def limit(self, case: Case) -> ConsumptionLimit:
        """The president limits the consumption of the debtor."""
        wish = limit.Wish(case, self.house.debtor(case), "收到通知后未履行")
        made = limit.propose_limit(acting=self.house.officer, wish=wish, on=self.on, now=self.now)
        self.approve(Approval.objects.get(act=limit.LIMIT, subject=f"limit:{made.pk}"))
        return made

    def enforced(self, case: Case) -> Case:
        """Everything was done that the law asks for before a round is ended."""
        person = self.house.debtor(case)
        for kind in (Kind.EXECUTION_NOTICE, Kind.REPORT_ORDER):
            issue(acting=self.house.officer, case=case, kind=kind, on=self.on, now=self.now)
        for of_person in (
            EvidenceKind.NOTICE_SERVED,
            EvidenceKind.REPORT_SERVED,
            EvidenceKind.REPORT_CHECKED,
            EvidenceKind.WHEREABOUTS,
        ):
            self.sign(case, of_person, person=person)
        self.limit(case)
        self.ask(case)
        for of_case in (EvidenceKind.ON_SITE, EvidenceKind.OBSTRUCTION):
            self.sign(case, of_case)
        hold_talk(
            acting=self.house.officer, case=case, spoke_with="洪春生", answer="同意终本", on=self.on, now=self.now
        )
        self.sign(case, EvidenceKind.PANEL, topics=MEMBERS)
        case.refresh_from_db()
        return case

    def ready(self, **more: object) -> Case:
        return self.enforced(self.file(**more))  # type: ignore[arg-type]

    def propose(self, case: Case) -> Approval:
        return propose(acting=self.house.officer, case=case, on=self.on, now=self.now)

    def approve(self, approval: Approval, acting: Acting | None = None) -> Approval:
        return approve(acting=acting or self.president, approval=approval, approved=True, on=self.on, now=self.now)

    def ended(self, **more: object) -> Case:
        """A case whose round is ended."""
        case = self.ready(**more)
        self.approve(self.propose(case))
        case.refresh_from_db()
        return case


def settled(house: CourtHouse) -> EndingHouse:
    """The court with its president and one agency of each class."""
    system = Acting.system(house.court.pk, "setup")
    for kind in AgencyKind:
        counterparties.enter(
            acting=system,
            code=f"A{kind.value[:6]}",
            name=f"{kind.value}机构",
            kind=kind,
            url="http://127.0.0.1/a",
            public_key="A" * 43 + "=",
            now=house.now,
            simulated=True,
        )
    return EndingHouse(house, staff(house.court, f"{house.court.code}president", Role.PRESIDENT))
