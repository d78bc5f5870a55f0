"""Ending the round of a case (终结本次执行程序): what the officer reports, one box for each condition of the law."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from django.utils.translation import gettext_noop

from duixian.law.procedure.case_life import RoundEndReport


@dataclass(frozen=True, slots=True)
class Reported:
    """A condition that nothing in the system proves yet: the officer says it is met. `basis` is the article."""

    name: str
    label: str
    basis: str


CONDITIONS = (
    Reported(
        "ordered_to_report", gettext_noop("已发出执行通知、责令被执行人报告财产"), "法〔2016〕373号第一条、第二条"
    ),
    Reported("consumption_limited", gettext_noop("已向被执行人发出限制消费令"), "法〔2016〕373号第一条"),
    Reported("searched_exhaustively", gettext_noop("已穷尽财产调查措施并记载"), "法〔2016〕373号第三条"),
    Reported("nothing_found", gettext_noop("未发现可供执行的财产，或财产不能处置"), "法〔2016〕373号第一条、第四条"),
    Reported("applicant_heard", gettext_noop("已告知申请执行人并听取意见，制作笔录"), "法〔2016〕373号第五条"),
    Reported(
        "agreed_or_approved",
        gettext_noop("申请执行人签字确认，或经合议庭合议并报院长批准"),
        "民诉解释第五百一十七条",
    ),
)
"""In the order of the law. That three months have passed and that no money waits is counted, not reported."""


def report_from(posted: Mapping[str, str]) -> RoundEndReport:
    """The boxes that were ticked; a box that was not sent was not ticked."""
    return RoundEndReport(**{field.name: field.name in posted for field in fields(RoundEndReport)})
