"""What the law leaves open in computing a debt: every choice named, visible, and with its basis and status."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from duixian.law.citations import Status


class YearBasis(StrEnum):
    """Days of a year when a yearly rate is turned into a daily one (PLN-05)."""

    D365 = "365"
    D360 = "360"
    ACTUAL = "actual"  # 366 for days of a leap year


class CountDays(StrEnum):
    """How the days between two days are counted (INT-04)."""

    END_MINUS_START = "end_minus_start"
    BOTH_ENDS = "both_ends"


class SetOffOrder(StrEnum):
    """In what order a payment is set off (INT-07, INT-08)."""

    TITLE = "title"  # the title's own list where it has one, then the statutory order
    STATUTORY = "statutory"  # costs → interest → principal → doubled part, whatever the title says
    PRINCIPAL_FIRST = "principal_first"  # principal → costs → interest → doubled part


class Rounding(StrEnum):
    """Where an exact amount becomes fen."""

    INTERVAL = "interval"  # once per item and kind at the end of each payment interval
    SEGMENT = "segment"  # each row by itself


class MonthRate(StrEnum):
    """What a rate per month means for a day."""

    THIRTY_DAYS = "thirty_days"  # ÷ 30
    TWELFTH = "twelfth"  # × 12 ÷ year basis


class PaymentDates(StrEnum):
    """Whether payments count from their day, or are taken off before anything is computed (some tools do)."""

    OBSERVED = "observed"
    IGNORED = "ignored"


class BenchmarkAfter2019(StrEnum):
    """What a title's floating benchmark rate means from 2019-08-20, when PBC stopped setting one."""

    LAST_BENCHMARK = "last_benchmark"
    LPR = "lpr"


class BeforeLpr(StrEnum):
    """What a title's LPR means for days before its first publication on 2019-08-20."""

    REFUSE = "refuse"
    BENCHMARK = "benchmark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """The choices of one calculation. What each means and rests on is in `NOTES`."""

    year_basis: YearBasis = YearBasis.D365
    count_days: CountDays = CountDays.END_MINUS_START
    doubled_count_days: CountDays = CountDays.END_MINUS_START
    set_off: SetOffOrder = SetOffOrder.TITLE
    costs_in_doubled_base: bool = True
    rounding: Rounding = Rounding.INTERVAL
    month_rate: MonthRate = MonthRate.THIRTY_DAYS
    payment_dates: PaymentDates = PaymentDates.OBSERVED
    benchmark_after_2019: BenchmarkAfter2019 = BenchmarkAfter2019.LPR
    before_lpr: BeforeLpr = BeforeLpr.REFUSE
    old_rule_replaces_ordinary: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What a convention means, on what it rests, how sure that is. `values` explains each choice."""

    label: str
    basis: str
    status: Status
    values: Mapping[str, str]


NOTES: Mapping[str, Note] = MappingProxyType(
    {
        "year_basis": Note(
            "年基准天数",
            "法律、司法解释未作统一规定；执行依据载明的从其载明",
            Status.DISPUTED,
            {"365": "一年按 365 天", "360": "一年按 360 天", "actual": "按当年实际天数（平年 365、闰年 366）"},
        ),
        "count_days": Note(
            "一般债务利息的天数",
            "执行依据未载明时各地做法不一",
            Status.DISPUTED,
            {"end_minus_start": "算头不算尾（止日减起日）", "both_ends": "头尾均算（多计一天）"},
        ),
        "doubled_count_days": Note(
            "加倍部分的天数",
            "法释〔2014〕8号第二条；《民事诉讼法》第八十五条期间开始之日不计",
            Status.DISPUTED,
            {"end_minus_start": "履行期间届满次日起算，算至付款当日", "both_ends": "届满当日与付款当日均计"},
        ),
        "set_off": Note(
            "抵充顺序",
            "法释〔2014〕8号第四条；《民法典》第五百六十条、第五百六十一条",
            Status.RECALLED,
            {
                "title": "执行依据载明的顺序；未载明的：费用 → 利息 → 本金 → 加倍部分",
                "statutory": "费用 → 利息 → 本金 → 加倍部分，不论执行依据如何载明",
                "principal_first": "本金 → 费用 → 利息 → 加倍部分（债权人同意）",
            },
        ),
        "costs_in_doubled_base": Note(
            "诉讼费用是否计入加倍部分的基数",
            "法释〔2014〕8号第一条：除一般债务利息之外的金钱债务；预交诉讼费用是否在内有争议",
            Status.DISPUTED,
            {"true": "计入", "false": "不计入"},
        ),
        "rounding": Note(
            "四舍五入的位置",
            "未见规定；逐段精确计算后舍入到分",
            Status.DISPUTED,
            {"interval": "每两次付款之间，每项每种利息合计后舍入一次", "segment": "每一段各自舍入"},
        ),
        "month_rate": Note(
            "月利率折日",
            "交易习惯",
            Status.RECALLED,
            {"thirty_days": "月利率 ÷ 30", "twelfth": "月利率 × 12 ÷ 年基准天数"},
        ),
        "payment_dates": Note(
            "付款日期",
            "法释〔2014〕8号第三条：部分履行的，按该部分履行之日",
            Status.READ,
            {"observed": "自付款之日起减少基数", "ignored": "不计付款日期，先行扣减后统算（仅供核对其他工具）"},
        ),
        "benchmark_after_2019": Note(
            "2019年8月20日后的基准利率",
            "中国人民银行不再公布新的贷款基准利率；浮动条款如何接续未见统一规定",
            Status.DISPUTED,
            {"last_benchmark": "沿用最后一次基准利率", "lpr": "改用贷款市场报价利率（五年以上用五年期）"},
        ),
        "before_lpr": Note(
            "2019年8月20日前的贷款市场报价利率",
            "首次公布于2019年8月20日；执行依据自更早日期起按该利率计息的，如何计算未见统一规定",
            Status.DISPUTED,
            {"refuse": "不计算，须先明确", "benchmark": "此前按贷款基准利率（五年以上用五年以上，其余用一年期）"},
        ),
        "old_rule_replaces_ordinary": Note(
            "旧标准是否包含一般债务利息",
            "法释〔2009〕6号：按基准利率双倍计算的是迟延履行期间的全部债务利息",
            Status.EXCERPT,
            {"true": "2014年8月1日前的迟延期间不另计一般债务利息", "false": "另计"},
        ),
    }
)
