"""Whether somebody asked about is somebody listed: numbers decide, birth dates and sexes rule out, names only suggest.

The same full number is YES. A different number of one kind, another birth date, another sex by the number, or a person
against a unit is NO whatever the name. A name, with or without a masked number, is POSSIBLE at most. The same sound
by itself is none: it is told as a class of its own, and counts when a masked number or the birth date backs it.
"""

from collections.abc import Iterator

from duixian.analytics.names.characters import fold
from duixian.analytics.names.companies import companies_agree
from duixian.analytics.names.model import Comparison, Contradiction, Identity, Kind, MatchClass, NumberKind, Outcome
from duixian.analytics.names.numbers import Evidence, Says, Told, births_differ, told_of, weigh
from duixian.analytics.names.persons import Agreement, persons_agree

STRONG_MASK = 10
"""So many shown places of a masked number carry a name that differs by a sound or a slip."""
_KNOWN_BIRTH = 8
_BELOW_A_NUMBER = 949
_OF_THE_STATE = (NumberKind.RESIDENT, NumberKind.USCC)
"""Numbers given once in the whole country; two countries may give one passport number."""
_NUMBER_CLASS = {
    Says.SAME: MatchClass.NUMBER,
    Says.OLD: MatchClass.OLD_NUMBER,
    Says.MASKED: MatchClass.MASKED_NUMBER,
}
_NUMBER_NAME = {
    NumberKind.RESIDENT: "公民身份号码",
    NumberKind.USCC: "统一社会信用代码（组织机构代码）",
    NumberKind.PASSPORT: "护照号码",
    NumberKind.PERMIT: "通行证或者居留证件号码",
    NumberKind.OTHER: "号码",
}


def compare(asked: Identity, listed: Identity) -> Comparison:
    """Compare two identities. Pure; every outcome says why, in Chinese."""
    if asked.kind is not listed.kind:
        return Comparison(Outcome.NO, (), (Contradiction.KIND,), 0, ("一方是自然人，另一方是单位",))
    number = weigh(asked.numbers, listed.numbers) if asked.numbers and listed.numbers else Evidence()
    name = _names(asked, listed)
    comparable = asked.kind is Kind.NATURAL and _tells(asked) and _tells(listed)
    told, listed_told = (told_of(asked), told_of(listed)) if comparable else (_NOTHING, _NOTHING)
    against = tuple(_contradictions(number, told, listed_told))
    if against:
        return _ruled_out(number, name, against)
    if number.says >= Says.OLD:
        return _by_number(asked, listed, number, name)
    same_birth = len(told.born) == _KNOWN_BIRTH and "*" not in told.born and told.born == listed_told.born
    return _by_name(number, name, same_birth=same_birth)


_NOTHING = Told("", "")


def _tells(identity: Identity) -> bool:
    """Whether a birth date or a sex may be known; a unit has neither."""
    return bool(identity.numbers or identity.born or identity.sex)


def _contradictions(number: Evidence, told: Told, listed: Told) -> Iterator[Contradiction]:
    if number.says is Says.DIFFERENT:
        yield Contradiction.NUMBER
    if told.born and listed.born and births_differ(told.born, listed.born):
        yield Contradiction.BORN
    if told.sex and listed.sex and told.sex != listed.sex:
        yield Contradiction.SEX


_AGAINST = {
    Contradiction.BORN: "出生日期不同",
    Contradiction.SEX: "性别不同",
}


def _ruled_out(number: Evidence, name: Agreement | None, against: tuple[Contradiction, ...]) -> Comparison:
    different = f"{_NUMBER_NAME[number.kind]}不同"
    reasons = [different if what is Contradiction.NUMBER else _AGAINST[what] for what in against]
    if name is not None:
        reasons.append(f"{name.why}，但不是同一主体")
    return Comparison(Outcome.NO, (name.match,) if name else (), against, 0, tuple(reasons))


def _by_number(asked: Identity, listed: Identity, number: Evidence, name: Agreement | None) -> Comparison:
    """A full number agrees. It identifies, unless nothing of the name does: then somebody mistyped or borrowed it."""
    how = "新旧两种写法一致" if number.says is Says.OLD else "完全相同"
    classes = (_NUMBER_CLASS[number.says], *((name.match,) if name else ()))
    said = f"{_NUMBER_NAME[number.kind]}{how}"
    if name is not None and (name.alone or number.kind in _OF_THE_STATE):
        score = 700 + name.strength if number.says is Says.SAME else 600 + name.strength
        return Comparison(Outcome.YES, classes, (), score, (said, name.why))
    if number.kind is NumberKind.USCC and number.says is Says.SAME:
        return Comparison(Outcome.YES, classes, (), 650, (said, "名称不同，可能已经变更"))
    if _share_something(asked, listed) and number.kind in _OF_THE_STATE:
        return Comparison(Outcome.YES, classes, (), 600, (said, "名称不同，但有相同的字，请核对是否更名或者笔误"))
    return Comparison(
        Outcome.POSSIBLE, classes, (), 950, (said, "但名称毫无相同之处，可能错录或者冒用号码，须人工核对")
    )


def _share_something(asked: Identity, listed: Identity) -> bool:
    return not set(fold(asked.name)).isdisjoint(fold(listed.name))


def _by_name(number: Evidence, name: Agreement | None, *, same_birth: bool) -> Comparison:
    masked = number.says is Says.MASKED
    if name is None:
        said = "号码显示部分一致，但名称不同" if masked else "名称不同"
        return Comparison(Outcome.NO, (MatchClass.MASKED_NUMBER,) if masked else (), (), 0, (said,))
    classes = (*((MatchClass.MASKED_NUMBER,) if masked else ()), name.match)
    reasons = [name.why, *_said_of_numbers(number)]
    if same_birth:
        reasons.append("出生日期相同")
    backed = (masked and number.shown >= STRONG_MASK) or (same_birth and name.match is MatchClass.HOMOPHONE)
    if not (name.alone or backed):
        return Comparison(Outcome.NO, classes, (), name.strength, tuple(reasons))
    score = min(_support(number, same_birth=same_birth) + name.strength, _BELOW_A_NUMBER)
    return Comparison(Outcome.POSSIBLE, classes, (), score, tuple(reasons))


def _support(number: Evidence, *, same_birth: bool) -> int:
    if number.says is Says.MASKED:
        return 400 + 15 * number.shown
    if same_birth:
        return 400
    return 0 if number.says is Says.NOTHING else 200


def _said_of_numbers(number: Evidence) -> Iterator[str]:
    if number.says is Says.MASKED:
        yield f"{_NUMBER_NAME[number.kind]}显示的 {number.shown} 位一致"
    elif number.says is Says.NEAR:
        yield f"{_NUMBER_NAME[number.kind]}仅差一位，其中有号码校验不通过，可能录错"
    elif number.says is Says.UNREADABLE_SAME:
        yield f"{_NUMBER_NAME[number.kind]}相同，但校验不通过，须人工核对"


def _names(asked: Identity, listed: Identity) -> Agreement | None:
    """The best agreement of the names; a former name that agrees is FORMER."""
    agree = companies_agree if asked.kind is Kind.ORGANISATION else persons_agree
    best = agree(asked.name, listed.name)
    if (best is not None and best.strength >= 290) or not (asked.former_names or listed.former_names):
        return best
    pairs = [(one, listed.name) for one in asked.former_names]
    pairs += [(one, other) for other in listed.former_names for one in (asked.name, *asked.former_names)]
    former = max((found for pair in pairs if (found := agree(*pair)) and found.alone), key=_strength, default=None)
    if former is None or (best is not None and best.alone and best.strength >= former.strength - 30):
        return best
    return Agreement(MatchClass.FORMER, former.strength - 30, True, f"曾用名称相符（{former.why}）")


def _strength(agreement: Agreement) -> int:
    return agreement.strength
