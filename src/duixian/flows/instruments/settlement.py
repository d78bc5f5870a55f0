"""Papers of settlements and guarantees of enforcement; each is issued by the act it belongs to, in its transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from duixian.base.money import Fen, display
from duixian.connectors import typesetting as paper
from duixian.connectors.typesetting import Decision
from duixian.domain.cases.models import Case
from duixian.domain.documents.models import Instrument
from duixian.domain.settlements import selectors
from duixian.domain.settlements.models import ExecutionGuarantee, Instalment, InstalmentKind, Settlement, Side
from duixian.domain.trail.acting import Acting
from duixian.flows.instruments import frame
from duixian.flows.instruments.frame import Wanted


def issue_record(*, acting: Acting, settlement: Settlement, on: date, now: datetime) -> Instrument | None:
    """执行和解协议 as put before the court. An agreement binds whether or not a name can be printed: then None."""
    whole = selectors.whole(settlement.pk)
    matter = frame.matter_of(whole.case)
    schedule = tuple(_line(one) for one in whole.instalments.all())
    signings = tuple(
        paper.Signing(Side(one.side).label, one.person.name, one.agent)
        for one in whole.signatories.select_related("person")
    )
    guarantors = tuple(
        f"{one.person.name}提供{f'财产担保（{one.thing}）' if one.thing else '保证'}，"
        f"{f'以{display(one.limit_fen)}为限，' if one.limit_fen else ''}"
        f"{'并向本院承诺被执行人不履行时自愿接受直接强制执行' if one.direct else '未承诺接受直接强制执行'}。"
        for one in whole.guarantors.select_related("person")
    )
    return _kept(
        acting,
        whole.case,
        lambda heading: paper.SettlementRecord(
            heading=heading,
            matter=matter,
            form=whole.get_form_display(),
            signed_on=whole.signed_on,
            schedule=schedule,
            signings=signings,
            total=whole.money_fen,
            debt=whole.debt_fen,
            grace_days=whole.grace_days,
            acceleration=whole.acceleration,
            whole=whole.whole,
            guarantors=guarantors,
            clauses=whole.clauses,
        ),
        on,
        now,
    )


def issue_reminder(*, acting: Acting, instalment: Instalment, on: date, now: datetime) -> Instrument | None:
    """履行提醒通知书 to the debtor, some days before an agreed day."""
    whole = selectors.whole(instalment.settlement_id)
    matter, account = frame.matter_of(whole.case), frame.account_of(whole.case)
    due = instalment.due_on
    assert due is not None, "only what has a day is reminded of"
    money = instalment.kind == InstalmentKind.MONEY
    return _kept(
        acting,
        whole.case,
        lambda heading: paper.PerformanceReminder(
            heading=heading,
            matter=matter,
            debtor=whole.debtor.name,
            number=instalment.number,
            due=due,
            missing=instalment.amount_fen - instalment.paid_fen if money else None,
            what=instalment.what,
            account=account,
        ),
        on,
        now,
    )


def issue_ruling(
    *,
    acting: Acting,
    case: Case,
    decision: Decision,
    because: Sequence[str],
    on: date,
    now: datetime,
    guarantor: str = "",
    limit: Fen | None = None,
    thing: str = "",
) -> Instrument:
    """执行裁定书: 中止, 恢复, 不予恢复, 执行担保人. Raises `BadInput` for what cannot be printed."""
    whole = Case.objects.select_related("court", "officer", "title").get(pk=case.pk)
    matter = frame.matter_of(whole)
    wanted = Wanted(
        whole,
        lambda heading: paper.SettlementRuling(heading, matter, decision, tuple(because), guarantor, limit, thing),
        frame.Numbers.of([whole]).next(whole),
    )
    return frame.keep(acting=acting, wanted=[wanted], on=on, now=now)[0]


def issue_letter(*, acting: Acting, guarantee: ExecutionGuarantee, on: date, now: datetime) -> Instrument | None:
    """执行担保书 for the guarantor to sign, its copy for the applicant (执行担保规定 3, 4)."""
    case = _case(guarantee.case_id)
    matter = frame.matter_of(case)
    return _kept(
        acting,
        case,
        lambda heading: paper.GuaranteeLetter(
            heading=heading,
            matter=matter,
            guarantor=frame.named(guarantee.guarantor),
            amount=guarantee.amount_fen,
            thing=guarantee.thing,
            stay_from=guarantee.stay_from,
            stay_until=guarantee.stay_until,
            until=guarantee.until,
        ),
        on,
        now,
    )


def _line(one: Instalment) -> paper.ScheduleLine:
    amount = one.amount_fen if one.kind == InstalmentKind.MONEY else None
    condition = f"{one.condition}{f'后{one.days_after}日内' if one.days_after else '之日'}" if one.condition else ""
    return paper.ScheduleLine(one.number, amount, None if condition else one.due_on, condition, one.what)


def _kept(acting: Acting, case: Case, facts: frame.Facts, on: date, now: datetime) -> Instrument | None:
    return next(iter(frame.keep_if_printable(acting=acting, wanted=[Wanted(case, facts)], on=on, now=now)), None)


def _case(case_id: int) -> Case:
    return Case.objects.select_related("court", "officer", "title").get(pk=case_id)
