"""Renewing by hand, one or many at once; and letting a control end, which takes two people."""

from datetime import date, timedelta

import pytest
from courthouse import FILED, CourtHouse, found, item, staff
from held import answer, hold, need, night, renewals

from duixian.base.faults import BadInput, Refused
from duixian.domain.assets.models import Control, ControlOrder, ControlState, OrderState
from duixian.domain.cases.models import Case
from duixian.domain.courts.models import Role
from duixian.domain.trail.acting import Acting
from duixian.flows import let_lapse
from duixian.flows.renew_controls import MOST_AT_ONCE, renew, renew_many

pytestmark = pytest.mark.django_db

END = date(2027, 3, 10)
NEAR = END - timedelta(days=20)


@pytest.fixture
def case(own: CourtHouse) -> Case:
    case = own.file(item("1", 10_000_00, "洪春生", "黎明华"))
    need(own, case, 10_000_00, on=FILED)
    return case


@pytest.fixture
def control(own: CourtHouse, case: Case) -> Control:
    return hold(own, case)


def test_an_officers_renewal_waits_for_the_chief(own: CourtHouse, control: Control) -> None:
    order = renew(acting=own.officer, control=control, on=NEAR, now=own.now)

    assert (order.state, order.made_by) == (OrderState.DRAFT, own.officer.code)


def test_the_chief_approves_what_the_officer_made_out(own: CourtHouse, control: Control) -> None:
    made = renew(acting=own.officer, control=control, on=NEAR, now=own.now)
    approved = renew(acting=own.chief, control=control, on=NEAR, now=own.now)

    assert approved.pk == made.pk
    assert (approved.state, approved.approved_by) == (OrderState.APPROVED, own.chief.code)


def test_the_chief_alone_approves_what_the_program_prepares(own: CourtHouse, control: Control) -> None:
    order = renew(acting=own.chief, control=control, on=NEAR, now=own.now)

    assert (order.state, order.made_by, order.approved_by) == ("approved", "system:renew", own.chief.code)
    assert order.automatic is False


def test_the_chief_may_choose_an_earlier_end_than_the_law_allows(own: CourtHouse, control: Control) -> None:
    renew(acting=own.officer, control=control, on=NEAR, now=own.now)
    order = renew(acting=own.chief, control=control, on=NEAR, now=own.now, asked=date(2027, 9, 10))

    assert order.until == date(2027, 9, 10)
    assert [row.state for row in renewals(control)] == [OrderState.CANCELLED, OrderState.APPROVED]


@pytest.mark.parametrize(
    ("on", "asked", "code"),
    [
        (END - timedelta(days=91), None, "control.renew_early"),
        (END + timedelta(days=1), None, "control.lapsed"),
        (NEAR, date(2028, 3, 11), "control.term_too_long"),
        (NEAR, END, "control.term_empty"),
    ],
)
def test_no_renewal_beyond_the_law(own: CourtHouse, control: Control, on: date, asked: date | None, code: str) -> None:
    with pytest.raises((Refused, BadInput)) as refused:
        renew(acting=own.chief, control=control, on=on, now=own.now, asked=asked)

    assert code in {fault.code for fault in getattr(refused.value, "faults", ()) or refused.value.reasons}
    assert renewals(control) == []


@pytest.mark.parametrize("who", ["accountant", "checker"])
def test_who_has_no_part_in_it_renews_nothing(own: CourtHouse, control: Control, who: str) -> None:
    with pytest.raises(Refused):
        renew(acting=getattr(own, who), control=control, on=NEAR, now=own.now)

    assert renewals(control) == []


def test_another_courts_chief_renews_nothing(own: CourtHouse, control: Control) -> None:
    stranger = found("苏0812", "淮安市清江浦区人民法院").chief

    with pytest.raises(Refused):
        renew(acting=stranger, control=control, on=NEAR, now=own.now)

    assert renewals(control) == []


def test_many_are_renewed_in_one_act_with_a_result_for_each(own: CourtHouse, case: Case) -> None:
    plain, under_way, let_go, early = (hold(own, case) for _ in range(4))
    renew(acting=own.chief, control=under_way, on=NEAR, now=own.now)
    let_lapse.decide(acting=own.officer, control=let_go, reason="无价值", on=NEAR, now=own.now)
    let_lapse.confirm(acting=own.chief, control=let_go, on=NEAR, now=own.now)
    Control.objects.filter(pk=early.pk).update(until=END + timedelta(days=200))

    rows = renew_many(acting=own.chief, controls=[plain, under_way, let_go, early], on=NEAR, now=own.now)

    assert [row.control.pk for row in rows] == [plain.pk, under_way.pk, let_go.pk, early.pk]
    assert [[fault.code for fault in row.faults] for row in rows] == [
        [],
        ["renew.under_way"],
        ["renew.let_go"],
        ["control.renew_early"],
    ]
    assert rows[0].order is not None
    assert rows[0].order.state == OrderState.APPROVED
    assert ControlOrder.objects.filter(act="renew").count() == 2


def test_of_a_row_that_fails_nothing_stays(own: CourtHouse, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from duixian.base.faults import Fault
    from duixian.domain.assets.services import orders

    first, second = hold(own, case), hold(own, case)
    approve = orders.approve

    def sometimes(**given: object) -> list[ControlOrder]:
        done = approve(**given)  # type: ignore[arg-type]
        if done[0].control_id == first.pk:
            raise Refused(Fault("test.late", "审批之后才出错"))
        return done

    monkeypatch.setattr(orders, "approve", sometimes)
    rows = renew_many(acting=own.chief, controls=[first, second], on=NEAR, now=own.now)

    assert [bool(row.faults) for row in rows] == [True, False]
    assert renewals(first) == []
    assert [order.state for order in renewals(second)] == [OrderState.APPROVED]


def test_a_batch_has_a_limit(own: CourtHouse, control: Control) -> None:
    with pytest.raises(BadInput):
        renew_many(acting=own.chief, controls=[control] * (MOST_AT_ONCE + 1), on=NEAR, now=own.now)

    assert renewals(control) == []


def test_a_batch_of_somebody_without_a_part_in_it_is_refused_as_a_whole(own: CourtHouse, control: Control) -> None:
    with pytest.raises(Refused):
        renew_many(acting=own.accountant, controls=[control], on=NEAR, now=own.now)


def test_renewed_twice_in_a_row_the_terms_run_on_from_each_other(own: CourtHouse, control: Control) -> None:
    for end in (date(2028, 3, 10), date(2029, 3, 10)):
        order = renew(acting=own.chief, control=control, on=end.replace(year=end.year - 1), now=own.now)
        answer([order], moment=own.now)
        control.refresh_from_db()
        assert control.until == end


# --- letting go


def _decide(own: CourtHouse, control: Control, acting: Acting | None = None) -> None:
    let_lapse.decide(acting=acting or own.officer, control=control, reason="已无余额", on=NEAR, now=own.now)


def test_nobody_confirms_his_own_decision(own: CourtHouse, control: Control) -> None:
    _decide(own, control, own.chief)

    with pytest.raises(Refused) as refused:
        let_lapse.confirm(acting=own.chief, control=control, on=NEAR, now=own.now)

    assert refused.value.reasons[0].code == "lapse.own"
    control.refresh_from_db()
    assert control.lapse_confirmed_by == ""


def test_an_officer_does_not_confirm(own: CourtHouse, control: Control) -> None:
    _decide(own, control)
    other = staff(own.court, "second", Role.OFFICER)

    with pytest.raises(Refused):
        let_lapse.confirm(acting=other, control=control, on=NEAR, now=own.now)

    control.refresh_from_db()
    assert control.lapse_confirmed_by == ""


def test_a_decision_needs_a_reason(own: CourtHouse, control: Control) -> None:
    with pytest.raises(BadInput):
        let_lapse.decide(acting=own.officer, control=control, reason="  ", on=NEAR, now=own.now)

    control.refresh_from_db()
    assert control.lapse_decided_by == ""


def test_there_is_nothing_to_confirm_before_somebody_decides(own: CourtHouse, control: Control) -> None:
    with pytest.raises(Refused) as refused:
        let_lapse.confirm(acting=own.chief, control=control, on=NEAR, now=own.now)

    assert refused.value.reasons[0].code == "lapse.undecided"


def test_confirming_takes_back_a_renewal_that_waits(own: CourtHouse, control: Control) -> None:
    renew(acting=own.officer, control=control, on=NEAR, now=own.now)
    _decide(own, control)
    let_lapse.confirm(acting=own.chief, control=control, on=NEAR, now=own.now)

    assert [order.state for order in renewals(control)] == [OrderState.CANCELLED]


@pytest.mark.parametrize("step", ["decide", "confirm"])
def test_what_is_being_renewed_is_no_longer_let_go(own: CourtHouse, control: Control, step: str) -> None:
    if step == "confirm":
        _decide(own, control)
    order = renew(acting=own.officer, control=control, on=NEAR, now=own.now)
    ControlOrder.objects.filter(pk=order.pk).update(state=OrderState.APPROVED, approved_by="x", approved_at=own.now)

    def act() -> None:
        if step == "decide":
            _decide(own, control)
        else:
            let_lapse.confirm(acting=own.chief, control=control, on=NEAR, now=own.now)

    with pytest.raises(Refused) as refused:
        act()

    assert refused.value.reasons[0].code == "lapse.renewing"


def test_a_decision_after_the_end_makes_nothing_lawful(own: CourtHouse, control: Control) -> None:
    with pytest.raises(Refused) as refused:
        let_lapse.decide(acting=own.officer, control=control, reason="补办", on=END + timedelta(days=1), now=own.now)

    assert refused.value.reasons[0].code == "lapse.too_late"


def test_a_decision_taken_back_is_watched_over_again(own: CourtHouse, control: Control) -> None:
    _decide(own, control)
    let_lapse.confirm(acting=own.chief, control=control, on=NEAR, now=own.now)
    let_lapse.withdraw(acting=own.officer, control=control, reason="又有进账", on=NEAR, now=own.now)
    night(own, control, 7)

    assert [order.automatic for order in renewals(control)] == [True]
    control.refresh_from_db()
    assert control.state == ControlState.IN_FORCE
