"""What may lawfully be done next in a case, best first, each with its ground.

A table of rules over one set of facts. A rule answers with the reason why its step is open now, or with nothing. What
is overdue comes first, then what the law demands at once, then what brings money, then what is merely open. The step
itself is taken elsewhere, under its own conditions: this table proposes, it decides nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.procedure.case_life import State


@dataclass(frozen=True, slots=True)
class OpenNode:
    """A limit that runs: its rule, what it is called, on which article, since and until when."""

    rule: str
    title: str
    basis: str
    since: date
    due: date


@dataclass(frozen=True, slots=True)
class DebtorStanding:
    """One debtor (or guarantor who owes like one). Days are None while the thing was not done."""

    name: str
    natural: bool
    searched_on: date | None = None
    limited: bool = False  # a 限制消费令 is in force against him
    listed: bool = False
    reported: bool = False  # his property report is in
    report_overdue: bool = False
    summons_ignored: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """The settlement in force, if there is one. `next_due`: the next sum that is not paid; `broken_on`: the day after a
    due day passed without the money."""

    next_due: date | None = None
    next_fen: Fen = 0
    broken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A proposal that waits: what, for which office, since when."""

    title: str
    office: str
    since: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands on a day. Sums in fen. Everything defaults to "nothing there"."""

    on: date
    state: State
    since: date  # in this state
    state_basis: str = ""
    filed_on: date | None = None
    officer: str = ""
    nodes: tuple[OpenNode, ...] = ()
    debtors: tuple[DebtorStanding, ...] = ()
    remaining: Fen = 0
    on_account: Fen = 0
    without_account: tuple[str, ...] = ()  # payees whose money waits because they named no account
    payouts_under_way: int = 0
    need_stated: bool = False
    controllable: Fen = 0  # found, free and not exempt
    deductible: Fen = 0  # money held for this case that may be deducted
    to_value: int = 0  # things held that are neither money nor being sold
    selling: int = 0
    objections: int = 0
    orders_unapproved: int = 0
    orders_waiting: int = 0
    clues_unverified: int = 0
    agreement: Agreement | None = None
    signatures: tuple[Signature, ...] = ()
    entrusted_to: str = ""
    round_end_open: bool = False  # every condition for ending the round holds but the signature
    round_end_missing: tuple[Fault, ...] = ()
    requery_due: date | None = None
    found_after_round: bool = False


class Weight(IntEnum):
    """Why one step comes before another."""

    OVERDUE = 0
    DEMANDED = 1  # the law sets a day, and it runs
    MONEY = 2  # brings money to the applicant
    PRESSURE = 3  # moves the debtor
    OPEN = 4  # may be done


class StepId(StrEnum):
    """The steps. A face knows the page of each."""

    ASSIGN = "assign"
    NOTIFY = "notify"
    SEARCH = "search"
    VERIFY_CLUE = "verify_clue"
    STATE_NEED = "state_need"
    CONTROL = "control"
    APPROVE_ORDERS = "approve_orders"
    DEDUCT = "deduct"
    SELL = "sell"
    DISTRIBUTE = "distribute"
    NAME_ACCOUNT = "name_account"
    CLOSE = "close"
    LIMIT = "limit"
    LIST = "list"
    COMPEL = "compel"
    RESUME_BREACH = "resume_breach"
    END_ROUND = "end_round"
    REQUERY = "requery"
    RESUME_FOUND = "resume_found"
    RULE_OBJECTION = "rule_objection"
    NODE = "node"  # a limit that no other step serves


@dataclass(frozen=True, slots=True)
class Step:
    """One lawful next step: why it is open, on which article, until when. `rule` names the limit it serves."""

    id: StepId
    title: str
    why: Fault
    basis: str
    weight: Weight
    due: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    id: StepId
    title: str
    basis: str
    weight: Weight
    why: Callable[[Standing], Fault | None]
    serves: tuple[str, ...] = ()  # limits that this step meets
    states: frozenset[State] = frozenset()


_RUNNING = frozenset({State.FILED, State.NOTIFIED, State.PAYING})
_OPEN = frozenset(State) - {State.CLOSED}
SEARCH_AGAIN_DAYS = 91
"""Days after which a search no longer says what a debtor has: the look-back of the check before a round is ended."""


def named(names: Sequence[str]) -> str:
    """The first three names."""
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")


def says(code: str, template: str, **data: object) -> Fault:
    """A sentence about a case: the template is what the catalogue translates."""
    return Fault(f"step.{code}", template, data=data)


def _unsearched(case: Standing) -> Fault | None:
    oldest = case.on - timedelta(days=SEARCH_AGAIN_DAYS)
    names = [one.name for one in case.debtors if one.searched_on is None or one.searched_on < oldest]
    return says("unsearched", "{names}三个月内没有网络查询结果", names=named(names)) if names else None


def _unlimited(case: Standing) -> Fault | None:
    names = [one.name for one in case.debtors if not one.limited]
    if case.state is State.FILED or case.remaining <= 0 or not names:
        return None
    return says("unlimited", "{names}未按通知履行，尚未限制消费", names=named(names))


def _listable(case: Standing) -> Fault | None:
    names = [one.name for one in case.debtors if one.report_overdue and not one.listed]
    return says("report_overdue", "{names}逾期未报告财产", names=named(names)) if names and case.remaining > 0 else None


def _compellable(case: Standing) -> Fault | None:
    names = [one.name for one in case.debtors if one.summons_ignored]
    return says("summons_ignored", "{names}经依法传唤无正当理由拒不到场", names=named(names)) if names else None


def _broken(case: Standing) -> Fault | None:
    if case.agreement is None or case.agreement.broken_on is None:
        return None
    return says(
        "agreement_broken",
        "{day} 起和解协议逾期未履行 {amount}",
        day=case.agreement.broken_on.isoformat(),
        amount=display(case.agreement.next_fen),
    )


def _closable(case: Standing) -> Fault | None:
    if case.remaining > 0 or case.on_account > 0 or case.payouts_under_way or case.selling:
        return None
    return says("all_paid", "执行依据确定的款项已全部履行、发放")


def _when(code: str, template: str, test: Callable[[Standing], object]) -> Callable[[Standing], Fault | None]:
    """Open while `test` answers something; what it answers fills the one place of the sentence."""

    def why(case: Standing) -> Fault | None:
        answer = test(case)
        return says(code, template, n=answer) if answer else None

    return why


def _sum(amount: Fen) -> str:
    return display(amount) if amount > 0 else ""


_RULES = (
    _Rule(
        StepId.ASSIGN,
        "分案",
        "法发〔2006〕35号",
        Weight.DEMANDED,
        _when("no_officer", "尚无承办人", lambda case: not case.officer),
        ("assign",),
        _OPEN,
    ),
    _Rule(
        StepId.NOTIFY,
        "发出执行通知书和报告财产令",
        "民诉解释第四百八十条；财产调查规定第三条",
        Weight.DEMANDED,
        _when("not_notified", "已立案，执行通知尚未发出", lambda case: True),
        ("notice", "report_order"),
        frozenset({State.FILED}),
    ),
    _Rule(
        StepId.RESUME_BREACH,
        "恢复原生效法律文书的执行",
        "执行和解规定第九条",
        Weight.MONEY,
        _broken,
        (),
        frozenset({State.SETTLING, State.SUSPENDED}),
    ),
    _Rule(
        StepId.DISTRIBUTE,
        "发放案款",
        "法发〔2017〕6号第十条",
        Weight.MONEY,
        _when("on_account", "案款账户有 {n} 尚未发放", lambda case: _sum(case.on_account)),
        ("payout",),
        _OPEN,
    ),
    _Rule(
        StepId.NAME_ACCOUNT,
        "请收款人提供账户",
        "法发〔2017〕6号",
        Weight.MONEY,
        _when("no_account", "{n}没有收款账户，款项等待发放", lambda case: named(case.without_account)),
        (),
        _OPEN,
    ),
    _Rule(
        StepId.CLOSE,
        "以执行完毕结案",
        "执行规定第六十四条",
        Weight.MONEY,
        _closable,
        ("statutory_end",),
        frozenset({State.NOTIFIED, State.PAYING, State.SETTLING}),
    ),
    _Rule(
        StepId.DEDUCT,
        "扣划已冻结的款项",
        "民事诉讼法第二百五十三条",
        Weight.MONEY,
        _when("deductible", "已冻结、可以扣划 {n}", lambda case: _sum(case.deductible)),
        (),
        _RUNNING,
    ),
    _Rule(
        StepId.CONTROL,
        "控制已查到的财产",
        "民事诉讼法第二百五十三条、第二百五十五条",
        Weight.MONEY,
        _when(
            "controllable",
            "查到可供执行的财产 {n}，尚未控制",
            lambda case: _sum(case.controllable) if case.need_stated else "",
        ),
        ("online_control", "offline_control"),
        _RUNNING,
    ),
    _Rule(
        StepId.STATE_NEED,
        "核定所需数额",
        "查封扣押冻结规定第十九条",
        Weight.MONEY,
        _when(
            "need_unstated", "查到财产，所需数额尚未核定", lambda case: case.controllable > 0 and not case.need_stated
        ),
        (),
        _RUNNING,
    ),
    _Rule(
        StepId.APPROVE_ORDERS,
        "审批查控指令",
        "民事诉讼法第二百五十三条",
        Weight.MONEY,
        _when("orders_unapproved", "{n} 条指令待审批", lambda case: case.orders_unapproved),
        (),
        _RUNNING,
    ),
    _Rule(
        StepId.SELL,
        "启动财产处置",
        "确定财产处置参考价规定第一条",
        Weight.MONEY,
        _when("unsold", "{n} 项已控制的财产尚未处置", lambda case: case.to_value),
        ("start_pricing",),
        _RUNNING,
    ),
    _Rule(
        StepId.RULE_OBJECTION,
        "审查执行异议",
        "民事诉讼法第二百三十六条、第二百三十八条",
        Weight.DEMANDED,
        _when("objections", "{n} 件异议尚未裁定", lambda case: case.objections),
        ("objection_filing", "objection_ruling"),
        _OPEN,
    ),
    _Rule(
        StepId.VERIFY_CLUE,
        "核实财产线索",
        "财产调查规定第二条",
        Weight.DEMANDED,
        _when("clues", "{n} 条线索尚未核实", lambda case: case.clues_unverified),
        ("verify_clue", "verify_urgent_clue"),
        _RUNNING,
    ),
    _Rule(
        StepId.SEARCH,
        "网络查询财产",
        "财产调查规定第一条、第十二条",
        Weight.DEMANDED,
        _unsearched,
        ("network_query", "inquiry_complete"),
        _RUNNING,
    ),
    _Rule(StepId.COMPEL, "呈批拘传", "民诉解释第四百八十二条", Weight.PRESSURE, _compellable, (), _RUNNING),
    _Rule(StepId.LIST, "呈批纳入失信被执行人名单", "失信规定第一条第四项", Weight.PRESSURE, _listable, (), _RUNNING),
    _Rule(StepId.LIMIT, "呈批限制消费", "限制消费规定第一条", Weight.PRESSURE, _unlimited, (), _RUNNING),
    _Rule(
        StepId.END_ROUND,
        "呈批终结本次执行程序",
        "民诉解释第五百一十七条；法〔2016〕373号",
        Weight.OPEN,
        _when("round_may_end", "终本各项条件已具备", lambda case: case.round_end_open and case.remaining > 0),
        (),
        frozenset({State.NOTIFIED}),
    ),
    _Rule(
        StepId.REQUERY,
        "终本后定期查询",
        "法〔2016〕373号第九条",
        Weight.DEMANDED,
        _when("requery", "应于 {n} 前再次查询", lambda case: case.requery_due and case.requery_due.isoformat()),
        ("requery",),
        frozenset({State.ROUND_ENDED}),
    ),
    _Rule(
        StepId.RESUME_FOUND,
        "恢复执行",
        "民诉解释第五百一十七条第二款",
        Weight.MONEY,
        _when("found_after", "终本后查到可供执行的财产", lambda case: case.found_after_round),
        (),
        frozenset({State.ROUND_ENDED}),
    ),
)
"""In the order of the procedure; `next_steps` puts them in the order of need."""


FRAMES = frozenset({"statutory_end", "non_litigation_end"})
"""Limits for the whole of a case: nobody takes a step to meet them, the case is closed within them."""


def next_steps(case: Standing) -> tuple[Step, ...]:
    """The steps open to a case, best first. A limit that no step serves is a step of its own, so that nothing with a
    day is missing but the limit for the whole case. A closed case has none."""
    if case.state is State.CLOSED:
        return ()
    opened = [(rule, why) for rule in _RULES if case.state in rule.states and (why := rule.why(case)) is not None]
    steps = [_step(rule, why, case) for rule, why in opened]
    served = {name for rule, _ in opened for name in rule.serves}
    steps += [_of_node(node, case.on) for node in case.nodes if node.rule not in served | FRAMES]
    return tuple(sorted(steps, key=lambda step: (step.weight, step.due or date.max, step.id)))


def _step(rule: _Rule, why: Fault, case: Standing) -> Step:
    due = min((node.due for node in case.nodes if node.rule in rule.serves), default=None)
    weight = Weight.OVERDUE if due is not None and due < case.on else rule.weight
    return Step(rule.id, rule.title, why, rule.basis, weight, due, rule.serves[0] if rule.serves else "")


def _of_node(node: OpenNode, on: date) -> Step:
    weight = Weight.OVERDUE if node.due < on else Weight.DEMANDED
    why = says("node", "期限自 {since} 起算", since=node.since.isoformat())
    return Step(StepId.NODE, node.title, why, node.basis, weight, node.due, node.rule)
