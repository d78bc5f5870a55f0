"""What is known before money is divided: the pots of money, the costs, the claims, and how the law is to be applied.

All amounts are fen. Every key is unique in its plan and is what ties of equal right are broken by, so that a plan
does not depend on the order in which claims were typed in.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from duixian.base.money import Fen
from duixian.law.distribution.practice import Practice


class DebtorKind(StrEnum):
    """Who owes; it decides whether ordinary claims share pro rata or queue (民诉解释 506, 508, 514)."""

    PERSON = "person"  # 公民
    ORGANISATION = "organisation"  # 其他组织 (not a legal person)
    COMPANY = "company"  # 企业法人


class ClaimKind(StrEnum):
    """What a claim is besides its security; WAGES is a priority only where the province says so (DIS-09)."""

    ORDINARY = "ordinary"
    WAGES = "wages"
    TAX = "tax"


class SecurityKind(StrEnum):
    """A right to be paid first out of one thing."""

    CONSTRUCTION = "construction"  # 建设工程价款优先受偿权, before any mortgage (法释〔2020〕25号 36)
    LIEN = "lien"  # 留置权, before mortgage and pledge on the same movable (民法典 456)
    MORTGAGE = "mortgage"
    PLEDGE = "pledge"
    OTHER = "other"


class CostKind(StrEnum):
    """Costs of enforcement; the execution fee stands apart because its position is a parameter."""

    EXECUTION_FEE = "execution_fee"  # 申请执行费
    APPRAISAL = "appraisal"
    AUCTION = "auction"
    CUSTODY = "custody"
    NOTICE = "notice"
    OTHER = "other"


class Part(StrEnum):
    """The parts of a title's money debt; the doubled part is kept outside because it comes last."""

    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"


@dataclass(frozen=True, slots=True)
class Amounts:
    """One claim by component, fen. `title` is what the title orders (一般金钱债务); `doubled` is 加倍部分债务利息."""

    principal: Fen = 0
    interest: Fen = 0
    fees: Fen = 0
    doubled: Fen = 0

    @property
    def title(self) -> Fen:
        """The money debt of the title: principal, ordinary interest and awarded costs."""
        return self.principal + self.interest + self.fees

    @property
    def total(self) -> Fen:
        """Everything, the doubled part included."""
        return self.principal + self.interest + self.fees + self.doubled


@dataclass(frozen=True, slots=True)
class Proceeds:
    """A pot of money with one origin. A claim with security over the thing sold names its pot; other money is free."""

    key: str
    label: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost of enforcement. `proceeds` names the pot it was spent on; empty: it was spent for all of them."""

    key: str
    label: str
    amount: Fen
    kind: CostKind = CostKind.OTHER
    proceeds: str = ""
    payee: str = ""


@dataclass(frozen=True, slots=True)
class Security:
    """A right over one pot. `rank` counts from 1 among rights of the same standing; equal ranks share pro rata.

    `limit`: the most the thing answers for, fen (最高债权额, or the value the right is limited to); None: the whole
    claim. `covers_doubled`: the security agreement reaches the doubled part, which is then taken with its own claim.
    """

    proceeds: str
    kind: SecurityKind = SecurityKind.MORTGAGE
    rank: int = 1
    limit: Fen | None = None
    covers_doubled: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One creditor's claim under one title.

    Things under `securities` are called on in the order of their pots' keys (the law leaves it open).
    `title` is the same for all creditors of one title (one place in the queue, 执行规定 55(3)). `control_rank`
    (1 = first) or `controlled_on` gives the place of the seizure; `applied_on` is the day of the application to
    participate, None for a claim enforced in the host case. `titled` False: no enforceable title yet.
    """

    key: str
    creditor: str
    amounts: Amounts
    case_number: str = ""
    kind: ClaimKind = ClaimKind.ORDINARY
    securities: tuple[Security, ...] = ()
    title: str = ""
    control_rank: int | None = None
    controlled_on: date | None = None
    applied_on: date | None = None
    titled: bool = True


class FeePosition(StrEnum):
    """Where the execution fee stands. 民诉解释 508 deducts 执行费用 first; 办法 20 collects the fee after execution,
    and some courts read it as coming after the applicants: a parameter, status X."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Rules:
    """How the law is applied where it leaves a choice.

    `doubled_agreed`: all parties agreed to pay the doubled part with its own claim (法释〔2014〕8号 4, last half).
    `set_off`: in which order a payment covers the parts of one title (民法典 561, unless the title says otherwise).
    """

    doubled_agreed: bool = False
    execution_fee: FeePosition = FeePosition.FIRST
    set_off: tuple[Part, ...] = (Part.FEES, Part.INTEREST, Part.PRINCIPAL)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything a plan follows from. `on` is the day of the plan: it chooses the dated settings of the province.

    `finished_on`: the day the property was finished with; applications after it come too late (民诉解释 507).
    """

    debtor: str
    debtor_kind: DebtorKind
    on: date
    proceeds: tuple[Proceeds, ...]
    claims: tuple[Claim, ...]
    costs: tuple[Cost, ...] = ()
    practice: Practice = field(default_factory=Practice)
    rules: Rules = field(default_factory=Rules)
    finished_on: date | None = None

    @property
    def funds(self) -> Fen:
        """All the money there is to divide."""
        return sum(pot.amount for pot in self.proceeds)
