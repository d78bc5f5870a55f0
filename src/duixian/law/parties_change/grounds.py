"""The closed list of grounds (变更追加规定 2–25), read from `params/parties_change.yaml`, and who
is expressly not on it.

What is not on the list is refused: the title binds those it names, and an enforcement court makes nobody a debtor on
any other ground (变更追加规定 1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from duixian.base.faults import BadInput, Fault
from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document


class Side(StrEnum):
    """Whose side is joined."""

    CREDITOR = "creditor"
    DEBTOR = "debtor"


class DebtorForm(StrEnum):
    """What the present party is in law, as far as the list tells them apart."""

    NATURAL = "natural"
    COMPANY = "company"  # 营利法人
    SOLE_PROPRIETORSHIP = "sole_proprietorship"  # 个人独资企业
    PARTNERSHIP = "partnership"
    BRANCH = "branch"  # 法人分支机构
    ORGANISATION = "organisation"  # 其他法人、非法人组织
    AUTHORITY = "authority"


FORM_WORDS: Mapping[DebtorForm, str] = {
    DebtorForm.NATURAL: "自然人",
    DebtorForm.COMPANY: "公司等营利法人",
    DebtorForm.SOLE_PROPRIETORSHIP: "个人独资企业",
    DebtorForm.PARTNERSHIP: "合伙企业",
    DebtorForm.BRANCH: "法人分支机构",
    DebtorForm.ORGANISATION: "其他组织",
    DebtorForm.AUTHORITY: "机关",
}


class Effect(StrEnum):
    """变更 or 追加."""

    REPLACE = "replace"
    ADD = "add"


class Ceiling(StrEnum):
    """Up to what a new debtor answers."""

    NONE = "none"  # the whole debt
    ESTATE = "estate"  # 遗产、代管财产范围内
    UNPAID = "unpaid"  # 尚未缴纳出资的范围内
    WITHDRAWN = "withdrawn"  # 抽逃出资的范围内
    RECEIVED = "received"  # 接受的财产范围内
    PROMISED = "promised"  # 承诺范围内


CEILING_WORDS: Mapping[Ceiling, str] = {
    Ceiling.NONE: "全部债务",
    Ceiling.ESTATE: "在遗产（代管财产）范围内",
    Ceiling.UNPAID: "在尚未缴纳出资的范围内",
    Ceiling.WITHDRAWN: "在抽逃出资的范围内",
    Ceiling.RECEIVED: "在接受的财产范围内",
    Ceiling.PROMISED: "在承诺范围内",
}


class Remedy(StrEnum):
    """What there is against the ruling."""

    REVIEW = "review"  # 向上一级法院复议，十日
    SUIT = "suit"  # 执行异议之诉，十五日


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground. `of`: forms of the present party; `insolvent`: only where his property does not suffice; `evidence`:
    keys of what must be on file."""

    id: str
    title: str
    english: str
    side: Side
    of: frozenset[DebtorForm]
    effect: Effect
    ceiling: Ceiling
    insolvent: bool
    evidence: tuple[str, ...]
    remedy: Remedy
    citation: Citation
    status: Status


@dataclass(frozen=True, slots=True)
class NotOnTheList:
    """Somebody courts are asked to add and may not: why, and what there is instead."""

    id: str
    title: str
    english: str
    why: str
    instead: str
    citation: Citation

    def fault(self) -> Fault:
        """The refusal."""
        return Fault(
            "party_change.not_listed",
            "{title}：{why}（{source}）",
            "{instead}",
            field="事由",
            value=self.title,
            data={"title": self.title, "why": self.why, "instead": self.instead, "source": str(self.citation)},
        )


@cache
def grounds() -> Mapping[str, Ground]:
    """Every ground by id, in the order of the articles."""
    file = document("parties_change")
    return {
        row["id"]: Ground(
            id=row["id"],
            title=row["title"],
            english=row["english"],
            side=Side(row["side"]),
            of=frozenset(map(DebtorForm, row["of"])),
            effect=Effect(row["effect"]),
            ceiling=Ceiling(row["ceiling"]),
            insolvent=bool(row.get("insolvent")),
            evidence=tuple(row["evidence"]),
            remedy=Remedy(row["remedy"]),
            citation=citation({**file["common"], **row}),
            status=Status({**file["common"], **row}["status"]),
        )
        for row in file["grounds"]
    }


@cache
def refused() -> Mapping[str, NotOnTheList]:
    """Those who are asked for and are not on the list, by id."""
    return {
        row["id"]: NotOnTheList(row["id"], row["title"], row["english"], row["why"], row["instead"], citation(row))
        for row in document("parties_change")["refused"]
    }


@cache
def evidence_titles() -> Mapping[str, str]:
    """What each piece of evidence is called."""
    return dict(document("parties_change")["evidence"])


def ground(ground_id: str) -> Ground:
    """One ground. Raises `BadInput`: with the reason for who is expressly not on the list, else that the list is
    closed."""
    found = grounds().get(ground_id)
    if found is not None:
        return found
    if ground_id in refused():
        raise BadInput(refused()[ground_id].fault())
    raise BadInput(
        Fault(
            "party_change.unknown",
            "没有这一事由：变更、追加当事人只能依法定事由",
            "请从事由列表中选择（《变更、追加当事人规定》第二条至第二十五条）",
            field="事由",
            value=ground_id,
        )
    )
