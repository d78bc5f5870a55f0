"""What the judges of the lists need to know, and the words of the law for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from duixian.base.days import add_years_clipped
from duixian.base.faults import Fault
from duixian.law.params import series


class ListingKind(StrEnum):
    """The six kinds of 失信规定 art. 1."""

    ABLE = "able"  # (1) 有履行能力而拒不履行
    OBSTRUCTION = "obstruction"  # (2) 伪造证据、暴力、威胁
    EVASION = "evasion"  # (3) 虚假诉讼、仲裁，隐匿、转移财产
    REPORT = "report"  # (4) 违反财产报告制度
    LIMIT_BREACH = "limit_breach"  # (5) 违反限制消费令
    SETTLEMENT_BREACH = "settlement_breach"  # (6) 无正当理由拒不履行执行和解协议


CONDUCT: Mapping[ListingKind, str] = MappingProxyType(
    {
        ListingKind.ABLE: "有履行能力而拒不履行生效法律文书确定义务",
        ListingKind.OBSTRUCTION: "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
        ListingKind.EVASION: "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
        ListingKind.REPORT: "违反财产报告制度",
        ListingKind.LIMIT_BREACH: "违反限制消费令",
        ListingKind.SETTLEMENT_BREACH: "无正当理由拒不履行执行和解协议",
    }
)
"""具体情形, as the public list prints it."""


class EvidenceKind(StrEnum):
    """What proves a kind. Those of `GATHERED` the program finds in its own records; the others an officer enters with
    their source, and nobody may enter the gathered ones by hand."""

    PROPERTY = "property"  # found property beyond what the household needs
    INCOME = "income"
    SPENDING = "spending"
    FORGED = "forged"
    VIOLENCE = "violence"
    THREAT = "threat"
    SHAM_SUIT = "sham_suit"
    HIDDEN = "hidden"
    TRANSFERRED = "transferred"
    FALSE_REPORT = "false_report"
    REPORT_OVERDUE = "report_overdue"  # gathered: the order was served and its time has passed without a report
    LIMIT_BREACHED = "limit_breached"  # gathered: a recorded breach of a limit in force
    SETTLEMENT_BROKEN = "settlement_broken"  # gathered: a settlement broken without good reason


GATHERED = frozenset({EvidenceKind.REPORT_OVERDUE, EvidenceKind.LIMIT_BREACHED, EvidenceKind.SETTLEMENT_BROKEN})

EVIDENCE: Mapping[ListingKind, frozenset[EvidenceKind]] = MappingProxyType(
    {
        ListingKind.ABLE: frozenset({EvidenceKind.PROPERTY, EvidenceKind.INCOME, EvidenceKind.SPENDING}),
        ListingKind.OBSTRUCTION: frozenset({EvidenceKind.FORGED, EvidenceKind.VIOLENCE, EvidenceKind.THREAT}),
        ListingKind.EVASION: frozenset({EvidenceKind.SHAM_SUIT, EvidenceKind.HIDDEN, EvidenceKind.TRANSFERRED}),
        ListingKind.REPORT: frozenset({EvidenceKind.REPORT_OVERDUE, EvidenceKind.FALSE_REPORT}),
        ListingKind.LIMIT_BREACH: frozenset({EvidenceKind.LIMIT_BREACHED}),
        ListingKind.SETTLEMENT_BREACH: frozenset({EvidenceKind.SETTLEMENT_BROKEN}),
    }
)
"""Any one of these proves the kind."""

EVIDENCE_WORDS: Mapping[EvidenceKind, str] = MappingProxyType(
    {
        EvidenceKind.PROPERTY: "超出生活必需的财产",
        EvidenceKind.INCOME: "持续的收入",
        EvidenceKind.SPENDING: "与所称无力履行不符的支出",
        EvidenceKind.FORGED: "伪造的证据",
        EvidenceKind.VIOLENCE: "暴力妨碍执行的记录",
        EvidenceKind.THREAT: "威胁妨碍执行的记录",
        EvidenceKind.SHAM_SUIT: "虚假诉讼、仲裁的认定",
        EvidenceKind.HIDDEN: "隐匿财产的证据",
        EvidenceKind.TRANSFERRED: "转移财产的证据",
        EvidenceKind.FALSE_REPORT: "虚假报告的查证记录",
        EvidenceKind.REPORT_OVERDUE: "报告财产令已送达且逾期未报告",
        EvidenceKind.LIMIT_BREACHED: "违反限制消费令的记录",
        EvidenceKind.SETTLEMENT_BROKEN: "和解协议无正当理由未履行的记录",
    }
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One proof: what it shows, of which day, where it comes from."""

    kind: EvidenceKind
    text: str
    source: str
    on: date


class SubjectKind(StrEnum):
    """What the person is in law."""

    NATURAL = "natural"
    COMPANY = "company"
    ORGANISATION = "organisation"
    AUTHORITY = "authority"


class Capacity(StrEnum):
    """As what somebody is limited (限消 3(2)): the debtor, or a person behind a unit."""

    DEBTOR = "debtor"
    LEGAL_REPRESENTATIVE = "legal_representative"
    HEAD = "head"
    LIABLE = "liable"  # 影响债务履行的直接责任人员
    CONTROLLER = "controller"  # 实际控制人


class Grade(StrEnum):
    """分级分类 since 2025; no criteria are published (SX-10): a class an officer gives, with its reason."""

    LIGHT = "light"
    ORDINARY = "ordinary"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person. `numbered`: a checked number is known; `born` from it, for natural persons; `dead`: the register or a
    record says so."""

    kind: SubjectKind
    numbered: bool
    born: date | None = None
    dead: bool = False


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """How the case stands: `state` and `closing` as of `law.procedure.case_life`; `unperformed`: money or a duty is
    open; `uncounted`: part of the debt cannot be counted, so nobody can say it is paid."""

    state: str
    unperformed: bool
    uncounted: bool = False
    closing: str = ""


class Ground(StrEnum):
    """Why an entry ends."""

    PERFORMED = "performed"
    SETTLED = "settled"
    CREDITOR = "creditor"
    ROUND_EMPTY = "round_empty"
    RETRIAL = "retrial"
    INSOLVENCY = "insolvency"
    REFUSED = "refused"
    TERMINATED = "terminated"
    TERM_OVER = "term_over"
    SECURITY = "security"
    EARLY = "early"  # art. 2(2): decided in the single case
    WRONG = "wrong"  # art. 9: should never have been
    DEAD = "dead"


def minor_on(subject: Subject, day: date) -> bool:
    """Whether the person is under age on a day (失信规定 4)."""
    years = int(series("lists.adult_years").at(day).raw)
    return subject.born is not None and day < add_years_clipped(subject.born, years)


def bars(subject: Subject, on: date) -> list[Fault]:
    """What keeps a person off both lists, whatever he did: a minor, a dead person, an authority, somebody whose age and
    identity nobody can check."""
    found: list[Fault] = []
    if minor_on(subject, on):
        found.append(
            Fault("list.minor", "被执行人未成年，不得纳入（失信规定第四条）", "不能办理；应由其监护人履行代理职责")
        )
    if subject.dead:
        found.append(Fault("list.dead", "该人已经死亡或者终止", "请先办理变更、追加被执行人"))
    if subject.kind is SubjectKind.AUTHORITY and not series("lists.authorities_listed").at(on).raw:
        found.append(Fault("list.authority", "机关不纳入名单，也不限制消费", "请报告上级法院，或者向其上级机关通报"))
    if not subject.numbered:
        found.append(
            Fault(
                "list.no_number",
                "没有经核对的证件号码，无法确认身份" + ("和年龄" if subject.kind is SubjectKind.NATURAL else ""),
                "请先查明并登记证件号码",
                field="证件号码",
            )
        )
    return found


_OPEN = frozenset({"filed", "notified", "paying", "round_ended"})


def case_open(standing: CaseStanding) -> list[Fault]:
    """Whether the case is one in which anybody may be limited or listed now: under way, and not performed."""
    if standing.state not in _OPEN:
        return [Fault("list.case_state", "案件已结案、中止、暂缓或者正在履行和解协议，不能采取", "请核对案件状态")]
    if not standing.unperformed:
        return [Fault("list.paid", "义务已经履行，不得限制消费或者纳入名单", "应当结案；已在名单上的应予删除")]
    return []
