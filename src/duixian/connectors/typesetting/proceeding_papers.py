"""Rulings on objections and on changes of party, and letters to other courts, as frozen facts."""

from dataclasses import dataclass
from typing import ClassVar

from duixian.connectors.typesetting.control_papers import Matter
from duixian.connectors.typesetting.instruments import Heading, Kind


@dataclass(frozen=True, slots=True)
class ObjectionRuling:
    """执行裁定书 on an objection to an act (民诉法 236; 异议复议规定 16–17), under a number of its own (执异).

    `ordered`: what is ruled, sentence by sentence; `review_days`: to the court above."""

    kind: ClassVar[Kind] = Kind.OBJECTION_RULING
    heading: Heading
    matter: Matter
    objector: str
    about: str
    grounds: str
    reason: str
    ordered: tuple[str, ...]
    review_days: int


@dataclass(frozen=True, slots=True)
class ChangeRuling:
    """执行裁定书 on changing or adding a party (变更追加规定 28–32). `article`: of its ground; `days`: for the remedy,
    by suit at this court or by review above."""

    kind: ClassVar[Kind] = Kind.CHANGE_RULING
    heading: Heading
    matter: Matter
    applicant: str
    joining: str
    ground: str
    article: str
    reason: str
    ordered: tuple[str, ...]
    days: int
    by_suit: bool


@dataclass(frozen=True, slots=True)
class EntrustLetter:
    """委托执行函 to a court in another province (委托执行规定 5–6). `number`: of the letter; `things`: what is held and
    goes over."""

    kind: ClassVar[Kind] = Kind.ENTRUST_LETTER
    heading: Heading
    matter: Matter
    to: str
    number: str
    reason: str
    assets_there: str
    papers: tuple[str, ...]
    things: tuple[str, ...]
    officer: str


@dataclass(frozen=True, slots=True)
class TaskLetter:
    """事项委托函 to another court (委托执行规定 2 第二款). `ruling`: the ruling a task on property rests on."""

    kind: ClassVar[Kind] = Kind.TASK_LETTER
    heading: Heading
    matter: Matter
    to: str
    number: str
    task: str
    what: str
    ruling: str
    officer: str
