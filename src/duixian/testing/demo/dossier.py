"""What the player of a court remembers of one case."""

from dataclasses import dataclass, field

from duixian.base.money import Fen
from duixian.domain.cases.models import Case
from duixian.domain.funds.models import CaseAccount, DistributionPlan
from duixian.domain.parties.models import Person
from duixian.law.procedure.case_life import State
from duixian.testing.demo.plans import Given
from duixian.worlds.lives import Debt
from duixian.worlds.province import CaseOf


@dataclass(slots=True)
class Dossier:
    """A case on the books and what is known of it so far. `held` is what of its money has reached nobody yet, fen."""

    of: CaseOf
    case: Case
    people: tuple[Person, ...]
    account: CaseAccount
    state: State = State.FILED
    given: list[Given] = field(default_factory=list)
    fee_taken: Fen = 0
    held: Fen = 0
    arrived: int = 0
    plan: DistributionPlan | None = None
    plans: int = 0
    bounces: str = ""

    @property
    def applicant(self) -> Person:
        """The only applicant, or the first."""
        return self.people[0]

    @property
    def debtor(self) -> Person:
        """The first debtor."""
        roles = [party.printed_role for party in self.of.draft.parties]
        return self.people[roles.index("被告")]

    @property
    def debt(self) -> Debt:
        """What the title orders, ready to be asked."""
        assert self.of.draft.effective_on is not None
        return Debt(self.of.draft.ordered, self.of.draft.effective_on, self.of.claim, self.of.filed_on)
