"""The instruments of the course of a case as frozen facts: halting it, going on, ending it (M01)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duixian.connectors.typesetting.control_papers import Matter
from duixian.connectors.typesetting.instruments import Heading, Kind


class Turn(StrEnum):
    """What an instrument does to the case; the values are those of the acts of a case."""

    SUSPEND = "suspend"
    STAY = "stay"
    RESUME = "resume"
    REFER_INSOLVENCY = "refer_insolvency"
    TERMINATE = "terminate"
    STRIKE = "strike"
    REFUSE = "refuse"
    DISMISS = "dismiss"


_KINDS = {
    Turn.STAY: Kind.COURSE_STAY,
    Turn.RESUME: Kind.COURSE_RESUMPTION,
    Turn.REFER_INSOLVENCY: Kind.REFERRAL_DECISION,
    Turn.STRIKE: Kind.ENDING_NOTICE,
}


@dataclass(frozen=True, slots=True)
class CoursePaper:
    """A ruling, decision or notice that halts a case, lets it go on or ends it. `ground` in the words of the law,
    `basis` its article, `found` what the court established, `proofs` the documents it rests on, `until` the last day
    of a stay."""

    heading: Heading
    matter: Matter
    turn: Turn
    ground: str
    basis: str
    found: str
    proofs: tuple[str, ...] = ()
    until: date | None = None

    @property
    def kind(self) -> Kind:
        """A ruling, where the law does not name another form."""
        return _KINDS.get(self.turn, Kind.COURSE_RULING)


@dataclass(frozen=True, slots=True)
class EndingNotice:
    """结案通知书 of a case that ended otherwise than by performance. `how`: 终结执行 …; `basis` its article."""

    heading: Heading
    matter: Matter
    how: str
    basis: str
    closed_on: date

    @property
    def kind(self) -> Kind:
        """结案通知书."""
        return Kind.ENDING_NOTICE


@dataclass(frozen=True, slots=True)
class ReferralLetter:
    """移送破产审查函, to the court of insolvency (法发〔2017〕2号). `due_on`: the day an answer is due."""

    heading: Heading
    matter: Matter
    to: str
    debtor: str
    consent_of: str
    consent: str
    due_on: date

    @property
    def kind(self) -> Kind:
        """移送破产审查函."""
        return Kind.REFERRAL_LETTER


@dataclass(frozen=True, slots=True)
class ExtensionForm:
    """延长执行期限审批表: what was asked, by whom it was signed (审限规定 5). `report`: the high court's record."""

    heading: Heading
    matter: Matter
    limit: str
    months: int
    from_day: date
    to_day: date
    reason: str
    asked_by: str
    signed_by: str
    signed_on: date
    report: str = ""

    @property
    def kind(self) -> Kind:
        """延长执行期限审批表."""
        return Kind.EXTENSION_FORM


@dataclass(frozen=True, slots=True)
class NoAcceptanceRuling:
    """不予受理裁定书, on an application for which there is no case (执行规定 16). `condition`: the one not met."""

    heading: Heading
    applicant: str
    debtor: str
    title: str
    received_on: date
    condition: str
    basis: str
    reason: str

    @property
    def kind(self) -> Kind:
        """不予受理裁定书."""
        return Kind.NO_ACCEPTANCE_RULING
