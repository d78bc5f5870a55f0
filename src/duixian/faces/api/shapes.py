"""What goes over the wire. Amounts are yuan as decimal strings, days are ISO; a problem is a list of faults."""

from datetime import date
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from duixian.base.faults import Fault

Yuan = Annotated[str, Field(pattern=r"^-?\d{1,17}\.\d{2}$", examples=["12345.67"])]
Id = Annotated[int, Field(ge=1, le=9_007_199_254_740_991)]
Words = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2100, 12, 31))]
Page = Annotated[int, Field(ge=1, le=100_000)]
PerPage = Annotated[int, Field(ge=1, le=200)]


class FaultOut(Schema):
    """One thing that is wrong: stable code, field, value, place, sentence, remedy."""

    code: str
    field: str = ""
    value: str = ""
    place: str = ""
    message: str
    remedy: str = ""

    @classmethod
    def of(cls, fault: Fault) -> "FaultOut":
        return cls(**fault.as_json())


class Problem(Schema):
    """Why the request was not done; nothing has changed."""

    faults: list[FaultOut]


ProblemCodes = frozenset({400, 401, 403, 404, 409, 422})


class PersonOut(Schema):
    """A party. The number is masked; the full one is shown at the desk alone, for a stated reason."""

    id: int
    name: str
    role: str
    role_label: str
    kind: str
    id_number_masked: str


class CaseBrief(Schema):
    """A case in a list."""

    id: int
    number: str
    court: str
    state: str
    state_label: str
    cause: str
    claim: Yuan
    filed_on: date
    closed_on: date | None
    officer: str
    applicants: list[str]
    debtors: list[str]


class CasePage(Schema):
    """A page of cases, newest first."""

    total: int
    page: int
    per_page: int
    items: list[CaseBrief]


class ObligationOut(Schema):
    """One thing the title orders."""

    key: str
    kind: str
    label: str
    amount: Yuan | None


class NodeOut(Schema):
    """A time limit: its day, the article, and how it was counted."""

    rule: str
    title: str
    basis: str
    started_on: date
    due_on: date
    done_on: date | None
    light: str
    explanation: list[str]


class MoneyOut(Schema):
    """Where the money of a case is."""

    received: Yuan
    on_account: Yuan
    with_payees: Yuan
    held: Yuan
    under_way: Yuan
    paid: Yuan
    unclaimed: Yuan


class TitleOut(Schema):
    """The enforceable title."""

    kind: str
    made_by: str
    number: str
    made_on: date | None
    effective_on: date


class CaseDetail(CaseBrief):
    """A case with its parties, title, obligations, limits and money."""

    account_number: str
    parties: list[PersonOut]
    title: TitleOut
    obligations: list[ObligationOut]
    nodes: list[NodeOut]
    money: MoneyOut


class DebtOut(Schema):
    """The debt of a case on a day. `statement` is what `duixian debt --json` prints; null when no money is ordered."""

    case_id: int
    number: str
    on: date
    remaining: Yuan
    fee: Yuan
    fee_open: Yuan
    to_pay: Yuan
    statement: dict[str, Any] | None
    faults: list[FaultOut]


class ReceiptOut(Schema):
    """Money that came in."""

    id: int
    received_on: date
    amount: Yuan
    payer: str
    remark: str
    state: str
    case_id: int | None
    case_number: str | None
    reasons: list[dict[str, Any]]
    candidates: list[dict[str, Any]]


class ReceiptPage(Schema):
    """A page of receipts, oldest first."""

    total: int
    page: int
    per_page: int
    items: list[ReceiptOut]


class IdentifyIn(Schema):
    """To which case a receipt belongs, and why."""

    case_id: Id
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00]*$")]


class PlanLineOut(Schema):
    """What one payee gets; `steps` explain it."""

    case_id: int
    case_number: str
    payee: str
    claim: Yuan
    amount: Yuan
    held: Yuan
    rank: str
    steps: list[Any]


class PlanBrief(Schema):
    """A distribution plan in a list."""

    id: int
    number: str
    debtor: str
    state: str
    state_label: str
    funds: Yuan
    fee: Yuan
    made_by: str
    confirmed_by: str
    served_on: date | None
    objections_until: date | None
    effective_on: date | None


class PlanPage(Schema):
    """A page of plans, newest first."""

    total: int
    page: int
    per_page: int
    items: list[PlanBrief]


class PlanDetail(PlanBrief):
    """A plan with its lines."""

    lines: list[PlanLineOut]


class WhatIfIn(Schema):
    """Which cases of one debtor to divide the money of; nothing is kept."""

    case_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    debtor_id: Id
    on: Day | None = None


class WhatIfOut(Schema):
    """The plan as the law would divide the money now."""

    value_on: date
    waived: bool
    funds: Yuan
    residue: Yuan
    lines: list[PlanLineOut]
    notes: list[str]


class ParseIn(Schema):
    """A judgment, a mediation or its operative part, as text."""

    text: Annotated[str, Field(min_length=1, max_length=2_000_000)]


class TokenIn(Schema):
    """A key to make: for what, and for how many days (1 to 365)."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
    days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenOut(Schema):
    """A key of the officer's; the key itself is not kept."""

    id: int
    name: str
    created_at: str
    expires_at: str
    last_used_at: str | None


class TokenMade(TokenOut):
    """A key just made: `key` is shown this once."""

    key: str
