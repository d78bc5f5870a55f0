"""What the debtors of a case have, as far as anybody told: one table a debtor, with the next step for each thing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from duixian.base.faults import Fault, Refused
from duixian.base.money import Fen
from duixian.domain.assets import things
from duixian.domain.assets.models import (
    Asset,
    AssetSearch,
    Budget,
    Control,
    ControlOrder,
    ControlState,
    Exemption,
    OrderState,
    OutsiderObjection,
    Source,
    ThirdPartyDebt,
)
from duixian.domain.assets.selectors import objections as outsiders
from duixian.domain.assets.selectors import thirdparty
from duixian.domain.assets.services import subjects
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts.policies import may
from duixian.domain.funds.models import Receipt
from duixian.domain.parties.models import Person
from duixian.faces.desk import officer as officers
from duixian.faces.desk.control.lights import of_debt, of_end, of_objection, of_state
from duixian.faces.desk.lights import Light
from duixian.flows import third_party_debt
from duixian.flows.renew_controls import practice_of
from duixian.law.control.practice import RenewalPractice

BY_HAND = [(source.value, source.label) for source in Source if source is not Source.ORDER]


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next for a thing; without an address it waits for somebody else."""

    words: str
    url: str = ""
    opens: str = ""


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control on a thing, with its lights. `own`: of this case."""

    control: Control
    state: Light
    end: Light | None
    own: bool


@dataclass(frozen=True, slots=True)
class AssetRow:
    """A thing, what controls it, what stands in the way, and what comes next."""

    asset: Asset
    controls: Sequence[ControlRow]
    stopped: Fault | None
    step: Step

    @property
    def sum(self) -> Fen | None:
        """What it comes to before anything is taken off: the balance, or the value."""
        return self.asset.balance_fen if self.asset.balance_fen is not None else self.asset.value_fen


@dataclass(slots=True)
class DebtorRow:
    """A debtor and the things known of. Sums in fen: what all can bring the court, what this case holds."""

    person: Person
    things: list[AssetRow] = field(default_factory=list)
    gone: list[Asset] = field(default_factory=list)
    counts: Fen = 0
    held: Fen = 0
    dead: bool = False


@dataclass(frozen=True, slots=True)
class DebtRow:
    """A debt of a third party with the light of its fifteen days, and what the law says of it now."""

    debt: ThirdPartyDebt
    light: Light
    standing: Any


def fill(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the tab shows."""
    officer, today = officers.of(request), localdate()
    acting = officer.acting()
    own = case.court_id == officer.court_id
    people = subjects.liable([case.pk]).get(case.pk, [])
    debtors = of_case(case, people, on=today)
    debts = [_debt(debt, today) for debt in thirdparty.of_case(case.pk)]
    held = [
        row.asset
        for debtor in debtors
        for row in debtor.things
        if any(one.own and one.control.state in things.ALIVE for one in row.controls)
    ]
    return {
        "debtors": debtors,
        "searches": list(AssetSearch.objects.filter(case=case).order_by("-id")[:3]),
        "debts": debts,
        "receipts": list(Receipt.objects.filter(case=case, state="identified").order_by("-received_on")[:50])
        if any(row.debt.state in ("served", "objected", "due") for row in debts)
        else [],
        "objections": [(one, of_objection(one, on=today)) for one in outsiders.of_case(case.pk)],
        "controlled": held,
        "hands": officers.names_of(case.court_id),
        "by_hand": BY_HAND,
        "kinds": Asset._meta.get_field("kind").flatchoices,
        "open": case.state != CaseState.CLOSED,
        "me": acting.code,
        "may_search": own and may(acting, "control.search"),
        "may_value": own and may(acting, "control.value"),
        "may_draft": own and may(acting, "third_party.draft"),
        "may_approve": own and may(acting, "third_party.approve"),
        "may_record": own and may(acting, "third_party.record"),
        "may_object": own and may(acting, "objection.enter"),
        "may_rule": own and may(acting, "objection.rule"),
        "may_note": own and may(acting, "objection.record"),
    }


def of_case(case: Case, people: Sequence[Person], *, on: date) -> list[DebtorRow]:
    """Each debtor with the things known of, the worthiest first; five statements for all of them."""
    found = {person.pk: DebtorRow(person) for person in people}
    for pk in subjects.known_dead(found):
        found[pk].dead = True
    assets = list(
        Asset.objects.filter(person_id__in=found, court_id=case.court_id)
        .select_related("counterparty", "source_order")
        .order_by("-counts_fen", "pk")
    )
    ladder = practice_of(case.court_id, on=on).ladder
    controls = _controls(case, [asset.pk for asset in assets], ladder=ladder, on=on)
    stopped = outsiders.stopped([asset.pk for asset in assets], on=on)
    enough = _enough(case)
    for asset in assets:
        debtor = found[asset.person_id]
        if asset.gone_on is not None:
            debtor.gone.append(asset)
            continue
        rows = controls.get(asset.pk, [])
        debtor.things.append(
            AssetRow(asset, rows, stopped.get(asset.pk), _step(case, asset, rows, stopped, enough=enough))
        )
        debtor.counts += asset.counts_fen
        debtor.held += sum(one.control.held_fen for one in rows if one.own)
    return list(found.values())


def _controls(
    case: Case, asset_ids: Sequence[int], *, ladder: RenewalPractice, on: date
) -> Mapping[int, list[ControlRow]]:
    """Controls that are alive, of this and of other cases of the court, and the last ended one of this case."""
    found: dict[int, list[ControlRow]] = defaultdict(list)
    draft = ControlOrder.objects.filter(control_id=OuterRef("pk"), state=OrderState.DRAFT)
    rows = Control.objects.filter(asset_id__in=asset_ids).select_related("case").annotate(drafted=Exists(draft))
    rows = rows.order_by("-pk")
    for control in rows:
        own = control.case_id == case.pk
        alive = control.state in things.ALIVE
        if alive or (own and not found[control.asset_id]):
            found[control.asset_id].append(
                ControlRow(
                    control, of_state(control, drafted=control.drafted), of_end(control, on=on, ladder=ladder), own
                )
            )
    for listed in found.values():
        listed.sort(key=lambda row: (not row.own, row.control.state not in things.ALIVE, row.control.rank))
    return found


def _enough(case: Case) -> bool:
    """Whether what the case holds, or is about to hold, covers its need: then nothing more is taken (查封规定 19)."""
    budget = Budget.objects.filter(case=case, person__isnull=True).first()
    return budget is not None and budget.divisible_fen + budget.whole_fen >= budget.need_fen


def _step(case: Case, asset: Asset, rows: Sequence[ControlRow], stopped: Mapping[int, Fault], *, enough: bool) -> Step:
    """The next lawful step for a thing; the law's own refusals stand where the act is taken."""
    plan = reverse("desk:case_tab", args=[case.pk, "control"])
    if asset.pk in stopped:
        return Step(_("处理案外人异议"), "#objections")
    if asset.exemption == Exemption.WHOLE:
        return Step(_("豁免，不得控制"))
    mine = next((row.control for row in rows if row.own and row.control.state in things.ALIVE), None)
    if mine is None:
        if enough:
            return Step(_("已足额，不再控制"))
        if asset.counterparty_id is None:
            return Step(_("现场查封、扣押"))
        if not asset.divisible and asset.value_fen is None:
            return Step(_("先确定价值"), opens=f"value-{asset.pk}")
        return Step(_("列入控制方案"), plan) if asset.counts_fen else Step(_("没有可供执行的数额"))
    if mine.state == ControlState.ORDERED:
        return Step(_("等待审批或答复"), f"{plan}#controls")
    if mine.state == ControlState.WAITING:
        return Step(_("轮候，等待升位"))
    if mine.releasing_fen >= mine.limit_fen > 0:
        return Step(_("等待解除回执"))
    if asset.divisible and asset.currency == "CNY" and asset.kind in ("deposit", "wallet"):
        return Step(_("扣划"), f"{plan}#controls")
    return Step(_("处置变价"), f"{reverse('desk:disposal_candidates')}?case={case.pk}")


def _debt(debt: ThirdPartyDebt, today: date) -> DebtRow:
    try:
        standing = third_party_debt.standing(debt, on=today)
    except Refused:
        standing = None
    return DebtRow(debt, of_debt(debt, on=today), standing)


def objection_of(case: Case, pk: int) -> OutsiderObjection | None:
    """An objection filed in a case."""
    return OutsiderObjection.objects.select_related("case", "asset").filter(pk=pk, case=case).first()
