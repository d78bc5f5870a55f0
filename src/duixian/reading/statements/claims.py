"""Whose money is it? A line of the statement held against the cases it could belong to, by rule, with reasons.

Certain are only two things: the account of one open case (一案一账户), and one full number of one open case of this
court in the remark, and both only if nothing else in the line contradicts them. A payer's name never decides: two
people share a name, and a payment booked to a namesake's case is the field's worst mistake. Everything else waits for
an officer with its candidates and reasons.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from duixian.base.casenumber import CaseNumber, find_all
from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.reading.statements.model import Transfer


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case as far as matching looks at it.

    `number`: its canonical case number; `account`: the account of its own; `owed`: what the debtor had to pay on the
    day of the line, fen, None when not computed; `open`: not closed; `titles`: case numbers of the judgments enforced.
    """

    number: str
    account: str = ""
    debtors: tuple[str, ...] = ()
    debtor_ids: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    owed: Fen | None = None
    open: bool = True
    titles: tuple[str, ...] = ()


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


_ACCOUNT, _NUMBER, _ACCOUNT_WRITTEN, _TITLE, _PARTIAL = 100, 80, 60, 50, 40
_ID, _AMOUNT, _ONLY_DEBTOR, _DEBTOR, _MASKED, _MENTIONED, _PAYER_IS_APPLICANT = 30, 25, 30, 20, 8, 10, 5
"""Weights for the order of the queue only; no sum of them makes a line certain."""

_SHORTEST_ACCOUNT = 8

_LOOSE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\D{0,2}?(?P<court>[\u4e00-\u9fff]{1,2}\d{2,4}|最高法)(?P<kind>[\u4e00-\u9fff]{1,4}?)"
    r"字?第?(?P<serial>\d{1,6})(?!\d)"
)
_PARTIAL_NUMBER = re.compile(r"(?P<kind>执[\u4e00-\u9fff]?)字?第?(?P<serial>\d{1,6})(?!\d)")


def numbers_in(remark: str) -> list[CaseNumber]:
    """Every full case number in a remark, also without brackets, spaces or 号 as people type it into a bank's form.

    2024苏0804执123, (2024) 苏 0804 执 123 号 and [2024]苏0804执00123号 are the same number. The 之一 of a ruling is
    dropped: the money belongs to the case.
    """
    exact = [(start, end, number) for start, end, number in find_all(remark)]
    found = [number for _, _, number in exact]
    rest = list(remark)
    for start, end, _ in exact:
        rest[start:end] = " " * (end - start)
    narrow = re.sub(r"(?<=\d)\s+(?=\d)", ";", unicodedata.normalize("NFKC", "".join(rest)))
    narrow = re.sub(r"[\s()\[\]【】〔〕年号_\-]", "", narrow)
    found += [
        CaseNumber(int(match["year"]), match["court"], match["kind"], int(match["serial"]))
        for match in _LOOSE.finditer(narrow)
    ]
    return list(dict.fromkeys(replace(number, part=None) for number in found))


def plain_name(name: str) -> str:
    """A name as it is compared: narrow, without spaces and dots, without the channel that banks put in front of it."""
    narrow = re.sub(r"[\s·•.]", "", unicodedata.normalize("NFKC", name))
    return re.sub(r"^(支付宝|财付通|微信|微信转账|云闪付)[-—_:]", "", narrow)


def match(transfer: Transfer, candidates: Sequence[Candidate], *, court_code: str) -> Result:
    """Rank the candidates for one incoming line; `court_code` is the court's own (代字)."""
    named = numbers_in(transfer.remark)
    own = {str(number) for number in named if number.court == court_code and number.enforcement}
    foreign = [number for number in named if number.court != court_code and number.enforcement]
    notes = [*_notes_on_numbers(foreign, own, candidates), *_notes_on_line(transfer)]
    debtor_of = [c for c in candidates if c.open and _is_payer(transfer, c.debtors)]
    only = debtor_of[0].number if len(debtor_of) == 1 else ""
    titles = {str(number) for number in named if not number.enforcement}
    ranked = [
        Match(candidate.number, sum(weight for weight, _ in scored), tuple(reason for _, reason in scored))
        for candidate in candidates
        if (scored := list(_reasons(transfer, candidate, own, titles, only, bool(named), court_code)))
    ]
    ranked.sort(key=lambda found: (-found.score, found.number))
    sure, doubt = _certain(transfer, candidates, own, bool(foreign), debtor_of)
    notes += doubt
    certain = next((found for found in ranked if found.number == sure), None)
    return Result(tuple(ranked), certain, tuple(notes))


def _notes_on_numbers(foreign: Iterable[CaseNumber], own: set[str], candidates: Sequence[Candidate]) -> Iterator[Fault]:
    for number in foreign:
        yield Fault(
            "receipt.other_court",
            "附言中的案号属于其他法院（代字“{code}”）",
            "核实后联系付款人或移交有关法院",
            field="附言",
            value=str(number),
            data={"code": number.court},
        )
    for text in sorted(own - {candidate.number for candidate in candidates}):
        yield Fault(
            "receipt.unknown_number", "本院没有这个案号的执行案件", "请向付款人核实案号", field="附言", value=text
        )


def _notes_on_line(transfer: Transfer) -> Iterator[Fault]:
    if transfer.currency != "CNY":
        yield Fault("receipt.currency", "不是人民币，须人工处理", field="币种", value=transfer.currency)


def _reasons(
    transfer: Transfer,
    candidate: Candidate,
    own: set[str],
    titles: set[str],
    only: str,
    numbered: bool,
    court_code: str,
) -> Iterator[tuple[int, Fault]]:
    """Why the line may belong to a case, each with its weight."""
    found = [
        *_by_number(transfer, candidate, own, titles, numbered, court_code),
        *_by_person(transfer, candidate, only),
    ]
    if candidate.owed is not None and 0 < candidate.owed == transfer.amount:
        found.append(
            (_AMOUNT, Fault("match.amount", "金额等于当日应付金额", field="金额", value=display(transfer.amount)))
        )
    yield from found
    if found and not candidate.open:
        yield 0, Fault("match.closed", "该案已结案", "须先核实是否恢复执行", field="案号", value=candidate.number)


def _by_number(
    transfer: Transfer, candidate: Candidate, own: set[str], titles: set[str], numbered: bool, court_code: str
) -> Iterator[tuple[int, Fault]]:
    if candidate.account and transfer.sub_account == candidate.account:
        yield _ACCOUNT, Fault("match.account", "付入该案专用账号", field="账号", value=transfer.sub_account)
    elif len(candidate.account) >= _SHORTEST_ACCOUNT and candidate.account in re.findall(r"\d+", transfer.remark):
        yield (
            _ACCOUNT_WRITTEN,
            Fault("match.account_written", "附言写有该案专用账号", field="附言", value=candidate.account),
        )
    if candidate.number in own:
        yield _NUMBER, Fault("match.number", "附言写明该案案号", field="附言", value=candidate.number)
    title = next((text for text in candidate.titles if text in titles), "")
    if title:
        yield _TITLE, Fault("match.title", "附言写明该案执行依据的案号", field="附言", value=title)
    if not numbered and _fits_partly(transfer.remark, candidate.number, court_code):
        yield (
            _PARTIAL,
            Fault("match.partial", "附言中的案号不完整，与该案相符", field="附言", value=transfer.remark[:60]),
        )


def _by_person(transfer: Transfer, candidate: Candidate, only: str) -> Iterator[tuple[int, Fault]]:
    payer = transfer.counterparty
    if _is_payer(transfer, candidate.debtors):
        if candidate.number == only:
            yield _ONLY_DEBTOR, Fault("match.payer_only", "付款人与被执行人同名，且仅有这一件在办案件", value=payer)
        else:
            yield _DEBTOR, Fault("match.payer", "付款人与被执行人同名", value=payer)
    elif any(_fits_mask(payer, name) for name in candidate.debtors):
        yield _MASKED, Fault("match.payer_masked", "付款人户名（已脱敏）与被执行人相符", value=payer)
    elif _is_payer(transfer, candidate.applicants):
        yield _PAYER_IS_APPLICANT, Fault("match.payer_applicant", "付款人与申请执行人同名", value=payer)
    runs = re.findall(r"[0-9]{3,}[0-9Xx]", transfer.remark)
    tails = [number[-4:] for number in candidate.debtor_ids if len(number) >= 4]
    tail = next((tail for tail in tails if any(run.upper() in (tail, *candidate.debtor_ids) for run in runs)), "")
    if tail:
        yield _ID, Fault("match.id", "附言含被执行人证件号码末四位", field="附言", value=tail)
    remark = plain_name(transfer.remark)
    people = (*candidate.debtors, *candidate.applicants)
    mentioned = next((name for name in people if len(name) >= 2 and plain_name(name) in remark), "")
    if mentioned:
        yield _MENTIONED, Fault("match.mentioned", "附言提到当事人", field="附言", value=mentioned)


def _certain(
    transfer: Transfer,
    candidates: Sequence[Candidate],
    own: set[str],
    foreign: bool,
    debtor_of: Sequence[Candidate],
) -> tuple[str, list[Fault]]:
    """The number of the case that is certain, or nothing and what contradicts it."""
    by_account = [c for c in candidates if c.account and c.account == transfer.sub_account]
    by_number = [c for c in candidates if c.number in own]
    if by_account:
        sure = by_account[0]
        if len(by_account) > 1:
            return "", [_doubt("多件案件登记了同一专用账号", transfer.sub_account)]
        if own and own != {sure.number}:
            return "", [_doubt("专用账号与附言中的案号不是同一案件", "、".join(sorted(own)))]
    elif len(own) == 1 and by_number:
        sure = by_number[0]
        if transfer.sub_account:
            return "", [_doubt("付入的专用账号不属于附言中的案件", transfer.sub_account)]
        others = [c.number for c in debtor_of]
        if others and sure.number not in others:
            return "", [_doubt("付款人是另一件案件的被执行人", "、".join(others[:3]))]
    else:
        return "", [_doubt("附言中有多个案号", "、".join(sorted(own)))] if len(own) > 1 else []
    if foreign:
        return "", [_doubt("附言中另有其他法院的案号", transfer.remark[:60])]
    if transfer.currency != "CNY" or not sure.open:
        return "", []
    return sure.number, []


def _doubt(why: str, value: str) -> Fault:
    return Fault("receipt.contradiction", why, "请核实后认领", value=value)


def _is_payer(transfer: Transfer, names: Iterable[str]) -> bool:
    payer = plain_name(transfer.counterparty)
    return bool(payer) and any(plain_name(name) == payer for name in names)


def _fits_mask(payer: str, name: str) -> bool:
    """Whether a masked name (张*, **微超, 中***公司) could be this one; a single plain character says too little."""
    plain = plain_name(payer)
    shown = plain.replace("*", "")
    if "*" not in plain or not shown or (len(shown) < 2 and len(name) > 3):
        return False
    pattern = re.sub(r"(\\\*)+", ".+", re.escape(plain))
    return re.fullmatch(pattern, plain_name(name)) is not None


def _fits_partly(remark: str, number: str, court_code: str) -> bool:
    """Whether the remark holds the type and serial of this case of this court, without year or court: 执123号."""
    own = next((found for _, _, found in find_all(number)), None)
    if own is None or own.court != court_code:
        return False
    narrow = re.sub(r"\s", "", unicodedata.normalize("NFKC", remark))
    return any(
        match["kind"] == own.kind and int(match["serial"]) == own.serial for match in _PARTIAL_NUMBER.finditer(narrow)
    )
