"""Guarantees of enforcement (执行担保): the stay they buy, how long they bind, and how far they reach.

民事诉讼法 242; 民诉解释 467–469; 执行担保规定 (法释〔2018〕4号) 1–13. The guarantor is enforced against without being
made a debtor of the case (art. 11), within what he guaranteed, after the debtor's ready cash and deposits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_months_clipped
from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.params import series


@dataclass(frozen=True, slots=True)
class GuaranteeTerms:
    """What the letter of guarantee says (art. 4). `until`: the last day of the period of guarantee, None where it says
    nothing; `direct`: the promise to be enforced against directly; `resolution`: of a company's organ (art. 5);
    `consent_on`: the applicant's (art. 6)."""

    guarantor: str
    company: bool
    amount: Fen
    stay_from: date
    stay_until: date
    direct: bool
    consent_on: date | None
    resolution: str = ""
    until: date | None = None
    thing: str = ""


def faults_in_guarantee(terms: GuaranteeTerms, *, on: date) -> tuple[Fault, ...]:
    """Everything that keeps a stay from being granted on this guarantee; empty when it may be."""
    return tuple(_faults(terms, on))


def _months(name: str, day: date) -> int:
    limit = series(name).at(day).raw
    return int(limit["amount"]) * (12 if limit["unit"] == "year" else 1)


def _faults(terms: GuaranteeTerms, on: date) -> Iterator[Fault]:
    if terms.amount <= 0:
        yield Fault(
            "guarantee.amount", "担保数额须大于零", "请按担保书填写", field="担保数额", value=display(terms.amount)
        )
    if terms.stay_until < terms.stay_from or terms.stay_from < on:
        yield Fault(
            "guarantee.stay_days",
            "暂缓执行期限的起止不正确，或者早于今天",
            "请按担保书填写",
            field="暂缓执行期限",
            value=f"{terms.stay_from.isoformat()}～{terms.stay_until.isoformat()}",
        )
    longest = add_months_clipped(terms.stay_from, _months("settlement.longest_stay", on))
    if terms.stay_until > longest:
        yield Fault(
            "guarantee.stay_too_long",
            "暂缓执行最长不得超过一年（至 {day}）",
            "请缩短暂缓执行期限（执行担保规定第十条）",
            field="暂缓执行期限",
            value=terms.stay_until.isoformat(),
            data={"day": longest.isoformat()},
        )
    if not terms.direct:
        yield Fault(
            "guarantee.promise",
            "担保书未承诺期满不履行时自愿接受直接强制执行",
            "请补正担保书（执行担保规定第四条）",
            field="担保书",
            value=terms.guarantor,
        )
    if terms.company and not terms.resolution.strip():
        yield Fault(
            "guarantee.resolution",
            "公司提供执行担保须有章程、董事会或者股东会决议",
            "请补交决议（执行担保规定第五条）",
            field="决议",
            value=terms.guarantor,
        )
    if terms.consent_on is None:
        yield Fault(
            "guarantee.consent",
            "申请执行人尚未同意",
            "请取得书面同意，或者记入笔录并签名（执行担保规定第六条）",
            field="申请执行人同意",
        )
    if terms.until is not None and terms.until <= terms.stay_until:
        yield Fault(
            "guarantee.until",
            "担保期间自暂缓执行期限届满之日起算，不能在其之前届满",
            "请核对担保书；记载不明的留空，按一年计算（执行担保规定第十二条）",
            field="担保期间",
            value=terms.until.isoformat(),
        )


def guaranteed_until(terms: GuaranteeTerms) -> date:
    """The last day on which the guarantor may be enforced against: as written, else a year from the end of the stay."""
    if terms.until is not None:
        return terms.until
    return add_months_clipped(terms.stay_until, _months("settlement.guarantee_period", terms.stay_until))


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known when the applicant asks to enforce against the guarantor. `owed`: what the debtor still owes, fen;
    `endangered`: what the guarantor did to the thing during the stay (转移、隐藏、变卖、毁损), empty where nothing."""

    on: date
    stay_until: date
    until: date
    owed: Fen
    by_applicant: bool
    endangered: str = ""


def refusals_to_call(facts: CallFacts) -> tuple[Fault, ...]:
    """Why the guarantor is not reached; empty when he is (执行担保规定 11, 13)."""
    return tuple(_refusals(facts))


def _refusals(facts: CallFacts) -> Iterator[Fault]:
    if not facts.by_applicant:
        yield Fault("guarantee.not_asked", "须由申请执行人申请", "请先取得书面申请", field="申请人")
    if facts.owed <= 0:
        yield Fault("guarantee.nothing_owed", "被执行人已履行完毕", "请解除担保", field="债务")
    if facts.on <= facts.stay_until and not facts.endangered.strip():
        yield Fault(
            "guarantee.stay_runs",
            "暂缓执行期限至 {day}，期满前不能执行担保",
            "担保人转移、隐藏、变卖、毁损担保财产的，请写明事实（执行担保规定第十一条）",
            field="暂缓执行期限",
            value=facts.stay_until.isoformat(),
            data={"day": facts.stay_until.isoformat()},
        )
    if facts.on > facts.until:
        yield Fault(
            "guarantee.expired",
            "担保期间已于 {day} 届满，不予支持（执行担保规定第十三条）",
            "他人提供财产担保的，应当依其申请解除查封",
            field="担保期间",
            value=facts.until.isoformat(),
            data={"day": facts.until.isoformat()},
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one goes, fen: first the debtor's own cash and deposits, then the guarantor."""

    cash_first: Fen
    guarantor: Fen


def reach(*, owed: Fen, guaranteed: Fen, ready_cash: Fen) -> Reach:
    """What is taken from whom: the debtor's ready cash comes first, the guarantor answers for the rest and never for
    more than he guaranteed (执行担保规定 11)."""
    cash = min(owed, max(0, ready_cash))
    return Reach(cash, min(owed - cash, guaranteed))
