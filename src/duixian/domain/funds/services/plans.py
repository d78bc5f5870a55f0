"""Distribution plans: kept, approved by another person, served, carried out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import (
    Account,
    AccountKind,
    DistributionPlan,
    PlanLine,
    PlanSource,
    PlanState,
)
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.law.procedure.case_life import NOT_PAID_OUT


@dataclass(frozen=True, slots=True)
class LineIn:
    """What one payee gets for one case; fen."""

    case: Case
    payee: Person
    claim: Fen
    amount: Fen
    rank: str
    steps: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SourceIn:
    """What a plan takes from one case's account, and how much of it is that case's execution fee; fen."""

    case: Case
    taken: Fen
    fee: Fen = 0


def draft(
    *,
    acting: Acting,
    number: str,
    debtor: Person,
    lead_case: Case,
    sources: Sequence[SourceIn],
    lines: Sequence[LineIn],
    inputs: Mapping[str, Any],
    outcome: Mapping[str, Any],
    waived: bool,
    value_on: date,
    now: datetime,
) -> DistributionPlan:
    """Keep a plan as computed. Raises `BadInput` unless sources = lines + fee, to the fen, and `Refused` while another
    plan over one of its cases is open: both would have been computed from the same claims."""
    require(acting, "plan.make")
    touched = [source.case for source in sources] + [line.case for line in lines]
    for court_id in {case.court_id for case in touched}:
        require(acting, "plan.make", of_court=court_id)
    trail.take_turn(acting.court_id)
    _no_other_plan({case.pk for case in touched})
    taken = sum(source.taken for source in sources)
    fee = sum(source.fee for source in sources)
    given = sum(line.amount for line in lines) + fee
    if taken != given or taken == 0:
        raise BadInput(
            Fault(
                "plan.sums",
                "方案不平：取出 {taken} 分，分配 {given} 分",
                "请重新计算方案",
                field="分配方案",
                value=number,
                data={"taken": taken, "given": given},
            )
        )
    plan = DistributionPlan.objects.create(
        court_id=acting.court_id,
        number=number,
        debtor=debtor,
        lead_case=lead_case,
        funds_fen=taken,
        fee_fen=fee,
        inputs=dict(inputs),
        outcome=dict(outcome),
        made_by=acting.code,
        made_at=now,
        waived=waived,
        value_on=value_on,
    )
    PlanSource.objects.bulk_create(
        PlanSource(court_id=acting.court_id, plan=plan, case=source.case, taken_fen=source.taken, fee_fen=source.fee)
        for source in sources
    )
    PlanLine.objects.bulk_create(
        (
            PlanLine(
                court_id=acting.court_id,
                plan=plan,
                position=position,
                case=line.case,
                payee=line.payee,
                claim_fen=line.claim,
                amount_fen=line.amount,
                rank=line.rank,
                steps=list(line.steps),
            )
            for position, line in enumerate(lines, start=1)
        ),
        batch_size=5000,
    )
    trail.record(
        acting=acting,
        act="plan.draft",
        now=now,
        ground="民事诉讼法解释（2022）第五百零九条",
        subject=f"case:{lead_case.pk}",
        payload={"plan": number, "fen": taken, "lines": len(lines), "fee": fee},
    )
    return plan


_OPEN = (PlanState.DRAFT, PlanState.CONFIRMED, PlanState.SERVED)


def _no_other_plan(cases: Collection[int]) -> None:
    other = (
        DistributionPlan.objects.filter(state__in=_OPEN)
        .filter(Q(sources__case_id__in=cases) | Q(lines__case_id__in=cases))
        .first()
    )
    if other is not None:
        raise Refused(
            Fault(
                "plan.another_open",
                "所涉案件已有未执行的分配方案",
                "请先执行或撤销该方案",
                field="分配方案",
                value=other.number,
            )
        )


def _none_at_rest(plan: DistributionPlan) -> None:
    """While enforcement is suspended (民诉法 267) nothing is paid out; a closed case has nothing to receive."""
    given = PlanLine.objects.filter(plan=plan, amount_fen__gt=0).values("case_id")
    taken = PlanSource.objects.filter(plan=plan).values("case_id")
    at_rest = Case.objects.filter(Q(pk__in=given) | Q(pk__in=taken), state__in=NOT_PAID_OUT).order_by("pk").first()
    if at_rest is not None:
        raise Refused(
            Fault(
                "plan.case_at_rest",
                "案件处于“{state}”状态，不能发放",
                "中止的案件恢复执行后再办理；已结案的请撤销方案后重新计算",
                field="案号",
                value=at_rest.number,
                data={"state": at_rest.get_state_display()},
            )
        )


def _move(plan: DistributionPlan, source: PlanState, target: PlanState, **changes: Any) -> None:
    trail.take_turn(plan.court_id)
    changed = DistributionPlan.objects.filter(pk=plan.pk, state=source).update(state=target, **changes)
    if not changed:
        raise Refused(
            Fault(
                "plan.moved_on",
                "方案当前不是“{wanted}”状态",
                "请刷新后查看",
                field="分配方案",
                value=plan.number,
                data={"wanted": source.label},
            )
        )
    plan.refresh_from_db()


def confirm(*, acting: Acting, plan: DistributionPlan, now: datetime) -> DistributionPlan:
    """Approve a plan; never by the one who made it."""
    require(acting, "plan.confirm", of_court=plan.court_id)
    if plan.made_by == acting.code:
        raise Refused(
            Fault("plan.own", "不能审批自己拟定的方案", "请由另一名有权人员审批", field="审批人", value=acting.name)
        )
    _move(plan, PlanState.DRAFT, PlanState.CONFIRMED, confirmed_by=acting.code)
    trail.record(
        acting=acting, act="plan.confirm", now=now, subject=f"case:{plan.lead_case_id}", payload={"plan": plan.number}
    )
    return plan


def serve(
    *, acting: Acting, plan: DistributionPlan, on: date, objections_until: date, now: datetime
) -> DistributionPlan:
    """Note the day the last party was served and until when objections are heard (民诉解释 509: 15 days)."""
    require(acting, "plan.make", of_court=plan.court_id)
    _move(plan, PlanState.CONFIRMED, PlanState.SERVED, served_on=on, objections_until=objections_until)
    trail.record(
        acting=acting,
        act="plan.serve",
        now=now,
        ground="民事诉讼法解释（2022）第五百零九条",
        subject=f"case:{plan.lead_case_id}",
        payload={"plan": plan.number, "objections_until": objections_until.isoformat()},
    )
    return plan


def carry_out(*, acting: Acting, plan: DistributionPlan, on: date, now: datetime) -> DistributionPlan:
    """Make a plan effective: the money leaves the cases' accounts for the payees; what is disputed is held.

    Open once the window is over, or at once where no window is due. Raises `Refused`, or `Overdrawn` when the money
    has gone.
    """
    require(acting, "plan.make", of_court=plan.court_id)
    trail.take_turn(plan.court_id)
    plan.refresh_from_db()
    source = PlanState.CONFIRMED if plan.waived and plan.state != PlanState.SERVED else PlanState.SERVED
    if source is PlanState.SERVED and (plan.objections_until is None or on <= plan.objections_until):
        raise Refused(
            Fault(
                "plan.window_open",
                "异议期未满",
                "异议期满后方可发放无争议部分（民诉解释第五百一十条）",
                value=plan.number,
            )
        )
    _none_at_rest(plan)
    _move(plan, source, PlanState.EFFECTIVE, effective_on=on)
    legs: list[tuple[int, Fen]] = []
    for taken in PlanSource.objects.filter(plan=plan, taken_fen__gt=0):
        legs.append((account(court_id=plan.court_id, kind=AccountKind.CASE, case_id=taken.case_id).pk, taken.taken_fen))
    free: dict[tuple[int, int], Fen] = {}
    held: dict[int, Fen] = {}
    for case_id, payee_id, amount, disputed in PlanLine.objects.filter(plan=plan).values_list(
        "case_id", "payee_id", "amount_fen", "held_fen"
    ):
        free[case_id, payee_id] = free.get((case_id, payee_id), 0) + amount - disputed
        held[case_id] = held.get(case_id, 0) + disputed
    payees = open_payee_accounts(court_id=plan.court_id, owners=[pair for pair, fen in free.items() if fen])
    legs += [(payees[pair], -fen) for pair, fen in free.items() if fen]
    legs += [
        (account(court_id=plan.court_id, kind=AccountKind.HELD, case_id=case_id).pk, -fen)
        for case_id, fen in held.items()
        if fen
    ]
    if plan.fee_fen:
        legs.append((account(court_id=plan.court_id, kind=AccountKind.FEE).pk, -plan.fee_fen))
    ledger.post(
        court_id=plan.court_id,
        act="distribute",
        on=on,
        now=now,
        key=f"plan:{plan.pk}",
        legs=legs,
        memo=plan.number,
    )
    trail.record(
        acting=acting,
        act="plan.carry_out",
        now=now,
        ground="民事诉讼法解释（2022）第五百一十条",
        subject=f"case:{plan.lead_case_id}",
        payload={"plan": plan.number, "held_fen": sum(held.values())},
    )
    return plan


def open_payee_accounts(*, court_id: int, owners: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Ledger accounts of (case, person) pairs, opened in one statement where missing."""
    Account.objects.bulk_create(
        [
            Account(court_id=court_id, kind=AccountKind.PAYEE, case_id=case_id, person_id=person_id)
            for case_id, person_id in owners
        ],
        ignore_conflicts=True,
        batch_size=5000,
    )
    cases = {case_id for case_id, _ in owners}
    wanted = set(owners)
    rows = Account.objects.filter(court_id=court_id, kind=AccountKind.PAYEE, case_id__in=cases).values_list(
        "case_id", "person_id", "pk"
    )
    return {(case_id, person_id): pk for case_id, person_id, pk in rows if (case_id, person_id) in wanted}


def cancel(*, acting: Acting, plan: DistributionPlan, reason: str, now: datetime) -> DistributionPlan:
    """Withdraw a plan that has not been carried out; the money never left the cases' accounts."""
    require(acting, "plan.make", of_court=plan.court_id)
    if plan.state not in _OPEN:
        raise Refused(Fault("plan.too_late", "方案已生效或已撤销", "已生效的方案不能撤销", value=plan.number))
    _move(plan, PlanState(plan.state), PlanState.CANCELLED)
    trail.record(
        acting=acting,
        act="plan.cancel",
        now=now,
        ground=reason,
        subject=f"case:{plan.lead_case_id}",
        payload={"plan": plan.number},
    )
    return plan
