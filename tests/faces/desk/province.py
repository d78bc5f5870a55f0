"""A small province for the tests of the pages, made by acting: courts, their staff, cases filed from drafts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.test import Client

from duixian.base.casenumber import CaseNumber
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.courts import services as courts
from duixian.domain.courts.models import Court, Level, Officer, Role
from duixian.domain.funds.models import BankAccount
from duixian.domain.funds.services import accounts
from duixian.domain.trail.acting import Acting
from duixian.flows.file_case import file_case
from duixian.law.obligations import ItemKind, MoneyItem, Ordered
from duixian.reading import drafts

LogIn = Callable[[Officer], Client]
PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
IDS = {"陈静": "440601199003072133"}


@dataclass(frozen=True)
class Province:
    """The courts and the people who work there."""

    upper: Court
    court: Court
    other: Court
    officer: Officer
    chief: Officer
    accountant: Officer
    checker: Officer
    stranger: Officer
    above: Officer


def found_province() -> Province:
    """One intermediate court, two basic courts below it."""
    upper = courts.found_court(code="粤06", name="佛山市中级人民法院", level=Level.INTERMEDIATE, parent=None)
    court = courts.found_court(code="粤0605", name="佛山市南海区人民法院", level=Level.BASIC, parent=upper)
    other = courts.found_court(code="粤0606", name="佛山市顺德区人民法院", level=Level.BASIC, parent=upper)

    def take_on(username: str, name: str, where: Court, *roles: Role) -> Officer:
        with scope.of_court(where.pk):
            return courts.take_on(
                username=username,
                name=name,
                court=where,
                roles=roles,
                password=PASSWORD,
                acting=Acting.system(where.pk, "test"),
                now=NOON,
            )

    return Province(
        upper=upper,
        court=court,
        other=other,
        officer=take_on("nh-li", "李文", court, Role.OFFICER),
        chief=take_on("nh-zhao", "赵敏华", court, Role.CHIEF),
        accountant=take_on("nh-qian", "钱多", court, Role.ACCOUNTANT),
        checker=take_on("nh-sun", "孙严", court, Role.CHECKER),
        stranger=take_on("sd-wu", "吴越", other, Role.OFFICER),
        above=take_on("fs-zheng", "郑重", upper, Role.INSPECTOR),
    )


def open_bank(court: Court) -> BankAccount:
    """The deposit account of a court."""
    with scope.of_court(court.pk):
        return accounts.open_bank_account(
            acting=Acting.system(court.pk, "test"),
            court=court,
            holder=f"{court.name}执行款专户",
            number=f"44050166{court.pk:08d}",
            bank_name="中国建设银行佛山分行",
            bank_code="105588000011",
            now=NOON,
        )


def draft(
    *,
    applicant: str = "陈静",
    debtor: str = "梁国栋",
    fen: int = 8_000_000,
    serial: int = 1,
    cause: str = "民间借贷纠纷",
) -> drafts.FilingDraft:
    """A judgment for one sum of money."""
    return drafts.FilingDraft(
        court="佛山市南海区人民法院",
        title_number=CaseNumber(2025, "粤0605", "民初", serial),
        title_kind=drafts.TitleKind.JUDGMENT,
        title_date=date(2025, 10, 9),
        effective_on=date(2025, 11, 3),
        cause=cause,
        parties=(
            drafts.DraftParty(applicant, drafts.Role.APPLICANT, _kind(applicant), id_number=IDS.get(applicant, "")),
            drafts.DraftParty(debtor, drafts.Role.DEBTOR, _kind(debtor), id_number=IDS.get(debtor, "")),
        ),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="m1",
                    label="借款本金",
                    kind=ItemKind.PRINCIPAL,
                    amount=fen,
                    creditors=(applicant,),
                    debtors=(debtor,),
                ),
            )
        ),
    )


def _kind(name: str) -> drafts.PartyKind:
    return drafts.PartyKind.ORGANISATION if name.endswith("公司") else drafts.PartyKind.PERSON


def file(officer: Officer, what: drafts.FilingDraft, *, on: date = date(2026, 3, 2)) -> Case:
    """File a case as its officer, and keep it: the caller's test runs in one transaction."""
    with scope.of_officer(officer):
        return file_case(
            acting=officer.acting(),
            draft=what,
            filed_on=on,
            now=NOON,
            officer_id=officer.pk,
            text="被告应于本判决发生法律效力之日起十日内偿还借款本金。",
        )
