"""The menu at the left: where an officer may go. What is not open to the office is not listed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from duixian.domain.courts.models import Officer
from duixian.domain.courts.policies import may
from duixian.domain.trail.acting import Acting
from duixian.faces.desk.officer import PAYS_OUT


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `acts`: the officer needs one of them; none means everybody."""

    label: str
    route: str
    icon: str
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its entries."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as shown on one page."""

    label: str
    url: str
    icon: str
    here: bool


SECTIONS = (
    Section(
        "",
        (
            Entry(gettext_noop("工作台"), "desk:workbench", "home"),
            Entry(gettext_noop("期限与待办"), "desk:deadlines", "clock"),
            Entry(gettext_noop("案件下一步"), "desk:next_steps", "send"),
            Entry(
                gettext_noop("集约办理"),
                "desk:batch_desk",
                "folder",
                ("case.notice", "control.search", "round.propose"),
            ),
        ),
    ),
    Section(
        gettext_noop("案件"),
        (
            Entry(gettext_noop("案件查询"), "desk:cases", "folder"),
            Entry(
                gettext_noop("异议与委托"),
                "desk:proceedings",
                "scale",
                ("objection.enter", "objection.rule", "party_change.enter", "entrust.record", "task.ask"),
            ),
            Entry(gettext_noop("执行申请"), "desk:applications", "inbox", ("case.file",)),
            Entry(gettext_noop("立案"), "desk:filing", "file-plus", ("case.file",)),
            Entry(gettext_noop("执行和解"), "desk:settlements", "people", ("settlement.enter", "settlement.record")),
        ),
    ),
    Section(
        gettext_noop("查控"),
        (
            Entry(gettext_noop("查控中心"), "desk:control", "search", ("control.search", "control.approve")),
            Entry(gettext_noop("查控指令"), "desk:control_orders", "send", ("control.search", "control.approve")),
            Entry(gettext_noop("续行日历"), "desk:control_calendar", "clock", ("control.search", "control.approve")),
        ),
    ),
    Section(
        gettext_noop("强制措施"),
        (
            Entry(gettext_noop("措施"), "desk:measures", "clock", ("measure.propose", "approval.sign")),
            Entry(gettext_noop("审批"), "desk:approvals", "scale", ("measure.propose", "approval.sign")),
        ),
    ),
    Section(
        gettext_noop("信用惩戒"),
        (
            Entry(
                gettext_noop("限制消费与失信"),
                "desk:punish",
                "people",
                ("list.propose", "list.receive", "list.notice", "approval.sign"),
            ),
            Entry(gettext_noop("信用承诺与修复"), "desk:repair", "clock", ("list.propose", "list.receive")),
            Entry(gettext_noop("名单查询单位"), "desk:agencies", "search", ("screening.agency", "screening.answer")),
        ),
    ),
    Section(
        gettext_noop("财产处置"),
        (
            Entry(gettext_noop("处置"), "desk:disposals", "scale", ("disposal.start", "disposal.approve")),
            Entry(gettext_noop("平台结果"), "desk:auction_results", "inbox", ("disposal.import",)),
            Entry(gettext_noop("拍卖大厅"), "desk:auctions", "people"),
        ),
    ),
    Section(
        gettext_noop("案款"),
        (
            Entry(gettext_noop("到账与认领"), "desk:receipts", "inbox", ("funds.identify",)),
            Entry(gettext_noop("分配方案"), "desk:plans", "split", PAYS_OUT),
            Entry(gettext_noop("案款发放"), "desk:batches", "send", PAYS_OUT),
            Entry(gettext_noop("对账"), "desk:reconcile", "scale", ("reconcile.sign", "payout.approve")),
        ),
    ),
    Section(
        gettext_noop("本院"),
        (
            Entry(gettext_noop("法院与人员"), "desk:staff", "people"),
            Entry(gettext_noop("期限设定"), "desk:deadline_settings", "clock"),
            Entry(gettext_noop("本院参数"), "desk:settings", "settings"),
        ),
    ),
)


def lines(officer: Officer, path: str) -> Iterator[tuple[str, list[Line]]]:
    """The sections open to an officer, the line of the current page marked; the longest matching address wins."""
    acting = officer.acting()
    opened = [
        (section.label, [(entry, reverse(entry.route)) for entry in section.entries if _open(entry, acting)])
        for section in SECTIONS
    ]
    under = [url for _, entries in opened for _, url in entries if path.startswith(url) and (url != "/" or path == "/")]
    here = max(under, key=len, default="")
    for label, entries in opened:
        if entries:
            yield (
                gettext(label) if label else "",
                [Line(gettext(entry.label), url, entry.icon, url == here) for entry, url in entries],
            )


def _open(entry: Entry, acting: Acting) -> bool:
    return not entry.acts or any(may(acting, act) for act in entry.acts)
