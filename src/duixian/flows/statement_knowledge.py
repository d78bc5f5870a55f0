"""What a court knows that could tell whose money a line of a bank statement is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from duixian.base.faults import BadInput
from duixian.domain.assets.models import ControlOrder
from duixian.domain.cases.models import Case, CaseRole, CaseState, Party
from duixian.domain.courts import selectors as courts
from duixian.domain.funds.models import CaseAccount
from duixian.flows import deduct_money
from duixian.flows.state_debt import debt_of
from duixian.reading.statements import Transfer
from duixian.reading.statements import claims as matching

_MANY_DEBTS = 20
"""Amounts are compared for so many candidates of one payer at the most: each takes a whole calculation."""


class Knowledge:
    """What the court knows that could tell whose money a line is, fetched once for the whole file."""

    def __init__(self, court_id: int, transfers: Sequence[Transfer]) -> None:
        self.court_code = courts.court(court_id).code
        self.by_number: dict[str, Case] = {}
        self.accounts: dict[int, str] = {}
        self._debts: dict[int, int | None] = {}
        subs = {t.sub_account for t in transfers if t.sub_account}
        numbers = {str(number) for t in transfers for number in matching.numbers_in(t.remark)}
        names = {t.counterparty for t in transfers if t.counterparty}
        # an upper court sees the cases of the courts below; money on its own account is never theirs
        own = {"court_id": court_id}
        self.by_sub = dict(CaseAccount.objects.filter(number__in=subs, **own).values_list("number", "case_id"))
        found = set(self.by_sub.values())
        found |= set(Case.objects.filter(number__in=numbers, **own).values_list("pk", flat=True))
        open_debtors = (
            Party.objects.filter(person__name__in=names, role__in=(CaseRole.DEBTOR, CaseRole.GUARANTOR), **own)
            .exclude(case__state=CaseState.CLOSED)
            .values_list("person__name", "case_id")
        )
        self.by_payer: dict[str, set[int]] = defaultdict(set)
        for name, case_id in open_debtors:
            self.by_payer[name].add(case_id)
            found.add(case_id)
        self.cases = {
            case.pk: case
            for case in Case.objects.filter(pk__in=found).select_related("title").prefetch_related("parties__person")
        }
        self.by_number = {case.number: case for case in self.cases.values()}
        self.accounts = dict(CaseAccount.objects.filter(case_id__in=found).values_list("case_id", "number"))
        self._deductions = deduct_money.deductions_of(court_id, {key for t in transfers for key in self.keys_in(t)})

    @staticmethod
    def keys_in(transfer: Transfer) -> list[str]:
        """Keys of orders that a line carries."""
        return deduct_money.keys_in((transfer.remark, transfer.reference, transfer.end_to_end_id))

    def deduction(self, transfer: Transfer) -> ControlOrder | None:
        """The order to deduct whose key a line carries, if it carries one of ours and no other."""
        found = [self._deductions.get(key) for key in self.keys_in(transfer)]
        return found[0] if len(found) == 1 else None

    def arrived(self, order: ControlOrder) -> None:
        """Read an order anew once its money is booked: another line of the file may carry its key too."""
        order.refresh_from_db()

    def case(self, number: str) -> Case:
        """A case by its number."""
        return self.by_number[number]

    def candidates(self, transfer: Transfer) -> list[matching.Candidate]:
        """The cases a line could belong to, with what the matching rules look at."""
        ids: set[int] = set(self.by_payer.get(transfer.counterparty, ()))
        if transfer.sub_account in self.by_sub:
            ids.add(self.by_sub[transfer.sub_account])
        for number in matching.numbers_in(transfer.remark):
            case = self.by_number.get(str(number))
            if case is not None:
                ids.add(case.pk)
        compare = len(ids) <= _MANY_DEBTS
        return [self._candidate(self.cases[case_id], transfer.booked_on, compare) for case_id in sorted(ids)]

    def _candidate(self, case: Case, on: date, compare: bool) -> matching.Candidate:
        parties: Iterable[Party] = case.parties.all()
        return matching.Candidate(
            number=case.number,
            account=self.accounts.get(case.pk, ""),
            debtors=tuple(p.person.name for p in parties if p.role in (CaseRole.DEBTOR, CaseRole.GUARANTOR)),
            debtor_ids=tuple(p.person.id_number for p in parties if p.role == CaseRole.DEBTOR and p.person.id_number),
            applicants=tuple(p.person.name for p in parties if p.role == CaseRole.APPLICANT),
            owed=self._owed(case, on) if compare else None,
            open=case.state != CaseState.CLOSED,
        )

    def _owed(self, case: Case, on: date) -> int | None:
        """What is to pay on a day; None where the facts of the case do not allow to say: then only the amount is not
        compared, the file is read all the same."""
        if case.pk not in self._debts:
            try:
                self._debts[case.pk] = debt_of(case, on=on).to_pay
            except BadInput:
                self._debts[case.pk] = None
        return self._debts[case.pk]
