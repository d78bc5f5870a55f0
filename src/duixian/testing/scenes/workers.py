"""workers (report 003): 124 workers, the round was ended; a year later a government grant brings 2,030,000.00."""

import random
from datetime import date

from duixian.base.casenumber import parse
from duixian.base.faults import Refused
from duixian.base.money import Fen, display, largest_remainder
from duixian.domain.cases.models import CaseState
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import Payout, PayoutState
from duixian.flows import plan_distribution
from duixian.law.distribution import ClaimKind
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.ended_round import end_round
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage, credit_code, resident_id
from duixian.worlds.scenes import person

WORKERS = 124
GRANT: Fen = 203_000_000
DEBTOR = "某某烟花制造有限公司"
FILED, ENDED, ARRIVED = date(2025, 2, 10), date(2025, 7, 1), date(2026, 9, 8)
STORY = "烟花企业停产欠薪，124名农民工胜诉，无财产可供执行而终本；退出奖补金到位后，2,030,000.00元欠薪发到每个人。"


def names(seed: int = 3) -> list[str]:
    """124 names; where two are the same the later one is told apart, as a judgment does it."""
    dice = random.Random(seed)
    found: list[str] = []
    while len(found) < WORKERS:
        name = person(dice)
        if name not in found:
            found.append(name)
    return found


def wages(seed: int = 3) -> list[Fen]:
    """What each worker is owed, fen; the sum is the grant."""
    dice = random.Random(seed)
    return largest_remainder(GRANT, [dice.randint(60, 240) for _ in range(WORKERS)])


def draft() -> FilingDraft:
    """One judgment for all, as joined labour disputes are decided: each worker a sum of his own."""
    people = names()
    return FilingDraft(
        court="淮安市淮阴区人民法院",
        title_number=parse("（2024）苏0804民初8801号"),
        title_kind=TitleKind.JUDGMENT,
        title_date=date(2024, 11, 20),
        effective_on=date(2024, 12, 10),
        cause="追索劳动报酬纠纷",
        parties=(
            *(
                DraftParty(name, Role.APPLICANT, PartyKind.PERSON, "原告", resident_id(number, date(1972, 3, 9)))
                for number, name in enumerate(people, start=1)
            ),
            DraftParty(DEBTOR, Role.DEBTOR, PartyKind.ORGANISATION, "被告", credit_code(31)),
        ),
        ordered=Ordered(
            items=tuple(
                MoneyItem(
                    key=str(number),
                    label=f"{name}的工资",
                    kind=ItemKind.PRINCIPAL,
                    amount=fen,
                    creditors=(name,),
                    debtors=(DEBTOR,),
                    due=When(on=date(2024, 12, 20)),
                )
                for number, (name, fen) in enumerate(zip(people, wages(), strict=True), start=1)
            ),
            doubled_clause=True,
        ),
    )


def workers(stage: Stage) -> Outcome:
    """File, end the round, receive the grant, serve the plan, wait out the objections, pay all; the case stays open."""
    outcome = Outcome("workers", STORY, columns=("序号", "申请执行人", "应得工资", "实发"))
    stage.at(FILED)
    case = stage.file(draft())
    outcome.step(FILED, f"立案：{case.number}，申请执行人{WORKERS}名")
    stage.at(ENDED)
    case = end_round(stage, case, spoke_with=f"{names()[0]}等{WORKERS}人的代表")
    outcome.step(ENDED, f"终结本次执行程序（{case.get_state_display()}）")
    stage.at(ARRIVED)
    stage.pay_in(GRANT, payer="某某县财政局", case=case, remark="烟花爆竹企业退出奖补")
    report = stage.import_statement()
    with scope.of_court(stage.court.pk):
        case.refresh_from_db()
        terms = {
            plan_distribution.claim_key(case, party.person): plan_distribution.ClaimTerms(
                kind=ClaimKind.WAGES, title=case.title.number, control_rank=1
            )
            for party in case.parties.filter(role="applicant").select_related("person")
        }
    outcome.step(ARRIVED, f"奖补金到账，认领 {len(report.identified)} 笔，案件恢复为“{case.get_state_display()}”")
    stage.waive_fee(case, "诉讼费用交纳办法第四十七条；企业停产、奖补金专项用于欠薪，免交审批表")
    plan = stage.plan([case], stage.debtor_of(case), terms=terms)
    outcome.step(ARRIVED, f"分配方案送达，异议期至 {plan.objections_until}（民诉解释第五百零九条）")
    assert plan.objections_until is not None
    after = stage.at(date.fromordinal(plan.objections_until.toordinal() + 1))
    stage.carry_out(plan)
    batch = stage.pay_out()
    outcome.step(after, f"无人异议，{batch.count} 人发放 {display(batch.total_fen)}")
    with scope.of_court(stage.court.pk):
        case.refresh_from_db()  # paid out, it rests again under the end of its round
        paid = dict(Payout.objects.filter(case=case, state=PayoutState.PAID).values_list("holder", "amount_fen"))
        received = funds.money_of([case.pk])[case.pk].received
    try:
        stage.close(case)
    except Refused as refused:
        outcome.step(after, f"不能结案：{refused}")
    for number, (name, fen) in enumerate(zip(names(), wages(), strict=True), start=1):
        outcome.rows.append((str(number), name, display(fen), display(paid.get(name, 0))))
        if paid.get(name, 0) != fen:
            outcome.check(f"{name}实发 = 应得工资", fen, paid.get(name, 0))
    outcome.check("领到工资的人数", WORKERS, len(paid), "人")
    outcome.check("发放合计 = 到账", received, sum(paid.values()))
    outcome.check("发放合计 = 2,030,000.00", GRANT, sum(paid.values()))
    outcome.check("加倍部分未付清，案件未结", 1, int(case.state != CaseState.CLOSED), "件")
    return stage.settle_up(outcome)
