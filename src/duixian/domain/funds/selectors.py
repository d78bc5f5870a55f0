"""Reading the money. Amounts in fen; every figure comes with the rows it is made of."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from duixian.base.money import Fen
from duixian.domain.funds.models import (
    Account,
    AccountKind,
    BankAccount,
    BankTransfer,
    Credit,
    CreditKind,
    DistributionPlan,
    Leg,
    LineDoubt,
    Payout,
    PayoutBatch,
    PayoutState,
    PlanLine,
    PlanObjection,
    PlanSource,
    PlanState,
    Receipt,
    ReceiptState,
    StatementImport,
)
from duixian.law.distribution import RESIDUE

COST = "cost"
"""The rank of a line that pays a cost of enforcement other than the fee: an appraiser, or who advanced the cost."""

OUTSIDE = "outside"
"""The rank of a line that pays who has a right to the thing before the case's own creditors, and no case here."""

NO_CREDITOR = frozenset({RESIDUE, COST})
"""Ranks of lines whose payees share in nothing: they cannot object to what others get."""

NO_CLAIM = NO_CREDITOR | {OUTSIDE}
"""Ranks of lines that pay no claim of a case: what they give lowers no debt of the title."""

RED_AFTER_DAYS = 3
"""Unidentified money stands under a red light from the third day (嘉鱼 practice; a court's setting may be stricter)."""


@dataclass(frozen=True, slots=True)
class CaseMoney:
    """Where the money of one case is."""

    received: Fen = 0  # identified receipts, and the price of things sold
    on_account: Fen = 0  # not yet distributed
    with_payees: Fen = 0  # distributed, not yet on its way
    held: Fen = 0  # disputed
    under_way: Fen = 0  # payouts without a final answer
    paid: Fen = 0  # arrived
    unclaimed: Fen = 0
    deposits: Fen = 0  # kept for bidders: not the case's money

    @property
    def waiting(self) -> Fen:
        """Everything of the case that has not reached anybody."""
        return self.on_account + self.with_payees + self.held + self.under_way


def money_of(case_ids: Iterable[int]) -> dict[int, CaseMoney]:
    """Where the money of each case is, in four queries for any number of cases."""
    ids = list(case_ids)
    parts: dict[int, dict[str, Fen]] = {case_id: {} for case_id in ids}
    names: dict[str, str] = {
        AccountKind.CASE: "on_account",
        AccountKind.PAYEE: "with_payees",
        AccountKind.HELD: "held",
        AccountKind.UNCLAIMED: "unclaimed",
        AccountKind.DEPOSIT: "deposits",
    }
    for row in (
        Account.objects.filter(case_id__in=ids).values("case_id", "kind").annotate(fen=Sum("balance_fen")).order_by()
    ):
        parts[row["case_id"]][names[row["kind"]]] = int(row["fen"])
    own = Receipt.objects.filter(case_id__in=ids, state=ReceiptState.IDENTIFIED)
    for came in (own, Credit.objects.filter(case_id__in=ids).exclude(kind=CreditKind.SET_OFF)):
        for got in came.values("case_id").annotate(fen=Sum("amount_fen")).order_by():
            parts[got["case_id"]]["received"] = parts[got["case_id"]].get("received", 0) + int(got["fen"])
    for out in (
        Payout.objects.filter(case_id__in=ids)
        .values("case_id")
        .annotate(
            paid=Sum("amount_fen", filter=Q(state=PayoutState.PAID), default=0),
            under_way=Sum("amount_fen", filter=Q(state__in=PENDING), default=0),
        )
        .order_by()
    ):
        parts[out["case_id"]] |= {"paid": int(out["paid"]), "under_way": int(out["under_way"])}
    return {case_id: CaseMoney(**values) for case_id, values in parts.items()}


def cases_with_money(court_id: int) -> QuerySet[Account, int | None]:
    """Ids of the cases of a court of whose money some lies here: on the account, with payees, held."""
    kinds = (AccountKind.CASE, AccountKind.PAYEE, AccountKind.HELD)
    lies = Account.objects.filter(court_id=court_id, kind__in=kinds, balance_fen__gt=0, case__isnull=False)
    return lies.values_list("case_id", flat=True)


PENDING = (PayoutState.DRAFT, PayoutState.CHECKED, PayoutState.APPROVED, PayoutState.SENT)


def cases_settled_by(batch: PayoutBatch) -> QuerySet[Payout, int]:
    """Ids of the cases of a batch of whose money nothing waits any more: `CaseMoney.waiting` is nought."""
    waiting = Account.objects.filter(case=OuterRef("case"), balance_fen__gt=0).exclude(
        kind__in=(AccountKind.UNCLAIMED, AccountKind.DEPOSIT)
    )
    pending = Payout.objects.filter(case=OuterRef("case"), state__in=PENDING)
    return (
        Payout.objects.filter(batch=batch)
        .exclude(Exists(waiting))
        .exclude(Exists(pending))
        .values_list("case_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Paid:
    """A sum that counts against the debt of a case from a day on. `pot` names the thing it is the price of
    (`sale_key`), empty for other money."""

    on: date
    amount: Fen
    source: str  # voluntary, deducted, sale
    reference: str
    pot: str = ""


def sale_key(credit: Credit) -> str:
    """The key of the money a thing brought, among what lies on a case's account."""
    return f"sale:{credit.pk}"


def payments_of(case_id: int) -> list[Paid]:
    """What counts against the debt of a case, by day.

    Money identified for the case counts from the day it came in; the price of a thing sold, and what a creditor took a
    thing for, from the day the ruling was served (法释〔2014〕8号 三). Once a plan has divided money, what counts is
    what the plan gave this case's claims, with what objections to it moved: the money the plan took is used up oldest
    first, the price of a thing only by a plan that names it; a plan for one claim of one case keeps the days on which
    the money counted, any other counts from its `value_on`, as it was made.
    """
    credits_ = list(Credit.objects.filter(case_id=case_id).order_by("on", "pk"))
    payments = [
        Paid(one.on, one.amount_fen, "sale", f"抵债{one.pk}") for one in credits_ if one.kind == CreditKind.SET_OFF
    ]
    sold = [
        Paid(one.on, one.amount_fen, "sale", f"变价{one.pk}", sale_key(one) if one.of_thing else "")
        for one in credits_
        if one.kind != CreditKind.SET_OFF
    ]
    receipts = [
        Paid(receipt.received_on, receipt.amount_fen, receipt.source, f"到账{receipt.pk}")
        for receipt in Receipt.objects.filter(case_id=case_id, state=ReceiptState.IDENTIFIED).order_by(
            "received_on", "pk"
        )
    ]
    pots: dict[str, deque[Paid]] = {"": deque(sorted((*receipts, *_free(sold)), key=lambda paid: paid.on))}
    for paid in sold:
        if paid.pot:
            pots[paid.pot] = deque([paid])
    taken_by = dict(
        PlanSource.objects.filter(case_id=case_id, plan__state=PlanState.EFFECTIVE).values_list("plan_id", "taken_fen")
    )
    given_by: dict[int, Fen] = {}
    lines = PlanLine.objects.filter(case_id=case_id, plan__state=PlanState.EFFECTIVE).exclude(rank__in=NO_CLAIM)
    won, lost = _rests(case_id)
    for plan_id, fen in (
        *lines.values_list("plan_id", "amount_fen"),
        *won.values_list("plan_id", "rest_fen"),
        *((plan_id, -fen) for plan_id, fen in lost.values_list("plan_id", "rest_fen")),
    ):
        given_by[plan_id] = given_by.get(plan_id, 0) + fen
    plans = DistributionPlan.objects.filter(pk__in={*taken_by, *given_by}).order_by("effective_on", "pk")
    if len(pots) == 1:
        plans = plans.defer("inputs", "outcome")
    claims = Count("lines", filter=~Q(lines__rank__in=NO_CLAIM), distinct=True)
    for plan in plans.annotate(cases=Count("sources", distinct=True), claims=claims):
        used = _use(pots, taken_by.get(plan.pk, 0), _named(plan) if len(pots) > 1 else {})
        given = given_by.get(plan.pk, 0)
        if plan.cases == 1 and plan.claims == 1:
            payments += [replace(paid, reference=plan.number) for paid in _take(deque(used), given)]
        elif given:
            payments.append(Paid(plan.value_on, given, "voluntary", plan.number))
    payments += [paid for waiting in pots.values() for paid in waiting]
    return sorted(payments, key=lambda paid: (paid.on, paid.reference))


def _free(sold: Iterable[Paid]) -> list[Paid]:
    return [paid for paid in sold if not paid.pot]


def _named(plan: DistributionPlan) -> dict[str, Fen]:
    """What a plan took of the price of each thing, as it was computed."""
    return {pot["key"]: int(pot["amount"]) for pot in plan.inputs.get("proceeds", ()) if pot["key"].startswith("sale:")}


def _use(pots: Mapping[str, deque[Paid]], taken: Fen, named: Mapping[str, Fen]) -> list[Paid]:
    """Take what a plan took off the pots it names, and the rest off the other money, oldest first."""
    used: list[Paid] = []
    for key, amount in named.items():
        if key in pots:
            used += _take(pots[key], min(amount, taken))
            taken -= min(amount, taken)
    used += _take(pots[""], taken)
    return sorted(used, key=lambda paid: paid.on)


@dataclass(frozen=True, slots=True)
class Pot:
    """Money on a case's account of one origin, not yet taken by a plan carried out, fen. `credit`: the price of a
    thing; None: all other money of the case."""

    key: str
    amount: Fen
    credit: Credit | None = None


def pots_of(case_id: int) -> list[Pot]:
    """What lies on a case's account, the price of each thing sold apart from the rest. Things first, oldest first."""
    lies = on_account(case_id)
    sold = list(
        Credit.objects.filter(case_id=case_id, of_thing=True).exclude(kind=CreditKind.SET_OFF).order_by("on", "pk")
    )
    if not sold:
        return [Pot(f"case:{case_id}", lies)] if lies else []
    taken: dict[str, Fen] = {}
    plans = DistributionPlan.objects.filter(sources__case_id=case_id, state=PlanState.EFFECTIVE).distinct()
    for plan in plans:
        for key, fen in _named(plan).items():
            taken[key] = taken.get(key, 0) + fen
    pots = [Pot(sale_key(one), one.amount_fen - taken.get(sale_key(one), 0), one) for one in sold]
    pots.append(Pot(f"case:{case_id}", lies - sum(pot.amount for pot in pots)))
    return [pot for pot in pots if pot.amount > 0]


def _take(queue: deque[Paid], amount: Fen) -> list[Paid]:
    """Take `amount` off the front of the queue, splitting the last piece; less when the queue runs out."""
    taken: list[Paid] = []
    while amount and queue:
        first = queue.popleft()
        part = min(amount, first.amount)
        taken.append(replace(first, amount=part))
        if part < first.amount:
            queue.appendleft(replace(first, amount=first.amount - part))
        amount -= part
    return taken


def distributed_to(case_id: int, *, payee_id: int | None = None) -> list[Paid]:
    """What plans have given the claims of a case (of one payee), and what he took things for, by day; money not yet
    distributed does not count."""
    lines = PlanLine.objects.filter(case_id=case_id, plan__state=PlanState.EFFECTIVE).exclude(rank__in=NO_CLAIM)
    won, lost = _rests(case_id)
    if payee_id is not None:
        lines, won, lost = (
            lines.filter(payee_id=payee_id),
            won.filter(rest_to_id=payee_id),
            lost.filter(line__payee_id=payee_id),
        )
    given: dict[tuple[date, str], Fen] = {}
    for rows, amount, sign in ((lines, "amount_fen", 1), (won, "rest_fen", 1), (lost, "rest_fen", -1)):
        for on, number, fen in rows.values_list("plan__value_on", "plan__number", amount):
            given[on, number] = given.get((on, number), 0) + sign * fen
    plans = [Paid(on, fen, "voluntary", number) for (on, number), fen in sorted(given.items()) if fen]
    taken = Credit.objects.filter(case_id=case_id, kind=CreditKind.SET_OFF)
    if payee_id is not None:
        taken = taken.filter(person_id=payee_id)
    plans += [Paid(one.on, one.amount_fen, "sale", f"抵债{one.pk}") for one in taken]
    return sorted(plans, key=lambda paid: (paid.on, paid.reference))


def _rests(case_id: int) -> tuple[QuerySet[PlanObjection], QuerySet[PlanObjection]]:
    """Settled objections that moved money of effective plans: to claims of the case, and away from them."""
    moved = PlanObjection.objects.filter(rest_fen__gt=0, plan__state=PlanState.EFFECTIVE)
    return (
        moved.filter(rest_case_id=case_id).exclude(rest_to=F("plan__debtor")),
        moved.filter(line__case_id=case_id).exclude(line__rank__in=NO_CLAIM),
    )


def others_paid(case_id: int, *, debtor_id: int) -> bool:
    """Whether plans over the money of another debtor have paid claims of a case."""
    lines = PlanLine.objects.filter(case_id=case_id, plan__state=PlanState.EFFECTIVE, amount_fen__gt=0)
    return lines.exclude(rank__in=NO_CLAIM).exclude(plan__debtor_id=debtor_id).exists()


def fee_taken(case_id: int) -> Fen:
    """Execution fee collected out of a case's money by plans carried out."""
    taken = PlanSource.objects.filter(case_id=case_id, plan__state=PlanState.EFFECTIVE).aggregate(fen=Sum("fee_fen"))
    return int(taken["fen"] or 0)


def on_account(case_id: int) -> Fen:
    """What lies on a case's account, not yet distributed."""
    found = Account.objects.filter(case_id=case_id, kind=AccountKind.CASE).first()
    return found.balance_fen if found else 0


def last_receipt_day(case_ids: Iterable[int]) -> date | None:
    """The day the newest identified receipt of these cases came in, or the newest price of a thing became theirs."""
    ids = list(case_ids)
    own = Receipt.objects.filter(case_id__in=ids, state=ReceiptState.IDENTIFIED)
    sold = Credit.objects.filter(case_id__in=ids).exclude(kind=CreditKind.SET_OFF)
    days = (own.aggregate(day=Max("received_on"))["day"], sold.aggregate(day=Max("on"))["day"])
    return max((day for day in days if day is not None), default=None)


def receipts_waiting(*, on: date | None = None, older_than_days: int | None = None) -> QuerySet[Receipt]:
    """Receipts without a case, oldest first."""
    waiting = Receipt.objects.filter(state=ReceiptState.UNIDENTIFIED).order_by("received_on", "pk")
    if on is not None and older_than_days is not None:
        waiting = waiting.filter(received_on__lt=on - timedelta(days=older_than_days))
    return waiting


def lines_in_doubt(court_id: int) -> QuerySet[LineDoubt]:
    """Lines nobody has yet compared with the line they may repeat, oldest first. None of them is booked."""
    return LineDoubt.objects.filter(court_id=court_id, same__isnull=True).order_by("pk")


def payees_waiting(court_id: int) -> QuerySet[Account]:
    """Payees with a balance."""
    return Account.objects.filter(court_id=court_id, kind=AccountKind.PAYEE, balance_fen__gt=0).order_by("pk")


def owed_to_payees(case_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Case and person wherever a payee of these cases has a balance, or a payout without a final answer."""
    ids = list(case_ids)
    owed = Account.objects.filter(case_id__in=ids, kind=AccountKind.PAYEE, balance_fen__gt=0)
    pending = Payout.objects.filter(case_id__in=ids, state__in=PENDING)
    return {*owed.values_list("case_id", "person_id"), *pending.values_list("case_id", "payee_id")}


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Sums of the ledger on a day, by kind of account; the two sides are equal or something is wrong."""

    on: date
    lines: Mapping[str, Fen]

    @property
    def have(self) -> Fen:
        """What is in the bank."""
        return self.lines.get(AccountKind.BANK, 0)

    @property
    def owe(self) -> Fen:
        """What is owed to all others."""
        return sum(fen for kind, fen in self.lines.items() if kind != AccountKind.BANK)

    @property
    def balanced(self) -> bool:
        """Whether both sides agree to the fen."""
        return self.have == self.owe


def trial_balance(*, court_id: int, on: date) -> TrialBalance:
    """From the legs themselves, not from the balances kept beside them."""
    rows = (
        Leg.objects.filter(court_id=court_id, posting__on__lte=on)
        .values(kind=F("account__kind"))
        .annotate(fen=Sum("amount_fen"))
        .order_by()
    )
    return TrialBalance(
        on=on,
        lines={row["kind"]: int(row["fen"]) * (1 if row["kind"] == AccountKind.BANK else -1) for row in rows},
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our books and the bank's on a day. `differences` explain the gap; `unexplained` should be zero."""

    day: date
    bank: Fen | None
    book: Fen
    differences: Sequence[Mapping[str, object]]

    @property
    def unexplained(self) -> Fen:
        """What the differences listed do not explain."""
        return 0 if self.bank is None else self.bank - self.book - sum(int(str(row["fen"])) for row in self.differences)


def compare_with_bank(*, bank_account: BankAccount, day: date) -> Comparison:
    """Compare the closing balance of the bank's statement with the books, and list what explains a gap: outgoing lines
    we did not order (bank charges), payouts settled at the bank's word but not yet on a statement."""
    book = trial_balance(court_id=bank_account.court_id, on=day).have
    statement = (
        StatementImport.objects.filter(bank_account=bank_account, closing_on=day, closing_fen__isnull=False)
        .order_by("-imported_at")
        .first()
    )
    lines = BankTransfer.objects.filter(bank_account=bank_account, booked_on__lte=day)
    lines = lines.filter(Q(doubt__isnull=True) | Q(doubt__same=False))  # what may be told twice counts once
    last = (
        lines.filter(balance_fen__isnull=False)
        .order_by("-booked_on", F("booked_at").desc(nulls_last=True), "-pk")
        .first()
    )
    bank = statement.closing_fen if statement else (last.balance_fen if last else None)
    outgoing = lines.filter(incoming=False)
    known = set(
        Payout.objects.filter(end_to_end_id__in=outgoing.values("reference")).values_list("end_to_end_id", flat=True)
    )
    differences: list[dict[str, object]] = [
        {
            "kind": "not_ordered",
            "label": "银行扣收，账面未记",
            "fen": -line.amount_fen,
            "reference": line.reference or line.remark,
        }
        for line in outgoing
        if line.reference not in known
    ]
    settled = Payout.objects.filter(batch__bank_account=bank_account, state=PayoutState.PAID, settled_on__lte=day)
    differences += [
        {
            "kind": "not_on_statement",
            "label": "账面已付，对账单未见",
            "fen": payout.amount_fen,
            "reference": payout.end_to_end_id,
        }
        for payout in settled.exclude(end_to_end_id__in=outgoing.values("reference"))
    ]
    return Comparison(day=day, bank=bank, book=book, differences=differences)


def last_statement_day(bank_account: BankAccount) -> date | None:
    """The newest day the bank has told us about."""
    day: date | None = BankTransfer.objects.filter(bank_account=bank_account).aggregate(day=Max("booked_on"))["day"]
    return day


def payouts_in_flight(case_id: int) -> int:
    """Payouts of a case without a final answer of the bank."""
    return Payout.objects.filter(case_id=case_id, state__in=PENDING).count()
