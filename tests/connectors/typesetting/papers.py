"""One instrument of each kind, with made-up people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import control_samples
import course_samples
import ending_samples
import measure_samples
import proceeding_samples
import refusal_samples

from duixian.connectors.typesetting import (
    Account,
    ClosingNotice,
    Contact,
    DistributionPlanPaper,
    ExecutionNotice,
    FilingNotice,
    Heading,
    Instrument,
    Kind,
    PayeeSheet,
    PayoutReceipt,
    ReportOrder,
    Seal,
    Signer,
    Sum,
    TitleCited,
    Verification,
)
from duixian.law.distribution import divide
from duixian.worlds import scenes

DAY = date(2026, 11, 22)

HEADING = Heading(
    court="江苏省淮安市淮阴区人民法院",
    case_number="（2026）苏0804执2103号",
    issued_on=DAY,
    verification=Verification("7K3M9QXDHT42", "court.example", "https://court.example/v/7K3M9QXDHT42"),
    contact=Contact("李卫东", "0517-0000 0000", "淮阴区某某路1号"),
    seal=Seal.SAMPLE,
)
SIGNED = replace(HEADING, signers=(Signer("执行员", "李卫东"), Signer("书记员", "陈小满")))
TITLE = TitleCited("本院", "（2025）苏0804民初4567号", "民事判决书")


def sample(kind: Kind, heading: Heading = HEADING) -> Instrument:
    """An ordinary instrument of a kind."""
    return MAKERS[kind](heading)


def _filing(heading: Heading) -> Instrument:
    return FilingNotice(
        heading,
        applicant="何桂兰",
        debtors=("周建平", "某某建材有限公司"),
        cause="劳动争议",
        title=TITLE,
        applied_on=date(2026, 11, 16),
        filed_on=date(2026, 11, 20),
        claimed=8_640_000,
    )


def _execution(heading: Heading) -> Instrument:
    return ExecutionNotice(
        heading,
        debtor="周建平",
        applicants=("某某建材有限公司",),
        cause="买卖合同纠纷",
        title=TITLE,
        filed_on=date(2026, 11, 20),
        duties=("给付货款450,000.00元及利息；", "负担案件受理费8,265.50元（已由申请执行人预交，迳付申请执行人）。"),
        sums=(
            Sum("货款", 45_000_000),
            Sum("一般债务利息", 2_700_000),
            Sum("案件受理费", 826_550),
            Sum("加倍部分债务利息", 315_000),
        ),
        as_of=DAY,
        execution_fee=637_398,
        account=Account("江苏省淮安市淮阴区人民法院", "3205 0171 0804 2026 2103", "某某银行淮阴支行"),
    )


def _report(heading: Heading) -> Instrument:
    return ReportOrder(
        heading,
        debtor="周建平",
        debtor_is_person=True,
        applicants=("某某建材有限公司",),
        cause="买卖合同纠纷",
        title=TITLE,
        filed_on=date(2026, 11, 20),
        days=5,
    )


def _plan(heading: Heading) -> Instrument:
    return DistributionPlanPaper(heading, divide(scenes.short().facts), host="案涉房产由本院首先查封，由本院主持分配。")


def _payee(heading: Heading) -> Instrument:
    return PayeeSheet(heading, divide(scenes.members().facts), "007")


def _receipt(heading: Heading) -> Instrument:
    return PayoutReceipt(
        heading,
        number="FK20261122-000123",
        payee="何桂兰",
        debtor="周建平",
        amount=948_916,
        purpose="工资（财产分配方案第4步）",
        account="6222 **** **** 0123",
        bank="某某银行淮阴支行",
        paid_on=DAY,
        bank_reference="20261122F0000123",
        maker="陈小满",
        checker="王海燕",
    )


def _closing(heading: Heading) -> Instrument:
    return ClosingNotice(
        heading,
        recipients=("某某建材有限公司", "周建平"),
        applicants=("某某建材有限公司",),
        debtors=("周建平",),
        cause="买卖合同纠纷",
        title=TITLE,
        filed_on=date(2026, 11, 20),
        closed_on=date(2026, 12, 18),
        received=49_478_948,
        paid=48_841_550,
        execution_fee=637_398,
    )


MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {
    Kind.FILING_NOTICE: _filing,
    Kind.EXECUTION_NOTICE: _execution,
    Kind.REPORT_ORDER: _report,
    Kind.DISTRIBUTION_PLAN: _plan,
    Kind.PAYEE_SHEET: _payee,
    Kind.PAYOUT_RECEIPT: _receipt,
    Kind.CLOSING_NOTICE: _closing,
    **control_samples.MAKERS,
    **course_samples.MAKERS,
    **ending_samples.MAKERS,
    **measure_samples.MAKERS,
    **proceeding_samples.MAKERS,
    **refusal_samples.MAKERS,
}
