"""The moves of the cases of a demo court in a window: judged by the table of the law, written together."""

from collections import Counter
from datetime import datetime

from duixian.base.procedure import NotAllowed
from duixian.domain.cases.models import ClosingKind
from duixian.domain.cases.services import bulk as cases
from duixian.domain.cases.services.round_ends import RoundEndedIn, end_many
from duixian.domain.trail.acting import Acting
from duixian.domain.trail.bulk import Deed
from duixian.law.interest import Payment
from duixian.law.procedure.case_life import CASE_LIFE, Act, CaseFacts, State
from duixian.law.procedure.grounds import Given as Grounded
from duixian.law.procedure.grounds import grounds, proof_titles
from duixian.testing.demo import rounds
from duixian.testing.demo.dossier import Dossier
from duixian.testing.demo.house import House

RANK = 4
"""Where moves stand among the acts of one instant: behind what caused them."""
Ranked = tuple[datetime, int, int, Deed]


class Moves:
    """The moves of one window. `refused` counts, by act, what the law did not let happen."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.refused: Counter[str] = Counter()
        self.made: list[cases.MoveIn] = []
        self.decided: list[cases.DecidedIn] = []
        self.ends: list[RoundEndedIn] = []

    def write(self) -> list[Ranked]:
        """Write what was judged, with the decisions and ends it rests on; the acts to record. Begins anew."""
        deeds: list[Ranked] = []
        decided = cases.decide_many(self.decided)
        carried = self._carry(deeds)
        cases.carry_many(decided)
        deeds += [
            (move.at, RANK, place, deed) for place, (move, deed) in enumerate(zip(self.made, carried, strict=True))
        ]
        self.made, self.decided, self.ends = [], [], []
        return deeds

    def _carry(self, deeds: list[Ranked]) -> list[Deed]:
        """The moves of the window with the acts they leave, in their order. The ends of rounds are written before the
        moves that rest on them, and after those that came earlier in the same case."""
        over = {row.case.pk for row in self.ends}
        begun: set[int] = set()
        late: list[int] = []
        for place, move in enumerate(self.made):
            if move.case.pk in over and move.act == Act.END_ROUND:
                begun.add(move.case.pk)
            if move.case.pk in begun:
                late.append(place)
        behind = set(late)
        early = [place for place in range(len(self.made)) if place not in behind]
        done = dict(zip(early, cases.move_many([self.made[place] for place in early]), strict=True))
        for place, deed in enumerate(end_many(self.ends)):
            deeds.append((self.ends[place].at, RANK, place, deed))
        done |= dict(zip(late, cases.move_many([self.made[place] for place in late]), strict=True))
        return [done[place] for place in range(len(self.made))]

    def suspend(self, dossier: Dossier, at: datetime, why: str) -> None:
        """On the ground its life has in store, with its papers, signed by the chief."""
        ground = grounds()["party_died" if "死亡" in why else "outsider"]
        proofs = {proof: f"{proof_titles()[proof]}（卷宗）" for proof in ground.proofs}
        if self.move(dossier, Act.SUSPEND, at, reason=why, grounded=Grounded(ground.id, proofs)):
            self.decided.append(
                cases.DecidedIn(
                    acting=self.house.acting(dossier.of.officer),
                    signed_by=self.house.who("chief"),
                    case=dossier.case,
                    act=Act.SUSPEND,
                    ground=ground.id,
                    basis=str(ground.citation),
                    proofs=proofs,
                    reason=why,
                    level="chief",
                    at=at,
                )
            )

    def move(
        self,
        dossier: Dossier,
        act: Act,
        at: datetime,
        *,
        reason: str = "",
        acting: Acting | None = None,
        grounded: Grounded | None = None,
    ) -> bool:
        """Ask the table, and note the move if it allows one. What the law refuses does not happen."""
        on = at.date()
        closing = act is Act.CLOSE
        given = [Payment(day=paid.on, amount=paid.amount, source=paid.source) for paid in dossier.given]
        officer, chief = self.house.acting(dossier.of.officer), self.house.who("chief")
        remaining = dossier.debt.on(on, given) if act in (Act.CLOSE, Act.END_ROUND) else 0
        known = (
            rounds.facts(dossier, on=on, remaining=remaining, officer=officer, chief=chief)
            if act is Act.END_ROUND
            else None
        )
        facts = CaseFacts(
            on=on,
            filed_on=dossier.of.filed_on,
            remaining=remaining if closing else 0,
            on_account=dossier.held,
            fee_open=max(0, dossier.debt.fee - dossier.fee_taken),
            round_end=known,
            reason=reason,
            given=grounded or Grounded(),
        )
        verdict = CASE_LIFE.judge(state=dossier.state, act=act, facts=facts)
        if isinstance(verdict, NotAllowed):
            self.refused[f"refused.{act}"] += 1
            return False
        if known is not None:
            self.ends.append(rounds.ended(dossier, known, officer=officer, chief=chief, at=at))
        self.made.append(
            cases.MoveIn(
                acting=acting or self.house.acting(dossier.of.officer),
                case=dossier.case,
                source=dossier.state,
                act=act,
                verdict=verdict,
                at=at,
                closing=ClosingKind.PERFORMED if closing else "",
                closed_on=on if closing else None,
                note=reason,
            )
        )
        dossier.state = State(verdict.target)
        return True
