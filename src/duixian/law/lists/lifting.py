"""What takes somebody off a list, by itself or by a decision (失信规定 2, 9, 10; 限消 9; SX-02, SX-06, SX-07).

Art. 10(1) does not apply to a listing of fixed term (art. 10(2)): such a listing ends with its term, or early by
art. 2(2) for active performance. Full performance is active performance; whether the deletion then follows by itself is
the parameter `lists.early_deletion`. What should never have been (a dead person) goes by art. 9 in every kind.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from duixian.law.lists.facts import CaseStanding, Ground
from duixian.law.params import series

_LISTING: Final = "《失信被执行人名单规定》"
_LIMIT: Final = "《限制消费规定》"
_ENDED: Final = {"terminated": Ground.TERMINATED, "withdrawn": Ground.TERMINATED, "dismissed": Ground.TERMINATED}


@dataclass(frozen=True, slots=True)
class LiftFacts:
    """About one entry on a day. `dishonest`: which list; `fixed_term`: a listing whose kind has a term; `expires_on`
    its last day. `settlement_performed`: a settlement was performed in full; `retrial`: suspended by a ruling in trial
    supervision; `empty_queries`: searches since the round ended that found nothing, `clue`: an open clue, or something
    found since. `consent`, `security`: the creditor agreed, effective security was given, and the court accepted.
    `still_listed`: the person is on the list of the dishonest in this case, which keeps the limit."""

    on: date
    dishonest: bool
    case: CaseStanding
    fixed_term: bool = False
    expires_on: date | None = None
    dead: bool = False
    settlement_performed: bool = False
    retrial: bool = False
    empty_queries: int = 0
    clue: bool = False
    consent: bool = False
    security: bool = False
    still_listed: bool = False
    early_deletion: str = ""  # the court's own value of `lists.early_deletion`


@dataclass(frozen=True, slots=True)
class Verdict:
    """The entry ends on this ground and article; `by_itself`: without anybody's decision."""

    ground: Ground
    basis: str
    by_itself: bool = True


def judge_lifting(facts: LiftFacts) -> Verdict | None:
    """The first ground that ends the entry, None when it stands."""
    if facts.dead:
        return Verdict(Ground.DEAD, f"{_LISTING}第九条" if facts.dishonest else f"{_LIMIT}第九条")
    return _listing(facts) if facts.dishonest else _limit(facts)


def performed(facts: LiftFacts) -> bool:
    """Whether everything the title orders was done: money counted whole and nothing open, or closed as performed."""
    counted = not facts.case.unperformed and not facts.case.uncounted
    return counted or (facts.case.state == "closed" and facts.case.closing == "performed")


def _listing(facts: LiftFacts) -> Verdict | None:
    if facts.expires_on is not None and facts.on > facts.expires_on:
        return Verdict(Ground.TERM_OVER, f"{_LISTING}第十条第二款")
    done = performed(facts) or facts.settlement_performed
    if facts.fixed_term:
        if not done:
            return None
        how = facts.early_deletion or str(series("lists.early_deletion").at(facts.on).raw)
        return Verdict(Ground.PERFORMED, f"{_LISTING}第二条第二款", by_itself=how == "automatic")
    if performed(facts):
        return Verdict(Ground.PERFORMED, f"{_LISTING}第十条第一款第一项")
    if facts.settlement_performed:
        return Verdict(Ground.SETTLED, f"{_LISTING}第十条第一款第二项")
    if facts.consent:
        return Verdict(Ground.CREDITOR, f"{_LISTING}第十条第一款第三项")
    enough = int(series("lists.queries_after_round").at(facts.on).raw)
    if facts.case.state == "round_ended" and facts.empty_queries >= enough and not facts.clue:
        return Verdict(Ground.ROUND_EMPTY, f"{_LISTING}第十条第一款第四项")
    if facts.case.state == "insolvency":
        return Verdict(Ground.INSOLVENCY, f"{_LISTING}第十条第一款第五项")
    if facts.case.state == "suspended" and facts.retrial:
        return Verdict(Ground.RETRIAL, f"{_LISTING}第十条第一款第五项")
    if facts.case.closing == "refused":
        return Verdict(Ground.REFUSED, f"{_LISTING}第十条第一款第六项")
    if facts.case.closing in _ENDED:
        return Verdict(Ground.TERMINATED, f"{_LISTING}第十条第一款第七项")
    return None


def _limit(facts: LiftFacts) -> Verdict | None:
    if performed(facts):
        return Verdict(Ground.PERFORMED, f"{_LIMIT}第九条")
    if facts.settlement_performed:
        return Verdict(Ground.SETTLED, f"{_LIMIT}第九条")
    if facts.still_listed:
        return None  # 失信规定 8, 限消 1(2): who is listed is limited
    if facts.case.state == "closed" and series("lists.limit_ends_with_case").at(facts.on).raw:
        ground = Ground.REFUSED if facts.case.closing == "refused" else Ground.TERMINATED
        return Verdict(ground, f"{_LIMIT}第九条（执行程序终结）")
    if facts.security:
        return Verdict(Ground.SECURITY, f"{_LIMIT}第九条")
    if facts.consent:
        return Verdict(Ground.CREDITOR, f"{_LIMIT}第九条")
    if facts.expires_on is not None and facts.on > facts.expires_on:
        return Verdict(Ground.TERM_OVER, f"{_LIMIT}第五条")
    return None
