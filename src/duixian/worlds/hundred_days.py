"""What happens in a hundred days to some thousand enforcement cases: who owes whom, and what he does on which day.

Plain values from a seed; the scene acts them through the program. How often each fate comes is an assumption of ours
(many pay, a third has nothing, few are detained); it is no figure of any court.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from duixian.base.money import Fen
from duixian.worlds.people import PersonOf, Register, resident_check

START: Final = date(2026, 3, 2)
COURTS: Final = (
    ("苏0804", "淮安市淮阴区人民法院"),
    ("苏0803", "淮安市淮安区人民法院"),
    ("浙0102", "杭州市上城区人民法院"),
)
"""Courts of first instance, by code; the first two stand under `ABOVE`."""
ABOVE: Final = ("苏08", "淮安市中级人民法院")


class Fate(StrEnum):
    """What becomes of a case."""

    PAYS = "pays"
    PAYS_IN_PARTS = "pays_in_parts"
    KEEPS = "keeps"  # a settlement, kept
    BREAKS = "breaks"  # a settlement, broken; the title is resumed
    PROMISES = "promises"
    DETAINED = "detained"
    ILL = "ill"  # a detention decided, the person not fit for it
    DECLINED = "declined"  # a detention proposed and not approved
    FINED = "fined"
    SUMMONED = "summoned"
    BANNED = "banned"
    LISTED = "listed"
    MENDS = "mends"  # listed, and taken off for a credit commitment
    MINOR = "minor"  # a debtor who may be neither limited nor listed
    DIES = "dies"
    POOR = "poor"
    SILENT = "silent"
    SUSPENDED = "suspended"
    STAYED = "stayed"
    WITHDRAWN = "withdrawn"
    STRUCK = "struck"
    REFUSED = "refused"
    DISMISSED = "dismissed"
    ENTRUSTED = "entrusted"
    INSOLVENT = "insolvent"
    OBJECTS = "objects"
    JOINED = "joined"  # a shareholder is added
    TURNED_AWAY = "turned_away"  # the application is refused; there is no case


class What(StrEnum):
    """One thing that happens on a day."""

    APPLY = "apply"
    SERVE = "serve"  # notice and order to report were served
    PAY = "pay"
    AGREE = "agree"
    RESUME_TITLE = "resume_title"
    PROMISE = "promise"
    HIDE = "hide"
    DETAIN = "detain"
    EXAMINE = "examine"
    FREE = "free"
    FINE = "fine"
    PAY_FINE = "pay_fine"
    SUMMON = "summon"
    STAY_AWAY = "stay_away"
    BRING_IN = "bring_in"
    BAN = "ban"
    WATCH = "watch"
    LIMIT = "limit"
    LIST = "list"
    TRAVEL = "travel"
    COMMIT = "commit"
    DIE = "die"
    INQUIRE = "inquire"
    END = "end"
    DECIDE = "decide"
    RESUME = "resume"
    ENTRUST = "entrust"
    TAKE_UP = "take_up"
    TELL_BACK = "tell_back"
    REFER = "refer"
    TURN_DOWN = "turn_down"
    OBJECT = "object"
    RULE = "rule"
    GO_UP = "go_up"
    REVIEW = "review"
    JOIN = "join"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Turn:
    """`what` happens on day number `day`. `percent`: how much of what is owed is paid; `ground`: of a decision."""

    day: int
    what: What
    percent: int = 100
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One case: the court it is filed at (index into `COURTS`), its parties, its sum in fen, and its turns in order."""

    key: int
    court: int
    fate: Fate
    applicant: PersonOf
    debtor: PersonOf
    amount: Fen
    cause: str
    turns: tuple[Turn, ...]


_WEIGHTS: Final[Mapping[Fate, int]] = {
    Fate.PAYS: 180, Fate.PAYS_IN_PARTS: 70, Fate.KEEPS: 70, Fate.BREAKS: 40, Fate.PROMISES: 20, Fate.DETAINED: 20,
    Fate.ILL: 6, Fate.DECLINED: 4, Fate.FINED: 15, Fate.SUMMONED: 30, Fate.BANNED: 10, Fate.LISTED: 60, Fate.MENDS: 15,
    Fate.MINOR: 3, Fate.DIES: 6, Fate.POOR: 150, Fate.SILENT: 150, Fate.SUSPENDED: 20, Fate.STAYED: 10,
    Fate.WITHDRAWN: 30, Fate.STRUCK: 8, Fate.REFUSED: 4, Fate.DISMISSED: 6, Fate.ENTRUSTED: 15, Fate.INSOLVENT: 8,
    Fate.OBJECTS: 15, Fate.JOINED: 8, Fate.TURNED_AWAY: 10,
}  # fmt: skip

_COMPANIES: Final = frozenset({Fate.INSOLVENT, Fate.JOINED})
_FIRST_DAYS: Final = frozenset({Fate.POOR})
"""A round is not ended before three months: these are filed in the first days, or would not end within the hundred."""

_AFTER: Final[Mapping[Fate, str]] = {
    Fate.PAYS: "12 pay",
    Fate.PAYS_IN_PARTS: "9 pay 35, 20 pay 50, 35 pay",
    Fate.KEEPS: "8 agree, 17 pay 0, 27 pay 0, 37 pay 0",
    Fate.BREAKS: "8 agree, 17 pay 0, 31 resume_title, 45 pay",
    Fate.PROMISES: "8 promise, 9 pay",
    Fate.DETAINED: "14 hide, 15 detain, 16 examine, 20 free, 34 pay",
    Fate.ILL: "14 hide, 15 detain, 16 examine 0, 17 fine, 30 pay 60",
    Fate.DECLINED: "14 hide, 15 detain, 30 pay",
    Fate.FINED: "14 hide, 15 fine, 24 pay_fine, 40 pay",
    Fate.SUMMONED: "10 summon, 13 stay_away, 15 bring_in, 22 pay",
    Fate.BANNED: "12 limit, 13 ban, 15 watch, 36 pay",
    Fate.LISTED: "21 limit, 24 list, 32 travel, 50 pay",
    Fate.MENDS: "21 list, 30 commit, 48 pay 40",
    Fate.MINOR: "21 limit, 22 list",
    Fate.DIES: "21 limit, 33 die, 40 decide debtor_died",
    Fate.POOR: "21 limit, 60 inquire, 95 end",
    Fate.SILENT: "30 limit",
    Fate.SUSPENDED: "12 decide deferred, 35 resume, 45 pay",
    Fate.STAYED: "12 decide guaranteed, 40 resume, 45 pay",
    Fate.WITHDRAWN: "21 limit, 28 decide withdrawn",
    Fate.STRUCK: "6 decide filed_elsewhere",
    Fate.REFUSED: "18 decide too_late",
    Fate.DISMISSED: "9 decide not_acceptable",
    Fate.ENTRUSTED: "9 inquire, 12 entrust, 15 take_up, 17 tell_back",
    Fate.INSOLVENT: "20 refer, 45 turn_down",
    Fate.OBJECTS: "10 object, 18 rule, 24 go_up, 36 review, 50 pay",
    Fate.JOINED: "12 join, 30 grant, 55 pay",
    Fate.TURNED_AWAY: "",
}
"""Turns by the days after filing; a number behind is the percentage of a payment (0: the next instalment) or whether
the doctor finds him fit, a word the ground of a decision."""


def _turns(told: str) -> list[Turn]:
    """The turns of a line of `_AFTER`."""
    turns = []
    for one in filter(None, told.split(", ")):
        day, what, *more = one.split()
        word = more[0] if more else ""
        turns.append(Turn(int(day), What(what), int(word) if word.isdigit() else 100, "" if word.isdigit() else word))
    return turns


def hundred_days(*, cases: int, days: int, seed: int) -> tuple[Life, ...]:
    """The lives of `cases` cases over `days` days; the first of them show every fate once. Deterministic."""
    dice = random.Random(seed)
    people = Register(dice, born_before=date(2006, 1, 1))
    fates = list(Fate)[:cases]
    fates += dice.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()), k=cases - len(fates))
    return tuple(_life(dice, people, key, fate, days) for key, fate in enumerate(fates))


def _life(dice: random.Random, people: Register, key: int, fate: Fate, days: int) -> Life:
    company = fate in _COMPANIES
    court = key % 2 if fate in (Fate.OBJECTS, Fate.ENTRUSTED) else key % len(COURTS)
    filed = dice.randrange(3) if fate in _FIRST_DAYS else dice.randrange(max(1, days * 6 // 10))
    late = 0 if fate in _FIRST_DAYS else dice.randrange(6)
    turns = [Turn(filed, What.APPLY)]
    if fate is not Fate.TURNED_AWAY:
        turns += [replace(one, day=filed + late + one.day) for one in (Turn(2, What.SERVE), *_turns(_AFTER[fate]))]
    return Life(
        key=key,
        court=court,
        fate=fate,
        applicant=people.natural(),
        debtor=people.company() if company else _child(dice, people) if fate is Fate.MINOR else people.natural(),
        amount=dice.randrange(3_000, 200_000) * 100,
        cause="民间借贷纠纷" if dice.random() < 0.6 else "买卖合同纠纷",
        turns=tuple(one for one in _on_workdays(turns) if one.day < days),
    )


def _child(dice: random.Random, people: Register) -> PersonOf:
    """Somebody of fifteen or less when the days begin."""
    grown = people.natural()
    body = f"649901{date(2011, 1, 1) + timedelta(days=dice.randrange(3000)):%Y%m%d}{dice.randrange(1000):03d}"
    return replace(grown, number=body + resident_check(body))


def _on_workdays(turns: Sequence[Turn]) -> list[Turn]:
    """Each on a working day and later than the one before: what one day proposes is signed before the next goes on."""
    moved: list[Turn] = []
    for one in turns:
        after = moved[-1].day + 1 if moved else 0
        moved.append(replace(one, day=_workday(max(one.day, after))))
    return moved


def _workday(day: int) -> int:
    """The same day, or Monday after a weekend."""
    return day + {5: 2, 6: 1}.get((START + timedelta(days=day)).weekday(), 0)
