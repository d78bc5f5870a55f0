"""People on the lists, by acting: noticed, proposed by the officer, signed by the president."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from courthouse import CourtHouse, item, staff

from duixian.domain.cases.models import Approval, Case, Party
from duixian.domain.cases.services import ending as records
from duixian.domain.courts.models import Role
from duixian.domain.lists.models import ConsumptionLimit, Listing
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows.approve import approve
from duixian.flows.lists import enter, limit
from duixian.law.ending import EvidenceKind as RecordKind
from duixian.law.lists import Evidence, EvidenceKind, ListingKind

NOTICED = date(2026, 3, 10)
DAY = date(2026, 5, 6)
FALSE_REPORT = Evidence(EvidenceKind.FALSE_REPORT, "隐瞒名下车辆", "车管所查询回执", date(2026, 4, 20))
VIOLENCE = Evidence(EvidenceKind.VIOLENCE, "推搡执行人员", "执法记录", date(2026, 4, 21))
ABLE = Evidence(EvidenceKind.PROPERTY, "另有存款", "网络查询结果", date(2026, 4, 22))
CLAIM = 1_000_000


@dataclass
class Lists:
    """A court whose president signs what its officer proposes."""

    house: CourtHouse
    president: Acting = field(init=False)

    def __post_init__(self) -> None:
        self.president = staff(self.house.court, f"{self.house.court.code}president", Role.PRESIDENT)

    @property
    def officer(self) -> Acting:
        return self.house.officer

    def case(self, *, debtor: str = "黎明华", noticed: bool = True) -> Case:
        """A case of ten thousand yuan, its debtor noticed on `NOTICED`."""
        case = self.house.file(item("a", CLAIM, "洪春生", debtor), debtors=(debtor,))
        if noticed:
            self.notice(case, self.house.debtor(case))
        return case

    def notice(self, case: Case, person: Person) -> None:
        """The execution notice was served."""
        self.record(case, person, RecordKind.NOTICE_SERVED, NOTICED)

    def record(self, case: Case, person: Person, kind: RecordKind, day: date) -> None:
        """The officer signs what happened."""
        self.house.moment = self.house.moment.replace(year=2026, month=max(self.house.moment.month, day.month))
        said = records.EvidenceIn(kind=kind, on=day, what="直接送达", document="送达回证第1号", person=person)
        moment = self.house.now.replace(month=day.month, day=day.day)
        records.record(acting=self.officer, case=case, said=said, now=moment)

    def beside(self, case: Case, name: str, born: date, number: int = 7) -> Person:
        """One more debtor of a case."""
        from duixian.testing.scenes.stage import resident_id

        person = parties.enter(acting=self.officer, kind="natural", name=name, id_number=resident_id(number, born=born))
        Party.objects.create(court_id=case.court_id, case=case, person=person, role="debtor", label=name, position=9)
        return person

    def sign(self, subject: str, *, on: date, approved: bool = True, by: Acting | None = None) -> None:
        """The president, or another, decides what waits on a subject."""
        waiting = Approval.objects.get(subject=subject, state="waiting")
        approve(
            acting=by or self.president,
            approval=waiting,
            approved=approved,
            note="" if approved else "证据不足",
            on=on,
            now=self.at(on),
        )

    def at(self, day: date):  # type: ignore[no-untyped-def]
        """A moment on a day, later than every one before it."""
        moment = self.house.now
        if moment.date() < day:
            self.house.moment = moment + timedelta(days=(day - moment.date()).days)
        return self.house.now

    def limited(self, case: Case, *, on: date = DAY, grace: int = 0, person: Person | None = None) -> ConsumptionLimit:
        """The debtor is limited in consumption."""
        who = person or self.house.debtor(case)
        wish = limit.Wish(case, who, "收到通知后拒不履行", grace_months=grace)
        made = limit.propose_limit(acting=self.officer, wish=wish, on=on, now=self.at(on))
        self.sign(f"limit:{made.pk}", on=on)
        made.refresh_from_db()
        return made

    def listed(
        self,
        case: Case,
        kind: ListingKind = ListingKind.REPORT,
        *,
        on: date = DAY,
        grace: int = 0,
        evidence: tuple[Evidence, ...] = (FALSE_REPORT,),
        longer_by: int = 0,
    ) -> Listing:
        """The debtor is on the list of the dishonest."""
        wish = enter.Wish(
            case, self.house.debtor(case), kind, "虚假报告财产", evidence, grace_months=grace, longer_by=longer_by
        )
        made = enter.propose_listing(acting=self.officer, wish=wish, on=on, now=self.at(on))
        self.sign(f"listing:{made.pk}", on=on)
        made.refresh_from_db()
        return made

    def pay(self, case: Case, fen: int, day: date) -> None:
        """The debtor pays."""
        self.at(day)
        self.house.receive(case, fen, day)
