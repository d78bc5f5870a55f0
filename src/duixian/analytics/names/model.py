"""What is compared and what the comparison says. Plain values; every outcome explains itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a name belongs to."""

    NATURAL = "natural"
    ORGANISATION = "organisation"


class NumberKind(StrEnum):
    """What a number is. Numbers of one kind contradict each other when they differ; of two kinds they say nothing."""

    RESIDENT = "resident"  # 公民身份号码, 18 characters (15 in old papers)
    USCC = "uscc"  # 统一社会信用代码; the 9 of an organisation code stand at its places 9 to 17
    PASSPORT = "passport"
    PERMIT = "permit"  # 港澳台居民通行证、居住证, 外国人永久居留证
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of an identity; `text` in upper case without spaces. Hidden characters are `*` (masked number)."""

    kind: NumberKind
    text: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as a list or an agency knows him. Only the name is always there.

    `former_names`: old names of a company, aliases on record. `born` is the birth date, to the day, or None; `sex` is
    "男", "女" or "".
    """

    name: str
    kind: Kind
    numbers: tuple[Number, ...] = ()
    born: date | None = None
    sex: str = ""
    former_names: tuple[str, ...] = ()


class Outcome(StrEnum):
    """The answer. YES rests on a number; a name alone is at most POSSIBLE; a contradiction is always NO."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"


class MatchClass(StrEnum):
    """In what respect two identities agree, the strongest first. The order is the order in which hits are shown."""

    NUMBER = "number"  # the same full number
    OLD_NUMBER = "old_number"  # 15 against 18 places of one resident number, organisation code against USCC
    MASKED_NUMBER = "masked_number"  # the shown places of a masked number agree, and the name
    NAME = "name"  # the same characters
    FOLDED = "folded"  # the same after traditional/simplified and variant characters are folded
    FORMER = "former"  # a former name or alias agrees
    SHORT = "short"  # the core of a company name agrees: region and legal form left out
    LATIN = "latin"  # the romanised name agrees
    TYPO = "typo"  # one character wrong, missing or too many, or two exchanged
    HOMOPHONE = "homophone"  # other characters, the same reading without tones


class Contradiction(StrEnum):
    """What rules a hit out whatever the name says."""

    NUMBER = "number"
    BORN = "born"
    SEX = "sex"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing two identities says. `classes`: how they agree, strongest first; `contradicted`: what speaks
    against;
    `score`: 0 to 1000, only for ordering within one outcome; `reasons`: sentences for a person, in Chinese."""

    outcome: Outcome
    classes: tuple[MatchClass, ...]
    contradicted: tuple[Contradiction, ...]
    score: int
    reasons: tuple[str, ...]
