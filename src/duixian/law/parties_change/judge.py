"""Judge one application to change or add a party: whether its ground holds, and up to what the new party answers."""

from collections.abc import Collection
from dataclasses import dataclass

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.parties_change.grounds import (
    CEILING_WORDS,
    FORM_WORDS,
    Ceiling,
    DebtorForm,
    Ground,
    Side,
    evidence_titles,
)


@dataclass(frozen=True, slots=True)
class Application:
    """What is asked, with what is on file; amounts in fen.

    `evidence`: keys of what was handed in. `insolvency_shown`: it was looked into, and the present debtor's property
    does not suffice. `ceiling`: the sum the applicant proved, None where the ground has no sum or it is not known yet.
    `one_person`: the company has a single shareholder; `separate`: he proved that its property is apart from his.
    `agreed_otherwise`: before a division, the creditor agreed in writing who pays. `by_creditor`: the applicant of the
    case, or who stands in his place, asks (第一条).
    """

    ground: Ground
    present: DebtorForm
    evidence: Collection[str] = ()
    insolvency_shown: bool = False
    ceiling: Fen | None = None
    one_person: bool = False
    separate: bool = False
    agreed_otherwise: bool = False
    by_creditor: bool = True
    already_party: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """`faults`: everything that keeps the ground from holding, empty where it holds. `words`: the extent of the new
    party's liability as the ruling says it."""

    faults: tuple[Fault, ...]
    words: str

    @property
    def holds(self) -> bool:
        """Whether the application may be granted."""
        return not self.faults


def judge_change(asked: Application) -> Judged:
    """Whether the ground holds, with every reason why not (变更追加规定 1–28)."""
    found = [fault for test in _TESTS if (fault := test(asked)) is not None]
    found += _missing_papers(asked)
    return Judged(tuple(found), extent(asked.ground, asked.ceiling))


def extent(ground: Ground, ceiling: Fen | None) -> str:
    """Up to what the new party answers, in the words of the ruling."""
    words = CEILING_WORDS[ground.ceiling]
    if ground.side is Side.CREDITOR:
        return "承受申请执行人的权利"
    if ground.ceiling is Ceiling.NONE:
        return "对生效法律文书确定的债务承担连带责任"
    return f"{words}（{display(ceiling)}）承担责任" if ceiling is not None else f"{words}承担责任"


def within(ceiling: Fen, *, paid: Fen, asked: Fen) -> Fen:
    """What may still be taken from somebody who answers up to `ceiling` and has paid `paid`: never a second time
    (第二十六条). Fen."""
    return max(0, min(asked, ceiling - paid))


def _form(asked: Application) -> Fault | None:
    if asked.present in asked.ground.of:
        return None
    return Fault(
        "party_change.form",
        "“{ground}”只适用于{forms}，现当事人为{present}",
        "请核对现当事人的性质或者另选事由",
        field="事由",
        data={
            "ground": asked.ground.title,
            "forms": "、".join(FORM_WORDS[form] for form in DebtorForm if form in asked.ground.of),
            "present": FORM_WORDS[asked.present],
        },
    )


def _insolvency(asked: Application) -> Fault | None:
    if not asked.ground.insolvent or asked.insolvency_shown:
        return None
    return Fault(
        "party_change.solvent",
        "尚未查明被执行人的财产不足以清偿债务（{source}）",
        "请先完成财产调查并记录结果",
        field="清偿能力",
        data={"source": str(asked.ground.citation), "step": "control.search"},
    )


def _sum(asked: Application) -> Fault | None:
    if asked.ground.ceiling in (Ceiling.NONE, Ceiling.ESTATE) or (asked.ceiling is not None and asked.ceiling > 0):
        return None
    return Fault(
        "party_change.no_ceiling",
        "新被执行人只{words}承担责任，须写明数额",
        "请填写数额；数额不明的，先行查明",
        field="责任限额",
        data={"words": CEILING_WORDS[asked.ground.ceiling]},
    )


def _no_sum(asked: Application) -> Fault | None:
    if asked.ground.ceiling is not Ceiling.NONE or asked.ceiling is None:
        return None
    return Fault("party_change.ceiling_unasked", "此事由没有责任限额", "请删去限额，或核对事由", field="责任限额")


def _one_person(asked: Application) -> Fault | None:
    if asked.ground.id != "one_person_company":
        return None
    if not asked.one_person:
        return Fault(
            "party_change.several_shareholders",
            "被执行人不是只有一名股东的公司",
            "请核对登记材料（《变更、追加当事人规定》第二十条）",
            field="事由",
        )
    if asked.separate:
        return Fault(
            "party_change.separate",
            "股东已证明公司财产独立于其个人财产，不能追加",
            "请裁定驳回申请",
            field="财产独立",
        )
    return None


def _agreement(asked: Application) -> Fault | None:
    if asked.ground.id != "divided" or not asked.agreed_otherwise:
        return None
    return Fault(
        "party_change.agreed",
        "分立前与申请执行人就债务清偿另有书面约定（《变更、追加当事人规定》第十二条）",
        "请按约定确定承担责任的主体",
        field="约定",
    )


def _asker(asked: Application) -> Fault | None:
    if asked.by_creditor:
        return None
    return Fault(
        "party_change.asker",
        "变更、追加当事人由申请执行人或者其权利承受人申请（《变更、追加当事人规定》第一条）",
        "请核对申请人",
        field="申请人",
    )


def _new_party(asked: Application) -> Fault | None:
    if not asked.already_party:
        return None
    return Fault("party_change.party", "已是本案同一方的当事人", "无须再次追加", field="被申请人")


def _missing_papers(asked: Application) -> list[Fault]:
    return [
        Fault(
            "party_change.paper",
            "缺少{paper}",
            "请补交后再审查（《变更、追加当事人规定》第二十八条）",
            field="材料",
            value=evidence_titles()[key],
            data={"paper": evidence_titles()[key]},
        )
        for key in asked.ground.evidence
        if key not in asked.evidence
    ]


_TESTS = (_asker, _form, _new_party, _insolvency, _sum, _no_sum, _one_person, _agreement)
