"""The instruments of settlements and guarantees as frozen facts: what was agreed, reminders, what the court rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from duixian.base.money import Fen
from duixian.connectors.typesetting.control_papers import Matter, Named
from duixian.connectors.typesetting.instruments import Account, Heading, Kind


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One step of a schedule: `amount` fen, None for a thing or an act, then `what`; `due` or `condition`."""

    number: int
    amount: Fen | None = None
    due: date | None = None
    condition: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """Somebody who signs: on which side, and who for him."""

    side: str
    name: str
    agent: str = ""


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """执行和解协议, or its record (执行和解规定 2). `debt` fen: what the title ordered that day."""

    kind: ClassVar[Kind] = Kind.SETTLEMENT_RECORD
    heading: Heading
    matter: Matter
    form: str
    signed_on: date
    schedule: tuple[ScheduleLine, ...]
    signings: tuple[Signing, ...]
    total: Fen
    debt: Fen
    grace_days: int = 0
    acceleration: bool = False
    whole: bool = True
    guarantors: tuple[str, ...] = ()
    clauses: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceReminder:
    """履行提醒通知书, to the debtor before an agreed day. `missing` fen."""

    kind: ClassVar[Kind] = Kind.PERFORMANCE_REMINDER
    heading: Heading
    matter: Matter
    debtor: str
    number: int
    due: date
    missing: Fen | None
    what: str = ""
    account: Account | None = None


class Decision(StrEnum):
    """What a ruling about a settlement or a guarantee decides."""

    SUSPEND = "suspend"  # 中止执行 (执行和解规定 2)
    RESUME = "resume"  # 恢复执行 (执行和解规定 11)
    REFUSE = "refuse"  # 不予恢复执行 (执行和解规定 11)
    CALL_SURETY = "call_surety"  # 执行和解的担保人 (执行和解规定 18)
    CALL_GUARANTOR = "call_guarantor"  # 执行担保人 (执行担保规定 11)


@dataclass(frozen=True, slots=True)
class SettlementRuling:
    """执行裁定书. `because`: what was found, in sentences; `guarantor`, `limit` fen: who is enforced against."""

    kind: ClassVar[Kind] = Kind.SETTLEMENT_RULING
    heading: Heading
    matter: Matter
    decision: Decision
    because: tuple[str, ...]
    guarantor: str = ""
    limit: Fen | None = None
    thing: str = ""


@dataclass(frozen=True, slots=True)
class GuaranteeLetter:
    """执行担保书 with all that article 4 of the provisions on guarantees of enforcement asks."""

    kind: ClassVar[Kind] = Kind.GUARANTEE_LETTER
    heading: Heading
    matter: Matter
    guarantor: Named
    amount: Fen
    thing: str
    stay_from: date
    stay_until: date
    until: date
