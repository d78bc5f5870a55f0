"""Sentences that order somebody to pay: each sum becomes an item, or is put beside the item it belongs to."""

import re

from duixian.base.faults import Fault
from duixian.law.obligations import ItemKind, Liability, MoneyItem
from duixian.reading.judgments import labels
from duixian.reading.judgments.amounts import Amount, find_amounts
from duixian.reading.judgments.clauses import VERB, Clause, clause_at, clauses_of, flattened
from duixian.reading.judgments.performance import monthly, read_dues
from duixian.reading.judgments.result import What
from duixian.reading.judgments.roles import role_of
from duixian.reading.judgments.sheet import Context, Sheet
from duixian.reading.judgments.sums import NET, is_part, read_net, read_part, read_total, repeats, sum_of_kinds

_OF_IT = re.compile(r"(?:（[^）]*）)?的(?:\d+(?:\.\d+)?%|百分之|[二三四五六七八九十]分之)")
_CONDITION = re.compile(r"(?:^|，|；|。)(?:如果?|若|倘若|逾期|如若)[^，。；]{0,50}?(?:未|不|逾期|违|没有)")


def read(sheet: Sheet, ordinal: int, start: int, end: int, context: Context) -> list[str]:
    """Read every sum of the sentence text[start:end]; returns the keys of the money items it made."""
    text = sheet.text
    amounts = find_amounts(text, start, end)
    flat = flattened(sheet, start, end)
    clauses = clauses_of(sheet, flat, start, end, context)
    made: list[str] = []
    paid: Amount | None = None
    open_sums: list[tuple[str, Amount]] = []
    for index, amount in enumerate(amounts):
        if sheet.taken(amount.start, amount.end):
            continue
        if amount.minor is None:
            _broken(sheet, amount)
            continue
        what, rule = role_of(text, start, end, amount)
        if what is What.TOTAL and sum_of_kinds(text, start, amount, amounts[:index], open_sums):
            what, rule = What.AMOUNT, "owed.sum_of_kinds"
        if what is What.AMOUNT and open_sums and NET.search(text[max(start, amount.start - 30) : amount.start]):
            made += read_net(sheet, ordinal, start, amount, open_sums)
            open_sums = [(key, amount) for key in made if key in sheet.items]
            continue
        if what is What.AMOUNT and is_part(text, start, amount, open_sums):
            what, rule = What.PART, "part.of_which"
        if what is What.AMOUNT and (repeated := repeats(sheet, text, start, amount, open_sums)):
            sheet.mark(amount.start, amount.end, What.PART, "part.same_sum", (repeated,))
            continue
        if what is What.AMOUNT and not VERB.search(flat) and not context.debtors:
            sheet.lack(
                amount.start,
                amount.end,
                Fault("judgment.no_duty", "该金额前后没有给付义务", "请核对，如须给付请手工补录", "金额", amount.text),
                money=True,
            )
            continue
        if what is What.AMOUNT and _OF_IT.match(text[amount.end : amount.end + 30]):
            sheet.lack(
                amount.start,
                amount.end,
                Fault("judgment.proportion", "只支付该金额的一定比例", "请计算后手工补录", "金额", amount.text),
                money=True,
            )
            continue
        if what is What.AMOUNT and re.search(
            r"(?:抵扣|抵销|抵消|冲抵|相抵)后[^。；]{0,40}$", text[start : amount.start]
        ):
            sheet.notice(
                amount.start,
                amount.end,
                Fault(
                    "judgment.set_off_net", "这是各项相互抵扣后的净额，与被抵扣的各项重复", "请只保留净额或只保留各项"
                ),
            )
        if re.match(r"(?:至|到)\d", text[amount.end : amount.end + 2]) or re.search(
            r"元(?:至|到)$", text[start : amount.start]
        ):
            fault = Fault(
                "judgment.range", "只写了金额的幅度，没有写明各人的数额", "请按附表逐人录入", "金额", amount.text
            )
            sheet.lack(amount.start, amount.end, fault, money=True)
            continue
        if amount.approximate:
            sheet.notice(
                amount.start, amount.end, Fault("judgment.approximate", "金额只写了约数", "请按文书原件填写准确金额")
            )
        if what is What.AMOUNT:
            clause = clause_at(clauses, amount.start)
            before = amounts[index - 1].end if index and amounts[index - 1].end > clause.verb_end else 0
            keys = _owed(sheet, ordinal, clause, amount, before, context, rule)
            made += keys
            open_sums += [(key, amount) for key in keys]
        elif what is What.TOTAL:
            read_total(sheet, ordinal, start, amount, open_sums)
        elif what is What.PART and open_sums:
            read_part(sheet, amount, open_sums, rule)
        elif what is What.PERIODIC and monthly(sheet, start, amount):
            sheet.rule(ordinal, "instalment.monthly")
        elif what is What.PERIODIC:
            clause = clause_at(clauses, amount.start)
            made.append(_periodic(sheet, ordinal, clause, amount, rule))
        else:
            sheet.mark(amount.start, amount.end, what, rule, tuple(k for k, _ in open_sums[-1:]))
            sheet.rule(ordinal, rule)
            paid = paid or (amount if what is What.PAID else None)
    if paid and not any(s.rule == "owed.net" and start <= s.start < end for s in sheet.spans):
        fault = Fault("judgment.paid", "文书提到已付或应扣的款项，尚未从各项中扣除", "请在立案时登记已付款或改正金额")
        sheet.notice(paid.start, paid.end, fault)
    made = [key for key in dict.fromkeys(made) if key in sheet.items]
    read_dues(sheet, start, end, made, context)
    return [key for key in made if key in sheet.items]


def _owed(
    sheet: Sheet, ordinal: int, clause: Clause, amount: Amount, before: int, context: Context, rule: str
) -> list[str]:
    """One or, with 各, several money items for a sum that is owed."""
    text = sheet.text
    place = max(clause.verb_end if clause.verb_end <= amount.start else clause.start, before, clause.start)
    again = list(VERB.finditer(text, place, amount.start)) if before else []
    if again:  # 赔偿甲100元、在…范围内赔偿甲200元: the second verb
        place = sheet.names.leading(text, again[-1].end(), amount.start)[1]
    label = labels.label_before(text, place, amount.start)
    if label == "款项" and (
        tail := re.match(
            r"(?:的)?([^，。；、\d（及和]{0,8}?(?:本金|货款|工程款|违约金|利息|损失|赔偿金|租金|借款|"
            r"费))(?=[，。；、及和（]|$)",
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
    if each and each_creditor and "分别" not in each.group():
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
        shares, rule = dict.fromkeys(debtors, amount.minor), "owed.each_debtor"
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


def _periodic(sheet: Sheet, ordinal: int, clause: Clause, amount: Amount, rule: str) -> str:
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
    if re.search(r"汇率|中间价|(?:元|镑|币|金|法郎)(?:兑|对|=|：)(?:换)?(?:人民币)?$|单价", left):
        sheet.mark(amount.start, amount.end, What.VALUE, "value.exchange_rate")
        return
    sheet.lack(
        amount.start,
        amount.end,
        Fault("amount.decimals", "金额精确到分，小数不得超过两位", "请对照文书核对", "金额", amount.text),
        money=True,
    )
