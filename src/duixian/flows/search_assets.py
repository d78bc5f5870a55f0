"""Search for the property of those who have to pay: one case, or a thousand in one act (财产调查 12–13).

Everything is looked at before anything is asked: who may be named, whether the case is open to it, whether the same was
asked a few days ago. What cannot be searched is listed with its reasons, and the others go on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from duixian.base.faults import Fault, Refused
from duixian.domain.assets.models import AssetSearch, Counterparty, SearchBatch
from duixian.domain.assets.services import searches, subjects
from duixian.domain.assets.services.searches import SearchIn
from duixian.domain.cases.models import Case, Node
from duixian.domain.cases.services import bulk
from duixian.domain.cases.services.course import NodeIn
from duixian.domain.courts import selectors as courts
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import Person
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows import outbox
from duixian.flows.open_nodes import deadline_of
from duixian.law.params import series
from duixian.law.procedure.case_life import State
from duixian.law.procedure.order_gate import Asked, not_open
from duixian.ports.agencies import Subject

LAUNCHED_NODE = "network_query"
INQUIRY_NODE = "inquiry_complete"


def ground_on(day: date) -> str:
    """The articles a search rests on, as they were on a day."""
    return str(series("inquiry.ground").at(day).citation)


def pause_between(*, court_id: int, on: date) -> timedelta:
    """How long after a search of a case another one needs a reason: the court's own value, or the default."""
    default = int(series("inquiry.search_again").at(on).raw)
    return timedelta(days=int(courts.setting(court_id=court_id, key="search.again_days", on=on, default=default)))


def search(
    *,
    case: Case,
    acting: Acting,
    now: datetime,
    ground: str = "",
    reason: str = "",
    counterparties: Sequence[Counterparty] | None = None,
    debtors: Collection[Person] | None = None,
) -> AssetSearch:
    """Search for the property of everyone who has to pay in a case, or of these `debtors`, at all counterparties in use
    or at these. A minor is included when a `reason` says why.

    Raises `Refused` when nobody can be asked about, with the reasons of all; whoever is left out beside others stands
    in the search's `left_out`.
    """
    require(acting, "control.search", of_court=case.court_id)
    with transaction.atomic():
        trail.take_turn(case.court_id)
        survey = _survey([case.pk], reason=reason, now=now, court_id=case.court_id, minors=bool(reason.strip()))
        ready, faults = survey.of(case.pk, only=debtors)
        if ready is None:
            raise Refused(*faults)
        (made,) = _launch(acting, [ready], counterparties, ground, reason, None, now)
    return made


def search_many(
    *,
    cases: Sequence[Case],
    acting: Acting,
    now: datetime,
    title: str = "",
    ground: str = "",
    reason: str = "",
    counterparties: Sequence[Counterparty] | None = None,
) -> SearchBatch:
    """Search for many cases of one court in one act. Cases that cannot be searched are listed in `left_out` with their
    reasons; minors are left out of every batch. Raises `Refused` when not one case can be searched."""
    require(acting, "control.search")
    with transaction.atomic():
        trail.take_turn(acting.court_id)
        wanted = list(dict.fromkeys(case.pk for case in cases))
        survey = _survey(wanted, reason=reason, now=now, court_id=acting.court_id, minors=False)
        ready: list[SearchIn] = []
        refused: list[dict[str, Any]] = []
        reasons: list[Fault] = []
        for case in cases:
            found, faults = survey.of(case.pk)
            if found is not None:
                ready.append(found)
                continue
            refused.append({"case": case.pk, "number": case.number, "reasons": [fault.as_json() for fault in faults]})
            reasons += faults
        if not ready:
            raise Refused(*(reasons[:20] or [Fault("search.no_case", "没有选择案件", "请选择案件", field="案件")]))
        batch = searches.open_batch(
            acting=acting,
            court=courts.court(acting.court_id),
            title=title or f"{len(wanted)}件案件网络查询",
            cases=len(ready),
            left_out=refused,
            now=now,
        )
        _launch(acting, ready, counterparties, ground, reason, batch, now)
    return batch


def _launch(
    acting: Acting,
    ready: Sequence[SearchIn],
    counterparties: Sequence[Counterparty] | None,
    ground: str,
    reason: str,
    batch: SearchBatch | None,
    now: datetime,
) -> list[AssetSearch]:
    on = timezone.localtime(now).date()
    asked = [one for one in counterparties if one.active] if counterparties is not None else None
    if asked is None:
        asked = list(Counterparty.objects.filter(active=True))
    if not asked:
        raise Refused(Fault("search.no_counterparty", "没有可查询的协助单位", "请先登记协助单位", field="协助单位"))
    made = searches.launch(
        acting=acting,
        court=courts.court(acting.court_id),
        searches=ready,
        counterparties=asked,
        ground=(ground or ground_on(on)).strip()[:120],
        reason=reason.strip()[:200],
        batch=batch,
        now=now,
    )
    _move_nodes([one.case.pk for one in ready], court_id=acting.court_id, on=on)
    outbox.later(outbox.SEND_ORDERS, lock=outbox.SEND_ORDERS, once=outbox.SEND_ORDERS)
    return made


def _move_nodes(case_ids: Sequence[int], *, court_id: int, on: date) -> None:
    """The search is launched; the month for the inquiry as a whole starts (法发〔2006〕35号). One deadline for all."""
    bulk.finish_nodes_of(rule=LAUNCHED_NODE, done=[(case_id, on) for case_id in case_ids])
    started = set(Node.objects.filter(case_id__in=case_ids, rule=INQUIRY_NODE).values_list("case_id", flat=True))
    counted = deadline_of(court_id=court_id, rule=INQUIRY_NODE, since=on)
    node = NodeIn(
        rule=INQUIRY_NODE,
        title=counted.rule.title,
        basis=str(counted.rule.citation),
        started_on=on,
        due_on=counted.day,
        explanation=(*counted.steps, *counted.notes),
    )
    bulk.open_nodes_of(
        court_id=court_id, nodes=[(case_id, node, None) for case_id in case_ids if case_id not in started]
    )


@dataclass(slots=True)
class _Survey:
    """What has to be known of many cases before anybody is asked, read in a handful of queries."""

    cases: Mapping[int, Case]
    liable: Mapping[int, Sequence[Person]]
    dead: frozenset[int]
    searched: Mapping[int, datetime]
    pause: timedelta
    reason: str
    minors: bool
    now: datetime
    named: dict[int, Subject | Refused] = field(default_factory=dict)

    def of(self, case_id: int, *, only: Collection[Person] | None = None) -> tuple[SearchIn | None, list[Fault]]:
        """The search of one case, or None with every reason why there is none."""
        case = self.cases.get(case_id)
        if case is None:
            return None, [Fault("policy.court", "只能办理本院的事项", "请由该院人员办理", field="案件")]
        faults = list(self._case_faults(case))
        if faults:
            return None, faults
        people = self.liable.get(case_id, ())
        wanted = list(people) if only is None else list(only)
        subjects_found: list[tuple[int, Subject]] = []
        left_out: list[dict[str, Any]] = []
        for person in wanted:
            found = [subjects.not_liable_fault(person)] if person not in people else self._person_faults(person)
            if found:
                faults += found
                left_out.append({"person": person.pk, "name": person.name, "reasons": [f.as_json() for f in found]})
            else:
                named = self.named[person.pk]
                assert isinstance(named, Subject)
                subjects_found.append((person.pk, named))
        if not subjects_found:
            return None, faults or [
                Fault("search.nobody", "案件没有可查询的被执行人", "请核对当事人", value=case.number)
            ]
        return SearchIn(case=case, subjects=subjects_found, left_out=left_out), []

    def _case_faults(self, case: Case) -> list[Fault]:
        shut = not_open(State(case.state), Asked.QUERY)
        if shut is not None:
            return [shut]
        before = self.searched.get(case.pk)
        if before is None or self.reason.strip() or self.now - before >= self.pause:
            return []
        return [
            Fault(
                "search.too_soon",
                "本案已于 {day} 查询，{days} 日内再次查询须写明理由",
                "请填写再次查询的理由（新的线索、执行和解未履行等）",
                field="案号",
                value=case.number,
                data={"day": timezone.localtime(before).date().isoformat(), "days": self.pause.days},
            )
        ]

    def _person_faults(self, person: Person) -> list[Fault]:
        if person.pk not in self.named:
            try:
                self.named[person.pk] = subjects.subject_of(person)
            except Refused as refused:
                self.named[person.pk] = refused
        named = self.named[person.pk]
        if isinstance(named, Refused):
            return list(named.reasons)
        if person.pk in self.dead:
            return [subjects.dead_fault(person)]
        if not self.minors and subjects.is_minor(named, on=timezone.localtime(self.now).date()):
            return [subjects.minor_fault(person)]
        return []


def _survey(case_ids: Sequence[int], *, reason: str, now: datetime, court_id: int, minors: bool) -> _Survey:
    liable = subjects.liable(case_ids)
    last = AssetSearch.objects.filter(case_id__in=case_ids).values("case_id").annotate(last=Max("made_at"))
    return _Survey(
        cases={case.pk: case for case in Case.objects.filter(pk__in=case_ids, court_id=court_id)},
        liable=liable,
        dead=subjects.known_dead({person.pk for people in liable.values() for person in people}),
        searched={row["case_id"]: row["last"] for row in last},
        pause=pause_between(court_id=court_id, on=timezone.localtime(now).date()),
        reason=reason,
        minors=minors,
        now=now,
    )
