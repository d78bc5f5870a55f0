"""Paying out: 278 payees in one set-based act against 278 acts of one, and one payout of 200,000.

An act is the whole way through the hands: made, checked, approved where the sum asks for it, sent, the bank's results
booked; each step a transaction of its own, committed durably, with its entries in the trail, its postings, its jobs.
Writing the payment file (pain.001) for the 200,000 is timed apart. The bank's answers are made outside the clock.
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from bench import harness
from bench.books import NOW, TODAY, House, fill, found_house
from bench.harness import Database, Figure, Report, Watch, at_least, at_most
from duixian.connectors.banks import pain001
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Account, AccountKind, Payout, PayoutBatch, PayoutState
from duixian.domain.funds.services import payouts
from duixian.domain.trail.models import Entry
from duixian.flows import pay_out
from duixian.ports.banks import BatchReport, PaymentResult, PaymentState

SEED = 20261122
AIM_TIMES = 25.0
AIM_SECONDS = 60.0
AIM_MEGABYTES = 1000.0


@dataclass(frozen=True, slots=True)
class Size:
    """`payees` of the members' scene, `rounds` of it, and `many` payees of the one large payout, `each` to a case."""

    payees: int = 278
    rounds: int = 5
    many: int = 200_000
    each: int = 1


FULL = Size()
QUICK = Size(rounds=1, many=20_000)


def answers(batch: PayoutBatch) -> BatchReport:
    """The bank's report: everything settled today."""
    rows = batch.payouts.values_list("end_to_end_id", "amount_fen").iterator(chunk_size=10_000)
    results = tuple(
        PaymentResult(end_to_end_id=name, state=PaymentState.SETTLED, settled_on=TODAY, amount=fen)
        for name, fen in rows
    )
    return BatchReport(batch.message_id, "R1", PaymentState.SETTLED, results, count=len(results))


def through_the_hands(house: House, cases: Sequence[int], *, file: bool = False) -> dict[str, float]:
    """Pay every payee of these cases in one batch; the seconds of each step."""
    seconds: dict[str, float] = {}

    def step(name: str, work: Any) -> Any:
        with scope.of_court(house.court_id):
            begun = time.perf_counter()
            found = work()
        seconds[name] = time.perf_counter() - begun  # the commit included
        return found

    batch = step("make", lambda: pay_out.make_batch(acting=house.maker, now=NOW, cases=cases))
    batch = step("check", lambda: pay_out.check_batch(acting=house.checker, batch=batch, now=NOW))
    if not payouts.ready_to_send(batch):
        batch = step("approve", lambda: pay_out.approve_batch(acting=house.approver, batch=batch, now=NOW))
    if file:
        with tempfile.TemporaryFile() as out:
            step("file", lambda: pain001.write(pay_out.payment_batch(batch), out))
    batch = step("send", lambda: payouts.mark_sent(acting=house.maker, batch=batch, now=NOW))
    with scope.of_court(house.court_id):
        report = answers(batch)
    step("results", lambda: pay_out.take_report(acting=house.maker, batch=batch, report=report, now=NOW))
    return seconds


# --- the two comparisons


def as_one_act(house: House, size: Size) -> float:
    """Seconds to pay the members in one act."""
    cases = fill(house, payees=size.payees, each=1, seed=SEED)
    return sum(through_the_hands(house, cases).values())


def one_by_one(house: House, size: Size) -> float:
    """Seconds to pay the same members, an act for each."""
    cases = fill(house, payees=size.payees, each=1, seed=SEED)
    return sum(sum(through_the_hands(house, [case]).values()) for case in cases)


@dataclass(frozen=True, slots=True)
class Large:
    """What the large payout took."""

    seconds: dict[str, float]
    own_kb_before: int
    own_kb: int
    backend_kb: int


def large(start: Any, house: House, cases: Sequence[int]) -> Large:
    """The large payout, in a process of its own so that its memory is its own."""
    start.wait()
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    with Watch(backend) as watch:
        before = watch.own_kb
        seconds = through_the_hands(house, cases, file=True)
    return Large(seconds, before, watch.own_kb, watch.backend_kb)


def run(database: Database, size: Size) -> Report:
    """Measure both; raises `AssertionError` when a fen is wrong."""
    report = Report(
        "payout",
        {"members": size.payees, "rounds": size.rounds, "payees of the large one": size.many, "seed": SEED},
    )
    members, crowd = found_house(1), found_house(2)
    as_one_act(members, size)  # a court that has worked before: plans made, pages read
    database.settle()
    times = harness.in_turns(
        size.rounds, one=lambda: as_one_act(members, size), single=lambda: one_by_one(members, size)
    )
    ratios = [single / one for one, single in zip(times["one"], times["single"], strict=True)]
    report.figures += [
        harness.median(f"{size.payees} payees in one act", times["one"], "s"),
        harness.median(f"{size.payees} acts of one payee", times["single"], "s"),
        at_least("one act, times faster", sorted(ratios)[len(ratios) // 2], "×", AIM_TIMES),
    ]
    report.checks.append(_exact(members, acts=1 + size.rounds * (1 + size.payees)))

    # a fresh session: plans made while tables were small would check 200,000 foreign keys by reading them through
    connection.close()
    cases = fill(crowd, payees=size.many, each=size.each, seed=SEED)
    connection.close()
    database.settle()
    found: Large = harness.in_processes(large, [(crowd, cases)], database=database)[0]
    by_hand = {name: seconds for name, seconds in found.seconds.items() if name != "file"}
    report.figures += [
        at_most(f"{size.many:,} payees, from made to booked", sum(by_hand.values()), "s", AIM_SECONDS),
        *(Figure(f"  of these {name}", seconds, "s") for name, seconds in by_hand.items()),
        Figure("besides: the payment file, pain.001", found.seconds["file"], "s"),
        at_most("peak memory of the program", found.own_kb / 1024, "MB", AIM_MEGABYTES),
        Figure("  of these before it began", found.own_kb_before / 1024, "MB"),
        Figure("peak memory of its PostgreSQL backend, shared buffers apart", found.backend_kb / 1024, "MB"),
    ]
    report.checks.append(_exact(crowd, acts=1))
    return report


def _exact(house: House, *, acts: int) -> str:
    """Every payee paid once and exactly what stood on the account; both sides of the ledger agree; the acts are in the
    trail."""
    with scope.of_court(house.court_id):
        state = Payout.objects.aggregate(count=Count("pk"), fen=Sum("amount_fen"), payees=Count("payee", distinct=True))
        unpaid = Payout.objects.exclude(state=PayoutState.PAID).count()
        left = Account.objects.exclude(balance_fen=0).count()
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*), sum(l.amount_fen)::bigint, count(*) filter (where l.amount_fen <> -p.amount_fen)"
                " from funds_account a join funds_posting s on s.act = 'receive'"
                " join funds_leg l on l.account_id = a.id and l.posting_id = s.id"
                " join funds_payout p on p.payee_id = a.person_id"
                " where a.kind = %s",
                [AccountKind.PAYEE],
            )
            count, fen, wrong = cursor.fetchone()
        balance = funds.trial_balance(court_id=house.court_id, on=TODAY)
        booked = Entry.objects.filter(act="payout.results").count()
    right = (
        not unpaid
        and not left
        and not wrong
        and count == state["count"] == state["payees"]
        and -fen == state["fen"]
        and balance.balanced
        and balance.have == 0
        and booked == acts
    )
    if not right:
        raise AssertionError(f"books are wrong: {state}, {unpaid=}, {left=}, {wrong=}, {count=}, {fen=}, {booked=}")
    return f"{count:,} payees paid once, {state['fen']:,} fen in sum, each as it stood; ledger balanced, trail complete"
