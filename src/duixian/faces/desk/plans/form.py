"""What an officer says about a plan, read from the form: each claim with its securities, and the costs.

A row keeps the texts as they were typed, so that a form with a fault comes back whole. Rows of one kind are told apart
by their place: every row sends all its fields, in the order it stands on the page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.base import identity, money
from duixian.base.faults import BadInput, Fault
from duixian.domain.cases.models import Case, CaseRole, Party
from duixian.domain.parties.models import Person, PersonKind
from duixian.faces.desk.days import read_day
from duixian.flows.plan_distribution import ClaimTerms, CostIn, claim_key
from duixian.law.distribution import CostKind
from duixian.law.distribution.facts import ClaimKind, Security, SecurityKind

T = TypeVar("T")
K = TypeVar("K", bound=StrEnum)
NEW = "new"
"""What is chosen for the payee of a cost who is no party."""

KINDS = {
    ClaimKind.ORDINARY: gettext_noop("普通债权"),
    ClaimKind.WAGES: gettext_noop("工资"),
    ClaimKind.TAX: gettext_noop("税款"),
}
SECURITIES = {
    SecurityKind.CONSTRUCTION: gettext_noop("建设工程价款优先受偿权"),
    SecurityKind.LIEN: gettext_noop("留置权"),
    SecurityKind.MORTGAGE: gettext_noop("抵押权"),
    SecurityKind.PLEDGE: gettext_noop("质权"),
    SecurityKind.OTHER: gettext_noop("其他优先权"),
}
COSTS = {
    CostKind.APPRAISAL: gettext_noop("评估费"),
    CostKind.AUCTION: gettext_noop("拍卖费用"),
    CostKind.CUSTODY: gettext_noop("保管费"),
    CostKind.NOTICE: gettext_noop("公告费"),
    CostKind.OTHER: gettext_noop("其他实际支出"),
}
"""Costs an officer enters; the execution fee is reckoned, never entered."""

_PAYEES = (PersonKind.COMPANY, PersonKind.ORGANISATION, PersonKind.AUTHORITY, PersonKind.NATURAL)
_SECURITY = ("security", "pot", "order", "limit")
_COST = ("cost_label", "cost_kind", "cost_amount", "cost_pot", "cost_payee", "cost_name", "cost_person", "cost_number")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A creditor's claim and what was typed about it; `securities` has an empty one where none was typed."""

    key: str
    case: Case
    creditor: Person
    fields: Mapping[str, str]
    securities: Sequence[Mapping[str, str]]

    def terms(self) -> ClaimTerms:
        """What was typed, understood. Raises `BadInput` for a rank, a limit or a day that is none."""
        return ClaimTerms(
            kind=_chosen(ClaimKind, self.fields["kind"], ClaimKind.ORDINARY),
            securities=tuple(_security(row) for row in self.securities if row["security"] in SECURITIES),
            control_rank=_rank(self.fields["rank"]),
            controlled_on=read_day(self.fields["controlled"], field="查封日期"),
            applied_on=read_day(self.fields["applied"], field="申请参与分配日期"),
        )


def claim_rows(cases: Sequence[Case], asked: QueryDict) -> list[ClaimRow]:
    """A row for each applicant of the cases that take part."""
    rows = []
    parties = Party.objects.filter(case__in=cases, role=CaseRole.APPLICANT).select_related("person", "case__court")
    of_case: dict[int, list[Party]] = {}
    for party in parties.order_by("position"):
        of_case.setdefault(party.case_id, []).append(party)
    for case in cases:
        for party in of_case.get(case.pk, ()):
            key = claim_key(case, party.person)
            fields = {
                name: asked.get(f"{name}:{key}", "").strip() for name in ("kind", "rank", "controlled", "applied")
            }
            typed = [row for row in _rows(asked, _SECURITY, key) if row["security"]]
            rows.append(ClaimRow(key, case, party.person, fields, typed or [blank(_SECURITY)]))
    return rows


def terms_of(rows: Sequence[ClaimRow]) -> dict[str, ClaimTerms]:
    """What was typed about all claims, by key. Raises `BadInput` with every fault there is."""
    return dict(_all((row.key, row.terms) for row in rows))


def cost_rows(asked: QueryDict) -> list[Mapping[str, str]]:
    """The costs as typed, without rows in which nothing was."""
    return [row for row in _rows(asked, _COST) if row["cost_label"] or row["cost_amount"] or row["cost_name"]]


def costs_of(rows: Sequence[Mapping[str, str]], *, payees: Mapping[str, Person], court_id: int) -> list[CostIn]:
    """The costs. `payees` are the parties who may be chosen, by key. Raises `BadInput` with every fault there is."""

    def reader(row: Mapping[str, str]) -> Callable[[], CostIn]:
        return lambda: _cost(row, payees=payees, court_id=court_id)

    return [cost for _place, cost in _all((str(n), reader(row)) for n, row in enumerate(rows))]


def payees_of(cases: Sequence[Case]) -> dict[str, Person]:
    """Everybody with a part in the cases, each once, by key: one of them may have advanced a cost."""
    parties = Party.objects.filter(case__in=cases).select_related("person").order_by("role", "case_id", "position")
    return {str(party.person_id): party.person for party in parties}


def blank(names: Sequence[str]) -> Mapping[str, str]:
    """A row in which nothing is typed."""
    return dict.fromkeys(names, "")


def blank_cost() -> Mapping[str, str]:
    """One more cost."""
    return blank(_COST)


def blank_security() -> Mapping[str, str]:
    """One more security of a claim."""
    return blank(_SECURITY)


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the fields of the form offer."""
    return {
        "kinds": [(kind.value, _(label)) for kind, label in KINDS.items()],
        "securities": [(kind.value, _(label)) for kind, label in SECURITIES.items()],
        "cost_kinds": [(kind.value, _(label)) for kind, label in COSTS.items()],
        "person_kinds": [(kind.value, _(str(kind.label))) for kind in _PAYEES],
    }


def _rows(asked: QueryDict, names: Sequence[str], key: str = "") -> Iterator[Mapping[str, str]]:
    """Rows by their place; a field that was not sent for a row is empty."""
    sent = {name: asked.getlist(f"{name}:{key}" if key else name) for name in names}
    for place in range(max(map(len, sent.values()))):
        yield {name: values[place].strip() if place < len(values) else "" for name, values in sent.items()}


def _all(readers: Iterator[tuple[str, Callable[[], T]]]) -> Iterator[tuple[str, T]]:
    read: list[tuple[str, T]] = []
    faults: list[Fault] = []
    for key, reader in readers:
        try:
            read.append((key, reader()))
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput.of(faults)
    return iter(read)


def _security(row: Mapping[str, str]) -> Security:
    return Security(
        proceeds=row["pot"],
        kind=SecurityKind(row["security"]),
        rank=_rank(row["order"]) or 1,
        limit=money.fen(row["limit"], field="优先受偿限额") if row["limit"] else None,
    )


def _cost(row: Mapping[str, str], *, payees: Mapping[str, Person], court_id: int) -> CostIn:
    label, kind = row["cost_label"], _chosen(CostKind, row["cost_kind"], CostKind.OTHER)
    return CostIn(
        person=_payee(row, payees, court_id),
        label=label or COSTS.get(kind, ""),
        amount=money.fen(row["cost_amount"], field=label or "费用金额"),
        kind=kind,
        proceeds=row["cost_pot"],
    )


def _payee(row: Mapping[str, str], payees: Mapping[str, Person], court_id: int) -> Person:
    """The party chosen, or a person known by name and number: two of one name would else be one payee."""
    if row["cost_payee"] != NEW:
        if row["cost_payee"] in payees:
            return payees[row["cost_payee"]]
        raise BadInput(Fault("plan.cost_payee", "未选择费用的受领人", "请选择垫付的当事人，或另行录入", field="受领人"))
    kind, name = _chosen(PersonKind, row["cost_person"], PersonKind.COMPANY), row["cost_name"]
    if not name:
        raise BadInput(Fault("party.name", "当事人必须有名称", "请填写姓名或名称", field="姓名/名称", value=""))
    if kind == PersonKind.NATURAL:
        number = identity.check_resident_id(row["cost_number"]).number
    else:
        number = identity.check_uscc(row["cost_number"])
    return Person(court_id=court_id, kind=kind, name=name, id_number=number)


def _chosen(kinds: type[K], text: str, otherwise: K) -> K:
    return next((kind for kind in kinds if kind.value == text), otherwise)


def _rank(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10_000):
        raise BadInput(Fault("plan.rank", "顺位应为正整数", "请填写 1、2、3 …", field="顺位", value=text))
    return int(text)
