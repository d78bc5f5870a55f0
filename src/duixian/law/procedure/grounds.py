"""On which grounds a case is halted, sent to insolvency, or closed otherwise than by performance, and what proves each.

The rows are `params/grounds.yaml`: a ground belongs to one act, stands on an article, and is open only when every
document it rests on is named and the record of the case fits it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from duixian.base.days import add_months_clipped
from duixian.base.faults import Fault
from duixian.law.approvals import Office
from duixian.law.citations import Citation, Status
from duixian.law.params import citation, document

NATURAL: Final = "natural"
ENTERPRISE: Final = "company"

NEEDS_GROUND: Final = frozenset({"suspend", "stay", "refer_insolvency", "terminate", "strike", "refuse", "dismiss"})
"""Acts (values of `case_life.Act`) that rest on one of these grounds and on a signature."""


@dataclass(frozen=True, slots=True)
class About:
    """What the record says of a case that a ground may depend on. Kinds are those of persons; `state`: where it
    stands."""

    debtors: tuple[str, ...] = ()
    title_kind: str = ""
    cause: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What is put forward: the ground, the document for each proof, and for a stay the last day."""

    ground: str = ""
    proofs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of one act. `proofs` are keys of `proof_titles()`; `months` bounds a stay."""

    id: str
    act: str
    title: str
    english: str
    citation: Citation
    status: Status
    proofs: tuple[str, ...]
    debtors: str = ""
    causes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    months: int | None = None
    office: Office | None = None


@cache
def grounds() -> Mapping[str, Ground]:
    """Every ground by its id, in the order written."""
    return {
        row["id"]: Ground(
            id=row["id"],
            act=row["act"],
            title=row["title"],
            english=row["english"],
            citation=citation(row),
            status=Status(row["status"]),
            proofs=tuple(row["proofs"]),
            debtors=row.get("debtors", ""),
            causes=tuple(row.get("causes", ())),
            titles=tuple(row.get("titles", ())),
            states=tuple(row.get("states", ())),
            months=row.get("months"),
            office=Office(row["office"]) if "office" in row else None,
        )
        for row in document("grounds")["grounds"]
    }


def of_act(act: str) -> tuple[Ground, ...]:
    """The grounds one act may rest on."""
    return tuple(ground for ground in grounds().values() if ground.act == act)


@cache
def proof_titles() -> Mapping[str, str]:
    """What each proof is called."""
    return dict(document("grounds")["proofs"])


def missing(act: str, given: Given, about: About, *, on: date) -> Fault | None:
    """The first thing that keeps `act` from resting on the ground given; None when it holds. Every document that is
    missing is named in one sentence."""
    ground = grounds().get(given.ground)
    if ground is None or ground.act != act:
        open_grounds = "；".join(one.title for one in of_act(act))
        return Fault(
            "ground.none", "须写明法定事由", "可选：{grounds}", "事由", given.ground, data={"grounds": open_grounds}
        )
    return _does_not_fit(ground, about) or _unproved(ground, given) or _too_long(ground, given, on)


def _does_not_fit(ground: Ground, about: About) -> Fault | None:
    wrong = ""
    if ground.debtors == NATURAL and any(kind != NATURAL for kind in about.debtors):
        wrong = "尚有不是自然人的被执行人，应对其继续执行"
    elif ground.debtors == "bodies" and any(kind == NATURAL for kind in about.debtors):
        wrong = "尚有自然人被执行人，应对其继续执行"
    elif ground.causes and not any(word in about.cause for word in ground.causes):
        wrong = f"案由“{about.cause}”不属于该事由所指案件"
    elif ground.titles and about.title_kind not in ground.titles:
        wrong = "执行依据的种类与该事由不符"
    elif ground.states and about.state not in ground.states:
        wrong = "案件状态与该事由不符"
    if not wrong:
        return None
    return Fault(
        "ground.does_not_fit",
        "不能以“{title}”办理：{wrong}",
        "请核对事由（{citation}）",
        field="事由",
        value=ground.id,
        data={"title": ground.title, "wrong": wrong, "citation": str(ground.citation)},
    )


def _unproved(ground: Ground, given: Given) -> Fault | None:
    lacking = [proof_titles()[proof] for proof in ground.proofs if not given.proofs.get(proof, "").strip()]
    if not lacking:
        return None
    return Fault(
        "ground.unproved",
        "“{title}”缺少：{lacking}",
        "请写明各项材料的名称、文号或者卷宗页码",
        field="证明材料",
        value=ground.id,
        data={"title": ground.title, "lacking": "、".join(lacking)},
    )


def _too_long(ground: Ground, given: Given, on: date) -> Fault | None:
    if ground.months is None:
        return None
    last = add_months_clipped(on, ground.months)
    if given.until is None:
        return Fault(
            "ground.no_end", "暂缓执行须写明期限", "最迟至 {last}", field="截止日", data={"last": last.isoformat()}
        )
    if not on < given.until <= last:
        return Fault(
            "ground.too_long",
            "暂缓期限应自 {on} 之后、不超过 {months} 个月（至 {last}）",
            "请更正截止日（{citation}）",
            field="截止日",
            value=given.until.isoformat(),
            data={
                "on": on.isoformat(),
                "months": ground.months,
                "last": last.isoformat(),
                "citation": str(ground.citation),
            },
        )
    return None
