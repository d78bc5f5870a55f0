"""Instruments as frozen facts: what all carry, and those of the money path. Standing text lives in the
templates; nothing here is invented: a fact that is not given is not printed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol

from duixian.base.money import Fen
from duixian.law.distribution import Plan


class Kind(StrEnum):
    """The kinds of instruments; the value is also the name of the template."""

    FILING_NOTICE = "filing_notice"
    EXECUTION_NOTICE = "execution_notice"
    REPORT_ORDER = "report_order"
    DISTRIBUTION_PLAN = "distribution_plan"
    PAYEE_SHEET = "payee_sheet"
    PAYOUT_RECEIPT = "payout_receipt"
    CLOSING_NOTICE = "closing_notice"
    EXECUTION_RULING = "execution_ruling"
    ASSIST_NOTICE = "assist_notice"
    SEAL_NOTICE = "seal_notice"
    DEBT_NOTICE = "debt_notice"
    PRICE_LETTER = "price_letter"
    ONLINE_INQUIRY = "online_inquiry"
    APPRAISAL_ORDER = "appraisal_order"
    AUCTION_NOTICE = "auction_notice"
    SALE_NOTICE = "sale_notice"
    PREEMPTION_NOTICE = "preemption_notice"
    DEAL_CONFIRMATION = "deal_confirmation"
    DEAL_RULING = "deal_ruling"
    SET_OFF_RULING = "set_off_ruling"
    TRANSFER_NOTICE = "transfer_notice"
    RETURN_NOTICE = "return_notice"
    OBJECTION_RULING = "objection_ruling"
    CHANGE_RULING = "change_ruling"
    ENTRUST_LETTER = "entrust_letter"
    TASK_LETTER = "task_letter"
    LIST_URGE = "list_urge"
    LIST_WARNING = "list_warning"
    LIMIT_ORDER = "limit_order"
    LISTING_DECISION = "listing_decision"
    LIMIT_LIFTED = "limit_lifted"
    LISTING_DELETED = "listing_deleted"
    EXEMPTION_DECISION = "exemption_decision"
    COMMITMENT_DECISION = "commitment_decision"
    LIST_CERTIFICATE = "list_certificate"
    COURSE_RULING = "course_ruling"
    COURSE_STAY = "course_stay"
    REFERRAL_DECISION = "referral_decision"
    REFERRAL_LETTER = "referral_letter"
    COURSE_RESUMPTION = "course_resumption"
    ENDING_NOTICE = "ending_notice"
    EXTENSION_FORM = "extension_form"
    NO_ACCEPTANCE_RULING = "no_acceptance_ruling"
    SETTLEMENT_RECORD = "settlement_record"
    PERFORMANCE_REMINDER = "performance_reminder"
    SETTLEMENT_RULING = "settlement_ruling"
    GUARANTEE_LETTER = "guarantee_letter"
    ROUND_END_TALK = "round_end_talk"
    ROUND_END_RULING = "round_end_ruling"
    REQUERY_NOTICE = "requery_notice"
    RESUMPTION_NOTICE = "resumption_notice"
    SUMMONS = "summons"
    COMPEL_ORDER = "compel_order"
    DETENTION_DECISION = "detention_decision"
    RELEASE_DECISION = "release_decision"
    FINE_DECISION = "fine_decision"
    REVIEW_NOTICE = "review_notice"
    SEARCH_ORDER = "search_order"
    EXIT_BAN_DECISION = "exit_ban_decision"
    EXIT_BAN_REQUEST = "exit_ban_request"
    LOOKOUT_REQUEST = "lookout_request"
    WITHDRAWAL_REQUEST = "withdrawal_request"
    EVICTION_NOTICE = "eviction_notice"
    FAMILY_NOTICE = "family_notice"
    MEDICAL_RECORD = "medical_record"
    SEARCH_RECORD = "search_record"
    OPENING_RECORD = "opening_record"
    EVICTION_RECORD = "eviction_record"
    LIFTING_DECISION = "lifting_decision"
    REFUSAL_WARNING = "refusal_warning"
    REFUSAL_REFERRAL = "refusal_referral"
    REFUSAL_STATEMENT = "refusal_statement"
    REFUSAL_EVIDENCE = "refusal_evidence"
    PRIVATE_NOTICE = "private_notice"


TITLES: dict[Kind, str] = {
    Kind.FILING_NOTICE: "受理案件通知书",
    Kind.EXECUTION_NOTICE: "执行通知书",
    Kind.REPORT_ORDER: "报告财产令",
    Kind.DISTRIBUTION_PLAN: "财产分配方案",
    Kind.PAYEE_SHEET: "受领人分配明细",
    Kind.PAYOUT_RECEIPT: "案款发放凭证",
    Kind.CLOSING_NOTICE: "结案通知书",
    Kind.EXECUTION_RULING: "执行裁定书",
    Kind.ASSIST_NOTICE: "协助执行通知书",
    Kind.SEAL_NOTICE: "查封公告",
    Kind.DEBT_NOTICE: "履行到期债务通知书",
    Kind.PRICE_LETTER: "询价函",
    Kind.ONLINE_INQUIRY: "网络询价委托书",
    Kind.APPRAISAL_ORDER: "评估委托书",
    Kind.AUCTION_NOTICE: "拍卖公告",
    Kind.SALE_NOTICE: "变卖公告",
    Kind.PREEMPTION_NOTICE: "优先购买权通知书",
    Kind.DEAL_CONFIRMATION: "成交确认书",
    Kind.DEAL_RULING: "执行裁定书",
    Kind.SET_OFF_RULING: "执行裁定书",
    Kind.TRANSFER_NOTICE: "协助执行通知书",
    Kind.RETURN_NOTICE: "退还财产通知书",
    Kind.OBJECTION_RULING: "执行裁定书",
    Kind.CHANGE_RULING: "执行裁定书",
    Kind.ENTRUST_LETTER: "委托执行函",
    Kind.TASK_LETTER: "事项委托函",
    Kind.LIST_URGE: "督促履行通知书",
    Kind.LIST_WARNING: "失信、限制消费预告知书",
    Kind.LIMIT_ORDER: "限制消费令",
    Kind.LISTING_DECISION: "纳入失信被执行人名单决定书",
    Kind.LIMIT_LIFTED: "解除限制消费决定书",
    Kind.LISTING_DELETED: "删除失信信息决定书",
    Kind.EXEMPTION_DECISION: "单次解除限制消费决定书",
    Kind.COMMITMENT_DECISION: "信用承诺决定书",
    Kind.LIST_CERTIFICATE: "信用恢复证明",
    Kind.COURSE_RULING: "执行裁定书",
    Kind.COURSE_STAY: "暂缓执行决定书",
    Kind.REFERRAL_DECISION: "移送破产审查决定书",
    Kind.REFERRAL_LETTER: "移送破产审查函",
    Kind.COURSE_RESUMPTION: "恢复执行通知书",
    Kind.ENDING_NOTICE: "结案通知书",
    Kind.EXTENSION_FORM: "延长执行期限审批表",
    Kind.NO_ACCEPTANCE_RULING: "不予受理裁定书",
    Kind.SETTLEMENT_RECORD: "执行和解协议",
    Kind.PERFORMANCE_REMINDER: "履行提醒通知书",
    Kind.SETTLEMENT_RULING: "执行裁定书",
    Kind.GUARANTEE_LETTER: "执行担保书",
    Kind.ROUND_END_TALK: "终本约谈笔录",
    Kind.ROUND_END_RULING: "执行裁定书",
    Kind.REQUERY_NOTICE: "终本后财产查询结果告知书",
    Kind.RESUMPTION_NOTICE: "恢复执行通知书",
    Kind.SUMMONS: "传票",
    Kind.COMPEL_ORDER: "拘传票",
    Kind.DETENTION_DECISION: "拘留决定书",
    Kind.RELEASE_DECISION: "提前解除拘留决定书",
    Kind.FINE_DECISION: "罚款决定书",
    Kind.REVIEW_NOTICE: "复议决定执行通知书",
    Kind.SEARCH_ORDER: "搜查令",
    Kind.EXIT_BAN_DECISION: "限制出境决定书",
    Kind.EXIT_BAN_REQUEST: "协助限制出境通知书",
    Kind.LOOKOUT_REQUEST: "临控布控函",
    Kind.WITHDRAWAL_REQUEST: "撤控函",
    Kind.EVICTION_NOTICE: "公告",
    Kind.FAMILY_NOTICE: "被拘留人家属通知书",
    Kind.MEDICAL_RECORD: "送拘体检记录",
    Kind.SEARCH_RECORD: "搜查笔录",
    Kind.OPENING_RECORD: "强制开启笔录",
    Kind.EVICTION_RECORD: "强制迁出笔录",
    Kind.LIFTING_DECISION: "解除强制措施决定书",
    Kind.REFUSAL_WARNING: "涉嫌拒执犯罪告知书",
    Kind.REFUSAL_REFERRAL: "涉嫌拒执犯罪移送函",
    Kind.REFUSAL_STATEMENT: "执行情况说明",
    Kind.REFUSAL_EVIDENCE: "移送证据清单",
    Kind.PRIVATE_NOTICE: "提起自诉告知书",
}

RULINGS = frozenset(
    {
        Kind.EXECUTION_RULING,
        Kind.DEAL_RULING,
        Kind.SET_OFF_RULING,
        Kind.ROUND_END_RULING,
        Kind.SETTLEMENT_RULING,
        Kind.COURSE_RULING,
    }
)
"""Kinds that decide: each has a number of its own under the number of the case (之一, 之二 …)."""


class Seal(StrEnum):
    """What stands over the date. SAMPLE is a drawing that says it is a sample; NONE leaves room for the real one."""

    SAMPLE = "sample"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Verification:
    """How a reader checks that the paper is the court's: a code, the site to enter it on, and the full address."""

    code: str
    site: str
    url: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, by office: 执行员, 审判长, 书记员."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Contact:
    """The officer in charge, for questions."""

    officer: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What every instrument carries."""

    court: str
    case_number: str
    issued_on: date
    verification: Verification
    signers: tuple[Signer, ...] = ()
    contact: Contact | None = None
    seal: Seal = Seal.NONE


@dataclass(frozen=True, slots=True)
class TitleCited:
    """The enforceable title: who made it, its number, its name (民事判决书, 仲裁裁决书 …)."""

    issuer: str
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the case (一案一账户)."""

    holder: str
    number: str
    bank: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A named amount, fen."""

    label: str
    amount: Fen


class Instrument(Protocol):
    """Anything that can be rendered: a kind and a heading, and the facts its template asks for."""

    @property
    def kind(self) -> Kind:
        """Which template."""

    @property
    def heading(self) -> Heading:
        """What every instrument carries."""


@dataclass(frozen=True, slots=True)
class FilingNotice:
    """受理案件通知书, to the applicant (执行规定 16). `claimed` fen, None where the title orders no money."""

    kind: ClassVar[Kind] = Kind.FILING_NOTICE
    heading: Heading
    applicant: str
    debtors: tuple[str, ...]
    cause: str
    title: TitleCited
    applied_on: date
    filed_on: date
    claimed: Fen | None = None


@dataclass(frozen=True, slots=True)
class ExecutionNotice:
    """执行通知书, to the debtor (CPL 251; 民诉解释 480: it must also warn of delay interest under CPL 264).

    `duties` in the words of the title; `sums` what is owed in money as of `as_of`, the execution fee apart.
    """

    kind: ClassVar[Kind] = Kind.EXECUTION_NOTICE
    heading: Heading
    debtor: str
    applicants: tuple[str, ...]
    cause: str
    title: TitleCited
    filed_on: date
    duties: tuple[str, ...]
    sums: tuple[Sum, ...] = ()
    as_of: date | None = None
    execution_fee: Fen | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """报告财产令 with the form to fill in (CPL 252; 财产调查 3–10). `days`: the time to report, set by the court."""

    kind: ClassVar[Kind] = Kind.REPORT_ORDER
    heading: Heading
    debtor: str
    debtor_is_person: bool
    applicants: tuple[str, ...]
    cause: str
    title: TitleCited
    filed_on: date
    days: int


@dataclass(frozen=True, slots=True)
class DistributionPlanPaper:
    """财产分配方案 (民诉解释 506–510; 514 for companies): the plan itself is the fact. `host`: why this court hosts."""

    kind: ClassVar[Kind] = Kind.DISTRIBUTION_PLAN
    heading: Heading
    plan: Plan
    host: str = ""


@dataclass(frozen=True, slots=True)
class PayeeSheet:
    """受领人分配明细: one payee's steps with the formula of each. `payee` is the key in the plan."""

    kind: ClassVar[Kind] = Kind.PAYEE_SHEET
    heading: Heading
    plan: Plan
    payee: str


@dataclass(frozen=True, slots=True)
class PayoutReceipt:
    """案款发放凭证 for one payment that reached the payee. `account` as it may be shown (masked by the caller)."""

    kind: ClassVar[Kind] = Kind.PAYOUT_RECEIPT
    heading: Heading
    number: str
    payee: str
    debtor: str
    amount: Fen
    purpose: str
    account: str
    bank: str
    paid_on: date
    bank_reference: str
    maker: str
    checker: str
    approver: str = ""


@dataclass(frozen=True, slots=True)
class ClosingNotice:
    """结案通知书 for a case closed as performed (执行规定 64; 法发〔2014〕26号). `received` and `paid` in fen."""

    kind: ClassVar[Kind] = Kind.CLOSING_NOTICE
    heading: Heading
    recipients: tuple[str, ...]
    applicants: tuple[str, ...]
    debtors: tuple[str, ...]
    cause: str
    title: TitleCited
    filed_on: date
    closed_on: date
    received: Fen
    paid: Fen
    execution_fee: Fen = 0
