"""Limits on the way of a sale that no node of the table carries: hours, years, and what a stop does to them."""

from datetime import date, datetime, timedelta

from duixian.base.days import add_days, add_months_clipped, add_years_clipped
from duixian.law.calendar import Calendar
from duixian.law.disposal.values import number


def resume_by(gone_on: date, *, calendar: Calendar) -> date:
    """The last day to resume once the cause of a stop is gone: five days (《网络司法拍卖规定》第二十八条)."""
    return calendar.next_working(add_days(gone_on, number("resume_days", on=gone_on)))


def deposits_due_by(ended_at: datetime, *, on: date) -> datetime:
    """When the losers' deposits must be back and the winner's at the court: 24 hours after the end (第二十三条、
    第二十五条). Hours do not move to a working day."""
    return ended_at + timedelta(hours=number("deposit_return_hours", on=on))


def records_until(ended_on: date) -> date:
    """The last day the records of a round must be kept: ten years (第二十九条)."""
    return add_years_clipped(ended_on, number("record_years", on=ended_on))


def equity_self_sale_until(allowed_on: date) -> date:
    """The last day of a debtor's own sale of his equity: three months (《强制执行股权若干问题的规定》第十条)."""
    return add_months_clipped(allowed_on, number("equity_self_sale_months", on=allowed_on))
