"""Many people at once: a spreadsheet of cases, a province moved in. The checks are those of `services.enter`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duixian.base import identity
from duixian.base.faults import BadInput, Fault
from duixian.domain.parties.models import PayeeAccount, Person, PersonKind
from duixian.domain.parties.services import sort_key
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed


@dataclass(frozen=True, slots=True)
class PersonIn:
    """A person to enter, as `services.enter` takes one; `place` says where it stood, for faults."""

    kind: str
    name: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class AccountIn:
    """A person's bank account for payment, and when it was named."""

    person: Person
    holder: str
    number: str
    bank_name: str
    bank_code: str
    at: datetime


def enter_many(*, acting: Acting, people: Sequence[PersonIn]) -> list[Person]:
    """The persons with these numbers in the order given, made where the court did not know them; without a number
    always a new one. Raises `BadInput` with every fault of every person; then nobody was entered."""
    numbers = [_number(person) for person in people]
    known = {
        person.id_number: person
        for person in Person.objects.filter(court_id=acting.court_id, id_number__in={n for n in numbers if n})
    }
    faults: list[Fault] = []
    fresh: list[Person] = []
    found: list[Person] = []
    for person, number in zip(people, numbers, strict=True):
        name = person.name.strip()
        if not name:
            faults.append(
                Fault("party.name", "当事人必须有名称", "请填写姓名或名称", field="姓名/名称", place=person.place)
            )
            continue
        one = known.get(number) if number else None
        if one is not None and one.name != name:
            faults.append(
                Fault(
                    "party.number_of_another",
                    "该证件号码在本院已登记为另一名称“{known}”",
                    "请核对姓名与证件号码；更名的请先办理变更",
                    field="证件号码",
                    value=identity.mask_id(number),
                    place=person.place,
                    data={"known": one.name},
                )
            )
            continue
        if one is None:
            one = Person(
                court_id=acting.court_id,
                kind=person.kind,
                name=name,
                sort_key=sort_key(name),
                id_number=number,
                phone=person.phone.strip(),
                address=person.address.strip(),
            )
            fresh.append(one)
            if number:
                known[number] = one
        found.append(one)
    if faults:
        raise BadInput.of(faults)
    Person.objects.bulk_create(fresh, batch_size=5000)
    return found


def _number(person: PersonIn) -> str:
    number = person.id_number.strip().upper()
    if not number:
        return ""
    if person.kind == PersonKind.NATURAL:
        return identity.check_resident_id(number).number
    return identity.check_uscc(number)


def name_accounts(*, acting: Acting, accounts: Sequence[AccountIn]) -> list[Deed]:
    """Note where people want to be paid who named no account before, each at its time; returns the acts to be recorded.

    Raises `BadInput` for a number that is none or a holder who is not the person, as `services.name_account` does.
    """
    faults = [
        Fault("account.number", "账号应为 6 至 34 位数字", "请核对账号", field="账号", value=account.number)
        for account in accounts
        if not account.number.isdigit() or not 6 <= len(account.number) <= 34
    ] + [
        Fault(
            "account.holder",
            "户名与受领人“{name}”不一致",
            "请填写受领人本人的账户",
            field="户名",
            value=account.holder,
            data={"name": account.person.name},
        )
        for account in accounts
        if account.holder != account.person.name
    ]
    if faults:
        raise BadInput.of(faults)
    PayeeAccount.objects.bulk_create(
        [
            PayeeAccount(
                court_id=acting.court_id,
                person=account.person,
                holder=account.holder,
                number=account.number,
                bank_name=account.bank_name,
                bank_code=account.bank_code,
                confirmed_by_id=acting.officer_id,
                confirmed_at=account.at,
            )
            for account in accounts
        ],
        batch_size=5000,
    )
    return [
        Deed(
            acting,
            "party.name_account",
            account.at,
            subject=f"person:{account.person.pk}",
            payload={"account": f"…{account.number[-4:]}", "bank": account.bank_name},
        )
        for account in accounts
    ]
