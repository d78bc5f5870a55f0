"""delay (report 001): 80,000 owed, paid years late with some 20,000 of delay interest, explained step by step."""

from datetime import date

from duixian.base.casenumber import parse
from duixian.base.money import display
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.flows.state_debt import debt_of
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage, resident_id

PRINCIPAL = 8_000_000
DUE = date(2022, 12, 26)
PAID = date(2026, 11, 20)
STORY = "被执行人拖欠80,000.00元近四年，被纳入失信名单后主动履行本金，并付清迟延履行期间的债务利息。"


def delay(stage: Stage) -> Outcome:
    """File, let the debtor come and pay what is owed on that day, distribute, pay out, close."""
    outcome = Outcome("delay", STORY, columns=("案号", "本金", "加倍部分", "执行费", "合计"))
    stage.at(date(2026, 3, 2))
    case = stage.file(
        FilingDraft(
            court="淮安市淮阴区人民法院",
            title_number=parse("（2022）苏0804民初3182号"),
            title_kind=TitleKind.JUDGMENT,
            title_date=date(2022, 11, 25),
            effective_on=date(2022, 12, 16),
            cause="民间借贷纠纷",
            parties=(
                DraftParty("何桂兰", Role.APPLICANT, PartyKind.PERSON, "原告", resident_id(11)),
                DraftParty("陈建国", Role.DEBTOR, PartyKind.PERSON, "被告", resident_id(12)),
            ),
            ordered=Ordered(
                items=(
                    MoneyItem(
                        key="1",
                        label="借款本金",
                        kind=ItemKind.PRINCIPAL,
                        amount=PRINCIPAL,
                        creditors=("何桂兰",),
                        debtors=("陈建国",),
                        due=When(on=DUE),
                    ),
                ),
                doubled_clause=True,
            ),
        )
    )
    outcome.step(stage.today, f"立案：{case.number}，标的 {display(PRINCIPAL)}，发出执行通知")
    stage.at(PAID)
    with scope.of_court(stage.court.pk):
        owed = debt_of(case, on=PAID)
    stage.pay_in(owed.to_pay, payer="陈建国", case=case, remark="执行款")
    report = stage.import_statement()
    outcome.step(PAID, f"到账 {display(owed.to_pay)}，按专用账号自动认领（{len(report.identified)} 笔）")
    stage.carry_out(stage.plan([case], stage.debtor_of(case)))
    batch = stage.pay_out()
    outcome.step(PAID, f"发放 {display(batch.total_fen)}，经制单、复核" + ("、审批" if batch.needs_approval else ""))
    case = stage.close(case)
    outcome.step(PAID, f"结案：{case.get_closing_display()}，依据{case.closing_basis}")
    assert owed.statement is not None
    late_fen = owed.statement.total - PRINCIPAL
    outcome.statement = owed.statement
    outcome.rows.append(
        (case.number, display(PRINCIPAL), display(late_fen), display(owed.fee.due), display(owed.to_pay))
    )
    days = (PAID - DUE).days
    outcome.check("加倍部分 = 80,000 × 日万分之一点七五 × 天数", PRINCIPAL * 175 * days // 1_000_000, late_fen)
    with scope.of_court(stage.court.pk):
        outcome.check("申请人实收 = 本金 + 加倍部分", PRINCIPAL + late_fen, funds.money_of([case.pk])[case.pk].paid)
    return stage.settle_up(outcome)
