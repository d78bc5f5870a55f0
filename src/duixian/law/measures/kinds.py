"""The kinds of measures against persons, what they answer, and the articles they rest on (COE-01 to COE-11)."""

from collections.abc import Mapping
from enum import StrEnum

from duixian.law.citations import Citation, Status


class MeasureKind(StrEnum):
    """What may be done to make somebody perform or cease."""

    COMPEL = "compel"  # 拘传
    DETAIN = "detain"  # 拘留
    FINE = "fine"  # 罚款
    SEARCH = "search"  # 搜查
    EXIT_BAN = "exit_ban"  # 限制出境
    LOOKOUT = "lookout"  # 临控
    EVICT = "evict"  # 强制迁出


class MisconductKind(StrEnum):
    """What somebody did, by the line of the law that answers it."""

    REFUSES = "refuses"  # 有能力履行而拒不履行（第114条第1款第6项）
    HIDES = "hides"  # 隐藏、转移、变卖、毁损财产（第3项）
    FALSE_REPORT = "false_report"  # 拒绝报告或者虚假报告财产（第252条）
    OBSTRUCTS = "obstructs"  # 以暴力、威胁等方法阻碍执行公务（第5项）
    BREACHES_ORDER = "breaches_order"  # 违反限制消费令等（限制消费规定第11条）
    PERSONAL_DUTY = "personal_duty"  # 拒不履行只能由其本人完成的行为（民诉解释第503条）
    UNIT_REFUSES = "unit_refuses"  # 有义务协助的单位拒绝协助（第117条）


class Capacity(StrEnum):
    """What the person is to the case; for the people of a debtor or of a unit, `represents` says whose."""

    DEBTOR = "debtor"  # 被执行人
    LEGAL_REP = "legal_rep"  # 法定代表人
    HEAD = "head"  # 主要负责人
    DIRECT = "direct"  # 直接责任人员
    CONTROLLER = "controller"  # 实际控制人
    ASSISTING_UNIT = "assisting_unit"  # 协助执行义务单位
    OTHER = "other"  # 其他妨害执行的人


class CourtLevel(StrEnum):
    """Which court orders; the term of an exit ban depends on it."""

    BASIC = "basic"
    INTERMEDIATE = "intermediate"
    HIGH = "high"


PERSONAL = frozenset({MeasureKind.COMPEL, MeasureKind.DETAIN, MeasureKind.EXIT_BAN, MeasureKind.LOOKOUT})
"""Measures that only a human being can bear: an organisation is reached through its people."""

CUSTODIAL = frozenset({MeasureKind.COMPEL, MeasureKind.DETAIN})
"""Measures that take somebody's freedom for a time."""

SANCTIONS = frozenset({MeasureKind.DETAIN, MeasureKind.FINE})
"""Measures that answer misconduct: each at most once for one act, together allowed (民诉解释 183, 184)."""

TERMED = frozenset({MeasureKind.EXIT_BAN, MeasureKind.LOOKOUT})
"""Measures that run for a term and fall with it unless renewed."""

_CPL = ("《民事诉讼法》", "2024-01-01")
_JI = ("《民诉法解释》", "2022-04-10")
BASIS: Mapping[MeasureKind, Citation] = {
    MeasureKind.COMPEL: Citation(*_JI, "第482条"),
    MeasureKind.DETAIN: Citation(*_CPL, "第118条"),
    MeasureKind.FINE: Citation(*_CPL, "第118条"),
    MeasureKind.SEARCH: Citation(*_CPL, "第259条"),
    MeasureKind.EXIT_BAN: Citation(*_CPL, "第266条"),
    MeasureKind.LOOKOUT: Citation("法发/公发〔1987〕16号", "1987-03-10", ""),
    MeasureKind.EVICT: Citation(*_CPL, "第261条"),
}
ANSWERS: Mapping[MisconductKind, tuple[Citation, Status]] = {
    MisconductKind.REFUSES: (Citation(*_CPL, "第114条第1款第6项"), Status.READ),
    MisconductKind.HIDES: (Citation(*_CPL, "第114条第1款第3项"), Status.READ),
    MisconductKind.FALSE_REPORT: (Citation(*_CPL, "第252条"), Status.READ),
    MisconductKind.OBSTRUCTS: (Citation(*_CPL, "第114条第1款第5项"), Status.READ),
    MisconductKind.BREACHES_ORDER: (Citation("《限制消费规定》", "2015-07-22", "第11条"), Status.READ),
    MisconductKind.PERSONAL_DUTY: (Citation(*_JI, "第503条"), Status.READ),
    MisconductKind.UNIT_REFUSES: (Citation(*_CPL, "第117条"), Status.READ),
}
SEARCHABLE = frozenset({MisconductKind.HIDES, MisconductKind.FALSE_REPORT})
"""Misconduct that opens a search: property or its papers are hidden (第259条; 民诉解释 494)."""

URGENT = frozenset({MisconductKind.OBSTRUCTS})
"""Misconduct on which somebody may be detained first and the president told at once after (民诉解释 181)."""
