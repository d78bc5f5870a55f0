"""Opening accounts: the court's at its bank, one for each case, and the faces they have in the ledger."""

from datetime import date, datetime

from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Court
from duixian.domain.funds.models import Account, AccountKind, BankAccount, CaseAccount
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def account(*, court_id: int, kind: AccountKind, case_id: int | None = None, person_id: int | None = None) -> Account:
    """The ledger account of that kind and owner, opened at zero if need be."""
    owner = {"case_id": case_id, "person_id": person_id}
    found, _ = Account.objects.get_or_create(court_id=court_id, kind=kind, **owner)  # type: ignore[arg-type]
    return found


def open_bank_account(
    *, acting: Acting, court: Court, holder: str, number: str, bank_name: str, bank_code: str, now: datetime
) -> BankAccount:
    """Register the court's deposit account for case funds."""
    opened = BankAccount.objects.create(
        court=court,
        holder=holder,
        number=number,
        bank_name=bank_name,
        bank_code=bank_code,
        account=account(court_id=court.pk, kind=AccountKind.BANK),
    )
    trail.record(acting=acting, act="funds.open_bank_account", now=now, payload={"number": number, "bank": bank_name})
    return opened


def case_account_number(*, bank_number: str, case: Case) -> str:
    """The number payers use for a case: the court's account number, year and serial, and two check digits.

    The check digits are those of ISO 7064 MOD 97-10 over the whole, so that one mistyped digit is noticed.
    """
    body = f"{bank_number}{case.year % 100:02d}{case.serial:06d}"
    return f"{body}{98 - int(body + '00') % 97:02d}"


def open_case_account(*, case: Case, on: date) -> CaseAccount | None:
    """一案一账户: open the case's account; None while the court has no bank account yet."""
    bank = BankAccount.objects.filter(court_id=case.court_id).first()
    if bank is None:
        return None
    opened, _ = CaseAccount.objects.get_or_create(
        case=case,
        defaults={
            "court_id": case.court_id,
            "number": case_account_number(bank_number=bank.number, case=case),
            "account": account(court_id=case.court_id, kind=AccountKind.CASE, case_id=case.pk),
            "opened_on": on,
        },
    )
    return opened
