"""What is due for one control on one day, so that none ends by itself (民诉解释 485; 查封规定 27).

One judgement for the nightly round of a court and for a simulation of a million measures alike: who is told, what is
prepared, when the program renews by itself under the chief's standing order, and how an end that came is to be called.
A control that waits (轮候) is watched like one in force (`watch.waiting_term`, a parameter: no rule gives it none).
Suspending a case or ending its round stops nothing here (法〔2016〕373号 10).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, IntFlag

from duixian.law.citations import Citation
from duixian.law.control.practice import RenewalPractice
from duixian.law.control.terms import alarms
from duixian.law.params import series


class Due(IntFlag):
    """What has to be done now; several at once when nobody looked for a while."""

    NOTHING = 0
    TELL_OFFICER = 1
    TELL_CHIEF = 2
    PREPARE = 4  # draft the renewal, so that one approval is all it takes
    RENEW = 8  # ex officio, under the chief's standing order
    TELL_TROUBLE = 16  # a renewal does not come through: the chief at once
    LAPSE = 32  # the end came, lawfully: nothing owed, or two people decided so
    DOUBT = 64  # the end came and a renewal is out, unanswered: nobody knows; visible until somebody does
    INCIDENT = 128  # the end came with money owed and nobody having decided so


class Renewing(IntEnum):
    """How far a renewal of this term has come."""

    NONE = 0
    DRAFTED = 1  # waits for an approval
    ORDERED = 2  # approved: on its way, or sent and not answered


class Phase(IntEnum):
    """How near the end is."""

    EARLY = 0
    OFFICER = 1  # the officer's alarm has come
    CHIEF = 2
    LAST = 3  # from the last safe day to the last day
    PAST = 4  # the last day is over: the effect is gone (查封规定 27)


@dataclass(frozen=True, slots=True)
class WatchPractice:
    """A court's days of alarm and whether the chief's standing order stands. Without it the program prepares, tells and
    tells again, and renews nothing by itself."""

    ladder: RenewalPractice = field(default_factory=RenewalPractice)
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of a control as regards its present term, whose last day is `until`. `failed`: a renewal was
    refused or given up; `unknown`: one was given up without an answer, so that the agency may have carried it out;
    `dropped`: two people decided that it may lapse."""

    until: date
    renewing: Renewing = Renewing.NONE
    failed: bool = False
    unknown: bool = False
    told_officer: bool = False
    told_chief: bool = False
    told_trouble: bool = False
    dropped: bool = False


def phase(until: date, *, on: date, ladder: RenewalPractice) -> Phase:
    """Where `on` lies on the ladder before `until`."""
    if on > until:
        return Phase.PAST
    days = alarms(until, ladder)
    if on >= days.renew_on:
        return Phase.LAST
    if on >= days.chief_on:
        return Phase.CHIEF
    return Phase.OFFICER if on >= days.officer_on else Phase.EARLY


def due(control: Watched, *, on: date, owed: bool, practice: WatchPractice) -> Due:
    """What is due for a control on a day; `owed`: the case still has a claim on what it holds."""
    return judge(
        phase(control.until, on=on, ladder=practice.ladder),
        renewing=control.renewing,
        failed=control.failed,
        unknown=control.unknown,
        told_officer=control.told_officer,
        told_chief=control.told_chief,
        told_trouble=control.told_trouble,
        dropped=control.dropped,
        owed=owed,
        standing=practice.standing,
    )


def judge(
    near: Phase,
    *,
    renewing: Renewing,
    failed: bool,
    unknown: bool,
    told_officer: bool,
    told_chief: bool,
    told_trouble: bool,
    dropped: bool,
    owed: bool,
    standing: bool,
) -> Due:
    """The same with the day already placed on the ladder: finitely many questions, which `analytics.watch` answers
    beforehand for whole columns."""
    if near is Phase.PAST:
        if dropped or not owed:
            return Due.LAPSE
        return Due.DOUBT if unknown or renewing is Renewing.ORDERED else Due.INCIDENT
    if near is Phase.EARLY or dropped or not owed:
        return Due.NOTHING
    trouble = failed
    found = Due.NOTHING
    if renewing is Renewing.ORDERED:
        trouble |= near is Phase.LAST  # given, and with the end in sight not confirmed
    else:
        if not told_officer:
            found |= Due.TELL_OFFICER
        if near >= Phase.CHIEF and not told_chief:
            found |= Due.TELL_CHIEF
        if near is Phase.LAST and standing:
            found |= Due.RENEW
        elif near >= Phase.CHIEF and renewing is Renewing.NONE:
            found |= Due.PREPARE
        trouble |= near is Phase.LAST and not standing
    return found | Due.TELL_TROUBLE if trouble and not told_trouble else found


def standing_default(on: date) -> bool:
    """Whether the program renews by itself where the court has settled nothing (status X)."""
    return bool(series("watch.standing_renewal").at(on).raw)


def standing_basis(on: date) -> Citation:
    """The article a renewal without a request rests on."""
    return series("watch.standing_renewal").at(on).citation
