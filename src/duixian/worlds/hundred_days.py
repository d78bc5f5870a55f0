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
    PAYS_DIRECTLY = "pays_directly"  # a settlement, kept by money from hand to hand
    BREAKS = "breaks"  # a settlement, broken; the title is resumed
    PROMISES = "promises"
    BREAKS_WORD = "breaks_word"  # a promise with an hour, not kept
    DETAINED = "detained"  # and let go when he repents
    SERVES_TIME = "serves_time"  # detained to the last minute
    ILL = "ill"  # a detention decided, the person not fit for it
    DECLINED = "declined"  # a detention proposed and not approved
    FINED = "fined"
    SUMMONED = "summoned"
    BANNED = "banned"  # and looked out for
    SEARCHED = "searched"
    EVICTED = "evicted"
    LISTED = "listed"
    MENDS = "mends"  # listed, and taken off for a credit commitment that is kept
    RELAPSES = "relapses"  # the commitment is not kept
    MINOR = "minor"  # a debtor who may be neither limited nor listed
    DIES = "dies"
    POOR = "poor"
    HAS_LITTLE = "has_little"  # 1,200 yuan in an account: the round may not end
    RESUMED = "resumed"  # ended before the hundred days; the search of the half year finds an account
    SILENT = "silent"
    TAKES_LONG = "takes_long"  # the term is extended
    SUSPENDED = "suspended"
    STAYED = "stayed"
    WITHDRAWN = "withdrawn"
    STRUCK = "struck"
    REFUSED = "refused"
    DISMISSED = "dismissed"
    ENTRUSTED = "entrusted"
    TAKEN_BACK = "taken_back"  # entrusted, and taken back before the other court filed
    ASKS_ELSEWHERE = "asks_elsewhere"  # a single task of another court
    INSOLVENT = "insolvent"  # the court of insolvency does not accept
    BANKRUPT = "bankrupt"
    OBJECTS = "objects"  # up to the court above
    CONTENT = "content"  # objects, and leaves it at the ruling
    JOINED = "joined"  # a shareholder is added
    TURNED_AWAY = "turned_away"  # the application is refused; there is no case


class What(StrEnum):
    """One thing that happens on a day."""

    APPLY = "apply"
    SERVE = "serve"  # notice and order to report were served
    PAY = "pay"
    AGREE = "agree"
    HAND_OVER = "hand_over"  # an instalment from hand to hand, which the creditor acknowledges
    RESUME_TITLE = "resume_title"
    PROMISE = "promise"
    HIDE = "hide"
    DETAIN = "detain"
    EXAMINE = "examine"
    FREE = "free"
    FINE = "fine"
    PAY_FINE = "pay_fine"
    SEND_UP = "send_up"  # the reconsideration goes to the court above
    HEAR_BACK = "hear_back"
    SUMMON = "summon"
    STAY_AWAY = "stay_away"
    BRING_IN = "bring_in"
    BAN = "ban"
    LOOK_OUT = "look_out"
    WATCH = "watch"
    ASK_TO_SEARCH = "ask_to_search"
    SEARCH = "search"
    ASK_TO_EVICT = "ask_to_evict"
    POST = "post"
    MOVE_OUT = "move_out"
    LIMIT = "limit"
    LIST = "list"
    TRAVEL = "travel"
    COMMIT = "commit"
    KEEP_WORD = "keep_word"
    DIE = "die"
    INQUIRE = "inquire"
    END = "end"
    TAKE_AGAIN = "take_again"
    DECIDE = "decide"
    RESUME = "resume"
    EXTEND = "extend"
    ENTRUST = "entrust"
    TAKE_UP = "take_up"
    TELL_BACK = "tell_back"
    CALL_BACK = "call_back"
    HEAR_RECALL = "hear_recall"
    ASK_TASK = "ask_task"
    TAKE_TASK = "take_task"
    FINISH_TASK = "finish_task"
    READ_RESULT = "read_result"
    REFER = "refer"
    HEAR_INSOLVENCY = "hear_insolvency"
    OBJECT = "object"
    RULE = "rule"
    GO_UP = "go_up"
    REVIEW = "review"
    JOIN = "join"
    GRANT = "grant"
    TRY = "try"  # something unlawful, which must be refused


UNLAWFUL: Final[Mapping[str, str]] = {
    "settle_in_the_past": "settlement.past",
    "resume_unbroken": "resume.not_due",
    "close_unpaid": "close.open_debt",
    "list_after_paying": "list.case_state",
    "limit_a_minor": "list.minor",
    "list_a_minor": "list.minor",
    "limit_the_dead": "list.dead",
    "detain_for_16_days": "measure.days",
    "detain_twice": "measure.twice",
    "detain_a_minor": "measure.minor",
    "search_by_a_man": "spot.woman",
    "move_out_early": "evict.deadline",
    "end_on_day_80": "round_end.too_early",
    "end_with_1200_yuan": "round_end.cash",
    "commit_again": "commit.broken_before",
    "seal_without_ruling": "task.ruling",
    "approve_own": "approval.own",
    "sign_without_office": "approval.office",
}
"""What is tried against the law, and the code of the fault that must come back."""


@dataclass(frozen=True, slots=True)
class Turn:
    """`what` happens on day number `day`, before the first day where it is negative. `percent`: how much of what is
    owed is paid; `ground`: of a decision, what another court rules, or what is tried (a key of `UNLAWFUL`)."""

    day: int
    what: What
    percent: int = 100
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One case: the court it is filed at (index into `COURTS`), its parties, its sum in fen, and its turns in order.
    `whole`: the days are enough for all of them."""

    key: int
    court: int
    fate: Fate
    applicant: PersonOf
    debtor: PersonOf
    amount: Fen
    cause: str
    turns: tuple[Turn, ...]
    whole: bool

    @property
    def began(self) -> date:
        """The day of the application."""
        return START + timedelta(days=self.turns[0].day)


_WEIGHTS: Final[Mapping[Fate, int]] = {
    Fate.PAYS: 180, Fate.PAYS_IN_PARTS: 70, Fate.KEEPS: 60, Fate.PAYS_DIRECTLY: 10, Fate.BREAKS: 40,
    Fate.PROMISES: 12, Fate.BREAKS_WORD: 8, Fate.DETAINED: 14, Fate.SERVES_TIME: 6, Fate.ILL: 6, Fate.DECLINED: 4,
    Fate.FINED: 15, Fate.SUMMONED: 30, Fate.BANNED: 10, Fate.SEARCHED: 5, Fate.EVICTED: 5,
    Fate.LISTED: 55, Fate.MENDS: 12, Fate.RELAPSES: 4,
    Fate.MINOR: 3, Fate.DIES: 6, Fate.POOR: 140, Fate.HAS_LITTLE: 6, Fate.RESUMED: 10, Fate.SILENT: 130,
    Fate.TAKES_LONG: 8, Fate.SUSPENDED: 20, Fate.STAYED: 10, Fate.WITHDRAWN: 30, Fate.STRUCK: 8, Fate.REFUSED: 4,
    Fate.DISMISSED: 6, Fate.ENTRUSTED: 15, Fate.TAKEN_BACK: 3, Fate.ASKS_ELSEWHERE: 12,
    Fate.INSOLVENT: 6, Fate.BANKRUPT: 3, Fate.OBJECTS: 8,
    Fate.CONTENT: 7, Fate.JOINED: 8, Fate.TURNED_AWAY: 10,
}  # fmt: skip

_COMPANIES: Final = frozenset({Fate.INSOLVENT, Fate.BANKRUPT, Fate.JOINED})
_BELOW_THE_UPPER_COURT: Final = frozenset({Fate.OBJECTS, Fate.ENTRUSTED, Fate.TAKEN_BACK})
"""The third court takes what the first two entrust."""
_FIRST_DAYS: Final = frozenset({Fate.POOR, Fate.HAS_LITTLE})
"""A round is not ended before three months: these are filed in the first days, or would not end within the hundred."""
_BEFORE: Final[Mapping[Fate, int]] = {Fate.RESUMED: -270}
"""Filed so many days before the first: the half year after the end of the round falls into the hundred."""

_AFTER: Final[Mapping[Fate, str]] = {
    Fate.PAYS: "12 pay, 14 try list_after_paying",
    Fate.PAYS_IN_PARTS: "9 pay 35, 20 pay 50, 35 pay",
    Fate.KEEPS: "7 try settle_in_the_past, 8 agree, 12 try resume_unbroken, 17 pay 0, 27 pay 0, 37 pay 0",
    Fate.PAYS_DIRECTLY: "8 agree, 17 hand_over, 27 hand_over, 37 hand_over",
    Fate.BREAKS: "8 agree, 17 pay 0, 61 resume_title, 67 pay",
    Fate.PROMISES: "8 promise, 9 pay",
    Fate.BREAKS_WORD: "8 promise 0, 9 pay",
    Fate.DETAINED: "14 hide, 15 try detain_for_16_days, 16 detain, 17 examine, 18 try detain_twice, 20 free, 34 pay",
    Fate.SERVES_TIME: "14 hide, 16 detain, 17 examine, 36 pay",
    Fate.ILL: "14 hide, 15 detain, 16 examine 0, 17 fine, 30 pay 60",
    Fate.DECLINED: "14 hide, 15 detain, 30 pay",
    Fate.FINED: "14 hide, 15 fine, 22 pay_fine, 23 send_up, 32 hear_back, 40 pay",
    Fate.SUMMONED: "10 summon, 13 stay_away, 15 bring_in, 22 pay",
    Fate.BANNED: "12 limit, 13 ban, 15 watch, 16 look_out, 18 watch, 36 pay",
    Fate.SEARCHED: "14 hide, 15 ask_to_search, 16 try search_by_a_man, 17 search, 30 pay",
    Fate.EVICTED: "14 ask_to_evict, 16 post, 20 try move_out_early, 28 move_out",
    Fate.LISTED: "21 limit, 24 list, 32 travel, 50 pay, 52 try list_after_paying",
    Fate.MENDS: "21 list, 30 commit, 44 pay 40, 45 keep_word",
    Fate.RELAPSES: "21 list, 30 commit, 58 try commit_again",
    Fate.MINOR: "14 hide, 21 try limit_a_minor, 22 try list_a_minor, 23 try detain_a_minor",
    Fate.DIES: "21 limit, 33 die, 34 try limit_the_dead, 40 decide debtor_died",
    Fate.POOR: "21 limit, 60 inquire, 80 try end_on_day_80, 95 end",
    Fate.HAS_LITTLE: "21 limit, 60 inquire, 95 try end_with_1200_yuan",
    Fate.RESUMED: "21 limit, 60 inquire, 100 end, 302 take_again, 312 pay",
    Fate.SILENT: "30 limit, 33 try close_unpaid",
    Fate.TAKES_LONG: "14 hide, 15 try approve_own, 30 limit, 40 extend",
    Fate.SUSPENDED: "12 decide deferred, 35 resume, 45 pay",
    Fate.STAYED: "12 decide guaranteed, 40 resume, 45 pay",
    Fate.WITHDRAWN: "21 limit, 28 decide withdrawn",
    Fate.STRUCK: "6 decide filed_elsewhere",
    Fate.REFUSED: "18 decide too_late",
    Fate.DISMISSED: "9 decide not_acceptable",
    Fate.ENTRUSTED: "9 inquire, 12 entrust, 15 take_up, 17 tell_back",
    Fate.ASKS_ELSEWHERE: "8 try seal_without_ruling, 9 ask_task, 12 take_task, 19 finish_task, 21 read_result, 30 pay",
    Fate.TAKEN_BACK: "9 inquire, 12 entrust, 14 call_back, 16 hear_recall, 30 pay",
    Fate.INSOLVENT: "20 refer, 45 hear_insolvency rejected",
    Fate.BANKRUPT: "20 refer, 40 hear_insolvency accepted, 54 hear_insolvency declared, 56 decide bankrupt",
    Fate.OBJECTS: "10 object, 18 rule, 24 go_up, 36 review, 50 pay",
    Fate.CONTENT: "10 object, 18 rule, 50 pay",
    Fate.JOINED: "12 join, 30 grant, 55 pay",
    Fate.TURNED_AWAY: "",
}
"""Turns by the days after filing. A number behind is the percentage of a payment (0: the next instalment), whether the
doctor finds him fit, whether a word is kept; a word the ground of a decision, what a court of insolvency
rules, or what is tried."""

_LATE: Final = 6
_MARGIN: Final = 4
"""Every turn of a case comes up to so many days late; and weekends move them."""


def _turns(told: str) -> list[Turn]:
    """The turns of a line of `_AFTER`."""
    turns = []
    for one in filter(None, told.split(", ")):
        day, what, *more = one.split()
        word = more[0] if more else ""
        turns.append(Turn(int(day), What(what), int(word) if word.isdigit() else 100, "" if word.isdigit() else word))
    return turns


def hundred_days(
    *, cases: int, days: int, seed: int, first: Sequence[Fate] = tuple(Fate), courts: int = len(COURTS)
) -> tuple[Life, ...]:
    """The lives of `cases` cases at the first `courts` courts over `days` days; they begin with `first`, every fate
    once. Deterministic."""
    dice = random.Random(seed)
    people = Register(dice, born_before=date(2006, 1, 1))
    fates = list(first)[:cases]
    fates += dice.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()), k=cases - len(fates))
    return tuple(_life(dice, people, key, fate, days, courts) for key, fate in enumerate(fates))


def _life(dice: random.Random, people: Register, key: int, fate: Fate, days: int, courts: int) -> Life:
    company = fate in _COMPANIES
    court = key % (min(courts, 2) if fate in _BELOW_THE_UPPER_COURT else courts)
    script = _turns(_AFTER[fate])
    filed, late = _beginning(dice, fate, max((one.day for one in script), default=0), days)
    turns = [Turn(filed, What.APPLY)]
    if fate is not Fate.TURNED_AWAY:
        turns += [replace(one, day=filed + late + one.day) for one in (Turn(2, What.SERVE), *script)]
    moved = _on_workdays(turns)
    return Life(
        key=key,
        court=court,
        fate=fate,
        applicant=people.natural(),
        debtor=people.company() if company else _child(dice, people) if fate is Fate.MINOR else people.natural(),
        amount=dice.randrange(3_000, 200_000) * 100,
        cause="民间借贷纠纷" if dice.random() < 0.6 else "买卖合同纠纷",
        turns=tuple(one for one in moved if one.day < days),
        whole=moved[-1].day < days,
    )


def _beginning(dice: random.Random, fate: Fate, longest: int, days: int) -> tuple[int, int]:
    """The day of filing and how many days late the rest is: so early that the turns fit into the days, if they can."""
    if fate in _BEFORE or fate in _FIRST_DAYS:
        return _BEFORE.get(fate, 0) + dice.randrange(3), 0
    room = days - longest - _LATE - _MARGIN
    return dice.randrange(max(1, min(days * 6 // 10, room))), dice.randrange(_LATE)


def _child(dice: random.Random, people: Register) -> PersonOf:
    """Somebody of fifteen or less when the days begin."""
    grown = people.natural()
    body = f"649901{date(2011, 1, 1) + timedelta(days=dice.randrange(3000)):%Y%m%d}{dice.randrange(1000):03d}"
    return replace(grown, number=body + resident_check(body))


def _on_workdays(turns: Sequence[Turn]) -> list[Turn]:
    """Each on a working day and later than the one before: what one day proposes is signed before the next goes on."""
    moved: list[Turn] = []
    for one in turns:
        after = moved[-1].day + 1 if moved else one.day
        moved.append(replace(one, day=_workday(max(one.day, after))))
    return moved


def _workday(day: int) -> int:
    """The same day, or Monday after a weekend."""
    return day + {5: 2, 6: 1}.get((START + timedelta(days=day)).weekday(), 0)
