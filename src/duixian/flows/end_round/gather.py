"""What the record of a case says about the end of its round, gathered for the judge (`law.ending`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from duixian.connectors.typesetting import Kind
from duixian.domain.assets import things
from duixian.domain.assets.models import ControlOrder, Counterparty, OrderState
from duixian.domain.assets.services import subjects
from duixian.domain.cases import rounds
from duixian.domain.cases import selectors as cases
from duixian.domain.cases.models import Approval, Case, CaseRole, EvidenceRecord, Node, TitleKind
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Role
from duixian.domain.documents.models import Instrument
from duixian.domain.funds import selectors as funds
from duixian.domain.measures.selectors import conduct
from duixian.domain.parties.models import Person, PersonKind
from duixian.flows.end_round.found_assets import assets_seen
from duixian.flows.end_round.limits_in_force import limits_in_force
from duixian.flows.open_nodes import deadline_of
from duixian.flows.state_debt import debt_of
from duixian.law.ending import (
    Approved,
    Asked,
    ClueSeen,
    DebtorSeen,
    EvidenceKind,
    Interest,
    QueryClass,
    RoundEndFacts,
    Signed,
)
from duixian.ports.agencies import Act, Outcome

EARLIEST = "round_end_earliest"
_COUNTS = (Outcome.DONE, Outcome.PARTIAL, Outcome.NOTHING)
_INQUIRIES = (EvidenceKind.ON_SITE, EvidenceKind.PREMISES, EvidenceKind.BOUNTY, EvidenceKind.AUDIT)
_STAYS = (EvidenceKind.NOTICE_SERVED, EvidenceKind.REPORT_SERVED, EvidenceKind.CLUE, EvidenceKind.CLUE_CHECKED)
"""What was done once in a case; everything else is done anew in a round that was taken up again."""
_ISSUED: Mapping[str, str] = {Kind.EXECUTION_NOTICE.value: "notice", Kind.REPORT_ORDER.value: "report_order"}
"""Instruments and the node that is finished with them."""


def gather(case: Case, *, on: date, approval: Approval | None = None) -> RoundEndFacts:
    """The facts of a case on a day; `approval`, once it is signed. Reads only."""
    resumed = rounds.last_resumption(case.pk)
    began = case.filed_on if resumed is None else max(case.filed_on, resumed.resumed_on)
    papers = _Papers.of(case, began)
    debt = debt_of(case, on=on)
    money = funds.money_of([case.pk])[case.pk]
    moving = sum(things.in_transit(case.pk).values()) + sum(things.deductions_under_way(case.pk).values())
    ordered = cases.ordered_by(case.title)
    people = [party.person for party in case.parties.filter(role=CaseRole.DEBTOR).select_related("person")]
    applicants = [party.person for party in case.parties.filter(role=CaseRole.APPLICANT).select_related("person")]
    return RoundEndFacts(
        on=on,
        began_on=began,
        opens_on=deadline_of(court_id=case.court_id, rule=EARLIEST, since=began).day,
        claim=case.claim_fen,
        remaining=debt.remaining + sum(part.total for part in debt.foreign),
        waiting=money.on_account + money.with_payees + money.held + money.deposits + moving,
        in_flight=funds.payouts_in_flight(case.pk),
        orders_money=bool(ordered.items or ordered.interests),
        debtors=_debtors(case, people, papers, on=on),
        assets=assets_seen(case, people, reasons=papers.by_subject(EvidenceKind.UNEXECUTABLE)),
        clues=_clues(papers),
        inquiries=tuple(_signed(row) for kind in _INQUIRIES for row in papers.of_kind(kind)),
        obstruction=papers.last(EvidenceKind.OBSTRUCTION),
        unpunished=conduct.unanswered(case.pk),
        talk=papers.last(EvidenceKind.TALK),
        own_wish=papers.last(EvidenceKind.OWN_WISH),
        applicant_is_court=bool(applicants) and all(one.name.endswith("人民法院") for one in applicants),
        criminal_property=case.title.kind == TitleKind.CRIMINAL,
        applicant_signed=papers.last(EvidenceKind.APPLICANT_SIGNED),
        panel=papers.last(EvidenceKind.PANEL),
        approved=_approved(approval),
        cash_below=courts.setting(court_id=case.court_id, key="round.cash_below_fen", on=on, default=None),
        cash_share=courts.setting(court_id=case.court_id, key="round.cash_share", on=on, default=None),
    )


def _approved(approval: Approval | None) -> Approved | None:
    if approval is None or approval.decided_by is None or approval.decided_at is None:
        return None
    return Approved(
        by=approval.decided_by.name,
        president=Role.PRESIDENT in approval.decided_by.roles,
        on=timezone.localdate(approval.decided_at),
    )


def _signed(row: EvidenceRecord) -> Signed:
    return Signed(str(row.pk), row.on, row.made_by.name, row.document, row.what, row.outcome)


@dataclass(slots=True)
class _Papers:
    """The signed records of a case since it was filed or taken up again, and the instruments issued in it."""

    records: Sequence[EvidenceRecord]
    issued: Mapping[tuple[str, str], date]  # kind of instrument and debtor's name
    outside: Mapping[str, date]  # node and the day it was recorded as done

    @classmethod
    def of(cls, case: Case, began: date) -> "_Papers":
        issued: dict[tuple[str, str], date] = {}
        rows = Instrument.objects.filter(case=case, kind__in=list(_ISSUED)).order_by("pk")
        for kind, facts, at in rows.values_list("kind", "facts", "issued_at"):
            issued[kind, str(facts.get("debtor", ""))] = timezone.localdate(at)
        done = Node.objects.filter(case=case, rule__in=list(_ISSUED.values()), done_on__isnull=False)
        records = [row for row in rounds.evidence_of(case.pk) if row.kind in _STAYS or row.on >= began]
        outside = {rule: day for rule, day in done.values_list("rule", "done_on") if day is not None}
        return cls(records, issued, outside)

    def of_kind(self, kind: EvidenceKind, person: Person | None = None) -> list[EvidenceRecord]:
        """The records of a kind, newest first; of one person where he is named."""
        return [row for row in self.records if row.kind == kind and (person is None or row.person_id == person.pk)]

    def last(self, kind: EvidenceKind, person: Person | None = None) -> Signed | None:
        """The newest record of a kind."""
        found = self.of_kind(kind, person)
        return _signed(found[0]) if found else None

    def by_subject(self, kind: EvidenceKind) -> dict[str, Signed]:
        """The newest record of a kind about each thing."""
        return {row.subject: _signed(row) for row in reversed(self.of_kind(kind))}

    def on_topic(self, kind: EvidenceKind, person: Person) -> dict[str, Signed]:
        """The newest record of a kind about a person, by topic."""
        return {topic: _signed(row) for row in reversed(self.of_kind(kind, person)) for topic in row.topics}

    def day_issued(self, kind: Kind, person: Person) -> date | None:
        """When a debtor's paper was issued, here or as recorded outside this program."""
        return self.issued.get((kind.value, person.name)) or self.outside.get(_ISSUED[kind.value])


def _clues(papers: _Papers) -> tuple[ClueSeen, ...]:
    checked = papers.by_subject(EvidenceKind.CLUE_CHECKED)
    return tuple(ClueSeen(_signed(row), checked.get(f"clue:{row.pk}")) for row in papers.of_kind(EvidenceKind.CLUE))


def _debtors(case: Case, people: Sequence[Person], papers: _Papers, *, on: date) -> tuple[DebtorSeen, ...]:
    dead = subjects.known_dead({person.pk for person in people})
    limits = limits_in_force(case, on=on)
    asked = _asked(case)
    seen = []
    for person in people:
        outside = papers.on_topic(EvidenceKind.ASKED_OUTSIDE, person)
        interests = papers.on_topic(EvidenceKind.INTEREST, person)
        seen.append(
            DebtorSeen(
                key=str(person.pk),
                name=person.name,
                natural=person.kind == PersonKind.NATURAL,
                dead=person.pk in dead,
                notice_issued=papers.day_issued(Kind.EXECUTION_NOTICE, person),
                notice_served=papers.last(EvidenceKind.NOTICE_SERVED, person),
                report_issued=papers.day_issued(Kind.REPORT_ORDER, person),
                report_served=papers.last(EvidenceKind.REPORT_SERVED, person),
                report_checked=papers.last(EvidenceKind.REPORT_CHECKED, person),
                limit=limits.get(person.pk, ""),
                whereabouts=papers.last(EvidenceKind.WHEREABOUTS, person),
                queries={kind: _of_class(asked, person, kind, outside.get(kind)) for kind in QueryClass},
                interests={Interest(topic): record for topic, record in interests.items()},
            )
        )
    return tuple(seen)


@dataclass(slots=True)
class _Network:
    """The agencies in use by class, and the day of the newest answer of each about each person."""

    offices: Mapping[str, Sequence[int]]
    answers: Mapping[tuple[int, int], date]  # person, agency


def _asked(case: Case) -> _Network:
    offices: dict[str, list[int]] = defaultdict(list)
    for office, kind in Counterparty.objects.filter(active=True).values_list("pk", "kind"):
        offices[kind].append(office)
    rows = ControlOrder.objects.filter(
        case=case, act=Act.QUERY, state=OrderState.ANSWERED, outcome__in=_COUNTS, answered_at__isnull=False
    )
    answers = {
        (person, office): timezone.localdate(at)
        for person, office, at in rows.order_by("answered_at").values_list(
            "person_id", "counterparty_id", "answered_at"
        )
    }
    return _Network(offices, answers)


def _of_class(network: _Network, person: Person, kind: QueryClass, outside: Signed | None) -> Asked:
    offices = network.offices.get(kind, ())
    days = [day for office in offices if (day := network.answers.get((person.pk, office))) is not None]
    return Asked(len(offices), len(days), min(days, default=None), outside)
