"""control (part 2): 26 debtors, 52 agencies with faults, from the search to the money on the cases' accounts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from duixian.base.casenumber import CaseNumber
from duixian.base.money import Fen, display
from duixian.domain.assets.models import Asset, Budget, Control, ControlOrder, ControlState
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.funds import selectors as funds
from duixian.flows import control_assets, deduct_money, search_assets, state_need
from duixian.flows.control_assets import Chosen
from duixian.flows.living import MONTHLY_SETTING
from duixian.flows.state_debt import debt_of
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.ports.agencies import Act
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.control_field import Field, opened_field
from duixian.testing.scenes.control_sale import car_of, sell_car
from duixian.testing.scenes.control_sums import calls_in_words, check_sums
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage
from duixian.worlds.control_scene import DEBTORS, Claim, control_scene

FILED, PAID, TAKEN = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)
LIVING: Fen = 85_000
"""What the court of the scene set as the local minimum of living, fen a month."""

STORY = "26名被执行人、52家协助单位（其中三成以上有故障）：查询、冻结查封、超标解除、轮候递补、扣划到账，无一漏失。"


def draft(number: int, claim: Claim) -> FilingDraft:
    """The title of one creditor."""
    debtor, creditor = claim.debtor, claim.creditor
    return FilingDraft(
        court="淮安市淮阴区人民法院",
        title_number=CaseNumber(2025, "苏0804", "民初", 3000 + number),
        title_kind=TitleKind.JUDGMENT,
        title_date=date(2025, 11, 20),
        effective_on=date(2025, 12, 15),
        cause="买卖合同纠纷",
        parties=(
            DraftParty(creditor.name, Role.APPLICANT, PartyKind.PERSON, "原告", creditor.number),
            DraftParty(debtor.name, Role.DEBTOR, _kind(debtor.kind), "被告", debtor.number),
        ),
        ordered=Ordered(
            items=(
                MoneyItem(
                    key="1",
                    label="货款",
                    kind=ItemKind.PRINCIPAL,
                    amount=claim.amount,
                    creditors=(creditor.name,),
                    debtors=(debtor.name,),
                    due=When(on=date(2025, 12, 31)),
                ),
            ),
            doubled_clause=True,
        ),
    )


def _kind(kind: str) -> PartyKind:
    return PartyKind.PERSON if kind == "natural" else PartyKind.ORGANISATION


@dataclass
class Story:
    """The scene as it goes on."""

    stage: Stage
    agencies: Field
    outcome: Outcome
    cases: list[Case]

    def step(self, text: str) -> None:
        """Note what happened, now."""
        self.outcome.step(f"{self.stage.moment:%Y-%m-%d %H:%M}", text)

    # ---------------------------------------------------------------------------------------------------- searching

    def search(self) -> None:
        """Ask every agency about every debtor."""
        stage = self.stage
        with scope.of_court(stage.court.pk):
            search_assets.search_many(acting=stage.staff["officer"], cases=self.cases, now=stage.moment)
        asked = self.agencies.under_way()
        self.step(f"网络查询：{len(self.cases)} 件案件 × 52 家协助单位，发出查询 {asked:,} 件")
        summary = self.agencies.send()
        with scope.of_court(stage.court.pk):
            found = Asset.objects.count()
        self.step(f"全部答复（{self.agencies.rounds} 轮收发，失败重试 {summary.again:,} 次），查到财产 {found} 项")

    # --------------------------------------------------------------------------------------------------- controlling

    def control(self, rounds: int = 4) -> None:
        """State the need of each case, take what is proposed, have it approved; again until nothing is proposed."""
        stage = self.stage
        for case in self.cases:
            with scope.of_court(stage.court.pk):
                state_need.state(acting=stage.staff["officer"], case=case, on=stage.today, now=stage.moment)
        for place in range(rounds):
            drafts = [order for case in self.cases for order in self._order(case)]
            if not drafts:
                break
            with scope.of_court(stage.court.pk):
                control_assets.approve(acting=stage.staff["chief"], drafts=drafts, now=stage.moment)
            if place == 0:
                self.agencies.kill_midway()
            self.agencies.send()
            fen = sum(order.amount_fen or 0 for order in drafts)
            self.step(f"第 {place + 1} 轮控制：承办人拟定、局长批准 {len(drafts)} 件，冻结金额 {display(fen)}")
        self.step(f"其间模拟协助单位进程被杀死并重启 {self.agencies.kills} 次")

    def _order(self, case: Case) -> list[ControlOrder]:
        stage = self.stage
        with scope.of_court(stage.court.pk):
            offer = control_assets.propose(case, on=stage.today)
            if not offer.lines:
                return []
            return control_assets.order(
                acting=stage.staff["officer"],
                case=case,
                chosen=[Chosen(line.asset.pk) for line in offer.lines],
                on=stage.today,
                now=stage.moment,
            )

    # -------------------------------------------------------------------------------- letting go, waiting

    def pays(self, case: Case, percent: int) -> None:
        """The debtor pays so much of what he owes; what is held above the rest is let go by itself."""
        stage = self.stage
        with scope.of_court(stage.court.pk):
            owed = debt_of(case, on=stage.today).to_pay
        released = self._count(Act.RELEASE)
        amount = owed * percent // 100
        stage.pay_in(amount, payer=stage.debtor_of(case).name, case=case, remark="执行款")
        self.import_statement()
        self.agencies.send()
        count = self._count(Act.RELEASE) - released
        self.step(
            f"{stage.debtor_of(case).name}主动履行 {display(amount)}（{percent}%），超标的部分自动解除 {count} 项"
        )

    def behind(self, later: Case, earlier: Case) -> list[int]:
        """The seals of one case that wait on a thing another one has sealed. (On an account, what is let go may be no
        more than what must stay free for living.)"""
        with scope.of_court(self.stage.court.pk):
            things = Control.objects.filter(case=earlier, state=ControlState.IN_FORCE).values("asset_id")
            waiting = Control.objects.filter(
                case=later, state=ControlState.WAITING, divisible=False, asset_id__in=things
            )
            found = list(waiting.values_list("pk", flat=True))
        assert found, "nobody waits behind anybody"
        return found

    def moved_up(self, controls: list[int]) -> int:
        """How many of these wait no longer: in force, or let go at once where the case has no need of them."""
        with scope.of_court(self.stage.court.pk):
            return Control.objects.filter(pk__in=controls).exclude(state=ControlState.WAITING).count()

    def _count(self, act: Act) -> int:
        with scope.of_court(self.stage.court.pk):
            return ControlOrder.objects.filter(act=act).count()

    # ----------------------------------------------------------------------------------------------------- deducting

    def deduct(self) -> Fen:
        """Take what is held and may be taken, until the money is on the cases' accounts. Returns fen."""
        stage = self.stage
        drafts: list[ControlOrder] = []
        for case in self.cases:
            with scope.of_court(stage.court.pk):
                drafts += self._deductions(case)
        with scope.of_court(stage.court.pk):
            deduct_money.approve(acting=stage.staff["chief"], drafts=drafts, on=stage.today, now=stage.moment)
        self.agencies.send()
        self.agencies.paid()
        before = self._remaining()
        received = self.import_statement()
        self.agencies.send()
        after = self._remaining()
        taken = sum(received.values())
        self.step(f"扣划 {len(drafts)} 件，{display(taken)} 汇入执行款专户，按指令编号自动认领")
        fell = sum(min(before[case], fen) for case, fen in received.items())
        self.outcome.check("尚欠的债务 = 原欠 − 到账（各案）", sum(before.values()) - fell, sum(after.values()))
        return taken

    def _deductions(self, case: Case) -> list[ControlOrder]:
        """Account after account: each look sees what the one before takes."""
        stage = self.stage
        drafts = []
        for control in [one.control for one in deduct_money.deductible(case, on=stage.today)]:
            look = next(one for one in deduct_money.deductible(case, on=stage.today) if one.control == control)
            if look.amount and not look.why_not:
                officer = stage.staff["officer"]
                drafts.append(deduct_money.deduct(acting=officer, control=control, on=stage.today, now=stage.moment))
        return drafts

    def import_statement(self) -> dict[int, Fen]:
        """The accountant imports the day's statement; what came in by case. Nothing of it may wait for a person."""
        report = self.stage.import_statement()
        assert not report.waiting, f"money nobody knows: {report.waiting}"
        received: dict[int, Fen] = {}
        for receipt in report.identified:
            assert receipt.case_id is not None
            received[receipt.case_id] = received.get(receipt.case_id, 0) + receipt.amount_fen
        return received

    def _remaining(self) -> dict[int, Fen]:
        with scope.of_court(self.stage.court.pk):
            cases = Case.objects.select_related("title", "court").order_by("pk")
            return {case.pk: debt_of(case, on=self.stage.today).remaining for case in cases}

    # -------------------------------------------------------------------------------- to the creditors

    def distribute(self) -> None:
        """Divide what lies on the accounts, pay the creditors, close what is performed."""
        stage, closed = self.stage, 0
        with scope.of_court(stage.court.pk):
            held = {pk: money.waiting for pk, money in funds.money_of([case.pk for case in self.cases]).items()}
        for case in self.cases:
            if held.get(case.pk):
                stage.carry_out(stage.plan([case], stage.debtor_of(case)))
        batch = stage.pay_out()
        for case in self.cases:
            with scope.of_court(stage.court.pk):
                owed = debt_of(Case.objects.select_related("title", "court").get(pk=case.pk), on=stage.today)
            if not owed.to_pay:
                stage.close(case)
                closed += 1
        self.agencies.send()
        self.step(f"发放 {batch.count} 笔，{display(batch.total_fen)}；{closed} 件执行完毕结案，其余继续执行")

    def tell(self) -> None:
        """One row for every case."""
        with scope.of_court(self.stage.court.pk):
            for case in Case.objects.select_related("title", "court").order_by("pk"):
                rows = Control.objects.filter(case=case)
                budget = Budget.objects.get(case=case, person=None)
                owed = debt_of(case, on=self.stage.today)
                self.outcome.rows.append(
                    (
                        case.number,
                        self.stage.debtor_of(case).name,
                        str(rows.count()),
                        display(budget.divisible_fen + budget.whole_fen),
                        display(rows.aggregate(fen=Sum("deducted_fen", default=0))["fen"]),
                        display(owed.remaining),
                    )
                )


def control(stage: Stage, *, debtors: int = DEBTORS) -> Outcome:
    """Search, control, let go, wait, move up, deduct, sell a sealed car, pay the creditors."""
    outcome = Outcome("control", STORY, columns=("案号", "被执行人", "控制过", "仍控制", "扣划到账", "尚欠"))
    stage.at(FILED)
    stage.set_value(MONTHLY_SETTING, LIVING, source="淮安市城乡居民最低生活保障标准（合成）")
    world = control_scene(debtors=debtors)
    with opened_field(stage) as agencies:
        claims = [*world.claims, world.second]
        cases = [stage.file(draft(number, claim)) for number, claim in enumerate(claims, start=1)]
        first, second = cases[0], cases[-1]
        story = Story(stage, agencies, outcome, cases)
        story.step(f"立案 {len(cases)} 件（{world.second.debtor.name}涉两案），发出执行通知")
        story.search()
        story.control()
        behind = story.behind(second, first)
        story.step(f"两案同时查封同一财产：后到的 {len(behind)} 项轮候")
        _another_day(story, PAID)
        story.pays(first, 100)
        outcome.check("前案清偿后不再轮候（递补，不需要的随即解除）", len(behind), story.moved_up(behind), "项")
        story.pays(cases[7], 40)
        _another_day(story, TAKEN)
        story.deduct()
        _sell(story)
        story.distribute()
        story.step(calls_in_words(agencies))
        check_sums(outcome, agencies)
        story.tell()
    return stage.settle_up(outcome)


def _another_day(story: Story, day: date) -> None:
    story.stage.at(day)
    story.agencies.agencies.set_day(day)


def _sell(story: Story) -> None:
    """The car of whoever has one under seal after the deductions."""
    stage, outcome = story.stage, story.outcome
    for case in story.cases:
        car = car_of(stage, case)
        if car is not None:
            break
    else:
        raise AssertionError("nobody's car is sealed")
    with scope.of_court(stage.court.pk):
        before = funds.money_of([case.pk])[case.pk].received
    sale, report = sell_car(stage, case, car, story.step)
    story.agencies.agencies.set_day(stage.today)
    with scope.of_court(stage.court.pk):
        got = funds.money_of([case.pk])[case.pk].received - before
    outcome.check("成交价 = 进入本案案款", sale.price_fen, got)
    outcome.check("公开竞价记录的错误", 0, len(report.faults), "处")
    outcome.check("独立复核的成交价", sale.price_fen, report.price)
