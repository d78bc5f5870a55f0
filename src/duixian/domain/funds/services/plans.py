"""Distribution plans: kept, approved by another person, served, objected to, carried out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case, CaseState
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
    at_rest = (
        Case.objects.filter(Q(pk__in=given) | Q(pk__in=taken), state__in=(CaseState.SUSPENDED, CaseState.CLOSED))
        .order_by("pk")
        .first()
    )
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
    """Record a written objection of a creditor of the plan or its debtor to one line. Of a line, the largest part any
    objection attacks is held: a second objection is heard, and holds what it attacks beyond the first.

    Raises `Refused` outside the window, from somebody else, or above the line's amount.
    """
    require(acting, "plan.object", of_court=plan.court_id)
    if line.plan_id != plan.pk:
        raise Refused(
            Fault("plan.other_line", "该行不属于本方案", "请从本方案中选择", field="受领人", value=plan.number)
        )
    if by.pk != plan.debtor_id and not PlanLine.objects.filter(plan=plan, payee=by).exists():
        raise Refused(
            Fault(
                "plan.stranger",
                "异议人不是本方案的债权人或被执行人",
                "民诉解释第五百零九条",
                field="异议人",
                value=by.name,
            )
        )
    trail.take_turn(plan.court_id)
    plan.refresh_from_db()
    if plan.state != PlanState.SERVED or plan.objections_until is None or on > plan.objections_until:
        raise Refused(
            Fault(
                "plan.window_closed",
                "不在异议期内",
                "异议期为送达之日起十五日（民诉解释第五百零九条）",
                value=plan.number,
            )
        )
    held = sum(PlanObjection.objects.filter(line=line, settled_on__isnull=True).values_list("disputed_fen", flat=True))
    if not 0 < disputed <= line.amount_fen:
        raise Refused(
            Fault(
                "plan.disputed_amount",
                "异议金额超出该行分得的金额",
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
        disputed_fen=max(0, disputed - held),
        reason=reason.strip(),
        filed_on=on,
    )
    PlanLine.objects.filter(pk=line.pk).update(held_fen=max(held, disputed))
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


def settle_objection(
    *, acting: Acting, objection: PlanObjection, to_payee: Fen, to: Person | None, outcome: str, on: date, now: datetime
) -> PlanObjection:
    """Let the money go that one objection holds: `to_payee` fen to the line's payee, the rest to `to` (agreed or
    judged) as a payment on the claim `to` has in the plan, or back to the debtor. What another open objection to the
    line attacks as well stays held, by that one.

    Raises `Refused` when it is settled already, `BadInput` without an outcome, and when a rest has nobody to go to.
    """
    require(acting, "plan.confirm", of_court=objection.court_id)
    trail.take_turn(objection.court_id)
    objection.refresh_from_db()
    plan, line = objection.plan, objection.line
    if plan.state != PlanState.EFFECTIVE:
        raise Refused(Fault("plan.not_effective", "方案尚未生效", "方案生效后再处理提存款", value=plan.number))
    if objection.settled_on is not None:
        raise Refused(Fault("plan.settled", "该异议已处理", "无须再次处理", value=str(objection.pk)))
    if not outcome.strip():
        raise BadInput(Fault("plan.outcome", "须写明处理依据", "请填写裁判文书或协议", field="处理结果"))
    rest = objection.disputed_fen - to_payee
    if to_payee < 0 or rest < 0 or (rest and to is None):
        raise BadInput(
            Fault(
                "plan.settlement", "处理结果与异议金额不符", "请写明争议金额的去向", field="金额", value=str(to_payee)
            )
        )
    rest_case = _case_of_rest(plan, line, to) if rest and to is not None else None
    still_held = _pass_on(objection, rest)
    released = to_payee - still_held
    PlanObjection.objects.filter(pk=objection.pk).update(
        disputed_fen=F("disputed_fen") - still_held,
        settled_on=on,
        outcome=outcome.strip()[:200],
        rest_fen=rest,
        rest_to=to if rest else None,
        rest_case=rest_case,
    )
    _release(objection, line, released, rest, to, rest_case, outcome.strip(), on, now)
    trail.record(
        acting=acting,
        act="plan.settle_objection",
        now=now,
        ground=outcome.strip()[:200],
        subject=f"case:{line.case_id}",
        payload={"objection": objection.pk, "to_payee": released, "rest": rest, "still_held": still_held},
    )
    objection.refresh_from_db()
    return objection


def _case_of_rest(plan: DistributionPlan, line: PlanLine, to: Person) -> Case:
    """Whose debt a rest pays: the case of the claim `to` has in the plan; for the debtor, the line's own."""
    if to.pk == plan.debtor_id:
        return line.case
    claims = PlanLine.objects.filter(plan=plan, payee=to).exclude(pk=line.pk).order_by("position")
    found = claims.select_related("case").first()
    if found is None:
        raise BadInput(
            Fault(
                "plan.no_claim",
                "“{name}”在本方案中没有债权，争议款无法计入其受偿",
                "请选择方案中的债权人或被执行人",
                field="受领人",
                value=to.name,
                data={"name": to.name},
            )
        )
    return found.case


def _pass_on(objection: PlanObjection, rest: Fen) -> Fen:
    """What other open objections attack of the money this one holds is held by the largest of them; returns how much.

    All attack the top of the line: what goes to another (`rest`) satisfies each of them so far.
    """
    others = PlanObjection.objects.filter(line=objection.line_id, settled_on__isnull=True).exclude(pk=objection.pk)
    largest = others.order_by("-attacked_fen", "pk").first()
    if largest is None:
        return 0
    held_by_others = sum(others.values_list("disputed_fen", flat=True))
    still_held = max(0, min(largest.attacked_fen - rest - held_by_others, objection.disputed_fen - rest))
    PlanObjection.objects.filter(pk=largest.pk).update(disputed_fen=F("disputed_fen") + still_held)
    return still_held


def _release(
    objection: PlanObjection,
    line: PlanLine,
    released: Fen,
    rest: Fen,
    to: Person | None,
    rest_case: Case | None,
    outcome: str,
    on: date,
    now: datetime,
) -> None:
    """Move the money an objection no longer holds off the case's held account."""
    if not released + rest:
        return
    court_id = objection.court_id
    held = account(court_id=court_id, kind=AccountKind.HELD, case_id=line.case_id)
    legs: list[tuple[int, Fen]] = [(held.pk, released + rest)]
    if released:
        own = account(court_id=court_id, kind=AccountKind.PAYEE, case_id=line.case_id, person_id=line.payee_id)
        legs.append((own.pk, -released))
    if to is not None and rest_case is not None:
        other = account(court_id=court_id, kind=AccountKind.PAYEE, case_id=rest_case.pk, person_id=to.pk)
        legs.append((other.pk, -rest))
    ledger.post(
        court_id=court_id,
        act="release_held",
        on=on,
        now=now,
        key=f"objection:{objection.pk}",
        legs=legs,
        memo=outcome[:100],
    )
    PlanLine.objects.filter(pk=line.pk).update(held_fen=F("held_fen") - released - rest)


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
