"""The instruments of control in words: what is ordered, on which articles, and the list of things."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from duixian.connectors.typesetting.control_papers import (
    AssistNotice,
    DebtNotice,
    ExecutionRuling,
    Matter,
    Measure,
    Named,
    SealNotice,
    ThingHeld,
)
from duixian.connectors.typesetting.dates import in_digits
from duixian.connectors.typesetting.instruments import Account, Kind
from duixian.connectors.typesetting.wording import cited, listed, yuan
from duixian.law.distribution.words import money

LAW = "《中华人民共和国民事诉讼法》"
ON_LAW = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》"
ON_SEALING = "《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》"
ON_ENFORCEMENT = "《最高人民法院关于人民法院执行工作若干问题的规定（试行）》"

_FULL_NAMES = {"《民诉法解释》": ON_LAW, "《查封扣押冻结规定》": ON_SEALING, "《民事诉讼法》": LAW}

_STATUTES: Mapping[Measure, str] = {
    Measure.FREEZE: f"{LAW}第二百五十三条、{ON_SEALING}第一条、第十九条",
    Measure.SEAL: f"{LAW}第二百五十五条、{ON_SEALING}第一条、第十九条",
    Measure.RENEW: f"{LAW}第二百五十三条、第二百五十五条",
    Measure.RELEASE: f"{ON_SEALING}第十九条、第二十八条",
    Measure.DEDUCT: f"{LAW}第二百五十三条、{ON_LAW}第四百八十四条",
    Measure.FREEZE_DEBT: f"{ON_LAW}第四百九十九条、{ON_ENFORCEMENT}第四十五条",
}
_WAITING = "第二十六条"


def party_line(role: str, party: Named) -> str:
    """A party as the head of a ruling has it."""
    number = f"，{party.number_label}{party.number}" if party.number else ""
    return f"{role}：{party.name}{number}。"


def in_the_matter(matter: Matter) -> dict[str, Any]:
    """What every instrument of a case says of it."""
    return {
        "parties": [
            *(party_line("申请执行人", one) for one in matter.applicants),
            *(party_line("被执行人", one) for one in matter.debtors),
        ],
        "applicants": listed(one.name for one in matter.applicants),
        "debtors": listed(one.name for one in matter.debtors),
        "cause": matter.cause,
        "cited": cited(matter.title),
        "filed_on": in_digits(matter.filed_on),
    }


def account_lines(account: Account | None) -> list[list[str]] | None:
    """Where money goes, as a form has it."""
    if account is None:
        return None
    return [["户　　名", account.holder], ["账　　号", account.number], ["开户银行", account.bank]]


def _verb(measure: Measure, thing: ThingHeld) -> str:
    hold = "查封" if thing.sealed else "冻结"
    waits = "轮候" if thing.rank > 1 else ""
    return {
        Measure.FREEZE: f"{waits}{hold}",
        Measure.SEAL: f"{waits}{hold}",
        Measure.RENEW: f"继续{waits}{hold}",
        Measure.RELEASE: f"解除{waits}{hold}",
        Measure.DEDUCT: "扣划",
        Measure.FREEZE_DEBT: "冻结",
    }[measure]


def verbs(measure: Measure, things: Sequence[ThingHeld]) -> str:
    """What is done, in one word where all things are treated alike: 冻结, 查封、轮候查封."""
    return listed(dict.fromkeys(_verb(measure, thing) for thing in things))


def _articles(measure: Measure, things: Sequence[ThingHeld], term_article: str) -> str:
    text = _STATUTES[measure]
    if any(thing.rank > 1 for thing in things) and measure in (Measure.FREEZE, Measure.SEAL):
        text += f"、{_WAITING}"
    if measure is Measure.RENEW and all(thing.sealed for thing in things):
        text = f"{LAW}第二百五十五条"
    elif measure is Measure.RENEW and not any(thing.sealed for thing in things):
        text = f"{LAW}第二百五十三条"
    for short, full in _FULL_NAMES.items():
        term_article = term_article.replace(short, full)
    for count, words in (("第485条", "第四百八十五条"), ("第487条", "第四百八十七条"), ("第29条", "第二十九条")):
        term_article = term_article.replace(count, words)
    return f"{text}、{term_article}" if term_article else text


def _ordered(measure: Measure, things: Sequence[ThingHeld], owners: str) -> str:
    """The operative sentence; what it lists follows it."""
    known = [thing.amount for thing in things if thing.amount is not None]
    total = yuan(sum(known)) if known and len(known) == len(things) else ""
    what = verbs(measure, things)
    if measure is Measure.DEDUCT:
        return f"扣划被执行人{owners}下列账户内的款项，合计{total}。"
    if measure is Measure.RELEASE:
        freed = what.replace("解除", f"解除对被执行人{owners}下列财产的", 1)
        return f"{freed}，合计{total}。" if total else f"{freed}。"
    if measure is Measure.FREEZE_DEBT:
        (thing,) = things
        return f"冻结被执行人{owners}对{thing.place}享有的债权{total}。冻结期间，{thing.place}不得向被执行人清偿。"
    limit = f"，以{total}为限" if total and measure is not Measure.SEAL else ""
    return f"{what}被执行人{owners}名下的下列财产{limit}。"


def _effects(measure: Measure, things: Sequence[ThingHeld]) -> list[str]:
    """What follows for everybody, paragraph by paragraph."""
    said = []
    if measure in (Measure.FREEZE, Measure.SEAL, Measure.RENEW):
        said.append(
            "控制期限以清单所载届满日为止。期限内未经本院许可，任何人不得支取、转移、转让、设定权利负担或者作其他处分；"
            "需要续行的，申请执行人应当在期限届满前书面申请，逾期未续行的，控制的效力消灭。"
        )
    if any(thing.rank > 1 for thing in things) and measure is not Measure.RELEASE:
        said.append("清单载明轮候的，自在先的查封、扣押、冻结解除之时起自动生效，无须另行裁定。")
    if any(thing.keep for thing in things):
        said.append("清单载明保留数额的，应当为被执行人及其所扶养家属的生活保留该数额，不得控制或者扣划。")
    return said


def table_of(
    measure: Measure, things: Sequence[ThingHeld], *, place: bool, owner: bool, key: bool = False
) -> dict[str, Any]:
    """The list of things: only the columns that have something to say. Widths in millimetres, 0 takes the rest."""
    amounts = {Measure.DEDUCT: "扣划（元）", Measure.RELEASE: "解除（元）"}.get(measure, "限额（元）")
    columns: list[tuple[str, int, str, Callable[[int, ThingHeld], str]]] = [
        ("序号", 11, "center", lambda number, _: str(number))
    ]
    if owner:
        columns.append(("被执行人", 26, "left", lambda _, thing: thing.owner))
    columns.append(("财　　产", 0, "left", lambda _, thing: _called(thing)))
    if place:
        columns.append(("协助单位", 32, "left", lambda _, thing: thing.place))
    if len({_verb(measure, thing) for thing in things}) > 1:
        columns.append(("措　施", 18, "center", lambda _, thing: _verb(measure, thing)))
    if any(thing.amount is not None for thing in things):
        columns.append((amounts, 27, "right", _amount(measure)))
    if any(thing.keep for thing in things):
        columns.append(("保留（元）", 21, "right", lambda _, thing: money(thing.keep) if thing.keep else "—"))
    if any(thing.rank > 1 for thing in things):
        columns.append(("顺位", 12, "center", lambda _, thing: str(thing.rank)))
    if any(thing.until for thing in things):
        columns.append(("届满日", 22, "center", lambda _, thing: thing.until.isoformat() if thing.until else "—"))
    rows = [[fill(number, thing) for _, _, _, fill in columns] for number, thing in enumerate(things, start=1)]
    return {
        "heads": [head for head, _, _, _ in columns],
        "widths": [width for _, width, _, _ in columns],
        "aligns": [align for _, _, align, _ in columns],
        "rows": rows,
        "keys": [[str(number), thing.key] for number, thing in enumerate(things, start=1) if key and thing.key],
    }


def _amount(measure: Measure) -> Callable[[int, ThingHeld], str]:
    whole = "全部" if measure is Measure.RELEASE else "—"
    return lambda _, thing: whole if thing.amount is None else money(thing.amount)


def _called(thing: ThingHeld) -> str:
    label = "编号" if thing.sealed else "账号"
    return f"{thing.name}（{label} {thing.number}）" if thing.number else thing.name


def _ruling(paper: ExecutionRuling) -> dict[str, Any]:
    owners = listed(dict.fromkeys(thing.owner for thing in paper.things))
    debt = paper.measure is Measure.FREEZE_DEBT
    return {
        **in_the_matter(paper.matter),
        "because": "；".join(reason.rstrip("。") for reason in paper.reasons),
        "letting_go": paper.measure is Measure.RELEASE,
        "articles": _articles(paper.measure, paper.things, paper.term_article),
        "ordered": _ordered(paper.measure, paper.things, owners),
        "effects": [
            *_effects(paper.measure, paper.things),
            *(["扣划的款项汇入本院案款账户，专款用于本案。"] if paper.measure is Measure.DEDUCT else []),
        ],
        "table": None if debt else table_of(paper.measure, paper.things, place=True, owner=_several(paper.things)),
        "account": account_lines(paper.account),
    }


def _several(things: Sequence[ThingHeld]) -> bool:
    return len({thing.owner for thing in things}) > 1


def _assist(paper: AssistNotice) -> dict[str, Any]:
    what = verbs(paper.measure, paper.things)
    owners = listed(one.name for one in paper.debtors)
    return {
        **in_the_matter(paper.matter),
        "agency": paper.agency,
        "ruling": paper.ruling,
        "articles": _assist_articles(paper.measure, paper.things),
        "persons": [[one.name, f"{one.number_label}{one.number}"] for one in paper.debtors],
        "asked": _ordered(paper.measure, paper.things, owners),
        "effects": _effects(paper.measure, paper.things),
        "what": what,
        "table": table_of(paper.measure, paper.things, place=False, owner=_several(paper.things), key=True),
        "account": account_lines(paper.account),
        "slip": [[str(number), _called(thing), "", "", ""] for number, thing in enumerate(paper.things, start=1)],
    }


def _assist_articles(measure: Measure, things: Sequence[ThingHeld]) -> str:
    if measure is Measure.RELEASE:
        return f"{ON_SEALING}第十九条、第二十八条"
    sealed = any(thing.sealed for thing in things)
    by_amount = any(not thing.sealed for thing in things)
    articles = listed(
        [*(["第二百五十三条"] if by_amount else []), *(["第二百五十五条"] if sealed else [])],
    )
    return f"{LAW}{articles}、{ON_SEALING}第一条"


def _seal(paper: SealNotice) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "ruling": paper.ruling,
        "owners": listed(dict.fromkeys(thing.owner for thing in paper.things)),
        "table": table_of(Measure.SEAL, paper.things, place=False, owner=_several(paper.things)),
    }


def _debt(paper: DebtNotice) -> dict[str, Any]:
    return {
        **in_the_matter(paper.matter),
        "third_party": paper.third_party.name,
        "debtor": paper.debtor,
        "amount": yuan(paper.amount),
        "basis": paper.basis.rstrip("。"),
        "days": str(paper.days),
        "ruling": paper.ruling,
        "account": account_lines(paper.account),
    }


OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.EXECUTION_RULING: _ruling,
    Kind.ASSIST_NOTICE: _assist,
    Kind.SEAL_NOTICE: _seal,
    Kind.DEBT_NOTICE: _debt,
}
