"""Sentences about court costs: which, how much, who bears them, who has paid them in, and to whom they go.

Costs ordered paid to the court are never the applicant's claim (诉讼费用交纳办法 29, 53); those the applicant paid in
and the debtor pays straight to him (迳付, 直接支付) are.
"""

import re
from dataclasses import dataclass

from duixian.base.faults import Fault
from duixian.law.obligations import ItemKind, Liability, MoneyItem, When
from duixian.reading.judgments import labels
from duixian.reading.judgments.amounts import Amount, find_amounts
from duixian.reading.judgments.days import find_dues
from duixian.reading.judgments.names import ROLE_WORDS
from duixian.reading.judgments.result import What
from duixian.reading.judgments.roles import role_of
from duixian.reading.judgments.sheet import Sheet

_OPENS = re.compile(
    rf"^[“”]?(?:上述|以上|另|另外|关于|（\d{{4}}）[^，。；]{{0,24}}号|其中|{labels.COSTS}[、，及和])*{labels.COSTS}"
)
_BORNE = re.compile(
    r"(?:由|，|。|）|；|元|其余|^)(?P<who>[^，。；\d]{1,60}?)(?:共同|连带|各自|各|平均|自行|自愿|"
    r"同意)*(?:负担|承担|交纳|缴纳)(?!责任|(?:的)?案件)"
)
_TO_COURT = re.compile(
    r"向(?:本院|法院|人民法院|一审法院|原审法院|[\u4e00-\u9fff]{2,20}法院)(?:缴纳|交纳|补缴|补交|"
    r"支付|交付)|(?:缴|交|付)(?:至|到)本院|(?:缴|交)纳至本院|上缴(?:本院|国库)"
)
_TO_PARTY = re.compile(
    rf"[迳径]行?(?:直接)?(?:支?付|给付)|直接(?:支付|给付|付|返还)|(?:支付|给付|返还|付|退还|"
    rf"归还)(?:还)?给?(?:{ROLE_WORDS})|"
    rf"一并(?:支付|返还|给付|归还|偿还)|(?:支付|返还)给"
)
_PREPAID = re.compile(
    r"(?:由)?(?P<who>[^，。；（）\d]{0,30}?)(?:已经?|均已|已全部)?(?:向本院)?(?:预交|预缴|垫付|交纳|缴纳|预付|代垫)"
)
_PLAINTIFF = re.compile(r"(?<![诉被])(?:原告|申请人|上诉人)$|^(?:本诉)?原告")


def is_costs(text: str, start: int, end: int) -> bool:
    """Whether the sentence is about court costs and nothing else is ordered in it."""
    return bool(_OPENS.match(text[start:end])) or bool(
        re.match(
            r"[“”]?[^，。；\d]{0,30}(?:受理费|诉讼费|保全费|诉讼费用|申请费)[^，。；]{0,40}(?:负担|承担)",
            text[start:end],
        )
    )


def redirects(sheet: Sheet, ordinal: int, start: int, end: int) -> bool:
    """该费用申请人已预缴，被申请人应迳付申请人…: says to whom the costs of the item go; adds no sum of its own."""
    text = sheet.text
    keys = [
        k for k in sheet.ordinals.get(ordinal, []) if k in sheet.items and sheet.items[k].kind.value.startswith("costs")
    ]
    if not keys or not re.match(r"(?:该|上述|前述|以上)(?:项|笔)?(?:费用|款项)", text[start:end]):
        return False
    if not _TO_PARTY.search(text, start, end):
        return False
    prepaid = _PREPAID.search(text[start:end])
    who = prepaid["who"] if prepaid else ""
    payer = sheet.names.within(who, 0, len(who))
    for key in keys:
        sheet.change(key, kind=ItemKind.COSTS, creditors=payer or sheet.items[key].creditors)
    for amount in find_amounts(text, start, end):
        if any(sheet.items[key].amount == amount.minor for key in keys):
            sheet.mark(amount.start, amount.end, What.COST, "costs.same_sum", keys)
    sheet.attention = [
        gap
        for gap in sheet.attention
        if gap.reason.code != "judgment.costs_direction" or gap.end < sheet.places[keys[0]][0]
    ]
    sheet.rule(ordinal, "costs.to_party")
    return True


def read(sheet: Sheet, ordinal: int, start: int, end: int) -> list[str]:
    """Read the sentence; returns the keys made. Every sum in it becomes a cost, a share, or a checked total."""
    text = sheet.text
    amounts = [a for a in find_amounts(text, start, end) if not sheet.taken(a.start, a.end)]
    bearers = _bearers(sheet, start, end)
    fees: list[tuple[Amount, str]] = []
    shares: list[tuple[Amount, _Bearer]] = []
    for amount in amounts:
        if amount.minor is None:
            sheet.lack(
                amount.start,
                amount.end,
                Fault("amount.decimals", "金额精确到分，小数不得超过两位", "请对照文书核对", "金额", amount.text),
                money=True,
            )
            continue
        who = _bearer_of(text, bearers, amount, start)
        what, _ = role_of(text, start, end, amount)
        label = labels.label_before(text, max(start, fees[-1][0].end if fees else start), amount.start)
        if who is not None:
            shares.append((amount, who))
        elif what is What.TOTAL and (len(fees) > 1 or "各" in text[max(start, amount.start - 24) : amount.start]):
            _check(sheet, amount, [fee for fee, _ in fees])
        elif (
            fees
            and re.search(r"减半|实收|应收|减免|变更后|退还|应予退还", text[fees[-1][0].end : amount.start])
            and "退" not in text[fees[-1][0].end : amount.start]
        ):
            sheet.mark(fees[-1][0].start, fees[-1][0].end, What.COST, "costs.before_reduction")
            fees[-1] = (amount, fees[-1][1])
        elif re.search(r"退(?:还|回)[^，。；]{0,30}$", text[max(start, amount.start - 34) : amount.start]):
            sheet.mark(amount.start, amount.end, What.COST, "costs.refund_by_court")
        else:
            named = list(re.finditer(labels.COSTS, re.sub(r"减半|收取|后|共|计|为|：", "", label)))
            fees.append((amount, named[-1].group() if named else label))
    return _make(sheet, ordinal, start, end, fees, shares, bearers)


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Who bears costs: named from `start`, the verb ends at `end`; `each`: the sum that follows is borne by each."""

    start: int
    end: int
    who: tuple[str, ...]
    each: bool


def _bearers(sheet: Sheet, start: int, end: int) -> list[_Bearer]:
    """Every 由…负担; a plaintiff told only by his role stays 原告."""
    found = []
    for match in _BORNE.finditer(sheet.text, start, end):
        names = sheet.names.within(sheet.text, match.start("who"), match.end("who"))
        if not names:
            bare = re.sub(r"^(?:由|其中|且|并|余款|其余|则|，)+", "", match["who"])
            names = (
                tuple(
                    part for part in re.split("、|和|与|及", bare) if 2 <= len(part) <= 30 and not labels.is_costs(part)
                )
                if bare
                else ()
            )
        found.append(_Bearer(match.start("who"), match.end(), names, "各" in match.group()[len(match["who"]) :]))
    return found


def _bearer_of(text: str, bearers: list[_Bearer], amount: Amount, start: int) -> _Bearer | None:
    """Who bears exactly this sum: 由乙负担500元 (the sum follows its verb), 500元由乙负担 is a fee of its own."""
    for one in bearers:
        stop = one.end
        if 0 <= amount.start - stop <= 8 and not re.search("[，。；、]", text[stop : amount.start]):
            return one
        if 8 < amount.start - stop <= 16 and re.fullmatch(
            r"(?:的)?(?:案件受理费|受理费|诉讼费|保全费|其中的?)+(?:人民币)?", text[stop : amount.start]
        ):
            return one
    return None


def _check(sheet: Sheet, total: Amount, parts: list[Amount]) -> None:
    each = [a for a in parts if sheet.text[a.start - 1] == "各"]  # 一、二审案件受理费各100元，共200元
    if each and 2 * sum(a.minor or 0 for a in parts) == total.minor:
        sheet.mark(total.start, total.end, What.TOTAL, "total.agrees")
        return
    for first in range(len(parts)):
        if sum(part.minor or 0 for part in parts[first:]) == total.minor:
            sheet.mark(total.start, total.end, What.TOTAL, "total.agrees")
            return
    sheet.lack(
        total.start,
        total.end,
        Fault("judgment.total", "诉讼费用合计数与各项之和不一致", "请对照文书核对各项金额", "合计", total.text),
        money=True,
    )


def _make(
    sheet: Sheet,
    ordinal: int,
    start: int,
    end: int,
    fees: list[tuple[Amount, str]],
    shares: list[tuple[Amount, _Bearer]],
    bearers: list[_Bearer],
) -> list[str]:
    text = sheet.text[start:end]
    prepaid = _PREPAID.search(text)
    payer = sheet.names.within(sheet.text, start + prepaid.start("who"), start + prepaid.end("who")) if prepaid else ()
    if prepaid and not payer and "原告" in prepaid["who"]:
        payer = ("原告",)
    kind, rule = ItemKind.COSTS_TO_COURT, "costs.no_direction"
    if _TO_COURT.search(text):
        rule = "costs.to_court"
    elif _TO_PARTY.search(text):
        kind, rule = ItemKind.COSTS, "costs.to_party"
    elif prepaid and prepaid["who"].strip("已由") != "":
        kind, rule = ItemKind.COSTS, "costs.prepaid"
    due = _due(sheet, start, end)
    made = []
    if shares:
        for amount, bearer in shares:
            for who in [(name,) for name in bearer.who] if bearer.each and bearer.who else [bearer.who]:
                made += _one(sheet, ordinal, amount, _joined(fees), kind, payer, who, due, rule, What.COST_SHARE)
        for amount, _ in fees:
            sheet.mark(amount.start, amount.end, What.COST, "costs.divided", made)
        _check_shares(sheet, fees, shares)
    else:
        single = bearers[-1].who if bearers else ()
        for amount, label in fees:
            later = next((b.who for b in bearers if b.start >= amount.end), single)
            made += _one(sheet, ordinal, amount, label, kind, payer, later, due, rule, What.COST)
    if made and rule == "costs.no_direction":
        sheet.notice(
            start,
            end,
            Fault(
                "judgment.costs_direction",
                "未写明诉讼费用由谁预交、向谁支付，暂按向法院交纳处理",
                "如系申请人预交并由被执行人迳付，请改为向申请人支付",
            ),
        )
    sheet.rule(ordinal, rule)
    return made


def _one(
    sheet: Sheet,
    ordinal: int,
    amount: Amount,
    label: str,
    kind: ItemKind,
    payer: tuple[str, ...],
    who: tuple[str, ...],
    due: When | None,
    rule: str,
    what: What,
) -> list[str]:
    """A cost item; one who bears what he paid in himself owes nobody anything."""
    own = bool(who) and all(name in payer or _PLAINTIFF.search(name) for name in who)
    creditors_only = bool(who) and all(_only_creditor(sheet, name) for name in who)
    if own or (creditors_only and not payer):
        sheet.mark(amount.start, amount.end, what, "costs.own_share")
        return []
    key = sheet.key(ordinal)
    liability = Liability.JOINT if len(who) > 1 else Liability.SOLE
    item = MoneyItem(
        key,
        label,
        kind,
        amount.minor,
        payer if kind is ItemKind.COSTS else (),
        who,
        liability,
        due=due,
        currency=amount.currency,
    )
    return [sheet.add(ordinal, item, amount, what, rule)]


def _only_creditor(sheet: Sheet, name: str) -> bool:
    owes = any(name in item.debtors for item in sheet.items.values())
    return not owes and any(name in item.creditors for item in sheet.items.values())


def _joined(fees: list[tuple[Amount, str]]) -> str:
    return "、".join(dict.fromkeys(label for _, label in fees)) or "诉讼费用"


def _check_shares(sheet: Sheet, fees: list[tuple[Amount, str]], shares: list[tuple[Amount, _Bearer]]) -> None:
    printed, given = sum(f.minor or 0 for f, _ in fees), sum(s.minor or 0 for s, _ in shares)
    each = sum((share.minor or 0) * (max(1, len(b.who)) if b.each else 1) for share, b in shares)
    if fees and printed not in (given, each):
        sheet.notice(
            shares[0][0].start,
            shares[-1][0].end,
            Fault("judgment.cost_shares", "各方负担之和与诉讼费用总额不一致", "请对照文书核对"),
        )


def _due(sheet: Sheet, start: int, end: int) -> When | None:
    dues = [due for due in find_dues(sheet.text, start, end) if due.when]
    for due in dues:
        sheet.mark(due.start, due.end, What.DUE, "due.by")
    return dues[0].when if dues else None
