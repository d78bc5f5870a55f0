"""Whether a debtor may be listed as dishonest, and for how long (失信规定 1–5; rulebook SX-01 to SX-04, SX-09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duixian.base.days import add_days, add_months_clipped, add_years_clipped
from duixian.base.faults import Fault
from duixian.base.procedure import Allowed, NotAllowed
from duixian.law.lists.facts import (
    EVIDENCE,
    EVIDENCE_WORDS,
    CaseStanding,
    Evidence,
    EvidenceKind,
    ListingKind,
    Subject,
    bars,
    case_open,
)
from duixian.law.params import series
from duixian.law.procedure.listing_life import State


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What speaks for the debtor as the officer found it, kept with the proposal and asked again at the signature: the
    exclusions of art. 3 that no record shows, and that he only cannot pay (法发〔2019〕35号 16)."""

    secured: bool = False
    sealed_suffices: bool = False
    subordinate: bool = False
    other_exclusion: str = ""
    unable: bool = False


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """About one debtor in one case on a day. `notice_until`: last day to perform of the notice served; `warned_on`:
    when the warning (in the notice or apart) was served; the four exclusions of art. 3; `unable`: he only cannot pay;
    `on_request`: the creditor asked; `removed_on_request`: when he last asked for deletion in this case."""

    on: date
    kind: ListingKind
    subject: Subject
    case: CaseStanding
    evidence: tuple[Evidence, ...] = ()
    notice_until: date | None = None
    warned_on: date | None = None
    already: bool = False
    secured: bool = False  # 3(1) enough effective security
    sealed_suffices: bool = False  # 3(2) what is sealed is enough to satisfy
    subordinate: bool = False  # 3(3) his turn comes after another's, who can still be enforced against
    other_exclusion: str = ""  # 3(4)
    unable: bool = False
    on_request: bool = False
    removed_on_request: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """How long a listing stands: `until` its last day, None where no term is fixed; how it was counted."""

    until: date | None
    years: int
    basis: str


def judge_listing(facts: ListingFacts) -> Allowed | NotAllowed:
    """Allowed, on which article; or everything that is missing or in the way."""
    missing = [*bars(facts.subject, facts.on), *case_open(facts.case)]
    missing += _warned(facts)
    missing += _proved(facts)
    missing += _excluded(facts)
    if facts.already:
        missing.append(Fault("listing.already", "该被执行人在本案中已纳入名单或者正在审批", "无须重复办理"))
    missing += _asked_off(facts)
    if not facts.reason.strip():
        missing.append(Fault("listing.reason", "决定书须写明纳入理由（失信规定第五条）", "请填写理由", field="理由"))
    if missing:
        return NotAllowed(tuple(missing))
    number = "一二三四五六"[list(ListingKind).index(facts.kind)]
    return Allowed(State.PROPOSED, f"《失信被执行人名单规定》第一条第{number}项、第五条")


@dataclass(frozen=True, slots=True)
class Begins:
    """When a decision begins to work: `first`, its first day on the list; `grace_until`, the last day of the grace
    before it, None where none is given."""

    first: date
    grace_until: date | None = None


def begins(*, decided_on: date, grace_months: int) -> Begins:
    """From which day a decision stands on its list. It is effective as it is made (失信规定 5); a grace comes before
    the list (法发〔2019〕35号 15), and nobody is on it in these months: they are no part of its term."""
    if not grace_months:
        return Begins(decided_on)
    last = add_months_clipped(decided_on, grace_months)
    return Begins(add_days(last, 1), last)


def listing_term(kind: ListingKind, *, on: date, longer_by: int = 0) -> Term:
    """The term of a listing that begins on a day (`begins`). `longer_by`: years added, only for grave violence or
    threats, or several kinds of conduct: `judge_extension` says first whether they may be."""
    if kind is ListingKind.ABLE:
        return Term(None, 0, "《失信被执行人名单规定》第二条（无固定期限，履行完毕即删除）")
    years = int(series("lists.fixed_term_years").at(on).raw) + longer_by
    added = f"，延长{longer_by}年" if longer_by else ""
    return Term(add_years_clipped(on, years), years, f"《失信被执行人名单规定》第二条{added}")


def judge_extension(
    kind: ListingKind, *, on: date, evidence: Iterable[Evidence], kinds: int, years: int
) -> tuple[Fault, ...]:
    """What speaks against adding `years` to the term; `kinds`: how many kinds of conduct are proved."""
    low, high = series("lists.longer_by_years").at(on).raw
    proofs = {one.kind for one in evidence}
    found = []
    if kind is ListingKind.ABLE:
        found.append(Fault("listing.no_term", "该情形没有固定期限，无从延长", "请改选其他情形，或者不填延长"))
    elif not (proofs & {EvidenceKind.VIOLENCE, EvidenceKind.THREAT} or kinds > 1):
        found.append(
            Fault("listing.not_grave", "既无暴力、威胁情节，也无多项失信行为，不得延长", "请补充证据，或者不延长")
        )
    if not low <= years <= high:
        found.append(
            Fault(
                "listing.longer_by",
                "延长应为 {low} 至 {high} 年",
                "请填写 {low} 至 {high}",
                field="延长",
                value=str(years),
                data={"low": low, "high": high},
            )
        )
    return tuple(found)


def judge_grace(months: int, *, on: date, court: int | None = None) -> tuple[Fault, ...]:
    """What speaks against a grace of so many months (法发〔2019〕35号 15); 0 gives none. `court`: the longest its court
    gives, by a rule of its own."""
    if months == 0:
        return ()
    low, high = series("lists.grace_months").at(on).raw
    high = high if court is None else min(court, high)
    if low <= months <= high:
        return ()
    return (
        Fault(
            "listing.grace",
            "宽限期应为 {low} 至 {high} 个月",
            "请填写 {low} 至 {high}，或者不给宽限期",
            field="宽限期",
            value=str(months),
            data={"low": low, "high": high},
        ),
    )


def _warned(facts: ListingFacts) -> list[Fault]:
    found = []
    if facts.warned_on is None:
        found.append(
            Fault("listing.not_warned", "未以送达的执行通知书或者预告知提示失信后果（失信规定第五条）", "先发出并送达")
        )
    elif facts.warned_on > facts.on:
        found.append(Fault("listing.not_warned", "预告知的送达日期晚于今日", "请核对送达日期"))
    if facts.notice_until is None or facts.on <= facts.notice_until:
        found.append(Fault("listing.notice_runs", "执行通知书指定的履行期间尚未届满", "期间届满仍未履行的方可纳入"))
    return found


def _proved(facts: ListingFacts) -> list[Fault]:
    wanted = EVIDENCE[facts.kind]
    good = [one for one in facts.evidence if one.kind in wanted and one.source.strip() and one.on <= facts.on]
    if good:
        return []
    words = "、".join(EVIDENCE_WORDS[kind] for kind in EvidenceKind if kind in wanted)
    return [
        Fault(
            "listing.not_proved",
            "没有证明该情形的证据",
            "须有下列之一，并写明来源：{words}",
            field="证据",
            data={"words": words},
        )
    ]


def _excluded(facts: ListingFacts) -> list[Fault]:
    """失信规定 3, and 法发〔2019〕35号 16: who only cannot pay is not dishonest."""
    found = []
    if facts.unable and facts.kind is ListingKind.ABLE:
        found.append(Fault("listing.unable", "没有履行能力不等于失信", "不能纳入；可以终本或者限制消费"))
    if facts.kind is not ListingKind.ABLE:
        return found
    if facts.secured:
        found.append(Fault("listing.secured", "已提供充分有效担保（失信规定第三条第一项）", "不能纳入"))
    if facts.sealed_suffices:
        found.append(
            Fault("listing.sealed", "已查封、扣押、冻结的财产足以清偿（失信规定第三条第二项）", "应当处置已控制的财产")
        )
    if facts.subordinate:
        found.append(
            Fault("listing.subordinate", "履行顺序在后，对其依法不应强制执行（失信规定第三条第三项）", "不能纳入")
        )
    if facts.other_exclusion.strip():
        found.append(
            Fault(
                "listing.excluded",
                "其他不属于有履行能力而拒不履行的情形：{why}（失信规定第三条第四项）",
                "不能纳入",
                data={"why": facts.other_exclusion},
            )
        )
    return found


def _asked_off(facts: ListingFacts) -> list[Fault]:
    """失信规定 10(3): no listing on the request of a creditor who asked for deletion within six months."""
    if not facts.on_request or facts.removed_on_request is None:
        return []
    months = int(series("lists.no_relisting_months").at(facts.on).raw)
    open_from = add_months_clipped(facts.removed_on_request, months)
    if facts.on > open_from:
        return []
    return [
        Fault(
            "listing.asked_off",
            "申请执行人申请删除后六个月内再申请纳入的，不予支持（失信规定第十条）",
            "{day} 之后可以再申请；法院依职权纳入不受此限",
            data={"day": open_from.isoformat()},
        )
    ]
