"""Whom an order may name: by number and name, a person who has to pay in this case, and never a doubtful one.

Same-name debits are the field's worst failure; here is where they stop. A name alone is refused, a number that is not
one is refused, a masked name is refused, a person the register says is dead is refused.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from duixian.base import identity
from duixian.base.days import add_months_clipped
from duixian.base.faults import BadInput, Fault, Refused
from duixian.domain.assets.models import NoticeKept
from duixian.domain.cases.models import CaseRole, Obligation, ObligationKind, Party
from duixian.domain.parties.models import Person, PersonKind
from duixian.ports.agencies import IdKind, NoticeKind, Subject

OF_AGE_MONTHS = 18 * 12
"""民法典第十七条: eighteen is of age."""

_MASKS = "*＊×?？"


def subject_of(person: Person) -> Subject:
    """The person by full identity, as an order names them.

    Raises `Refused`: `order.no_number`, `order.number` (not a valid resident number or credit code), `order.name`
    (empty or masked).
    """
    name = person.name.strip()
    if not name or any(mark in name for mark in _MASKS):
        raise Refused(
            Fault("order.name", "姓名不完整，不能发出指令", "请补全姓名", field="姓名/名称", value=person.name)
        )
    if not person.id_number.strip():
        raise Refused(
            Fault(
                "order.no_number",
                "没有证件号码，仅凭姓名不得查询或控制财产",
                "请补录居民身份证号码或统一社会信用代码",
                field="证件号码",
                value=name,
            )
        )
    try:
        if person.kind == PersonKind.NATURAL:
            return Subject(name, IdKind.RESIDENT, identity.check_resident_id(person.id_number).number)
        return Subject(name, IdKind.COMPANY, identity.check_uscc(person.id_number))
    except BadInput as bad:
        raise Refused(
            *(
                Fault("order.number", fault.template, fault.remedy, fault.field, identity.mask_id(person.id_number))
                for fault in bad.faults
            )
        ) from bad


def is_minor(subject: Subject, *, on: date) -> bool:
    """Whether the number says that the person is under eighteen on a day (民法典 17)."""
    if subject.id_kind is not IdKind.RESIDENT:
        return False
    return on < add_months_clipped(identity.check_resident_id(subject.id_number).born, OF_AGE_MONTHS)


def minor_fault(person: Person) -> Fault:
    """A minor's property is looked into one by one, and with a reason."""
    return Fault(
        "order.minor",
        "“{name}”是未成年人，不列入批量查控",
        "确有必要的，请单独发出指令并写明理由（监护人、责任依据）",
        field="当事人",
        value=person.name,
        data={"name": person.name},
    )


def dead_fault(person: Person) -> Fault:
    """No order goes out against the dead or the dissolved."""
    return Fault(
        "order.subject_died",
        "登记机关告知“{name}”已死亡或已注销，不能再对其发出指令",
        "请先裁定变更、追加被执行人（《变更追加规定》第10条以下），再对新的被执行人办理",
        field="当事人",
        value=person.name,
        data={"name": person.name},
    )


def known_dead(person_ids: Collection[int]) -> frozenset[int]:
    """Those of whom an agency said that they are dead or dissolved."""
    told = NoticeKept.objects.filter(kind=NoticeKind.SUBJECT_DIED, person_id__in=person_ids)
    return frozenset(told.values_list("person_id", flat=True))


def liable(case_ids: Collection[int]) -> dict[int, list[Person]]:
    """Those who have to pay in each case: its debtors, and whoever else its title orders to (a guarantor, a third
    party). Nobody else's property is looked into (网络查询冻结规定 5–7)."""
    ordered = _ordered_to_pay(case_ids)
    found: dict[int, list[Person]] = defaultdict(list)
    parties = Party.objects.filter(case_id__in=case_ids).exclude(role=CaseRole.APPLICANT)
    for party in parties.select_related("person").order_by("role", "position"):
        if party.role != CaseRole.DEBTOR and not {party.label, party.person.name} & ordered.get(
            party.case_id, frozenset()
        ):
            continue
        if party.person not in found[party.case_id]:
            found[party.case_id].append(party.person)
    return found


def not_liable_fault(person: Person) -> Fault:
    """An outsider's property is not looked into."""
    return Fault(
        "order.not_liable",
        "“{name}”不是本案被执行人，执行依据也未判令其给付",
        "不得查控案外人的财产；需要追加的先裁定追加",
        field="当事人",
        value=person.name,
        data={"name": person.name},
    )


def _ordered_to_pay(case_ids: Collection[int]) -> Mapping[int, frozenset[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    rows: Iterable[tuple[int, Mapping[str, Sequence[str]]]] = Obligation.objects.filter(
        title__case_id__in=case_ids, kind=ObligationKind.MONEY
    ).values_list("title__case_id", "terms")
    for case_id, terms in rows:
        names[case_id].update(terms.get("debtors", ()))
    return {case_id: frozenset(found) for case_id, found in names.items()}
