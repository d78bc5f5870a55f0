"""What has to be known before a round is ended: gathered from the record of the case, or said and signed by an officer.

A `Signed` is what only a person can know: who said it, on which day it was done, and by which paper. Everything else is
counted from searches, assets, money and instruments. Sums in fen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from duixian.base.money import Fen


class QueryClass(StrEnum):
    """Classes of property one asks about over the network; the same words as `ports.agencies.AgencyKind`."""

    BANK = "bank"
    WALLET = "wallet"
    LAND = "land"
    VEHICLE = "vehicle"
    SECURITIES = "securities"
    INSURANCE = "insurance"
    PROVIDENT_FUND = "provident_fund"
    COMPANY = "company"


class EvidenceKind(StrEnum):
    """What an officer records and signs. `on` is the day the thing was done; `outcome` says how it ended."""

    NOTICE_SERVED = "notice_served"  # 执行通知书送达, per debtor
    REPORT_SERVED = "report_served"  # 报告财产令送达, per debtor
    REPORT_CHECKED = "report_checked"  # 财产报告核查, per debtor: what was found, who was punished
    ASKED_OUTSIDE = "asked_outside"  # a class of property asked about where the network does not reach
    ON_SITE = "on_site"  # 现场调查
    PREMISES = "premises"  # 搜查
    BOUNTY = "bounty"  # 悬赏
    AUDIT = "audit"  # 审计
    INTEREST = "interest"  # 公积金、理财、保险、股息红利
    CLUE = "clue"  # a clue came in
    CLUE_CHECKED = "clue_checked"
    UNEXECUTABLE = "unexecutable"  # why a thing that was found cannot be executed
    WHEREABOUTS = "whereabouts"  # per debtor
    OBSTRUCTION = "obstruction"
    TALK = "talk"  # 终本约谈
    OWN_WISH = "own_wish"  # the applicant asked for the end of the round himself
    APPLICANT_SIGNED = "applicant_signed"
    PANEL = "panel"  # 合议庭评议


class Unexecutable(StrEnum):
    """Why a thing that was found cannot be executed (法〔2016〕373号 art. 4, and what the law keeps from the court)."""

    UNSOLD = "unsold"  # unsold, nobody takes it for the debt, nobody manages it
    NOT_HELD = "not_held"  # a sealed vehicle or ship that nobody could take into possession
    BEHIND_OTHERS = "behind_others"  # others hold it first
    EXEMPT = "exempt"  # 豁免
    NO_SURPLUS = "no_surplus"  # nothing would be left after charges and costs
    OUTSIDER = "outsider"  # an outsider's objection was upheld


class Interest(StrEnum):
    """What the fourth machine check asks about beyond the usual classes."""

    PROVIDENT_FUND = "provident_fund"
    WEALTH = "wealth"
    INSURANCE = "insurance"
    DIVIDENDS = "dividends"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed record: what was done `on` a day, by which paper, said by whom. `outcome`: see `EvidenceKind`."""

    key: str
    on: date
    by: str
    document: str
    what: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How far one class was asked about one debtor over the network: agencies open to it, those whose answer counts,
    and the oldest of the newest answers. `outside`: asked where the network does not reach."""

    offices: int = 0
    answered: int = 0
    oldest: date | None = None
    outside: Signed | None = None


@dataclass(frozen=True, slots=True)
class DebtorSeen:
    """One who has to pay. `limit` names the consumption limit in force, empty where there is none."""

    key: str
    name: str
    natural: bool
    dead: bool = False
    notice_issued: date | None = None
    notice_served: Signed | None = None
    report_issued: date | None = None
    report_served: Signed | None = None
    report_checked: Signed | None = None
    limit: str = ""
    whereabouts: Signed | None = None
    queries: Mapping[QueryClass, Asked] = field(default_factory=lambda: MappingProxyType({}))
    interests: Mapping[Interest, Signed] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class AssetSeen:
    """A thing that was found and is still there. `reachable`: what of money the court could still take. The other
    facts are what a reason must agree with: a reason nobody can prove is none."""

    key: str
    title: str
    owner: str
    cash: bool
    reachable: Fen = 0
    registered_movable: bool = False  # a vehicle or a ship
    sealed: bool = False  # under a control in force for this case
    unsold: bool = False  # its disposal ended without a buyer
    behind_others: bool = False
    exempt: bool = False
    worth: Fen = 0  # what it can bring for the court, as counted
    objection_upheld: bool = False
    reason: Unexecutable | None = None
    record: Signed | None = None


@dataclass(frozen=True, slots=True)
class ClueSeen:
    """A clue that came in, and its verification if there was one."""

    record: Signed
    checked: Signed | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """The signature under the end of the round: by whom, of which office, on which day."""

    by: str
    president: bool
    on: date


@dataclass(frozen=True, slots=True)
class RoundEndFacts:
    """Everything the judge of an end of a round is told, as of `on`.

    `began_on` is the day of filing, or of the last resumption; `opens_on` the first day on which the round may be
    ended, by the court's own limit where it is stricter. `remaining` is what the title still orders, foreign money
    included; `waiting` what lies on the case's account or is on its way to it.
    """

    on: date
    began_on: date
    opens_on: date
    claim: Fen
    remaining: Fen
    waiting: Fen = 0
    in_flight: int = 0
    orders_money: bool = True
    debtors: Sequence[DebtorSeen] = ()
    assets: Sequence[AssetSeen] = ()
    clues: Sequence[ClueSeen] = ()
    inquiries: Sequence[Signed] = ()
    obstruction: Signed | None = None
    unpunished: int = 0  # acts of obstruction on record without a measure
    talk: Signed | None = None
    own_wish: Signed | None = None
    applicant_is_court: bool = False
    criminal_property: bool = False
    applicant_signed: Signed | None = None
    panel: Signed | None = None
    approved: Approved | None = None
    cash_below: Fen | None = None  # the court's own value, only lower than the national default
    cash_share: int | None = None  # of a hundred, the same

    @property
    def living(self) -> tuple[DebtorSeen, ...]:
        """Those of whom nobody said that they are dead or dissolved."""
        return tuple(one for one in self.debtors if not one.dead)
