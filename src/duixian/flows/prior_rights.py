"""Who stands before the creditors of a case on what a sold thing brought: its mortgages and pledges, and its queue.

A right of an applicant becomes a security of his claim. A right of somebody else takes part directly (民诉解释 506,
508): with what the register says he secured, until the officer states what is really owed, or that nothing is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from duixian.base.faults import Fault
from duixian.base.money import Fen
from duixian.domain.assets.models import Asset, Control
from duixian.domain.cases.models import Case, CaseRole
from duixian.domain.disposal.models import Sale, SetOff
from duixian.domain.funds import selectors as funds
from duixian.domain.parties.models import Person, PersonKind
from duixian.law.distribution import Security, SecurityKind

_KINDS: Mapping[str, SecurityKind] = {
    "抵押": SecurityKind.MORTGAGE,
    "质押": SecurityKind.PLEDGE,
    "留置": SecurityKind.LIEN,
    "建设工程": SecurityKind.CONSTRUCTION,
}


@dataclass(frozen=True, slots=True)
class PriorRight:
    """A right over the thing whose price is the pot `pot`. `secured` fen, None where the register is silent. `owed` is
    what the officer found to be owed, None while he has said nothing; 0: nothing any more."""

    key: str
    pot: str
    case: Case
    holder: str
    kind: SecurityKind
    rank: int
    secured: Fen | None
    owed: Fen | None = None
    person: Person | None = None

    @property
    def amount(self) -> Fen | None:
        """What it takes part with."""
        return self.secured if self.owed is None else self.owed

    @property
    def security(self) -> Security:
        """The right as the law of distribution has it."""
        return Security(proceeds=self.pot, kind=self.kind, rank=self.rank, limit=self.secured)


def prior_rights(
    pots: Sequence[tuple[Case, funds.Pot]],
    *,
    owed: Mapping[str, Fen] | None = None,
    people: Mapping[str, Person] | None = None,
) -> list[PriorRight]:
    """Every right over the things whose price is among the pots, in the order of the register. `owed` and `people`:
    what the officer says is owed to a right, and who its holder is, by its key."""
    found: list[PriorRight] = []
    for case, pot in pots:
        asset = thing_of(pot)
        if asset is None:
            continue
        ranks: dict[SecurityKind, int] = {}
        charges = sorted(enumerate(asset.charges), key=lambda row: (row[1].get("since") or "9999", row[0]))
        for place, charge in charges:
            kind = _kind(str(charge.get("kind", "")))
            ranks[kind] = ranks.get(kind, 0) + 1
            key = f"outside:{pot.key}:{place}"
            secured = charge.get("secured")
            found.append(
                PriorRight(
                    key=key,
                    pot=pot.key,
                    case=case,
                    holder=str(charge.get("holder", "")),
                    kind=kind,
                    rank=ranks[kind],
                    secured=None if secured is None else int(secured),
                    owed=(owed or {}).get(key),
                    person=(people or {}).get(key),
                )
            )
    return found


def _kind(word: str) -> SecurityKind:
    return next((kind for name, kind in _KINDS.items() if name in word), SecurityKind.OTHER)


def thing_of(pot: funds.Pot) -> Asset | None:
    """The thing that brought a pot."""
    if pot.credit is None:
        return None
    kind, _, key = pot.credit.origin.partition(":")
    if kind == "sale":
        sale = Sale.objects.select_related("round__disposal__asset").filter(pk=key).first()
        return sale.round.disposal.asset if sale else None
    taken = SetOff.objects.select_related("disposal__asset").filter(pk=key).first()
    return taken.disposal.asset if taken else None


def own_rights(rights: Sequence[PriorRight], applicant: Person) -> tuple[Security, ...]:
    """Those rights that an applicant holds himself: securities of his claim."""
    return tuple(right.security for right in rights if right.holder == applicant.name and right.owed != 0)


def outsiders(rights: Sequence[PriorRight], case_list: Sequence[Case]) -> list[PriorRight]:
    """Rights of people who are applicants in none of the cases."""
    names = {
        party.person.name
        for case in case_list
        for party in case.parties.filter(role=CaseRole.APPLICANT).select_related("person")
    }
    return [right for right in rights if right.holder not in names and right.amount != 0]


def unstated(rights: Sequence[PriorRight]) -> list[Fault]:
    """Rights of an unknown sum, of which the officer has said nothing: nobody's money may be divided past them."""
    return [
        Fault(
            "plan.right_unstated",
            "“{holder}”的优先权数额，登记簿没有记载",
            "请向权利人核实所欠数额；已消灭的，填写零并附证明",
            field="优先权",
            value=right.holder,
            data={"holder": right.holder},
        )
        for right in rights
        if right.amount is None
    ]


def holder_of(right: PriorRight, *, court_id: int) -> Person:
    """The holder as a person, not saved yet where the officer named none."""
    return right.person or Person(court_id=court_id, kind=PersonKind.ORGANISATION, name=right.holder)


def queue_of(pots: Sequence[tuple[Case, funds.Pot]]) -> dict[int, tuple[int, date]]:
    """The place of each case among the controls of the thing, and the day of its control, where all the money is the
    price of one thing: case → (rank, day). Empty otherwise: one place cannot stand for several things."""
    assets = {asset.pk for _, pot in pots if (asset := thing_of(pot)) is not None}
    if len(assets) != 1 or any(pot.credit is None for _, pot in pots):
        return {}
    controls = Control.objects.filter(asset_id__in=assets, effective_on__isnull=False).order_by("effective_on", "pk")
    places: dict[int, tuple[int, date]] = {}
    for case_id, day in controls.values_list("case_id", "effective_on"):
        if day is not None:
            places.setdefault(case_id, (len(places) + 1, day))
    return places
