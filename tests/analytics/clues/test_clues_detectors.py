"""Each detector: what it names, what explains it away, and what the law keeps it from seeing."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from clue_scene import CASE, EFFECTIVE, FIRST, LIMIT, SERVED, WHO, Scene, explained, moved_wage

from duixian.analytics.clues.detectors import cheap_deal
from duixian.analytics.clues.model import Findings, PaperKind, Proof, RelationKind
from duixian.analytics.clues.thresholds import Thresholds
from duixian.analytics.clues.view import View


def summary(found: Findings) -> list[tuple[int, int]]:
    """Case and unexplained sum, yuan."""
    return [(case, fen // 100) for case, fen in found.rows.select("case", "sum").iter_rows()]


class TestDivertedIncome:
    def test_a_wage_that_goes_to_the_wife_since_the_suit_is_named_beyond_the_cost_of_living(self) -> None:
        found = moved_wage().find("diverted_income")

        assert summary(found) == [(CASE, 17 * 8000 - 17 * 1000)]
        assert explained(found)["living"] == 125

    def test_her_own_work_at_the_same_firm_explains_it(self) -> None:
        assert summary(moved_wage(paper=True).find("diverted_income")) == []

    def test_a_friend_paid_by_the_firm_is_no_relative(self) -> None:
        assert summary(moved_wage("ann").find("diverted_income")) == []

    def test_a_household_that_always_shared_the_wage_is_not_named(self) -> None:
        scene = Scene().monthly(range(10, 720, 30), "firm", "debtor", 8000)
        scene.monthly(range(11, 720, 30), "debtor", "wife", 6000)

        assert summary(scene.find("diverted_income")) == []

    def test_a_wage_passed_on_since_the_suit_only_is_named(self) -> None:
        scene = Scene().monthly(range(10, 720, 30), "firm", "debtor", 8000)
        scene.monthly(range(251, 720, 30), "debtor", "brother", 7000)

        assert summary(scene.find("diverted_income")) == [(CASE, 16 * 7000 - 16 * 1000)]

    def test_what_only_covers_the_cost_of_living_is_not_named(self) -> None:
        scene = Scene().monthly(range(10, 720, 30), "firm", "debtor", 3000)
        scene.monthly(range(251, 720, 30), "debtor", "wife", 1000)

        assert summary(scene.find("diverted_income")) == []

    def test_maintenance_ordered_by_a_judgment_is_taken_off(self) -> None:
        scene = Scene().monthly(range(10, 720, 30), "firm", "debtor", 8000)
        scene.monthly(range(251, 720, 30), "debtor", "wife", 5000)
        scene.paper(PaperKind.MAINTENANCE, "debtor", "wife", yuan=3500)

        found = scene.find("diverted_income")

        assert summary(found) == [(CASE, 16 * 500)]
        assert explained(found)["maintenance"] == 700

    def test_customers_of_a_company_that_pay_its_head_privately_are_named(self) -> None:
        scene = Scene().relate("eve", "debtor", RelationKind.HEADS)
        for customer in ("mill", "firm"):
            scene.monthly(range(10, 220, 30), customer, "debtor", 90_000)
            scene.monthly(range(240, 400, 30), customer, "eve", 85_000)

        found = scene.find("diverted_income")

        assert summary(found) == [(CASE, 2 * 6 * 85_000 - 6 * 1000)]

    def test_a_wife_divorced_before_the_suit_is_no_relative(self) -> None:
        scene = moved_wage("ann")
        scene.tables["relations"][0]["b"] = WHO["ann"]
        scene.tables["relations"][0]["until"] = FIRST + SERVED - 10

        assert summary(scene.find("diverted_income")) == []


class TestPassThrough:
    def test_a_large_sum_gone_within_hours_to_a_stranger_is_named_with_both_transfers(self) -> None:
        scene = Scene().pay(250, "mill", "debtor", 200_000, hour=9).pay(250, "debtor", "ann", 190_000, hour=15)

        found = scene.find("pass_through")

        assert summary(found) == [(CASE, 190_000)]
        assert found.evidence.select("proof", "id", "place").rows() == [(Proof.TRANSFER, 0, 0), (Proof.TRANSFER, 1, 1)]

    def test_the_way_home_by_others_is_shown(self) -> None:
        scene = Scene().pay(250, "mill", "debtor", 200_000, hour=9).pay(250, "debtor", "ann", 190_000, hour=15)
        scene.pay(252, "ann", "bob", 189_000).pay(254, "bob", "mother", 188_000)

        found = scene.find("pass_through")

        assert found.evidence["id"].to_list() == [0, 1, 2, 3]
        assert found.parts.filter(pl.col("part") == "near")["points"].to_list() == [150]

    def test_before_the_suit_it_counts_for_nothing(self) -> None:
        scene = Scene().pay(SERVED - 50, "mill", "debtor", 200_000).pay(SERVED - 49, "debtor", "ann", 190_000)

        assert summary(scene.find("pass_through")) == []

    def test_a_week_later_it_is_no_passing_through(self) -> None:
        scene = Scene().pay(250, "mill", "debtor", 200_000).pay(258, "debtor", "ann", 190_000)

        assert summary(scene.find("pass_through")) == []

    @pytest.mark.parametrize(
        ("payee", "through"), [("hospital", None), ("wife", "hospital"), ("court", None), ("bank", None)]
    )
    def test_illness_performance_and_secured_debts_explain_it(self, payee: str, through: str | None) -> None:
        scene = Scene().pay(250, "ann", "debtor", 60_000, hour=9).pay(250, "debtor", payee, 58_000, hour=15)
        if through:
            scene.pay(252, payee, through, 57_000)

        assert summary(scene.find("pass_through")) == []

    def test_a_trader_who_paid_the_same_supplier_before_the_suit_goes_on_trading(self) -> None:
        scene = Scene()
        for day in range(20, 600, 40):
            scene.pay(day, "mill", "debtor", 40_000, hour=9).pay(day, "debtor", "ann", 36_000, hour=17)

        assert summary(scene.find("pass_through")) == []


class TestGatherSplit:
    def scene(self, *, crew: bool = False, known: str = "") -> Scene:
        scene = Scene()
        for place, friend in enumerate(("ann", "bob", "cem", "dan")):
            scene.pay(240 + place, "debtor", friend, 20_000).pay(244 + place, friend, "brother", 19_800)
            if crew:
                scene.paper(PaperKind.LABOUR, "debtor", friend)
            if known:
                scene.pay(60, "debtor", friend, 500 if known == "little" else 6000)
        return scene

    def test_small_parts_that_meet_on_one_account_are_named(self) -> None:
        found = self.scene().find("gather_split")

        assert summary(found) == [(CASE, 79_200)]
        assert len(found.evidence) == 8

    def test_workers_with_a_paper_explain_it(self) -> None:
        assert summary(self.scene(crew=True).find("gather_split")) == []

    def test_people_who_were_paid_before_the_suit_explain_it(self) -> None:
        assert summary(self.scene(known="well").find("gather_split")) == []

    def test_a_trifle_paid_before_the_suit_explains_nothing(self) -> None:
        assert summary(self.scene(known="little").find("gather_split")) == [(CASE, 79_200)]

    def test_what_is_carried_on_before_it_came_is_not_the_same_money(self) -> None:
        scene = Scene()
        for place, friend in enumerate(("ann", "bob", "cem", "dan")):
            scene.pay(240 + place, friend, "brother", 19_800).pay(244 + place, "debtor", friend, 20_000)

        assert summary(scene.find("gather_split")) == []


class TestRoundTrip:
    def test_money_that_comes_home_by_two_others_is_named_with_its_path(self) -> None:
        scene = Scene().pay(240, "debtor", "ann", 90_000).pay(241, "ann", "bob", 89_500).pay(243, "bob", "wife", 89_000)

        found = scene.find("round_trip")

        assert summary(found) == [(CASE, 90_000)]
        assert found.evidence["id"].to_list() == [0, 1, 2]

    def test_a_friend_who_gives_it_back_had_borrowed_it(self) -> None:
        scene = Scene().pay(240, "debtor", "ann", 90_000).pay(243, "ann", "pocket", 90_000)

        assert summary(scene.find("round_trip")) == []

    def test_a_loan_with_a_paper_explains_it(self) -> None:
        scene = Scene().pay(240, "debtor", "ann", 90_000).pay(241, "ann", "bob", 89_500).pay(243, "bob", "wife", 89_000)

        assert summary(scene.paper(PaperKind.LOAN, "debtor", "ann", yuan=90_000).find("round_trip")) == []

    def test_a_chain_broken_in_time_is_none(self) -> None:
        scene = Scene().pay(241, "debtor", "ann", 90_000).pay(240, "ann", "bob", 89_500).pay(243, "bob", "wife", 89_000)

        assert summary(scene.find("round_trip")) == []


class TestSpending:
    def test_a_hotel_under_a_limit_is_named(self) -> None:
        scene = Scene().pay(LIMIT + 20, "debtor", "hotel", 5000).pay(LIMIT + 50, "debtor", "hotel", 6000)

        assert summary(scene.find("spending")) == [(CASE, 11_000)]

    def test_before_the_limit_or_without_one_it_is_not(self) -> None:
        assert summary(Scene().pay(LIMIT, "debtor", "hotel", 9000).find("spending")) == []
        assert summary(Scene(limited=False).pay(600, "debtor", "hotel", 9000).find("spending")) == []

    def test_what_the_court_allowed_is_no_breach(self) -> None:
        scene = Scene().pay(400, "debtor", "hotel", 9000)

        assert summary(scene.paper(PaperKind.EXEMPTION, "debtor", since=395, until=405).find("spending")) == []

    def test_dinners_are_small(self) -> None:
        scene = Scene()
        for day in range(400, 420):
            scene.pay(day, "debtor", "hotel", 300)

        assert summary(scene.find("spending")) == []


class TestUnreported:
    def scene(self, *, named: bool = False, reported: bool = True, source: str = "ann") -> Scene:
        scene = Scene(reported=reported).monthly(range(150, 330, 15), source, "pocket", 4000)
        scene.row("reports", case=CASE, account=WHO["debtor"], asset=-1)
        return scene.row("reports", case=CASE, account=len(WHO), asset=-1) if named else scene

    def test_an_account_in_use_that_the_report_omits_is_named(self) -> None:
        found = self.scene().find("unreported")

        assert summary(found) == [(CASE, 48_000)]
        assert (Proof.ACCOUNT, len(WHO)) in found.evidence.select("proof", "id").rows()

    def test_an_account_that_is_reported_is_not(self) -> None:
        assert summary(self.scene(named=True).find("unreported")) == []

    def test_without_a_report_nothing_is_missing_from_it(self) -> None:
        assert summary(self.scene(reported=False).find("unreported")) == []

    def test_an_account_filled_from_a_reported_one_hides_nothing(self) -> None:
        assert summary(self.scene(source="debtor").find("unreported")) == []

    def test_a_house_that_the_report_omits_is_named(self) -> None:
        scene = Scene().pay(1, "ann", "debtor", 1).row("reports", case=CASE, account=WHO["debtor"], asset=-1)
        scene.row("assets", kind=1, owner=0, since=0, until=FIRST + 9999, market=80_000_000)

        found = scene.find("unreported")

        assert found.rows["sum"].to_list() == [80_000_000]
        assert (Proof.ASSET, 0) in found.evidence.select("proof", "id").rows()


class TestCheapDeal:
    def deal(self, buyer: str, price: int | None, *, day: int = 250, paid: bool = True) -> Scene:
        scene = Scene().row(
            "deals", kind=1, asset=0, seller=0, buyer=WHO[buyer], on=FIRST + day,
            price=None if price is None else price * 100, market=100_000_000,
        )  # fmt: skip
        return scene.pay(day + 1, buyer, "debtor", price) if price and paid else scene

    @pytest.mark.parametrize(
        ("buyer", "price", "lost"),
        [
            ("brother", 500_000, 500_000),
            ("brother", None, 1_000_000),
            ("brother", 700_000, 300_000),
            ("ann", 450_000, 550_000),
        ],
    )
    def test_too_little_and_nothing_are_named(self, buyer: str, price: int | None, lost: int) -> None:
        assert summary(self.deal(buyer, price).find("cheap_deal")) == [(CASE, lost)]

    @pytest.mark.parametrize(("buyer", "price"), [("ann", 700_000), ("ann", 690_000 + 10_000), ("brother", 900_000)])
    def test_within_the_band_or_the_error_of_an_appraisal_it_is_fair(self, buyer: str, price: int) -> None:
        assert summary(self.deal(buyer, price).find("cheap_deal")) == []

    def test_a_relative_who_never_paid_the_fair_price_got_it_for_nothing(self) -> None:
        assert summary(self.deal("brother", 950_000, paid=False).find("cheap_deal")) == [(CASE, 1_000_000)]

    def test_a_gift_before_the_suit_does_not_count(self) -> None:
        assert summary(self.deal("brother", None, day=SERVED - 1).find("cheap_deal")) == []

    def test_bought_from_a_relative_for_twice_its_worth(self) -> None:
        scene = Scene().pay(251, "debtor", "brother", 400_000)
        scene.row(
            "deals",
            kind=3,
            asset=-1,
            seller=WHO["brother"],
            buyer=0,
            on=FIRST + 250,
            price=40_000_000,
            market=20_000_000,
        )

        assert summary(scene.find("cheap_deal")) == [(CASE, 200_000)]


class TestLopsidedDivorce:
    def divorce(self, got: int, *, debts: int = 0, custody: str | None = None, day: int = 250) -> Scene:
        return Scene().pay(1, "ann", "bob", 1).row(
            "divorces", a=0, b=WHO["wife"], on=FIRST + day, got_a=got * 100, got_b=(1_000_000 - got) * 100,
            debts_a=debts * 100, debts_b=0, custody=WHO[custody] if custody else -1,
        )  # fmt: skip

    def test_who_leaves_with_nothing_but_debts_is_named(self) -> None:
        found = self.divorce(0, debts=200_000).find("lopsided_divorce")

        assert summary(found) == [(CASE, 600_000 - 90_000)]
        assert explained(found) == {"custody": 0, "fair": 150}

    @pytest.mark.parametrize(("got", "custody"), [(450_000, None), (330_000, "wife")])
    def test_halves_and_care_for_children_are_fair(self, got: int, custody: str | None) -> None:
        assert summary(self.divorce(got, custody=custody).find("lopsided_divorce")) == []

    def test_a_divorce_before_the_suit_does_not_count(self) -> None:
        assert summary(self.divorce(0, day=SERVED).find("lopsided_divorce")) == []


class TestNewCompany:
    def scene(self, *, customers: bool = True, founded: int = 230, head: str = "wife") -> Scene:
        scene = Scene()
        scene.addresses["newco"] = scene.addresses["debtor"]
        for customer in ("ann", "bob", "cem"):
            scene.monthly(range(20, 220, 40), customer, "debtor", 6000)
            scene.monthly(range(240, 700, 40), customer if customers else "eve", "newco", 6000)
        return scene.row("companies", person=WHO["newco"], head=WHO[head], founded=FIRST + founded)

    def test_customers_who_now_pay_the_wife_at_the_same_address_are_named(self) -> None:
        assert summary(self.scene().find("new_company")) == [(CASE, 3 * 12 * 6000)]

    def test_a_shop_at_home_with_customers_of_its_own_is_not(self) -> None:
        assert summary(self.scene(customers=False).find("new_company")) == []

    def test_a_company_of_before_the_suit_or_of_a_stranger_is_not(self) -> None:
        assert summary(self.scene(founded=SERVED - 40).find("new_company")) == []
        assert summary(self.scene(head="dan").find("new_company")) == []


class TestOtherDebts:
    def scene(self, *, due: int, lent: bool, day: int = EFFECTIVE + 40, payee: str = "ann") -> Scene:
        scene = Scene().paper(PaperKind.LOAN, "debtor", payee, since=50, until=due, yuan=100_000)
        if lent:
            scene.pay(50, payee, "debtor", 100_000)
        return scene.pay(day, "debtor", payee, 100_000)

    def test_a_loan_paid_half_a_year_early_is_named(self) -> None:
        assert summary(self.scene(due=EFFECTIVE + 220, lent=True).find("other_debts")) == [(CASE, 100_000)]

    def test_a_loan_that_nobody_saw_come_is_named(self) -> None:
        assert summary(self.scene(due=EFFECTIVE, lent=False).find("other_debts")) == [(CASE, 100_000)]

    def test_a_true_loan_paid_when_due_is_not(self) -> None:
        assert summary(self.scene(due=EFFECTIVE + 40, lent=True).find("other_debts")) == []

    def test_a_bank_is_secured_and_before_effectiveness_anybody_may_be_paid(self) -> None:
        assert summary(self.scene(due=EFFECTIVE + 220, lent=True, payee="bank").find("other_debts")) == []
        assert summary(self.scene(due=EFFECTIVE + 220, lent=True, day=EFFECTIVE).find("other_debts")) == []


class TestShamSuit:
    def suit(self, plaintiff: str = "brother", *, settled: int = 3, proved: int = 0) -> Scene:
        return (
            Scene()
            .pay(1, "eve", "fay", 1)
            .row(
                "suits",
                plaintiff=WHO[plaintiff],
                defendant=0,
                on=FIRST + 230,
                sum=50_000_000,
                settled=settled,
                proved=proved * 100,
            )
        )

    def test_a_brother_whose_loan_nobody_saw_and_who_settles_in_days_is_named(self) -> None:
        assert summary(self.suit().find("sham_suit")) == [(CASE, 500_000)]

    def test_a_loan_in_the_statements_explains_it(self) -> None:
        assert summary(self.suit().pay(100, "brother", "debtor", 500_000).find("sham_suit")) == []

    def test_a_loan_that_walked_back_at_once_explains_nothing(self) -> None:
        scene = self.suit(proved=500_000).pay(210, "brother", "debtor", 500_000, hour=9)
        scene.pay(211, "debtor", "ann", 498_000).pay(212, "ann", "brother", 497_000)

        assert summary(scene.find("sham_suit")) == [(CASE, 497_000)]

    def test_a_judgment_after_trial_or_a_stranger_with_a_receipt_is_not_named(self) -> None:
        assert summary(self.suit(settled=-1).find("sham_suit")) == []
        assert summary(self.suit("ann", proved=500_000).find("sham_suit")) == []


class TestBorrowedAccount:
    def scene(self, *, cash: bool = True, wage: bool = False, silent: bool = True) -> Scene:
        scene = Scene()
        for shop in ("shop", "market", "bakery"):
            scene.monthly(range(20, 220 if silent else 720, 25), "debtor", shop, 400)
            scene.monthly(range(230, 720, 25), "brother", shop, 400)
        if cash:
            scene.monthly(range(231, 720, 30), "cash", "brother", 2500)
        if wage:
            scene.monthly(range(231, 720, 30), "firm", "brother", 7000).paper(PaperKind.LABOUR, "firm", "brother")
        return scene

    def test_a_brothers_card_filled_in_notes_that_pays_the_same_shops_is_named(self) -> None:
        assert summary(self.scene().find("borrowed_account")) == [(CASE, 60 * 400)]

    def test_a_brother_who_pays_from_his_own_wage_is_not(self) -> None:
        assert summary(self.scene(cash=False, wage=True).find("borrowed_account")) == []

    def test_a_debtor_who_goes_on_paying_is_not(self) -> None:
        assert summary(self.scene(silent=False).find("borrowed_account")) == []


class TestWaivedClaim:
    def claim(self, *, left: int = 0, grace: int = 0, day: int = 260, broke: bool = False) -> Scene:
        scene = Scene().pay(1, "ann", "bob", 1)
        if broke:
            scene.paper(PaperKind.INSOLVENCY, "ann", since=day - 30)
        return scene.row(
            "claims", creditor=0, obligor=WHO["ann"], sum=30_000_000, due=FIRST + 240, changed_on=FIRST + day,
            left=left * 100, new_due=FIRST + (day + grace if grace else 240),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("left", "grace", "gone"), [(300_000, 0, 300_000), (150_000, 0, 150_000), (0, 700, 300_000)]
    )
    def test_let_go_or_given_years_is_named(self, left: int, grace: int, gone: int) -> None:
        assert summary(self.claim(left=left, grace=grace).find("waived_claim")) == [(CASE, gone)]

    @pytest.mark.parametrize("lawful", [{"grace": 90}, {"left": 60_000}, {"left": 300_000, "broke": True}])
    def test_weeks_of_grace_a_fifth_let_go_and_an_insolvent_obligor_are_trade(self, lawful: dict[str, Any]) -> None:
        assert summary(self.claim(**lawful).find("waived_claim")) == []

    def test_before_the_suit_a_claim_may_be_waived(self) -> None:
        assert summary(self.claim(left=300_000, day=SERVED).find("waived_claim")) == []


def test_acts_of_before_december_2024_count_from_effectiveness_only() -> None:
    """法释〔2024〕13号 article 6 is in force since 2024-12-01; the text of 2015 knew no acts before effectiveness."""
    shifted = Scene().row(
        "deals", kind=1, asset=0, seller=0, buyer=WHO["brother"], on=FIRST - 1, price=None, market=100_000_000
    )
    shifted.pay(1, "ann", "bob", 1)
    dossier = shifted.dossier()
    early = dossier.debtors.with_columns(served_on=pl.lit(FIRST - 60, pl.Int32))
    before = cheap_deal.find(View(replace(dossier, debtors=early)), Thresholds())
    bound = early.with_columns(effective_on=pl.lit(FIRST - 30, pl.Int32))
    after = cheap_deal.find(View(replace(dossier, debtors=bound)), Thresholds())

    assert (len(before), len(after)) == (0, 1)
