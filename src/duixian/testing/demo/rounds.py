"""What the players of a court say when a round is ended: everything was done, and the file says it is a demo's."""

import hashlib
from datetime import date, datetime

from duixian.base.days import ONE_DAY, add_months_clipped
from duixian.base.money import Fen
from duixian.domain.cases.models import RoundEnd
from duixian.domain.cases.services.ending import RulingMade
from duixian.domain.cases.services.round_ends import RoundEndedIn
from duixian.domain.parties.models import PersonKind
from duixian.domain.trail.acting import Acting
from duixian.flows.end_round.end import evidence_of, search_until
from duixian.law.ending import Approved, Asked, DebtorSeen, Interest, QueryClass, RoundEndFacts, Signed, judge
from duixian.testing.demo.dossier import Dossier

_MACHINE = "演示数据"


def facts(dossier: Dossier, *, on: date, remaining: Fen, officer: Acting, chief: Acting) -> RoundEndFacts:
    """A file in which everything was done before the day, and the applicant signed."""
    began = dossier.of.filed_on

    def signed(what: str) -> Signed:
        return Signed(what, on, officer.name, f"{_MACHINE}：{what}", what)

    outside = {kind: Asked(outside=signed("函询协助单位")) for kind in QueryClass}
    roles = [party.printed_role for party in dossier.of.draft.parties]
    debtors = tuple(
        DebtorSeen(
            key=str(person.pk),
            name=person.name,
            natural=person.kind == PersonKind.NATURAL,
            notice_issued=began,
            notice_served=signed("执行通知书送达回证"),
            report_issued=began,
            report_served=signed("报告财产令送达回证"),
            report_checked=signed("财产报告核查笔录"),
            limit=f"{_MACHINE}：限制消费令",
            whereabouts=signed("下落核实笔录"),
            queries=outside,
            interests={one: signed("函询") for one in Interest},
        )
        for person, role in zip(dossier.people, roles, strict=True)
        if role == "被告"
    )
    return RoundEndFacts(
        on=on,
        began_on=began,
        opens_on=add_months_clipped(began, 3) + ONE_DAY,
        claim=dossier.of.claim,
        remaining=remaining,
        waiting=dossier.held,
        debtors=debtors,
        inquiries=(signed("现场调查笔录"),),
        obstruction=signed("未发现妨害执行的行为"),
        talk=signed("终本约谈笔录"),
        applicant_signed=signed("申请执行人确认书"),
        approved=Approved(chief.name, False, on),
    )


def ended(dossier: Dossier, known: RoundEndFacts, *, officer: Acting, chief: Acting, at: datetime) -> RoundEndedIn:
    """The row of the end. No paper is set for a case of the demo: the fingerprint is of the evidence's number."""
    number = f"{dossier.case.number}之终本"
    return RoundEndedIn(
        acting=officer,
        signed_by=chief,
        case=dossier.case,
        consent=RoundEnd.Consent.APPLICANT,
        evidence=evidence_of(known, judge(known)),
        remaining=known.remaining,
        ruling=RulingMade(number, hashlib.sha256(number.encode()).hexdigest(), ""),
        search_until=search_until(known.on),
        on=known.on,
        at=at,
    )
