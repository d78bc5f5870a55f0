"""The instruments of the end of a round as frozen facts: the talk, the ruling, what later searches brought, and the
resumption (法〔2016〕373号 arts. 5, 6, 9)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from duixian.base.money import Fen
from duixian.connectors.typesetting.control_papers import Matter
from duixian.connectors.typesetting.instruments import Heading, Kind


@dataclass(frozen=True, slots=True)
class AssetLeft:
    """A thing that was found: whose, what, and why it cannot be executed."""

    owner: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RoundEndTalk:
    """终本约谈笔录: what the applicant was told, and what was said to it (art. 5). `talked_on` the day, sums in fen."""

    kind: ClassVar[Kind] = Kind.ROUND_END_TALK
    heading: Heading
    matter: Matter
    talked_on: date
    spoke_with: str
    told: tuple[str, ...]
    answer: str
    remaining: Fen


@dataclass(frozen=True, slots=True)
class RoundEndRuling:
    """执行裁定书（终结本次执行程序）, with the five contents of art. 6: the claim; the course and the measures taken;
    the property found; what was realised; the rights and duties that remain. fen."""

    kind: ClassVar[Kind] = Kind.ROUND_END_RULING
    heading: Heading
    matter: Matter
    claimed: Fen
    course: tuple[str, ...]
    assets: tuple[AssetLeft, ...]
    paid: Fen
    remaining: Fen
    consent: str


@dataclass(frozen=True, slots=True)
class RequeryNotice:
    """终本后财产查询结果告知书, to the applicant after each half-yearly search (art. 9)."""

    kind: ClassVar[Kind] = Kind.REQUERY_NOTICE
    heading: Heading
    matter: Matter
    place: int
    launched_on: date
    found: tuple[AssetLeft, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResumptionNotice:
    """恢复执行通知书, under the number of the resumption; `ended`: the ruling that had ended the round."""

    kind: ClassVar[Kind] = Kind.RESUMPTION_NOTICE
    heading: Heading
    matter: Matter
    ended: str
    resumed_on: date
    ground: str
    reason: str
