"""members (report 001): a gym closed; 278 members, 278 cases, one debtor, 430,000.00 in three receipts."""

from datetime import date

from duixian.base.casenumber import CaseNumber
from duixian.base.money import Fen, display
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Payout, PayoutState, PlanLine
from duixian.law.distribution import RESIDUE
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage, credit_code
from duixian.worlds import scenes as world

DEBTOR = "某某健身服务部"
CLAIMED: Fen = 42_770_000
"""Sum of the refunds agreed: with a month of the doubled part, just under the money that came."""

RECEIPTS = ((date(2026, 9, 25), 20_000_000), (date(2026, 9, 28), 15_000_000), (date(2026, 9, 30), 8_000_000))
WAIVED = "诉讼费用交纳办法第四十七条；涉众退费案件免交审批表"
STORY = "健身房关门，278名会员按调解书申请退费；负责人被拘留后分三笔凑齐430,000.00元，国庆前集中发还。"


def draft(number: int, member: str, fen: Fen) -> FilingDraft:
    """The mediation one member has."""
    return FilingDraft(
        court="淮安市淮阴区人民法院",
        title_number=CaseNumber(2026, "苏0804", "民初", 2000 + number),
        title_kind=TitleKind.MEDIATION,
        title_date=date(2026, 7, 31),
        effective_on=date(2026, 7, 31),
        cause="服务合同纠纷",
        parties=(
            DraftParty(member, Role.APPLICANT, PartyKind.PERSON, "原告"),
            DraftParty(DEBTOR, Role.DEBTOR, PartyKind.ORGANISATION, "被告", credit_code(41)),
        ),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="1",
                    label="退还会员费",
                    kind=ItemKind.PRINCIPAL,
                    amount=fen,
                    creditors=(member,),
                    debtors=(DEBTOR,),
                    due=When(on=date(2026, 8, 31)),
                ),
            ),
            doubled_clause=True,
        ),
    )


def members(stage: Stage) -> Outcome:
    """File 278 cases, receive three payments under one of them, divide among all, pay everybody, close every case."""
    outcome = Outcome("members", STORY, columns=("案号", "会员", "退费", "实发（含加倍部分）"))
    facts = world.members(claimed=CLAIMED).facts
    stage.at(date(2026, 9, 7))
    cases: list[Case] = []
    for number, claim in enumerate(facts.claims, start=1):
        cases.append(stage.file(draft(number, claim.creditor, claim.amounts.principal)))
    for case in cases:
        stage.waive_fee(case, WAIVED)
    outcome.step(stage.today, f"立案 {len(cases)} 件，被执行人均为{DEBTOR}，退费合计 {display(CLAIMED)}")
    identified = 0
    for day, amount in RECEIPTS:
        stage.at(day)
        stage.pay_in(amount, payer=DEBTOR, case=cases[0], remark="会员退费")
        identified += len(stage.import_statement().identified)
        outcome.step(day, f"到账 {display(amount)}")
    plan = stage.plan(cases, stage.debtor_of(cases[0]))
    stage.carry_out(plan)
    batch = stage.pay_out()
    outcome.step(stage.today, f"一个方案、一个批次：{batch.count} 笔，{display(batch.total_fen)}")
    for case in cases:
        stage.close(case)
    outcome.step(stage.today, f"{len(cases)} 件全部执行完毕结案")
    with scope.of_court(stage.court.pk):
        paid = dict(
            Payout.objects.filter(batch=batch, state=PayoutState.PAID)
            .exclude(payee__name=DEBTOR)
            .values_list("case_id", "amount_fen")
        )
        lines = {row.case_id: row for row in PlanLine.objects.filter(plan=plan).exclude(rank=RESIDUE)}
        residue = sum(PlanLine.objects.filter(plan=plan, rank=RESIDUE).values_list("amount_fen", flat=True))
        received = funds.money_of([cases[0].pk])[cases[0].pk].received
    for case, claim in zip(cases, facts.claims, strict=True):
        got = paid.get(case.pk, 0)
        outcome.rows.append((case.number, claim.creditor, display(claim.amounts.principal), display(got)))
        if got != lines[case.pk].claim_fen:
            outcome.check(f"{case.number}全额受偿", lines[case.pk].claim_fen, got)
    outcome.step(stage.today, f"免交执行费，余款 {display(residue)} 退还被执行人")
    outcome.check("自动认领的到账", len(RECEIPTS), identified, "笔")
    outcome.check("领到款项的会员", world.MEMBERS, len(paid), "人")
    outcome.check("到账合计 = 430,000.00", world.MEMBERS_FUNDS, received)
    outcome.check("到账 = 会员实收 + 退被执行人", received, sum(paid.values()) + residue)
    return stage.settle_up(outcome)
