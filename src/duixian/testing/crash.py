"""The setting of the crash experiment: a court whose payees wait for their money, made by acting, in bulk.

Everything the independent check looks at is there: the money came in on a statement, a plan gave it to the payees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Payout, PayoutBatch
from duixian.domain.funds.services import plans
from duixian.domain.parties.models import PayeeAccount, Person, PersonKind
from duixian.flows import pay_out
from duixian.testing.scenes.short import draft
from duixian.testing.scenes.stage import Stage

DEBTOR = "周建平"
_RANK = "普通债权"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A batch that has been through every hand and now waits for a worker."""

    court_id: int
    batch_id: int
    message_id: str
    total: Fen


def amounts(payees: int, seed: int) -> list[Fen]:
    """What each payee is owed, fen; different sums, so that a mix-up shows."""
    return [100 + (seed * 7919 + number * 104_729) % 500_000 for number in range(payees)]


def prepare(stage: Stage, *, payees: int, seed: int) -> Waiting:
    """File a case, let the money for all payees come in, divide it by a plan, make and check and approve one batch."""
    owed = amounts(payees, seed)
    case = stage.file(draft(1, "第一申请人", "工资", sum(owed), DEBTOR))
    stage.pay_in(sum(owed), payer=DEBTOR, case=case)
    stage.import_statement()
    people = _payees(stage, payees)
    _give(stage, case, people, owed)
    return _approved(stage)


def _payees(stage: Stage, payees: int) -> Sequence[Person]:
    """People in bulk: what `parties.enter` and `parties.name_account` would make, without 10,000 single acts."""
    court = stage.court
    with scope.of_court(court.pk):
        people = Person.objects.bulk_create(
            [Person(court=court, kind=PersonKind.NATURAL, name=f"受领人{n:06d}") for n in range(1, payees + 1)],
            batch_size=5000,
        )
        PayeeAccount.objects.bulk_create(
            [
                PayeeAccount(
                    court=court,
                    person=person,
                    holder=person.name,
                    number=f"621700{person.pk:013d}",
                    bank_name="合成银行",
                    confirmed_at=stage.moment,
                )
                for person in people
            ],
            batch_size=5000,
        )
    return people


def _give(stage: Stage, case: Case, people: Sequence[Person], owed: Sequence[Fen]) -> None:
    with scope.of_court(stage.court.pk), transaction.atomic():
        plan = plans.draft(
            acting=stage.staff["officer"],
            number=f"{case.number}分配方案之一",
            debtor=stage.debtor_of(case),
            lead_case=case,
            sources=[plans.SourceIn(case=case, taken=sum(owed))],
            lines=[
                plans.LineIn(case=case, payee=person, claim=fen, amount=fen, rank=_RANK, steps=())
                for person, fen in zip(people, owed, strict=True)
            ],
            inputs={},
            outcome={},
            waived=True,
            value_on=stage.today,
            now=stage.moment,
        )
        plans.confirm(acting=stage.staff["chief"], plan=plan, now=stage.moment)
        plans.carry_out(acting=stage.staff["accountant"], plan=plan, on=stage.today, now=stage.moment)


def _approved(stage: Stage) -> Waiting:
    with scope.of_court(stage.court.pk):
        batch = pay_out.make_batch(acting=stage.staff["accountant"], now=stage.moment)
    with scope.of_court(stage.court.pk):
        batch = pay_out.check_batch(acting=stage.staff["checker"], batch=batch, now=stage.moment)
    if batch.needs_approval:
        with scope.of_court(stage.court.pk):
            batch = pay_out.approve_batch(acting=stage.staff["chief"], batch=batch, now=stage.moment)
    return Waiting(stage.court.pk, batch.pk, batch.message_id, batch.total_fen)


def today() -> tuple[date, datetime]:
    """The real day: workers of the experiment live on the real clock."""
    now = timezone.localtime()
    return now.date(), now


def progress(waiting: Waiting) -> tuple[str, int]:
    """The state of the batch and how many of its payouts are final."""
    with scope.of_court(waiting.court_id):
        batch = PayoutBatch.objects.get(pk=waiting.batch_id)
        return batch.state, Payout.objects.filter(batch=batch, state="paid").count()


def books(waiting: Waiting) -> tuple[Fen, Fen]:
    """Both sides of the ledger."""
    with scope.of_court(waiting.court_id):
        balance = funds.trial_balance(court_id=waiting.court_id, on=date(9999, 12, 31))
        return balance.have, balance.owe
