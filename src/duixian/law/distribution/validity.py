"""What facts a plan refuses, and which claims have no place in it."""

from collections import Counter
from collections.abc import Iterable

from duixian.base.faults import BadInput, Fault
from duixian.base.money import LARGEST, Fen, yuan
from duixian.law.distribution.facts import Claim, DebtorKind, Part, PlanFacts
from duixian.law.distribution.plan import RESIDUE
from duixian.law.distribution.practice import PracticeKey


def refuse_unusable(facts: PlanFacts) -> None:
    """Raise `BadInput` with every fault: doubled or empty keys, amounts out of range, unknown pots, places in the
    queue given now by rank and now by day, a set-off order that is not one."""
    faults = [
        *_keys(facts),
        *_amounts(facts),
        *_pots(facts),
        *_places(facts.claims),
        *_set_off(facts),
        *_company_practice(facts),
    ]
    if faults:
        raise BadInput.of(faults)


def reason_to_leave_out(claim: Claim, facts: PlanFacts) -> Fault | None:
    """Why a claim does not take part at all, or None (民诉解释 506, 507: a title, and in time)."""
    if not claim.titled and not claim.securities:
        return Fault(
            "claim.untitled",
            "没有取得执行依据，也不享有优先权或担保物权，不能参与分配（民诉解释第506条）",
            "请在财产执行终结前提交生效法律文书",
            field="债权",
            value=claim.key,
        )
    late = facts.finished_on is not None and claim.applied_on is not None and claim.applied_on > facts.finished_on
    if late and not claim.securities:
        return Fault(
            "claim.late",
            "参与分配申请在财产执行终结之后提出（民诉解释第507条）",
            "剩余债权可以在发现其他财产时继续请求执行",
            field="申请日期",
            value=str(claim.applied_on),
        )
    return None


def no_place_in_queue(claim: Claim, rest: Fen) -> Fault:
    """Why an ordinary claim against a company is not served: it has no control over the property (民诉解释 514)."""
    return Fault(
        "claim.no_control",
        "被执行人为企业法人，普通债权按查封、扣押、冻结的先后清偿；该债权没有控制顺位，未受偿 {rest} 元",
        "请申请查封或轮候查封，或者申请移送破产审查",
        field="债权",
        value=claim.key,
        data={"rest": yuan(rest)},
    )


def no_order(titles: int) -> Fault:
    """Why several titles against a company cannot be served: nobody's place in the queue is known (民诉解释 514)."""
    return Fault(
        "plan.no_order",
        "被执行人为企业法人，案款不足以清偿全部债务，{titles} 份执行依据都没有填写控制顺位或者控制日期",
        "请填写各债权查封、扣押、冻结的先后（1为首封）",
        field="控制顺位",
        data={"titles": titles},
    )


def _keys(facts: PlanFacts) -> Iterable[Fault]:
    groups = (
        ("款项", [pot.key for pot in facts.proceeds]),
        ("债权与费用", [c.key for c in facts.claims] + [c.key for c in facts.costs]),
    )
    for field, keys in groups:
        for key, times in Counter(keys).items():
            if not key or key == RESIDUE:
                yield Fault("plan.key_empty", "缺少编号或使用了保留编号", "请填写编号", field=field, value=key)
            elif times > 1:
                yield Fault("plan.key_twice", "编号重复", "每一行使用不同的编号", field=field, value=key)


def _amounts(facts: PlanFacts) -> Iterable[Fault]:
    for pot in facts.proceeds:
        yield from _in_range("款项", pot.key, pot.amount)
    for cost in facts.costs:
        yield from _in_range("费用", cost.key, cost.amount)
    for claim in facts.claims:
        owed = claim.amounts
        for amount in (owed.principal, owed.interest, owed.fees, owed.doubled):
            if not 0 <= amount <= LARGEST:
                yield from _in_range("债权", claim.key, amount)
        for security in claim.securities:
            if security.limit is not None:
                yield from _in_range("优先受偿限额", claim.key, security.limit)


def _in_range(field: str, key: str, amount: Fen) -> Iterable[Fault]:
    if not 0 <= amount <= LARGEST:
        yield Fault(
            "plan.amount_range",
            "金额 {amount} 元不在可分配的范围内",
            "金额不能为负数；请核对单位",
            field=field,
            value=key,
            data={"amount": yuan(amount)},
        )


def _pots(facts: PlanFacts) -> Iterable[Fault]:
    known = {pot.key for pot in facts.proceeds}
    named = [(claim.key, s.proceeds) for claim in facts.claims for s in claim.securities]
    named += [(cost.key, cost.proceeds) for cost in facts.costs if cost.proceeds]
    for key, pot in named:
        if pot not in known:
            yield Fault(
                "plan.unknown_proceeds",
                "“{key}”指向的款项不存在",
                "请填写款项表中的编号",
                field="款项",
                value=pot,
                data={"key": key},
            )
    for claim in facts.claims:
        if len({s.proceeds for s in claim.securities}) < len(claim.securities):
            yield Fault(
                "claim.security_twice", "同一债权对同一款项写了两项优先权", "请合并", field="债权", value=claim.key
            )
        if any(s.rank < 1 for s in claim.securities):
            yield Fault("claim.security_rank", "担保顺位从1开始", "请填写正整数", field="债权", value=claim.key)


def _places(claims: tuple[Claim, ...]) -> Iterable[Fault]:
    ranked = [claim for claim in claims if claim.control_rank is not None]
    dated = [claim for claim in claims if claim.control_rank is None and claim.controlled_on is not None]
    if ranked and dated:
        yield Fault(
            "claim.control_mixed",
            "控制顺位有的写顺序号，有的只写日期，无法比较",
            "请给每个债权都填写顺位（1为首封）",
            field="债权",
            value=dated[0].key,
        )
    for claim in ranked:
        if claim.control_rank is not None and claim.control_rank < 1:
            yield Fault("claim.control_rank", "控制顺位从1开始", "请填写正整数", field="债权", value=claim.key)


def _set_off(facts: PlanFacts) -> Iterable[Fault]:
    if sorted(facts.rules.set_off) != sorted(Part):
        yield Fault(
            "rules.set_off",
            "抵充顺序必须恰好包含费用、利息、本金各一次",
            "请核对抵充顺序",
            field="抵充顺序",
            value="、".join(facts.rules.set_off),
        )


def _company_practice(facts: PlanFacts) -> Iterable[Fault]:
    bonus = facts.practice.setting(PracticeKey.FIRST_SEIZER_PERCENT, facts.on)
    if bonus and bonus.value and facts.debtor_kind is DebtorKind.COMPANY:
        yield Fault(
            "practice.against_law",
            "被执行人为企业法人时普通债权按控制先后清偿，首封多分的地方规定不适用（民诉解释第514条）",
            "请删去该设置",
            field=PracticeKey.FIRST_SEIZER_PERCENT.value,
            value=str(bonus.value),
            place=bonus.province,
        )
