"""Take off by itself whoever should no longer be on a list: asked when money comes in, a case moves, and on rounds.

A review may be asked for at any time and as often as one likes: it does nothing where nothing ended.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duixian.domain.assets.models import NoticeKept
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import scope
from duixian.domain.funds.models import Receipt
from duixian.domain.lists.models import ConsumptionLimit, CreditCommitment, Exemption, Listing
from duixian.domain.lists.models.decisions import OPEN
from duixian.domain.lists.selectors import limits
from duixian.domain.measures.models import Circumstance, CircumstanceKind
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting
from duixian.flows.lists import gather, publish
from duixian.flows.lists.ending import DELETE_NODE, end
from duixian.flows.lists.exempt import close_exemption
from duixian.flows.lists.limit import grace_over, limit_with_listing
from duixian.flows.lists.repair import judge_promise
from duixian.flows.open_nodes import open_nodes
from duixian.law.lists import CaseStanding, judge_lifting
from duixian.law.procedure.listing_life import Act
from duixian.ports.agencies import NoticeKind

_LOOK_BACK = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a review did: entries that ended, those whose grace ended and were published, promises broken; entries
    whose end waits for a decision of the court."""

    lifted: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    relapsed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


def review_case(*, case_id: int, on: date, now: datetime) -> Reviewed:
    """Judge every open decision of a case and carry out what follows, in the caller's scope, in one transaction:
    log, trail, paper and certificate with it. Nobody's hand is asked for; nobody's is needed."""
    with transaction.atomic():
        case = Case.objects.select_related("court").get(pk=case_id)
        trail.take_turn(case.court_id)
        case.refresh_from_db(fields=["state", "closing"])
        acting = Acting.system(case.court_id, "lists")
        standing = gather.standing_of(case, on=on)
        own = gather.early_deletion(case.court_id, on=on)
        done: dict[str, list[str]] = {"lifted": [], "published": [], "relapsed": [], "waiting": []}
        for model in (Listing, ConsumptionLimit):  # a listing first: it keeps its limit while it stands
            rows = model.objects.filter(case=case, state__in=["grace", "in_force", "suspended"])
            for decision in rows.select_related("case__court", "case__title", "person").order_by("pk"):
                what = _review(acting, decision, standing, own, on=on, now=now)
                if what:
                    done[what].append(str(decision.entry))
        _tell_screens(case, on=on, now=now)
    return Reviewed(**{key: tuple(value) for key, value in done.items()})


def _review(
    acting: Acting,
    decision: ConsumptionLimit | Listing,
    standing: CaseStanding,
    early_deletion: str,
    *,
    on: date,
    now: datetime,
) -> str:
    debtor = getattr(decision, "unit", None) or decision.person
    standing = gather.standing_for(standing, decision.case, debtor, on=on)
    facts = gather.lift_facts(decision, standing=standing, on=on, early_deletion=early_deletion)
    verdict = judge_lifting(facts)
    if verdict is not None and not verdict.by_itself:
        if on not in {node.started_on for node in decision.case.nodes.filter(rule=DELETE_NODE)}:
            open_nodes(case=decision.case, rules=[DELETE_NODE], since=on)
        return "waiting"
    if verdict is not None:
        end(acting=acting, decision=decision, verdict=verdict, on=on, now=now)
        return "lifted"
    if decision.state == "grace" and grace_over(decision, on=on) and standing.state in _LISTABLE:
        publish.put_on(acting=acting, decision=decision, act=Act.PUBLISH, now=now)
        if isinstance(decision, Listing):
            decision.refresh_from_db()
            limit_with_listing(acting=acting, listing=decision, on=on, now=now)
        return "published"
    if decision.state == "suspended" and isinstance(decision, Listing):
        return "relapsed" if judge_promise(acting=acting, listing=decision, on=on, now=now) else ""
    return ""


_LISTABLE = frozenset({"filed", "notified", "paying", "round_ended"})


def _tell_screens(case: Case, *, on: date, now: datetime) -> None:
    """What is published of a case follows its record: how much was performed, exemptions that are over."""
    for model in (Listing, ConsumptionLimit):
        for decision in model.objects.filter(case=case, state="in_force").select_related("case", "person"):
            publish.say_anew(decision=decision, reason="updated", on=on, now=now)


# --- rounds


def due(*, court_id: int, on: date, now: datetime) -> list[int]:
    """Cases of the court, in scope, that want a review: a term, a grace, a promise or an exemption ran out, a case
    ended or was stayed, a person died, money came in since two hours ago. By indexes alone."""
    found: set[int] = set()
    dead = _dead(court_id, on=on)
    for model in (ConsumptionLimit, Listing):
        rows = model.objects.filter(court_id=court_id, state__in=["grace", "in_force", "suspended"])
        ended = Q(case__state=CaseState.INSOLVENCY) | Q(case__closed_on__gte=on - timedelta(days=1))
        ran_out = Q(expires_on__lt=on) | Q(state="grace", grace_until__lt=on)
        found |= set(rows.filter(ran_out | ended).values_list("case_id", flat=True))
        found |= set(rows.filter(person_id__in=dead).values_list("case_id", flat=True)) if dead else set()
    promises = CreditCommitment.objects.filter(court_id=court_id, state="running", next_due__lt=on)
    found |= set(promises.values_list("listing__case_id", flat=True))
    over = Exemption.objects.filter(court_id=court_id, state="granted", until__lt=on)
    found |= set(over.values_list("limit__case_id", flat=True))
    paid = Receipt.objects.filter(court_id=court_id, identified_at__gte=now - _LOOK_BACK, case__isnull=False)
    found |= limits.cases_open({case_id for case_id in paid.values_list("case_id", flat=True) if case_id})
    return sorted(found)


def _dead(court_id: int, *, on: date) -> set[int]:
    """Persons of the court on record as dead, or said to be by a register."""
    known = Circumstance.objects.filter(court_id=court_id, kind=CircumstanceKind.DEAD, since__lte=on, until=None)
    told = NoticeKept.objects.filter(court_id=court_id, kind=NoticeKind.SUBJECT_DIED, person__isnull=False)
    return {pk for rows in (known, told) for pk in rows.values_list("person_id", flat=True) if pk}


def sweep(*, court_id: int, now: datetime) -> int:
    """One round over a court: what was missed is done; each case in a transaction of its own. Returns how many cases
    were looked at."""
    on = timezone.localdate(now)
    with scope.of_court(court_id):
        wanted = due(court_id=court_id, on=on, now=now)
        over = list(Exemption.objects.filter(court_id=court_id, state="granted", until__lt=on))
        for row in over:
            close_exemption(acting=Acting.system(court_id, "lists"), exemption=row, note="期满", on=on, now=now)
    for case_id in wanted:
        with scope.of_court(court_id):
            review_case(case_id=case_id, on=on, now=now)
    return len(wanted)


def nightly(*, court_id: int, now: datetime) -> int:
    """Every open decision of a court, whatever happened. Returns how many cases were looked at."""
    on = timezone.localdate(now)
    with scope.of_court(court_id):
        wanted: set[int] = set()
        for model in (ConsumptionLimit, Listing):
            wanted |= set(model.objects.filter(court_id=court_id, state__in=OPEN).values_list("case_id", flat=True))
    for case_id in sorted(wanted):
        with scope.of_court(court_id):
            review_case(case_id=case_id, on=on, now=now)
    return len(wanted)
