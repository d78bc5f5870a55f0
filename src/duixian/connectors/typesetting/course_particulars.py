"""The instruments of the course of a case in words."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.connectors.typesetting.control_particulars import in_the_matter
from duixian.connectors.typesetting.course_papers import (
    CoursePaper,
    EndingNotice,
    ExtensionForm,
    NoAcceptanceRuling,
    ReferralLetter,
    Turn,
)
from duixian.connectors.typesetting.dates import in_digits
from duixian.connectors.typesetting.instruments import Kind

_ORDERS: Mapping[Turn, str] = {
    Turn.SUSPEND: "中止{case}案件的执行。",
    Turn.STAY: "暂缓{case}案件的执行，至{until}止。",
    Turn.RESUME: "恢复{case}案件的执行。",
    Turn.REFER_INSOLVENCY: "将被执行人移送破产审查，中止{case}案件的执行。",
    Turn.TERMINATE: "终结{case}案件的执行。",
    Turn.STRIKE: "{case}案件作销案处理。",
    Turn.REFUSE: "对本案执行依据不予执行。",
    Turn.DISMISS: "驳回申请执行人的执行申请。",
}
_EFFECTS: Mapping[Turn, tuple[str, ...]] = {
    Turn.SUSPEND: ("中止的情形消失后，恢复执行。中止期间已采取的查封、扣押、冻结措施继续有效。",),
    Turn.STAY: ("暂缓期限届满或者暂缓的事由消失的，立即恢复执行。已采取的查封、扣押、冻结措施继续有效。",),
    Turn.RESUME: (),
    Turn.REFER_INSOLVENCY: ("受移送法院裁定不予受理或者驳回申请的，恢复执行。",),
    Turn.TERMINATE: (
        "当事人、利害关系人对终结执行行为有异议的，可以自收到本裁定之日起六十日内提出；未收到的，自知道或者应当知道之日起六十日内提出。",
    ),
    Turn.STRIKE: (),
    Turn.REFUSE: (),
    Turn.DISMISS: ("申请执行人可以自收到本裁定之日起十日内，向上一级人民法院申请复议。",),
}


def _course(paper: CoursePaper) -> dict[str, Any]:
    order = _ORDERS[paper.turn].format(
        case=paper.heading.case_number.split("之")[0], until=in_digits(paper.until) if paper.until else ""
    )
    return {
        **in_the_matter(paper.matter),
        "ruling": paper.kind is Kind.COURSE_RULING,
        "found": _sentence(paper.found),
        "proofs": "、".join(paper.proofs),
        "articles": paper.basis,
        "ground": paper.ground,
        "ordered": order,
        "effects": list(_EFFECTS[paper.turn]),
    }


def _ending(paper: CoursePaper | EndingNotice) -> dict[str, Any]:
    if isinstance(paper, CoursePaper):
        how, closed_on, found = "销案", paper.heading.issued_on, _sentence(paper.found)
    else:
        how, closed_on, found = paper.how, paper.closed_on, ""
    return {
        **in_the_matter(paper.matter),
        "how": how,
        "articles": paper.basis,
        "closed_on": in_digits(closed_on),
        "found": found,
    }


def _letter(paper: ReferralLetter) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "to": paper.to,
        "debtor": paper.debtor,
        "consent_of": paper.consent_of,
        "consent": paper.consent,
        "due_on": in_digits(paper.due_on),
    }


def _extension(paper: ExtensionForm) -> dict[str, Any]:
    rows = [
        ["案　　号", paper.heading.case_number.split("之")[0]],
        ["期　　限", paper.limit],
        ["原届满日", in_digits(paper.from_day)],
        ["延　　长", f"{paper.months}个月"],
        ["延长后届满日", in_digits(paper.to_day)],
        ["事　　由", paper.reason],
        ["承 办 人", paper.asked_by],
        ["批 准 人", paper.signed_by],
        ["批准日期", in_digits(paper.signed_on)],
    ]
    rows += [["层报备案", paper.report]] if paper.report else []
    return {**in_the_matter(paper.matter), "form": rows}


def _no_acceptance(paper: NoAcceptanceRuling) -> dict[str, Any]:
    return {
        "applicant": paper.applicant,
        "debtor": paper.debtor,
        "cited": paper.title,
        "received_on": in_digits(paper.received_on),
        "condition": paper.condition,
        "articles": paper.basis,
        "reason": _sentence(paper.reason),
    }


def _sentence(text: str) -> str:
    bare = text.strip().rstrip("。；;.")
    return f"{bare}。" if bare else ""


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.COURSE_RULING: _course,
    Kind.COURSE_STAY: _course,
    Kind.REFERRAL_DECISION: _course,
    Kind.COURSE_RESUMPTION: _course,
    Kind.ENDING_NOTICE: _ending,
    Kind.REFERRAL_LETTER: _letter,
    Kind.EXTENSION_FORM: _extension,
    Kind.NO_ACCEPTANCE_RULING: _no_acceptance,
}
