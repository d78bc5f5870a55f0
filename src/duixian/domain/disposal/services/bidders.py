"""Bidders: registered by full identity, known to the public by a number alone, their money kept for them."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.courts.policies import require
from duixian.domain.disposal.models import AuctionRound, Bidder, RoundState
from duixian.domain.disposal.services.hall import secret_digest
from duixian.domain.funds.selectors import owed_to_payees
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.disposal.bidding import Bar

_LIVE = (RoundState.ANNOUNCED, RoundState.OPEN, RoundState.SUSPENDED)
_FIRST_DIGITS, _MOST_DIGITS = 4, 8


def register(
    *,
    acting: Acting,
    auction: AuctionRound,
    person: Person,
    due: Fen,
    exempt: bool,
    preemption: int | None,
    bar: Bar | None,
    now: datetime,
    number: str = "",
) -> tuple[Bidder, str]:
    """Register somebody for a round; returns him and his secret, which is shown once and kept as its SHA-256.

    `due`: the deposit he owes, fen; `exempt`: he owes none (网拍规定 17); `number`: the one an outside platform gave
    him. Somebody barred is registered as such: the record shows that he came and that he may not bid. Raises `Refused`
    when he is registered already.
    """
    require(acting, "disposal.register", of_court=auction.court_id)
    trail.take_turn(auction.court_id)
    if Bidder.objects.filter(round=auction, person=person).exists():
        raise Refused(
            Fault("bidder.known", "已报名本次拍卖", "一人只能取得一个竞买号", field="竞买人", value=person.name)
        )
    secret = secrets.token_urlsafe(12)
    made = Bidder.objects.create(
        court_id=auction.court_id,
        round=auction,
        person=person,
        number=number or _number(auction),
        secret_sha256=secret_digest(secret),
        due_fen=due,
        exempt_deposit=exempt,
        preemption=preemption,
        barred=bar.value if bar else "",
        registered_at=now,
    )
    trail.record(
        acting=acting,
        act="bidder.register",
        now=now,
        ground="《网络司法拍卖规定》第十七条、第十八条",
        subject=f"round:{auction.pk}",
        payload={"bidder": made.pk, "due": due, "barred": made.barred, "preemption": preemption},
    )
    return made, secret


def _number(auction: AuctionRound) -> str:
    """A number nobody can infer the order of registration from; longer where a round has very many bidders."""
    taken = set(Bidder.objects.filter(round=auction).values_list("number", flat=True))
    for digits in range(_FIRST_DIGITS, _MOST_DIGITS + 1):
        if len(taken) * 2 >= 10**digits:
            continue
        while True:
            number = f"Z{secrets.randbelow(10**digits):0{digits}d}"
            if number not in taken:
                return number
    raise Refused(Fault("bidder.full", "竞买号已用尽", "请联系平台", field="拍品", value=auction.code))


def bar(*, acting: Acting, bidder: Bidder, why: Bar, on: date, now: datetime) -> Bidder:
    """Bar somebody who turned out to be one of those who may not bid (网拍规定 24, 34).

    Raises `Refused` while he leads: a bid that stands in the public log is not undone by a note; the round is stopped
    and taken back."""
    require(acting, "disposal.run", of_court=bidder.court_id)
    trail.take_turn(bidder.court_id)
    refuse_leader(bidder)
    Bidder.objects.filter(pk=bidder.pk).update(barred=why.value)
    bidder.refresh_from_db()
    trail.record(
        acting=acting,
        act="bidder.bar",
        now=now,
        ground="《网络司法拍卖规定》第二十四条、第三十四条",
        subject=f"round:{bidder.round_id}",
        payload={"bidder": bidder.pk, "why": why.value},
    )
    return bidder


def refuse_leader(bidder: Bidder) -> None:
    """Raise `Refused` while the bidder leads a round that is not over; holds the round until the transaction ends."""
    auction = AuctionRound.objects.select_for_update(of=("self",), no_key=True).get(pk=bidder.round_id)
    if auction.leader_id == bidder.pk and auction.state in _LIVE:
        raise Refused(
            Fault(
                "bidder.leads",
                "该竞买人当前领先，其出价已载入公开记录",
                "请先暂停竞价（《网络司法拍卖规定》第二十八条），再撤回本轮拍卖重新公告",
                field="竞买号",
                value=bidder.number,
            )
        )


def credit(*, bidder: Bidder, amount: Fen, on: date) -> Bidder:
    """Money of his has come in (negative: it was somebody else's); with the deposit complete he may bid. In the
    caller's act, which keeps the money and the trail."""
    trail.take_turn(bidder.court_id)
    Bidder.objects.filter(pk=bidder.pk).update(deposit_fen=F("deposit_fen") + amount)
    bidder.refresh_from_db()
    if bidder.deposit_state in ("none", "held"):
        paid = bidder.deposit_fen > 0 and bidder.deposit_fen >= bidder.due_fen
        bidder.deposit_state = "held" if paid else "none"
        bidder.deposit_on = (bidder.deposit_on or on) if paid else None
        bidder.save(update_fields=["deposit_state", "deposit_on"])
    return bidder


def debit(*, bidder: Bidder, amount: Fen, state: str = "") -> Bidder:
    """So much of his money is kept for him no longer: refunded, applied or forfeited, as `state` says (empty: as
    before). In the caller's act, which moves it."""
    trail.take_turn(bidder.court_id)
    changes: dict[str, Any] = {"deposit_state": state} if state else {}
    Bidder.objects.filter(pk=bidder.pk).update(deposit_fen=F("deposit_fen") - amount, **changes)
    bidder.refresh_from_db()
    return bidder


def mark(*, bidder: Bidder, state: str) -> Bidder:
    """What became of a bidder's money; in the caller's act, which moves it."""
    trail.take_turn(bidder.court_id)
    Bidder.objects.filter(pk=bidder.pk).update(deposit_state=state)
    bidder.refresh_from_db()
    return bidder


def note_refunded(*, cases: QuerySet[Any, Any]) -> int:
    """Bidders of these cases whose money has left for them entirely, told from the books; returns how many."""
    waiting = Bidder.objects.filter(deposit_state="refunding", round__disposal__case_id__in=cases)
    rows = list(waiting.values_list("pk", "round__disposal__case_id", "person_id"))
    owed = owed_to_payees({case_id for _, case_id, _ in rows}) if rows else set()
    done = [pk for pk, case_id, person_id in rows if (case_id, person_id) not in owed]
    return Bidder.objects.filter(pk__in=done).update(deposit_state="refunded") if done else 0
