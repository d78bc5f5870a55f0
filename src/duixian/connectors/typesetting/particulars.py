"""From facts to what a template shows: every amount, day and list already in words, so that templates only lay out."""

from collections.abc import Callable, Mapping
from typing import Any

from duixian.base.money import in_words
from duixian.connectors.typesetting import (
    control_particulars,
    course_particulars,
    disposal_particulars,
    ending_particulars,
    list_particulars,
    measure_particulars,
    proceeding_particulars,
    refusal_particulars,
    settlement_particulars,
)
from duixian.connectors.typesetting.dates import in_characters, in_digits, ordinal
from duixian.connectors.typesetting.instruments import (
    TITLES,
    ClosingNotice,
    DistributionPlanPaper,
    ExecutionNotice,
    FilingNotice,
    Heading,
    Instrument,
    Kind,
    PayeeSheet,
    PayoutReceipt,
    ReportOrder,
)
from duixian.connectors.typesetting.plan_tables import payee_particulars, plan_particulars
from duixian.connectors.typesetting.verification import grouped, qr_svg
from duixian.connectors.typesetting.wording import cited, figures, listed, yuan
from duixian.law.distribution.words import money

BELOW_THE_DATE = ("书记员", "法官助理", "执行助理")
"""Offices that sign under the date, in the manner of the court's instruments."""


def particulars(instrument: Instrument) -> dict[str, Any]:
    """Everything the template of an instrument reads, as JSON-ready values."""
    return {**_heading(instrument.heading, TITLES[instrument.kind]), **_OF[instrument.kind](instrument)}


def _heading(heading: Heading, title: str) -> dict[str, Any]:
    mark = heading.verification
    contact = None
    if heading.contact:
        parts = [f"承办人：{heading.contact.officer}"]
        parts += [f"联系电话：{heading.contact.phone}"] if heading.contact.phone else []
        parts += [f"地址：{heading.contact.address}"] if heading.contact.address else []
        contact = "　".join(parts)
    return {
        "court": heading.court,
        "title": title,
        "case_number": heading.case_number,
        "dated": in_characters(heading.issued_on),
        "signers": [
            {"role": signer.role, "name": signer.name, "below": signer.role in BELOW_THE_DATE}
            for signer in heading.signers
        ],
        "contact": contact,
        "seal": heading.seal.value,
        "verification": {"code": grouped(mark.code), "site": mark.site, "qr_svg": qr_svg(mark.url)},
    }


def _filing(paper: FilingNotice) -> dict[str, Any]:
    return {
        "applicant": paper.applicant,
        "debtors": listed(paper.debtors),
        "cause": paper.cause,
        "cited": cited(paper.title),
        "applied_on": in_digits(paper.applied_on),
        "filed_on": in_digits(paper.filed_on),
        "claimed": None if paper.claimed is None else yuan(paper.claimed),
    }


def _execution(paper: ExecutionNotice) -> dict[str, Any]:
    total = sum(item.amount for item in paper.sums)
    account = paper.account
    return {
        "debtor": paper.debtor,
        "applicants": listed(paper.applicants),
        "cause": paper.cause,
        "cited": cited(paper.title),
        "filed_on": in_digits(paper.filed_on),
        "duties": [f"（{ordinal(i)}）{duty}" for i, duty in enumerate(paper.duties, start=1)],
        "sums": [[item.label, money(item.amount)] for item in paper.sums],
        "as_of": in_digits(paper.as_of or paper.heading.issued_on),
        "total": money(total),
        "total_words": in_words(total),
        "execution_fee": None if paper.execution_fee is None else yuan(paper.execution_fee),
        "account": None
        if account is None
        else {"holder": account.holder, "number": account.number, "bank": account.bank},
    }


def _report(paper: ReportOrder) -> dict[str, Any]:
    return {
        "debtor": paper.debtor,
        "debtor_is_person": paper.debtor_is_person,
        "applicants": listed(paper.applicants),
        "cause": paper.cause,
        "cited": cited(paper.title),
        "filed_on": in_digits(paper.filed_on),
        "days": str(paper.days),
    }


def _plan(paper: DistributionPlanPaper) -> dict[str, Any]:
    return {"host": paper.host, **plan_particulars(paper.plan)}


def _payee(paper: PayeeSheet) -> dict[str, Any]:
    return payee_particulars(paper.plan, paper.payee)


def _receipt(paper: PayoutReceipt) -> dict[str, Any]:
    hands = [("经办", paper.maker), ("复核", paper.checker), ("审批", paper.approver)]
    return {
        "number": paper.number,
        "payee": paper.payee,
        "debtor": paper.debtor,
        "amount": money(paper.amount),
        "amount_words": in_words(paper.amount),
        "purpose": paper.purpose,
        "account": paper.account,
        "bank": paper.bank,
        "paid_on": in_digits(paper.paid_on),
        "bank_reference": paper.bank_reference,
        "hands": [[office, name] for office, name in hands if name],
    }


def _closing(paper: ClosingNotice) -> dict[str, Any]:
    return {
        "recipients": listed(paper.recipients),
        "applicants": listed(paper.applicants),
        "debtors": listed(paper.debtors),
        "cause": paper.cause,
        "cited": cited(paper.title),
        "filed_on": in_digits(paper.filed_on),
        "closed_on": in_digits(paper.closed_on),
        "received": yuan(paper.received),
        "paid": figures(paper.paid),
        "execution_fee": figures(paper.execution_fee) if paper.execution_fee else None,
    }


_OF: Mapping[Kind, Callable[[Any], dict[str, Any]]] = {
    Kind.FILING_NOTICE: _filing,
    Kind.EXECUTION_NOTICE: _execution,
    Kind.REPORT_ORDER: _report,
    Kind.DISTRIBUTION_PLAN: _plan,
    Kind.PAYEE_SHEET: _payee,
    Kind.PAYOUT_RECEIPT: _receipt,
    Kind.CLOSING_NOTICE: _closing,
    **control_particulars.OF,
    **disposal_particulars.OF,
    **proceeding_particulars.OF,
    **course_particulars.OF,
    **settlement_particulars.OF,
    **ending_particulars.OF,
    **list_particulars.OF,
    **measure_particulars.OF,
    **refusal_particulars.OF,
}
