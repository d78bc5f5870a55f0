"""The facts around the operative part: kind of document, court, number, cause, date, parties."""

import re
from collections.abc import Iterator
from datetime import date

from duixian.base.casenumber import find_all
from duixian.base.faults import BadInput
from duixian.base.identity import check_resident_id, check_uscc
from duixian.reading.drafts import DraftParty, PartyKind, Role, TitleKind, kind_of
from duixian.reading.judgments.days import find_dates
from duixian.reading.judgments.names import ROLE_WORDS
from duixian.reading.judgments.normal import normalise
from duixian.reading.judgments.result import Header, Span, What

_KINDS = (
    (TitleKind.NOTARIAL, r"执行证书|具有强制执行效力的债权文书公证书|公证书"),
    (TitleKind.AWARD, r"仲裁裁决书|仲裁调解书|裁决书"),
    (TitleKind.PAYMENT_ORDER, r"支付令"),
    (TitleKind.MEDIATION, r"民事调解书|行政调解书|调解书"),
    (TitleKind.RULING, r"民事裁定书|执行裁定书|裁定书"),
    (TitleKind.JUDGMENT, r"民事判决书|刑事附带民事判决书|判决书"),
    (TitleKind.DECISION, r"决定书"),
)
_COURT = re.compile(
    r"[\u4e00-\u9fff]{2,30}?(?:人民法院|海事法院|铁路运输(?:中级)?法院|知识产权法院|互联网法院|金融法院|"
    r"林区(?:基层|中级)法院|仲裁委员会|公证处|国际仲裁院)"
)
_PARTY = re.compile(
    rf"^[\s　]*(?P<role>(?:{ROLE_WORDS})(?:（[^）]{{2,20}}）|\([^)]{{2,20}}\))?)"
    rf"[\s　]*[:：]?[\s　]*(?P<rest>[^\n]{{2,300}})",
    re.MULTILINE,
)
_FACTS = re.compile(
    r"^[\s　]*(?P<what>法定代表人|法定代理人|负责人|经营者|住所地?|住址|地址|统一社会信用代码|公民身份号码|"
    r"身份证号码?)[^\n:：]{0,6}[:：]?[\s　]*(?P<value>[^\n]{2,200})",
    re.MULTILINE,
)
_ID = re.compile(
    r"(?:身份证号?码?|公民身份号码|身份号码)[^\dXx]{0,6}(?P<id>[\d*]{6,17}[\dXx*])|(?P<uscc>统一社会信用代码)[^\w]{0,4}(?P<code>[0-9A-Z]{18})"
)
_ROLES = {
    "申请执行人": Role.APPLICANT,
    "被申请执行人": Role.DEBTOR,
    "被执行人": Role.DEBTOR,
    "第三人": Role.THIRD_PARTY,
}


def read_header(text: str, stop: int, after: int) -> tuple[Header, list[Span]]:
    """Read the head of the document, text[:stop], and the day it was signed, which stands in text[after:]."""
    head = text[:stop][:20_000]
    spans: list[Span] = []
    flat = normalise(head[:600]).text
    kind = next((kind for kind, words in _KINDS if re.search(words, flat)), TitleKind.UNKNOWN)
    court = ""
    for line in _lines(head[:800]):
        bare = re.sub(r"\s", "", line[1])
        if match := _COURT.fullmatch(bare):
            court = match.group()
            spans.append(Span(line[0], line[0] + len(line[1]), What.COURT, "header.court"))
            break
    number = None
    if kind is not TitleKind.UNKNOWN:
        for start, end, found in find_all(head[:1500]):
            number = found
            spans.append(Span(start, end, What.NUMBER, "header.number"))
            break
    parties = tuple(_parties(head, spans)) if kind is not TitleKind.UNKNOWN else ()
    cause = ""
    names = "|".join(re.escape(party.name) for party in sorted(parties, key=lambda p: -len(p.name)))
    if (match := re.search(r"案由[:：]\s*(?P<cause>[\u4e00-\u9fff、]{2,24})", head)) or (
        parties
        and (
            match := re.search(rf"(?:{names})(?P<cause>(?:(?!{names}|与被)[\u4e00-\u9fff]){{2,20}}(?:纠纷|争议))", head)
        )
    ):
        cause = match["cause"]
        spans.append(Span(match.start("cause"), match.end("cause"), What.CAUSE, "header.cause"))
    return Header(kind, court, number, cause, _signed(text, after, kind), parties), spans


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            yield at + line.index(bare), bare
        at += len(line)


def _parties(head: str, spans: list[Span]) -> Iterator[DraftParty]:
    matches = list(_PARTY.finditer(head))
    for index, match in enumerate(matches):
        rest = match["rest"]
        name_match = re.match(r"[^，,。;；\n（(]{2,40}(?:[（(][^）)]{1,12}[）)][^，,。;；\n]{0,20})?", rest)
        if not name_match or re.search(
            r"诉称|辩称|与|不服|提出|向本院|的诉讼|认为|主张|未到庭|负担|委托|为证明|提交", rest[:24]
        ):
            continue
        name = re.sub(r"[\s　]", "", name_match.group())
        end = matches[index + 1].start() if index + 1 < len(matches) else min(len(head), match.end() + 400)
        block = head[match.start() : end]
        facts = {m["what"]: m["value"].strip(" 　。，") for m in _FACTS.finditer(block)}
        inline = re.search(r"(?:住所地|住址|住|地址)[:：]?([^，,。;；\n]{4,60})", rest)
        identity, kind = _identity(block)
        start = match.start("rest")
        spans.append(Span(start, start + name_match.end(), What.PARTY, "header.party"))
        role = match["role"]
        yield DraftParty(
            name,
            next((r for word, r in _ROLES.items() if word in role), Role.OTHER),
            kind or kind_of(name),
            role,
            identity,
            "",
            "",
            _first(facts, "住所地", "住所", "住址") or (inline[1].strip() if inline else ""),
            re.split("[，,。]", _first(facts, "法定代表人", "负责人", "经营者"))[0],
        )


def _first(facts: dict[str, str], *keys: str) -> str:
    return next((facts[key] for key in keys if facts.get(key)), "")


def _identity(block: str) -> tuple[str, PartyKind | None]:
    """The identity number of a party's block; a wrong or masked one is kept as printed."""
    match = _ID.search(block)
    if not match:
        return "", None
    printed = match["id"] or match["code"]
    try:
        if match["code"]:
            return check_uscc(printed), PartyKind.ORGANISATION
        return check_resident_id(printed).number, PartyKind.PERSON
    except BadInput:
        return printed, PartyKind.ORGANISATION if match["code"] else PartyKind.PERSON


def _signed(text: str, after: int, kind: TitleKind) -> date | None:
    """The date under the document."""
    if kind is TitleKind.UNKNOWN:
        return None
    tail = normalise(text[after:][-3000:]).text
    days = [found.when.on for found in find_dates(tail) if found.when and found.when.on]
    return days[0] if days else None
