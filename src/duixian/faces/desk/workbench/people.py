"""What waits because of people: somebody is kept too long or his family was not told, an agreement was broken and the
applicant has not been asked, a promise passed its hour."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.settlements import selectors as settlements
from duixian.faces.desk.lights import Light, Tone
from duixian.faces.desk.workbench.deadlines import WHOLE_COURT
from duixian.flows.measures import watch
from duixian.law.measures import Clock


@dataclass(frozen=True, slots=True)
class PeopleTask:
    """A kind of work that waits: how many, how urgent, and the page where it is done."""

    label: str
    count: int
    light: Light | None
    url: str


_CALLS = {"release": gettext_noop("应当释放或者结束询问"), "family": gettext_noop("尚未通知被拘留人家属")}


def tasks(officer: Officer, *, on: date, now: datetime) -> list[PeopleTask]:
    """The kinds that have something waiting. Freedom is called out to everybody whose office deals with measures; of
    agreements and promises an officer sees those in the own cases, who leads the court all."""
    acting = officer.acting()
    found: list[PeopleTask] = []
    if may(acting, "measure.carry_out") or may(acting, "approval.sign"):
        calls = watch.calls(court_id=officer.court_id, on=on, now=now)
        for what, label in _CALLS.items():
            clocks = [call.clock for call in calls if call.what == what]
            found += _task(label, len(clocks), _clock(clocks), reverse("desk:measures"))
    if may(acting, "promise.note"):
        asked, broken = settlements.to_ask(officer.court_id), settlements.broken_promises(officer.court_id)
        if not WHOLE_COURT & set(officer.roles):
            asked, broken = asked.filter(case__officer_id=officer.pk), broken.filter(case__officer_id=officer.pk)
        page = reverse("desk:settlements")
        found += _task(gettext_noop("和解违约，待征询申请执行人"), asked.count(), None, f"{page}?group=breached")
        found += _task(gettext_noop("逾时未践行的承诺"), broken.count(), None, page)
    return found


def _clock(clocks: list[Clock]) -> Light:
    if Clock.OVERRUN in clocks:
        return Light(Tone.RED, gettext("已超过时限"))
    return Light(Tone.YELLOW, gettext("即将届满"))


def _task(label: str, count: int, light: Light | None, url: str) -> list[PeopleTask]:
    return [PeopleTask(label, count, light, url)] if count else []
