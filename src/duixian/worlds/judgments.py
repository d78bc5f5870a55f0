"""Whole judgments and mediations on paper, for trying the filing: header, parties, facts, operative part, tail."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from duixian.base.casenumber import CaseNumber
from duixian.base.days import chinese as written
from duixian.base.money import Fen
from duixian.worlds import titles
from duixian.worlds.courts import COURTS, FLAGSHIP, CourtOf
from duixian.worlds.people import PersonOf, Register


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: a name for its file, the full text, and what it orders."""

    name: str
    text: str
    writ: titles.Writ
    number: CaseNumber


def papers(*, seed: int, as_of: date, court: str = FLAGSHIP) -> tuple[Paper, ...]:
    """Some judgments of one court that nobody has filed yet."""
    dice = random.Random(f"papers/{seed}")
    register = Register(dice, born_before=as_of)
    of = next(one for one in COURTS if one.code == court)
    wanted: tuple[tuple[str, Callable[[titles.Dispute], titles.Writ], int, int, Fen], ...] = (
        ("民间借贷-连带保证", titles.loan, 1, 2, 20_000_000),
        ("买卖合同-逾期利息", titles.sale, 1, 1, 12_345_678),
        ("调解书-分期履行", titles.instalments, 1, 1, 9_000_000),
        ("劳动争议-三名劳动者", titles.wages, 3, 1, 6_540_000),
    )
    made = []
    for place, (name, shape, left, right, amount) in enumerate(wanted):
        firm = shape in (titles.sale, titles.wages)
        applicants = _people(register, left, firm=shape is titles.sale)
        debtors = _people(register, right, firm=firm)
        made_on = as_of - timedelta(days=80 + 11 * place)
        number = CaseNumber(made_on.year, of.code, "民初", 9001 + place)
        writ = shape(
            titles.Dispute(dice, tuple(p.name for p in applicants), tuple(p.name for p in debtors), amount, made_on)
        )
        text = _document(of, number, made_on, applicants, debtors, writ)
        made.append(Paper(name, text, writ, number))
    return tuple(made)


def _people(register: Register, count: int, *, firm: bool) -> list[PersonOf]:
    found: dict[str, PersonOf] = {}
    while len(found) < count:
        person = register.company() if firm else register.natural()
        found[person.name] = person
    return list(found.values())


def _document(
    court: CourtOf,
    number: CaseNumber,
    made_on: date,
    applicants: list[PersonOf],
    debtors: list[PersonOf],
    writ: titles.Writ,
) -> str:
    kind = "民事调解书" if writ.mediated else "民事判决书"
    sides = [_party("原告", person) for person in applicants] + [_party("被告", person) for person in debtors]
    names = "、".join(person.name for person in applicants)
    against = "、".join(person.name for person in debtors)
    body = [
        court.name,
        kind,
        str(number),
        *sides,
        f"原告{names}与被告{against}{writ.cause}一案，本院受理后，依法适用简易程序公开开庭进行了审理。本案现已审理终结。",
    ]
    if not writ.mediated:
        body += [
            "本院认为，当事人应当按照约定全面履行自己的义务。原告的诉讼请求有事实和法律依据，本院予以支持。",
            "依照《中华人民共和国民法典》第五百零九条、《中华人民共和国民事诉讼法》第六十七条规定，判决如下：",
        ]
    body.append(writ.text)
    if writ.mediated:
        body.append("上述协议，不违反法律规定，本院予以确认。本调解书经各方当事人签收后，即具有法律效力。")
    else:
        body.append(
            "如不服本判决，可在判决书送达之日起十五日内，向本院递交上诉状，并按对方当事人的人数提出副本，"
            "上诉于合成省云川市中级人民法院。"
        )
    body += ["审判员　合成", written(made_on), "书记员　合成"]
    return "\n".join(body) + "\n"


def _party(role: str, person: PersonOf) -> str:
    if person.kind == "natural":
        sex = "男" if int(person.number[16]) % 2 else "女"
        born = date(int(person.number[6:10]), int(person.number[10:12]), int(person.number[12:14]))
        who = f"{role}：{person.name}，{sex}，{written(born)}出生，汉族"
        return f"{who}，住{person.address}，公民身份号码{person.number}。"
    return f"{role}：{person.name}，住所地{person.address}，统一社会信用代码{person.number}。"
