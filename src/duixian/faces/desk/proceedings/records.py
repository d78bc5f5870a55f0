"""One record of a proceeding as a page shows it: what it says, whose turn it is, its days, letters, papers and history,
and the acts open on it now. Each kind of record is described by a `Kind`; `pages` shows all of them the same way."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base.faults import BadInput, Fault
from duixian.base.procedure import NotAllowed, Procedure
from duixian.domain.cases.models import Case, CourtLetter, LetterTaken
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.models import Court, Officer, Role
from duixian.domain.courts.policies import may
from duixian.domain.documents.models import Instrument
from duixian.domain.trail import selectors as trail
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.models import Entry
from duixian.faces.desk.days import need_day
from duixian.faces.desk.measures.forms import ActForm, Input
from duixian.faces.desk.measures.typed import Typed
from duixian.faces.desk.workbench.steps import Way


@dataclass(frozen=True, slots=True)
class Asked:
    """An act on a record as it was asked for."""

    acting: Acting
    row: Any
    typed: Typed
    on: date
    now: datetime

    def text(self, name: str) -> str:
        """A field without the blanks around it."""
        return self.typed.text(name)

    def day(self, name: str, label: str) -> date | None:
        """A day, None where nothing was typed. Raises `BadInput`."""
        return need_day(self.text(name), field=label) if self.text(name) else None

    def done_on(self, name: str, label: str, *, since: date | None = None) -> date:
        """The day of something that has happened, today where nothing was typed. Raises `BadInput` for a day to come,
        and for one before `since`."""
        day = self.day(name, label) or self.on
        if day > self.on or (since is not None and day < since):
            raise BadInput(
                Fault("date.not_then", "不会是这一天", "请按送达回证、申请书上的日期填写", field=label, value=str(day))
            )
        return day

    def panel(self) -> list[int]:
        """The panel that was ticked, who presides first. Raises `BadInput` where who presides does not sit."""
        members, first = self.typed.keys("panel"), self.text("presides")
        if not first:
            return members
        if first not in {str(one) for one in members}:
            raise BadInput(Fault("panel.presides", "审判长应当是合议庭成员", "请一并勾选", field="审判长"))
        return sorted(members, key=lambda one: str(one) != first)

    def one_of(self, name: str, label: str, kind: type[StrEnum]) -> Any:
        """A choice of an enumeration. Raises `BadInput` for anything else."""
        if self.text(name) not in set(kind):
            raise BadInput(Fault("choice.unknown", "请从列表中选择", "请选择", field=label, value=self.text(name)))
        return kind(self.text(name))


def _nothing(row: Any) -> Sequence[Input]:
    return ()


def _no_fault(row: Any, on: date) -> Sequence[Fault]:
    return ()


@dataclass(frozen=True, slots=True)
class Doing:
    """One act on a record. `needs`: the act of the office; `opens`: whether the record stands where it is done;
    `against`: what the law has against it today whatever is typed, then it is said instead of offered. `do` calls one
    flow and may answer the address to go to."""

    name: str
    label: str
    needs: str
    do: Callable[[Asked], str | None]
    opens: Callable[[Any], bool]
    inputs: Callable[[Any], Sequence[Input]] = _nothing
    against: Callable[[Any, date], Sequence[Fault]] = _no_fault
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, in words; `needs`: the act of the office where it is this court's."""

    words: str
    needs: str = ""


NOBODY = Turn(gettext_noop("已办结"))
"""Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a record."""

    label: str
    value: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as the page shows it. `day`: what the day that runs is for, None where none runs; `lacking`: what keeps
    the next act from being lawful, under `lacking_title`; `ways`: where what comes next is done."""

    heading: str
    facts: Sequence[Fact]
    texts: Sequence[tuple[str, str]]
    due_on: date | None
    case: Case | None = None
    case_number: str = ""
    letters: "QuerySet[CourtLetter] | None" = None
    history: Sequence[Entry] = ()
    papers: Sequence[Instrument] = ()
    lacking: Sequence[Fault] = ()
    lacking_title: str = ""
    ways: Sequence[Way] = ()
    part: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its name in addresses, what it is called, how one of the court is found, whose turn it is,
    the acts on it, how it is shown."""

    key: str
    title: str
    reads: Collection[str]
    find: Callable[[int, int], Any | None]
    turn: Callable[[Any], Turn]
    doings: Sequence[Doing]
    shown: Callable[[Any, date], Shown]
    list_route: str = "desk:proceedings"
    list_title: str = gettext_noop("异议与委托")


@dataclass(frozen=True, slots=True)
class Offered:
    """The acts of a record for one officer: forms of those that are lawful now, and those that are not, with why."""

    forms: Sequence[ActForm]
    shut: Sequence[tuple[str, Sequence[Fault]]]


def offered(kind: Kind, row: Any, officer: Officer, *, on: date) -> Offered:
    """What this officer may do about the record today."""
    acting = officer.acting()
    forms, shut = [], []
    for doing in kind.doings:
        if not doing.opens(row) or not may(acting, doing.needs):
            continue
        faults = doing.against(row, on)
        if faults:
            shut.append((doing.label, faults))
        else:
            forms.append(ActForm(doing.name, doing.label, doing.inputs(row), doing.danger))
    return Offered(forms, shut)


def in_table(life: Procedure[Any], states: type[StrEnum], *acts: StrEnum) -> Callable[[Any], bool]:
    """Whether the table has one of the acts for the state of a row."""

    def opens(row: Any) -> bool:
        return any(act in life.acts(states(row.state)) for act in acts)

    return opens


def reasons(life: Procedure[Any], state: StrEnum, act: StrEnum, facts: Any) -> Sequence[Fault]:
    """Everything the table has against an act."""
    verdict = life.judge(state=state, act=act, facts=facts)
    return verdict.reasons if isinstance(verdict, NotAllowed) else ()


def panel_inputs(court_id: int, barred: Collection[int | None]) -> tuple[Input, Input]:
    """Boxes for a panel, and who presides: judges of the court without who may not sit on it."""
    judges = courts.staff(court_id).filter(roles__overlap=[Role.OFFICER, Role.CHIEF, Role.PRESIDENT])
    free = [(str(one.pk), one.name) for one in judges if one.pk not in barred]
    hint = gettext_noop("三名以上单数；办理本案执行或者作出原裁定的人员不在其列")
    return (
        Input("panel", gettext_noop("合议庭成员"), "checks", options=free, hint=hint),
        Input("presides", gettext_noop("审判长"), "choice", required=False, options=[("", "—"), *free]),
    )


def names_of(keys: Collection[int]) -> str:
    """Names of a panel, in its order."""
    known = dict(Officer.objects.filter(pk__in=keys).values_list("pk", "name"))
    return "、".join(known[key] for key in keys if key in known)


def court_input(own: Court, *, label: str, only_elsewhere: bool = False) -> Input:
    """A field for another court, known ones suggested. `only_elsewhere`: of the same level in another province."""
    rows = Court.objects.exclude(pk=own.pk)
    if only_elsewhere:
        rows = rows.filter(level=own.level).exclude(code__startswith=own.code[:1])
    return Input("court", label, "listed", options=[(one.name, one.code) for one in rows[:300]])


def court_typed(typed: Typed) -> Court:
    """The court that was typed. Raises `BadInput` for a name nobody has."""
    found = courts.court_by_name(typed.text("court"))
    if found is None:
        raise BadInput(
            Fault(
                "court.unknown", "没有名称为此的法院", "请按列表填写法院全称", field="法院", value=typed.text("court")
            )
        )
    return found


def history(case_id: int, *, acts: Collection[str], pk: int, keys: Collection[str] = ()) -> list[Entry]:
    """What the trail of a case keeps about one of its records: acts that begin so, about the row with this key."""
    about = Q()
    for key in ("row", *keys):
        about |= Q(**{f"payload__{key}": pk})
    begins = Q()
    for act in acts:
        begins |= Q(act__startswith=act)
    return list(trail.about(f"case:{case_id}").filter(begins & about)[:50])


def papers_of(case_id: int, *numbers: str) -> list[Instrument]:
    """Papers of a case that bear one of these numbers, themselves or as the number of the letter they are."""
    known = [number for number in numbers if number]
    rows = Instrument.objects.filter(case_id=case_id).filter(Q(number__in=known) | Q(facts__number__in=known))
    return list(rows.defer("pdf").order_by("issued_at"))


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter between courts as one of them sees it. `waits`: it came here and nobody has taken it up; `known`: it is
    known to have been taken up, None where only the other court knows."""

    letter: CourtLetter
    out: bool
    waits: bool
    known: bool | None


def letter_lines(letters: "QuerySet[CourtLetter] | None", court_id: int) -> list[LetterLine]:
    """Both sides of an exchange, in its order. An answer shows that what it answers was taken up."""
    if letters is None:
        return []
    rows = list(letters.select_related("court", "to_court").order_by("sent_at", "pk"))
    taken = set(LetterTaken.objects.filter(letter__in=rows).values_list("letter_id", flat=True))
    lines = []
    for place, one in enumerate(rows):
        out = one.court_id == court_id
        answered = any(later.court_id == one.to_court_id for later in rows[place + 1 :])
        known = True if one.pk in taken or answered else (None if out else False)
        lines.append(LetterLine(one, out, not out and one.to_court_id == court_id and one.pk not in taken, known))
    return lines


def with_letters(history: Sequence[Entry], lines: Sequence[LetterLine]) -> list[Entry]:
    """The history of a record with the sending and taking up of its letters in their places, the newest first."""
    found = {entry.pk: entry for entry in history}
    letters = [line.letter for line in lines]
    subjects = {f"letter:{one.pk}" for one in letters} | {f"case:{one.case_id}" for one in letters if one.case_id}
    numbers = [one.number for one in letters]
    rows = Entry.objects.filter(
        subject__in=subjects, act__in=("letter.send", "letter.take"), payload__letter__in=numbers
    )
    found |= {entry.pk: entry for entry in rows[:100]}
    return sorted(found.values(), key=lambda entry: (entry.at, entry.pk), reverse=True)


def thread_of(letter: CourtLetter | None) -> "QuerySet[CourtLetter] | None":
    """A letter and everything written in answer to it."""
    if letter is None:
        return None
    first = letter.thread_id or letter.pk
    return CourtLetter.objects.filter(Q(pk=first) | Q(thread_id=first))


def about_row(case: Case | None, ref: str) -> "QuerySet[CourtLetter]":
    """Letters about a row of a case, by the name the trail has for it, and the answers to them."""
    first = CourtLetter.objects.filter(said__of=ref)
    return first if case is None else first.filter(Q(case=case) | Q(case_number=case.number))


def said(label: str, value: object, sub: str = "") -> Fact:
    """A fact; what is not known or has not happened is empty, and is not shown."""
    return Fact(label, str(value) if value else "", sub)


def state_of(row: Any) -> str:
    """The state of a row in the reader's language."""
    return _(str(row.get_state_display()))
