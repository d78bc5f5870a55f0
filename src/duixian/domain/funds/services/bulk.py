"""Money in bulk: the same rows, acts and postings that the single services make, in a few statements each.

Balances are still moved by `funds_post` alone, one posting after the other inside the database. Acts are returned, to
be recorded together in the order of their time; where a posting's key names its act, the caller hands the number in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection

from duixian.base.faults import BadInput, Fault, Refused
from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts.policies import require
from duixian.domain.funds.models import (
    Account,
    AccountKind,
    BankAccount,
    BankTransfer,
    CaseAccount,
    DistributionPlan,
    PlanLine,
    PlanSource,
    PlanState,
    Receipt,
    StatementImport,
)
from duixian.domain.funds.services.accounts import case_account_number
from duixian.domain.funds.services.ledger import refusal
from duixian.domain.funds.services.plans import LineIn, SourceIn, open_payee_accounts
from duixian.domain.funds.services.receipts import TransferIn, codes_of, line_of
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed


@dataclass(frozen=True, slots=True)
class PostingIn:
    """One posting as `ledger.post` takes it: `legs` are (account id, signed fen), debit positive, and sum to zero."""

    act: str
    on: date
    at: datetime
    key: str
    legs: Sequence[tuple[int, Fen]]
    memo: str = ""


_POST = """
select count(funds_post(%s, p.act, p.on_day, p.at, p.key, p.memo, p.accounts::bigint[], p.amounts::bigint[]))
from (select * from unnest(%s::text[], %s::date[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[])
      with ordinality as u (act, on_day, at, key, memo, accounts, amounts, place) order by place) as p
"""


def post_many(*, court_id: int, postings: Sequence[PostingIn]) -> None:
    """Write postings in the order given. Raises what `ledger.post` raises, for the first that is refused."""
    if not postings:
        return
    legs = [[(account, fen) for account, fen in posting.legs if fen] for posting in postings]
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                _POST,
                [
                    court_id,
                    [posting.act for posting in postings],
                    [posting.on for posting in postings],
                    [posting.at for posting in postings],
                    [posting.key for posting in postings],
                    [posting.memo for posting in postings],
                    ["{" + ",".join(str(account) for account, _ in sides) + "}" for sides in legs],
                    ["{" + ",".join(str(fen) for _, fen in sides) + "}" for sides in legs],
                ],
            )
        except DatabaseError as error:
            raise refusal(error, f"{postings[0].key} … {postings[-1].key}") from error


def open_case_accounts(*, bank: BankAccount, cases: Sequence[Case]) -> dict[int, CaseAccount]:
    """一案一账户 for new cases: their ledger accounts and the numbers payers use, by case id."""
    ledger = Account.objects.bulk_create(
        [Account(court_id=bank.court_id, kind=AccountKind.CASE, case=case) for case in cases], batch_size=5000
    )
    opened = CaseAccount.objects.bulk_create(
        [
            CaseAccount(
                court_id=bank.court_id,
                case=case,
                number=case_account_number(bank_number=bank.number, case=case),
                account=account,
                opened_on=case.filed_on,
            )
            for case, account in zip(cases, ledger, strict=True)
        ],
        batch_size=5000,
    )
    return {account.case_id: account for account in opened}


@dataclass(frozen=True, slots=True)
class StatementIn:
    """One statement file: what `receipts.keep_statement` takes. Its lines must all be new."""

    file_name: str
    sha256: str
    layout: str
    transfers: Sequence[TransferIn]
    closing: Fen
    closing_on: date
    at: datetime


def keep_statements(
    *, acting: Acting, bank_account: BankAccount, statements: Sequence[StatementIn]
) -> tuple[list[BankTransfer], list[Deed]]:
    """Keep statements and their lines; returns the lines in order. A line known already is refused by the database."""
    require(acting, "funds.import")
    kept = StatementImport.objects.bulk_create(
        [
            StatementImport(
                court_id=acting.court_id,
                bank_account=bank_account,
                file_name=statement.file_name[:200],
                sha256=statement.sha256,
                layout=statement.layout,
                rows=len(statement.transfers),
                added=len(statement.transfers),
                known=0,
                faults=[],
                closing_fen=statement.closing,
                closing_on=statement.closing_on,
                imported_at=statement.at,
                imported_by=acting.code,
            )
            for statement in statements
        ]
    )
    lines = BankTransfer.objects.bulk_create(
        [
            line_of(t, bank_account=bank_account, statement=row)
            for row, statement in zip(kept, statements, strict=True)
            for t in statement.transfers
        ],
        batch_size=5000,
    )
    deeds = [
        Deed(
            acting,
            "funds.import_statement",
            statement.at,
            payload={
                "file": statement.file_name,
                "sha256": statement.sha256,
                "rows": len(statement.transfers),
                "added": len(statement.transfers),
                "faults": 0,
            },
        )
        for statement in statements
    ]
    return lines, deeds


@dataclass(frozen=True, slots=True)
class ReceiptIn:
    """An incoming line, with the cases it might belong to, and the case it was given to if it was."""

    transfer: BankTransfer
    candidates: Sequence[Mapping[str, Any]]
    at: datetime
    source: str = "voluntary"


@dataclass(frozen=True, slots=True)
class IdentifyIn:
    """A receipt to be given to its case, as `receipts.identify` takes it."""

    acting: Acting
    receipt: Receipt
    case: Case
    reasons: Sequence[Mapping[str, Any]]
    on: date
    at: datetime


def receive_many(*, receipts: Sequence[ReceiptIn], waiting: int) -> tuple[list[Receipt], list[PostingIn]]:
    """Book incoming lines; `waiting` is the ledger account of money whose case is not known yet."""
    kept = Receipt.objects.bulk_create(
        [
            Receipt(
                court_id=one.transfer.court_id,
                transfer=one.transfer,
                amount_fen=one.transfer.amount_fen,
                received_on=one.transfer.booked_on,
                payer=one.transfer.counterparty,
                candidates=list(one.candidates),
                source=one.source,
            )
            for one in receipts
        ],
        batch_size=5000,
    )
    postings = [
        PostingIn(
            "receive",
            one.transfer.booked_on,
            one.at,
            f"receive:{one.transfer.fingerprint}",
            ((one.transfer.bank_account.account_id, one.transfer.amount_fen), (waiting, -one.transfer.amount_fen)),
            memo=one.transfer.reference[:60],
        )
        for one in receipts
    ]
    return kept, postings


_IDENTIFY = """
update funds_receipt r
set state = 'identified', case_id = (i.row->>'case')::bigint, reasons = i.row->'reasons',
    identified_at = (i.row->>'at')::timestamptz, identified_by = i.row->>'by'
from jsonb_array_elements(%s::jsonb) as i (row)
where r.id = (i.row->>'receipt')::bigint and r.state = 'unidentified'
"""


def identify_many(identified: Sequence[IdentifyIn]) -> list[Deed]:
    """Give receipts to their cases. Raises `Refused` for a case of another court, or when somebody was faster."""
    for one in identified:
        require(one.acting, "funds.identify")
        if one.case.court_id != one.receipt.court_id:
            raise Refused(
                Fault("receipt.other_court", "案件不属于本院", "请核对案号", field="案号", value=one.case.number)
            )
    with connection.cursor() as cursor:
        rows = [
            {
                "receipt": one.receipt.pk,
                "case": one.case.pk,
                "reasons": list(one.reasons),
                "at": one.at.isoformat(),
                "by": one.acting.code,
            }
            for one in identified
        ]
        cursor.execute(_IDENTIFY, [json.dumps(rows, ensure_ascii=False)])
        if cursor.rowcount != len(identified):
            raise Refused(Fault("receipt.taken", "有到账已被认领", "请刷新后查看", field="到账"))
    return [
        Deed(
            one.acting,
            "funds.identify",
            one.at,
            ground="法发〔2017〕6号",
            subject=f"case:{one.case.pk}",
            payload={"receipt": one.receipt.pk, "fen": one.receipt.amount_fen, "reasons": codes_of(one.reasons)},
        )
        for one in identified
    ]


def identified_postings(
    identified: Sequence[IdentifyIn], *, turns: Sequence[int], waiting: int, of_case: Mapping[int, int]
) -> list[PostingIn]:
    """The postings of receipts given to cases; `turns` are the numbers of their acts, `of_case` ledger accounts."""
    return [
        PostingIn(
            "identify",
            one.on,
            one.at,
            f"identify:{one.receipt.pk}:{turn}",
            ((waiting, one.receipt.amount_fen), (of_case[one.case.pk], -one.receipt.amount_fen)),
            memo=one.case.number,
        )
        for one, turn in zip(identified, turns, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class PlanIn:
    """A plan over one case for one creditor: no window for objections is due (民诉解释 509)."""

    acting: Acting
    number: str
    debtor: Person
    source: SourceIn
    lines: Sequence[LineIn]
    inputs: Mapping[str, Any]
    outcome: Mapping[str, Any]
    value_on: date
    at: datetime


def draft_plans(drafts: Sequence[PlanIn]) -> tuple[list[DistributionPlan], list[Deed]]:
    """Keep plans as computed. Raises `BadInput` unless each gives away what it takes, to the fen."""
    for one in drafts:
        require(one.acting, "plan.make")
        given = sum(line.amount for line in one.lines) + one.source.fee
        if one.source.taken != given or given == 0:
            raise BadInput(
                Fault(
                    "plan.sums",
                    "方案不平：取出 {taken} 分，分配 {given} 分",
                    "请重新计算方案",
                    field="分配方案",
                    value=one.number,
                    data={"taken": one.source.taken, "given": given},
                )
            )
    kept = DistributionPlan.objects.bulk_create(
        [
            DistributionPlan(
                court_id=one.acting.court_id,
                number=one.number,
                debtor=one.debtor,
                lead_case=one.source.case,
                funds_fen=one.source.taken,
                fee_fen=one.source.fee,
                inputs=dict(one.inputs),
                outcome=dict(one.outcome),
                made_by=one.acting.code,
                made_at=one.at,
                waived=True,
                value_on=one.value_on,
            )
            for one in drafts
        ],
        batch_size=2000,
    )
    PlanSource.objects.bulk_create(
        [
            PlanSource(
                court_id=plan.court_id,
                plan=plan,
                case=one.source.case,
                taken_fen=one.source.taken,
                fee_fen=one.source.fee,
            )
            for plan, one in zip(kept, drafts, strict=True)
        ],
        batch_size=5000,
    )
    PlanLine.objects.bulk_create(
        [
            PlanLine(
                court_id=plan.court_id,
                plan=plan,
                position=position,
                case=line.case,
                payee=line.payee,
                claim_fen=line.claim,
                amount_fen=line.amount,
                rank=line.rank,
                steps=list(line.steps),
            )
            for plan, one in zip(kept, drafts, strict=True)
            for position, line in enumerate(one.lines, start=1)
        ],
        batch_size=5000,
    )
    deeds = [
        Deed(
            one.acting,
            "plan.draft",
            one.at,
            ground="民事诉讼法解释（2022）第五百零九条",
            subject=f"case:{one.source.case.pk}",
            payload={"plan": one.number, "fen": one.source.taken, "lines": len(one.lines), "fee": one.source.fee},
        )
        for one in drafts
    ]
    return kept, deeds


@dataclass(frozen=True, slots=True)
class PlanStep:
    """Somebody approves a plan, or carries it out, at a moment."""

    acting: Acting
    plan: DistributionPlan
    on: date
    at: datetime


_CONFIRM = """
update funds_distributionplan p set state = 'confirmed', confirmed_by = c.by_whom
from unnest(%s::bigint[], %s::text[]) as c (plan_id, by_whom) where p.id = c.plan_id and p.state = 'draft'
"""
_CARRY_OUT = """
update funds_distributionplan p set state = 'effective', effective_on = c.day
from unnest(%s::bigint[], %s::date[]) as c (plan_id, day) where p.id = c.plan_id and p.state = 'confirmed' and p.waived
"""


def confirm_plans(steps: Sequence[PlanStep]) -> list[Deed]:
    """Approve plans; never by the one who made them."""
    for step in steps:
        require(step.acting, "plan.confirm")
        if step.plan.made_by == step.acting.code:
            raise Refused(
                Fault(
                    "plan.own",
                    "不能审批自己拟定的方案",
                    "请由另一名有权人员审批",
                    field="审批人",
                    value=step.acting.name,
                )
            )
    _each(_CONFIRM, [[step.plan.pk for step in steps], [step.acting.code for step in steps]], len(steps), "draft")
    return [
        Deed(
            step.acting,
            "plan.confirm",
            step.at,
            subject=f"case:{step.plan.lead_case_id}",
            payload={"plan": step.plan.number},
        )
        for step in steps
    ]


def carry_out_plans(
    steps: Sequence[PlanStep], *, of_case: Mapping[int, int], fee_account: int
) -> tuple[list[PostingIn], list[Deed]]:
    """Make plans effective that need no window: the postings that move their money, and the acts.

    `of_case` are the ledger accounts of the cases, `fee_account` that of the execution fee.
    """
    for step in steps:
        require(step.acting, "plan.make")
    _each(_CARRY_OUT, [[step.plan.pk for step in steps], [step.on for step in steps]], len(steps), "confirmed")
    plans = [step.plan for step in steps]
    lines: dict[int, list[tuple[int, int, Fen]]] = {plan.pk: [] for plan in plans}
    for plan_id, case_id, payee_id, fen in PlanLine.objects.filter(plan__in=plans).values_list(
        "plan_id", "case_id", "payee_id", "amount_fen"
    ):
        lines[plan_id].append((case_id, payee_id, fen))
    owners = sorted({(case, payee) for rows in lines.values() for case, payee, fen in rows if fen})
    payees = open_payee_accounts(court_id=steps[0].plan.court_id, owners=owners) if owners else {}
    postings = [
        PostingIn(
            "distribute",
            step.on,
            step.at,
            f"plan:{step.plan.pk}",
            (
                (of_case[step.plan.lead_case_id], step.plan.funds_fen),
                *((payees[case, payee], -fen) for case, payee, fen in lines[step.plan.pk] if fen),
                (fee_account, -step.plan.fee_fen),
            ),
            memo=step.plan.number,
        )
        for step in steps
    ]
    deeds = [
        Deed(
            step.acting,
            "plan.carry_out",
            step.at,
            ground="民事诉讼法解释（2022）第五百一十条",
            subject=f"case:{step.plan.lead_case_id}",
            payload={"plan": step.plan.number, "held_fen": 0},
        )
        for step in steps
    ]
    return postings, deeds


def _each(statement: str, parameters: list[Any], wanted: int, state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        if cursor.rowcount != wanted:
            raise Refused(
                Fault(
                    "plan.moved_on",
                    "有方案当前不是“{wanted}”状态",
                    "请刷新后查看",
                    field="分配方案",
                    data={"wanted": PlanState(state).label},
                )
            )
