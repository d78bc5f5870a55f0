"""What the database refuses to rewrite about money that was handled, whoever asks."""

from datetime import date

import pytest
from courthouse import CourtHouse, item
from django.db import DatabaseError, connection, transaction

from duixian.flows import pay_out

DAY = date(2026, 4, 1)


@pytest.fixture
def handled(own: CourtHouse) -> CourtHouse:
    """A case whose money was received, distributed and put into a batch that one more hand has been on."""
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    own.distribute(case, on=DAY)
    own.name(own.applicant(case))
    own.batch()
    return own


REFUSED = {
    "the sum of a receipt": "update funds_receipt set amount_fen = amount_fen + 1",
    "the day of a receipt": "update funds_receipt set received_on = received_on - 1",
    "a receipt deleted": "delete from funds_receipt",
    "the case's claim": "update cases_case set claim_fen = claim_fen + 1",
    "the day of filing": "update cases_case set filed_on = filed_on - 1",
    "a case deleted": "delete from cases_case",
    "where a payout goes": "update funds_payout set bank_code = '102100099996'",
    "the sum of a payout": "update funds_payout set amount_fen = 1",
    "a payout said to be paid": "update funds_payout set state = 'paid'",
    "a payout deleted": "delete from funds_payout",
    "a payout more": """
        insert into funds_payout (court_id, batch_id, case_id, payee_id, amount_fen, holder, account_number, bank_name,
                                  bank_code, end_to_end_id, state, reason)
        select court_id, batch_id, case_id, payee_id, 1, holder, account_number, bank_name, bank_code, 'X', 'draft', ''
        from funds_payout limit 1""",
    "no approver needed": "update funds_payoutbatch set needs_approval = not needs_approval",
    "a batch that goes back": "update funds_payoutbatch set state = 'draft'",
    "a batch said to be paid": "update funds_payoutbatch set state = 'paid'",
    "a batch deleted": "delete from funds_payoutbatch",
    "a plan's fee": "update funds_distributionplan set fee_fen = fee_fen + 1",
    "a plan's outcome": "update funds_distributionplan set outcome = '{}'",
    "a plan that goes back": "update funds_distributionplan set state = 'draft'",
    "a plan's line": "update funds_planline set amount_fen = amount_fen - 1",
    "a plan's line deleted": "delete from funds_planline",
    "a line more": """
        insert into funds_planline (court_id, plan_id, position, case_id, payee_id, claim_fen, amount_fen,
                                    held_fen, rank, steps)
        select court_id, plan_id, 99, case_id, payee_id, 1, 1, 0, '', '[]' from funds_planline limit 1""",
    "what a plan took": "update funds_plansource set taken_fen = taken_fen - 1",
    "the bank account's number": "update funds_bankaccount set number = '1'",
    "a case account's number": "update funds_caseaccount set number = '1'",
    "a statement": "update funds_statementimport set closing_fen = 0",
    "where a payee wants to be paid": "update parties_payeeaccount set number = '6217000000000012'",
    "a payee's account deleted": "delete from parties_payeeaccount",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses_to_rewrite(handled: CourtHouse, what: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[what])


def test_a_batch_is_its_payouts_when_it_leaves_its_makers_hands(own: CourtHouse) -> None:
    case = own.file(item("1", 1_000_000, "洪春生", "黎明华"))
    own.receive(case, 500_000, DAY)
    own.distribute(case, on=DAY)
    own.name(own.applicant(case))
    batch = pay_out.make_batch(acting=own.accountant, now=own.now)
    with connection.cursor() as cursor:
        cursor.execute(REFUSED["a payout more"])

    with pytest.raises(DatabaseError, match="its payouts are not its sum"), transaction.atomic():
        pay_out.check_batch(acting=own.checker, batch=batch, now=own.now)
