"""Control of property: what may be taken, how much, for how long, and what may not (rulebook CTL-01 to CTL-18)."""

from duixian.law.control.choice import propose
from duixian.law.control.coowned import CoOwnedFacts, may_dispose
from duixian.law.control.exempt import Exemption, Extent, allowances, exemption
from duixian.law.control.facts import (
    MONEY,
    ClaimNature,
    Held,
    HeldThing,
    HomeException,
    Liable,
    Living,
    Necessity,
    Thing,
)
from duixian.law.control.practice import ChoicePractice, RenewalPractice
from duixian.law.control.priority import TakeoverFacts, may_take_over, transfer_due
from duixian.law.control.proposal import LeftOut, Mode, Proposal, ProposedLine, Reason, Why
from duixian.law.control.quantity import ShareQuantity, share_quantity
from duixian.law.control.release import ReleaseLine, excess
from duixian.law.control.terms import Alarms, Renewal, Term, alarms, last_day, longest_term, renewal
from duixian.law.control.things import Earmark, HoldingKind
from duixian.law.control.thirdparty import DebtStanding, Standing, ThirdPartyDebt, third_party_debt

__all__ = [
    "MONEY",
    "Alarms",
    "ChoicePractice",
    "ClaimNature",
    "CoOwnedFacts",
    "DebtStanding",
    "Earmark",
    "Exemption",
    "Extent",
    "Held",
    "HeldThing",
    "HoldingKind",
    "HomeException",
    "LeftOut",
    "Liable",
    "Living",
    "Mode",
    "Necessity",
    "Proposal",
    "ProposedLine",
    "Reason",
    "ReleaseLine",
    "Renewal",
    "RenewalPractice",
    "ShareQuantity",
    "Standing",
    "TakeoverFacts",
    "Term",
    "Thing",
    "ThirdPartyDebt",
    "Why",
    "alarms",
    "allowances",
    "excess",
    "exemption",
    "last_day",
    "longest_term",
    "may_dispose",
    "may_take_over",
    "propose",
    "renewal",
    "share_quantity",
    "third_party_debt",
    "transfer_due",
]
