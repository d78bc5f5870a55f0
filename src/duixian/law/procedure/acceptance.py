"""Whether an application for enforcement is to be taken: the conditions of 执行规定 16, each met, missing or not met,
and what an officer must mind beside them. What is missing is asked for; only what is not met is a ground of refusal.

An application that comes late is taken all the same: only the debtor may object to it (民诉解释 481).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from duixian.base.days import add_years_clipped
from duixian.base.faults import Fault

BASIS: Final = "《执行工作若干问题的规定（试行）》第16条"
MAJORITY: Final = 18


class Condition(StrEnum):
    """The conditions of acceptance, in the order of the article."""

    EFFECTIVE = "effective"
    RIGHT_HOLDER = "right_holder"
    PAYABLE = "payable"
    UNPERFORMED = "unperformed"
    JURISDICTION = "jurisdiction"


TITLES: Final = {
    Condition.EFFECTIVE: "申请或者移送执行的法律文书已经生效",
    Condition.RIGHT_HOLDER: "申请执行人是生效法律文书确定的权利人或者其继承人、权利承受人",
    Condition.PAYABLE: "申请执行的法律文书有给付内容，且执行标的和被执行人明确",
    Condition.UNPERFORMED: "义务人在生效法律文书确定的期限内未履行义务",
    Condition.JURISDICTION: "属于受申请执行的人民法院管辖",
}


class Link(StrEnum):
    """What ties the case to this court (民诉法 235). The first two serve judgments, the others other titles."""

    FIRST_INSTANCE = "first_instance"
    SAME_LEVEL_PROPERTY = "same_level_property"
    DEBTOR_DOMICILE = "debtor_domicile"
    PROPERTY = "property"


_OF_COURTS: Final = frozenset({"judgment", "mediation", "ruling", "payment_order", "criminal"})


class Found(StrEnum):
    """How a condition stands."""

    MET = "met"
    MISSING = "missing"  # cannot be told yet: ask
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class DebtorFacts:
    """One debtor. `clear`: a name that is not masked, and a number or an address; `guardian` the legal representative
    of a minor; `died_on` with `heirs` named as debtors in his place."""

    name: str
    clear: bool
    natural: bool
    authority: bool = False
    born_on: date | None = None
    guardian: str = ""
    died_on: date | None = None
    heirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What is known of an application on `on`. `expires_on`: the last day of the time for performance; `holders`: the
    creditors of the title; `standing`: the paper that makes somebody else a successor; `elsewhere`: a court that filed
    before."""

    on: date
    title_kind: str
    effective_on: date | None
    applicants: tuple[str, ...]
    holders: tuple[str, ...]
    debtors: tuple[DebtorFacts, ...]
    payable: bool
    expires_on: date | None
    link: str = ""
    standing: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """One condition as examined, with the sentence that says why."""

    condition: Condition
    found: Found
    why: str = ""


def examine(facts: ApplicationFacts) -> tuple[Examined, ...]:
    """Every condition, in the order of the article."""
    return (_effective(facts), _right_holder(facts), _payable(facts), _unperformed(facts), _jurisdiction(facts))


def _effective(facts: ApplicationFacts) -> Examined:
    if facts.effective_on is None:
        return Examined(Condition.EFFECTIVE, Found.MISSING, "未提交生效证明，生效日期不明")
    if facts.effective_on > facts.on:
        return Examined(Condition.EFFECTIVE, Found.NOT_MET, f"法律文书于 {facts.effective_on.isoformat()} 才生效")
    return Examined(Condition.EFFECTIVE, Found.MET)


def _right_holder(facts: ApplicationFacts) -> Examined:
    if not facts.applicants:
        return Examined(Condition.RIGHT_HOLDER, Found.MISSING, "没有申请执行人")
    strangers = [name for name in facts.applicants if facts.holders and name not in facts.holders]
    if strangers and not facts.standing.strip():
        return Examined(
            Condition.RIGHT_HOLDER, Found.MISSING, f"{'、'.join(strangers)}不是权利人，未提交继承或者承受权利的证明"
        )
    return Examined(Condition.RIGHT_HOLDER, Found.MET)


def _payable(facts: ApplicationFacts) -> Examined:
    if not facts.payable:
        return Examined(Condition.PAYABLE, Found.NOT_MET, "法律文书没有给付内容")
    if not facts.debtors:
        return Examined(Condition.PAYABLE, Found.MISSING, "没有写明被执行人")
    unclear = [debtor.name for debtor in facts.debtors if not debtor.clear]
    if unclear:
        return Examined(Condition.PAYABLE, Found.MISSING, f"{'、'.join(unclear)}的身份不明确，缺少证件号码或者住址")
    alone = [debtor.name for debtor in facts.debtors if _minor(debtor, facts.on) and not debtor.guardian.strip()]
    if alone:
        return Examined(Condition.PAYABLE, Found.MISSING, f"{'、'.join(alone)}是未成年人，须写明法定代理人")
    named = {debtor.name for debtor in facts.debtors}
    gone = [
        debtor.name
        for debtor in facts.debtors
        if debtor.died_on is not None and not (debtor.heirs and named.issuperset(debtor.heirs))
    ]
    if gone:
        return Examined(Condition.PAYABLE, Found.MISSING, f"{'、'.join(gone)}已死亡，须将继承人列为被执行人")
    return Examined(Condition.PAYABLE, Found.MET)


def _unperformed(facts: ApplicationFacts) -> Examined:
    if facts.expires_on is not None and facts.expires_on >= facts.on:
        return Examined(Condition.UNPERFORMED, Found.NOT_MET, f"履行期限至 {facts.expires_on.isoformat()} 才届满")
    return Examined(Condition.UNPERFORMED, Found.MET)


def _jurisdiction(facts: ApplicationFacts) -> Examined:
    if facts.elsewhere.strip():
        return Examined(Condition.JURISDICTION, Found.NOT_MET, f"{facts.elsewhere.strip()}已立案在先")
    if not facts.link:
        return Examined(Condition.JURISDICTION, Found.MISSING, "未写明本院管辖的依据")
    of_courts = facts.title_kind in _OF_COURTS
    links = (Link.FIRST_INSTANCE, Link.SAME_LEVEL_PROPERTY) if of_courts else (Link.DEBTOR_DOMICILE, Link.PROPERTY)
    if facts.link in links:
        return Examined(Condition.JURISDICTION, Found.MET)
    right = "第一审人民法院或者与其同级的被执行财产所在地" if of_courts else "被执行人住所地或者被执行财产所在地"
    why = f"此类执行依据由{right}人民法院执行（《民事诉讼法》第235条）"
    return Examined(Condition.JURISDICTION, Found.NOT_MET, why)


def _minor(debtor: DebtorFacts, on: date) -> bool:
    return debtor.natural and debtor.born_on is not None and add_years_clipped(debtor.born_on, MAJORITY) > on


def warnings(facts: ApplicationFacts) -> Iterator[Fault]:
    """What does not stand against filing, and must be known: kept with the application, shown on the case."""
    if facts.expires_on is not None and facts.on > add_years_clipped(facts.expires_on, 2):
        yield Fault(
            "application.late",
            "申请执行时效自 {day} 起算已满二年",
            "仍应立案；被执行人提出时效异议且成立的，裁定不予执行（《民诉法解释》第481条）",
            field="申请时间",
            data={"day": facts.expires_on.isoformat()},
        )
    for debtor in facts.debtors:
        if _minor(debtor, facts.on):
            yield Fault(
                "application.minor",
                "被执行人{name}是未成年人",
                "不得纳入失信被执行人名单（《失信被执行人名单规定》第4条）；文书向法定代理人{guardian}送达",
                field="被执行人",
                value=debtor.name,
                data={"name": debtor.name, "guardian": debtor.guardian},
            )
        if debtor.died_on is not None:
            yield Fault(
                "application.deceased",
                "被执行人{name}已于 {day} 死亡",
                "以遗产为限执行继承人（《变更追加规定》第10条）",
                field="被执行人",
                value=debtor.name,
                data={"name": debtor.name, "day": debtor.died_on.isoformat()},
            )
        if debtor.authority:
            yield Fault(
                "application.authority",
                "被执行人{name}是机关",
                "可以立案执行；公用财产和专项资金不得执行，采取信用惩戒前请先核实并报告",
                field="被执行人",
                value=debtor.name,
                data={"name": debtor.name},
            )
