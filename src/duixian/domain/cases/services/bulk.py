"""Many cases at once, with the checks of `filing` and `course`: set-based where one by one would take minutes.

These services write rows and return the acts that belong into the trail; whoever calls several of them records all
acts together, in the order of their time (`trail.bulk.record_many`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.base.procedure import Allowed
from duixian.domain.cases.models import (
    Approval,
    ApprovalState,
    Case,
    CourseDecision,
    DecisionState,
    Node,
    Party,
    Pause,
    Title,
)
from duixian.domain.cases.services.course import NodeIn
from duixian.domain.cases.services.filing import PartyIn, TitleIn, faults_of, search_words
from duixian.domain.cases.terms import rows_of
from duixian.domain.courts.models import Court
from duixian.domain.courts.policies import require
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed
from duixian.law import approvals as law
from duixian.law.pauses import of_state
from duixian.law.procedure.grounds import grounds


@dataclass(frozen=True, slots=True)
class FilingIn:
    """A case to be put on the books, by whom and when."""

    acting: Acting
    parties: Sequence[PartyIn]
    title: TitleIn
    cause: str
    claim: Fen
    filed_on: date
    officer_id: int | None
    at: datetime


def next_serials(*, court_id: int, year: int, type_word: str, count: int) -> range:
    """Take so many serials in one statement; see `filing.next_serial`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_serial (court_id, year, type_word, last) values (%s, %s, %s, %s)"
            " on conflict (court_id, year, type_word) do update set last = cases_serial.last + excluded.last"
            " returning last",
            [court_id, year, type_word, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)


def put_many_on_books(
    *, court: Court, filings: Sequence[FilingIn], type_word: str = "执"
) -> tuple[list[Case], list[Deed]]:
    """Make cases with numbers in the order given. Raises `BadInput` with the faults of all; then none was made."""
    faults: list[Fault] = []
    for filing in filings:
        require(filing.acting, "case.file")
        faults += faults_of(filing.parties, filing.title.ordered)
    if faults:
        raise BadInput.of(faults)
    serials: dict[int, int] = {}
    for year in sorted({filing.filed_on.year for filing in filings}):
        count = sum(filing.filed_on.year == year for filing in filings)
        serials[year] = next_serials(court_id=court.pk, year=year, type_word=type_word, count=count).start
    cases: list[Case] = []
    for filing in filings:
        year = filing.filed_on.year
        serial = serials[year]
        serials[year] += 1
        number = str(CaseNumber(year=year, court=court.code, kind=type_word, serial=serial))
        cases.append(
            Case(
                court=court,
                year=year,
                type_word=type_word,
                serial=serial,
                number=number,
                cause=filing.cause.strip(),
                officer_id=filing.officer_id,
                filed_on=filing.filed_on,
                claim_fen=filing.claim,
                search=search_words(number, filing.title.number, [party.person.name for party in filing.parties]),
            )
        )
    Case.objects.bulk_create(cases, batch_size=2000)
    Party.objects.bulk_create(
        [
            Party(court=court, case=case, person=party.person, role=party.role, label=party.label, position=position)
            for case, filing in zip(cases, filings, strict=True)
            for position, party in enumerate(filing.parties)
        ],
        batch_size=5000,
    )
    titles = Title.objects.bulk_create(
        [_title(court, case, filing.title) for case, filing in zip(cases, filings, strict=True)], batch_size=2000
    )
    _write_obligations(court, titles, filings)
    return cases, [_filed(case, filing) for case, filing in zip(cases, filings, strict=True)]


_OBLIGATIONS = """
insert into cases_obligation (court_id, title_id, position, key, kind, label, amount_fen, terms)
select %s, (o.row->>'title')::bigint, (o.row->>'position')::smallint, o.row->>'key', o.row->>'kind', o.row->>'label',
       (o.row->>'amount_fen')::bigint, o.row->'terms'
from jsonb_array_elements(%s::jsonb) with ordinality as o (row, place)
order by o.place
"""


def _write_obligations(court: Court, titles: Sequence[Title], filings: Sequence[FilingIn]) -> None:
    """The obligations of many titles as one document: their terms are JSON, and quoting each for an array is slow."""
    rows = [
        {"title": title.pk, "position": position, **row}
        for title, filing in zip(titles, filings, strict=True)
        for position, row in enumerate(rows_of(filing.title.ordered))
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OBLIGATIONS, [court.pk, json.dumps(rows, ensure_ascii=False)])


def _title(court: Court, case: Case, title: TitleIn) -> Title:
    return Title(
        court=court,
        case=case,
        kind=title.kind,
        made_by=title.made_by,
        number=title.number,
        made_on=title.made_on,
        effective_on=title.effective_on,
        text=title.text,
        set_off=list(title.ordered.set_off),
        acceleration=title.ordered.acceleration,
        doubled_clause=title.ordered.doubled_clause,
        conventions=dict(title.conventions),
        events=dict(title.events),
        not_understood=list(title.not_understood),
    )


def _filed(case: Case, filing: FilingIn) -> Deed:
    return Deed(
        filing.acting,
        "case.file",
        filing.at,
        ground="执行规定第十六条",
        subject=f"case:{case.pk}",
        payload={
            "number": case.number,
            "title": filing.title.number,
            "claim_fen": filing.claim,
            "parties": len(filing.parties),
        },
    )


_OPEN_NODES = """
insert into cases_node (court_id, case_id, rule, title, basis, started_on, due_on, done_on, cancelled, explanation)
select %s, o.case_id, n.node->>'rule', n.node->>'title', n.node->>'basis', (n.node->>'started_on')::date,
       (n.node->>'due_on')::date, o.done_on, false, n.node->'explanation'
from unnest(%s::bigint[], %s::int[], %s::date[]) with ordinality as o (case_id, which, done_on, place)
join jsonb_array_elements(%s::jsonb) with ordinality as n (node, which) on n.which = o.which
order by o.place
on conflict do nothing
"""


def open_nodes_of(*, court_id: int, nodes: Sequence[tuple[int, NodeIn, date | None]]) -> None:
    """Start nodes of many cases: case id, node, and the day it was finished if it is finished already. Cases filed on
    one day have equal nodes, so each is sent to the database once."""
    if not nodes:
        return
    different = {id(node): node for _, node, _ in nodes}
    place = {key: position for position, key in enumerate(different, start=1)}
    rows = [
        {
            "rule": node.rule,
            "title": node.title,
            "basis": node.basis,
            "started_on": node.started_on.isoformat(),
            "due_on": node.due_on.isoformat(),
            "explanation": list(node.explanation),
        }
        for node in different.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN_NODES,
            [
                court_id,
                [case_id for case_id, _, _ in nodes],
                [place[id(node)] for _, node, _ in nodes],
                [done_on for _, _, done_on in nodes],
                json.dumps(rows, ensure_ascii=False),
            ],
        )


def cancel_nodes_of(*, case_ids: Sequence[int]) -> None:
    """Closed cases wait for nothing any more."""
    Node.objects.filter(case_id__in=case_ids, done_on__isnull=True).update(cancelled=True)


def finish_nodes_of(*, rule: str, done: Sequence[tuple[int, date]]) -> None:
    """Mark the open nodes of one rule as done: case id and day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_node n set done_on = d.day from unnest(%s::bigint[], %s::date[]) as d (case_id, day)"
            " where n.case_id = d.case_id and n.rule = %s and n.done_on is null and not n.cancelled",
            [[case_id for case_id, _ in done], [day for _, day in done], rule],
        )


@dataclass(frozen=True, slots=True)
class MoveIn:
    """One move the table allowed: from which state, by which act, with its verdict, as `course.move` takes it."""

    acting: Acting
    case: Case
    source: str
    act: str
    verdict: Allowed
    at: datetime
    closing: str = ""
    closed_on: date | None = None
    note: str = ""


_MOVE = """
update cases_case c
set state = m.target, closing = m.closing, closing_basis = m.basis, closed_on = m.closed_on
from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[])
     as m (case_id, source, target, closing, basis, closed_on)
where c.id = m.case_id and c.state = m.source
"""


def move_many(moves: Sequence[MoveIn]) -> list[Deed]:
    """Carry moves out in their order; several of one case follow each other. Returns the acts to be recorded.

    Raises `Refused` when a case was not in the state its move starts from: then the transaction has to be undone.
    """
    rounds: list[list[MoveIn]] = []
    turns: dict[int, int] = {}
    for move in moves:
        turn = turns[move.case.pk] = turns.get(move.case.pk, -1) + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(move)
    with connection.cursor() as cursor:
        for together in rounds:
            cursor.execute(
                _MOVE,
                [
                    [move.case.pk for move in together],
                    [move.source for move in together],
                    [str(move.verdict.target) for move in together],
                    [move.closing for move in together],
                    [move.verdict.basis if move.closing else "" for move in together],
                    [move.closed_on for move in together],
                ],
            )
            if cursor.rowcount != len(together):
                raise Refused(
                    Fault("case.moved_on", "有案件的状态已被他人变更", "请刷新后重试", value=str(len(together)))
                )
    return [
        Deed(
            move.acting,
            f"case.{move.act}",
            move.at,
            ground=move.verdict.basis,
            subject=f"case:{move.case.pk}",
            payload={"from": move.source, "to": move.verdict.target, "note": move.note},
        )
        for move in moves
    ]


@dataclass(frozen=True, slots=True)
class DecidedIn:
    """A decision to halt or end a case that one put forward and another signed; see `decisions.put_forward`."""

    acting: Acting
    signed_by: Acting
    case: Case
    act: str
    ground: str
    basis: str
    proofs: Mapping[str, str]
    reason: str
    level: str
    at: datetime


def decide_many(decided: Sequence[DecidedIn]) -> list[CourseDecision]:
    """Put forward and sign decisions, each with its approval, ready for `move_many`; then `carry_many`. Raises
    `Refused` where somebody may not put one forward, or not sign it: then none is."""
    for one in decided:
        _may_be_decided(one)
    rows = CourseDecision.objects.bulk_create(
        CourseDecision(
            court_id=one.case.court_id,
            case=one.case,
            act=one.act,
            ground=one.ground,
            basis=one.basis,
            proofs=dict(one.proofs),
            reason=one.reason,
            proposed_by_id=one.acting.signs_as,
            proposed_on=timezone.localtime(one.at).date(),
        )
        for one in decided
    )
    approvals = Approval.objects.bulk_create(
        Approval(
            court_id=one.case.court_id,
            case=one.case,
            act=f"course.{one.act}",
            subject=f"decision:{row.pk}",
            title=f"{one.case.number} {row.get_act_display()}",
            level=one.level,
            basis=one.basis,
            grounds=one.reason,
            proposed_by_id=one.acting.signs_as,
            proposed_at=one.at,
        )
        for one, row in zip(decided, rows, strict=True)
    )
    for one, row, approval in zip(decided, rows, approvals, strict=True):
        approval.state, approval.decided_by_id, approval.decided_at = (
            ApprovalState.APPROVED,
            one.signed_by.officer_id,
            one.at,
        )
        row.approval, row.state = approval, DecisionState.APPROVED
    Approval.objects.bulk_update(approvals, ["state", "decided_by_id", "decided_at"])
    CourseDecision.objects.bulk_update(rows, ["approval", "state"])
    return rows


def _may_be_decided(one: DecidedIn) -> None:
    """What `decisions.put_forward`, `approvals.propose` and `approvals.decide` ask for one."""
    require(one.acting, "case.close", of_court=one.case.court_id)
    ladder = list(law.Office)
    lowest = law.rule(f"course.{one.act}").offices(court_level=grounds()[one.ground].office)[0]
    level = law.Office(one.level)
    faults = []
    if ladder.index(level) < ladder.index(lowest):
        faults.append(
            Fault("approval.office", "此事项的审批层级过低", "请呈报有权人员", field="审批人", value=one.level)
        )
    if one.signed_by.court_id != one.case.court_id or not one.signed_by.roles & set(ladder[ladder.index(level) :]):
        faults.append(
            Fault(
                "approval.office", "签批人无权审批此事项", "请由有权人员审批", field="审批人", value=one.signed_by.name
            )
        )
    if one.signed_by.officer_id == one.acting.officer_id:
        faults.append(
            Fault(
                "approval.own",
                "不能审批自己呈批的事项",
                "请由其他有权人员审批",
                field="审批人",
                value=one.signed_by.name,
            )
        )
    if faults:
        raise Refused(*faults)


def carry_many(decided: Sequence[CourseDecision]) -> None:
    """The cases have moved: the decisions are carried out, and the limits stand still from that day."""
    for row in decided:
        row.state, row.carried_on = DecisionState.CARRIED, row.proposed_on
    CourseDecision.objects.bulk_update(decided, ["state", "carried_on"])
    kinds = of_state()
    states = dict(Case.objects.filter(pk__in=[row.case_id for row in decided]).values_list("pk", "state"))
    Pause.objects.bulk_create(
        Pause(
            court_id=row.court_id,
            case_id=row.case_id,
            kind=kinds[states[row.case_id]].kind,
            subject=f"case:{row.case_id}",
            since=row.proposed_on,
        )
        for row in decided
        if states[row.case_id] in kinds
    )
