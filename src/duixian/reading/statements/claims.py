"""Whose money is it? A line of the statement held against the cases it could belong to, by rule, with reasons.

Certain are only two things: the sub-account of one open case (一案一账户), and one full case number in the remark that
nothing contradicts. A payer's name never decides: people share names, and same-name mistakes are the field's worst.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from duixian.base.casenumber import find_all
from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.reading.statements.model import Transfer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case as far as matching looks at it. `account`: its own number; `owed`: what the debtor had to pay on the day
    of the line, fen, None when not computed; `open`: not closed."""

    number: str
    account: str = ""
    debtors: tuple[str, ...] = ()
    debtor_ids: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    owed: Fen | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A case a line may belong to, how strongly, and why; each reason is a sentence for the officer."""

    number: str
    score: int
    reasons: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The candidates, best first; `certain` if one needs nobody's judgment; `reasons` about the line itself."""

    candidates: tuple[Match, ...]
    certain: Match | None = None
    reasons: tuple[Fault, ...] = ()


_ACCOUNT, _NUMBER, _AMOUNT, _ID, _DEBTOR, _IN_REMARK = 100, 80, 25, 30, 20, 10


def match(transfer: Transfer, candidates: Sequence[Candidate], *, court_code: str) -> Result:
    """Rank the candidates for one incoming line; `court_code` is the court's own (代字)."""
    named = {str(number): number for _, _, number in find_all(transfer.remark)}
    notes = tuple(
        Fault(
            "receipt.other_court",
            "附言中的案号属于其他法院（代字“{code}”）",
            "核实后联系付款人或移交有关法院",
            field="附言",
            value=text,
            data={"code": number.court},
        )
        for text, number in named.items()
        if number.court != court_code
    )
    own = {text for text, number in named.items() if number.court == court_code}
    ranked = [scored for candidate in candidates if (scored := _score(transfer, candidate, own)) is not None]
    ranked.sort(key=lambda found: (-found.score, found.number))
    return Result(tuple(ranked), _certain(transfer, candidates, ranked, own, notes), notes)


def _score(transfer: Transfer, candidate: Candidate, own: set[str]) -> Match | None:
    reasons: list[Fault] = []
    score = 0
    if candidate.account and transfer.sub_account == candidate.account:
        score += _ACCOUNT
        reasons.append(Fault("match.account", "付入该案专用账号", value=transfer.sub_account))
    if candidate.number in own:
        score += _NUMBER
        reasons.append(Fault("match.number", "附言写明该案案号", value=candidate.number))
    if transfer.counterparty and transfer.counterparty in candidate.debtors:
        score += _DEBTOR
        reasons.append(Fault("match.payer", "付款人与被执行人同名", value=transfer.counterparty))
    tails = [number[-4:] for number in candidate.debtor_ids if len(number) >= 4 and number[-4:] in transfer.remark]
    if tails:
        score += _ID
        reasons.append(Fault("match.id", "附言含被执行人证件号码末四位", value=tails[0]))
    mentioned = [name for name in (*candidate.debtors, *candidate.applicants) if name in transfer.remark]
    if mentioned:
        score += _IN_REMARK
        reasons.append(Fault("match.mentioned", "附言提到当事人", value=mentioned[0]))
    if reasons and candidate.owed is not None and candidate.owed == transfer.amount:
        score += _AMOUNT
        reasons.append(Fault("match.amount", "金额等于当日应付金额", value=display(transfer.amount)))
    if not reasons:
        return None
    if not candidate.open:
        reasons.append(Fault("match.closed", "该案已结案", "须先核实", value=candidate.number))
    return Match(candidate.number, score, tuple(reasons))


def _certain(
    transfer: Transfer,
    candidates: Sequence[Candidate],
    ranked: Sequence[Match],
    own: set[str],
    notes: tuple[Fault, ...],
) -> Match | None:
    open_numbers = {candidate.number for candidate in candidates if candidate.open}
    by_account = [c.number for c in candidates if c.account and c.account == transfer.sub_account]
    if by_account:
        if len(by_account) > 1 or (own and own != {by_account[0]}) or notes:
            return None  # the account says one case, the remark another: somebody has to look
        sure = by_account[0]
    elif len(own) == 1 and not notes:
        sure = next(iter(own))
    else:
        return None
    if sure not in open_numbers:
        return None
    return next((found for found in ranked if found.number == sure), None)
