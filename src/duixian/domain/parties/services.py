"""Entering people and their payment accounts."""

from datetime import datetime

from pypinyin import Style, lazy_pinyin

from duixian.base import identity
from duixian.base.faults import BadInput, Fault
from duixian.domain.courts.policies import require
from duixian.domain.parties.models import PayeeAccount, Person, PersonKind, Unmasking
from duixian.domain.trail import services as trail
from duixian.domain.trail.acting import Acting


def sort_key(name: str) -> str:
    """The name in pinyin without tones, for sorting in a database without Chinese collation."""
    return " ".join(lazy_pinyin(name, style=Style.NORMAL))[:200]


def enter(*, acting: Acting, kind: str, name: str, id_number: str = "", phone: str = "", address: str = "") -> Person:
    """The person with this number, made if the court did not know it; without a number always a new one.

    Two records with one name stay two people. Raises `BadInput` for a wrong check digit, or when the number is known
    under another name: one of the two is wrong, and only a person can say which.
    """
    name = name.strip()
    if not name:
        raise BadInput(Fault("party.name", "当事人必须有名称", "请填写姓名或名称", field="姓名/名称", value=""))
    number = id_number.strip().upper()
    if number:
        if kind == PersonKind.NATURAL:
            number = identity.check_resident_id(number).number
        else:
            number = identity.check_uscc(number)
        known = Person.objects.filter(court_id=acting.court_id, id_number=number).first()
        if known is not None:
            if known.name != name:
                raise BadInput(
                    Fault(
                        "party.number_of_another",
                        "该证件号码在本院已登记为另一名称“{known}”",
                        "请核对姓名与证件号码；更名的请先办理变更",
                        field="证件号码",
                        value=identity.mask_id(number),
                        data={"known": known.name},
                    )
                )
            return known
    return Person.objects.create(
        court_id=acting.court_id,
        kind=kind,
        name=name,
        sort_key=sort_key(name),
        id_number=number,
        phone=phone.strip(),
        address=address.strip(),
    )


def name_account(
    *, acting: Acting, person: Person, holder: str, number: str, bank_name: str, bank_code: str = "", now: datetime
) -> PayeeAccount:
    """Note where a person wants to be paid; the account named before stays on record as replaced.

    Raises `BadInput` when the holder is not the person: money goes to the person entitled, or to another only by a
    written instruction, which is another act. Who may is whoever may edit the case: never the one who makes payouts.
    """
    require(acting, "case.edit", of_court=person.court_id)
    digits = number.replace(" ", "").replace("-", "")
    if not digits.isdigit() or not 6 <= len(digits) <= 34:
        raise BadInput(Fault("account.number", "账号应为 6 至 34 位数字", "请核对账号", field="账号", value=number))
    if holder.strip() != person.name:
        raise BadInput(
            Fault(
                "account.holder",
                "户名与受领人“{name}”不一致",
                "请填写受领人本人的账户",
                field="户名",
                value=holder,
                data={"name": person.name},
            )
        )
    PayeeAccount.objects.filter(person=person, replaced=False).update(replaced=True)
    account = PayeeAccount.objects.create(
        court_id=acting.court_id,
        person=person,
        holder=holder.strip(),
        number=digits,
        bank_name=bank_name.strip(),
        bank_code=bank_code.strip(),
        confirmed_by_id=acting.officer_id,
        confirmed_at=now,
    )
    trail.record(
        acting=acting,
        act="party.name_account",
        now=now,
        subject=f"person:{person.pk}",
        payload={"account": f"…{digits[-4:]}", "bank": bank_name},
    )
    return account


def unmask(*, acting: Acting, person: Person, case_number: str, reason: str, now: datetime) -> str:
    """The full number of a person, for a case and a stated reason; the look-up is kept."""
    require(acting, "case.unmask", of_court=person.court_id)
    assert acting.officer_id is not None, "only an officer looks at a number"
    if len(reason.strip()) < 4:
        raise BadInput(Fault("unmask.reason", "查看完整号码须写明事由", "请填写至少四个字", field="事由", value=reason))
    Unmasking.objects.create(
        court_id=acting.court_id,
        person=person,
        officer_id=acting.officer_id,
        case_number=case_number,
        reason=reason.strip(),
        at=now,
    )
    trail.record(
        acting=acting,
        act="party.unmask",
        now=now,
        ground=reason.strip(),
        subject=f"person:{person.pk}",
        payload={"case": case_number},
    )
    return person.id_number
