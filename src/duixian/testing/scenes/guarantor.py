"""guarantor (report 000): a bank loan of 100,000; the joint guarantor pays in the afternoon of the operation's day."""

from datetime import date
from decimal import Decimal

from duixian.base.casenumber import parse
from duixian.base.money import display
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.flows.state_debt import debt_of
from duixian.law.obligations import (
    InterestTerm,
    ItemKind,
    Liability,
    MoneyItem,
    Ordered,
    Rate,
    RateSource,
    When,
)
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage, credit_code, resident_id

BANK, BORROWER, GUARANTOR = "某某农村商业银行股份有限公司", "阮志明", "陈丽华"
PRINCIPAL = 10_000_000
FILED, OPERATION = date(2026, 1, 12), date(2026, 4, 14)
STORY = "为他人100,000.00元银行贷款连带保证的早餐店主，行动当日上午照常营业，下午自行到院付清。"


def guarantor(stage: Stage) -> Outcome:
    """File against borrower and guarantor, let the guarantor pay at three in the afternoon, pay the bank, close."""
    outcome = Outcome("guarantor", STORY, columns=("时间", "事项", "金额"))
    stage.at(FILED)
    debtors = (BORROWER, GUARANTOR)
    case = stage.file(
        FilingDraft(
            court="淮安市淮阴区人民法院",
            title_number=parse("（2025）苏0804民初5207号"),
            title_kind=TitleKind.JUDGMENT,
            title_date=date(2025, 9, 30),
            effective_on=date(2025, 10, 21),
            cause="金融借款合同纠纷",
            parties=(
                DraftParty(BANK, Role.APPLICANT, PartyKind.ORGANISATION, "原告", credit_code(21)),
                DraftParty(BORROWER, Role.DEBTOR, PartyKind.PERSON, "被告", resident_id(22)),
                DraftParty(GUARANTOR, Role.DEBTOR, PartyKind.PERSON, "被告", resident_id(23)),
            ),
            ordered=Ordered(
                items=(
                    MoneyItem(
                        key="1",
                        label="借款本金",
                        kind=ItemKind.PRINCIPAL,
                        amount=PRINCIPAL,
                        creditors=(BANK,),
                        debtors=debtors,
                        liability=Liability.JOINT_AND_SEVERAL,
                        due=When(on=date(2025, 10, 31)),
                    ),
                ),
                interests=(
                    InterestTerm(
                        key="i1",
                        items=("1",),
                        rate=Rate(RateSource.FIXED, Decimal("8.4")),
                        start=When(on=date(2025, 6, 21)),
                        label="利息（年利率8.4%）",
                    ),
                ),
                doubled_clause=True,
            ),
        )
    )
    outcome.step(FILED, f"立案：{case.number}，被执行人{BORROWER}、{GUARANTOR}（连带）")
    stage.at(OPERATION, 15, 10)
    with scope.of_court(stage.court.pk):
        owed = debt_of(case, on=OPERATION)
    stage.pay_in(owed.to_pay, payer=GUARANTOR, remark=f"{case.number}执行款")
    report = stage.import_statement()
    outcome.step(f"{OPERATION} 15:10", f"{GUARANTOR}付款，附言写明案号，自动认领 {len(report.identified)} 笔")
    stage.at(OPERATION, 15, 40)
    stage.carry_out(stage.plan([case], stage.debtor_of(case)))
    stage.at(OPERATION, 16, 30)
    batch = stage.pay_out()
    stage.at(OPERATION, 17)
    case = stage.close(case)
    outcome.step(f"{OPERATION} 17:00", f"当日结案：{case.get_closing_display()}")
    assert owed.statement is not None
    outcome.statement = owed.statement
    with scope.of_court(stage.court.pk):
        money = funds.money_of([case.pk])[case.pk]
        fee = funds.fee_taken(case.pk)
        payer = report.identified[0].payer
    outcome.rows += [
        ("15:10", f"保证人{payer}付入", display(owed.to_pay)),
        ("16:30", f"付{BANK}（本金、利息、加倍部分）", display(money.paid)),
        ("16:30", "收取执行费", display(fee)),
    ]
    outcome.step(OPERATION, f"{GUARANTOR}承担责任后可向{BORROWER}追偿（民法典第七百条），另案处理")
    outcome.check("付入 = 付银行 + 执行费", owed.to_pay, money.paid + fee)
    outcome.check("银行实收 = 当日债务", owed.statement.total, batch.total_fen)
    outcome.check("结案时尚欠", 0, _remaining(stage, case.pk))
    return stage.settle_up(outcome)


def _remaining(stage: Stage, case_id: int) -> int:
    from duixian.domain.cases.models import Case

    with scope.of_court(stage.court.pk):
        return debt_of(Case.objects.get(pk=case_id), on=stage.today).remaining
