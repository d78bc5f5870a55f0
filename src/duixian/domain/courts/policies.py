"""Who may do what by office. The answer is refusal unless a line here says otherwise."""

from collections.abc import Mapping

from duixian.base.faults import Fault, Refused
from duixian.domain.courts.models import Role
from duixian.domain.trail.acting import Acting

MAY: Mapping[str, frozenset[str]] = {
    # filing and the case
    "case.file": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "case.edit": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "case.notice": frozenset({Role.OFFICER, Role.CHIEF}),
    "case.close": frozenset({Role.OFFICER, Role.CHIEF}),
    "case.assign": frozenset({Role.CHIEF}),
    "case.waive_fee": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "case.unmask": frozenset({Role.OFFICER, Role.CHIEF, Role.REGISTRY, Role.ACCOUNTANT}),
    # money
    "funds.import": frozenset({Role.ACCOUNTANT}),
    "funds.identify": frozenset({Role.ACCOUNTANT, Role.OFFICER}),
    "funds.refund": frozenset({Role.ACCOUNTANT}),
    "plan.make": frozenset({Role.OFFICER, Role.ACCOUNTANT}),
    "plan.confirm": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "plan.object": frozenset({Role.OFFICER, Role.REGISTRY}),
    "payout.make": frozenset({Role.ACCOUNTANT}),
    "payout.check": frozenset({Role.CHECKER}),
    "payout.approve": frozenset({Role.APPROVER, Role.CHIEF, Role.PRESIDENT}),
    "payout.send": frozenset({Role.ACCOUNTANT}),
    "reconcile.sign": frozenset({Role.ACCOUNTANT, Role.CHECKER}),
    # control of property: what a case may hold, and taking what is held
    "control.state_need": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.propose": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.release": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.value": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.deduct": frozenset({Role.OFFICER, Role.CHIEF}),
    # selling what was controlled; `disposal.panel` is each member of the panel for himself (网拍规定 27)
    "disposal.start": frozenset({Role.OFFICER}),
    "disposal.approve": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "disposal.price": frozenset({Role.OFFICER}),
    "disposal.platform": frozenset({Role.OFFICER}),
    "disposal.panel": frozenset({Role.OFFICER, Role.CHIEF, Role.PRESIDENT}),
    "disposal.announce": frozenset({Role.OFFICER}),
    "disposal.register": frozenset({Role.OFFICER, Role.REGISTRY}),
    "disposal.run": frozenset({Role.OFFICER}),
    "disposal.stop": frozenset({Role.OFFICER, Role.CHIEF}),
    "disposal.import": frozenset({Role.OFFICER}),
    "disposal.default": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "disposal.rule": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "disposal.serve": frozenset({Role.OFFICER}),
    "disposal.return": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "deposit.refund": frozenset({Role.OFFICER, Role.ACCOUNTANT}),
    "funds.credit": frozenset({Role.OFFICER, Role.CHIEF, Role.PRESIDENT}),
    # search and control
    "control.search": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.approve": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "control.cancel": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.on_site": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.counterparty": frozenset({Role.ADMIN}),
    # watching over controls; debts of others; what outsiders claim
    "control.standing_order": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "control.drop": frozenset({Role.OFFICER, Role.CHIEF}),
    "control.drop_confirm": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "control.incident": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "third_party.draft": frozenset({Role.OFFICER}),
    "third_party.approve": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "third_party.record": frozenset({Role.OFFICER, Role.REGISTRY}),
    "objection.enter": frozenset({Role.OFFICER, Role.REGISTRY}),
    "objection.rule": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "objection.record": frozenset({Role.OFFICER, Role.REGISTRY}),
    # measures against persons; the signature itself is asked of `law.approvals`
    "measure.note": frozenset({Role.OFFICER, Role.CHIEF}),
    "measure.propose": frozenset({Role.OFFICER, Role.CHIEF}),
    "measure.carry_out": frozenset({Role.OFFICER, Role.CHIEF}),
    "measure.review": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "approval.sign": frozenset({Role.CHIEF, Role.PRESIDENT}),
    # what parties agree, and promises with an hour
    "settlement.enter": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "settlement.record": frozenset({Role.OFFICER, Role.CHIEF}),
    "settlement.resume": frozenset({Role.OFFICER}),
    "settlement.guarantee": frozenset({Role.OFFICER}),
    "promise.note": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    # ending a round: who signs what nobody but he can know, who proposes, who takes it up again
    "round.record": frozenset({Role.OFFICER, Role.CHIEF}),
    "round.propose": frozenset({Role.OFFICER}),
    "round.publish": frozenset({Role.OFFICER, Role.REGISTRY}),
    "round.requery": frozenset({Role.OFFICER, Role.CHIEF}),
    "round.resume": frozenset({Role.OFFICER, Role.CHIEF}),
    # who screens against the lists
    "screening.agency": frozenset({Role.ADMIN}),
    "screening.answer": frozenset({Role.OFFICER, Role.CHIEF}),
    # reviews, supervision, changes of party, letters between courts
    "review.file": frozenset({Role.OFFICER, Role.REGISTRY}),
    "review.decide": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "review.extend": frozenset({Role.PRESIDENT}),
    "supervision.file": frozenset({Role.OFFICER, Role.REGISTRY}),
    "supervision.decide": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "supervision.answer": frozenset({Role.OFFICER, Role.CHIEF}),
    "party_change.enter": frozenset({Role.OFFICER, Role.REGISTRY}),
    "party_change.rule": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "party_change.record": frozenset({Role.OFFICER, Role.REGISTRY}),
    "entrust.propose": frozenset({Role.OFFICER}),
    "entrust.record": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "entrust.return": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "task.ask": frozenset({Role.OFFICER, Role.CHIEF}),
    "task.answer": frozenset({Role.OFFICER, Role.CHIEF}),
    # the two lists: propose, tell, take in what is asked, record a breach and what the upper court said
    "list.propose": frozenset({Role.OFFICER, Role.CHIEF}),
    "list.notice": frozenset({Role.OFFICER, Role.CHIEF}),
    "list.receive": frozenset({Role.OFFICER, Role.CHIEF, Role.REGISTRY}),
    "list.breach": frozenset({Role.OFFICER, Role.CHIEF}),
    "list.review_answer": frozenset({Role.CHIEF, Role.PRESIDENT}),
    # refusal cases: enter clues, work on a case, record what authorities answered; who told is seen by few
    "refusal.enter": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "refusal.work": frozenset({Role.OFFICER, Role.CHIEF}),
    "refusal.record": frozenset({Role.OFFICER, Role.REGISTRY, Role.CHIEF}),
    "refusal.take_back": frozenset({Role.CHIEF, Role.PRESIDENT}),
    "refusal.reveal": frozenset({Role.CHIEF, Role.PRESIDENT}),
    # house
    "court.settings": frozenset({Role.CHIEF, Role.PRESIDENT, Role.ADMIN}),
    "court.staff": frozenset({Role.ADMIN}),
}


def may(acting: Acting, act: str) -> bool:
    """Whether one of the actor's roles opens `act`. An act that is not listed is open to nobody but the system."""
    if acting.officer_id is None:
        return acting.code.startswith("system:")
    return bool(MAY.get(act, frozenset()) & acting.roles)


def require(acting: Acting, act: str, *, of_court: int | None = None) -> None:
    """Raise `Refused` unless the actor may; `of_court` is the court of what is acted on. An upper court reads what the
    courts below it have, and changes nothing of it."""
    if of_court is not None and of_court != acting.court_id:
        raise Refused(
            Fault("policy.court", "只能办理本院的事项", "请由该院人员办理", field="事项", value=act),
        )
    if may(acting, act):
        return
    names = "、".join(Role(role).label for role in sorted(MAY.get(act, frozenset())))
    raise Refused(
        Fault(
            "policy.role",
            "您的岗位不能办理此事项",
            "请由以下岗位办理：{roles}" if names else "此事项不对任何岗位开放",
            field="事项",
            value=act,
            data={"roles": names},
        )
    )
