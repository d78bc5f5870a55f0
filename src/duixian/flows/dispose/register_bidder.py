"""Register somebody for a round: by full identity, with what he owes as a deposit, and whether he may bid at all."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import CaseRole
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.disposal import selectors
from duixian.domain.disposal.models import AuctionRound, Bidder, Disposal, PriceQuote, RoundState
from duixian.domain.disposal.services import bidders, hall
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import outbox
from duixian.flows.count_claims import claim_amounts
from duixian.law.disposal import Bar, deposit_due


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who wants to bid. `declared`: what he says of himself that bars him (a relative of a judge); `no_namesake`: why
    somebody of a barred person's name is another person. `account`: where his money goes back to."""

    kind: str
    name: str
    id_number: str
    phone: str = ""
    account: str = ""
    bank_name: str = ""
    declared: Bar | None = None
    no_namesake: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """A bidder and his secret; the secret is nowhere else, and is shown once."""

    bidder: Bidder
    secret: str


def register_bidder(
    *,
    acting: Acting,
    auction: AuctionRound,
    applicant: Applicant,
    on: date,
    now: datetime,
    preemption: int | None = None,
) -> Registered:
    """Register somebody while the notice runs or bidding is open (网拍规定 17–19).

    Raises `BadInput` without a number or with a wrong one, `Refused` for a round that is over, a second registration,
    a pre-emption nobody was told of, and a namesake of somebody barred about whom nothing was said.
    """
    require(acting, "disposal.register", of_court=auction.court_id)
    if not applicant.id_number.strip():
        raise BadInput(
            Fault("bidder.no_number", "竞买人须实名登记", "请填写证件号码", field="证件号码", value=applicant.name)
        )
    with transaction.atomic():
        trail.take_turn(auction.court_id)
        auction = AuctionRound.objects.select_related("disposal__asset", "disposal__case", "platform").get(
            pk=auction.pk
        )
        if auction.state not in (RoundState.ANNOUNCED, RoundState.OPEN) or now >= auction.ends_at:
            raise Refused(Fault("bidder.too_late", "报名已经截止", "请关注后续公告", field="拍品", value=auction.code))
        person = parties.enter(
            acting=acting,
            kind=applicant.kind,
            name=applicant.name,
            id_number=applicant.id_number,
            phone=applicant.phone,
        )
        _may_preempt(auction, person, preemption)
        due = _due(auction, person, on)
        made, secret = bidders.register(
            acting=acting,
            auction=auction,
            person=person,
            due=due,
            exempt=due == 0,
            preemption=preemption,
            bar=_bar(auction, person, applicant),
            now=now,
        )
        if applicant.account:
            parties.name_account(
                acting=acting,
                person=person,
                holder=applicant.name.strip(),
                number=applicant.account,
                bank_name=applicant.bank_name,
                now=now,
            )
        tell_hall(made)
    return Registered(made, secret)


def _due(auction: AuctionRound, person: Person, on: date) -> Fen:
    """The deposit he owes: an applicant only what it exceeds his claim by (第十七条第二款)."""
    owed = claim_of(auction.disposal, person.pk, on=on)
    return deposit_due(selectors.terms_of(auction), claim=owed or None)


def claim_of(disposal: Disposal, person_id: int, *, on: date) -> Fen:
    """What the owner of the thing owes a person in the case, fen; nothing for everybody but its applicants."""
    case = disposal.case
    own = case.parties.filter(role=CaseRole.APPLICANT, person_id=person_id).select_related("person").first()
    debtor = case.parties.filter(
        person_id=disposal.asset.person_id, role__in=(CaseRole.DEBTOR, CaseRole.GUARANTOR)
    ).first()
    if own is None or debtor is None:
        return 0
    amounts, _ = claim_amounts(case, own, debtor=debtor, on=on, alone=False)
    return amounts.total


def _may_preempt(auction: AuctionRound, person: Person, preemption: int | None) -> None:
    if preemption is None:
        return
    known = {one.name for one in selectors.terms_of(auction).notified if one.preemptor and not one.waived}
    if preemption < 1 or person.name not in known:
        raise Refused(
            Fault(
                "bidder.no_preemption",
                "不是公告确认的优先购买权人（《网络司法拍卖规定》第十六条、第十九条）",
                "请先由合议庭确认其优先购买权及顺序",
                field="优先购买权",
                value=person.name,
            )
        )


def _bar(auction: AuctionRound, person: Person, applicant: Applicant) -> Bar | None:
    """Whether he may not bid, and why (第二十四条、第三十四条)."""
    if person.pk in selectors.defaulters(auction.disposal.asset):
        return Bar.DEFAULTED
    if applicant.declared is not None:
        return applicant.declared
    found = _namesake(auction, person)
    if found is None or applicant.no_namesake.strip():
        return None
    if found is Bar.HELPER:
        return found
    raise Refused(
        Fault(
            "bidder.namesake",
            "与本院工作人员同名",
            "请核实是否本人；确为他人的，请写明核实情况（《网络司法拍卖规定》第三十四条）",
            field="竞买人",
            value=person.name,
        )
    )


def _namesake(auction: AuctionRound, person: Person) -> Bar | None:
    if person.name in {officer.name for officer in courts.staff(auction.court_id)}:
        return Bar.COURT
    helpers = PriceQuote.objects.filter(inquiry__disposal=auction.disposal, inquiry__method="appraisal")
    return Bar.HELPER if helpers.filter(quoted_by=person.name).exists() else None


def tell_hall(bidder: Bidder) -> None:
    """A bidder's standing goes into the public log of our own hall once this is committed: the key is the worker's."""
    if bidder.round.platform.own:
        outbox.later(
            outbox.HALL_STANDING,
            lock=f"round:{bidder.round_id}",
            court_id=bidder.court_id,
            bidder_id=bidder.pk,
        )


def publish_standing(*, bidder: Bidder, clock: hall.Clock, sign: hall.Sign) -> bool:
    """Put a bidder's standing into the public log; False where the round is over and nothing more is written."""
    with transaction.atomic():
        trail.take_turn(bidder.court_id)
        auction = AuctionRound.objects.get(pk=bidder.round_id)
        if auction.state not in (RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED):
            return False
        bidder.refresh_from_db()
        hall.register(bidder=bidder, clock=clock, sign=sign)
    return True
