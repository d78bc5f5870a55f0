"""What each rule reads, on texts invented for these tests."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duixian.base.faults import BadInput
from duixian.law.obligations import BaseMode, Event, ItemKind, Liability, RatePer, RateSource, When
from duixian.reading.drafts import PartyKind, Role, TitleKind
from duixian.reading.judgments import Reading, What, draft_from, read
from duixian.reading.judgments.reader import LARGEST

WHOLE = """江南省临水市人民法院
民 事 判 决 书
（2024）粤0606民初4321号
原告：陈小明，男，1949年12月31日出生，汉族，住临水市东街1号，公民身份号码：11010519491231002X。
被告：临水市顺达物流有限公司，住所地临水市西路8号，统一社会信用代码91110000600037341L。
法定代表人：何大伟，总经理。
被告：何大伟，男，住临水市西路8号。
原告陈小明与被告临水市顺达物流有限公司、何大伟民间借贷纠纷一案，本院于2024年3月1日立案。原告主张被告借款50万元，已还10万元。
本院认为，借款事实清楚。依照《中华人民共和国民法典》第六百七十五条之规定，判决如下：
一、被告临水市顺达物流有限公司应于本判决生效之日起十日内偿还原告陈小明借款本金400,000元及利息（以400,000元为
基数，自2023年5月1日起至实际清偿之日止，按照全国银行间同业拆借中心公布的一年期贷款市场报价利率四倍计算）；
二、被告何大伟对上述第一项债务承担连带清偿责任；
三、驳回原告陈小明的其他诉讼请求。
如果未按本判决指定的期间履行给付金钱义务，应当加倍支付迟延履行期间的债务利息。
案件受理费7300元，由原告陈小明负担300元，由被告临水市顺达物流有限公司、何大伟负担7000元。
如不服本判决，可以在判决书送达之日起十五日内上诉。
审判员 李法官
二〇二四年六月十八日
"""


def sums(reading: Reading) -> list[tuple[str, int | None]]:
    return [(item.label, item.amount) for item in reading.ordered.items]


def only(text: str) -> Reading:
    """Read a text in which every sum must be understood."""
    reading = read(text)
    assert reading.census.complete, reading.not_understood
    return reading


class TestWholeDocuments:
    reading = read(WHOLE)

    def test_the_head_is_read(self) -> None:
        header = self.reading.header
        assert (header.kind, header.court) == (TitleKind.JUDGMENT, "江南省临水市人民法院")
        assert str(header.number) == "（2024）粤0606民初4321号"
        assert header.cause == "民间借贷纠纷"
        assert header.dated == date(2024, 6, 18)

    def test_parties_have_roles_numbers_and_representatives(self) -> None:
        first, second, third = self.reading.header.parties
        assert (first.name, first.printed_role, first.id_number) == ("陈小明", "原告", "11010519491231002X")
        assert (second.kind, second.representative) == (PartyKind.ORGANISATION, "何大伟")
        assert third.name == "何大伟"

    def test_only_the_operative_part_gives_obligations(self) -> None:
        start, end = self.reading.operative
        assert WHOLE[start:end].lstrip().startswith("一、被告临水市")
        assert "50万元" not in WHOLE[start:end]
        assert "如不服" not in WHOLE[start:end]
        assert self.reading.census.outside == 2

    def test_principal_interest_and_joint_liability(self) -> None:
        principal = self.reading.ordered.items[0]
        assert (principal.label, principal.amount) == ("借款本金", 40_000_000)
        assert principal.creditors == ("陈小明",)
        assert principal.debtors == ("临水市顺达物流有限公司", "何大伟")
        assert principal.liability is Liability.JOINT_AND_SEVERAL
        assert principal.due == When(event=Event.EFFECTIVE, days=10)
        (term,) = self.reading.ordered.interests
        assert (term.rate.source, term.rate.multiple) == (RateSource.LPR_1Y, Decimal(4))
        assert (term.start, term.items) == (When(on=date(2023, 5, 1)), (principal.key,))

    def test_a_part_of_the_costs_that_the_plaintiff_bears_is_no_claim(self) -> None:
        costs = [i for i in self.reading.ordered.items if i.kind in (ItemKind.COSTS, ItemKind.COSTS_TO_COURT)]
        assert [(i.amount, i.debtors) for i in costs] == [(700_000, ("临水市顺达物流有限公司", "何大伟"))]

    def test_spans_are_places_of_the_original_with_its_line_breaks(self) -> None:
        amounts = [self.reading.words(span) for span in self.reading.spans_of(What.AMOUNT)]
        assert amounts == ["400,000元"]
        (base,) = self.reading.spans_of(What.BASE)
        assert self.reading.words(base) == "400,000元"
        assert self.reading.ordered.doubled_clause

    def test_the_draft_has_applicants_and_debtors(self) -> None:
        draft = draft_from(self.reading, source="判决.txt")
        assert [p.name for p in draft.of(Role.APPLICANT)] == ["陈小明"]
        assert [p.name for p in draft.of(Role.DEBTOR)] == ["临水市顺达物流有限公司", "何大伟"]
        assert (draft.court, draft.cause, draft.source) == ("江南省临水市人民法院", "民间借贷纠纷", "判决.txt")


class TestAmounts:
    @pytest.mark.parametrize(
        ("printed", "fen", "currency"),
        [
            ("1,234,567.89元", 123_456_789, "CNY"),
            ("1，234，567元", 123_456_700, "CNY"),
            ("12.5万元", 12_500_000, "CNY"),
            ("一百八十三万五千元", 183_500_000, "CNY"),
            ("人民币壹拾万元整（¥100,000.00）", 10_000_000, "CNY"),
            ("1.2亿元", 12_000_000_000, "CNY"),
            ("5万8千元", 5_800_000, "CNY"),
            ("10元5角3分", 1053, "CNY"),
            ("３００元", 30_000, "CNY"),
            ("38502美元", 3_850_200, "USD"),
            ("港币10万元", 10_000_000, "HKD"),
            ("5000日元", 5000, "JPY"),
        ],
    )
    def test_a_sum_is_read_exactly(self, printed: str, fen: int, currency: str) -> None:
        (item,) = only(f"被告王某于本判决生效之日起十日内支付原告李某货款{printed}。").ordered.items
        assert (item.label, item.amount, item.currency) == ("货款", fen, currency)

    def test_three_decimals_are_listed_not_rounded(self) -> None:
        reading = read("被告王某支付原告李某货款100.123元。")
        assert not reading.ordered.items
        assert [gap.reason.code for gap in reading.not_understood if gap.money] == ["amount.decimals"]


class TestTotals:
    def test_a_total_is_checked_and_not_counted_twice(self) -> None:
        reading = only("被告王某赔偿原告李某医疗费100元、护理费200元，合计300元。")
        assert sums(reading) == [("医疗费", 10_000), ("护理费", 20_000)]
        assert reading.census.checked_totals == 1

    def test_a_wrong_total_is_not_understood(self) -> None:
        reading = read("被告王某赔偿原告李某医疗费100元、护理费200元，合计310元。")
        assert reading.census.not_understood == 1
        assert "各项相加 ¥300.00" in reading.not_understood[0].reason.message

    def test_a_total_of_kinds_without_figures_is_the_sum_owed(self) -> None:
        assert [a for _, a in sums(only("被告王某赔偿原告李某医疗费、护理费、误工费共计300元。"))] == [30_000]

    def test_what_of_which_is_a_part(self) -> None:
        reading = only("被告王某支付原告李某300元，其中货款100元、运费200元。")
        assert [a for _, a in sums(reading)] == [30_000]
        assert len(reading.spans_of(What.PART)) == 2

    def test_shares_in_of_which_make_the_debt_several(self) -> None:
        (item,) = only("被告张某、王某返还原告李某300元，其中张某返还100元，王某返还200元。").ordered.items
        assert item.liability is Liability.SEVERAL
        assert dict(item.shares) == {"张某": 10_000, "王某": 20_000}

    def test_a_net_after_deduction_is_the_debt(self) -> None:
        reading = only("被告王某赔偿原告李某医疗费1000元、护理费500元，扣除被告王某已支付的300元，还应支付1200元。")
        assert [a for _, a in sums(reading)] == [120_000]

    def test_a_net_that_does_not_add_up_is_listed(self) -> None:
        reading = read("被告王某赔偿原告李某医疗费1000元，扣除被告王某已支付的300元，还应支付600元。")
        assert [gap.reason.code for gap in reading.not_understood if gap.money] == ["judgment.net"]


class TestParties:
    def test_each_of_several_debtors_pays_the_sum(self) -> None:
        (item,) = only("张某、王某、赵某各赔偿李某5000元。").ordered.items
        assert (item.amount, item.liability) == (1_500_000, Liability.SEVERAL)
        assert set(item.shares.values()) == {500_000}

    def test_a_sum_moved_behind_its_payer(self) -> None:
        (item,) = only("判决生效之日起十日内，甲地某商贸公司向乙地某工贸公司支付货款9000元。").ordered.items
        assert (item.debtors, item.creditors) == (("甲地某商贸公司",), ("乙地某工贸公司",))

    def test_a_bare_role_becomes_the_only_name_it_can_be(self) -> None:
        reading = only("一、被告王某支付原告李某货款100元；二、案件受理费50元（原告已预交），由被告王某负担。")
        assert reading.ordered.items[1].creditors == ("李某",)

    def test_brackets_inside_a_name_stay_in_it(self) -> None:
        (item,) = only("东海甲公司于本判决生效之日起三十日内赔偿南海（新加坡）有限公司货款损失100美元。").ordered.items
        assert item.creditors == ("南海（新加坡）有限公司",)


class TestLiability:
    def test_supplementary_after_the_first_debtor(self) -> None:
        text = "一、被告张某偿还原告李某借款100元；二、被告王某对被告张某上述第一项债务不能清偿的部分承担补充赔偿责任。"
        (item,) = only(text).ordered.items
        assert (item.liability, item.behind) == (Liability.SUPPLEMENTARY, ("张某",))
        assert item.debtors == ("张某", "王某")

    def test_a_limit_binds_the_guarantor_only(self) -> None:
        text = "一、被告张某偿还原告李某借款1000元；二、被告王某在300元范围内对上述债务承担连带责任。"
        (item,) = only(text).ordered.items
        assert dict(item.limits) == {"王某": 30_000}
        assert item.amount == 100_000

    def test_ordinals_choose_the_items(self) -> None:
        text = (
            "一、被告张某偿还原告李某借款1000元；二、被告张某支付原告李某律师费50元；三、被告赵某支付原告李某违约金70元；"
            "四、被告王某对上述第一、二项债务承担连带清偿责任。"
        )
        first, second, third = only(text).ordered.items
        assert "王某" in first.debtors
        assert "王某" in second.debtors
        assert third.debtors == ("赵某",)

    def test_priority_names_the_thing(self) -> None:
        text = (
            "一、被告张某偿还原告某银行借款1000元；"
            "二、原告某银行对被告张某名下的江边路1号房屋折价或者拍卖、变卖所得价款优先受偿。"
        )
        assert "江边路1号房屋" in only(text).ordered.items[0].priority

    def test_a_debt_of_another_judgment_is_listed(self) -> None:
        reading = read("王某对（2020）粤0606民初1号民事判决确定的债务承担连带清偿责任。")
        assert [gap.reason.code for gap in reading.not_understood] == ["judgment.elsewhere"]


class TestInterest:
    def test_two_periods_with_two_rates(self) -> None:
        text = (
            "被告张某支付原告李某工程款1000元及利息（以1000元为基数，自2018年1月12日起至2019年8月19日按中国人民银行同期同类"
            "贷款基准利率计算；自2019年8月20日起至实际给付之日止按一年期贷款市场报价利率上浮50%计算）。"
        )
        old, new = only(text).ordered.interests
        assert (old.rate.source, old.start, old.end) == (
            RateSource.BENCHMARK, When(on=date(2018, 1, 12)), When(on=date(2019, 8, 19)),
        )  # fmt: skip
        assert (new.rate.source, new.rate.multiple) == (RateSource.LPR_1Y, Decimal("1.5"))
        assert (new.start, new.base_mode) == (When(on=date(2019, 8, 20)), BaseMode.REMAINING)
        assert old.base_mode is BaseMode.FIXED

    def test_several_bases_with_one_rate_said_once(self) -> None:
        text = (
            "被告张某支付原告李某货款300元及利息（以100元为基数自2020年1月1日起，以200元为基数自2021年1月1日起，"
            "均按年利率6%计算至付清之日止）。"
        )
        one, two = only(text).ordered.interests
        assert [(t.base_amount, t.rate.value, t.end) for t in (one, two)] == [
            (10_000, Decimal(6), When(event=Event.PAID)),
            (20_000, Decimal(6), When(event=Event.PAID)),
        ]

    @pytest.mark.parametrize(
        ("words", "value", "per"),
        [
            ("月利率2%", Decimal(2), RatePer.MONTH),
            ("日万分之五", Decimal("0.05"), RatePer.DAY),
            ("每日千分之一", Decimal("0.1"), RatePer.DAY),
            ("月息2分", Decimal(2), RatePer.MONTH),
            ("年息一分五", Decimal(15), RatePer.YEAR),
            ("月利率6.5‰", Decimal("0.65"), RatePer.MONTH),
            ("年利率百分之六", Decimal(6), RatePer.YEAR),
        ],
    )
    def test_fixed_rates(self, words: str, value: Decimal, per: RatePer) -> None:
        (term,) = only(
            f"被告张某偿还原告李某借款100元及利息（自2024年1月1日起按{words}计算至清偿之日止）。"
        ).ordered.interests
        assert (term.rate.value, term.rate.per) == (value, per)

    def test_a_pinned_lpr_does_not_float(self) -> None:
        text = (
            "被告张某偿还原告李某借款100元及利息（自2024年1月1日"
            "起按合同成立时一年期贷款市场报价利率四倍计算至清偿之日止）。"
        )
        (term,) = only(text).ordered.interests
        assert term.rate.pinned_on == When(event=Event.SIGNED)

    def test_the_penal_rate_of_the_central_bank_is_not_guessed(self) -> None:
        reading = read("被告张某支付原告李某货款100元及利息（按照中国人民银行计收逾期贷款利息的标准计算）。")
        assert not reading.ordered.interests
        assert "judgment.interest_rate" in [gap.reason.code for gap in reading.not_understood]

    def test_interest_up_to_a_day_and_running_from_the_next(self) -> None:
        text = (
            "被告张某归还原告李某借款本金1900元及利息（截至2023年2月23日为"
            "160元，之后至实际还清之日止以1900元为基数按年利率14.8%计算）。"
        )
        reading = only(text)
        assert [(i.kind, i.amount) for i in reading.ordered.items] == [
            (ItemKind.PRINCIPAL, 190_000),
            (ItemKind.INTEREST, 16_000),
        ]
        (term,) = reading.ordered.interests
        assert term.start == When(on=date(2023, 2, 23), following=True)


class TestDuesAndClauses:
    def test_dated_parts_are_instalments_of_one_debt(self) -> None:
        text = "双方达成如下协议：一、被告张某于2024年1月31日前支付原告李某货款100元，于2024年2月29日前支付货款200元。"
        (item,) = only(text).ordered.items
        assert item.amount == 30_000
        assert [(p.amount, p.due.on) for p in item.instalments] == [
            (10_000, date(2024, 1, 31)),
            (20_000, date(2024, 2, 29)),
        ]

    def test_parts_that_make_up_the_debt_are_its_instalments(self) -> None:
        text = (
            "双方当事人自愿达成如下协议：一、被告张某尚欠原告李某货款300元，于2024年1月31日前支付100元，"
            "余款200元于2024年2月29日前付清；二、若被告张某任何一期未按时足额支付，原告李某有权就全部余款一次性申请强制执行。"
        )
        reading = only(text)
        (item,) = reading.ordered.items
        assert (item.amount, item.debtors, item.creditors) == (30_000, ("张某",), ("李某",))
        assert [(p.amount, p.due.on) for p in item.instalments] == [
            (10_000, date(2024, 1, 31)),
            (20_000, date(2024, 2, 29)),
        ]
        assert reading.ordered.acceleration

    def test_monthly_instalments_run_until_the_debt_is_paid(self) -> None:
        text = "达成如下协议：被告张某尚欠原告李某货款250元，自2024年12月起每月31日前支付100元，直至付清为止。"
        (item,) = only(text).ordered.items
        assert [(p.amount, p.due.on) for p in item.instalments] == [
            (10_000, date(2024, 12, 31)),
            (10_000, date(2025, 1, 31)),
            (5_000, date(2025, 2, 28)),
        ]

    def test_an_item_that_only_dates_the_debt_of_another_is_no_second_debt(self) -> None:
        text = (
            "双方当事人自愿达成如下协议：一、双方一致确认被告张某尚欠原告李某借款300元；"
            "二、上述款项被告张某于2024年1月31日前支付100元，于2024年2月29日前支付200元。"
        )
        (item,) = only(text).ordered.items
        assert item.amount == 30_000
        assert [p.amount for p in item.instalments] == [10_000, 20_000]

    def test_instalments_of_several_debts_are_left_to_the_officer(self) -> None:
        text = (
            "双方当事人自愿达成如下协议：一、被告张某尚欠原告李某借款200元、利息100元；"
            "二、上述款项被告张某于2024年1月31日前支付100元，于2024年2月29日前支付200元。"
        )
        reading = only(text)
        assert sums(reading) == [("借款", 20_000), ("利息", 10_000)]
        assert "judgment.instalments" in [gap.reason.code for gap in reading.attention]

    def test_an_impossible_day_is_listed(self) -> None:
        reading = read("被告张某于2023年2月29日前支付原告李某货款100元。")
        assert "date.impossible" in [gap.reason.code for gap in reading.not_understood]
        assert reading.ordered.items[0].amount == 10_000

    def test_acts_are_no_money(self) -> None:
        reading = only("一、被告张某于本判决生效之日起三十日内腾退江边路1号房屋；二、驳回原告李某的其他诉讼请求。")
        assert [act.debtors for act in reading.ordered.acts] == [("张某",)]
        assert not reading.ordered.items

    def test_what_is_upheld_elsewhere_is_listed_not_claimed(self) -> None:
        reading = read("一、维持一审判决第一项，即张某偿还李某借款100元；二、撤销一审判决第二项。")
        assert not reading.ordered.items
        assert [gap.reason.code for gap in reading.not_understood] == ["judgment.upheld"]

    def test_a_varied_item_is_read_as_ordered_now(self) -> None:
        text = (
            "一、变更甲地人民法院（2020）粤0606民初1号民事判决第一项为：张某于本判决生效之日起十日内偿还李某借款100元。"
        )
        assert sums(only(text)) == [("借款", 10_000)]

    def test_what_happened_later_is_outside(self) -> None:
        text = (
            "一、张某偿还李某借款100元。张某不服，提起上诉。甲地中级人民法院于20"
            "20年1月2日作出（2019）粤06民终1号判决：张某偿还李某借款80元。"
        )
        reading = only(text)
        assert sums(reading) == [("借款", 10_000)]
        assert reading.census.outside == 1

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("（原告李某已预交），由被告张某负担，直接支付给原告李某", ItemKind.COSTS),
            ("，由被告张某负担，迳付原告李某", ItemKind.COSTS),
            ("，由被告张某负担，于本判决生效之日起七日内向本院缴纳", ItemKind.COSTS_TO_COURT),
        ],
    )
    def test_costs_go_to_the_applicant_or_to_the_court(self, words: str, kind: ItemKind) -> None:
        reading = only(f"一、被告张某偿还原告李某借款100元。案件受理费50元{words}。")
        assert [i.kind for i in reading.ordered.items] == [ItemKind.PRINCIPAL, kind]

    @pytest.mark.parametrize(
        "text",
        [
            "确认董某已从某出版社辞职，某出版社于判决生效后十五日内给付董某一万元整。",
            "撤销一审判决，本判决生效之日起十日内，某出版社给付董某一万元整。",
            "确认由某出版社给付董某10000元。",
        ],
    )
    def test_an_order_behind_a_finding_is_not_lost(self, text: str) -> None:
        (item,) = only(text).ordered.items
        assert (item.amount, item.debtors, item.creditors) == (1_000_000, ("某出版社",), ("董某",))

    def test_what_was_paid_before_is_pointed_out(self) -> None:
        reading = only("张某支付李某违约金300元（已扣除押金100元）。")
        assert [a for _, a in sums(reading)] == [30_000]
        assert "judgment.paid" in [gap.reason.code for gap in reading.attention]


class TestOtherTitles:
    def test_an_award_with_costs_paid_straight_to_the_applicant(self) -> None:
        reading = only(
            "江南市仲裁委员会\n裁决书\n（2023）江仲裁字第123号\n申请人：江南甲贸易有限公司，住所地江南市。\n"
            "被申请人：江南乙建材有限公司，住所地江南市。\n裁决如下：\n（一）被申请人向申请人支付货款人民币120,000元；\n"
            "（二）被申请人以人民币120,000元为基数，自2023年2月1日起按照每日万分之三向申请人支付逾期付款违约金至实际付清之日止，"
            "违约金总额不超过人民币36,000元；\n（三）本案仲裁费8,000元，由被申请人承担。该费用申请人已预缴，"
            "被申请人应迳付申请人8,000元。\n上述裁决事项，被申请人应自本裁决送达之日起十五日内履行完毕。\n"
            "本裁决为终局裁决。\n二〇二三年九月一日"
        )
        assert reading.header.kind is TitleKind.AWARD
        assert [(i.kind, i.amount) for i in reading.ordered.items] == [
            (ItemKind.PRINCIPAL, 12_000_000),
            (ItemKind.COSTS, 800_000),
        ]
        assert {i.debtors for i in reading.ordered.items} == {("江南乙建材有限公司",)}
        assert {i.creditors for i in reading.ordered.items} == {("江南甲贸易有限公司",)}
        assert {i.due for i in reading.ordered.items} == {When(event=Event.SERVED, days=15)}
        (term,) = reading.ordered.interests
        assert (term.cap, term.penalty, term.rate.value) == (3_600_000, True, Decimal("0.03"))

    def test_maintenance_by_the_month_has_no_total(self) -> None:
        reading = only("一、被告赵某自2025年5月起于每月25日前支付原告王某抚养费1500元，至婚生子年满十八周岁止。")
        assert [i.amount for i in reading.ordered.items] == [None]
        assert "judgment.periodic" in [gap.reason.code for gap in reading.attention]

    def test_parts_of_a_sum_with_days_of_their_own_bear_interest_each(self) -> None:
        reading = only(
            "被告甲公司支付原告乙公司工程款2,000,000元及利息（其中1,500,000元自2020年1月1日起，500,000元自2021年1月1日起，"
            "均按照一年期贷款市场报价利率计算至实际付清之日止）。"
        )
        assert [(t.base_amount, t.start.on) for t in reading.ordered.interests] == [
            (150_000_000, date(2020, 1, 1)),
            (50_000_000, date(2021, 1, 1)),
        ]
        assert [i.amount for i in reading.ordered.items] == [200_000_000]


class TestNotOwed:
    def test_a_duty_that_is_denied_is_no_claim(self) -> None:
        reading = only("一、上诉人王某无需向被上诉人某公司返还竞业限制补偿金6796元；二、王某支付某公司货款100元。")
        assert [a for _, a in sums(reading)] == [10_000]

    def test_a_proportion_of_a_sum_is_listed_not_guessed(self) -> None:
        reading = read("张某于判决生效之日起十日内向李某支付红利1000元的70%。")
        assert not reading.ordered.items
        assert [gap.reason.code for gap in reading.not_understood if gap.money] == ["judgment.proportion"]

    def test_a_range_and_a_claim_only_confirmed_are_no_debts(self) -> None:
        reading = read("某保险公司支公司于本判决生效之日起十日内赔偿12户农户400元至12516.80元数额不等的损失。")
        assert not reading.ordered.items
        assert reading.census.not_understood == 2
        confirmed = read("确认甲公司对乙公司享有工程款债权1000元，逾期支付工程款利息债权50元。")
        assert not confirmed.ordered.items
        assert confirmed.census.described == 2

    def test_a_base_larger_than_the_debt_is_questioned(self) -> None:
        text = "张某偿还李某借款本金3100元，并自2015年9月17日起以本金31000元按照年利率20%计付利息至还清之日止。"
        assert "judgment.base_exceeds" in [gap.reason.code for gap in only(text).attention]

    def test_the_workings_of_a_sum_are_no_further_sums(self) -> None:
        assert [a for _, a in sums(only("张某赔偿李某停运损失22120元（28天×790元）。"))] == [2_212_000]

    def test_an_upheld_judgment_is_asked_for(self) -> None:
        codes = [gap.reason.code for gap in read("驳回上诉，维持原判。").not_understood]
        assert codes == ["judgment.upheld_whole"]

    def test_a_price_and_a_rate_of_exchange_are_owed_by_nobody(self) -> None:
        text = "某公司赔偿某厂货物损失100美元（按1美元对人民币6.8819元，折合688.19元）。"
        assert sums(only(text)) == [("货物损失", 10_000)]


_WORDS = (
    "一、", "二、", "1.", "（", "）", "；", "。", "，", "：", "“", "”", "被告张某", "原告李某", "某公司",
    "于本判决生效之日起十日内", "支付", "偿还", "赔偿", "借款本金", "利息", "违约金", "100元", "1,234.5万元",
    "壹佰元", "38美元", "以", "为基数", "自2020年1月1日起", "至清偿之日止", "按年利率6%", "按LPR四倍", "计算",
    "合计", "其中", "各", "扣除", "已支付", "还应支付", "不超过", "为限", "承担连带责任", "对上述第一项债务",
    "案件受理费", "由", "负担", "向本院缴纳", "驳回", "维持", "撤销", "变更", "为", "的70%", "判决如下：",
    "2023年2月29日前", "每月", "优先受偿", "第二项", "在", "范围内", "、", "及", "无需", "折合",
)  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_heap_of_legal_words_is_accounted_for(text: str) -> None:
    """No exception, spans inside the text, references that exist, and every sum somewhere."""
    reading = read(text)
    census = reading.census
    counted = census.assigned + census.checked_totals + census.described + census.not_understood
    assert counted == census.total
    keys = {d.key for d in (*reading.ordered.items, *reading.ordered.interests, *reading.ordered.acts)}
    for span in reading.spans:
        assert 0 <= span.start <= span.end <= len(text)
        assert set(span.refers) <= keys
    for term in reading.ordered.interests:
        assert set(term.items) <= keys


class TestBadInput:
    def test_a_text_too_long_is_refused_at_once(self) -> None:
        with pytest.raises(BadInput, match="请只提交判决主文"):
            read("一" * (LARGEST + 1))

    def test_nothing_is_refused(self) -> None:
        with pytest.raises(BadInput, match="没有文字"):
            read(" \n")

    def test_words_that_order_nothing_are_listed(self) -> None:
        reading = read("今天天气晴朗，标的100元。")
        assert reading.not_understood
        assert not reading.ordered.items
