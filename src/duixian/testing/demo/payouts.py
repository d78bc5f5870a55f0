"""The payouts of a court: one batch on every batch day, through the services, by different hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from duixian.base.faults import Refused
from duixian.connectors.banks.iso20022 import REASONS
from duixian.domain.funds.models import Payout, PayoutState
from duixian.domain.funds.services import payouts
from duixian.domain.parties import services as parties
from duixian.domain.parties.models import Person
from duixian.domain.trail.acting import Acting
from duixian.flows import pay_out
from duixian.ports.banks import BatchReport, PaymentResult, PaymentState
from duixian.testing.demo.house import House
from duixian.testing.demo.lines import Outgoing
from duixian.worlds.courts import BANK_NAME, FLAGSHIP
from duixian.worlds.people import luhn

MADE_AT = time(17, 0)


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A payout that arrived, and its line on the statement."""

    case_id: int
    line: Outgoing


class Payouts:
    """Makes the batches. The last one of some courts is left for the user: to be checked, or to be approved."""

    def __init__(self, house: House, zone: tzinfo, *, last: date) -> None:
        self.house = house
        self.zone = zone
        self.last = last
        self.new_accounts: list[tuple[int, str]] = []

    def batch(self, day: date, bouncing: Mapping[int, str]) -> tuple[list[PaidRow], list[int]]:
        """The batch of a day: what was paid, and the cases whose payout failed. `bouncing`: case id → reason code."""
        self._correct_accounts(day)
        try:
            batch = pay_out.make_batch(acting=self.house.who("accountant"), now=self._at(day, 17, 5))
        except Refused:
            return [], []
        if day == self.last and self.house.spec.code == FLAGSHIP:
            return [], []
        batch = payouts.check_batch(acting=self.house.who("checker"), batch=batch, now=self._at(day, 17, 20))
        if batch.needs_approval:
            if day == self.last and self.house.court.pk % 2:
                return [], []
            batch = payouts.approve_batch(acting=self._approver(), batch=batch, now=self._at(day, 17, 40))
        batch = payouts.mark_sent(
            acting=Acting.system(batch.court_id, "payout"), batch=batch, now=self._at(day, 17, 45)
        )
        rows = list(Payout.objects.filter(batch=batch).order_by("pk"))
        failed = [row for row in rows if row.case_id in bouncing]
        report = BatchReport(
            message_id=batch.message_id,
            report_id=f"R{batch.message_id}",
            state=PaymentState.PENDING,
            results=tuple(
                PaymentResult(
                    end_to_end_id=row.end_to_end_id,
                    state=PaymentState.REJECTED if row in failed else PaymentState.SETTLED,
                    reason_code=bouncing.get(row.case_id, ""),
                    reason=REASONS.get(bouncing.get(row.case_id, ""), ""),
                    settled_on=day,
                    amount=row.amount_fen,
                )
                for row in rows
            ),
            simulated=True,
        )
        batch, _, _ = pay_out.take_report(
            acting=Acting.system(batch.court_id, "payout"), batch=batch, report=report, now=self._at(day, 18, 30)
        )
        assert batch.state == PayoutState.PAID, "every payout of the batch has its answer"
        self.new_accounts = [(row.payee_id, row.account_number) for row in failed]
        paid = [
            PaidRow(row.case_id, Outgoing(row.end_to_end_id, row.holder, row.account_number, row.amount_fen))
            for row in rows
            if row not in failed
        ]
        return paid, [row.case_id for row in failed]

    def _correct_accounts(self, day: date) -> None:
        """Payees whose account was gone have named another by the next batch."""
        for person_id, old in self.new_accounts:
            person = Person.objects.get(pk=person_id)
            body = f"{old[:6]}{(int(old[6:-1]) + 1) % 10**12:012d}"
            parties.name_account(
                acting=self.house.who("officer"),
                person=person,
                holder=person.name,
                number=luhn(body),
                bank_name=BANK_NAME,
                now=self._at(day, 17, 1),
            )
        self.new_accounts = []

    def _approver(self) -> Acting:
        try:
            return self.house.who("approver")
        except LookupError:
            return self.house.who("chief")

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone)
