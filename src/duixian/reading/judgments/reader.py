"""Reading a judgment: the steps in order, and the census that lets no sum of money get lost."""

import re
from dataclasses import replace

from duixian.base.faults import BadInput, Fault
from duixian.law.obligations import ActDuty, MoneyItem, Ordered
from duixian.reading.drafts import TitleKind
from duixian.reading.judgments import awards, costs, interest, liability
from duixian.reading.judgments.amounts import Amount, find_amounts
from duixian.reading.judgments.days import find_dues
from duixian.reading.judgments.header import read_header
from duixian.reading.judgments.names import ACTS, PAY, Names
from duixian.reading.judgments.normal import Normal, normalise
from duixian.reading.judgments.operative import Item, find_operative, sentences, split_items
from duixian.reading.judgments.performance import spread_over_items
from duixian.reading.judgments.result import Census, Gap, Header, Reading, ReadItem, Span, What, is_assigned
from duixian.reading.judgments.sheet import Context, Sheet

LARGEST = 1_000_000
"""Characters of one document; the longest judgments known have some 300,000."""
LARGEST_OPERATIVE = 200_000

_DECLARES = re.compile(
    r"[“”]?(?:本院)?(?:依法)?(?:驳回|维持|撤销|确认|解除|准予|准许|准许|宣告|终止|不予|本案(?:终结|"
    r"发回)|发回|指令|中止|终结|变更.{0,4}抚养|对[^，。；]{2,40}的?(?:其他|其余)?(?:诉讼)?请求(?:，)?(?:不予|"
    r"予以))"
)
_DISMISSES = re.compile(
    r"(?:，|；|。|并|^|、)(?:并)?驳回[^，。；]{1,120}(?:请求|上诉|起诉|申请)|[^，。；]{2,40}请求，"
    r"?(?:本院)?(?:均)?不予(?:支持|"
    r"采纳)"
)
_VARIES = re.compile(r"(?:变更|改判)[^：；。]{0,120}?(?:为：?“?|：“?)(?=[^。；]{4})|(?:，|。|^)改判：?")
_OTHER_TITLE = re.compile(
    r"号(?:民事|刑事|行政|执行)?(?:判决|裁定|调解|裁决)|(?:一审|二审|原审|原)(?:民事)?(?:判决|裁定)"
)
_DOUBLED = re.compile(r"加倍(?:支付|给付)(?:迟延|延迟)履行(?:期间)?的?债务利息|加倍部分债务利息")
_ACCELERATES = re.compile(
    r"(?:任意|任何|其中)?[一1]期[^。；]{0,40}(?:未|逾期|不)[^。]{0,260}?(?:一次性|全部|提前到期|立即到期|"
    r"未到期)|全部(?:款项|债务|借款)?(?:视为)?(?:提前|立即)到期|未按[^。；]{0,200}一次性[^。；，"
    r"]{0,10}申请[^。；，]{0,6}强制执行"
)
_SET_OFF = re.compile(
    r"按(?:照)?(?:以下)?(?:顺序)?(?:优先)?(?:依次)?(?:抵扣|抵充|清偿|冲抵|先后)?(?P<list>[^，"
    r"。；（）]{1,30}?(?:、[^，。；（）]{1,24})+?)(?:的)?(?:先后)?(?:顺序)?(?:依次)?(?:进行)?(?:抵扣|"
    r"抵充|冲抵|清偿)?(?=）|。|；|，|$)"
)
_DUTY = re.compile(rf"(?:{ACTS}|{PAY}|不得|禁止|应当?|继续|协商|共有|归|由)")


def read(text: str) -> Reading:
    """Read a whole document or an operative part; raises `BadInput` when the text is empty or too long."""
    if len(text) > LARGEST:
        raise BadInput(
            Fault(
                "judgment.too_long",
                f"文书有 {len(text):,} 个字符，超过可读取的 {LARGEST:,} 个",
                "请只提交判决主文部分",
                "文书",
            )
        )
    normal = normalise(text)
    if not normal.text:
        raise BadInput(Fault("judgment.empty", "没有文字", "请提交判决主文或全文", "文书"))
    operative = find_operative(normal.text)
    if operative.end - operative.start > LARGEST_OPERATIVE:
        raise BadInput(Fault("judgment.no_operative", "没有找到判决主文，且文字过长", "请只提交判决主文部分", "文书"))
    begin = normal.span(operative.start, operative.end)
    header, header_spans = read_header(text, *begin)
    known = [party.name for party in header.parties]
    names = Names(normal.text[operative.start : operative.end], known)
    agreed = (
        operative.rule == "operative.agreed"
        or header.kind in (TitleKind.MEDIATION, TitleKind.NOTARIAL)
        or bool(re.search("协议一致|一致确认|自愿", normal.text[operative.start : operative.start + 60]))
    )
    sheet = Sheet(normal.text, names, agreed)
    items = split_items(normal.text, operative.start, operative.end)
    for item in items:
        _item(sheet, item)
    if agreed:
        spread_over_items(sheet)
    _clauses_of_the_whole(sheet, operative.start, operative.end)
    upheld = re.compile("维持原(?:判|审判决|裁定)").search(normal.text, operative.start, operative.end)
    if upheld and not (sheet.items or sheet.acts or sheet.interests):
        reason = Fault(
            "judgment.upheld_whole", "主文只是维持原判，给付内容在被维持的判决中", "请一并提交被维持的判决主文"
        )
        sheet.lack(*upheld.span(), reason)
    census = _census(sheet, operative.start, operative.end)
    return _result(
        text, normal, sheet, header, header_spans, begin, f"{operative.rule}/{operative.end_rule}", items, census
    )


def _item(sheet: Sheet, item: Item) -> None:
    context = Context()
    for start, end in sentences(sheet.text, item.start, item.end):
        _sentence(sheet, item.ordinal, start, end, context)
    _passive(sheet, item)
    _late_caps(sheet, item)


def _sentence(sheet: Sheet, ordinal: int, start: int, end: int, context: Context) -> None:
    """One sentence: declared, costs, an order to pay, interest, liability, priority, an act; or not understood."""
    text = sheet.text
    varied = _VARIES.search(text, start, end)
    if (varied and _OTHER_TITLE.search(text[start : varied.end()])) or (varied and "改判" in varied.group()):
        sheet.mark(start, varied.end(), What.DECLARED, "declared.varied")
        sheet.rule(ordinal, "declared.varied")
        start = varied.end()
    for dismissed in _DISMISSES.finditer(text, start, end):
        sheet.mark(dismissed.start(), dismissed.end(), What.DECLARED, "declared.dismissed")
        sheet.rule(ordinal, "declared.dismissed")
        if dismissed.start() <= start + 1:
            start = dismissed.end()
        else:
            end = dismissed.start()
            break
    if not text[start:end].strip("，。；”“"):
        return
    if _declared(sheet, ordinal, start, end):
        return
    if costs.redirects(sheet, ordinal, start, end):
        return
    if costs.is_costs(text, start, end):
        costs.read(sheet, ordinal, start, end)
        return
    made = awards.read(sheet, ordinal, start, end, context)
    made = [key for key in made if key in sheet.items]
    if _only_names(sheet, start, end):
        sheet.mark(start, end, What.PARTY, "tail.names")
        return
    interests = interest.read(sheet, ordinal, start, end, made, liability.targets(sheet, ordinal, start, end))
    after = max((sheet.places[k][1] for k in made if k in sheet.places), default=start)
    answered = liability.answers(text, after, end)
    priority = liability.gives_priority(text, start, end)
    if answered:
        liability.read(sheet, ordinal, start, end, after)
    if priority:
        liability.read_priority(sheet, ordinal, start, end)
    based = any(s.what in (What.BASE, What.CAP) and start <= s.start < end for s in sheet.spans)
    if not (made or interests or answered or priority or based):
        _act(sheet, ordinal, start, end, context)


def _only_names(sheet: Sheet, start: int, end: int) -> bool:
    """A tail that only names parties: the cut-off beginning of a sentence about the appeal."""
    rest = sheet.text[start:end]
    for a, b, _ in reversed(sheet.names.find(sheet.text, start, end)):
        rest = rest[: a - start] + rest[b - start :]
    return not re.sub(r"[、，。；”“和及与]|原告|被告|均|一审|二审", "", rest)


def _declared(sheet: Sheet, ordinal: int, start: int, end: int) -> bool:
    """确认, 维持, 撤销: nothing to perform here; a sum in 维持 is owed under the other judgment and listed."""
    text = sheet.text
    opening = _DECLARES.match(text, start, end)
    subject = re.compile(
        r"[^，。；]{2,80}?(?:合同|协议|婚姻关系|登记|决议)[^，。；]{0,30}(?:无效|解除|终止|有效|合法有效)[。；，]?$"
    ).match(text, start, end)
    confirms_debt = sheet.agreed and opening and "确认" in opening.group()
    if not (opening or subject) or confirms_debt:
        return False
    amounts = find_amounts(text, start, end)
    if opening and amounts and re.match(r"[“”]?确认由", text[start:end]):
        return False  # 确认由甲支付…: an order in the form of a finding
    ordered = _first_order(text, start, amounts) if opening else -1
    if ordered >= 0 and not re.match(r"[“”]?(?:确认|维持|撤销|解除|驳回|不予)", text[start : start + 4]):
        return False
    cut = end
    if ordered >= 0:
        comma = text.rfind("，", start, ordered)
        if comma != -1 and not re.match("即|确认", text[comma + 1 : end]):
            before = text.rfind("，", start, comma)  # 判决生效之日起十日内，甲支付…: the day belongs to the order
            dated = before != -1 and bool(re.search("[日内]$", text[before + 1 : comma]))
            cut = before if dated else comma
    sheet.mark(start, cut, What.DECLARED, "declared.status")
    sheet.rule(ordinal, "declared.status")
    if cut < end:
        _sentence(sheet, ordinal, cut + 1, end, Context())
        return True
    if re.match(r"[“”]?维持", text[start : start + 3]):
        for amount in amounts:
            sheet.lack(
                amount.start,
                amount.end,
                Fault(
                    "judgment.upheld", "该款项由所维持的另一判决确定", "请以该判决的主文立案或补录", "金额", amount.text
                ),
                money=True,
            )
    return True


def _first_order(text: str, start: int, amounts: list[Amount]) -> int:
    """Where the verb stands that orders the first sum which one orders; -1 when none does."""
    for amount in amounts:
        clause = max(text.rfind(mark, start, amount.start) for mark in "，；。") + 1
        verbs = list(
            re.finditer(
                rf"(?<![已所])(?<!逾期)(?<!迟延)(?<!延期)(?:{PAY})(?!行为)", text[max(clause, start) : amount.start]
            )
        )
        if verbs:
            return max(clause, start) + verbs[0].start()
    return -1


def _act(sheet: Sheet, ordinal: int, start: int, end: int, context: Context) -> None:
    """A duty that is not money; what is neither duty nor declaration is listed as not understood."""
    text = sheet.text
    duty = _DUTY.search(text, start, end)
    if (
        _DOUBLED.search(text, start, end)
        or _SET_OFF_WORDS.search(text, start, end)
        or re.search("无其他争议|再无|互不追究|权利义务|两清", text[start:end])
    ):
        sheet.mark(start, end, What.CLAUSE, "clause.general")
        return
    if duty is None:
        if _OTHER_TITLE.search(text, start, end):
            sheet.mark(start, end, What.DECLARED, "declared.other_title")
        elif len(text[start:end].strip("，。；”“")) > 1:
            sheet.lack(
                start, end, Fault("judgment.sentence", "未能识别该句的义务内容", "请核对，如有给付义务请手工补录")
            )
        return
    dues = [due for due in find_dues(text, start, end) if due.when]
    if dues and re.match(
        r"[“”]?(?:以上|上述|前述|该|此)[^，。；]{0,12}(?:款项?|义务|判项|给付|金额|各项|事项)", text[start:end]
    ):
        for held, item in list(sheet.items.items()):
            if item.due is None and not item.instalments:
                sheet.change(held, due=dues[0].when)
        sheet.mark(start, end, What.DUE, "due.for_all", sheet.items)
        return
    if re.search(r"支付[^；。]{0,60}(?:利息|罚息)", text[start:end]):
        reason = Fault(
            "judgment.interest_rate", "未能读出利率或计算方法", "请按文书填写利率、基数和起止日，没有约定的删除"
        )
        sheet.lack(start, end, reason)
        return
    key = sheet.key(ordinal, "a")
    names = sheet.names.leading(text, start, end)[0] or context.debtors
    sheet.acts[key] = ActDuty(key, text[start:end].strip("，。；”“"), (), names, dues[0].when if dues else None)
    sheet.mark(start, end, What.ACT, "act.duty", (key,))
    sheet.rule(ordinal, "act.duty")


_SET_OFF_WORDS = re.compile(r"(?:抵扣|抵充|冲抵).{0,4}(?:顺序)|按[^。；]{0,8}顺序")


def _passive(sheet: Sheet, item: Item) -> None:
    """Sums listed first and charged at the end (以上损失由乙赔偿): give them their debtor; nobody found is said."""
    text = sheet.text
    orphans = [
        k
        for k in sheet.ordinals.get(item.ordinal, [])
        if k in sheet.items and not sheet.items[k].debtors and not sheet.items[k].kind.startswith("costs")
    ]
    if not orphans:
        return
    by = re.compile(rf"由(?P<who>[^，。；]{{2,60}}?)(?:共同|连带|各自?|在[^，。；]{{0,30}})*(?:{PAY})").search(
        text, item.start, item.end
    )
    who = sheet.names.within(text, by.start("who"), by.end("who")) if by else ()
    for key in orphans:
        if who:
            sheet.change(key, debtors=who)
        elif not re.search(PAY + "|欠", text[item.start : item.end]):
            _withdraw(sheet, item.ordinal, key)


def _late_caps(sheet: Sheet, item: Item) -> None:
    """A cap said after the interest (上述利息不超过…元) limits the running interest of its item."""
    keys = [k for k in sheet.interests if k.startswith(f"{item.ordinal}-i")]
    for span in [s for s in sheet.spans if s.what is What.CAP and not s.refers and item.start <= s.start < item.end]:
        amount = find_amounts(sheet.text, span.start, span.end)[0]
        for key in keys:
            if sheet.interests[key].cap is None and len(keys) == 1:
                sheet.interests[key] = replace(sheet.interests[key], cap=amount.minor)
                sheet.spans[sheet.spans.index(span)] = replace(span, refers=(key,))


def _withdraw(sheet: Sheet, ordinal: int, key: str) -> None:
    """A sum nobody is told to pay is no obligation: take the item back and list the sum."""
    place = sheet.places.pop(key, None)
    del sheet.items[key]
    sheet.ordinals[ordinal].remove(key)
    sheet.spans = [s for s in sheet.spans if not (s.refers == (key,) and s.what in (What.AMOUNT, What.PERIODIC))]
    sheet.spans = [replace(s, refers=tuple(k for k in s.refers if k != key)) for s in sheet.spans]
    if place:
        sheet.lack(
            *place, Fault("judgment.no_duty", "该金额前后没有给付义务", "请核对，如须给付请手工补录"), money=True
        )


def _named(sheet: Sheet, header: Header) -> dict[str, MoneyItem]:
    """The items with bare roles (原告, 两被告) replaced by the names the document gives to these roles."""
    given: dict[str, list[str]] = {}
    for party in header.parties:
        for role in re.findall("原告|被告|第三人|申请人|被申请人|上诉人", party.printed_role)[:1]:
            given.setdefault(role, []).append(party.name)
    if not given:
        for match in re.finditer(r"(?<!反诉)(?<!本诉)(原告|被告|申请人|被申请人)(?=([^，。；]{2,40}))", sheet.text):
            names, _ = sheet.names.leading(sheet.text, match.end(), match.end() + 60)
            for name in names[:1]:
                if name in sheet.names.all and name not in given.setdefault(match[1], []):
                    given[match[1]].append(name)

    def real(names: tuple[str, ...]) -> tuple[str, ...]:
        out: list[str] = []
        for name in names:
            role = re.fullmatch(r"(?:[一二两三四五六七八九十各全体]*)(原告|被告|申请人|被申请人)", name)
            known = given.get(role[1], []) if role else []
            several = len(name) > len(role[1]) if role else False
            out += known if known and (several or len(known) == 1) else [name]
        return tuple(dict.fromkeys(out))

    return {
        key: replace(item, creditors=real(item.creditors), debtors=real(item.debtors), behind=real(item.behind))
        for key, item in sheet.items.items()
    }


def _clauses_of_the_whole(sheet: Sheet, start: int, end: int) -> None:
    """Doubled part, acceleration, the title's own order of set-off."""
    text = sheet.text
    if match := _DOUBLED.search(text, start, end):
        sheet.doubled_clause = True
        sheet.mark(match.start(), match.end(), What.CLAUSE, "clause.doubled")
    if match := _ACCELERATES.search(text, start, end):
        sheet.acceleration = True
        sheet.mark(match.start(), match.end(), What.CLAUSE, "clause.acceleration")
    for match in _SET_OFF.finditer(text, start, end):
        if re.search("抵扣|抵充|冲抵|清偿顺序|顺序", match.group()) and "、" in match["list"]:
            labels = [
                re.sub(r"^(?:顺序|优先|依次|先|抵扣|后|抵充)+|(?:的)?(?:先后)?(?:顺序|进行|抵扣|抵充)+$", "", part)
                for part in match["list"].split("、")
            ]
            sheet.set_off = tuple(label for label in labels if label)
            sheet.mark(match.start(), match.end(), What.CLAUSE, "clause.set_off")
            break


def _census(sheet: Sheet, start: int, end: int) -> Census:
    """Account for every sum of the operative part; one that no rule has touched becomes not understood here."""
    counts = {"assigned": 0, "checked_totals": 0, "described": 0, "not_understood": 0}
    amounts = find_amounts(sheet.text, start, end)
    for amount in amounts:
        kinds = [s.what for s in sheet.spans if s.start <= amount.start and amount.end <= s.end]
        if any(g.money and g.start <= amount.start and amount.end <= g.end for g in sheet.gaps):
            counts["not_understood"] += 1
        elif is_assigned(kinds):
            counts["assigned"] += 1
        elif What.TOTAL in kinds:
            counts["checked_totals"] += 1
        elif {What.DECLARED, What.VALUE, What.ACT, What.CLAUSE} & set(kinds):
            counts["described"] += 1
        else:
            sheet.lack(
                amount.start,
                amount.end,
                Fault("judgment.amount", "未能确定该金额的性质", "请手工归入相应的义务", "金额", amount.text),
                money=True,
            )
            counts["not_understood"] += 1
    outside = len(find_amounts(sheet.text)) - len(amounts)
    return Census(total=len(amounts), outside=max(0, outside), **counts)


def _result(
    text: str,
    normal: Normal,
    sheet: Sheet,
    header: Header,
    header_spans: list[Span],
    begin: tuple[int, int],
    rule: str,
    items: list[Item],
    census: Census,
) -> Reading:
    def placed(span: Span) -> Span:
        start, end = normal.span(span.start, span.end)
        return replace(span, start=start, end=end)

    def gap(one: Gap) -> Gap:
        start, end = normal.span(one.start, one.end)
        return replace(one, start=start, end=end)

    def in_order(gaps: list[Gap]) -> tuple[Gap, ...]:
        return tuple(sorted(map(gap, gaps), key=lambda one: one.start))

    live = _named(sheet, header)
    interests = tuple(replace(t, items=tuple(k for k in t.items if k in live)) for t in sheet.interests.values())
    ordered = Ordered(
        tuple(live.values()),
        interests,
        tuple(sheet.acts.values()),
        sheet.set_off,
        sheet.acceleration,
        sheet.doubled_clause,
    )
    read_items = tuple(
        ReadItem(
            item.ordinal,
            *normal.span(item.start, item.end),
            tuple(sheet.rules.get(item.ordinal, ())),
            tuple(k for k in (*live, *sheet.interests, *sheet.acts) if k.split("-")[0] == (str(item.ordinal or "c"))),
        )
        for item in items
    )
    spans = sorted({placed(s) for s in sheet.spans} | set(header_spans), key=lambda s: (s.start, -s.end, s.what))
    return Reading(
        text,
        header,
        begin,
        rule,
        ordered,
        read_items,
        tuple(spans),
        in_order(sheet.gaps),
        in_order(sheet.attention),
        census,
    )
