"""What happens every day without anybody's turn: signing, agencies' answers, the bank, the program's own rounds."""

import base64
from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseState
from duixian.domain.funds.models import Account, AccountKind, DistributionPlan, PlanState
from duixian.domain.lists.selectors import publication
from duixian.domain.measures.models import Measure
from duixian.flows import change_party, object_to_act, pause_limits, send_orders, take_answer
from duixian.flows.approve import approve
from duixian.flows.end_round import end, requery
from duixian.flows.end_round.batch import end_rounds, sign_ends
from duixian.flows.lists import certify, limit, review
from duixian.flows.measures import detain
from duixian.flows.measures import watch as measure_watch
from duixian.flows.send_orders import Outgoing
from duixian.flows.settle import watch as settlement_watch
from duixian.flows.state_debt import debt_of
from duixian.flows.take_answer import Heard
from duixian.law.control import HoldingKind
from duixian.law.procedure.case_life import NOT_PAID_OUT
from duixian.ports.agencies import AgencyKind, Answer, Exchange, Holding, Outcome, Reply
from duixian.testing.scenes.hundred_days.courts import Bench
from duixian.testing.scenes.hundred_days.dossier import Dossier, Tally, faults_of, must_refuse
from duixian.worlds.hundred_days import Fate

_SIGNING, _BANK, _EVENING = time(14), time(16), time(18)


def not_before(bench: Bench, hour: time) -> None:
    """The day goes on to this hour at least."""
    moment = bench.stage.moment
    bench.stage.moment = max(moment, moment.replace(hour=hour.hour, minute=0, second=0, microsecond=0))


# --- many at once


def limit_many(bench: Bench, dossiers: Sequence[Dossier], tally: Tally) -> tuple[int, int]:
    """One act for all whom the day wants limited; rows asked and rows told."""
    if not dossiers:
        return 0, 0
    with bench.scope():
        wishes = [limit.Wish(one.case, one.debtor, "收到执行通知后未履行") for one in dossiers]
        rows = limit.propose_limits(acting=bench.officer, wishes=wishes, on=bench.today, now=bench.now)
    _count(tally, "limit", [row.faults for row in rows])
    return len(wishes), len(rows)


def end_many(bench: Bench, dossiers: Sequence[Dossier], tally: Tally) -> tuple[int, int]:
    """One act for all whose round is to end today."""
    if not dossiers:
        return 0, 0
    with bench.scope():
        cases = [one.case for one in dossiers]
        rows = end_rounds(acting=bench.officer, cases=cases, on=bench.today, now=bench.now)
    _count(tally, "end", [row.faults for row in rows])
    return len(cases), len(rows)


def _count(tally: Tally, name: str, of_rows: Sequence[Sequence[Fault]]) -> None:
    for faults in of_rows:
        if faults:
            tally.fail(name, faults[0].code)
        else:
            tally.done[name] += 1


# --- signing


def sign(bench: Bench, fates: dict[int, Fate], tally: Tally) -> None:
    """Chief and president go through what waits; an officer without the office tries to sign first, and must not."""
    not_before(bench, _SIGNING)
    with bench.scope():
        waiting = list(
            Approval.objects.filter(court=bench.court, state=ApprovalState.WAITING)
            .select_related("case")
            .order_by("pk")
        )
        if waiting:
            _without_office(bench, waiting[0], tally)
        ends = [one for one in waiting if one.act == end.ACT]
        if ends:
            rows = sign_ends(acting=bench.who("president"), approvals=ends, on=bench.today, now=bench.now)
            _count(tally, "sign:round.end", [row.faults for row in rows])
        for one in waiting:
            if one.act != end.ACT:
                _sign(bench, one, fates.get(one.case_id), tally)


def _without_office(bench: Bench, waiting: Approval, tally: Tally) -> None:
    must_refuse(
        tally,
        "sign_without_office",
        bench,
        lambda: approve(acting=bench.officer, approval=waiting, approved=True, on=bench.today, now=bench.now),
    )


def _sign(bench: Bench, waiting: Approval, fate: Fate | None, tally: Tally) -> None:
    signer = bench.who("president" if waiting.level == "president" else "chief")
    declined = fate is Fate.DECLINED and waiting.subject.startswith("measure:")
    try:
        with transaction.atomic():
            approve(
                acting=signer,
                approval=waiting,
                approved=not declined,
                note="证据不足" if declined else "",
                on=bench.today,
                now=bench.now,
            )
        tally.done["declined" if declined else f"sign:{waiting.act}"] += 1
    except (Refused, BadInput) as refusal:
        tally.fail(f"sign:{waiting.act}", faults_of(refusal)[0].code)


# --- agencies


def answer_searches(bench: Bench, tally: Tally, accounts: Mapping[str, Fen]) -> None:
    """Every agency answers what it was asked: it knows nothing of this person, but for those of whom the bank has an
    account. `accounts`: what is in it, fen, by the person's number."""
    for lane in send_orders.due_lanes(now=bench.now):
        agency = lane.counterparty
        while bench.court.pk in lane.court_ids:
            sent = send_orders.claim(court_id=bench.court.pk, counterparty_id=agency.pk, limit=100, now=bench.now)
            if not sent:
                break
            known = accounts if agency.kind == AgencyKind.BANK else {}
            heard = [Heard(one, _reply(bench, one, known), bench.now) for one in sent]
            take_answer.take(court_id=bench.court.pk, heard=heard, now=bench.now)
            tally.done["answer"] += len(sent)


def _reply(bench: Bench, sent: Outgoing, accounts: Mapping[str, Fen]) -> Reply:
    order, moment = sent.order, bench.stage.moment
    number = order.subject.id_number
    fen = accounts.get(number)
    found = Holding(f"62{number[-14:]}", HoldingKind.DEPOSIT, "活期存款", moment, balance=fen, available=fen)
    answer = Answer(
        order_key=order.key,
        answer_id=f"A-{order.key}",
        act=order.act,
        outcome=Outcome.NOTHING if fen is None else Outcome.DONE,
        answered_at=moment,
        subject_name=order.subject.name,
        subject_number=number,
        holdings=() if fen is None else (found,),
    )
    exchange = Exchange("send", order.key, order.key.encode(), reply=b"{}", trusted=True)
    return Reply(answer, exchange)


# --- money


def bank_day(bench: Bench, dossiers: Sequence[Dossier], tally: Tally) -> None:
    """The statement is imported, what came in is divided and paid out, and what is performed is closed."""
    not_before(bench, _BANK)
    paying = [one for one in dossiers if one.paying]
    if paying:
        report = bench.stage.import_statement()
        tally.done["receipt"] += len(report.identified)
        if report.waiting:
            tally.fail("receipt", "waiting")
    _divide(bench, tally)
    with bench.scope():
        owed = Account.objects.filter(court=bench.court, kind=AccountKind.PAYEE, balance_fen__gt=0).exists()
    if owed:
        batch = bench.stage.pay_out()
        tally.done["payout"] += batch.count
        bench.stage.import_statement()
    for one in paying:
        one.paying = False
        _close(bench, one, tally)


def _divide(bench: Bench, tally: Tally) -> None:
    """A plan for every case with money, and carried out: at once where nobody has anything to object to."""
    stage = bench.stage
    with bench.scope():
        full = Account.objects.filter(court=bench.court, kind=AccountKind.CASE, balance_fen__gt=0)
        cases = list(
            Case.objects.filter(pk__in=full.values("case_id"))
            .exclude(state__in=NOT_PAID_OUT)
            .select_related("title", "court")
            .order_by("pk")
        )
        served = DistributionPlan.objects.filter(court=bench.court, state=PlanState.SERVED)
        over = list(served.filter(objections_until__lt=bench.today))
        planned = set(served.values_list("sources__case_id", flat=True))
    for plan in over:
        stage.carry_out(plan)
        tally.done["plan"] += 1
    for case in cases:
        if case.pk in planned:
            continue
        plan = stage.plan([case], stage.debtor_of(case))
        if plan.waived:
            stage.carry_out(plan)
            tally.done["plan"] += 1


def _close(bench: Bench, dossier: Dossier, tally: Tally) -> None:
    with bench.scope():
        case = dossier.case
        if case.state not in (CaseState.NOTIFIED, CaseState.PAYING) or debt_of(case, on=bench.today).to_pay:
            return
    try:
        bench.stage.close(case)
        tally.done["close"] += 1
    except Refused as refusal:
        tally.fail("close", refusal.reasons[0].code)


# --- the rounds of the program


def evening(bench: Bench, tally: Tally, seal: Ed25519PrivateKey) -> None:
    """Every round the workers make, once: measures, limits, objections, parties, settlements, promises, the lists with
    their certificates, the searches after the end of a round."""
    not_before(bench, _EVENING)
    court_id, on = bench.court.pk, bench.today
    _release(bench, tally)
    tally.done["lapsed"] += len(measure_watch.lapse_due(court_id=court_id, now=bench.now))
    with bench.scope():
        pause_limits.recount_court(court_id=court_id)
    tally.done["objection_final"] += len(object_to_act.close_due(court_id=court_id, on=on, now=bench.now))
    change_party.close_due(court_id=court_id, on=on, now=bench.now)
    for around in (
        settlement_watch.go_round(court_id=court_id, on=on, now=bench.now),
        settlement_watch.check_promises(court_id=court_id, now=bench.now),
    ):
        for name, count in around.done.items():
            tally.done[f"settle:{name}"] += count
        for name, _, why in around.stuck:
            tally.fail(f"settle:{name}", why[:60])
    review.sweep(court_id=court_id, now=bench.now)
    public = base64.b64encode(seal.public_key().public_bytes_raw()).decode("ascii")
    tally.done["certified"] += certify.certify(court_id=court_id, sign=seal.sign, key=public, now=bench.now)
    with bench.scope():
        tally.done["told"] += len(requery.tell_results(court_id=court_id, on=on, now=bench.now))
        requery.requery_due(court_id=court_id, on=on, now=bench.now)


def night(bench: Bench) -> int:
    """The round of the night over every open decision of the lists: it should find nothing that was not done. Returns
    how many lines of the publication log it wrote."""
    with bench.scope():
        before = publication.last_seq()
    review.nightly(court_id=bench.court.pk, now=bench.now)
    with bench.scope():
        return publication.last_seq() - before


def _release(bench: Bench, tally: Tally) -> None:
    """Who was let go by the president leaves; whose days are over by tomorrow morning leaves at the minute they are."""
    with bench.scope():
        held = Measure.objects.filter(court=bench.court, kind=Measure.Kind.DETAIN, state=Measure.State.IN_FORCE)
        over = held.filter(must_end_at__lte=bench.stage.moment + timedelta(minutes=5)).order_by("must_end_at")
        for measure in over.select_related("case__court", "case__officer", "case__title", "person"):
            assert measure.must_end_at is not None, "who is kept has an end"
            bench.stage.moment = max(bench.stage.moment, measure.must_end_at)
            detain.release(acting=bench.officer, measure=measure, at=measure.must_end_at, on=bench.today, now=bench.now)
            tally.done["released"] += 1


__all__ = ["answer_searches", "bank_day", "end_many", "evening", "limit_many", "night", "not_before", "sign"]
