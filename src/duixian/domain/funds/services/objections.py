"""Objections to a plan: what they attack is held when the plan is carried out, and goes where it was judged to go."""

from datetime import date, datetime

from django.db.models import F

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import AccountKind, DistributionPlan, PlanLine, PlanObjection, PlanState
from duixian.domain.funds.selectors import NO_CLAIM, NO_CREDITOR
from duixian.domain.funds.services import ledger
from duixian.domain.funds.services.accounts import account
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


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
    shares = PlanLine.objects.filter(plan=plan, payee=by).exclude(rank__in=NO_CREDITOR)
    if by.pk != plan.debtor_id and not shares.exists():
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


def settle(
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
    claims = PlanLine.objects.filter(plan=plan, payee=to).exclude(rank__in=NO_CLAIM).exclude(pk=line.pk)
    found = claims.order_by("position").select_related("case").first()
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
