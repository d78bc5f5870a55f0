"""Sentences that order somebody to pay: who, whom, how much, by when, jointly or not."""

import re
from dataclasses import dataclass, replace

from duixian.base.faults import Fault
from duixian.base.money import Fen, display
from duixian.law.obligations import Instalment, ItemKind, Liability, MoneyItem, When
from duixian.reading.judgments import labels
from duixian.reading.judgments.amounts import Amount, find_amounts
from duixian.reading.judgments.days import find_dues
from duixian.reading.judgments.names import PAY, ROLE_WORDS
from duixian.reading.judgments.result import What
from duixian.reading.judgments.roles import role_of
from duixian.reading.judgments.sheet import Context, Sheet

_VERB = re.compile(
    rf"(?<!已)(?<!已经)(?<!所)(?<!未)(?<!多)(?<!代)(?<!名)(?:{PAY}|尚?欠|承担)(?:给)?(?!款|金(?!额)|费(?!用)|责任|完毕|义务|之日|行为|日止|期限|的|而|方式|协议|证据|能力|时(?!间)|为止|标准)"
)
_SUBJECT_LEAD = re.compile(
    rf"(?:改判|判令|判决|责令|限|由|准许|准予|确认|同意|则|并|同时|现|其中|再|另|如[^，]*|{ROLE_WORDS}|[一二两三四五六七八九十]+被告)*"
)
_BARE_ROLE = rf"(?:[一二两三四五六七八九十各]+)?(?:{ROLE_WORDS})(?=应|于|自|在|须|需|向|$|同意|共同|连带|{PAY})"
_CONDITION = re.compile(r"(?:^|，|；|。)(?:如果?|若|倘若|逾期|如若)[^，。；]{0,50}?(?:未|不|逾期|违|没有)")


@dataclass
class _Clause:
    """A stretch between commas with the parties its own words name."""

    start: int
    end: int
    debtors: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()
    verb_end: int = 0
    manner: str = ""


def read(sheet: Sheet, ordinal: int, start: int, end: int, context: Context) -> list[str]:
    """Read every sum of the sentence text[start:end]; returns the keys of the money items it made."""
    text = sheet.text
    amounts = find_amounts(text, start, end)
    flat = _flat(sheet, start, end)
    clauses = _clauses(sheet, flat, start, end, context)
    made: list[str] = []
    open_sums: list[tuple[str, Amount]] = []
    for index, amount in enumerate(amounts):
        if sheet.taken(amount.start, amount.end):
            continue
        if amount.minor is None:
            _broken(sheet, amount)
            continue
        what, rule = role_of(text, start, end, amount)
        if what is What.TOTAL and _sum_of_kinds(text, start, amount, amounts[:index], open_sums):
            what, rule = What.AMOUNT, "owed.sum_of_kinds"
        if what is What.AMOUNT and open_sums and _NET.search(text[max(start, amount.start - 30) : amount.start]):
            made += _net(sheet, ordinal, start, amount, open_sums)
            open_sums = [(key, amount) for key in made if key in sheet.items]
            continue
        if what is What.AMOUNT and _is_part(text, start, amount, open_sums):
            what, rule = What.PART, "part.of_which"
        if what is What.AMOUNT and (repeated := _repeats(sheet, text, start, amount, open_sums)):
            sheet.mark(amount.start, amount.end, What.PART, "part.same_sum", (repeated,))
            continue
        if what is What.AMOUNT:
            clause = _clause_of(clauses, amount.start)
            before = amounts[index - 1].end if index and amounts[index - 1].end > clause.verb_end else 0
            keys = _owed(sheet, ordinal, clause, amount, before, context, rule)
            made += keys
            open_sums += [(key, amount) for key in keys]
        elif what is What.TOTAL:
            _total(sheet, ordinal, start, amount, open_sums)
        elif what is What.PART and open_sums:
            _part(sheet, amount, open_sums, rule)
        elif what is What.PERIODIC:
            clause = _clause_of(clauses, amount.start)
            made.append(_periodic(sheet, ordinal, clause, amount, rule))
        else:
            sheet.mark(amount.start, amount.end, what, rule, tuple(k for k, _ in open_sums[-1:]))
            sheet.rule(ordinal, rule)
    _dues(sheet, start, end, made, context)
    return made


def _flat(sheet: Sheet, start: int, end: int) -> str:
    """The sentence with the contents of brackets blanked, places kept; brackets inside a name stay."""
    kept = {i for a, b, _ in sheet.names.find(sheet.text, start, end) if "（" in sheet.text[a:b] for i in range(a, b)}
    out, depth = [], 0
    for at, character in enumerate(sheet.text[start:end], start=start):
        if at in kept:
            out.append(character)
            continue
        if character == "（":
            depth += 1
        out.append(" " if depth else character)
        if character == "）":
            depth = max(0, depth - 1)
    return "".join(out)


def _clauses(sheet: Sheet, flat: str, start: int, end: int, context: Context) -> list[_Clause]:
    """The clauses of the sentence, each with its own or inherited debtors and creditors."""
    out: list[_Clause] = []
    debtors, creditors = context.debtors, context.creditors
    begin = 0
    for cut in [*(m.start() for m in re.finditer("[，；。]", flat)), len(flat)]:
        if cut > begin:
            clause = _parties(sheet, flat, start, begin, cut, debtors, creditors)
            debtors, creditors = clause.debtors, clause.creditors
            out.append(clause)
        begin = cut + 1
    context.debtors, context.creditors = debtors, creditors
    return out


def _parties(
    sheet: Sheet, flat: str, offset: int, begin: int, cut: int, debtors: tuple[str, ...], creditors: tuple[str, ...]
) -> _Clause:
    """Who pays whom in flat[begin:cut]: 甲向乙支付…, 甲支付乙…, 由甲支付乙…, 乙的损失由甲赔偿."""
    names = sheet.names
    lead = _SUBJECT_LEAD.match(flat, begin, cut)
    at = lead.end() if lead else begin
    due = next((d for d in find_dues(flat, begin, cut) if d.start <= at + 1), None)
    if due and due.start <= at:
        at = due.end
    verbs = [m for m in _VERB.finditer(flat, begin, cut)]
    verb = verbs[0] if verbs else None
    inside = [(a, b) for a, b, _ in names.find(flat, begin, cut)]
    to = next((m for m in re.compile("向|给|对").finditer(flat, at, verb.start() if verb else cut)
               if not any(a <= m.start() < b for a, b in inside)), None)  # fmt: skip
    stop = min([x.start() for x in (to, verb) if x] or [cut])
    own = names.within(flat, at, stop)
    by = re.compile(r"由([^，。；]{2,60}?)(?:共同|连带|各自?|负责|一次性|于|在|向|直接)*(?=" + PAY + ")").search(
        flat, begin, cut
    )
    if by and (found := names.within(flat, by.start(1), by.end(1))):
        own, passive = found, True
    else:
        passive = False
    manner = flat[stop : verb.end()] if verb else ""
    manner = flat[begin : verb.end()] if verb else flat[begin:cut]
    receivers: tuple[str, ...] = ()
    verb_end = verb.end() if verb else begin
    if to and verb:
        receivers = names.within(flat, to.end(), verb.start())
        if not receivers:
            receivers = _plain_name(flat, to.end(), verb.start())
    if verb and not receivers and not passive:
        last = verbs[-1] if len(verbs) > 1 and verbs[-1].start() - verb.end() <= 1 else verb
        verb_end = last.end()
        receivers, verb_end = _receivers(sheet, flat, verb_end, cut)
    if (
        verb
        and not receivers
        and (after := re.compile(r"元(?:支付|返还)?给([^，。；]{2,40})").search(flat, verb_end, cut))
    ):
        receivers = names.within(flat, after.start(1), after.end(1))
    if not own and verb and not passive and (role := re.search(_BARE_ROLE, flat[begin:stop])):
        own = (role.group(),)
    if not own and verb and not passive and not debtors:
        own = _plain_name(flat, at, stop)
    _mark_names(sheet, flat, offset, begin, cut)
    return _Clause(offset + begin, offset + cut, own or debtors, receivers or creditors, offset + verb_end, manner)


def _receivers(sheet: Sheet, flat: str, at: int, cut: int) -> tuple[tuple[str, ...], int]:
    """The creditors right after a verb and where they end: known names, else words before the first money noun."""
    known, named_to = sheet.names.leading(flat, at, cut)
    noun = labels.first_noun(flat, named_to, cut)
    digit = re.compile(r"\d|人民币").search(flat, named_to, cut)
    limit = min(noun, digit.start() if digit else cut)
    bare_roles = bool(known) and all(re.fullmatch(rf"(?:{ROLE_WORDS})", name) for name in known)
    if known and not bare_roles and flat[named_to : named_to + 1] not in "、和与及":
        return known, named_to
    pieces = [piece for piece in re.split("、|和|与|及", flat[named_to:limit]) if piece.strip()]
    plain = [name for piece in pieces for name in _plain_name(piece, 0, len(piece))]
    if plain and len(plain) == len(pieces) and (len(plain) == 1 or all(len(name) <= 4 for name in plain[:-1])):
        end = flat.find(plain[-1], named_to) + len(plain[-1])
        return (*(() if bare_roles else known), *plain), end
    return known, named_to


_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2,28}(?:公司|银行|支行|分行|中心|合作社|委员会|医院|学校|经营部|检察院|分院|政府|村|店|厂|局|所)"
)


def _plain_name(flat: str, start: int, end: int) -> tuple[str, ...]:
    """An unlisted name that fills the gap between a verb and a money noun (退还郭某货款): short and of Han characters."""
    bare = re.sub(rf"^(?:{ROLE_WORDS}|给|了)+", "", flat[start:end].strip()).strip(" 的")
    if organisation := _ORGANISATION.match(bare):
        return (organisation.group(),)
    plausible = re.fullmatch(r"[\u4e00-\u9fff·]{2,20}", bare) and not re.search(
        r"[应将其该及的]|上述|本案|因|自|至|从|剩余|所欠|相应|全部|期间|一次|共同|连带|各项|多|为|受|环境|损害|造成|已|未|尚|于|以|按|之|前|后|第",
        bare,
    )
    return (bare,) if plausible else ()


def _mark_names(sheet: Sheet, flat: str, offset: int, begin: int, cut: int) -> None:
    for a, b, _ in sheet.names.find(flat, begin, cut):
        sheet.mark(offset + a, offset + b, What.PARTY, "party.named")


def _clause_of(clauses: list[_Clause], at: int) -> _Clause:
    """The clause that holds text[at]; a clause without a verb of its own takes the label place of its start."""
    for clause in clauses:
        if clause.start <= at < clause.end:
            return clause
    return clauses[-1] if clauses else _Clause(at, at)


def _owed(
    sheet: Sheet, ordinal: int, clause: _Clause, amount: Amount, before: int, context: Context, rule: str
) -> list[str]:
    """One or, with 各, several money items for a sum that is owed."""
    text = sheet.text
    place = max(clause.verb_end if clause.verb_end <= amount.start else clause.start, before, clause.start)
    again = list(_VERB.finditer(text, place, amount.start)) if before else []
    if again:  # 赔偿甲100元、在…范围内赔偿甲200元: the second verb
        place = sheet.names.leading(text, again[-1].end(), amount.start)[1]
    label = labels.label_before(text, place, amount.start)
    if label == "款项" and (
        tail := re.match(
            r"(?:的)?([^，。；、\d（及和]{0,8}?(?:本金|货款|工程款|违约金|利息|损失|赔偿金|租金|借款|费))(?=[，。；、及和（]|$)",
            text[amount.end : amount.end + 14],
        )
    ):
        label = tail[1]
    kind = labels.kind_of(label)
    if kind is ItemKind.PRINCIPAL and re.search(
        r"(?:利息|罚息|复利)[^，。；）]{0,6}$|(?:截至|截止|暂计|计算至|计至|算至)[^，。；]{0,30}(?:为|的利息|计)$",
        text[max(clause.start, amount.start - 40) : amount.start],
    ):
        kind, label = ItemKind.INTEREST, label if "息" in label else "利息"
    assert amount.minor is not None
    debtors, creditors = clause.debtors, clause.creditors
    each = re.search(
        r"各自?(?!项|种|类|方|原告|被告)|每人|分别", clause.manner[-24:] + text[clause.verb_end : amount.start][-24:]
    )
    conditional = (
        bool(_CONDITION.search(text[max(0, clause.start - 60) : clause.verb_end])) and kind is ItemKind.PENALTY
    )
    made = []
    each_creditor = (
        each
        and len(creditors) > 1
        and (len(debtors) <= 1 or re.search(r"各|每人", text[clause.verb_end : amount.start]))
    )
    if each_creditor and "分别" not in each.group():
        for creditor in creditors:
            key = sheet.key(ordinal)
            item = MoneyItem(
                key,
                label,
                kind,
                amount.minor,
                (creditor,),
                debtors,
                _together(debtors, clause.manner),
                currency=amount.currency,
            )
            made.append(sheet.add(ordinal, item, amount, What.AMOUNT, "owed.each_creditor"))
        return made
    liability, total, shares = _together(debtors, clause.manner), amount.minor, {}
    if each and len(debtors) > 1 and not each_creditor:
        liability, total = Liability.SEVERAL, amount.minor * len(debtors)
        shares, rule = {debtor: amount.minor for debtor in debtors}, "owed.each_debtor"
    key = sheet.key(ordinal)
    item = MoneyItem(
        key, label, kind, total, creditors, debtors, liability, shares=shares, due=context.due, currency=amount.currency
    )
    made.append(sheet.add(ordinal, item, amount, What.AMOUNT, "owed.conditional" if conditional else rule))
    if conditional:
        sheet.notice(
            amount.start,
            amount.end,
            Fault("judgment.conditional", "该款项附有条件，条件成就后方可执行", "请核对条件是否成就，否则删除该项"),
        )
    if "分别" in (each.group() if each else "") and len(creditors) > 1:
        sheet.notice(
            amount.start,
            amount.end,
            Fault("judgment.respective", "“分别”：各权利人所得金额请核对", "请核对每一权利人的金额"),
        )
    if not debtors:
        sheet.notice(amount.start, amount.end, Fault("judgment.no_debtor", "未能确定付款人", "请补填义务人"))
    return made


def _together(debtors: tuple[str, ...], manner: str) -> Liability:
    if "连带" in manner:
        return Liability.JOINT_AND_SEVERAL
    return Liability.JOINT if len(debtors) > 1 or "共同" in manner else Liability.SOLE


def _before(sheet: Sheet, ordinal: int) -> list[str]:
    return [key for keys in sheet.ordinals.values() for key in keys if sheet.items.get(key)]


def _is_part(text: str, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> bool:
    """其中 after a sum that is owed: what follows breaks it down, until the bracket or the sentence ends."""
    if not open_sums:
        return False
    since = text[open_sums[-1][1].end : amount.start]
    at = since.rfind("其中")
    if at == -1:
        inner = since.rfind("（")
        return inner != -1 and "）" not in since[inner:] and bool(re.search(r"（(?:即|包括|含|由|包含)", since[inner:]))
    return "）" not in since[at:] or since[:at].count("（") == since[:at].count("）")


def _repeats(sheet: Sheet, text: str, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> str:
    """The key of an owed sum of this sentence that is only named again (支付上述100元, 前述货款100元)."""
    lead = text[max(start, amount.start - 16) : amount.start]
    again = re.search(r"(?:上述|前述|该笔?|该款|以上|就|共欠|即)[^，。；]{0,10}$", lead)
    if not again:
        return ""
    return next((key for key, item in reversed(sheet.items.items()) if item.amount == amount.minor), "")


_NET = re.compile(
    r"(?:还需|尚需|尚应|还应|仍应|仍需|实际应|实际需)(?:再)?(?:支付|赔偿|给付|返还|偿还)?[^，。；、\d]{0,12}$"
)
_BACK = re.compile(r"上述|以上|前述|[两二三四五六七八九2-9](?:项|者|笔|款)")


def _sum_of_kinds(
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


def _net(sheet: Sheet, ordinal: int, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> list[str]:
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


def _total(sheet: Sheet, ordinal: int, start: int, amount: Amount, open_sums: list[tuple[str, Amount]]) -> None:
    """Check a total against the sums before it, nearest first; the sentence's own, then the item's, then all items'."""
    assert amount.minor is not None
    converted = [a.minor or 0 for a in find_amounts(sheet.text, start, amount.start)
                 if any(s.rule == "value.converted" and s.start == a.start for s in sheet.spans)]  # fmt: skip
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


def _part(sheet: Sheet, amount: Amount, open_sums: list[tuple[str, Amount]], rule: str) -> None:
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


def _periodic(sheet: Sheet, ordinal: int, clause: _Clause, amount: Amount, rule: str) -> str:
    """So much per month or thing: an item without a figure, the officer fills in what has fallen due."""
    text = sheet.text
    label = labels.label_before(
        text, clause.verb_end if clause.verb_end <= amount.start else clause.start, amount.start
    )
    unit = amount.per or next(
        iter(
            re.findall(
                r"每(?:人每)?(?:年度|年|个月|月|日|天|季度|周|[\u4e00-\u9fff])",
                text[max(0, amount.start - 30) : amount.start],
            )
        ),
        "",
    )
    key = sheet.key(ordinal)
    printed = f"{label}（{amount.text}{'/' + unit if unit and not unit.startswith('每') else ''}，{unit or '定期'}）"
    item = MoneyItem(
        key,
        printed,
        labels.kind_of(label),
        None,
        clause.creditors,
        clause.debtors,
        _together(clause.debtors, clause.manner),
        currency=amount.currency,
    )
    sheet.add(ordinal, item, amount, What.PERIODIC, rule)
    sheet.notice(
        amount.start, amount.end, Fault("judgment.periodic", "按期或按量计付，总额未写明", "请填写已到期的总额")
    )
    return key


def _broken(sheet: Sheet, amount: Amount) -> None:
    left = sheet.text[max(0, amount.start - 30) : amount.start]
    if re.search(r"汇率|中间价|兑|对人民币|单价", left):
        sheet.mark(amount.start, amount.end, What.VALUE, "value.exchange_rate")
        return
    sheet.lack(
        amount.start,
        amount.end,
        Fault("amount.decimals", "金额精确到分，小数不得超过两位", "请对照文书核对", "金额", amount.text),
        money=True,
    )


def _dues(sheet: Sheet, start: int, end: int, made: list[str], context: Context) -> None:
    """Times for performance: instalments where sums have days of their own, else one day for every sum of the sentence."""
    dues = [due for due in find_dues(sheet.text, start, end)]
    for due in dues:
        if due.when is None:
            sheet.lack(
                due.start,
                due.end,
                Fault("date.impossible", "日期不存在", "请对照文书更正日期", "日期", sheet.text[due.start : due.end]),
            )
            continue
        sheet.mark(due.start, due.end, What.DUE, "due.within" if due.when.event else "due.by", made)
        if due.working:
            sheet.notice(due.start, due.end, Fault("judgment.working_days", "期限以工作日计", "请按工作日核对到期日"))
    real = [due for due in dues if due.when]
    owed = [key for key in made if key in sheet.places]
    if len(real) > 1 and len(owed) > 1 and _dated_one_by_one(sheet, owed, real):
        for key in owed:
            sheet.change(key, due=_nearest(sheet.places[key], real))
        _instalments(sheet, owed)
    elif real and real[0].when:
        context.due = real[0].when
        for key in made:
            if key in sheet.items:
                sheet.change(
                    key,
                    due=real[0].when
                    if len(real) == 1 or key not in sheet.places
                    else _nearest(sheet.places[key], real),
                )


def _nearest(place: tuple[int, int], dues: list) -> When | None:  # type: ignore[type-arg]
    """The day before the sum in its clause, else the first one after it."""
    before = [due for due in dues if due.end <= place[0]]
    return (before[-1] if before else dues[0]).when


def _dated_one_by_one(sheet: Sheet, keys: list[str], dues: list) -> bool:  # type: ignore[type-arg]
    days = [_nearest(sheet.places[key], dues) for key in keys]
    return len({str(day) for day in days}) == len(days)


def _instalments(sheet: Sheet, keys: list[str]) -> None:
    """Sums of one debt with a day each become one item with instalments; other dated sums stay apart."""
    same = {(sheet.items[k].debtors, sheet.items[k].creditors, sheet.items[k].kind) for k in keys}
    if len(same) != 1:
        return
    first = sheet.items[keys[0]]
    parts = tuple(Instalment(sheet.items[k].amount or 0, sheet.items[k].due or When()) for k in keys)
    total: Fen = sum(part.amount for part in parts)
    for key in keys[1:]:
        sheet.drop(key, keys[0])
    sheet.items[keys[0]] = replace(first, amount=total, due=None, instalments=parts)
    sheet.spans = [
        replace(s, what=What.INSTALMENT, rule="instalment.dated") if keys[0] in s.refers and s.what is What.AMOUNT else s
        for s in sheet.spans
    ]  # fmt: skip
