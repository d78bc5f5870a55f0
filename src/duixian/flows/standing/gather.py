"""All the facts of a page of cases, each topic asked once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from duixian.base.faults import BadInput
from duixian.base.money import Fen
from duixian.domain.cases.models import Approval, ApprovalState, Case, CaseRole, Node, Party
from duixian.domain.cases.selectors import OPENING
from duixian.domain.funds import selectors as funds
from duixian.domain.parties.models import PayeeAccount, PersonKind
from duixian.domain.trail.models import Entry
from duixian.flows.standing import pressure
from duixian.flows.standing import property as things
from duixian.flows.state_debt import debt_of
from duixian.law.procedure.case_life import State
from duixian.law.procedure.steps import DebtorStanding, OpenNode, Signature, Standing, Step, next_steps
from duixian.law.procedure.turn import Turn, whose_turn


@dataclass(frozen=True, slots=True)
class Stood:
    """A case, its facts, the steps open to it, best first, and whose turn it is."""

    case: Case
    standing: Standing
    steps: tuple[Step, ...]
    turn: Turn


def standing_of(case: Case, *, on: date) -> Stood:
    """One case."""
    return standings([case], on=on)[case.pk]


def standings(cases: Sequence[Case], *, on: date) -> dict[int, Stood]:
    """A page of cases. The number of queries does not grow with them, but for the debt of each, which is counted from
    its title: ask for the cases that are shown, not for a court."""
    ids = [case.pk for case in cases]
    nodes, signatures, since = _nodes(ids), _signatures(ids), _since(ids)
    debtors, money = _debtors(ids), funds.money_of(ids)
    owned, unpaid = things.of_cases(ids), _without_account(ids)
    agreed, objected = pressure.agreements(ids, on=on), pressure.objections(ids)
    requeries, found_after = pressure.requeries(ids), pressure.found_after(ids)
    entrusted = pressure.entrusted_to(cases)
    found = {}
    for case in cases:
        own, moved = owned.get(case.pk, things.Property()), since.get(case.pk)
        standing = Standing(
            on=on,
            state=State(case.state),
            since=moved[0] if moved else case.filed_on,
            state_basis=moved[1] if moved else "",
            filed_on=case.filed_on,
            officer=case.officer.name if case.officer else "",
            nodes=nodes.get(case.pk, ()),
            debtors=debtors.get(case.pk, ()),
            remaining=_remaining(case, on),
            on_account=money[case.pk].on_account + money[case.pk].held,
            without_account=unpaid.get(case.pk, ()),
            payouts_under_way=funds.payouts_in_flight(case.pk) if money[case.pk].under_way else 0,
            need_stated=own.need_stated,
            controllable=own.controllable,
            deductible=own.deductible,
            to_value=own.to_value,
            selling=own.selling,
            objections=own.objections + objected.get(case.pk, 0),
            orders_unapproved=own.unapproved,
            orders_waiting=own.waiting,
            clues_unverified=sum(node.rule in _CLUES for node in nodes.get(case.pk, ())),
            agreement=agreed.get(case.pk),
            signatures=signatures.get(case.pk, ()),
            entrusted_to=entrusted.get(case.pk, ""),
            requery_due=requeries.get(case.pk),
            found_after_round=case.pk in found_after,
        )
        found[case.pk] = Stood(case, standing, next_steps(standing), whose_turn(standing))
    return found


_CLUES = ("verify_clue", "verify_urgent_clue")


def _remaining(case: Case, on: date) -> Fen:
    """What is still owed; what cannot be counted counts as open."""
    try:
        debt = debt_of(case, on=on)
    except BadInput:
        return case.claim_fen
    return debt.remaining + sum(part.total for part in debt.foreign)


def _nodes(ids: Collection[int]) -> Mapping[int, tuple[OpenNode, ...]]:
    rows: dict[int, list[OpenNode]] = defaultdict(list)
    open_ones = Node.objects.filter(case_id__in=ids, done_on__isnull=True, cancelled=False).exclude(rule__in=OPENING)
    for node in open_ones.order_by("due_on"):
        rows[node.case_id].append(OpenNode(node.rule, node.title, node.basis, node.started_on, node.due_on))
    return {case_id: tuple(found) for case_id, found in rows.items()}


def _signatures(ids: Collection[int]) -> Mapping[int, tuple[Signature, ...]]:
    rows: dict[int, list[Signature]] = defaultdict(list)
    for waiting in Approval.objects.filter(case_id__in=ids, state=ApprovalState.WAITING):
        rows[waiting.case_id].append(Signature(waiting.title, waiting.level, timezone.localdate(waiting.proposed_at)))
    return {case_id: tuple(found) for case_id, found in rows.items()}


def _since(ids: Collection[int]) -> Mapping[int, tuple[date, str]]:
    """Since when each case is in its state, and on which article: the last act that moved it."""
    found: dict[int, tuple[date, str]] = {}
    moves = Entry.objects.filter(
        subject__in=[f"case:{pk}" for pk in ids], act__startswith="case.", payload__has_key="to"
    )
    for entry in moves.order_by("seq"):
        if entry.payload.get("from") != entry.payload["to"]:
            found[int(entry.subject.removeprefix("case:"))] = (timezone.localdate(entry.at), entry.ground)
    return found


def _debtors(ids: Collection[int]) -> Mapping[int, tuple[DebtorStanding, ...]]:
    days, limited, listed = things.searched(ids), pressure.limited(ids), pressure.listed(ids)
    rows: dict[int, list[DebtorStanding]] = defaultdict(list)
    for party in Party.objects.filter(case_id__in=ids, role=CaseRole.DEBTOR).select_related("person"):
        rows[party.case_id].append(
            DebtorStanding(
                name=party.person.name,
                natural=party.person.kind == PersonKind.NATURAL,
                searched_on=days.get((party.case_id, party.person_id)),
                limited=(party.case_id, party.person_id) in limited,
                listed=(party.case_id, party.person_id) in listed,
            )
        )
    return {case_id: tuple(found) for case_id, found in rows.items()}


def _without_account(ids: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    owed = funds.owed_to_payees(ids)
    with_account = set(
        PayeeAccount.objects.filter(person_id__in={person for _, person in owed}, replaced=False).values_list(
            "person_id", flat=True
        )
    )
    rows: dict[int, list[str]] = defaultdict(list)
    missing = {person for _, person in owed} - with_account
    names = dict(Party.objects.filter(person_id__in=missing).values_list("person_id", "person__name"))
    for case_id, person_id in sorted(owed):
        if person_id in missing:
            rows[case_id].append(names.get(person_id, ""))
    return {case_id: tuple(found) for case_id, found in rows.items()}
