"""One instrument of each kind of the course of a case, of settlements and of the lists, with made-up people."""

from collections.abc import Callable
from datetime import date

from control_samples import DEBTOR, MATTER

from duixian.connectors.typesetting import Heading, Instrument, Kind
from duixian.connectors.typesetting.course_papers import (
    CoursePaper,
    EndingNotice,
    ExtensionForm,
    NoAcceptanceRuling,
    ReferralLetter,
    Turn,
)
from duixian.connectors.typesetting.list_papers import ListPaper
from duixian.connectors.typesetting.settlement_papers import (
    Decision,
    GuaranteeLetter,
    PerformanceReminder,
    ScheduleLine,
    SettlementRecord,
    SettlementRuling,
    Signing,
)

DAY = date(2026, 11, 22)
LATER = date(2027, 2, 22)
LISTS = (
    Kind.LIST_URGE,
    Kind.LIST_WARNING,
    Kind.LIMIT_ORDER,
    Kind.LISTING_DECISION,
    Kind.LIMIT_LIFTED,
    Kind.LISTING_DELETED,
    Kind.EXEMPTION_DECISION,
    Kind.COMMITMENT_DECISION,
    Kind.LIST_CERTIFICATE,
)


def _turn(turn: Turn) -> Callable[[Heading], Instrument]:
    return lambda heading: CoursePaper(
        heading,
        MATTER,
        turn,
        ground="申请执行人表示可以延期执行",
        basis="《中华人民共和国民事诉讼法》第二百六十七条第一款第一项",
        found="申请执行人于2026年11月20日向本院提交书面申请，同意延期三个月执行",
        proofs=("申请书", "询问笔录"),
        until=LATER if turn is Turn.STAY else None,
    )


def _list(kind: Kind) -> Callable[[Heading], Instrument]:
    return lambda heading: ListPaper(
        kind,
        heading,
        MATTER,
        DEBTOR,
        reason="未按执行通知书指定的期间履行生效法律文书确定的给付义务",
        basis="《限制消费规定》第一条",
        of="某某建材有限公司",
        since=DAY,
        until=LATER,
        lines=(("执行依据", "（2025）苏0804民初4567号"), ("未履行", "450,000.00元")),
    )


MAKERS: dict[Kind, Callable[[Heading], Instrument]] = {
    Kind.COURSE_RULING: _turn(Turn.SUSPEND),
    Kind.COURSE_STAY: _turn(Turn.STAY),
    Kind.COURSE_RESUMPTION: _turn(Turn.RESUME),
    Kind.REFERRAL_DECISION: _turn(Turn.REFER_INSOLVENCY),
    Kind.REFERRAL_LETTER: lambda heading: ReferralLetter(
        heading, MATTER, "某某市中级人民法院", "某某建材有限公司", "周建平", "（2026）苏0804执12号卷第8页", LATER
    ),
    Kind.ENDING_NOTICE: lambda heading: EndingNotice(
        heading, MATTER, "终结执行", "《中华人民共和国民事诉讼法》第二百六十八条第一项", DAY
    ),
    Kind.EXTENSION_FORM: lambda heading: ExtensionForm(
        heading, MATTER, "执行期限", 3, DAY, LATER, "涉案房产正在评估", "李卫东", "王院长", DAY
    ),
    Kind.NO_ACCEPTANCE_RULING: lambda heading: NoAcceptanceRuling(
        heading, "何桂兰", "周建平", "（2025）苏0804民初4567号民事判决书", DAY, "生效法律文书尚未生效",
        "《执行工作若干问题的规定（试行）》第十六条", "判决正在上诉期内",
    ),
    Kind.SETTLEMENT_RECORD: lambda heading: SettlementRecord(
        heading, MATTER, "双方共同向本院提交书面和解协议", DAY,
        (ScheduleLine(1, 20_000_000, DAY), ScheduleLine(2, None, LATER, what="交付设备一台")),
        (Signing("申请执行人", "某某建材有限公司", "何桂兰"), Signing("被执行人", "周建平")),
        20_000_000, 45_000_000, grace_days=3, acceleration=True, guarantors=("吴海燕",), clauses="各自承担律师费。",
    ),
    Kind.PERFORMANCE_REMINDER: lambda heading: PerformanceReminder(heading, MATTER, "周建平", 1, LATER, 20_000_000),
    Kind.SETTLEMENT_RULING: lambda heading: SettlementRuling(
        heading, MATTER, Decision.CALL_SURETY, ("第一期逾期未付",), guarantor="吴海燕", limit=20_000_000
    ),
    Kind.GUARANTEE_LETTER: lambda heading: GuaranteeLetter(
        heading, MATTER, DEBTOR, 20_000_000, "淮阴区某某路88号房屋", DAY, LATER, date(2028, 2, 22)
    ),
    **{kind: _list(kind) for kind in LISTS},
}  # fmt: skip
