"""Ask the court's bank for what was booked, and take it in: money finds its case without anybody importing a file."""

from datetime import datetime, timedelta

from django.utils import timezone

from duixian.domain.courts import scope
from duixian.domain.funds.models import BankAccount
from duixian.domain.trail.acting import Acting
from duixian.flows.import_statement import ImportReport, take_statement
from duixian.ports.banks import Bank

DAYS_BACK = 3
"""Days asked for besides today: a booking told late, or a weekend without a worker, is not missed."""


def fetch(*, court_id: int, bank: Bank, now: datetime) -> ImportReport | None:
    """Take in the bookings of today and the days before; None for a court without an account.

    Raises what the bank raises (`BankUnreachable`, `BankRefused`), and `BadInput` for a statement not to be believed.
    """
    with scope.of_court(court_id):
        account = BankAccount.objects.filter(court_id=court_id).first()
    if account is None:
        return None
    today = timezone.localtime(now).date()
    statement = bank.statement(account.number, first=today - timedelta(days=DAYS_BACK), last=today)
    with scope.of_court(court_id):
        return take_statement(acting=Acting.system(court_id, "statement"), statement=statement, now=now)
