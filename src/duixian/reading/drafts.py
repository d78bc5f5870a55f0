"""A filing draft: everything an officer confirms before a case is filed, whatever it was read from."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duixian.base.casenumber import CaseNumber
from duixian.base.faults import Fault
from duixian.law.obligations import Ordered


class TitleKind(StrEnum):
    """What the enforceable title is (民事诉讼法 235, 执行规定 2)."""

    JUDGMENT = "judgment"  # 判决书
    MEDIATION = "mediation"  # 调解书
    RULING = "ruling"  # 裁定书
    DECISION = "decision"  # 决定书
    PAYMENT_ORDER = "payment_order"  # 支付令
    AWARD = "award"  # 仲裁裁决, 仲裁调解书
    NOTARIAL = "notarial"  # 公证债权文书, 执行证书
    UNKNOWN = "unknown"


class Role(StrEnum):
    """The part somebody takes in the enforcement case."""

    APPLICANT = "applicant"  # 申请执行人
    DEBTOR = "debtor"  # 被执行人
    THIRD_PARTY = "third_party"  # 第三人
    OTHER = "other"  # named in the title, owes and is owed nothing


class PartyKind(StrEnum):
    """A natural person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class DraftParty:
    """One party as far as it is known. `printed_role` is the role in the title (原告, 被上诉人); empty text: unknown.

    A name that the title masks (张某) is kept as printed; `masked` says so: such a name identifies nobody.
    """

    name: str
    role: Role
    kind: PartyKind
    printed_role: str = ""
    id_number: str = ""
    phone: str = ""
    bank_account: str = ""
    address: str = ""
    representative: str = ""

    @property
    def masked(self) -> bool:
        """Whether the name is anonymised as courts publish it."""
        return "某" in self.name or "×" in self.name or "*" in self.name


@dataclass(frozen=True, slots=True)
class FilingDraft:
    """A case to be filed. `source` says where it was read (file, row); `attention` what the officer should look at."""

    court: str = ""
    title_number: CaseNumber | None = None
    title_kind: TitleKind = TitleKind.UNKNOWN
    title_date: date | None = None
    effective_on: date | None = None
    cause: str = ""
    parties: tuple[DraftParty, ...] = ()
    ordered: Ordered = field(default_factory=Ordered)
    source: str = ""
    attention: tuple[Fault, ...] = ()

    def of(self, role: Role) -> tuple[DraftParty, ...]:
        """The parties with one role, in order."""
        return tuple(party for party in self.parties if party.role is role)


_ORGANISATION_ENDS = (
    "公司", "银行", "分行", "支行", "信用社", "联社", "合作社", "中心", "医院", "学校", "大学", "学院", "中学",
    "小学", "幼儿园", "委员会", "居委会", "村委会", "政府", "局", "厅", "厂", "店", "商行", "经营部", "门市部",
    "超市", "酒店", "宾馆", "饭店", "餐厅", "基金会", "协会", "商会", "研究院", "研究所", "事务所", "出版社",
    "报社", "电视台", "企业", "集团", "合伙", "基金", "农场", "养殖场", "矿", "站", "所", "部", "社", "院", "馆",
    "队", "组", "村", "管理人", "工作室", "俱乐部", "健身房", "行",
)  # fmt: skip


def kind_of(name: str) -> PartyKind:
    """Organisation or person, told by the name alone (an identity number, where known, is better evidence)."""
    bare = name.split("（")[0].rstrip("甲乙丙丁戊己庚ABCDEFGH1234567890")
    ended = any(bare.endswith(end) for end in _ORGANISATION_ENDS)
    return PartyKind.ORGANISATION if (ended and len(bare) > 3) or "公司" in name else PartyKind.PERSON
