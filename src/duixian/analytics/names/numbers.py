"""What numbers say of two identities: the same, the same as far as it is shown, another one, or nothing.

A resident number and a credit code end in a check character that no single wrong or two exchanged neighbours survive
(GB 11643, GB 32100): two readable numbers that differ are two numbers, and a number that fails its check is a slip of
the pen and speaks against nobody. Hidden characters are `*`.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from duixian.analytics.names.model import Identity, Number, NumberKind
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id, check_uscc

_LONG = 18
_OLD = 15
_ORGANISATION_CODE = 9
_HOME_PERMIT = (9, 11)
"""回乡证: a letter and eight digits for life, then two that count the cards."""
_LIFELONG = 9
_UNKNOWN = "*" * 8


class Says(IntEnum):
    """What two numbers, or all numbers of two identities, say together; the highest counts."""

    NOTHING = 0
    NEAR = 1  # one of them fails its check, and they differ in one place
    UNREADABLE_SAME = 2  # the same characters, which fail their check
    DIFFERENT = 3  # two readable numbers of one kind that differ
    MASKED = 4  # what both show agrees
    OLD = 5  # one number in its old and new form
    SAME = 6


@dataclass(frozen=True, slots=True)
class Read:
    """A number as far as it can be read. `pattern` has its full length, `*` where nothing is known."""

    kind: NumberKind
    text: str
    pattern: str
    readable: bool
    whole: bool

    @property
    def sort(self) -> tuple[NumberKind, str]:
        """Only numbers of one sort can contradict: permits of different forms are numbers of different documents."""
        if self.kind is NumberKind.PERMIT:
            return self.kind, "18" if len(self.text) == _LONG else self.text[:1] if self.text[:1].isalpha() else "#"
        return self.kind, ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What all numbers of two identities say. `shown`: how many characters agree where some are hidden."""

    says: Says = Says.NOTHING
    kind: NumberKind = NumberKind.OTHER
    shown: int = 0


def weigh(asked: tuple[Number, ...], listed: tuple[Number, ...]) -> Evidence:
    """Every number against every number of its kind; of one kind the best pair counts (an old number may be kept too).

    A differing resident number or credit code decides. A document that differs is outweighed by a full number that
    agrees, for documents are renewed, and by nothing less.
    """
    found: dict[NumberKind, Evidence] = {}
    for one in asked:
        for other in listed:
            if one.kind is other.kind:
                pair = _pair(read(one), read(other))
                if one.kind not in found or _weight(pair) > _weight(found[one.kind]):
                    found[one.kind] = pair
    if not found:
        return Evidence()
    best = max(found.values(), key=_weight)
    different = [evidence for evidence in found.values() if evidence.says is Says.DIFFERENT]
    decisive = [evidence for evidence in different if evidence.kind in (NumberKind.RESIDENT, NumberKind.USCC)]
    if decisive or (different and best.says < Says.OLD):
        return (decisive or different)[0]
    return best


def _weight(evidence: Evidence) -> tuple[Says, int]:
    return evidence.says, evidence.shown


@lru_cache(maxsize=1 << 15)
def read(number: Number) -> Read:
    """How much of a number can be read."""
    text = number.text.upper()
    if not text.isalnum():
        text = "".join(c for c in text if c.isalnum() or c == "*")
    if number.kind is NumberKind.RESIDENT:
        return _resident(text)
    if number.kind is NumberKind.USCC:
        return _credit_code(text)
    return Read(number.kind, text, text, readable=bool(text.strip("*")), whole="*" not in text)


def _resident(text: str) -> Read:
    if "*" in text:
        pattern = text[:6] + "19" + text[6:] + "*" if len(text) == _OLD else _stretched(text)
        return Read(NumberKind.RESIDENT, text, pattern, readable=len(pattern) == _LONG, whole=False)
    try:
        return Read(NumberKind.RESIDENT, text, check_resident_id(text).number, readable=True, whole=True)
    except BadInput:
        return Read(NumberKind.RESIDENT, text, text, readable=False, whole=True)


def _credit_code(text: str) -> Read:
    if "*" in text:
        pattern = _stretched(text)
        return Read(NumberKind.USCC, text, pattern, readable=len(pattern) == _LONG, whole=False)
    if len(text) == _ORGANISATION_CODE:
        return Read(NumberKind.USCC, text, "*" * 8 + text + "*", readable=True, whole=True)
    try:
        return Read(NumberKind.USCC, text, check_uscc(text), readable=True, whole=True)
    except BadInput:
        return Read(NumberKind.USCC, text, text, readable=False, whole=True)


def _stretched(text: str) -> str:
    """A masked number at its length: four stars often stand for more or fewer characters. "" when it cannot be."""
    if len(text) == _LONG:
        return text
    head, tail = text.split("*", 1)[0], text.rsplit("*", 1)[1]
    hidden = _LONG - len(head) - len(tail)
    return head + "*" * hidden + tail if hidden > 0 and not text[len(head) : len(text) - len(tail)].strip("*") else ""


def _pair(one: Read, other: Read) -> Evidence:
    if one.sort != other.sort:
        return Evidence()
    if one.kind is NumberKind.OTHER:
        return Evidence(Says.SAME if one.text == other.text and one.whole else Says.NOTHING, one.kind)
    if not (one.readable and other.readable):
        return Evidence(_unreadable(one, other), one.kind)
    if one.kind in (NumberKind.RESIDENT, NumberKind.USCC):
        return _by_place(one, other)
    return _document(one, other)


def _unreadable(one: Read, other: Read) -> Says:
    if one.text == other.text:
        return Says.UNREADABLE_SAME
    same_length = len(one.text) == len(other.text)
    return (
        Says.NEAR
        if same_length and sum(a != b for a, b in zip(one.text, other.text, strict=True)) == 1
        else Says.NOTHING
    )


def _by_place(one: Read, other: Read) -> Evidence:
    if one.whole and other.whole:
        if one.text == other.text:
            return Evidence(Says.SAME, one.kind, _LONG)
        if one.pattern == other.pattern:
            return Evidence(Says.OLD, one.kind, _LONG)
    common = [(a, b) for a, b in zip(one.pattern, other.pattern, strict=True) if a != "*" and b != "*"]
    if any(a != b for a, b in common):
        return Evidence(Says.DIFFERENT, one.kind, 0)
    if one.whole and other.whole:
        return Evidence(Says.OLD, one.kind, len(common))
    return Evidence(Says.MASKED if common else Says.NOTHING, one.kind, len(common))


def _document(one: Read, other: Read) -> Evidence:
    if one.whole and other.whole:
        if one.text == other.text:
            return Evidence(Says.SAME, one.kind, len(one.text))
        lifelong = one.kind is NumberKind.PERMIT and {len(one.text), len(other.text)} <= set(_HOME_PERMIT)
        if lifelong and one.text[:_LIFELONG] == other.text[:_LIFELONG] and one.text[0].isalpha():
            return Evidence(Says.OLD, one.kind, _LIFELONG)
        return Evidence(Says.DIFFERENT, one.kind)
    head, tail = _ends(one.text), _ends(other.text)
    shown = sum(min(len(a), len(b)) for a, b in zip(head, tail, strict=True))
    before = head[0].startswith(tail[0]) or tail[0].startswith(head[0])
    behind = head[1].endswith(tail[1]) or tail[1].endswith(head[1])
    if not (before and behind):
        return Evidence(Says.DIFFERENT, one.kind)
    return Evidence(Says.MASKED if shown else Says.NOTHING, one.kind, shown)


def _ends(text: str) -> tuple[str, str]:
    return (text.split("*", 1)[0], text.rsplit("*", 1)[1]) if "*" in text else (text, text)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a person besides the name. `born`: YYYYMMDD, `*` where unknown, "" when nothing is; `sex`: 男,
    女 or "". Both of a readable number before the field of their own."""

    born: str
    sex: str


def told_of(identity: Identity) -> Told:
    """Birth date and sex, from the fields and from inside the numbers."""
    field = identity.born.strftime("%Y%m%d") if identity.born else ""
    born, sex = "", ""
    for number in identity.numbers:
        pattern = _with_birth(number)
        if not pattern:
            continue
        inside = pattern[6:14]
        if not born and inside != _UNKNOWN:
            born = field if field and not births_differ(inside, field) else inside
        if not sex and pattern[16] != "*":
            sex = "男" if pattern[16] in "13579" else "女"
    return Told(born or field, sex or identity.sex)


def _with_birth(number: Number) -> str:
    """The pattern of a readable number with a birth date at places 7 to 14; "" of any other."""
    if number.kind is not NumberKind.RESIDENT and not (number.kind is NumberKind.PERMIT and number.text[:1] in "89"):
        return ""
    known = read(number)
    return known.pattern if known.readable and len(known.pattern) == _LONG else ""


def births_differ(one: str, other: str) -> bool:
    """Whether two birth dates cannot be one, as far as they are known."""
    return one != other and any(a != b and a != "*" and b != "*" for a, b in zip(one, other, strict=True))
