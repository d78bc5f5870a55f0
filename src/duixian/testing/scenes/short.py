"""short: one debtor, three applicants (wages, mortgage, ordinary), money for about half; one of them objects."""

from datetime import date

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import Refused
from duixian.base.money import Fen, display
from duixian.domain.cases.models import Case, CaseState
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.domain.funds.models import AccountKind, DistributionPlan, PlanLine
from duixian.domain.funds.services import objections
from duixian.flows.plan_distribution import ClaimTerms, claim_key, pot_key
from duixian.law.distribution import ClaimKind, PracticeKey, Security, SecurityKind
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind, kind_of
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage, resident_id
from duixian.worlds import scenes as world

DISPUTED: Fen = 3_000_000
PRACTICE = "演示：假定本省规定参与分配中工资优先"
FILED, RECEIVED = date(2026, 5, 11), date(2026, 9, 1)


def draft(number: int, creditor: str, label: str, fen: Fen, debtor: str) -> FilingDraft:
    """One applicant's title against the debtor they share."""
    return FilingDraft(
        court="淮安市淮阴区人民法院",
        title_number=CaseNumber(2026, "苏0804", "民初", 700 + number),
        title_kind=TitleKind.JUDGMENT,
        title_date=date(2026, 3, 20),
        effective_on=date(2026, 4, 10),
        cause="合同纠纷",
        parties=(
            DraftParty(creditor, Role.APPLICANT, kind_of(creditor), "原告"),
            DraftParty(debtor, Role.DEBTOR, PartyKind.PERSON, "被告", resident_id(51)),
        ),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="1",
                    label=label,
                    kind=ItemKind.PRINCIPAL,
                    amount=fen,
                    creditors=(creditor,),
                    debtors=(debtor,),
                    due=When(on=date(2026, 4, 20)),
                ),
            ),
            doubled_clause=True,
        ),
    )


def short(stage: Stage) -> Outcome:
    """Three cases, a flat sold, a deposit: divide, hold what is disputed, pay the rest, then release the held part."""
    scene = world.short()
    outcome = Outcome("short", scene.story, columns=("申请执行人", "性质", "债权", "受偿", "其中提存", "顺位"))
    stage.at(FILED)
    stage.set_value(
        f"distribution.{PracticeKey.WAGES_FIRST}",
        {"value": 1, "province": "（演示）", "source": PRACTICE},
        source=PRACTICE,
    )
    outcome.step(FILED, "本院设定：工资先于普通债权（全国性规定未作规定，省级规定可设，DIS-09）")
    cases = {
        claim.key: stage.file(draft(number, claim.creditor, claim.key, claim.amounts.title, scene.facts.debtor))
        for number, claim in enumerate(scene.facts.claims, start=1)
    }
    wages, mortgage, supplier = cases["工资"], cases["抵押"], cases["货款"]
    outcome.step(FILED, f"立案 {len(cases)} 件，同一被执行人{scene.facts.debtor}")
    stage.at(RECEIVED)
    sale, deposit = scene.receipts
    stage.pay_in(sale, payer="网络司法拍卖结算户", case=mortgage, remark="房屋拍卖款")
    stage.pay_in(deposit, payer="某某银行", case=supplier, remark="扣划存款")
    report = stage.import_statement()
    outcome.step(RECEIVED, f"到账 {len(report.identified)} 笔，共 {display(sale + deposit)}")
    plan = stage.plan(list(cases.values()), stage.debtor_of(wages), terms=_terms(stage, wages, mortgage))
    outcome.step(RECEIVED, f"分配方案送达，异议期至 {plan.objections_until}")
    objected = stage.at(date(2026, 9, 10))
    line = _object(stage, plan, mortgage, supplier)
    outcome.step(objected, f"{supplier_name(stage, supplier)}对抵押债权中 {display(DISPUTED)} 提出异议，该部分提存")
    assert plan.objections_until is not None
    after = stage.at(date.fromordinal(plan.objections_until.toordinal() + 1))
    stage.carry_out(plan)
    first = stage.pay_out()
    outcome.step(after, f"无争议部分发放 {display(first.total_fen)}（民诉解释第五百一十条）")
    outcome.check("提存 = 争议金额", DISPUTED, _held(stage))
    settled = stage.at(date(2026, 11, 20))
    with scope.of_court(stage.court.pk):
        objections.settle(
            acting=stage.staff["chief"],
            objection=plan.objections.get(),
            to_payee=DISPUTED,
            to=None,
            outcome="分配方案异议之诉判决驳回，按原方案发放",
            on=settled,
            now=stage.moment,
        )
    second = stage.pay_out()
    outcome.step(settled, f"异议之诉审结，提存款 {display(second.total_fen)} 发放")
    _tell(stage, outcome, plan, line)
    outcome.check("到账 = 发放 + 执行费", sale + deposit, first.total_fen + second.total_fen + plan.fee_fen)
    _close_what_is_paid(stage, outcome, list(cases.values()))
    return stage.settle_up(outcome)


def _terms(stage: Stage, wages: Case, mortgage: Case) -> dict[str, ClaimTerms]:
    with scope.of_court(stage.court.pk):
        worker = wages.parties.get(role="applicant").person
        bank = mortgage.parties.get(role="applicant").person
    return {
        claim_key(wages, worker): ClaimTerms(kind=ClaimKind.WAGES),
        claim_key(mortgage, bank): ClaimTerms(
            securities=(Security(pot_key(mortgage), SecurityKind.MORTGAGE),),
        ),
    }


def supplier_name(stage: Stage, case: Case) -> str:
    """The applicant of a case, by name."""
    with scope.of_court(stage.court.pk):
        return case.parties.get(role="applicant").person.name


def _object(stage: Stage, plan: DistributionPlan, against: Case, by: Case) -> PlanLine:
    with scope.of_court(stage.court.pk):
        line = PlanLine.objects.get(plan=plan, case=against)
        objections.object_to(
            acting=stage.staff["officer"],
            plan=plan,
            line=line,
            by=by.parties.get(role="applicant").person,
            disputed=DISPUTED,
            reason="抵押合同约定的担保范围不包括该笔费用",
            on=stage.today,
            now=stage.moment,
        )
        line.refresh_from_db()
        return line


def _held(stage: Stage) -> Fen:
    with scope.of_court(stage.court.pk):
        return funds.trial_balance(court_id=stage.court.pk, on=stage.today).lines.get(AccountKind.HELD, 0)


def _tell(stage: Stage, outcome: Outcome, plan: DistributionPlan, disputed: PlanLine) -> None:
    kinds = {claim.creditor: claim.key for claim in world.short().facts.claims}
    with scope.of_court(stage.court.pk):
        for line in PlanLine.objects.filter(plan=plan).select_related("payee"):
            held = display(DISPUTED) if line.pk == disputed.pk else "—"
            name = line.payee.name
            outcome.rows.append((name, kinds[name], display(line.claim_fen), display(line.amount_fen), held, line.rank))
        money = funds.money_of(plan.lines.values_list("case_id", flat=True))
        outcome.check(
            "各申请人实收之和 = 方案各行之和",
            sum(plan.lines.values_list("amount_fen", flat=True)),
            sum(part.paid for part in money.values()),
        )


def _close_what_is_paid(stage: Stage, outcome: Outcome, cases: list[Case]) -> None:
    closed = 0
    for case in cases:
        try:
            stage.close(case)
        except Refused as refused:
            outcome.step(stage.today, f"{case.number} 不能结案：{refused}")
            continue
        closed += 1
        outcome.step(stage.today, f"{case.number} 执行完毕结案")
    with scope.of_court(stage.court.pk):
        open_cases = Case.objects.exclude(state=CaseState.CLOSED).count()
    outcome.check("结案与未结之和", len(cases), closed + open_cases, "件")
