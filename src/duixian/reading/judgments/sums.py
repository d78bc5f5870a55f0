"""Sums beside sums: totals checked against their parts, breakdowns, nets after deduction, repetitions."""

import re
from dataclasses import replace

from duixian.base.faults import Fault
from duixian.base.money import display
from duixian.law.obligations import ItemKind, Liability
from duixian.reading.judgments import labels
from duixian.reading.judgments.amounts import Amount, find_amounts
from duixian.reading.judgments.names import PAY
from duixian.reading.judgments.result import What
from duixian.reading.judgments.sheet import Sheet

NET = re.compile(
    r"(?:还需|尚需|尚应|还应|仍应|仍需|实际应|实际需)(?:再)?(?:支付|赔偿|给付|返还|偿还)?[^，。；、\d]{0,12}$"
)
_BACK = re.compile(r"上述|以上|前述|[两二三四五六七八九2-9](?:项|者|笔|款)")


def is_part(text: str, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> bool:
    """其中 after a sum that is owed: what follows breaks it down, until the bracket or the sentence ends."""
    if not open_sums:
        return False
    since = text[open_sums[-1][1].end : amount.start]
    at = since.rfind("其中")
    if at == -1:
        inner = since.rfind("（")
        return inner != -1 and "）" not in since[inner:] and bool(re.search(r"（(?:即|包括|含|由|包含)", since[inner:]))
    return "）" not in since[at:] or since[:at].count("（") == since[:at].count("）")


def repeats(sheet: Sheet, text: str, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> str:
    """The key of an owed sum of this sentence that is only named again (支付上述100元, 前述货款100元)."""
    lead = text[max(start, amount.start - 16) : amount.start]
    again = re.search(r"(?:上述|前述|该笔?|该款|以上|就|共欠|即)[^，。；]{0,10}$", lead)
    if not again:
        return ""
    return next((key for key, item in reversed(sheet.items.items()) if item.amount == amount.minor), "")


def sum_of_kinds(
    text: str, start: int, amount: Amount, earlier: list[Amount], open_sums: list[tuple[str, Amount]]
) -> bool:
    """合计 over kinds that have no figure of their own (医疗费、护理费等共计…): the sum itself is owed."""
    since = earlier[-1].end if earlier else start
    lead = text[since : amount.start]
    if _BACK.search(lead[-24:]):
        return False
    named = labels.first_noun(text, since, amount.start) < amount.start
    return not open_sums or (
        named
        and not re.match(r"^(?:元)?[，、]?(?:损失|费用|款项)?(?:共计|合计|总计|计|共)", lead)
        and "（" not in lead[:1]
    )


def read_net(sheet: Sheet, ordinal: int, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> list[str]:
    """扣除已付后还需支付…: where gross less paid is exactly the net, the net is the debt; else it is listed."""
    assert amount.minor is not None
    keys = [key for key, _ in open_sums if key in sheet.items]
    paid = [
        a
        for a in find_amounts(sheet.text, start, amount.start)
        if any(s.what is What.PAID and s.start == a.start for s in sheet.spans)
    ]
    gross = sum(sheet.items[key].amount or 0 for key in keys)
    if not keys or not paid or gross - sum(a.minor or 0 for a in paid) != amount.minor:
        fault = Fault("judgment.net", "扣减后的数额与各项金额核对不上", "请核对应付净额", "金额", amount.text)
        sheet.lack(amount.start, amount.end, fault, money=True)
        return []
    first = sheet.items[keys[0]]
    label = "、".join(dict.fromkeys(sheet.items[key].label for key in keys))
    for key in keys[1:]:
        sheet.drop(key, keys[0])
    sheet.items[keys[0]] = replace(first, amount=amount.minor, label=label[:60])
    sheet.spans = [
        replace(s, what=What.PART, rule="part.of_gross") if keys[0] in s.refers and s.what is What.AMOUNT else s
        for s in sheet.spans
    ]
    sheet.mark(amount.start, amount.end, What.AMOUNT, "owed.net", (keys[0],))
    return []


def read_total(sheet: Sheet, ordinal: int, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> None:
    """Check a total against the sums before it, nearest first; the sentence's own, then the item's, then all items'."""
    assert amount.minor is not None
    converted = [
        a.minor or 0
        for a in find_amounts(sheet.text, start, amount.start)
        if any(s.rule == "value.converted" and s.start == a.start for s in sheet.spans)
    ]
    local = [sheet.items[k].amount or 0 for k, _ in open_sums if sheet.items[k].currency == amount.currency]
    if converted and sum(converted) + sum(local) == amount.minor:
        sheet.mark(amount.start, amount.end, What.TOTAL, "total.agrees_converted", [k for k, _ in open_sums])
        return
    candidates = [[k for k, _ in open_sums], sheet.ordinals.get(ordinal, []), _before(sheet, ordinal)]
    for keys in candidates:
        running = 0
        for position, key in enumerate(reversed(keys)):
            running += sheet.items[key].amount or 0
            if running == amount.minor and position:
                sheet.mark(amount.start, amount.end, What.TOTAL, "total.agrees", keys[len(keys) - 1 - position :])
                return
    same = next((k for k, i in reversed(sheet.items.items()) if i.amount == amount.minor), "")
    if same:
        sheet.mark(amount.start, amount.end, What.TOTAL, "total.same_sum", (same,))
        return
    parts = sum(sheet.items[k].amount or 0 for k, _ in open_sums)
    sheet.lack(
        amount.start,
        amount.end,
        Fault(
            "judgment.total",
            "合计数与各项之和不一致：写明 {printed}，各项相加 {parts}",
            "请对照文书核对各项金额",
            "合计",
            amount.text,
            data={"printed": display(amount.minor), "parts": display(parts)},
        ),
        money=True,
    )


def read_part(sheet: Sheet, amount: Amount, open_sums: list[tuple[str, Amount]], rule: str) -> None:
    """A breakdown. Where it says who bears which part (其中张某返还…), the item becomes several with shares."""
    key, whole = open_sums[-1]
    sheet.mark(amount.start, amount.end, What.PART, rule, (key,))
    item = sheet.items[key]
    lead = sheet.text[max(whole.end, amount.start - 40) : amount.start]
    who = [
        name for name in item.debtors if re.search(re.escape(name) + r"(?:应)?(?:" + PAY + r")[^，。；、]{0,20}$", lead)
    ]
    if len(who) == 1 and len(item.debtors) > 1 and amount.minor is not None:
        shares = {**item.shares, who[0]: amount.minor}
        complete = set(shares) == set(item.debtors) and sum(shares.values()) == item.amount
        sheet.change(key, shares=shares, liability=Liability.SEVERAL if complete else item.liability)
    kind = labels.kind_of(labels.label_before(sheet.text, whole.end, amount.start))
    if kind is not item.kind and kind is ItemKind.INTEREST:
        sheet.notice(
            amount.start,
            amount.end,
            Fault("judgment.mixed_sum", "合并金额中含利息，加倍部分不计利息", "请拆分本金与利息"),
        )


def _before(sheet: Sheet, ordinal: int) -> list[str]:
    return [key for keys in sheet.ordinals.values() for key in keys if sheet.items.get(key)]
