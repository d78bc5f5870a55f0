"""Distribution plans: kept, approved by another person, served, objected to, carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import (
    Account,
    AccountKind,
    DistributionPlan,
    PlanLine,
    PlanObjection,
    PlanSource,
    PlanState,
)
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


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
    """Keep a plan as computed. Raises `BadInput` unless sources = lines + fee, to the fen."""
    require(acting, "plan.make")
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


def _move(plan: DistributionPlan, source: PlanState, target: PlanState, **changes: Any) -> None:
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
    require(acting, "plan.confirm")
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
    require(acting, "plan.make")
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


def object_to(
    *,
    acting: Acting,
    plan: DistributionPlan,
    line: PlanLine,
    by: Person,
    disputed: Fen,
    reason: str,
    on: date,
    now: datetime,
) -> PlanObjection:
    """Record a written objection to one line. Raises `Refused` outside the window or above the line's amount."""
    require(acting, "plan.object")
    if plan.state != PlanState.SERVED or plan.objections_until is None or on > plan.objections_until:
        raise Refused(
            Fault(
                "plan.window_closed",
                "不在异议期内",
                "异议期为送达之日起十五日（民诉解释第五百零九条）",
                value=plan.number,
            )
        )
    open_already = sum(
        PlanObjection.objects.filter(line=line, settled_on__isnull=True).values_list("disputed_fen", flat=True)
    )
    if not 0 < disputed <= line.amount_fen - open_already:
        raise Refused(
            Fault(
                "plan.disputed_amount",
                "异议金额超出该行未受异议的金额",
                "请核对异议金额",
                field="异议金额",
                value=str(disputed),
            )
        )
    objection = PlanObjection.objects.create(
        court_id=plan.court_id,
        plan=plan,
        line=line,
        by=by,
        attacked_fen=disputed,
        disputed_fen=disputed,
        reason=reason.strip(),
        filed_on=on,
    )
    PlanLine.objects.filter(pk=line.pk).update(held_fen=open_already + disputed)
    trail.record(
        acting=acting,
        act="plan.object",
        now=now,
        ground="民事诉讼法解释（2022）第五百零九条",
        subject=f"case:{plan.lead_case_id}",
        payload={"plan": plan.number, "line": line.position, "fen": disputed},
    )
    return objection


def carry_out(*, acting: Acting, plan: DistributionPlan, on: date, now: datetime) -> DistributionPlan:
    """Make a plan effective: the money leaves the cases' accounts for the payees; what is disputed is held.

    Open once the window is over, or at once where no window is due. Raises `Refused`, or `Overdrawn` when the money
    has gone.
    """
    require(acting, "plan.make")
    source = PlanState.CONFIRMED if plan.waived else PlanState.SERVED
    if not plan.waived and (plan.objections_until is None or on <= plan.objections_until):
        raise Refused(
            Fault(
                "plan.window_open",
                "异议期未满",
                "异议期满后方可发放无争议部分（民诉解释第五百一十条）",
                value=plan.number,
            )
        )
    trail.take_turn(plan.court_id)
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


def settle_objection(
    *, acting: Acting, objection: PlanObjection, to_payee: Fen, to: Person | None, outcome: str, on: date, now: datetime
) -> PlanObjection:
    """Let the held money of one objection go: `to_payee` fen to the line's payee, the rest to `to` (agreed or judged).

    Raises `Refused` when it is settled already, `BadInput` when a rest has nobody to go to.
    """
    require(acting, "plan.confirm")
    rest = objection.disputed_fen - to_payee
    if to_payee < 0 or rest < 0 or (rest and to is None):
        raise BadInput(
            Fault(
                "plan.settlement", "处理结果与异议金额不符", "请写明争议金额的去向", field="金额", value=str(to_payee)
            )
        )
    if objection.plan.state != PlanState.EFFECTIVE:
        raise Refused(
            Fault("plan.not_effective", "方案尚未生效", "方案生效后再处理提存款", value=objection.plan.number)
        )
    trail.take_turn(objection.court_id)
    changed = PlanObjection.objects.filter(pk=objection.pk, settled_on__isnull=True).update(
        settled_on=on, outcome=outcome
    )
    if not changed:
        raise Refused(Fault("plan.settled", "该异议已处理", "无须再次处理", value=str(objection.pk)))
    line = objection.line
    holding = account(court_id=objection.court_id, kind=AccountKind.HELD, case_id=line.case_id)
    legs: list[tuple[int, Fen]] = [(holding.pk, objection.disputed_fen)]
    shares = [(line.payee_id, to_payee)] + ([(to.pk, rest)] if to is not None else [])
    for person_id, fen in shares:
        if fen:
            payee = account(
                court_id=objection.court_id, kind=AccountKind.PAYEE, case_id=line.case_id, person_id=person_id
            )
            legs.append((payee.pk, -fen))
    ledger.post(
        court_id=objection.court_id,
        act="release_held",
        on=on,
        now=now,
        key=f"objection:{objection.pk}",
        legs=legs,
        memo=outcome[:100],
    )
    PlanLine.objects.filter(pk=line.pk).update(held_fen=line.held_fen - objection.disputed_fen)
    trail.record(
        acting=acting,
        act="plan.settle_objection",
        now=now,
        ground=outcome,
        subject=f"case:{line.case_id}",
        payload={"objection": objection.pk, "to_payee": to_payee, "rest": rest},
    )
    objection.refresh_from_db()
    return objection


def cancel(*, acting: Acting, plan: DistributionPlan, reason: str, now: datetime) -> DistributionPlan:
    """Withdraw a plan that has not been carried out; the money never left the cases' accounts."""
    require(acting, "plan.make")
    if plan.state not in (PlanState.DRAFT, PlanState.CONFIRMED, PlanState.SERVED):
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
