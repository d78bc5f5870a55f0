"""From what a title orders to facts with every day known."""

from datetime import date
from decimal import Decimal

from duixian.law.calendar import national
from duixian.law.interest import LineKind, Part, calculate
from duixian.law.interest.resolve import facts_from
from duixian.law.obligations import (
    Event,
    Instalment,
    InterestTerm,
    ItemKind,
    Liability,
    MoneyItem,
    Ordered,
    Rate,
    RateSource,
    When,
)

TEN_DAYS = When(event=Event.EFFECTIVE, days=10)
LPR = Rate(RateSource.LPR_1Y)


def item(amount: int | None = 100_000_00, **more) -> MoneyItem:
    return MoneyItem(**{"key": "p", "label": "货款", "kind": ItemKind.PRINCIPAL, "amount": amount, **more})


def interest(start: When, **more) -> InterestTerm:
    return InterestTerm(**{"key": "i", "items": ("p",), "rate": LPR, "start": start, **more})


def resolve(*items: MoneyItem, interests: tuple[InterestTerm, ...] = (), events=None, **more):
    events = {Event.EFFECTIVE: date(2025, 9, 25)} if events is None else events
    return facts_from(Ordered(items=items, interests=interests), events=events, **more)


def test_ten_days_from_effectiveness_move_off_the_national_holiday():
    plain = resolve(item(due=TEN_DAYS))
    moved = resolve(item(due=TEN_DAYS), calendar=national())

    assert plain.facts.items[0].parts == (Part(100_000_00, date(2025, 10, 5)),)
    assert moved.facts.items[0].parts == (Part(100_000_00, date(2025, 10, 9)),)


def test_a_day_the_title_names_is_not_moved():
    named = resolve(item(due=When(on=date(2025, 10, 5))), calendar=national())

    assert named.facts.items[0].parts[0].due == date(2025, 10, 5)


def test_without_a_period_a_debt_is_due_when_the_title_takes_effect():
    assert resolve(item()).facts.items[0].parts[0].due == date(2025, 9, 25)


def test_an_unknown_event_is_a_fault_that_names_it_and_the_item_stays():
    resolved = resolve(item(due=TEN_DAYS), events={})

    (fault,) = resolved.faults
    assert fault.code == "debt.event_unknown"
    assert "生效" in fault.message
    assert resolved.facts.items[0].parts == (Part(100_000_00, None),)


def test_interest_from_the_day_after_a_period_follows_the_due_day():
    following = interest(When(event=Event.EXPIRY, following=True))
    resolved = resolve(item(due=TEN_DAYS), interests=(following,))

    assert resolved.facts.terms[0].start == date(2025, 10, 6)
    assert not resolved.faults


def test_until_paid_is_no_end_and_a_named_end_is_kept():
    open_end = interest(When(on=date(2025, 1, 1)), end=When(event=Event.PAID))
    closed = interest(When(on=date(2025, 1, 1)), key="j", end=When(on=date(2025, 6, 30)))
    terms = resolve(item(due=TEN_DAYS), interests=(open_end, closed)).facts.terms

    assert [term.end for term in terms] == [None, date(2025, 6, 30)]


def test_an_interest_whose_day_is_unknown_is_left_out_with_a_fault():
    resolved = resolve(item(due=TEN_DAYS), interests=(interest(When(event=Event.FILED)),))

    assert resolved.facts.terms == ()
    assert [fault.code for fault in resolved.faults] == ["debt.event_unknown"]


def test_an_interest_that_ends_before_it_begins_is_left_out_with_a_fault():
    backwards = interest(When(on=date(2025, 1, 1)), end=When(on=date(2024, 12, 31)))
    resolved = resolve(item(due=TEN_DAYS), interests=(backwards,))

    assert resolved.facts.terms == ()
    assert [fault.code for fault in resolved.faults] == ["debt.backwards"]


def test_an_interest_from_the_breach_starts_the_day_after_the_due_day():
    resolved = resolve(item(due=TEN_DAYS), interests=(interest(When(event=Event.BREACHED)),))

    assert resolved.facts.terms[0].start == date(2025, 10, 6)


def test_a_period_beyond_the_calendar_is_a_fault_of_its_item():
    (fault,) = resolve(item(due=When(event=Event.EFFECTIVE, days=10**8))).faults

    assert (fault.code, fault.field) == ("day.out_of_range", "货款")


def test_an_interest_without_any_base_is_left_out_with_a_fault():
    costs = item(50_00, key="c", label="受理费", kind=ItemKind.COSTS)
    resolved = resolve(costs, interests=(interest(When(on=date(2025, 1, 1)), items=()),))

    assert resolved.facts.terms == ()
    assert [fault.code for fault in resolved.faults] == ["debt.no_base"]


def test_a_pinned_rate_gets_its_day():
    pinned = interest(
        When(on=date(2025, 1, 1)), rate=Rate(RateSource.LPR_1Y, multiple=Decimal(4), pinned_on=When(event=Event.FILED))
    )
    events = {Event.EFFECTIVE: date(2025, 9, 25), Event.FILED: date(2024, 3, 5)}
    resolved = resolve(item(due=TEN_DAYS), interests=(pinned,), events=events)

    assert resolved.facts.terms[0].rate.pinned_on == date(2024, 3, 5)
    assert calculate(resolved.facts, on=date(2025, 1, 2)).steps[0].rate == "2024-03-05 一年期LPR 3.45% × 4"


def test_an_item_without_a_figure_is_reported_and_the_rest_computed():
    resolved = resolve(item(None, key="q", label="违约金"), item(due=TEN_DAYS))

    assert [fault.code for fault in resolved.faults] == ["debt.amount_missing"]
    assert calculate(resolved.facts, on=date(2025, 10, 15)).accrued(LineKind.DOUBLED) == 175_00


def test_instalments_keep_their_days_and_a_rest_falls_due_with_the_last():
    parts = tuple(Instalment(40_000_00, When(on=date(2025, month, 28))) for month in (10, 11))
    resolved = resolve(item(instalments=parts))

    assert resolved.facts.items[0].parts[-1] == Part(20_000_00, date(2025, 11, 28))
    assert [fault.code for fault in resolved.faults] == ["debt.instalments_differ"]


def test_a_rest_of_instalments_falls_due_on_the_items_own_day_where_it_has_one():
    parts = (Instalment(40_000_00, When(on=date(2025, 10, 28))),)
    resolved = resolve(item(instalments=parts, due=When(on=date(2026, 3, 1))))

    assert resolved.facts.items[0].parts[-1] == Part(60_000_00, date(2026, 3, 1))


def test_one_debtor_answers_for_his_share_only():
    several = item(
        due=TEN_DAYS,
        debtors=("甲", "乙"),
        liability=Liability.SEVERAL,
        shares={"甲": 30_000_00, "乙": 70_000_00},
    )
    joint = item(50_00, key="c", label="受理费", kind=ItemKind.COSTS, debtors=("甲", "乙"), liability=Liability.JOINT)
    other = item(1_00, key="o", debtors=("丙",))

    mine = resolve(several, joint, other, debtor="甲").facts
    assert {entry.key: entry.amount for entry in mine.items} == {"p": 30_000_00, "c": 50_00}
    assert sum(entry.amount for entry in resolve(several, joint, other).facts.items) == 100_000_00 + 50_00 + 1_00


def test_a_share_of_instalments_keeps_its_sum():
    parts = tuple(Instalment(33_333_33 + (n == 2), When(on=date(2025, 10 + n, 1))) for n in range(3))
    several = item(instalments=parts, debtors=("甲",), liability=Liability.SEVERAL, shares={"甲": 10_000_01})

    assert resolve(several, debtor="甲").facts.items[0].amount == 10_000_01
