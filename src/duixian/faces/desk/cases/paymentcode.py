"""The payment QR of a case account."""

import segno

from duixian.domain.cases.models import Case
from duixian.domain.funds.models import BankAccount, CaseAccount


def payment_code(case: Case, account: CaseAccount, bank: BankAccount) -> str:
    """Where to pay, as plain text in a QR code (a data: URI, SVG).

    There is no public standard for the accounts of courts, so a banking application may not fill its form from it; a
    person who scans it reads every line that has to be typed.
    """
    lines = (
        f"户名：{bank.holder}",
        f"账号：{account.number}",
        f"开户行：{bank.bank_name}",
        f"附言：{case.number}",
    )
    return str(segno.make("\n".join(lines), error="m").svg_data_uri(scale=4, border=2))
