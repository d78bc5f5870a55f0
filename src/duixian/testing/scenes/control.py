"""control (part 2): 26 debtors, 52 agencies with faults, from the search to the money on the cases' accounts."""

import time
from dataclasses import dataclass, field
from datetime import date

from duixian.base.casenumber import CaseNumber
from duixian.base.money import Fen, display
from duixian.domain.assets.models import (
    Asset,
    Budget,
    Control,
    ControlOrder,
    ControlState,
    Exemption,
    OrderExchange,
    OrderState,
)
from duixian.domain.cases.models import Case
from duixian.domain.courts import scope
from duixian.domain.funds.models import Receipt, ReceiptState
from duixian.flows import control_assets, deduct_money, search_assets, state_need
from duixian.flows.control_assets import Chosen
from duixian.flows.living import MONTHLY_SETTING
from duixian.flows.state_debt import debt_of
from duixian.law.obligations import ItemKind, MoneyItem, Ordered, When
from duixian.ports.agencies import Act
from duixian.reading.drafts import DraftParty, FilingDraft, PartyKind, Role, TitleKind
from duixian.testing.scenes.control_field import Field, opened_field
from duixian.testing.scenes.outcome import Outcome
from duixian.testing.scenes.stage import Stage
from duixian.worlds.control_scene import Claim, control_scene

FILED, TAKEN = date(2026, 3, 2), date(2026, 3, 16)
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
    claims: list[Claim]
    ordered: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

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

    # ----------------------------------------------------------------------------------------------------- deducting

    def deduct(self) -> Fen:
        """Take what is held and may be taken, until the money is on the cases' accounts. Returns fen."""
        stage = self.stage
        drafts: list[ControlOrder] = []
        for case in self.cases:
            with scope.of_court(stage.court.pk):
                for one in deduct_money.deductible(case, on=stage.today):
                    look = next(x for x in deduct_money.deductible(case, on=stage.today) if x.control == one.control)
                    if look.amount and not look.why_not:
                        drafts.append(
                            deduct_money.deduct(
                                acting=stage.staff["officer"], control=look.control, on=stage.today, now=stage.moment
                            )
                        )
        with scope.of_court(stage.court.pk):
            deduct_money.approve(acting=stage.staff["chief"], drafts=drafts, on=stage.today, now=stage.moment)
        self.agencies.send()
        taken = self._money_comes()
        self.step(f"扣划 {len(drafts)} 件，{display(taken)} 汇入执行款专户，按指令编号自动认领")
        return taken

    def _money_comes(self) -> Fen:
        """The agencies' payments reach the court's bank; the accountant imports the day's statement."""
        transfers = self.agencies.paid()
        before = self._received()
        report = self.stage.import_statement()
        if report.waiting:
            raise AssertionError(f"money nobody knows: {report.waiting}")
        self.agencies.send()
        got = self._received() - before
        assert got <= sum(one["amount"] for one in transfers)
        return got

    def _received(self) -> Fen:
        with scope.of_court(self.stage.court.pk):
            rows = Receipt.objects.filter(state=ReceiptState.IDENTIFIED).values_list("amount_fen", flat=True)
            return sum(rows)


def control(stage: Stage, *, debtors: int = 26) -> Outcome:
    """Search, control, let go, wait, move up, deduct; then the same car from its seal to the money."""
    outcome = Outcome("control", STORY, columns=("案号", "被执行人", "应控制", "控制", "扣划到账", "尚欠"))
    stage.at(FILED)
    stage.set_value(MONTHLY_SETTING, LIVING, source="淮安市城乡居民最低生活保障标准（合成）")
    world = control_scene(debtors=debtors)
    cases = [stage.file(draft(number, claim)) for number, claim in enumerate(world.claims, start=1)]
    with opened_field(stage) as field_:
        story = Story(stage, field_, outcome, cases, list(world.claims))
        story.step(f"立案 {len(cases)} 件，发出执行通知")
        story.search()
        story.control()
        story.deduct()
    return stage.settle_up(outcome)
